//! Why a command ended without a verdict.

use crate::text::{Language, Text};

/// Why a command ended without a verdict.
#[derive(Debug)]
pub(super) enum Failure {
    /// Something the user can mend, as a diagnostic that may point into a file.
    Use(miette::Report),
    /// Something the user can mend, in both languages.
    Told {
        /// What is wrong.
        what: Text,
        /// What to do about it.
        help: Option<Text>,
    },
    /// The harness itself.
    Harness(miette::Report),
}

impl Failure {
    /// A diagnostic of wrong use.
    pub(super) fn usage<E: Into<miette::Report>>(error: E) -> Self {
        Self::Use(error.into())
    }

    /// Wrong use, in both languages.
    pub(super) fn told(en: impl Into<String>, nb: impl Into<String>) -> Self {
        Self::Told {
            what: Text::new(en, nb),
            help: None,
        }
    }

    /// With what to do about it.
    pub(super) fn help(self, en: impl Into<String>, nb: impl Into<String>) -> Self {
        match self {
            Self::Told { what, .. } => Self::Told {
                what,
                help: Some(Text::new(en, nb)),
            },
            Self::Use(_) | Self::Harness(_) => self,
        }
    }

    /// A fault of the harness.
    pub(super) fn harness<E: Into<miette::Report>>(error: E) -> Self {
        Self::Harness(error.into())
    }

    /// What is printed.
    pub(super) fn report(self, language: Language) -> miette::Report {
        match self {
            Self::Use(report) | Self::Harness(report) => report,
            Self::Told { what, help: None } => miette::miette!("{}", what.in_language(language)),
            Self::Told {
                what,
                help: Some(help),
            } => {
                miette::miette!(
                    help = help.in_language(language),
                    "{}",
                    what.in_language(language)
                )
            }
        }
    }
}
