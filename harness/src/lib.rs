//! The conformance harness: reads cases, plans, sends, judges and reports.

pub mod answer;
pub mod check;
pub mod exchange;
pub mod finding;
pub mod text;
