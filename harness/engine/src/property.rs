//! Properties: what must hold of every request of a kind, tried with generated requests.
//!
//! A generated input is a valid request, in words and as changes over the baseline that written cases use too,
//! so that rendering, judging and saving it as an ordinary case are the same code. This module is pure; the
//! runner sends.

mod facts;
mod input;
mod regression;
mod seed;
mod shrink;
mod strategy;
#[cfg(test)]
mod tests;
mod written;

pub use facts::Facts;
pub(crate) use facts::property_endpoint;
pub use input::{Input, Part};
pub use regression::period;
pub use regression::{Regressions, regression};
pub use seed::{Digest, Seed};
pub use shrink::{Budget, Shrinking};
pub use strategy::{Source, source};
pub use written::written_changes;
