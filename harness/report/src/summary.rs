//! The verdict and what to do about it, in whole sentences.

use crate::group::{groups, not_run_by_reason};
use crate::scope::{coverage_sentence, how_to_a_verdict, passed};
use crate::standing::Standing;
use crate::words::{Phrase, TEST, TESTS, counted, number};
use judge::verdict::Verdict;
use pack::text::{Language, Text};
use record::{DeviationRecord, DeviationState, Record};

const DECLARATION: Phrase = Phrase {
    en: "declaration",
    nb: "erklæring",
};
const DECLARATIONS: Phrase = Phrase {
    en: "declarations",
    nb: "erklæringer",
};

/// The declarations that fail a run: stale, expired or without a reason.
pub(super) fn broken_declarations(record: &Record) -> impl Iterator<Item = &DeviationRecord> {
    record
        .deviations
        .iter()
        .filter(|deviation| !deviation.state.is_sound())
}

/// The verdict on the target by name, as a heading.
pub fn headline(record: &Record) -> Text {
    let name = &record.subject.name;
    match record.verdict {
        Verdict::Conformant => Text::new(
            format!("{name} conforms"),
            format!("{name} er i samsvar med kravene"),
        ),
        Verdict::ConformantWithDeclaredDeviations => Text::new(
            format!("{name} conforms, with declared deviations"),
            format!("{name} er i samsvar med kravene, med erklærte avvik"),
        ),
        Verdict::NonConformant => Text::new(
            format!("{name} does not conform"),
            format!("{name} er ikke i samsvar med kravene"),
        ),
        Verdict::Inconclusive => Text::new(
            format!("Whether {name} conforms could not be decided"),
            format!("Det kunne ikke avgjøres om {name} er i samsvar med kravene"),
        ),
        Verdict::NoVerdict => passed(record),
    }
}

/// The verdict, what it is based on, and how many mandatory rules were tested.
pub fn verdict_sentence(record: &Record) -> Text {
    let (said, coverage) = (outcome_sentence(record), coverage_sentence(record));
    Text::new(
        format!("{} {}", said.en, coverage.en),
        format!("{} {}", said.nb, coverage.nb),
    )
}

fn outcome_sentence(record: &Record) -> Text {
    let counts = &record.counts;
    match record.verdict {
        Verdict::Conformant => {
            let tests = counted(counts.conforms, TEST, TESTS);
            let conform = if counts.conforms == 1 {
                "conforms"
            } else {
                "conform"
            };
            Text::new(
                format!(
                    "Every MUST that applies is kept: {} {conform}, none inconclusive.",
                    tests.en
                ),
                format!(
                    "Alle SKAL-krav som gjelder, er oppfylt: {} er i orden, ingen er uavgjorte.",
                    tests.nb
                ),
            )
        }
        Verdict::ConformantWithDeclaredDeviations => {
            let tests = counted(counts.declared, TEST, TESTS);
            Text::new(
                format!(
                    "The only violations of MUST are declared, and the declarations are valid: {}. Every other MUST that applies is kept.",
                    tests.en
                ),
                format!(
                    "De eneste bruddene på SKAL-krav er erklært, og erklæringene er gyldige: {}. Alle andre SKAL-krav som gjelder, er oppfylt.",
                    tests.nb
                ),
            )
        }
        Verdict::NonConformant => broken(record),
        Verdict::NoVerdict => not_broken(record),
        Verdict::Inconclusive if counts.inconclusive == 0 => Text::new(
            "Inconclusive: no test that applies was run.",
            "Ikke avgjort: ingen test som gjelder, ble kjørt.",
        ),
        Verdict::Inconclusive => {
            let tests = counted(counts.inconclusive, TEST, TESTS);
            Text::new(
                format!(
                    "No undeclared violation of a MUST was observed, but {} could not be decided.",
                    tests.en
                ),
                format!(
                    "Ingen ikke-erklærte brudd på SKAL-krav ble observert, men {} kunne ikke avgjøres.",
                    tests.nb
                ),
            )
        }
    }
}

