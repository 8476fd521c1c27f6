//! The harness tested on agencies that are wrong in one respect, and on agencies that are right in another way.

mod examination;
mod score;

pub use examination::{ExaminationError, Examined, Scope, Subject, examine};
pub use score::score;
