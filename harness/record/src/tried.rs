//! How a property was tried, and what was found.

use crate::choice::Choice;
use pack::text::Text;

/// How properties are tried in a run.
#[derive(Clone, Debug)]
pub struct PropertyOptions {
    /// Generated inputs for each property, service and endpoint; properties over a finite table try all of it.
    pub cases: usize,
    /// The seed of everything generated.
    pub seed: u64,
    /// Send this one input again and nothing else.
    pub replay: Option<Choice>,
}

impl Default for PropertyOptions {
    fn default() -> Self {
        Self {
            cases: 12,
            seed: 1,
            replay: None,
        }
    }
}

/// How a property was tried on one endpoint of one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The run's seed.
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
    pub counterexample: Option<Counterexample>,
}

/// An input for which a property does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// Names the least input, for sending it again.
    pub choice: Choice,
    /// The input as it was first generated.
    pub first: Text,
    /// The least input found.
    pub least: Text,
    /// The requirements it breaks or rests on.
    pub rules: Vec<String>,
    /// Smaller inputs that were sent while shrinking.
    pub candidates: usize,
    /// Whether it fails every time it is sent.
    pub steady: bool,
    /// The least input as an ordinary case, TOML.
    pub regression: Option<String>,
}
