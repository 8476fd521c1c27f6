//! The phrases of the reports, in both languages.

use wire::profile::Category;

use judge::check::fields::RowVerdict;
use pack::catalogue::Level;
use pack::text::{Language, Text};
use record::{DeviationState, Mode, RightOfDisposal, SubjectRole};

/// A fixed phrase in English and Norwegian Bokmål.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) en: &'static str,
    pub(super) nb: &'static str,
}

/// A phrase.
pub(super) const fn phrase(en: &'static str, nb: &'static str) -> Phrase {
    Phrase { en, nb }
}

impl Phrase {
    /// The phrase in `language`.
    pub(super) fn say(self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Nb => self.nb,
        }
    }

    /// The phrase as a text of both languages.
    pub(super) fn text(self) -> Text {
        Text::new(self.en, self.nb)
    }
}

/// A number with thousands apart: `12,345` and `12 345` (no-break space).
pub(super) fn number(value: usize, language: Language) -> String {
    let separator = match language {
        Language::En => ',',
        Language::Nb => '\u{a0}',
    };
    let digits = value.to_string();
    let mut result = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            result.push(separator);
        }
        result.push(digit);
    }
    result
}

/// How many more like a finding were observed, as `… 553 more like it`, where there are any.
pub(super) fn also(more: u64) -> Option<Text> {
    let more = usize::try_from(more).unwrap_or(usize::MAX);
    let say = |language| format!("… {} {}", number(more, language), ALSO.say(language));
    (more > 0).then(|| Text::new(say(Language::En), say(Language::Nb)))
}

/// A number and its noun: `1 test`, `12 tests`.
pub(super) fn counted(value: usize, one: Phrase, many: Phrase) -> Text {
    let in_language = |language| {
        let noun = if value == 1 { one } else { many };
        format!("{} {}", number(value, language), noun.say(language))
    };
    Text::new(in_language(Language::En), in_language(Language::Nb))
}

pub(super) const TEST: Phrase = phrase("test", "test");
pub(super) const TESTS: Phrase = phrase("tests", "tester");
pub(super) const RULE: Phrase = phrase("rule", "regel");
pub(super) const RULES: Phrase = phrase("rules", "regler");

pub(super) const FAMILY: Phrase = phrase("Family", "Familie");
pub(super) const CONFORM: Phrase = phrase("Conform", "I orden");
pub(super) const VIOLATE: Phrase = phrase("Violate", "Brudd");
pub(super) const DECLARED: Phrase = phrase("Declared", "Erklært");
pub(super) const WARN: Phrase = phrase("Warn", "Varsel");
pub(super) const OBSERVE: Phrase = phrase("MAY", "KAN");
pub(super) const UNDECIDED: Phrase = phrase("Inconclusive", "Ikke avgjort");
pub(super) const NOT_APPLICABLE: Phrase = phrase("N/A", "Uaktuelt");
pub(super) const ALL: Phrase = phrase("All", "Alle");

pub(super) const VIOLATIONS_HEADING: Phrase = phrase("Violations of MUST", "Brudd på SKAL-krav");
pub(super) const DECLARED_HEADING: Phrase = phrase("Declared deviations", "Erklærte avvik");
pub(super) const WARNINGS_HEADING: Phrase = phrase(
    "Warnings: violations of SHOULD",
    "Varsler: brudd på BØR-krav",
);
pub(super) const INCONCLUSIVE_HEADING: Phrase = phrase("Inconclusive", "Ikke avgjort");
pub(super) const NOT_RUN_HEADING: Phrase = phrase(
    "Not run, because the run ended first",
    "Ikke kjørt, fordi kjøringen tok slutt først",
);
pub(super) const OBSERVATIONS_HEADING: Phrase = phrase(
    "Notes and violations of MAY",
    "Merknader og brudd på KAN-krav",
);
pub(super) const FIELD_MATRIX: Phrase = phrase("Field matrix", "Feltmatrise");
pub(super) const BROKEN_DECLARATIONS: Phrase = phrase(
    "Invalid declarations of deviations",
    "Ugyldige avvikserklæringer",
);

pub(super) const EXPECTED: Phrase = phrase("expected", "forventet");
pub(super) const RECEIVED: Phrase = phrase("received", "mottatt");
pub(super) const WHERE: Phrase = phrase("where", "sted");
pub(super) const WHY: Phrase = phrase("why", "hvorfor");
pub(super) const SOURCE: Phrase = phrase("source", "kilde");
pub(super) const REPRODUCE: Phrase = phrase("reproduce", "gjenskap");
pub(super) const LEAST_INPUT: Phrase = phrase("smallest input", "minste inndata");
pub(super) const BECAUSE: Phrase = phrase("because", "fordi");
pub(super) const AFFECTS: Phrase = phrase("affects", "gjelder");
pub(super) const OBSERVED: Phrase = phrase("observed", "observert");

