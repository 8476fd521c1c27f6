//! The heading of a section of cases.

use crate::standing::Standing;
use crate::words;
use pack::text::Text;

/// The heading of a section.
pub(super) fn heading(standing: Standing) -> Text {
    match standing {
        Standing::Violation => words::VIOLATIONS_HEADING.text(),
        Standing::Declared => words::DECLARED_HEADING.text(),
        Standing::Warning => words::WARNINGS_HEADING.text(),
        Standing::Inconclusive => words::INCONCLUSIVE_HEADING.text(),
        Standing::Observation => words::OBSERVATIONS_HEADING.text(),
        Standing::NotApplicable => words::NOT_APPLICABLE_HEADING.text(),
        Standing::Conforms => Text::new("Conforming", "I orden"),
    }
}

/// What its cases mean for the verdict.
pub(super) fn lead(standing: Standing, strict: bool) -> Text {
    match standing {
        Standing::Violation => Text::new(
            "These determine the verdict. Each must be corrected, or declared with owner, reason and expiry date.",
            "Disse avgjør konklusjonen. Hvert av dem må rettes, eller erklæres med ansvarlig, begrunnelse og utløpsdato.",
        ),
        Standing::Declared => Text::new(
            "Broken as the bank has declared, and the declaration is in time.",
            "Brutt slik banken har erklært, og erklæringen er ikke utløpt.",
        ),
        Standing::Warning if strict => Text::new(
            "The documents recommend these. This run was strict: they count as MUST.",
            "Dokumentene anbefaler disse. Kjøringen var streng: de teller som SKAL-krav.",
        ),
        Standing::Warning => Text::new(
            "The documents recommend these. They do not change the verdict.",
            "Dokumentene anbefaler disse. De endrer ikke konklusjonen.",
        ),
        Standing::Inconclusive => Text::new(
            "No answer could be judged, or the valid control request was not accepted, so the rule could not be decided.",
            "Intet svar kunne bedømmes, eller den gyldige kontrollforespørselen ble ikke godtatt, så kravet kunne ikke avgjøres.",
        ),
        Standing::Observation => Text::new(
            "The documents permit these. They do not change the verdict.",
            "Dokumentene tillater disse. De endrer ikke konklusjonen.",
        ),
        Standing::NotApplicable => Text::new(
            "Not run, for the reason given: most often the profile of the target declares no test person or account for it.",
            "Ikke kjørt, av grunnen som står der: som oftest nevner målets profil ingen testperson eller konto for det.",
        ),
        Standing::Conforms => Text::new("The rule is kept.", "Kravet er oppfylt."),
    }
}
