//! Reports: every format is a pure function of the [`Record`](crate::record::Record) of a run.
//!
//! Only [`write`] touches the file system. Everything a person reads exists in English and Norwegian Bokmål;
//! everything a target said is treated as hostile text.

mod again;
mod coverage;
mod group;
pub mod html;
pub mod json;
pub mod junit;
mod standing;
mod summary;
pub mod terminal;
mod visible;
mod words;

#[cfg(test)]
mod fixture;

pub use again::Again;
pub use standing::Standing;
pub use summary::{headline, next_step, verdict_sentence};
