//! Mistakes in a target's profile.

use std::path::PathBuf;

use thiserror::Error;
use wire::world::WorldError;

use crate::keys::Lacks;
use pack::message::{Message, Mistake, UserError, count_mistakes};

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
    /// Settings, keys or certificates are missing or cannot be used.
    #[error(transparent)]
    Lacks(#[from] Lacks),
}

impl UserError for TargetError {
    fn help(&self) -> Option<String> {
        match self {
            Self::Unreadable { .. } => {
                Some("`dsop-conformance init` writes a commented profile to start from".into())
            }
            Self::Mistake(_) => None,
            Self::World(_) => Some("`mock-agency serve --state DIR` writes a world file".into()),
            Self::Lacks(lacks) => lacks.help(),
        }
    }

    fn mistakes(&self) -> &[Mistake] {
        match self {
            Self::Mistake(mistakes) => mistakes,
            Self::Unreadable { .. } | Self::World(_) | Self::Lacks(_) => &[],
        }
    }

    fn further(&self) -> Vec<Message> {
        match self {
            Self::Lacks(lacks) => lacks.further(),
            Self::Unreadable { .. } | Self::World(_) | Self::Mistake(_) => Vec::new(),
        }
    }
}
