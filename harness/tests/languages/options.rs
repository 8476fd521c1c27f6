//! Options that cannot be used, and help.

use std::path::Path;

use crate::{Said, english_words, say};

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

fn told(language: &str, words: &[&str]) -> Said {
    say(Path::new("."), language, words)
}

#[test]
fn options_that_cannot_be_used_are_wrong_use_in_both_languages() {
    for words in WRONG {
        for language in ["en", "nb"] {
            assert_eq!(told(language, words).code, 2, "{words:?} in {language}");
        }
    }
}

#[test]
fn no_english_sentence_is_left_about_options() {
    for words in WRONG {
        // The command `help` is called so in every language.
        let nb = told("nb", words).words.replace(", help]", "]");
        assert_eq!(english_words(&nb), Vec::<String>::new(), "{nb}");
    }
}

#[test]
fn help_is_in_the_language_that_is_asked_for_wherever_the_option_stands() {
    for words in [
        &["--lang", "nb", "--help"][..],
        &["--lang", "nb", "run", "-h"],
        &["run", "-h"],
    ] {
        let nb = told("nb", words);
        assert_eq!(
            (nb.code, nb.words.contains("Bruk: dsop-conformance")),
            (0, true),
            "{}",
            nb.words
        );
    }
}

#[test]
fn what_is_wrong_with_the_language_itself_is_told() {
    let said = told("se", &["list"]);
    assert!(
        said.words.contains("[possible values: en, nb]"),
        "{}",
        said.words
    );
}

#[test]
fn what_the_mock_agency_can_do_wrongly_is_described_in_norwegian() {
    let said = told(
        "nb",
        &[
            "list", "--role", "agency", "--what", "defects", "--format", "csv",
        ],
    );
    let rules: Vec<&str> = said
        .words
        .lines()
        .skip(1)
        .filter_map(|line| line.splitn(3, ',').nth(2))
        .collect();
    assert!(rules.len() > 100, "{}", said.words);
    for rule in rules {
        assert_eq!(english_words(rule), Vec::<String>::new(), "{rule}");
    }
}

#[test]
fn what_the_mock_bank_can_do_wrongly_is_described_in_norwegian() {
    for defect in mock_bank::Defect::ALL {
        let rule = defect.rule_in_norwegian();
        assert_eq!(english_words(rule), Vec::<String>::new(), "{rule}");
    }
}
