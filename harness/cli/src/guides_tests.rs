//! What the guides tell readers to type is what the programs accept, and what they refer to is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser as _;

use super::Arguments;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every page of the repository that people read.
fn guides() -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![root()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the repository") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let generated = ["target", "node_modules", "runs", "example", "selftest"];
            if path.is_dir() && !generated.contains(&&*name) && !name.starts_with('.') {
                folders.push(path);
            } else if name.ends_with(".md") {
                found.push(path);
            }
        }
    }
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

/// The targets of a page's links within the repository.
fn links(guide: &Path) -> Vec<String> {
    let text = text(guide);
    let targets = text
        .split("](")
        .skip(1)
        .filter_map(|link| link.split(')').next());
    targets
        .filter(|target| !target.contains("://"))
        .map(str::to_owned)
        .collect()
}

/// The anchors of a page: its headings, as code hosts and mdBook write them.
fn anchors(page: &Path) -> Vec<String> {
    let text = text(page);
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            let kept = words
                .chars()
                .filter(|one| one.is_alphanumeric() || " -_".contains(*one));
            kept.collect::<String>().replace(' ', "-")
        })
        .collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut followed = 0;
    for guide in guides() {
        for link in links(&guide) {
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let page = if file.is_empty() {
                guide.clone()
            } else {
                guide.parent().expect("a page is in a folder").join(file)
            };
            assert!(page.exists(), "{}: {link}", guide.display());
            let there = anchor.is_empty() || anchors(&page).iter().any(|one| one == anchor);
            assert!(there, "{}: {link}", guide.display());
            followed += 1;
        }
    }
    assert!(followed > 30, "{followed} links");
}

/// The guides of both languages, side by side.
const PAIRS: [(&str, &str); 4] = [
    ("bank.md", "bank.md"),
    ("agency.md", "etat.md"),
    ("auditor.md", "kontroll.md"),
    ("ci.md", "ci.md"),
];

fn pairs() -> impl Iterator<Item = [PathBuf; 2]> {
    let guides = root().join("harness/guide");
    PAIRS
        .into_iter()
        .map(move |(en, nb)| [guides.join("en").join(en), guides.join("nb").join(nb)])
}

#[test]
fn every_guide_is_there_in_both_languages_and_in_the_contents() {
    let guides = root().join("harness/guide");
    let contents = text(&guides.join("SUMMARY.md"));
    for (language, names) in [
        ("en", PAIRS.map(|pair| pair.0)),
        ("nb", PAIRS.map(|pair| pair.1)),
    ] {
        let folder = fs::read_dir(guides.join(language)).expect("the guides are there");
        assert_eq!(folder.count(), names.len());
        for name in names {
            assert!(contents.contains(&format!("({language}/{name})")), "{name}");
        }
    }
}

#[test]
fn both_languages_have_the_same_commands() {
    for [en, nb] in pairs() {
        let own = |words: Vec<String>| -> Vec<String> {
            let mut words = words;
            if let Some(at) = words.iter().position(|word| word == "--lang") {
                words.drain(at..at + 2);
            }
            words
        };
        let of = |guide: &Path| commands(guide).into_iter().map(own).collect::<Vec<_>>();
        assert_eq!(of(&en), of(&nb), "{}", nb.display());
    }
}

#[test]
fn both_languages_have_the_same_headings_points_and_names() {
    for [en, nb] in pairs() {
        let shape = |guide: &Path| {
            let text = text(guide);
            let count = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
            (count("#"), count("- "), count("1. "), count("```"))
        };
        assert_eq!(shape(&en), shape(&nb), "{}", nb.display());
        let options = |guide: &Path| {
            let text = text(guide);
            let words = text.split(|one: char| one.is_whitespace() || "`()[],.;:".contains(one));
            let options = words.filter(|word| word.starts_with("--") && *word != "--lang");
            options.map(str::to_owned).collect::<BTreeSet<String>>()
        };
        assert_eq!(options(&en), options(&nb), "{}", nb.display());
    }
}

#[test]
fn commands_are_in_blocks_that_are_run() {
    for guide in guides() {
        let text = text(&guide);
        let other = ["```bash", "```shell", "```console"];
        assert!(
            !other.iter().any(|fence| text.contains(fence)),
            "{}",
            guide.display()
        );
    }
}
