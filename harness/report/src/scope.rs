//! The scope of a verdict in words: how many mandatory rules were tested, and what the others lack.

use judge::verdict::Outcome;

use crate::words::{Phrase, TEST, TESTS, counted, number, phrase};
use pack::text::{Language, Text};
use record::scope::{Coverage, Scope, Want};
use record::{Record, SubjectRole};

/// What rules lack, in the order of how easily it is helped.
const WANTS: [Want; 4] = [Want::Declaration, Want::Means, Want::Answer, Want::Decision];

pub(super) fn want(want: Want) -> Phrase {
    match want {
        Want::Declaration => phrase("declarations in the profile", "opplysninger i profilen"),
        Want::Means => phrase(
            "keys or registers of others",
            "andres nøkler eller registre",
        ),
        Want::Answer => phrase("answers to judge", "svar å bedømme"),
        Want::Decision => phrase("a decision", "en avgjørelse"),
    }
}

/// The scope as a short name for people.
pub(super) fn name(scope: Scope) -> Phrase {
    match scope {
        Scope::Interrupted => phrase("interrupted", "avbrutt"),
        Scope::Full => phrase("full", "full"),
        Scope::Narrowed => phrase("partial: a selection", "delvis: et utvalg"),
        Scope::EmbeddedMock => phrase("embedded mock", "innebygd simulator"),
        Scope::ThinDeclarations => phrase(
            "partial: the profile declares too little",
            "delvis: profilen oppgir for lite",
        ),
    }
}

/// The scope as a short name for machines.
pub(super) fn key(scope: Scope) -> &'static str {
    match scope {
        Scope::Interrupted => "interrupted",
        Scope::Full => "full",
        Scope::Narrowed => "narrowed",
        Scope::EmbeddedMock => "embedded-mock",
        Scope::ThinDeclarations => "thin-declarations",
    }
}

/// How many mandatory rules were tested: `155 of 160 mandatory rules tested; 5 not, for want of …`.
pub(super) fn coverage_sentence(record: &Record) -> Text {
    let (coverage, selected) = (record.coverage(), record.scope() == Scope::Narrowed);
    match (coverage.all, selected) {
        (0, true) => Text::new(
            "No mandatory rule is in the selection.",
            "Ingen SKAL-krav er med i utvalget.",
        ),
        (0, false) => Text::new("No mandatory rule applies.", "Ingen SKAL-krav gjelder."),
        (_, selected) => sentence(&coverage, selected),
    }
}

fn sentence(coverage: &Coverage, selected: bool) -> Text {
    let say = |language| {
        let of = |en: &str, nb: &str, among: (&str, &str)| match language {
            Language::En => format!(
                "{} of {} {}{en}",
                number(coverage.tested, language),
                number(coverage.all, language),
                among.0
            ),
            Language::Nb => format!(
                "{} av {} {}{nb}",
                number(coverage.tested, language),
                number(coverage.all, language),
                among.1
            ),
        };
        let among = if selected {
            ("selected ", "valgte ")
        } else {
            ("", "")
        };
        let rules = of("mandatory rules tested", "SKAL-krav testet", among);
        let wants: Vec<String> = WANTS
            .into_iter()
            .map(|one| (coverage.lacking(one), want(one)))
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| format!("{} ({})", words.say(language), number(count, language)))
            .collect();
        if wants.is_empty() {
            return format!("{rules}.");
        }
        let lack = phrase("not, for want of", "ikke, i mangel av").say(language);
        let count = number(coverage.untested.len(), language);
        format!("{rules}; {count} {lack} {}.", wants.join(", "))
    };
    Text::new(say(Language::En), say(Language::Nb))
}

