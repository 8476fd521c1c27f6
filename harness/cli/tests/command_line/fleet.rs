//! Many targets in one run.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{code, folder, program, words, write_target};

const RUN: [&str; 12] = [
    "run",
    "--targets",
    "fleet.toml",
    "--parallel",
    "2",
    "--out",
    "out",
    "--case",
    "TRANSPORT-001",
    "--timeout",
    "1",
    "--retries=0",
];

fn fleet(folder: &Path, targets: &str) {
    write_target(folder, "http://127.0.0.1:9/v2");
    let text = format!("template = \"bank.toml\"\n{targets}");
    fs::write(folder.join("fleet.toml"), text).expect("the fleet is written");
}

fn overview(folder: &Path) -> Value {
    let text = fs::read_to_string(folder.join("out/overview/overview.json")).expect("an overview");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn each_target_has_a_folder_and_the_overview_has_all_of_them() {
    let folder = folder();
    let two =
        "[[target]]\nname = \"Bank 1\"\n[[target]]\nname = \"Bank 2\"\norgno = \"310000019\"\n";
    fleet(folder.path(), two);
    let output = program(folder.path(), &RUN);
    assert_eq!(code(&output), 3, "{}", words(&output));
    for name in ["310000027", "310000019"] {
        assert!(
            folder
                .path()
                .join("out")
                .join(name)
                .join("report.html")
                .is_file(),
            "{name}"
        );
    }
    let overview = overview(folder.path());
    assert_eq!(overview["banks"].as_array().map(Vec::len), Some(2));
    assert_eq!(overview["missing"], Value::Array(Vec::new()));
    let page = overview["banks"][0]["page"].as_str().expect("a page");
    assert!(folder.path().join("out/overview").join(page).is_file());
}

#[test]
fn a_run_keeps_its_profile_without_test_people_and_keys() {
    let folder = folder();
    fleet(folder.path(), "[[target]]\nname = \"Bank 1\"\n");
    let output = program(folder.path(), &RUN);
    assert_eq!(code(&output), 3, "{}", words(&output));
    let kept = folder.path().join("out/310000027/profile.toml");
    let kept = fs::read_to_string(kept).expect("the profile");
    assert!(
        kept.contains("Bank 1") && kept.contains("127.0.0.1:9/v2"),
        "{kept}"
    );
    assert!(
        !kept.contains("28857710551") && !kept.contains("client.key"),
        "{kept}"
    );
}

#[test]
fn a_target_that_cannot_be_run_gives_the_exit_code_and_has_not_reported() {
    let folder = folder();
    let wrong =
        "[[target]]\nname = \"Bank 1\"\n[[target]]\norgno = \"310000019\"\nmode = \"no such\"\n";
    fleet(folder.path(), wrong);
    let output = program(folder.path(), &RUN);
    assert_eq!(code(&output), 2, "{}", words(&output));
    let overview = overview(folder.path());
    assert_eq!(overview["banks"].as_array().map(Vec::len), Some(1));
    assert_eq!(overview["missing"][0]["orgno"], "310000019");
}

#[test]
fn a_part_runs_its_own_targets_alone() {
    let folder = folder();
    let two =
        "[[target]]\nname = \"Bank 1\"\n[[target]]\nname = \"Bank 2\"\norgno = \"310000019\"\n";
    fleet(folder.path(), two);
    let output = program(folder.path(), &[&RUN[..], &["--part", "2/2"]].concat());
    assert_eq!(code(&output), 3, "{}", words(&output));
    assert!(folder.path().join("out/310000019").is_dir());
    assert!(!folder.path().join("out/310000027").exists());
}

#[test]
fn a_fleet_that_is_none_is_wrong_use() {
    let folder = folder();
    fleet(folder.path(), "[[targets]]\nname = \"Bank 1\"\n");
    let output = program(folder.path(), &RUN);
    assert_eq!(code(&output), 2, "{}", words(&output));
    assert!(words(&output).contains("fleet.toml"), "{}", words(&output));
}
