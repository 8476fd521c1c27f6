//! Weighs findings: what became of an instance, and of the whole run. Pure.

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Kind};
use pack::catalogue::Level;
use pack::reason::Reason;
use pack::text::Text;

/// What became of an instance. Severity is not part of it: a violated SHOULD violates, and weighs less.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is", content = "because")]
pub enum Outcome {
    /// The rule is kept.
    Conforms,
    /// The rule is broken.
    Violates,
    /// It could not be decided.
    Inconclusive(Reason),
    /// The target has nothing the rule could be held against.
    NotApplicable(Reason),
}

impl Outcome {
    /// Violates if any finding is a breach, conforms otherwise.
    pub fn of(findings: &[Finding]) -> Self {
        if findings.iter().any(|finding| finding.kind == Kind::Breach) {
            Self::Violates
        } else {
            Self::Conforms
        }
    }
}

/// The verdict on a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every MUST that applies conforms, none inconclusive.
    Conformant,
    /// The only MUST violations are declared, in time, and match.
    ConformantWithDeclaredDeviations,
    /// Any other MUST violation, or a declaration that does not hold.
    NonConformant,
    /// No undeclared MUST violation, but a MUST could not be decided.
    Inconclusive,
    /// What was tested conforms, and too little was tested to say whether the target does.
    NoVerdict,
}

impl Verdict {
    /// The exit code of a run with this verdict.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Conformant | Self::ConformantWithDeclaredDeviations | Self::NoVerdict => 0,
            Self::NonConformant => 1,
            Self::Inconclusive => 3,
        }
    }

    /// In words.
    pub fn text(self) -> Text {
        match self {
            Self::Conformant => Text::new("conformant", "i samsvar"),
            Self::ConformantWithDeclaredDeviations => Text::new(
                "conformant with declared deviations",
                "i samsvar med erklærte avvik",
            ),
            Self::NonConformant => Text::new("non-conformant", "ikke i samsvar"),
            Self::Inconclusive => Text::new("inconclusive", "ikke avgjort"),
            Self::NoVerdict => {
                Text::new("no verdict on conformance", "ingen konklusjon om samsvar")
            }
        }
    }
}

/// One judged instance, as far as the verdict needs it.
#[derive(Clone, Copy, Debug)]
pub struct Weighed<'a> {
    /// The level of the case.
    pub level: Level,
    /// What became of it.
    pub outcome: &'a Outcome,
    /// Whether a declared deviation covers the violation.
    pub declared: bool,
}

/// The verdict on a run. With `strict`, SHOULD counts as MUST. `broken_declarations` counts deviations that no
/// longer happen, have expired, or give no reason.
pub fn weigh<'a>(
    instances: impl IntoIterator<Item = Weighed<'a>>,
    strict: bool,
    broken_declarations: usize,
) -> Verdict {
    let (mut violated, mut declared, mut undecided, mut decided) = (false, false, false, false);
    for instance in instances {
        let counts = match instance.level {
            Level::Must => true,
            Level::Should => strict,
            Level::May => false,
        };
        match instance.outcome {
            Outcome::Violates if counts && instance.declared => declared = true,
            Outcome::Violates if counts => violated = true,
            Outcome::Inconclusive(_) if counts => undecided = true,
            Outcome::Conforms | Outcome::Violates | Outcome::Inconclusive(_) => decided = true,
            Outcome::NotApplicable(_) => {}
        }
    }
    if violated || broken_declarations > 0 {
        Verdict::NonConformant
    } else if undecided || !(decided || declared) {
        Verdict::Inconclusive
    } else if declared {
        Verdict::ConformantWithDeclaredDeviations
    } else {
        Verdict::Conformant
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(level: Level, outcome: &Outcome) -> Weighed<'_> {
        Weighed {
            level,
            outcome,
            declared: false,
        }
    }

    fn undecided() -> Outcome {
        Outcome::Inconclusive(Text::same("why").into())
    }

    #[test]
    fn a_violated_must_is_non_conformant() {
        assert_eq!(
            weigh([one(Level::Must, &Outcome::Violates)], false, 0),
            Verdict::NonConformant
        );
    }

    #[test]
    fn a_violated_should_is_conformant_unless_strict() {
        let instances = || {
            [
                one(Level::Must, &Outcome::Conforms),
                one(Level::Should, &Outcome::Violates),
            ]
        };
        assert_eq!(weigh(instances(), false, 0), Verdict::Conformant);
        assert_eq!(weigh(instances(), true, 0), Verdict::NonConformant);
    }

    #[test]
    fn an_undecided_must_is_inconclusive() {
        let why = undecided();
        let instances = [one(Level::Must, &Outcome::Conforms), one(Level::Must, &why)];
        assert_eq!(weigh(instances, false, 0), Verdict::Inconclusive);
    }

    #[test]
    fn a_violation_outweighs_what_is_undecided() {
        let why = undecided();
        let instances = [one(Level::Must, &why), one(Level::Must, &Outcome::Violates)];
        assert_eq!(weigh(instances, false, 0), Verdict::NonConformant);
    }

    #[test]
    fn a_declared_violation_is_conformant_with_deviations() {
        let declared = Weighed {
            level: Level::Must,
            outcome: &Outcome::Violates,
            declared: true,
        };
        assert_eq!(
            weigh([declared], false, 0),
            Verdict::ConformantWithDeclaredDeviations
        );
    }

    #[test]
    fn a_declaration_that_does_not_hold_fails_the_run() {
        assert_eq!(
            weigh([one(Level::Must, &Outcome::Conforms)], false, 1),
            Verdict::NonConformant
        );
    }

    #[test]
    fn a_run_that_decided_nothing_is_inconclusive() {
        assert_eq!(weigh([], false, 0), Verdict::Inconclusive);
        let nothing = Outcome::NotApplicable(Text::same("no fixture").into());
        assert_eq!(
            weigh([one(Level::Must, &nothing)], false, 0),
            Verdict::Inconclusive
        );
    }
}
