//! Nothing is lost when a run ends early: by a signal, by being killed, or because the disk is full.

#![cfg(unix)]

mod program;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use program::{code, command, program, words};
use serde_json::Value;
use tempfile::TempDir;

/// Longer than any of these runs takes to begin.
const PATIENCE: Duration = Duration::from_mins(2);

/// A slow run: one request at a time, so that it can be interrupted in the middle.
const SLOW: [&str; 9] = [
    "run", "--out", "out", "--jobs", "1", "--rate", "20", "--family", "HEADERS",
];

fn begin(folder: &Path, arguments: &[&str]) -> Child {
    command(folder, arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

fn log(folder: &Path) -> String {
    let bytes = fs::read(folder.join("out/run.jsonl")).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn cases_in(text: &str) -> usize {
    text.lines()
        .filter(|line| line.starts_with(r#"{"is":"case""#))
        .count()
}

/// The cases of the whole lines of a log.
fn found_in(log: &str) -> Vec<Value> {
    let lines = log
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    lines
        .filter(|line: &Value| line["is"] == "case")
        .map(|line| line["case"].clone())
        .collect()
}

/// Waits until the log tells of so many cases.
fn wait_for(folder: &Path, cases: usize, child: &mut Child) {
    let begun = Instant::now();
    while cases_in(&log(folder)) < cases {
        assert!(
            begun.elapsed() < PATIENCE,
            "the log tells of no {cases} cases"
        );
        let ended = child.try_wait().expect("a child");
        assert!(ended.is_none(), "the run ended before: {ended:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(sent.expect("kill").success());
}

fn ended(child: Child) -> Output {
    child.wait_with_output().expect("the program ends")
}

fn record(folder: &Path) -> Value {
    let record = report::file::read(&folder.join("out/report.json.gz")).expect("a record");
    serde_json::json!({"verdict": record.verdict, "cases": record.cases})
}

fn outcomes(record: &Value, of: impl Fn(&Value) -> bool) -> usize {
    let cases = record["cases"].as_array().expect("cases");
    cases.iter().filter(|case| of(&case["outcome"])).count()
}

fn is_interrupted(outcome: &Value) -> bool {
    outcome["because"]["id"] == "interrupted"
}

/// A run that a signal ended after some cases.
fn interrupted(signal: &str) -> (TempDir, Output) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut child = begin(folder.path(), &SLOW);
    wait_for(folder.path(), 5, &mut child);
    send(signal, &child);
    let output = ended(child);
    (folder, output)
}

/// A run that was killed after some cases.
fn killed(cases: usize, arguments: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut child = begin(folder.path(), arguments);
    wait_for(folder.path(), cases, &mut child);
    send("-KILL", &child);
    ended(child);
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder.join("out")).expect("the folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn the_first_signal_ends_a_run_with_its_reports() {
    for (signal, expected) in [("-INT", 130), ("-TERM", 143), ("-HUP", 129)] {
        let (folder, output) = interrupted(signal);
        assert_eq!(code(&output), expected, "{}", words(&output));
        assert!(
            words(&output).contains("interrupted:"),
            "{}",
            words(&output)
        );
        let record = record(folder.path());
        assert_eq!(record["verdict"], "no-verdict");
        assert!(outcomes(&record, is_interrupted) > 0);
        assert!(outcomes(&record, |outcome| outcome["is"] == "conforms") > 0);
        assert!(names(folder.path()).contains(&"report.html".to_owned()));
    }
}

#[test]
fn a_second_signal_ends_the_program_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut child = begin(folder.path(), &SLOW);
    wait_for(folder.path(), 2, &mut child);
    send("-INT", &child);
    send("-TERM", &child);
    let output = ended(child);
    assert!(matches!(code(&output), 130 | 143), "{}", words(&output));
}

#[test]
fn a_killed_run_leaves_what_it_had_found_and_no_verdict() {
    for cases in [1, 8, 20] {
        let folder = killed(cases, &SLOW);
        assert_eq!(names(folder.path()), ["run.jsonl"]);
        let output = program(folder.path(), &["report", "render", "out"]);
        assert_eq!(code(&output), 0, "{}", words(&output));
        let record = record(folder.path());
        assert_eq!(record["verdict"], "no-verdict");
        let found = outcomes(&record, |outcome| !is_interrupted(outcome));
        assert!(
            found >= cases && outcomes(&record, is_interrupted) > 0,
            "{found} cases"
        );
        let page = fs::read_to_string(folder.path().join("out/report.md")).expect("the annex");
        assert!(page.contains("interrupted:"), "{page}");
    }
}

#[test]
fn a_killed_run_goes_on_with_what_is_missing() {
    let folder = killed(8, &SLOW);
    let before = log(folder.path());
    let output = program(
        folder.path(),
        &["run", "--resume", "out", "--family", "HEADERS"],
    );
    assert!(matches!(code(&output), 0 | 1 | 3), "{}", words(&output));
    let went_on = record(folder.path());
    assert_eq!(outcomes(&went_on, is_interrupted), 0);
    let whole = tempfile::tempdir().expect("a folder");
    program(
        whole.path(),
        &["run", "--out", "out", "--family", "HEADERS"],
    );
    let whole = record(whole.path());
    let of = |record: &Value| -> Vec<(Value, Value)> {
        let cases = record["cases"].as_array().expect("cases").iter();
        cases
            .map(|case| (case["id"].clone(), case["outcome"].clone()))
            .collect()
    };
    assert_eq!(of(&went_on), of(&whole));
    assert_eq!(went_on["verdict"], whole["verdict"]);
    let kept = went_on["cases"].as_array().expect("cases");
    for case in found_in(&before) {
        let found = kept.iter().find(|one| one["id"] == case["id"]);
        let evidence = found.map(|found| &found["evidence"]);
        assert_eq!(evidence, Some(&case["evidence"]), "{}", case["id"]);
    }
}

#[test]
fn a_run_does_not_go_on_with_another_seed_or_selection() {
    let folder = killed(1, &SLOW);
    for (option, what) in [
        (["--family", "HEADERS", "--seed", "2"], "seed"),
        (["--family", "TOKEN", "--seed", "1"], "selection"),
    ] {
        let output = program(
            folder.path(),
            &[&["run", "--resume", "out"], &option[..]].concat(),
        );
        assert_eq!(code(&output), 2, "{}", words(&output));
        assert!(words(&output).contains(what), "{}", words(&output));
    }
}

#[test]
fn a_folder_without_a_run_cannot_go_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = program(folder.path(), &["run", "--resume", "."]);
    assert_eq!(code(&output), 2);
    assert!(
        words(&output).contains("no run to go on with"),
        "{}",
        words(&output)
    );
}

#[test]
fn a_killed_run_against_an_agency_leaves_its_journal_and_goes_on() {
    let arguments = [
        "run",
        "--role",
        "agency",
        "--out",
        "out",
        "--case",
        "AGY-HEADERS-*",
    ];
    let folder = killed(1, &arguments);
    let journal = fs::read_to_string(folder.path().join("out/journal.jsonl")).expect("the journal");
    assert!(journal.lines().count() > 1);
    let output = program(folder.path(), &["report", "render", "out"]);
    assert_eq!(code(&output), 0, "{}", words(&output));
    let cut_off = record(folder.path());
    assert_eq!(cut_off["verdict"], "no-verdict");
    assert!(outcomes(&cut_off, is_interrupted) > 0);
    let rest = [
        "run",
        "--role",
        "agency",
        "--resume",
        "out",
        "--case",
        "AGY-HEADERS-*",
    ];
    let output = program(folder.path(), &rest);
    assert!(matches!(code(&output), 0 | 1 | 3), "{}", words(&output));
    assert_eq!(outcomes(&record(folder.path()), is_interrupted), 0);
}

#[test]
fn a_signal_ends_a_run_against_an_agency_with_its_reports() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = [
        "run",
        "--role",
        "agency",
        "--out",
        "out",
        "--case",
        "AGY-HEADERS-*",
    ];
    let mut child = begin(folder.path(), &arguments);
    wait_for(folder.path(), 1, &mut child);
    send("-TERM", &child);
    let output = ended(child);
    assert_eq!(code(&output), 143, "{}", words(&output));
    let record = record(folder.path());
    assert_eq!(record["verdict"], "no-verdict");
    assert!(outcomes(&record, is_interrupted) > 0);
}

#[test]
fn reports_that_cannot_be_written_cost_no_verdict_and_leave_no_half_file() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("out/report.json.gz/in-the-way")).expect("a folder");
    std::os::unix::fs::symlink("/dev/full", folder.path().join("out/run.jsonl")).expect("a link");
    let output = program(
        folder.path(),
        &["run", "--out", "out", "--case", "HEADERS-001"],
    );
    assert_eq!(code(&output), 4, "{}", words(&output));
    assert!(
        words(&output).contains("no verdict on conformance"),
        "{}",
        words(&output)
    );
    assert!(words(&output).contains("report.json"), "{}", words(&output));
    assert!(
        names(folder.path())
            .iter()
            .all(|name| !name.starts_with('.') && !name.contains("tmp"))
    );
}

/// A run in a shell that first does something.
fn in_shell(folder: &Path, first: &str) -> Output {
    let program = command(folder, &[]);
    let line = format!("{first}; exec \"$0\" run --out out --case HEADERS-001 --quiet");
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(line).arg(program.get_program());
    let settings = program.get_envs();
    shell.envs(settings.filter_map(|(name, value)| Some((name, value?))));
    shell.current_dir(folder).output().expect("a shell")
}

#[test]
fn a_limit_to_the_size_of_files_costs_no_verdict() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = in_shell(folder.path(), "ulimit -f 64");
    assert_eq!(output.status.code(), Some(4), "{}", words(&output));
    assert!(
        words(&output).contains("no verdict on conformance"),
        "{}",
        words(&output)
    );
    assert!(!names(folder.path()).contains(&"report.json.gz".to_owned()));
}

#[test]
fn a_full_standard_output_costs_no_reports() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = in_shell(folder.path(), "exec >/dev/full 2>/dev/full");
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(record(folder.path())["verdict"], "no-verdict");
}
