//! Why a case pack cannot be used.

use std::path::PathBuf;

use thiserror::Error;

use crate::message::{Mistake, UserError, count_mistakes};

/// A pack that cannot be used.
#[derive(Debug, Error)]
pub enum CatalogueError {
    /// The folder or one of its files cannot be read.
    #[error("the case pack {path} cannot be read: {reason}")]
    Unreadable {
        /// What was to be read.
        path: PathBuf,
        /// Why it could not be.
        reason: String,
    },
    /// A file that every pack has is missing.
    #[error("the case pack has no {file}")]
    Missing {
        /// The file, within the pack.
        file: String,
    },
    /// Mistakes inside files.
    #[error("the case pack has {}", count_mistakes(.0))]
    Mistakes(Vec<Mistake>),
}

impl UserError for CatalogueError {
    fn help(&self) -> Option<String> {
        match self {
            Self::Unreadable { .. } => {
                Some("--cases takes a folder in the form of the project's `cases` folder".into())
            }
            Self::Missing { .. } => {
                Some("compare the folder with the project's `cases` folder".into())
            }
            Self::Mistakes(_) => None,
        }
    }

    fn mistakes(&self) -> &[Mistake] {
        match self {
            Self::Mistakes(mistakes) => mistakes,
            Self::Unreadable { .. } | Self::Missing { .. } => &[],
        }
    }
}
