//! The verdict and what to do about it, in whole sentences.

use crate::cause::{CAUSE, CAUSES};
use crate::group::{groups, groups_alone, not_run_by_reason};
use crate::scope::{coverage_sentence, how_to_a_verdict, passed};
use crate::standing::Standing;
use crate::words::{Phrase, TEST, TESTS, counted, number, phrase};
use judge::verdict::Verdict;
use pack::catalogue::Guards;
use pack::text::{Language, Text};
use record::{Cause, DeviationRecord, DeviationState, Record};

const DECLARATION: Phrase = Phrase {
    en: "declaration",
    nb: "erklæring",
};
const MANDATORY_RULE: Phrase = phrase("mandatory rule", "SKAL-krav");
const MANDATORY_RULES: Phrase = phrase("mandatory rules", "SKAL-krav");
const RECOMMENDED_RULE: Phrase = phrase("recommended rule", "BØR-krav");
const RECOMMENDED_RULES: Phrase = phrase("recommended rules", "BØR-krav");
const SINGLE_FINDING: Phrase = phrase("single finding", "enkeltfunn");
const SINGLE_FINDINGS: Phrase = phrase("single findings", "enkeltfunn");
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
    let sentence = sentence_of(record);
    let nothing = record.causes.iter().any(Cause::is_nothing_accepted);
    match record.verdict {
        _ if nothing => sentence,
        Verdict::NonConformant => sentence,
        Verdict::Conformant
        | Verdict::NoVerdict
        | Verdict::ConformantWithDeclaredDeviations
        | Verdict::Inconclusive => with_recommended(sentence, record),
    }
}

fn sentence_of(record: &Record) -> Text {
    if let Some(cause) = record.causes.iter().find(|one| one.is_nothing_accepted()) {
        let cause = cause.text();
        return Text::new(
            format!("Nothing was tested, because {}.", cause.en),
            format!("Ingenting ble testet, fordi {}.", cause.nb),
        );
    }
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
    let mut parts = vec![broken_rules(record)];
    parts.extend(explained(record));
    parts.extend(ended_first(record));
    let broken = broken_declarations(record).count();
    if broken > 0 {
        let declarations = counted(broken, DECLARATION, DECLARATIONS);
        parts.push(Text::new(
            format!("{} must be removed or renewed.", declarations.en),
            format!("{} må fjernes eller fornyes.", declarations.nb),
        ));
    }
    joined(&parts, " ")
}

/// What was tested without a verdict: no MUST is broken, beside those declared.
fn not_broken(record: &Record) -> Text {
    if record.coverage().tested == 0 {
        return Text::new(
            "No mandatory rule was tested.",
            "Ingen SKAL-krav ble testet.",
        );
    }
    if record.counts.declared == 0 {
        return Text::new(
            "No mandatory rule that was tested is broken.",
            "Ingen SKAL-krav som ble testet, er brutt.",
        );
    }
    let tests = counted(record.counts.declared, TEST, TESTS);
    Text::new(
        format!("The only violations of MUST are declared: {}.", tests.en),
        format!("De eneste bruddene på SKAL-krav er erklært: {}.", tests.nb),
    )
}

/// How many rules are broken, and how many of the recommended ones are about access.
fn broken_rules(record: &Record) -> Text {
    let groups = groups(record, Standing::Violation);
    let tests = groups.iter().map(|group| group.instances.len()).sum();
    let tests = counted(tests, TEST, TESTS);
    let rules = counted(groups.len(), MANDATORY_RULE, MANDATORY_RULES);
    let be = if groups.len() == 1 { "is" } else { "are" };
    let mandatory = (!groups.is_empty()).then(|| {
        Text::new(
            format!("{} {be} broken, in {}", rules.en, tests.en),
            format!("{} er brutt, i {}", rules.nb, tests.nb),
        )
    });
    let parts: Vec<Text> = mandatory.into_iter().chain(recommended(record)).collect();
    let words = match parts.as_slice() {
        [] => Text::new("No rule is broken", "Ingen krav er brutt"),
        [only] => only.clone(),
        [first, rest @ ..] => {
            let rest = joined(rest, "; ");
            Text::new(
                format!("{}; {}", first.en, rest.en),
                format!("{}; {}", first.nb, rest.nb),
            )
        }
    };
    Text::new(format!("{}.", words.en), format!("{}.", words.nb))
}