fn broken(record: &Record) -> Text {
    let mut parts = broken_rules(record);
    parts.extend(ended_first(record));
    let broken = broken_declarations(record).count();
    if broken > 0 {
        let declarations = counted(broken, DECLARATION, DECLARATIONS);
        parts.push(Text::new(
            format!("{} must be removed or renewed.", declarations.en),
            format!("{} må fjernes eller fornyes.", declarations.nb),
        ));
    }
    join(&parts)
}

/// What was tested without a verdict: no MUST is broken, beside those declared.
fn not_broken(record: &Record) -> Text {
    let mut parts = vec![Text::new(
        "No mandatory rule that was tested is broken.",
        "Ingen SKAL-krav som ble testet, er brutt.",
    )];
    if record.counts.declared > 0 {
        let tests = counted(record.counts.declared, TEST, TESTS);
        parts = vec![Text::new(
            format!("The only violations of MUST are declared: {}.", tests.en),
            format!("De eneste bruddene på SKAL-krav er erklært: {}.", tests.nb),
        )];
    }
    parts.extend(broken_rules(record));
    join(&parts)
}

fn join(parts: &[Text]) -> Text {
    let words =
        |words: &dyn Fn(&Text) -> String| parts.iter().map(words).collect::<Vec<_>>().join(" ");
    Text::new(
        words(&|part| part.en.clone()),
        words(&|part| part.nb.clone()),
    )
}

fn broken_rules(record: &Record) -> Vec<Text> {
    let mut parts = Vec::new();
    let standings = [
        (
            Standing::Violation,
            ("mandatory rule", "mandatory rules"),
            "SKAL",
        ),
        (
            Standing::Warning,
            ("recommendation", "recommendations"),
            "BØR",
        ),
    ];
    for (standing, rule_en, level_nb) in standings {
        let groups = groups(record, standing);
        if !groups.is_empty() {
            let tests = counted(
                groups.iter().map(|group| group.instances.len()).sum(),
                TEST,
                TESTS,
            );
            let is = if groups.len() == 1 { "is" } else { "are" };
            parts.push(Text::new(
                format!(
                    "{} {} {is} broken, in {}.",
                    number(groups.len(), Language::En),
                    if groups.len() == 1 {
                        rule_en.0
                    } else {
                        rule_en.1
                    },
                    tests.en
                ),
                format!(
                    "{} {level_nb}-krav er brutt, i {}.",
                    number(groups.len(), Language::Nb),
                    tests.nb
                ),
            ));
        }
    }
    parts
}

/// That the run ended before all tests had their turn.
fn ended_first(record: &Record) -> Option<Text> {
    let reasons = not_run_by_reason(record);
    let (why, _) = reasons.first()?;
    let count = reasons.iter().map(|(_, cases)| cases.len()).sum();
    let tests = counted(count, TEST, TESTS);
    let was = if count == 1 { "was" } else { "were" };
    Some(Text::new(
        format!("{} {was} not run: {}.", tests.en, why.en),
        format!("{} ble ikke kjørt: {}.", tests.nb, why.nb),
    ))
}

