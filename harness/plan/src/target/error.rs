//! Mistakes in a target's profile.

use std::path::PathBuf;

use thiserror::Error;
use wire::world::WorldError;

use pack::message::{Mistake, UserError, count_mistakes};

/// A profile that cannot be used.
#[derive(Debug, Error)]
pub enum TargetError {
    /// The file cannot be read.
    #[error("the target profile {path} cannot be read: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Mistakes in the profile, each at its place.
    #[error("the target profile has {}", count_mistakes(.0))]
    Mistake(Vec<Mistake>),
    /// The world file it names cannot be used.
    #[error(transparent)]
    World(#[from] WorldError),
    /// A key or certificate file cannot be used.
    #[error("{path} ({what}) cannot be used: {reason}")]
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
    Missing {
        /// What is missing.
        what: String,
        /// What to write.
        help: String,
    },
}

impl UserError for TargetError {
    fn help(&self) -> Option<String> {
        match self {
            Self::Unreadable { .. } => Some("`dsop-conformance init` writes a commented profile to start from".into()),
            Self::Mistake(_) => None,
            Self::World(_) => Some("`mock-agency serve --state DIR` writes a world file".into()),
            Self::Key { .. } => Some("keys and certificates are PEM files; paths are relative to the file that names them".into()),
            Self::Missing { help, .. } => Some(help.clone()),
        }
    }

    fn mistakes(&self) -> &[Mistake] {
        match self {
            Self::Mistake(mistakes) => mistakes,
            Self::Unreadable { .. } | Self::World(_) | Self::Key { .. } | Self::Missing { .. } => {
                &[]
            }
        }
    }
}
