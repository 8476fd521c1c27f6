//! Filters: patterns on every axis, and what is said of one that matches nothing.

use super::{code, folder, program, words};

/// The rows that `list` gives as CSV, without the heading.
fn listed(arguments: &[&str]) -> Vec<String> {
    let mut all = vec!["list", "--what", "instances", "--format", "csv"];
    all.extend(arguments);
    let output = program(folder().path(), &all);
    assert_eq!(code(&output), 0, "{}", words(&output));
    let rows = words(&output);
    rows.lines().skip(1).map(str::to_owned).collect()
}

fn refused(arguments: &[&str]) -> String {
    let output = program(folder().path(), arguments);
    assert_eq!(code(&output), 2, "{arguments:?}: {}", words(&output));
    words(&output)
}

#[test]
fn every_axis_takes_wildcards() {
    for (arguments, fits) in [
        (["--case", "TOKEN-*"], "TOKEN-"),
        (["--family", "token"], "TOKEN-"),
        (["--service", "politi-*"], "/politi-utlevering/"),
        (["--endpoint", "*transactions*"], "/Transactions"),
        (["--level", "m*st"], ",MUST,"),
    ] {
        let rows = listed(&arguments);
        assert!(!rows.is_empty(), "{arguments:?}");
        assert!(rows.iter().all(|row| row.contains(fits)), "{arguments:?}");
    }
    assert!(!listed(&["--requirement", "TRUST-*"]).is_empty());
}

#[test]
fn axes_narrow_each_other_and_values_of_one_add_up() {
    let both = listed(&[
        "--case",
        "TOKEN-*",
        "--endpoint",
        "Cards",
        "--level",
        "MUST",
    ]);
    assert!(
        both.iter()
            .all(|row| row.contains("/Cards") && row.contains("TOKEN-"))
    );
    let one = listed(&["--case", "TOKEN-001"]).len();
    let other = listed(&["--case", "TOKEN-002"]).len();
    let sum = listed(&["--case", "TOKEN-001", "--case", "TOKEN-002"]).len();
    assert_eq!(sum, one + other);
}

#[test]
fn what_is_left_out_is_taken_from_what_is_selected() {
    let rows = listed(&["--case", "TOKEN-*", "--except", "TOKEN-00*"]);
    assert!(
        rows.iter().all(|row| !row.starts_with("TOKEN-00")),
        "{rows:?}"
    );
    assert!(rows.iter().any(|row| row.starts_with("TOKEN-01")));
}

#[test]
fn a_pattern_that_matches_nothing_is_answered_with_near_misses() {
    for (arguments, near) in [
        (["--case", "TOKN-*"], "TOKEN-*"),
        (["--family", "HEADER"], "HEADERS"),
        (["--service", "politi"], "politi-utlevering"),
        (["--endpoint", "transaction"], "Transactions"),
        (["--level", "MOST"], "MUST"),
        (
            ["--requirement", "TRUST-TOKEN-TIME-CLAIM"],
            "TRUST-TOKEN-TIME-CLAIMS",
        ),
    ] {
        for command in ["list", "run"] {
            let said = refused(&[command, arguments[0], arguments[1]]);
            assert!(said.contains(near), "{command} {arguments:?}: {said}");
        }
    }
}

#[test]
fn an_agencys_cases_are_selected_the_same_way() {
    for command in ["list", "run"] {
        let said = refused(&[command, "--role", "agency", "--case", "AGY-TOKN-*"]);
        assert!(said.contains("AGY-TOKEN-*"), "{said}");
        let said = refused(&[command, "--role", "agency", "--endpoint", "Roles"]);
        assert!(
            said.contains("--endpoint selects among a bank's cases"),
            "{said}"
        );
    }
    assert!(
        !listed(&[
            "--role",
            "agency",
            "--requirement",
            "AGR-T*",
            "--level",
            "must"
        ])
        .is_empty()
    );
}

#[test]
fn patterns_that_match_alone_and_not_together_are_refused() {
    let message = refused(&["list", "--case", "TOKEN-*", "--family", "HEADERS"]);
    let words: Vec<&str> = message
        .split_whitespace()
        .filter(|word| *word != "│")
        .collect();
    let message = words.join(" ");
    assert!(
        message.contains("no case is matched by all of them"),
        "{message}"
    );
}

#[test]
fn requirements_are_narrowed_down_to_those_that_are_tested() {
    let output = program(
        folder().path(),
        &[
            "list",
            "--what",
            "requirements",
            "--requirement",
            "TRUST-*",
            "--format",
            "csv",
        ],
    );
    let said = words(&output);
    assert!(said.lines().count() > 2, "{said}");
    assert!(
        said.lines().skip(1).all(|line| line.starts_with("TRUST-")),
        "{said}"
    );
}

#[test]
fn a_list_that_is_always_whole_takes_no_selection() {
    let said = refused(&["list", "--what", "interpretations", "--case", "TOKEN-*"]);
    assert!(said.contains("always whole"), "{said}");
}