/// What a run that allows no verdict has shown, as a heading.
pub(super) fn passed(record: &Record) -> Text {
    let conforms = record.counts.conforms;
    let tests = counted(conforms, TEST, TESTS);
    let none = Text::new("no verdict on conformance", "ingen konklusjon om samsvar");
    let shown = match record.scope() {
        Scope::Interrupted => interrupted(record),
        Scope::Full | Scope::ThinDeclarations => Text::new(
            format!("{} of {} passed", tests.en, record.subject.name),
            format!("{} av {} bestått", tests.nb, record.subject.name),
        ),
        Scope::Narrowed => selected(conforms),
        Scope::EmbeddedMock => Text::new(
            format!("{} of the embedded mock passed", tests.en),
            format!("{} av den innebygde simulatoren bestått", tests.nb),
        ),
    };
    Text::new(
        format!("{}; {}", shown.en, none.en),
        format!("{}; {}", shown.nb, none.nb),
    )
}

fn interrupted(record: &Record) -> Text {
    let unrun = record
        .cases
        .iter()
        .filter(|case| case.was_not_run())
        .count();
    let broken = record
        .cases
        .iter()
        .filter(|case| case.outcome == Outcome::Violates)
        .count();
    let conforms = record.counts.conforms;
    Text::new(
        format!("interrupted: {conforms} tests passed, {broken} not passed, {unrun} not run"),
        format!("avbrutt: {conforms} tester bestått, {broken} ikke bestått, {unrun} ikke kjørt"),
    )
}

fn selected(count: usize) -> Text {
    counted(
        count,
        phrase("selected test passed", "valgt test bestått"),
        phrase("selected tests passed", "valgte tester bestått"),
    )
}

