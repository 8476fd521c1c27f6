//! The record of a run against the schema that is published with it.

use serde_json::Value;

use super::{code, folder, program, words};

fn faults_of_a_run(due: i32, arguments: &[&str]) -> String {
    let folder = folder();
    let output = program(
        folder.path(),
        &[&["run", "--out", "out"], arguments].concat(),
    );
    assert_eq!(code(&output), due, "{}", words(&output));
    let text = report::file::text(&folder.path().join("out/report.json.gz")).expect("a record");
    let record: Value = serde_json::from_slice(&text).expect("JSON");
    report::json::faults(&record)
}

#[test]
fn the_record_of_a_good_bank_keeps_its_schema() {
    let families = ["--family", "FIELDS", "--family", "JWE", "--family", "OED"];
    assert_eq!(faults_of_a_run(0, &families), "");
}

#[test]
fn the_record_of_a_faulty_bank_keeps_its_schema() {
    let arguments = [
        "--defect",
        "accepts-everything",
        "--defect",
        "error-echoes-token",
        "--family",
        "TOKEN",
    ];
    assert_eq!(faults_of_a_run(1, &arguments), "");
}

#[test]
fn the_record_of_a_faulty_agency_keeps_its_schema() {
    let arguments = [
        "--role",
        "agency",
        "--defect",
        "order-missing",
        "--case",
        "AGY-HEADERS-*",
    ];
    assert_eq!(faults_of_a_run(1, &arguments), "");
}