/// How many recommended rules are broken, and how many of them guard access.
fn recommended(record: &Record) -> Option<Text> {
    let groups = groups(record, Standing::Warning);
    let access = groups
        .iter()
        .filter(|group| group.case.guards == Guards::Access)
        .count();
    let rules = counted(groups.len(), RECOMMENDED_RULE, RECOMMENDED_RULES);
    if groups.is_empty() {
        return None;
    }
    if groups.len() == 1 {
        let (about, om) = match access {
            0 => ("is not about access", "gjelder ikke tilgang"),
            _ => ("is about access", "gjelder tilgang"),
        };
        return Some(Text::new(
            format!("{} is broken, which {about}", rules.en),
            format!("{} er brutt, som {om}", rules.nb),
        ));
    }
    let say = |language, none: &str| match access {
        0 => none.to_owned(),
        some => number(some, language),
    };
    Some(Text::new(
        format!(
            "{} are broken, {} of them about access",
            rules.en,
            say(Language::En, "none")
        ),
        format!(
            "{} er brutt, {} av dem om tilgang",
            rules.nb,
            say(Language::Nb, "ingen")
        ),
    ))
}

/// How many causes and single findings the broken rules come from.
fn explained(record: &Record) -> Option<Text> {
    let causes = counted(record.causes.len(), CAUSE, CAUSES);
    let alone = [Standing::Violation, Standing::Warning]
        .map(|standing| groups_alone(record, standing).len());
    let alone = counted(alone.iter().sum(), SINGLE_FINDING, SINGLE_FINDINGS);
    (!record.causes.is_empty()).then(|| {
        Text::new(
            format!("They come from {} and {}.", causes.en, alone.en),
            format!("De kommer av {} og {}.", causes.nb, alone.nb),
        )
    })
}

/// A sentence with what is said of recommended rules before its full stop.
fn with_recommended(sentence: Text, record: &Record) -> Text {
    let Some(recommended) = recommended(record) else {
        return sentence;
    };
    let add = |sentence: &str, more: &str| match sentence.split_once(['.', ':']) {
        Some((first, rest)) => {
            let mark = &sentence[first.len()..=first.len()];
            format!("{first}; {more}{mark}{rest}")
        }
        None => format!("{sentence}; {more}"),
    };
    Text::new(
        add(&sentence.en, &recommended.en),
        add(&sentence.nb, &recommended.nb),
    )
}

fn joined(parts: &[Text], between: &str) -> Text {
    let join =
        |words: &dyn Fn(&Text) -> String| parts.iter().map(words).collect::<Vec<_>>().join(between);
    Text::new(join(&|part| part.en.clone()), join(&|part| part.nb.clone()))
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

/// Whether the customer overview was tested.
fn is_overview(record: &Record) -> bool {
    matches!(record.subject.role, record::SubjectRole::Overview(_))
}

/// What the reader does next.
pub fn next_step(record: &Record) -> Text {
    match record.verdict {
        Verdict::Conformant if is_overview(record) => Text::new(
            "Keep report.json.gz and the annex report.md with the documentation of the customer overview.",
            "Ta vare på report.json.gz og vedlegget report.md sammen med dokumentasjonen av kundeforholdsoversikten.",
        ),
        Verdict::Conformant if record.subject.bank().is_none() => Text::new(
            "Keep report.json.gz and the annex report.md with what the agency documents of its solution.",
            "Ta vare på report.json.gz og vedlegget report.md sammen med etatens dokumentasjon av løsningen.",
        ),
        Verdict::Conformant => Text::new(
            "Send the sheet of compliance and deviations and the field matrix (report.xlsx) with the tests of step C-5, \
             confirm the verdict at step D-1 with the annex report.md, and keep report.json.gz.",
            "Send arket for etterlevelse og avvik og feltmatrisen (report.xlsx) sammen med testene i steg C-5, \
             bekreft konklusjonen i steg D-1 med vedlegget report.md, og ta vare på report.json.gz.",
        ),
        Verdict::ConformantWithDeclaredDeviations if record.subject.bank().is_none() => Text::new(
            "Keep report.json.gz and the annex report.md, and correct what is declared before it expires.",
            "Ta vare på report.json.gz og vedlegget report.md, og rett det som er erklært, før fristen.",
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
        Verdict::Inconclusive if record.causes.iter().any(Cause::is_nothing_accepted) => Text::new(
            "Read the cause and the answer it shows: `dsop-conformance doctor` says more, and who must fix it. Then run again.",
            "Les årsaken og svaret den viser: `dsop-conformance doctor` sier mer, og hvem som må rette det. Kjør så på nytt.",
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
            "4 mandatory rules are broken, in 7 tests; 1 recommended rule is broken, which is about access. 1 declaration must be removed or renewed. 7 of 9 mandatory rules tested; 2 not, for want of declarations in the profile (1), a decision (1)."
        );
        assert_eq!(
            sentence.nb,
            "4 SKAL-krav er brutt, i 7 tester; 1 BØR-krav er brutt, som gjelder tilgang. 1 erklæring må fjernes eller fornyes. 7 av 9 SKAL-krav testet; 2 ikke, i mangel av opplysninger i profilen (1), en avgjørelse (1)."
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
