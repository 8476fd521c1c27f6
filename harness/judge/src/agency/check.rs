//! The checks of the agency's cases: pure, over the journal. A case names its check, and gives it in `with` what it
//! needs to know beside the traffic. All that is known about a check is declared beside its function.

mod answers;
mod call;
mod certificate;
mod collect;
mod consumer;
mod content;
mod corrupted;
mod failures;
mod flow;
mod grant;
mod guardian;
mod mandate;
mod minimisation;
mod order;
mod order_request;
mod pages;
mod party;
mod period;
mod readable;
mod reference;
mod same;
mod scope;
mod step_one;
#[cfg(test)]
mod testing;
mod token;

use pack::sentence::Template;
use pack::text::Text;

use crate::agency::scenario_run::JournalView;
use crate::finding::Observation;

pub use collect::Judged;
pub use pack::catalogue::{To, With};

/// Which calls a check looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LooksAt {
    /// The requests for tokens.
    Grants,
    /// The requests of step 1.
    StepOne,
    /// The calls to banks.
    Banks,
    /// The calls to banks, or where the case says `to = "overview"` or `"maskinporten"` the requests of step 1 or for
    /// tokens.
    Either,
    /// The calls that carry an extradition order.
    Orders,
    /// Every call.
    Everything,
}

/// A check of the journal: all that is known about it.
#[derive(Clone, Copy, Debug)]
pub struct JournalCheck {
    /// Stable name, as cases have it.
    pub name: &'static str,
    /// Which calls it looks at.
    pub looks_at: LooksAt,
    /// The keys of `with` that it uses; a case may give no other.
    pub parameters: &'static [&'static str],
    /// What it looks for, with its thresholds.
    pub description: Template,
    /// What it can find.
    pub observations: &'static [&'static Observation],
    function: fn(&JournalView<'_>, &With) -> Judged,
}

impl JournalCheck {
    /// Judges what is seen.
    pub fn judge(&self, view: &JournalView<'_>, with: &With) -> Judged {
        let judged = (self.function)(view, with);
        debug_assert!(
            judged.findings().iter().all(|finding| self
                .observations
                .iter()
                .any(|declared| declared.id == finding.id)),
            "{} found what it does not declare",
            self.name
        );
        judged
    }
}

impl LooksAt {
    /// In words.
    pub fn text(self) -> Text {
        match self {
            Self::Grants => Text::new("the requests for tokens", "forespørslene om token"),
            Self::StepOne => Text::new("the requests of step 1", "forespørslene i trinn 1"),
            Self::Banks => Text::new("the calls to banks", "kallene til banker"),
            Self::Either => Text::new(
                "the calls to banks, or the requests of step 1 or for tokens",
                "kallene til banker, eller forespørslene i trinn 1 eller om token",
            ),
            Self::Orders => Text::new(
                "the calls with an extradition order",
                "kallene med et utleveringspålegg",
            ),
            Self::Everything => Text::new("every call", "alle kall"),
        }
    }
}

/// Declares the checks of a module as `CHECKS`, which [`MODULES`] has to list.
macro_rules! checks {
    ($($name:literal = $function:ident($looks_at:ident $(, $parameter:literal)*) finds [$($observation:ident),*]
        $en:literal, $nb:literal;)*) => {
        /// The checks of this module.
        pub(super) const CHECKS: &[$crate::agency::check::JournalCheck] = &[$(
            $crate::agency::check::JournalCheck {
                name: $name,
                looks_at: $crate::agency::check::LooksAt::$looks_at,
                parameters: &[$($parameter),*],
                description: ::pack::sentence::Template { en: $en, nb: $nb },
                observations: &[$(&$observation),*],
                function: $function,
            },
        )*];
    };
}
use checks;

/// Every check of a journal. A module that declares checks is listed here.
const MODULES: &[&[JournalCheck]] = &[
    grant::CHECKS,
    scope::CHECKS,
    token::CHECKS,
    step_one::CHECKS,
    call::CHECKS,
    readable::CHECKS,
    party::CHECKS,
    mandate::CHECKS,
    same::CHECKS,
    period::CHECKS,
    flow::CHECKS,
    reference::CHECKS,
    order::CHECKS,
    certificate::CHECKS,
    content::CHECKS,
    order_request::CHECKS,
    pages::CHECKS,
    answers::CHECKS,
    corrupted::CHECKS,
    failures::CHECKS,
    minimisation::CHECKS,
    guardian::CHECKS,
    consumer::CHECKS,
];

/// What the checks of a journal can observe, module by module.
pub(crate) const OBSERVATIONS: &[&[Observation]] = &[
    grant::OBSERVATIONS,
    scope::OBSERVATIONS,
    token::OBSERVATIONS,
    step_one::OBSERVATIONS,
    call::OBSERVATIONS,
    readable::OBSERVATIONS,
    party::OBSERVATIONS,
    mandate::OBSERVATIONS,
    same::OBSERVATIONS,
    period::OBSERVATIONS,
    flow::OBSERVATIONS,
    reference::OBSERVATIONS,
    order::OBSERVATIONS,
    certificate::OBSERVATIONS,
    content::OBSERVATIONS,
    order_request::OBSERVATIONS,
    pages::OBSERVATIONS,
    answers::OBSERVATIONS,
    corrupted::OBSERVATIONS,
    failures::OBSERVATIONS,
    minimisation::OBSERVATIONS,
    guardian::OBSERVATIONS,
    consumer::OBSERVATIONS,
];

/// All checks.
pub fn all() -> impl Iterator<Item = &'static JournalCheck> {
    MODULES.iter().flat_map(|module| module.iter())
}

/// The check of that name.
pub fn find(name: &str) -> Option<&'static JournalCheck> {
    all().find(|check| check.name == name)
}

/// The keys of `with` that a check uses; none for a check that does not exist.
pub fn parameters(name: &str) -> &'static [&'static str] {
    find(name).map_or(&[], |check| check.parameters)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_checks_have_one_name() {
        let names: BTreeSet<&str> = all().map(|check| check.name).collect();
        assert_eq!(names.len(), all().count());
    }

    #[test]
    fn every_observation_says_what_is_expected() {
        let silent: Vec<&str> = OBSERVATIONS
            .iter()
            .flat_map(|module| module.iter())
            .filter(|observation| observation.expected.is_none())
            .map(|observation| observation.id)
            .collect();
        assert_eq!(silent, ["delivered-to-be-deleted"]);
    }

    #[test]
    fn every_observation_belongs_to_a_check() {
        let found: BTreeSet<&str> = all()
            .flat_map(|check| check.observations.iter().map(|one| one.id))
            .collect();
        let declared: BTreeSet<&str> = OBSERVATIONS
            .iter()
            .flat_map(|module| module.iter().map(|one| one.id))
            .collect();
        assert_eq!(found, declared);
    }

    #[test]
    fn nothing_is_decided_where_nothing_was_seen() {
        for check in all() {
            let judged = testing::check(check.name).judged(&[Vec::new()]);
            assert!(!matches!(judged, Judged::Decided { .. }), "{}", check.name);
        }
    }
}
