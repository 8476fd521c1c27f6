//! The conformance harness: reads cases, plans, sends, judges and reports.

pub mod answer;
pub mod catalogue;
pub mod check;
pub mod cli;
pub mod deviation;
pub mod doctor;
pub mod embedded;
pub mod event;
pub mod exchange;
pub mod finding;
pub mod hex;
pub mod judge;
pub mod open;
pub mod plan;
pub mod property;
pub mod record;
pub mod redact;
pub mod report;
pub mod runner;
pub mod scene;
pub mod send;
pub mod stimulus;
pub mod target;
pub mod text;
pub mod tokens;
pub mod verdict;
