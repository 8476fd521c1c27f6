//! Properties against the mock bank: faults that only a generated request meets are found, shrunk and sent again.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

struct Run {
    output: Output,
    record: Value,
}

fn run(arguments: &[&str]) -> Run {
    let folder = tempfile::tempdir().expect("a folder for the reports");
    let output = Command::new(env!("CARGO_BIN_EXE_dsop-conformance"))
        .args(["run", "--quiet", "--format", "json", "--out"])
        .arg(folder.path())
        .args(arguments)
        .output()
        .expect("the program starts");
    let text = report::file::text(&folder.path().join("report.json.gz"));
    let text =
        text.unwrap_or_else(|_| panic!("no report: {}", String::from_utf8_lossy(&output.stderr)));
    Run {
        output,
        record: serde_json::from_slice(&text).expect("the report is JSON"),
    }
}

impl Run {
    fn cases(&self) -> &[Value] {
        self.record["cases"]["tests"].as_array().expect("cases")
    }

    fn counterexamples(&self) -> Vec<(&str, &Value)> {
        self.cases()
            .iter()
            .filter_map(|case| {
                Some((
                    case["id"].as_str()?,
                    case["property"].get("counterexample")?,
                ))
            })
            .collect()
    }

    fn least(&self) -> Vec<&str> {
        self.counterexamples()
            .iter()
            .filter_map(|(_, found)| found["least"]["en"].as_str())
            .collect()
    }

    fn digests(&self) -> Vec<(&str, &str)> {
        self.cases()
            .iter()
            .filter_map(|case| Some((case["id"].as_str()?, case["property"]["digest"].as_str()?)))
            .collect()
    }
}

#[test]
fn one_seed_makes_the_same_inputs_on_any_number_of_workers() {
    let one = run(&[
        "--case",
        "PROPERTY-00*/*/Accounts",
        "--jobs",
        "1",
        "--seed",
        "7",
        "--property-cases",
        "4",
    ]);
    let many = run(&[
        "--case",
        "PROPERTY-0*/*/Accounts",
        "--jobs",
        "13",
        "--seed",
        "7",
        "--property-cases",
        "4",
    ]);
    let many = many.digests();
    assert!(!one.digests().is_empty());
    for digest in one.digests() {
        assert!(many.contains(&digest), "{digest:?}");
    }
}

#[test]
fn another_seed_makes_other_inputs() {
    let of = |seed| {
        run(&[
            "--case",
            "PROPERTY-003/*/Accounts",
            "--seed",
            seed,
            "--property-cases",
            "4",
        ])
    };
    assert_ne!(of("7").digests(), of("8").digests());
}

#[test]
fn a_bank_that_takes_91_days_is_found_and_told_by_one_second() {
    let run = run(&[
        "--case",
        "PROPERTY-006/*/Accounts",
        "--defect",
        "takes-91-days",
        "--property-cases",
        "240",
        "--strict",
    ]);
    assert_eq!(run.output.status.code(), Some(1));
    assert_eq!(
        run.least(),
        ["order valid but exp is 1 second beyond 90 days"]
    );
}

#[test]
fn a_bank_that_is_wrong_on_29_february_is_found_and_told_by_that_day() {
    let run = run(&[
        "--case",
        "PROPERTY-001/politi-utlevering/Accounts",
        "--defect",
        "wrong-on-29-february",
        "--property-cases",
        "60",
    ]);
    let least = run.least();
    assert_eq!(least.len(), 1);
    assert!(
        least[0].starts_with("valid request where fromDate is ")
            && least[0].ends_with("-02-29, a leap day"),
        "{least:?}"
    );
}

#[test]
fn a_bank_that_compares_mandates_undecoded_is_found_and_told_by_one_character() {
    let defect = "compares-mandates-without-decoding";
    let run = run(&[
        "--case",
        "PROPERTY-014/oppgjor-etter-dodsfall/Accounts",
        "--defect",
        defect,
    ]);
    let least = run.least();
    assert_eq!(least.len(), 1);
    let escapes = "valid request where the mandate's escapes have small hexadecimal digits";
    assert!(
        least[0].matches('«').count() == 1 || least[0] == escapes,
        "{least:?}"
    );
}

#[test]
fn a_bank_that_fails_on_every_200th_request_is_found_and_its_counterexample_is_not_steady() {
    let run = run(&[
        "--case",
        "PROPERTY-001/*/Accounts",
        "--defect",
        "fails-every-200th-request",
        "--property-cases",
        "300",
    ]);
    let found = run.counterexamples();
    assert!(!found.is_empty());
    for (_, counterexample) in found {
        assert_eq!(counterexample["steady"], false);
    }
}

#[test]
fn a_counterexample_is_sent_again_by_its_choice() {
    let found = run(&[
        "--case",
        "PROPERTY-006/*/Accounts",
        "--defect",
        "takes-91-days",
        "--property-cases",
        "240",
    ]);
    let (instance, counterexample) = found.counterexamples()[0];
    let choice = counterexample["choice"].as_str().expect("a choice");
    let again = run(&[
        "--replay",
        instance,
        "--seed",
        "1",
        "--choice",
        choice,
        "--defect",
        "takes-91-days",
    ]);
    assert_eq!(again.least(), found.least());
    assert_eq!(again.cases()[0]["property"]["requests"], 1);
    let corrected = run(&["--replay", instance, "--seed", "1", "--choice", choice]);
    assert_eq!(corrected.output.status.code(), Some(0));
}

#[test]
fn a_saved_regression_runs_as_an_ordinary_case() {
    let folder = tempfile::tempdir().expect("a folder");
    let pack = folder.path().join("cases");
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases"),
        &pack,
    );
    let file = pack.join("bank/regression.toml");
    let saved = file.to_str().expect("a path in UTF-8");
    let property = [
        "--case",
        "PROPERTY-006/*/Accounts",
        "--defect",
        "takes-91-days",
        "--property-cases",
        "240",
    ];
    run(&[&property[..], &["--save-regressions", saved]].concat());
    let pack = pack.to_str().expect("a path in UTF-8");
    let cases = ["--cases", pack, "--family", "REGRESSION"];
    assert_eq!(
        run(&[&cases[..], &["--defect", "takes-91-days", "--strict"]].concat())
            .output
            .status
            .code(),
        Some(1)
    );
    assert_eq!(run(&cases).output.status.code(), Some(0));
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder that can be read") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).map(|_| ()).expect("a copy");
        }
    }
}
