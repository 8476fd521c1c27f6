//! The agency as target: registers and banks that run a scenario, a journal of what the agency does, and checks
//! that judge the journal.
//!
//! The way of the data: scenario → [`environment::Environment`] (runs it) → [`judge::agency::journal::Call`]s → [`judge::agency::scenario_run::ScenarioRun`] →
//! checks (pure) → findings → the same record, verdict and reports as for a bank.

mod bank_front;
mod cases;
pub mod environment;
mod journal;
mod journal_file;
mod kept;
mod overflow;
mod prompt;
pub mod run;
pub mod scenario_runner;
mod schedule;
pub mod selftest;
pub mod target;
pub mod trigger;

pub use run::{Options, RunError, run};
