//! The command line in Norwegian: the texts of every command and option, and what is said of options that cannot be
//! used.
//!
//! The texts are found by the English ones, so that a text that is changed has to be translated anew: a test walks
//! through all commands and names what is missing.

mod errors;
mod help;
mod texts;

pub(super) use errors::{Unfit, in_norwegian as error_in_norwegian};
pub(super) use help::in_norwegian;
