//! The harness tested on agencies that are wrong in one respect, and on agencies that are right in another way.

mod examination;
mod exempt;
mod intended;
mod score;

pub use examination::{ExaminationError, Examined, Scope, Subject, examine};
pub use exempt::{ExemptError, exempt};
pub use intended::intended;
pub use score::score;
