//! The harness tested on agencies that are wrong in one respect, and on agencies that are right in another way.

mod bench;
mod exempt;
mod render;
mod score;

pub use bench::{BenchError, Examined, Scope, Subject, examine};
pub use exempt::{Exempt, ExemptError};
pub use render::{json, markdown, terminal};
pub use score::{Detection, Score, Sound};