/// What the reader does to get a verdict.
pub(super) fn how_to_a_verdict(record: &Record) -> Text {
    match record.scope() {
        Scope::Interrupted => Text::new(
            "Go on with `run --resume FOLDER` and the other options of the run for a verdict.",
            "Fortsett med `run --resume MAPPE` og de andre valgene for kjøringen for å få en konklusjon.",
        ),
        Scope::Full | Scope::ThinDeclarations => Text::new(
            "Declare in the profile what the mandatory rules that were not tested need, and run again: only then is there a verdict.",
            "Oppgi i profilen det SKAL-kravene som ikke ble testet, trenger, og kjør på nytt: først da blir det en konklusjon.",
        ),
        Scope::Narrowed => Text::new(
            "Run again without a selection for a verdict; shards are joined by `report merge`.",
            "Kjør på nytt uten utvalg for å få en konklusjon; deler slås sammen med `report merge`.",
        ),
        Scope::EmbeddedMock => match &record.subject.role {
            SubjectRole::Bank(_) => Text::new(
                "This shows that the harness works. Run with --target and the profile of a bank for a verdict on it.",
                "Dette viser at testverktøyet virker. Kjør med --target og profilen til en bank for en konklusjon om den.",
            ),
            SubjectRole::Agency => Text::new(
                "This shows that the harness works. Run with --target and the profile of an agency for a verdict on it.",
                "Dette viser at testverktøyet virker. Kjør med --target og profilen til en etat for en konklusjon om den.",
            ),
            SubjectRole::Overview(_) => Text::new(
                "This shows that the harness works. Run with --target and the profile of a customer overview for a verdict on it.",
                "Dette viser at testverktøyet virker. Kjør med --target og profilen til en kundeforholdsoversikt for en konklusjon om den.",
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Reproduce, html, junit, markdown, sarif, terminal};
    use judge::verdict::Verdict;
    use pack::catalogue::Level;
    use pack::reason::{INTERRUPTED, NEEDS_OPEN_ACCOUNT, Reason};
    use record::fixture::record;

    /// A record whose two tests were selected and passed.
    fn narrowed() -> Record {
        let mut record = record();
        record.cases.truncate(2);
        for case in &mut record.cases {
            case.outcome = Outcome::Conforms;
            case.findings.clear();
            case.level = Level::Must;
        }
        record.cases[1].case = "HEADERS-002".into();
        record.counts = record::Counts::of(&record.cases);
        record.deviations.clear();
        record.settings.selection = vec!["--case HEADERS-003".into()];
        record.verdict = Verdict::NoVerdict;
        record
    }

    fn outputs(record: &Record) -> [(&'static str, String); 6] {
        let quiet = terminal::Options {
            quiet: true,
            ..terminal::Options::default()
        };
        [
            (
                "terminal",
                terminal::render(record, &terminal::Options::default()),
            ),
            ("quiet", terminal::render(record, &quiet)),
            (
                "page",
                html::render(record, &html::Options::default()).expect("a page"),
            ),
            ("annex", markdown::render(record, Language::En)),
            (
                "junit",
                junit::render(
                    record,
                    &junit::Options {
                        language: Language::En,
                        reproduce: Reproduce::default(),
                    },
                )
                .expect("junit"),
            ),
            (
                "sarif",
                sarif::render(record, &sarif::Options::default()).expect("sarif"),
            ),
        ]
    }

    #[test]
    fn every_output_of_a_narrowed_run_says_that_it_is_no_verdict() {
        for (name, text) in outputs(&narrowed()) {
            let words = "2 selected tests passed; no verdict on conformance";
            assert!(text.contains(words), "{name}: {text}");
        }
    }

    #[test]
    fn every_output_of_an_interrupted_run_says_so_and_gives_no_verdict() {
        let mut record = narrowed();
        record.cases[1].outcome = Outcome::Inconclusive(Reason::new(&INTERRUPTED));
        record.counts = record::Counts::of(&record.cases);
        for (name, text) in outputs(&record) {
            let words =
                "interrupted: 1 tests passed, 0 not passed, 1 not run; no verdict on conformance";
            assert!(text.replace('\n', " ").contains(words), "{name}: {text}");
        }
    }

    #[test]
    fn no_output_of_a_narrowed_run_says_that_the_bank_conforms() {
        for (name, text) in outputs(&narrowed()) {
            assert!(!text.contains("Eksempelbanken conforms"), "{name}");
            assert!(!text.contains("Every MUST that applies"), "{name}");
            assert!(!text.contains("D-1"), "{name}");
        }
    }

    #[test]
    fn every_output_has_the_same_count_of_mandatory_rules() {
        let mut record = narrowed();
        record.cases[1].outcome = Outcome::NotApplicable(Reason::new(&NEEDS_OPEN_ACCOUNT));
        let words = "1 of 2 selected mandatory rules tested; 1 not, for want of declarations in the profile (1)";
        for (name, text) in outputs(&record) {
            let text = text.replace('\n', " ");
            assert!(text.contains(words), "{name}: {text}");
        }
    }

    #[test]
    fn a_selection_without_mandatory_rules_has_no_count_of_them() {
        let mut record = narrowed();
        for case in &mut record.cases {
            case.level = Level::Should;
        }
        for (name, text) in outputs(&record) {
            let text = text.replace('\n', " ");
            assert!(
                text.contains("No mandatory rule is in the selection."),
                "{name}: {text}"
            );
            assert!(
                !text.contains("0 of 0") && !text.contains("that was tested is broken"),
                "{name}"
            );
        }
    }

    #[test]
    fn where_nothing_was_accepted_no_mandatory_rule_was_tested() {
        let mut record = record();
        let mut cause: record::Cause = serde_json::from_value(serde_json::json!({
            "id": "no-answer", "layer": "transport", "owner": "network",
            "cases": ["TRANSPORT-004"], "tests": [], "requirements": []
        }))
        .expect("a cause");
        cause.tests = vec![record.cases[0].id.clone()];
        record.causes = vec![cause];
        assert_eq!(
            coverage_sentence(&record).en,
            "0 of 9 mandatory rules tested."
        );
    }

    #[test]
    fn a_rule_that_was_not_tested_is_listed_with_what_to_declare() {
        let mut record = narrowed();
        record.cases[1].outcome = Outcome::NotApplicable(Reason::new(&NEEDS_OPEN_ACCOUNT));
        let annex = markdown::render(&record, Language::En);
        let (_, list) = annex
            .split_once("Mandatory rules not tested")
            .expect("the list");
        assert!(list.contains(&record.cases[1].case) && list.contains("an open account"));
    }
}
