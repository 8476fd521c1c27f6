//! The harness tested on agencies that are wrong in one respect, and on agencies that are right in another way.

mod bench;
mod tally;

pub use bench::{BenchError, Examined, Scope, Subject, examine};
pub use tally::tally;
