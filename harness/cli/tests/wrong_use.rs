//! Options and files that cannot be used: exit code 2, and a message that says what to do.

#[path = "wrong_use/foreign_bytes.rs"]
mod foreign_bytes;
mod program;

use std::fs;
use std::path::{Path, PathBuf};

use program::{code, program, words};

const WRONG: [&[&str]; 14] = [
    &["kjor"],
    &["report"],
    &["report", "merge"],
    &["report", "verify", "mappe"],
    &["run", "--maal", "bank.toml"],
    &["run", "--target"],
    &["run", "--jobs", "0"],
    &["run", "--jobs", "mange"],
    &["run", "--rate", "0"],
    &["run", "--shard", "5/4"],
    &["run", "--choice", "x", "--case", "PROP-001"],
    &["run", "--target", "bank.toml", "--mode", "test"],
    &["list", "--format", "xml"],
    &["explain"],
];

fn broken() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken")
}

/// The broken files that a command reads, in the order of their names.
fn names() -> Vec<String> {
    let entries = fs::read_dir(broken()).expect("the folder of broken files");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| !name.starts_with("world-"))
        .collect();
    names.sort();
    names
}

/// The exit code and the message of the command that reads a file, chosen by the first word of its name.
fn message(name: &str) -> (i32, String) {
    let kind = name.split('-').next().unwrap_or_default();
    let out = std::env::temp_dir().join("dsop-broken");
    let out = out.to_string_lossy();
    let arguments = match kind {
        "profile" => vec!["list", "--what", "instances", "--target", name],
        "deviations" => vec!["run", "--deviations", name, "--out", &out, "--quiet"],
        "agency" => vec!["doctor", "--target", name],
        "record" => vec!["judge", name],
        other => panic!("no command reads a {other}"),
    };
    let output = program(&broken(), &arguments);
    (code(&output), words(&output))
}

#[test]
fn every_broken_file_is_refused_with_its_mistakes() {
    let all: Vec<String> = names()
        .iter()
        .map(|name| {
            let (code, words) = message(name);
            format!("{name} (exit code {code})\n{words}")
        })
        .collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn options_that_cannot_be_used_are_wrong_use() {
    for options in WRONG {
        assert_eq!(code(&program(Path::new("."), options)), 2, "{options:?}");
    }
}
