//! What a check observed. A finding has no severity: the level belongs to the case. It carries an id and values; the
//! sentences are made where it is shown.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use pack::sentence::{Template, Value, Values};
use pack::text::Text;
use serde::{Deserialize, Serialize};

use crate::check::{property, registry};
use crate::exchange::ExchangeId;
use crate::expectation;

/// What is shown in place of a value that was not received.
pub const NOTHING: &str = "—";

/// Whether a finding breaks the rule of its case or is only worth knowing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The rule is broken.
    Breach,
    /// Worth knowing; the rule is kept.
    Note,
}

/// Something that a check can observe: a stable id, a sentence for it, and what the rule expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Stable id, e.g. `balance-missing`.
    pub id: &'static str,
    /// What was observed.
    pub observed: Template,
    /// What the rule expects, where that can be said.
    pub expected: Option<Template>,
}

/// Declares the observations of a module, each as a constant, and all of them as `OBSERVATIONS`, which
/// [`all`] has to list.
///
/// ```ignore
/// observations! {
///     /// A balance is lacking.
///     BALANCE_MISSING = "balance-missing" {
///         observed: "there is no {type} for {day}", "det er ingen {type} for {day}";
///         expected: "a {type} for {day}", "en {type} for {day}";
///     }
/// }
/// ```
#[macro_export]
macro_rules! observations {
    ($($(#[$doc:meta])* $name:ident = $id:literal {
        observed: $en:literal, $nb:literal;
        $(expected: $expected_en:literal, $expected_nb:literal;)?
    })*) => {
        $(
            $(#[$doc])*
            pub(crate) const $name: $crate::finding::Observation = $crate::finding::Observation {
                id: $id,
                observed: ::pack::sentence::Template { en: $en, nb: $nb },
                expected: $crate::observations!(@expected $($expected_en, $expected_nb)?),
            };
        )*

        /// The observations of this module.
        pub(crate) const OBSERVATIONS: &[$crate::finding::Observation] = &[$($name,)*];
    };
    (@expected) => { None };
    (@expected $en:literal, $nb:literal) => { Some(::pack::sentence::Template { en: $en, nb: $nb }) };
}

/// Modules that declare observations and have no checks of a registry.
const MODULES: &[&[&[Observation]]] = &[expectation::MODULES, &[property::OBSERVATIONS]];

static BY_ID: LazyLock<HashMap<&'static str, &'static Observation>> =
    LazyLock::new(|| all().map(|one| (one.id, one)).collect());

/// All observations, module by module.
pub fn all() -> impl Iterator<Item = &'static Observation> {
    let others = MODULES.iter().flat_map(|modules| modules.iter().copied());
    let others = others.chain(crate::agency::check::OBSERVATIONS.iter().copied());
    #[cfg(test)]
    let others = others.chain([crate::check::fixture::OBSERVATIONS]);
    registry::observations().chain(others).flatten()
}

/// The id of a finding whose words are its own, as tests of what is shown of findings make them.
const WORDS: &str = "words";

/// One thing observed in what the target did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Breach or note.
    pub kind: Kind,
    /// The id of the [`Observation`].
    pub id: Cow<'static, str>,
    /// What its sentences are filled with: may hold personal data until it is redacted.
    #[serde(default, skip_serializing_if = "Values::is_empty")]
    pub values: Values,
    /// What was received instead: a value of the answer, so it may hold personal data until it is redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
    /// Where: a JSON pointer (RFC 6901) into the document, or `header:NAME`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// In which exchange.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<ExchangeId>,
    /// How many more like it were observed and are not listed one by one.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub also: u64,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_zero(also: &u64) -> bool {
    *also == 0
}

/// What a finding is made from.
#[derive(Clone, Debug)]
pub struct Observed {
    id: &'static str,
    values: Values,
}

impl From<&Observation> for Observed {
    fn from(observation: &Observation) -> Self {
        debug_assert!(
            BY_ID.contains_key(observation.id),
            "the module of {} is not listed",
            observation.id
        );
        Self {
            id: observation.id,
            values: Values::new(),
        }
    }
}

impl From<Text> for Observed {
    fn from(words: Text) -> Self {
        Self {
            id: WORDS,
            values: Values::from([("observed".into(), Value::Words(words))]),
        }
    }
}

/// A longer text of a target is never shown whole; its end is cut before many hold it. What is searched for personal
/// data is shorter.
const LONGEST_TEXT: usize = 128 * 1024;

/// A text of a target as far as it is ever looked at.
pub(crate) fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_TEXT)]
}

impl Finding {
    /// A breach of the rule.
    pub fn breach(observed: impl Into<Observed>) -> Self {
        let Observed { id, values } = observed.into();
        Self {
            kind: Kind::Breach,
            id: id.into(),
            values,
            received: None,
            pointer: None,
            exchange: None,
            also: 0,
        }
    }

    /// An observation that breaks no rule.
    pub fn note(observed: impl Into<Observed>) -> Self {
        Self {
            kind: Kind::Note,
            ..Self::breach(observed)
        }
    }

    /// With a value of its sentences.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.values.insert(name.into(), value.into());
        self
    }

    /// With what the rule expects.
    #[must_use]
    pub fn expected(self, expected: Text) -> Self {
        self.with("expected", expected)
    }

    /// With what was received.
    #[must_use]
    pub fn received(mut self, received: impl Into<String>) -> Self {
        let received = received.into();
        self.received = Some(if received.len() > LONGEST_TEXT {
            beginning(&received).to_owned()
        } else {
            received
        });
        self
    }

    /// With the place in the document.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// With the exchange it was observed in.
    #[must_use]
    pub fn in_exchange(mut self, exchange: ExchangeId) -> Self {
        self.exchange = Some(exchange);
        self
    }

    /// Whether it is of an invalid request that was answered with 200.
    pub fn is_invalid_accepted(&self) -> bool {
        self.id == expectation::INVALID_ACCEPTED.id
    }

    /// What was observed, as a sentence.
    pub fn observed_text(&self) -> Text {
        match (BY_ID.get(&*self.id), self.values.get("observed")) {
            (Some(observation), _) => observation.observed.fill(&self.values),
            (None, Some(Value::Words(text))) => text.clone(),
            (None, _) => Text::same(self.id.as_ref()),
        }
    }

    /// What the rule expects, as a sentence.
    pub fn expected_text(&self) -> Option<Text> {
        if let Some(observation) = BY_ID.get(&*self.id) {
            return Some(observation.expected?.fill(&self.values));
        }
        self.values.get("expected").map(|expected| match expected {
            Value::Words(text) => text.clone(),
            Value::Plain(text) => Text::same(text),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn names(template: &str) -> BTreeSet<&str> {
        let parts = template.split('{').skip(1);
        parts.filter_map(|part| part.split('}').next()).collect()
    }

    #[test]
    fn no_id_is_given_twice() {
        let ids: BTreeSet<&str> = all().map(|one| one.id).collect();
        assert_eq!(ids.len(), all().count());
    }

    #[test]
    fn both_languages_name_the_same_values() {
        for one in all() {
            for template in [Some(one.observed), one.expected].into_iter().flatten() {
                assert_eq!(names(template.en), names(template.nb), "{}", one.id);
            }
        }
    }

    #[test]
    fn a_sentence_has_no_full_stop() {
        for one in all() {
            for template in [Some(one.observed), one.expected].into_iter().flatten() {
                let stops = [template.en, template.nb].map(|text| text.ends_with('.'));
                assert_eq!(stops, [false, false], "{}", one.id);
            }
        }
    }
}
