//! What a check saw. A finding has no severity: the level belongs to the case.

use serde::{Deserialize, Serialize};

use crate::exchange::ExchangeId;
use pack::text::Text;

/// What came where nothing came.
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

/// One thing seen in the target's answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Breach or note.
    pub kind: Kind,
    /// What is wrong, or what was noticed, as one sentence.
    pub what: Text,
    /// What the rule asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Text>,
    /// What came instead: a value of the answer, so it may hold personal data until it is redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub got: Option<String>,
    /// Where: a JSON pointer (RFC 6901) into the document, or `header:NAME`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// In which exchange.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<ExchangeId>,
    /// How many more like it were seen and are not listed one by one.
    #[serde(default, skip_serializing_if = "is_none_more")]
    pub also: u64,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_none_more(also: &u64) -> bool {
    *also == 0
}

impl Finding {
    /// A breach of the rule.
    pub fn breach(what: Text) -> Self {
        Self {
            kind: Kind::Breach,
            what,
            expected: None,
            got: None,
            pointer: None,
            exchange: None,
            also: 0,
        }
    }

    /// An observation.
    pub fn note(what: Text) -> Self {
        Self {
            kind: Kind::Note,
            ..Self::breach(what)
        }
    }

    /// With what the rule asks for.
    #[must_use]
    pub fn expected(mut self, expected: Text) -> Self {
        self.expected = Some(expected);
        self
    }

    /// With what came.
    #[must_use]
    pub fn got(mut self, got: impl Into<String>) -> Self {
        self.got = Some(got.into());
        self
    }

    /// With the place in the document.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// With the exchange it was seen in.
    #[must_use]
    pub fn in_exchange(mut self, exchange: ExchangeId) -> Self {
        self.exchange = Some(exchange);
        self
    }
}
