//! A verdict again from stored evidence.

use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use super::{code, copy, copy_run, folder, good_run, program, words};

static FAULTY: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = folder();
    let arguments = [
        "run",
        "--out",
        "out",
        "--case",
        "TOKEN-002",
        "--defect",
        "accepts-everything",
    ];
    program(folder.path(), &arguments);
    folder
});

fn judge(folder: &Path, more: &[&str]) -> Output {
    let mut arguments = vec!["judge", "out"];
    arguments.extend(more);
    program(folder, &arguments)
}

fn unchanged(output: &Output) -> bool {
    words(output).contains("0 worse, 0 better, 0 appeared, 0 went away")
}

#[test]
fn a_good_run_is_judged_as_it_was() {
    let output = judge(good_run().path(), &[]);
    assert_eq!(code(&output), 0, "{}", words(&output));
    assert!(unchanged(&output), "{}", words(&output));
}

#[test]
fn a_run_of_a_faulty_bank_is_judged_as_it_was() {
    let output = judge(FAULTY.path(), &["--lang", "nb"]);
    assert_eq!(code(&output), 1, "{}", words(&output));
    assert!(
        words(&output).contains("0 dårligere, 0 bedre"),
        "{}",
        words(&output)
    );
}

#[test]
fn an_edited_answer_changes_the_verdict_and_the_reports() {
    let folder = copy_run(good_run());
    let file = folder.path().join("out/report.json.gz");
    let text = report::file::text(&file).expect("a record");
    let text = String::from_utf8(text).expect("text");
    assert!(text.contains("\"status\":401"));
    fs::write(&file, text.replace("\"status\":401", "\"status\":200")).expect("written");
    let output = judge(folder.path(), &["--out", "again"]);
    assert_eq!(code(&output), 1, "{}", words(&output));
    assert!(
        words(&output).contains("conforms → violation"),
        "{}",
        words(&output)
    );
    let text = report::file::text(&folder.path().join("again/report.json.gz")).expect("a record");
    let record: Value = serde_json::from_slice(&text).expect("JSON");
    assert_eq!(record["verdict"], "non-conformant");
    assert_ne!(record["judged"]["again"], 0);
    assert_eq!(report::json::faults(&record), "");
}

/// The pack of the repository with one text in a file put in another's place.
fn pack_with(folder: &Path, file: &str, from: &str, to: &str) {
    let pack = folder.join("cases");
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases"),
        &pack,
    );
    let file = pack.join(file);
    let text = fs::read_to_string(&file).expect("a file of the pack");
    assert!(text.contains(from));
    fs::write(&file, text.replace(from, to)).expect("the pack is written");
}

#[test]
fn another_expectation_changes_the_outcome() {
    let folder = copy_run(good_run());
    let (from, to) = ("refused = [\"401 ACC-010\"]", "refused = [\"404 ACC-002\"]");
    pack_with(folder.path(), "bank/token.toml", from, to);
    let output = judge(folder.path(), &["--cases", "cases"]);
    assert_eq!(code(&output), 1, "{}", words(&output));
    assert!(words(&output).contains("TOKEN-002"), "{}", words(&output));
}

#[test]
fn another_level_changes_the_verdict_and_strictness_takes_it_back() {
    let folder = copy_run(&FAULTY);
    let (from, to) = ("level = \"MUST\"", "level = \"SHOULD\"");
    pack_with(folder.path(), "bank/token.toml", from, to);
    let output = judge(folder.path(), &["--cases", "cases"]);
    assert_eq!(code(&output), 0, "{}", words(&output));
    let output = judge(folder.path(), &["--cases", "cases", "--strict"]);
    assert_eq!(code(&output), 1, "{}", words(&output));
}

#[test]
fn another_request_is_not_judged_by_the_answer_to_the_old_one() {
    let folder = copy_run(good_run());
    let (from, to) = (
        "{ header = \"Authorization\", remove = true }",
        "{ header = \"Authorization\", value = \"x\" }",
    );
    pack_with(folder.path(), "bank/token.toml", from, to);
    let output = judge(folder.path(), &["--cases", "cases"]);
    assert_eq!(code(&output), 0, "{}", words(&output));
    assert!(
        words(&output).contains("the case sends something else in this pack"),
        "{}",
        words(&output)
    );
}

#[test]
fn what_is_no_record_is_wrong_use() {
    let folder = folder();
    assert_eq!(code(&judge(folder.path(), &[])), 2);
}

#[test]
fn the_run_that_is_judged_is_never_overwritten() {
    let folder = copy_run(good_run());
    let output = judge(folder.path(), &["--out", "out"]);
    assert_eq!(code(&output), 2, "{}", words(&output));
}