/// What the reader does next.
pub fn next_step(record: &Record) -> Text {
    match record.verdict {
        Verdict::Conformant if record.subject.bank().is_none() => Text::new(
            "Keep report.json and the annex report.md with what the agency documents of its solution.",
            "Ta vare på report.json og vedlegget report.md sammen med etatens dokumentasjon av løsningen.",
        ),
        Verdict::Conformant => Text::new(
            "Send the sheet of compliance and deviations and the field matrix (report.xlsx) with the tests of step C-5, \
             confirm the verdict at step D-1 with the annex report.md, and keep report.json.",
            "Send arket for etterlevelse og avvik og feltmatrisen (report.xlsx) sammen med testene i steg C-5, \
             bekreft konklusjonen i steg D-1 med vedlegget report.md, og ta vare på report.json.",
        ),
        Verdict::ConformantWithDeclaredDeviations if record.subject.bank().is_none() => Text::new(
            "Keep report.json and the annex report.md, and correct what is declared before it expires.",
            "Ta vare på report.json og vedlegget report.md, og rett det som er erklært, før fristen.",
        ),
        Verdict::ConformantWithDeclaredDeviations => {
            let first = record
                .deviations
                .iter()
                .filter(|deviation| deviation.state == DeviationState::Holds)
                .map(|deviation| deviation.expires.as_str())
                .min()
                .unwrap_or("–");
            Text::new(
                format!(
                    "Register the deviations with the tests of step C-5: the sheet of compliance and deviations in report.xlsx. \
                     Then confirm the verdict at step D-1 with the annex report.md. The first deviation expires on {first}."
                ),
                format!(
                    "Registrer avvikene sammen med testene i steg C-5: arket for etterlevelse og avvik i report.xlsx. \
                     Bekreft så konklusjonen i steg D-1 med vedlegget report.md. Det første avviket utløper {first}."
                ),
            )
        }
        Verdict::NoVerdict => how_to_a_verdict(record),
        Verdict::NonConformant => Text::new(
            "Correct the violations from the top: look up the section named, compare what was expected with what was received, \
             correct it, and run the command shown to check the correction. Only what cannot be corrected in time is \
             declared as a deviation, with owner, reason and expiry date.",
            "Ta bruddene ovenfra: slå opp avsnittet som er nevnt, sammenlign det som var forventet med det som ble mottatt, \
             rett feilen, og kjør kommandoen som står der, for å kontrollere rettingen. Bare det som ikke kan rettes i \
             tide, erklæres som avvik, med ansvarlig, begrunnelse og utløpsdato.",
        ),
        Verdict::Inconclusive => Text::new(
            "Read why under “Inconclusive”. Most often the target was not reached or refused a valid \
             request: `dsop-conformance doctor` says which, and who must fix it. Then run again.",
            "Les hvorfor under «Ikke avgjort». Som oftest ble målet ikke nådd, eller det avviste en gyldig \
             forespørsel: `dsop-conformance doctor` sier hvilken av delene, og hvem som må rette det. Kjør så på nytt.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::fixture::record;

    #[test]
    fn a_non_conformant_run_says_how_many_rules_and_tests() {
        let sentence = verdict_sentence(&record());
        assert_eq!(
            sentence.en,
            "4 mandatory rules are broken, in 7 tests. 1 recommendation is broken, in 1 test. 1 declaration must be removed or renewed. 7 of 9 mandatory rules tested; 2 not, for want of declarations in the profile (1), a decision (1)."
        );
        assert_eq!(
            sentence.nb,
            "4 SKAL-krav er brutt, i 7 tester. 1 BØR-krav er brutt, i 1 test. 1 erklæring må fjernes eller fornyes. 7 av 9 SKAL-krav testet; 2 ikke, i mangel av opplysninger i profilen (1), en avgjørelse (1)."
        );
    }

    #[test]
    fn an_agency_is_not_sent_to_the_banks_form() {
        let mut record = record();
        record.subject.role = record::SubjectRole::Agency;
        for verdict in [
            Verdict::Conformant,
            Verdict::ConformantWithDeclaredDeviations,
        ] {
            record.verdict = verdict;
            let step = next_step(&record).en;
            assert!(!step.contains("D-1") && !step.contains("C-5"));
        }
    }

    #[test]
    fn the_first_expiry_is_named_where_only_declared_deviations_are_left() {
        let mut record = record();
        record.verdict = Verdict::ConformantWithDeclaredDeviations;
        assert!(next_step(&record).en.contains("2027-03-31"));
    }
}
