//! What became of a requirement, from the counts of the instances that name it.

use crate::words::Phrase;
use record::RequirementRecord;

/// What became of a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Something breaks it.
    Broken,
    /// Broken as declared, and not otherwise.
    Declared,
    /// Something about it could not be decided.
    Undecided,
    /// Everything that was tried conforms.
    Kept,
    /// A case names it, and none applied or was selected.
    NotTried,
    /// No test can reach it.
    Untestable,
}

impl State {
    /// All, most pressing first.
    pub(super) const ALL: [Self; 6] = [
        Self::Broken,
        Self::Declared,
        Self::Undecided,
        Self::NotTried,
        Self::Untestable,
        Self::Kept,
    ];

    /// A short name for machines.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Broken => "violation",
            Self::Declared => "declared",
            Self::Undecided => "inconclusive",
            Self::Kept => "conforms",
            Self::NotTried => "not-applicable",
            Self::Untestable => "untestable",
        }
    }

    /// For people.
    pub(super) fn phrase(self) -> Phrase {
        match self {
            Self::Broken => Phrase {
                en: "broken",
                nb: "brutt",
            },
            Self::Declared => Phrase {
                en: "broken as declared",
                nb: "brutt som erklært",
            },
            Self::Undecided => Phrase {
                en: "inconclusive",
                nb: "ikke avgjort",
            },
            Self::Kept => Phrase {
                en: "kept",
                nb: "oppfylt",
            },
            Self::NotTried => Phrase {
                en: "not tested",
                nb: "ikke testet",
            },
            Self::Untestable => Phrase {
                en: "cannot be tested",
                nb: "kan ikke testes",
            },
        }
    }
}

/// What became of a requirement.
pub(super) fn state(requirement: &RequirementRecord) -> State {
    let counts = &requirement.counts;
    if counts.violations + counts.warnings > 0 {
        State::Broken
    } else if counts.declared > 0 {
        State::Declared
    } else if counts.inconclusive > 0 {
        State::Undecided
    } else if counts.conforms + counts.observations > 0 {
        State::Kept
    } else if requirement.untestable.is_some() {
        State::Untestable
    } else {
        State::NotTried
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::fixture::record;

    #[test]
    fn the_fixture_has_a_broken_an_untestable_and_a_kept_requirement() {
        let states: Vec<State> = record().requirements.iter().map(state).collect();
        assert_eq!(states, [State::Broken, State::Untestable, State::Kept]);
    }

    #[test]
    fn what_only_a_may_differs_in_is_not_broken() {
        let mut requirement = record().requirements.remove(2);
        requirement.counts.observations = 1;
        assert_eq!(state(&requirement), State::Kept);
    }

    #[test]
    fn what_is_undecided_is_not_kept() {
        let mut requirement = record().requirements.remove(2);
        requirement.counts.inconclusive = 1;
        assert_eq!(state(&requirement), State::Undecided);
    }
}
