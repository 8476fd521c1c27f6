//! What becomes of a command whose output nobody can read.

use std::fs::OpenOptions;
use std::process::Stdio;

use serde_json::Value;

use super::program::command;
use super::{code, folder, program, words};

/// A bank that is wrong, seen by one case.
const WRONG: [&str; 7] = [
    "run",
    "--case",
    "TOKEN-002",
    "--service",
    "politi-utlevering",
    "--defect",
    "accepts-everything",
];

/// Its exit code where the reader of its output is gone before it starts.
fn code_without_reader(arguments: &[&str]) -> Option<i32> {
    let folder = folder();
    let mut child = command(folder.path(), arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop((child.stdout.take(), child.stderr.take()));
    child.wait().expect("it ends").code()
}

#[test]
fn a_reader_that_goes_away_leaves_the_verdicts_code() {
    let folder = folder();
    let read = program(folder.path(), &WRONG);
    assert_eq!(code(&read), 1, "{}", words(&read));
    assert_eq!(code_without_reader(&WRONG), Some(1));
}

#[test]
fn a_reader_that_goes_away_is_no_fault_of_a_list_or_of_help() {
    for arguments in [&["list"][..], &["run", "--help"], &["--version"]] {
        assert_eq!(code_without_reader(arguments), Some(0), "{arguments:?}");
    }
}

#[test]
fn a_full_device_is_an_error() {
    for arguments in [&["list"][..], &["explain", "TOKEN-001"], &["--help"]] {
        let folder = folder();
        let full = OpenOptions::new().write(true).open("/dev/full");
        let output = command(folder.path(), arguments)
            .stdout(full.expect("there is a full device"))
            .output()
            .expect("the program starts");
        assert_eq!(code(&output), 4, "{arguments:?}");
        let said = words(&output);
        assert!(said.contains("standard output cannot be written"), "{said}");
    }
}

#[test]
fn what_is_listed_or_explained_is_there_as_json() {
    let folder = folder();
    for arguments in [
        &["list", "--what", "defects", "--format", "json"][..],
        &["list", "--what", "causes", "--format", "json"],
        &["explain", "TOKEN-001", "--format", "json"],
        &[
            "explain",
            "--cause",
            "nothing-is-refused",
            "--format",
            "json",
        ],
    ] {
        let output = program(folder.path(), arguments);
        assert_eq!(code(&output), 0, "{}", words(&output));
        let parsed: Result<Value, _> = serde_json::from_slice(&output.stdout);
        assert!(parsed.is_ok(), "{arguments:?}: {parsed:?}");
    }
}
