//! Every output of a record says the same of it: verdict, counts and causes.

use crate::requirement::answers;
use crate::standing::Standing;
use crate::summary::{headline, verdict_sentence};
use crate::{Reproduce, html, junit, markdown, sarif, terminal};
use pack::text::{Language, Text};
use record::Record;
use record::fixture::record;

/// The fixture with a cause, and two narrowed forms of it.
fn records() -> Vec<(&'static str, Record)> {
    let mut explained = record();
    explained.causes = vec![
        serde_json::from_value(serde_json::json!({
            "id": "order-not-checked", "layer": "access", "owner": "target", "cases": ["HEADERS-003"],
            "tests": ["HEADERS-003/politi-utlevering/Accounts"], "requirements": [], "exchange": "2",
            "values": {"accepted": "3", "all": "4"}
        }))
        .expect("a cause"),
    ];
    let mut narrowed = record();
    narrowed.settings.selection = vec!["--case HEADERS-*".into()];
    let mut mock = record();
    mock.settings.embedded_mock = true;
    vec![
        ("explained", explained),
        ("narrowed", narrowed),
        ("mock", mock),
    ]
}

/// Each output as plain words, lines joined.
fn outputs(record: &Record, language: Language) -> Vec<(&'static str, String)> {
    let screen = terminal::Options {
        language,
        ..terminal::Options::default()
    };
    let quiet = terminal::Options {
        quiet: true,
        ..screen
    };
    let page = html::Options {
        language,
        ..html::Options::default()
    };
    let junit_options = junit::Options {
        language,
        reproduce: Reproduce::default(),
    };
    let sarif_options = sarif::Options {
        language,
        ..sarif::Options::default()
    };
    let verified = answers(record, language);
    let verified = verified
        .into_iter()
        .map(|(what, value)| format!("{what}: {value}"));
    let outputs = [
        ("terminal", terminal::render(record, &screen)),
        ("quiet", terminal::render(record, &quiet)),
        ("page", html::render(record, &page).expect("a page")),
        ("annex", markdown::render(record, language)),
        ("junit", junit::render(record, &junit_options).expect("XML")),
        (
            "sarif",
            sarif::render(record, &sarif_options).expect("JSON"),
        ),
        ("verify", verified.collect::<Vec<_>>().join("\n")),
    ];
    outputs
        .map(|(name, text)| (name, text.split_whitespace().collect::<Vec<_>>().join(" ")))
        .into()
}

fn assert_in_all(record: &Record, kind: &str, said: &Text) {
    for language in [Language::En, Language::Nb] {
        let words: Vec<&str> = said.in_language(language).split_whitespace().collect();
        let words = words.join(" ");
        for (name, text) in outputs(record, language) {
            assert!(text.contains(&words), "{kind}, {name}: {words}\n{text}");
        }
    }
}

#[test]
fn every_output_says_the_whole_sentence_of_the_verdict_with_its_counts() {
    for (kind, record) in records() {
        assert_in_all(&record, kind, &verdict_sentence(&record));
    }
}

#[test]
fn every_output_that_names_the_target_has_the_same_headline() {
    for (kind, record) in records() {
        let said = headline(&record).en;
        for (name, text) in outputs(&record, Language::En) {
            let is_screen = matches!(name, "terminal" | "quiet");
            assert!(is_screen || text.contains(&said), "{kind}, {name}: {said}");
        }
    }
}

#[test]
fn the_counts_of_junit_sarif_and_the_page_are_those_of_the_record() {
    for (kind, record) in records() {
        let outputs = outputs(&record, Language::En);
        let text = |wanted: &str| {
            let mut outputs = outputs.iter();
            let found = outputs.find(|(name, _)| *name == wanted);
            found.map(|(_, text)| text.as_str()).expect("it is made")
        };
        let counts = record.counts;
        let root = format!(
            "tests=\"{}\" failures=\"{}\" errors=\"{}\"",
            counts.instances, counts.violations, counts.inconclusive
        );
        assert!(text("junit").contains(&root), "{kind}: {root}");
        for (standing, count) in [
            (Standing::Violation, counts.violations),
            (Standing::Declared, counts.declared),
            (Standing::Warning, counts.warnings),
            (Standing::Inconclusive, counts.inconclusive),
            (Standing::Observation, counts.observations),
        ] {
            let results = format!("\"standing\": \"{}\"", standing.key());
            assert_eq!(
                text("sarif").matches(&results).count(),
                count,
                "{kind}: {results}"
            );
            let tile = format!("<li class=\"{}\"><a href=", standing.key());
            let tiles = text("page")
                .split_once("<ul class=\"tiles\">")
                .expect("tiles")
                .1;
            let shown = tiles.split_once(&tile).map(|(_, rest)| rest);
            let number = shown.and_then(|rest| rest.split_once("<strong>"));
            let number = number.map(|(_, rest)| rest.starts_with(&format!("{count}</strong>")));
            assert_eq!(number, (count > 0).then_some(true), "{kind}: {tile}");
        }
    }
}

#[test]
fn every_report_of_findings_names_the_id_of_their_cause() {
    let (_, record) = records().remove(0);
    for (name, text) in outputs(&record, Language::En) {
        let has_findings = !matches!(name, "quiet" | "verify");
        assert_eq!(text.contains("order-not-checked"), has_findings, "{name}");
    }
}

#[test]
fn a_record_without_causes_names_none() {
    for (name, text) in outputs(&record(), Language::En) {
        assert!(!text.contains("order-not-checked"), "{name}");
    }
}
