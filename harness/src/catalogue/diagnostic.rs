//! Why a case pack cannot be used.

use std::path::PathBuf;

use thiserror::Error;

use crate::text::Text;
use crate::told::{Mistake, Told};

/// A pack that cannot be used.
#[derive(Debug, Error)]
pub enum CatalogueError {
    /// The folder or one of its files cannot be read.
    #[error("the case pack {path} cannot be read: {reason}")]
    Unreadable {
        /// What was to be read.
        path: PathBuf,
        /// Why it could not be.
        reason: Text,
    },
    /// A file that every pack has is missing.
    #[error("the case pack has no {file}")]
    Missing {
        /// The file, within the pack.
        file: String,
    },
    /// Mistakes inside files.
    #[error("the case pack has {} mistake(s)", .0.len())]
    Mistakes(Vec<Mistake>),
}

impl Told for CatalogueError {
    fn text(&self) -> Text {
        let nb = match self {
            Self::Unreadable { path, reason } => {
                format!(
                    "testpakken {} kan ikke leses: {}",
                    path.display(),
                    reason.nb
                )
            }
            Self::Missing { file } => format!("testpakken mangler {file}"),
            Self::Mistakes(mistakes) => format!("testpakken har {} feil", mistakes.len()),
        };
        Text::new(self.to_string(), nb)
    }

    fn help(&self) -> Option<Text> {
        match self {
            Self::Unreadable { .. } => Some(Text::new(
                "--cases takes a folder in the form of the project's `cases` folder",
                "--cases tar en mappe på samme form som prosjektets `cases`-mappe",
            )),
            Self::Missing { .. } => Some(Text::new(
                "compare the folder with the project's `cases` folder",
                "sammenlign mappen med prosjektets `cases`-mappe",
            )),
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
