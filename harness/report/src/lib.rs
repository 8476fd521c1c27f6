//! Reports: every format is a pure function of the [`Record`](record::Record) of a run.
//!
//! Only [`write`] touches the file system. Everything a person reads exists in English and Norwegian Bokmål;
//! everything a target said is treated as hostile text.

#[cfg(test)]
mod agreement;
mod cause;
pub mod checklist;
mod coverage;
pub mod diff;
pub mod example;
pub mod file;
mod group;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod merge;
pub mod overview;
pub mod package;
pub mod profile;
mod provenance;
mod reproduce;
pub mod requirement;
pub mod sarif;
mod scope;
pub mod show;
pub mod signature;
mod standing;
mod summary;
pub mod table;
pub mod terminal;
mod wording;
mod words;
pub mod write;

pub use pack::visible::visible;
pub use reproduce::Reproduce;
pub use standing::Standing;
pub use summary::{headline, next_step, verdict_sentence};
pub use words::level_word;
