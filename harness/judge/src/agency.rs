//! The agency as target: the journal of its calls, and the checks that judge it.

pub mod check;
pub mod journal;
pub mod route;
pub mod scenario_run;