pub(super) const ORGNO: Phrase = phrase("org. no.", "org.nr.");
pub(super) const BUILD: Phrase = phrase("build", "bygg");
pub(super) const JUDGED_AGAIN: Phrase = phrase("Judged again", "Bedømt på nytt");
pub(super) const RUN: Phrase = phrase("Run", "Kjøring");
pub(super) const PACK: Phrase = phrase("Case pack", "Testpakke");
pub(super) const SEED: Phrase = phrase("seed", "frø");
pub(super) const ONLY: Phrase = phrase("Only", "Bare");

pub(super) const SERVICE: Phrase = phrase("Service", "Tjeneste");
pub(super) const ENDPOINT: Phrase = phrase("Endpoint", "Endepunkt");
pub(super) const FIELD: Phrase = phrase("Field", "Felt");
pub(super) const CATEGORY: Phrase = phrase("Category", "Kategori");
pub(super) const PRESENT_IN: Phrase = phrase("Present in", "Finnes i");
pub(super) const RESULT: Phrase = phrase("Result", "Resultat");
pub(super) const SUM: Phrase = phrase("Sum", "Sum");
pub(super) const MORE_IN_REPORT: Phrase =
    phrase("more in the other reports", "til i de andre rapportene");
pub(super) const ALSO: Phrase = phrase(
    "more like it, not listed one by one",
    "til av samme slag, ikke listet enkeltvis",
);
pub(super) const SEE_MATRIX: Phrase = phrase(
    "never received, or not applicable here: see the field matrix",
    "aldri mottatt, eller ikke aktuelt her: se feltmatrisen",
);
pub(super) const NOT_APPLICABLE_HEADING: Phrase = phrase("Not applicable", "Ikke aktuelt");

/// A level by the documents' own word.
pub(super) fn level(level: Level) -> Phrase {
    match level {
        Level::Must => phrase("MUST", "SKAL"),
        Level::Should => phrase("SHOULD", "BØR"),
        Level::May => phrase("MAY", "KAN"),
    }
}

/// A level in one language.
pub fn level_word(of: Level, language: Language) -> &'static str {
    level(of).say(language)
}

/// How right of disposal is delivered.
pub(super) fn right_of_disposal(alternative: RightOfDisposal) -> Phrase {
    match alternative {
        RightOfDisposal::Alternative1 => phrase("alternative 1", "alternativ 1"),
        RightOfDisposal::Alternative2 => phrase("alternative 2", "alternativ 2"),
    }
}

/// The mode that a bank runs in.
pub(super) fn mode(mode: Mode) -> Phrase {
    match mode {
        Mode::Test => phrase("test mode", "testmodus"),
        Mode::Production => phrase("production mode", "produksjonsmodus"),
    }
}

/// The role of what was tested.
pub(super) fn role(role: &SubjectRole) -> Phrase {
    match role {
        SubjectRole::Bank(_) => phrase("bank", "bank"),
        SubjectRole::Agency => phrase("agency", "etat"),
        SubjectRole::Overview(_) => phrase("customer overview", "kundeforholdsoversikt"),
    }
}

/// A delivery category.
pub(super) fn category(category: Category) -> Phrase {
    match category {
        Category::TechnicallyMandatory => phrase("Technically mandatory", "Teknisk obligatorisk"),
        Category::ToBeDelivered => phrase("To be delivered", "Skal utleveres"),
        Category::MayBeFiltered => phrase("May be filtered out", "Kan filtreres bort"),
        Category::NotDelivered => phrase("Not delivered", "Utleveres ikke"),
        Category::UnderConsideration => phrase("Under consideration", "Til vurdering"),
    }
}

/// What the answers make of a row of the delivery tables.
pub(super) fn row_verdict(verdict: RowVerdict) -> Phrase {
    match verdict {
        RowVerdict::NotSeen => phrase("not applicable here", "ikke aktuelt her"),
        RowVerdict::NeverDelivered => phrase("never received", "aldri mottatt"),
        RowVerdict::Conforms => phrase("conforms", "i orden"),
        RowVerdict::Observed => phrase("observed", "observert"),
        RowVerdict::Breach => phrase("violation", "brudd"),
    }
}

/// What became of a declaration.
pub(super) fn deviation_state(state: DeviationState) -> Phrase {
    match state {
        DeviationState::Holds => phrase("valid", "gyldig"),
        DeviationState::Stale => phrase(
            "no longer occurs: remove it",
            "forekommer ikke lenger: fjern erklæringen",
        ),
        DeviationState::Expired => phrase("expired", "utløpt"),
        DeviationState::WithoutReason => phrase("has no reason", "mangler begrunnelse"),
        DeviationState::NotRun => phrase("not tested in this run", "ikke testet i denne kjøringen"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(number(12_345, Language::En), "12,345");
        assert_eq!(number(1_234_567, Language::Nb), "1\u{a0}234\u{a0}567");
        assert_eq!(number(999, Language::En), "999");
    }

    #[test]
    fn one_thing_has_the_singular() {
        assert_eq!(counted(1, TEST, TESTS), Text::new("1 test", "1 test"));
        assert_eq!(counted(2, TEST, TESTS), Text::new("2 tests", "2 tester"));
    }
}
