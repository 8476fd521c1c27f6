//! Judges a run again from the evidence that its record has kept, without the target: with the case pack, the
//! declarations and the strictness of today. Pure.
//!
//! A record keeps the requests of a case with their controls, shortened and without secrets and personal data. That is
//! enough for what is expected of an answer and for most checks of one. It keeps the field matrix, and that is enough
//! for the delivery tables. It does not keep whole retrievals, generated requests or every response time: what rests on
//! these keeps the outcome of the run, and says so. Nothing is guessed.

mod need;
mod restore;
mod rows;
mod run;
mod tally;
mod walk;

#[cfg(test)]
mod tests;

pub use run::{RejudgeError, Setting, rejudge};
pub use tally::{Tally, tally};
