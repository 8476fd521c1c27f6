//! Tokens, orders and answers by hand: what a developer otherwise writes a scratch program for.
//!
//! A [`Draft`] is a signed text before it is signed: a real access token or a right order, changed by [`Edit`]s, one
//! at a time or several under the name of a [`Form`].

mod draft;
mod edit;
mod form;

pub use draft::{Draft, DraftError, Keys};
pub use edit::{Edit, EditError, TextForm};
pub use form::{Form, UnknownForm};
