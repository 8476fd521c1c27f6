//! The part of a case's record that tells how a property was tried.

use serde::{Deserialize, Serialize};

use crate::tried::{Counterexample, Tried};
use pack::text::Text;

/// How a property was tried on one endpoint of one service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PropertyRecord {
    /// The seed that everything generated derives from.
    pub seed: u64,
    /// Inputs generated.
    pub generated: usize,
    /// Inputs judged before the property was decided.
    pub judged: usize,
    /// Requests sent, shrinking included.
    pub requests: usize,
    /// SHA-256 over all generated inputs, hexadecimal.
    pub digest: String,
    /// The least input for which the property does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counterexample: Option<CounterexampleRecord>,
}

/// An input for which a property does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CounterexampleRecord {
    /// The value of `--choice` that sends it again.
    pub choice: String,
    /// The input as it was first generated, in words.
    pub first: Text,
    /// The least input found, in words.
    pub least: Text,
    /// The requirements it breaks or rests on.
    pub rules: Vec<String>,
    /// Smaller inputs that were sent while shrinking.
    pub candidates: usize,
    /// Whether it fails every time it is sent.
    pub steady: bool,
}

/// Makes the record; `redacted` takes personal data out of words.
pub(super) fn record(tried: &Tried, redacted: impl Fn(&Text) -> Text) -> PropertyRecord {
    PropertyRecord {
        seed: tried.seed,
        generated: tried.generated,
        judged: tried.judged,
        requests: tried.requests,
        digest: tried.digest.clone(),
        counterexample: tried
            .counterexample
            .as_ref()
            .map(|found| counterexample(found, redacted)),
    }
}

fn counterexample(
    found: &Counterexample,
    redacted: impl Fn(&Text) -> Text,
) -> CounterexampleRecord {
    CounterexampleRecord {
        choice: found.choice.to_string(),
        first: redacted(&found.first),
        least: redacted(&found.least),
        rules: found.rules.clone(),
        candidates: found.candidates,
        steady: found.steady,
    }
}
