//! The agency as target: registers and banks that play a scenario, a journal of what the agency does, and checks
//! that judge the journal.
//!
//! The way of the data: scenario → [`stage::Stage`] (plays it) → [`journal::Call`]s → [`sight::Show`] → checks
//! (pure) → findings → the same record, verdict and reports as for a bank.

pub mod check;
mod gate;
pub mod journal;
pub mod pack;
pub mod play;
mod playing;
mod prompt;
mod record;
mod route;
pub mod run;
pub mod scenario;
mod select;
pub mod selftest;
pub mod sight;
pub mod stage;
pub mod target;
pub mod trigger;
mod written;

pub use run::{Options, RunError, run};
