//! The standing of an instance: outcome, level and declarations together.

use serde::Serialize;

use judge::verdict::Outcome;
use pack::catalogue::Level;
use pack::text::Text;
use record::CaseRecord;

/// What a reader of a report has to know about an instance first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// A MUST is broken and nobody declared it.
    Violation,
    /// The rule is broken, as declared.
    Declared,
    /// A SHOULD is broken.
    Warning,
    /// It could not be decided.
    Inconclusive,
    /// A MAY is broken.
    Observation,
    /// There was nothing to apply the rule to.
    NotApplicable,
    /// The rule is kept.
    Conforms,
}

impl Standing {
    /// All, most pressing first.
    pub const ALL: [Self; 7] = [
        Self::Violation,
        Self::Declared,
        Self::Warning,
        Self::Inconclusive,
        Self::Observation,
        Self::NotApplicable,
        Self::Conforms,
    ];

    /// Where an instance stands.
    pub fn of(case: &CaseRecord) -> Self {
        match (&case.outcome, case.level) {
            (Outcome::Conforms, _) => Self::Conforms,
            (Outcome::Inconclusive(_), _) => Self::Inconclusive,
            (Outcome::NotApplicable(_), _) => Self::NotApplicable,
            (Outcome::Violates, _) if case.declared => Self::Declared,
            (Outcome::Violates, Level::May) => Self::Observation,
            (Outcome::Violates, Level::Should) => Self::Warning,
            (Outcome::Violates, Level::Must) => Self::Violation,
        }
    }

    /// A short name for machines.
    pub fn key(self) -> &'static str {
        match self {
            Self::Violation => "violation",
            Self::Declared => "declared",
            Self::Warning => "warning",
            Self::Inconclusive => "inconclusive",
            Self::Observation => "observation",
            Self::NotApplicable => "not-applicable",
            Self::Conforms => "conforms",
        }
    }

    /// For people.
    pub fn text(self) -> Text {
        match self {
            Self::Violation => Text::new("violation", "brudd"),
            Self::Declared => Text::new("declared deviation", "erklært avvik"),
            Self::Warning => Text::new("warning", "varsel"),
            Self::Inconclusive => Text::new("inconclusive", "ikke avgjort"),
            Self::Observation => Text::new("observation", "observasjon"),
            Self::NotApplicable => Text::new("not applicable", "ikke aktuelt"),
            Self::Conforms => Text::new("conforms", "i orden"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::fixture::record;

    #[test]
    fn every_standing_is_in_the_fixture() {
        let record = record();
        for standing in Standing::ALL {
            assert!(
                record
                    .cases
                    .iter()
                    .any(|case| Standing::of(case) == standing),
                "{standing:?}"
            );
        }
    }

    #[test]
    fn a_declared_must_is_no_violation() {
        let mut case = record()
            .cases
            .into_iter()
            .find(|case| Standing::of(case) == Standing::Violation)
            .expect("one");
        case.declared = true;
        assert_eq!(Standing::of(&case), Standing::Declared);
    }
}
