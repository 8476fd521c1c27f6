//! What goes wrong, told to a person: every error says itself in English and in Norwegian Bokmål.
//!
//! An error of this program implements [`Told`], and so do those of the libraries and mocks below it that can reach a
//! person. [`Message`] carries what is to be printed; the language is chosen where it is printed.

mod libraries;
mod message;
mod mistake;
mod mocks;
mod parsing;
mod wire;

use crate::text::Text;
pub use message::{Diagnosis, Message};
pub use mistake::Mistake;

/// An error that a person reads.
pub trait Told {
    /// What is wrong, as a sentence without a full stop.
    fn text(&self) -> Text;

    /// What to do about it.
    fn help(&self) -> Option<Text> {
        None
    }

    /// The places in a file that are wrong, each with its own sentence.
    fn mistakes(&self) -> &[Mistake] {
        &[]
    }
}

#[cfg(test)]
mod tests;
