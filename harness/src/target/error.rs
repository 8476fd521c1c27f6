//! Mistakes in a target's profile.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::catalogue::Mistake;

/// A profile that cannot be used.
#[derive(Debug, Error, Diagnostic)]
pub enum TargetError {
    /// The file cannot be read.
    #[error("the target profile {path} cannot be read: {reason}")]
    #[diagnostic(help("`dsop-conformance init` writes a commented profile to start from"))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A mistake in the profile, at its place.
    #[error("the target profile has a mistake")]
    Mistake(#[related] Vec<Mistake>),
    /// The world file it names cannot be used.
    #[error("{0}")]
    #[diagnostic(help("`mock-agency serve --state DIR` writes a world file"))]
    World(String),
    /// A key or certificate file cannot be used.
    #[error("{path} ({what}) cannot be used: {reason}")]
    #[diagnostic(help(
        "keys and certificates are PEM files; paths are relative to the file that names them"
    ))]
    Key {
        /// What the file is for.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// Why it cannot be used.
        reason: String,
    },
    /// Something the run needs is not said.
    #[error("the target profile says nothing about {what}")]
    #[diagnostic(help("{help}"))]
    Missing {
        /// What is missing.
        what: String,
        /// What to write.
        help: String,
    },
}
