//! Why something was not tested or could not be decided, by id.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::sentence::{Template, Value, Values};
use crate::text::Text;

/// A reason, as the record holds it: an id and values. The sentence is made where it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reason {
    /// Stable id, e.g. `needs-fixture`.
    pub id: Cow<'static, str>,
    /// What the sentence is filled with.
    #[serde(default, skip_serializing_if = "Values::is_empty")]
    pub values: Values,
}

/// A kind of reason: its id, and its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReasonKind {
    /// Stable id.
    pub id: &'static str,
    /// Its sentence.
    pub sentence: Template,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $id:literal $en:literal $nb:literal;)*) => {
        $($(#[$doc])* pub const $name: ReasonKind = ReasonKind { id: $id, sentence: Template { en: $en, nb: $nb } };)*

        /// All kinds of reasons.
        pub const ALL: &[ReasonKind] = &[$($name,)*];
    };
}

reasons! {
    /// The run was to stop at the first broken MUST.
    STOPPED "stopped"
        "stopped after the first violation (--fail-fast)" "stanset etter første brudd (--fail-fast)";
    /// Nobody answered at the target, time after time.
    UNREACHABLE "target-unreachable" "target unreachable" "målet kan ikke nås";

    // How far an answer could be read; `layer` is the id of the layer.
    /// Reading the answer ended in an earlier layer than the rule is about.
    UNREAD "unread-layer"
        "the answer could not be read at an earlier layer ({name}): {fault}"
        "svaret kunne ikke leses på et tidligere lag ({name}): {fault}";
    /// The bank failed with a status of 500 or more for a valid request.
    SERVER_ERROR "server-error"
        "the bank answered the valid request with {status}"
        "banken besvarte den gyldige forespørselen med {status}";
    /// A list that is not followed to its end.
    LIST_WITHOUT_END "list-without-end"
        "the pages of {endpoint} were not followed to the end: {fault}"
        "sidene i {endpoint} ble ikke fulgt til slutten: {fault}";
}

/// The id of a reason that has not got a sentence of its own yet.
const WORDS: &str = "words";

impl Reason {
    /// A reason of a kind; values follow by [`Reason::with`].
    pub fn new(kind: &ReasonKind) -> Self {
        Self {
            id: kind.id.into(),
            values: Values::new(),
        }
    }

    /// With a value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.values.insert(name.into(), value.into());
        self
    }

    /// Whether it is of a kind.
    pub fn is(&self, kind: &ReasonKind) -> bool {
        self.id == kind.id
    }

    /// The sentence. A reason that this program does not know is shown by its id and values.
    pub fn text(&self) -> Text {
        if let (WORDS, Some(Value::Words(text))) = (&*self.id, self.values.get("words")) {
            return text.clone();
        }
        match ALL.iter().find(|kind| kind.id == self.id) {
            Some(kind) => kind.sentence.fill(&self.values),
            None => {
                let values: Vec<String> = self
                    .values
                    .iter()
                    .map(|(name, value)| {
                        format!("{name} = {}", value.in_language(crate::text::Language::En))
                    })
                    .collect();
                Text::same(
                    format!("{} {}", self.id, values.join(", "))
                        .trim()
                        .to_owned(),
                )
            }
        }
    }
}

impl From<Text> for Reason {
    fn from(words: Text) -> Self {
        Self {
            id: WORDS.into(),
            values: Values::from([("words".into(), Value::Words(words))]),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_id_is_given_twice() {
        let ids: BTreeSet<&str> = ALL.iter().map(|kind| kind.id).collect();
        assert_eq!(ids.len(), ALL.len());
    }

    #[test]
    fn a_reason_of_another_version_is_shown_by_its_id_and_values() {
        let reason = Reason {
            id: "of-the-future".into(),
            values: Values::from([("day".into(), "2026-01-01".into())]),
        };
        assert_eq!(reason.text().en, "of-the-future day = 2026-01-01");
    }
}
