//! Mistakes in a target's profile.

use std::path::PathBuf;

use thiserror::Error;
use wire::world::WorldError;

use crate::text::Text;
use crate::told::{Mistake, Told};

/// A profile that cannot be used.
#[derive(Debug, Error)]
pub enum TargetError {
    /// The file cannot be read.
    #[error("the target profile {path} cannot be read: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: Text,
    },
    /// A mistake in the profile, at its place.
    #[error("the target profile has a mistake")]
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
        reason: Text,
    },
    /// Something the run needs is not said.
    #[error("the target profile says nothing about {what}")]
    Missing {
        /// What is missing.
        what: Text,
        /// What to write.
        help: Text,
    },
}

impl Told for TargetError {
    fn text(&self) -> Text {
        let nb = match self {
            Self::Unreadable { path, reason } => {
                format!(
                    "målprofilen {} kan ikke leses: {}",
                    path.display(),
                    reason.nb
                )
            }
            Self::Mistake(mistakes) if mistakes.len() == 1 => "målprofilen har en feil".into(),
            Self::Mistake(mistakes) => format!("målprofilen har {} feil", mistakes.len()),
            Self::World(error) => return error.text(),
            Self::Key { what, path, reason } => {
                format!("{} ({what}) kan ikke brukes: {}", path.display(), reason.nb)
            }
            Self::Missing { what, .. } => format!("målprofilen sier ikke {}", what.nb),
        };
        Text::new(self.to_string(), nb)
    }

    fn help(&self) -> Option<Text> {
        match self {
            Self::Unreadable { .. } => Some(Text::new(
                "`dsop-conformance init` writes a commented profile to start from",
                "`dsop-conformance init` skriver en kommentert profil å begynne med",
            )),
            Self::Mistake(_) => None,
            Self::World(_) => Some(Text::new(
                "`mock-agency serve --state DIR` writes a world file",
                "`mock-agency serve --state MAPPE` skriver en verdensfil",
            )),
            Self::Key { .. } => Some(Text::new(
                "keys and certificates are PEM files; paths are relative to the file that names them",
                "nøkler og sertifikater er PEM-filer; stier er relative til filen som navngir dem",
            )),
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
