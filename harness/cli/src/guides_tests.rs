//! What the guides tell readers to type is what the programs accept, and what they refer to is there.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser as _;

use super::Arguments;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn guides() -> Vec<PathBuf> {
    let root = root();
    let mut found: Vec<PathBuf> = ["en", "nb"]
        .iter()
        .flat_map(|language| {
            let folder = root.join("harness/guide").join(language);
            fs::read_dir(folder).expect("the guides are there")
        })
        .map(|entry| entry.expect("an entry").path())
        .collect();
    let others = [
        "README.md",
        "CONTRIBUTING.md",
        "cases/README.md",
        "harness/README.md",
        "mock-agency/README.md",
        "mock-bank/README.md",
        "reports/README.md",
    ];
    found.extend(others.iter().map(|name| root.join(name)));
    found
}

fn text(guide: &Path) -> String {
    fs::read_to_string(guide).expect("a guide is text")
}

/// The commands of a guide's `sh` blocks, comments and redirections left out.
fn commands(guide: &Path) -> Vec<Vec<String>> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in text(guide).lines().map(str::trim) {
        if line.starts_with("```") {
            inside = line == "```sh";
            continue;
        }
        let command = line.split(['#', '>']).next().unwrap_or_default();
        if inside && !command.trim().is_empty() {
            found.push(
                command
                    .split_whitespace()
                    .map(|word| word.trim_matches(['\'', '"']).to_owned())
                    .collect(),
            );
        }
    }
    found
}

#[test]
fn the_program_accepts_every_command_of_the_guides() {
    let mut tried = 0;
    for guide in guides() {
        for words in commands(&guide) {
            if words[0] == "dsop-conformance" {
                tried += 1;
                let parsed = Arguments::try_parse_from(&words);
                assert!(parsed.is_ok(), "{}: {words:?}: {parsed:?}", guide.display());
            }
        }
    }
    assert!(tried > 30, "{tried} commands");
}

#[test]
fn the_mock_bank_accepts_every_command_of_the_guides() {
    for guide in guides() {
        for words in commands(&guide) {
            if words[0] == "mock-bank" {
                let parsed = mock_bank::options::Cli::try_parse_from(&words);
                assert!(parsed.is_ok(), "{}: {words:?}: {parsed:?}", guide.display());
            }
        }
    }
}

#[test]
fn every_link_of_the_guides_leads_somewhere() {
    for guide in guides() {
        let text = text(&guide);
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            let folder = guide.parent().expect("a guide is in a folder");
            assert!(
                folder.join(target).exists(),
                "{}: {target}",
                guide.display()
            );
        }
    }
}

#[test]
fn both_languages_have_the_same_guides() {
    let count = |language: &str| {
        let folder = root().join("harness/guide").join(language);
        fs::read_dir(folder).expect("the guides are there").count()
    };
    assert_eq!(count("en"), count("nb"));
}
