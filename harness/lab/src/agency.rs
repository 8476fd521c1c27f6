//! The agency as target: registers and banks that play a scenario, a journal of what the agency does, and checks
//! that judge the journal.
//!
//! The way of the data: scenario → [`stage::Stage`] (plays it) → [`judge::agency::journal::Call`]s → [`judge::agency::sight::Show`] →
//! checks (pure) → findings → the same record, verdict and reports as for a bank.

mod gate;
mod keeper;
mod overflow;
pub mod play;
mod playing;
mod prompt;
pub mod run;
pub mod selftest;
pub mod stage;
pub mod target;
pub mod trigger;
mod written;

pub use run::{Options, RunError, run};
