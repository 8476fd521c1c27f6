//! Why a command ended without a verdict.

use std::io::IsTerminal as _;

use miette::{GraphicalReportHandler, GraphicalTheme};

use crate::text::{Language, Text};
use crate::told::Message;

/// Columns that a message is broken at.
const WIDTH: usize = 100;

/// Why a command ended without a verdict.
#[derive(Debug)]
pub(super) enum Failure {
    /// Something the user can mend.
    Use(Message),
    /// The harness itself.
    Harness(Message),
}

impl Failure {
    /// Something the user can mend.
    pub(super) fn usage<E: Into<Message>>(error: E) -> Self {
        Self::Use(error.into())
    }

    /// Wrong use, in both languages.
    pub(super) fn told(en: impl Into<String>, nb: impl Into<String>) -> Self {
        Self::Use(Message::new(Text::new(en, nb)))
    }

    /// With what to do about it.
    pub(super) fn help(self, en: impl Into<String>, nb: impl Into<String>) -> Self {
        match self {
            Self::Use(message) => Self::Use(message.with_help(Text::new(en, nb))),
            Self::Harness(_) => self,
        }
    }

    /// A fault of the harness.
    pub(super) fn harness<E: Into<Message>>(error: E) -> Self {
        Self::Harness(error.into())
    }

    /// What is printed on standard error.
    pub(super) fn render(&self, language: Language) -> String {
        let (Self::Use(message) | Self::Harness(message)) = self;
        message.render(language, &handler())
    }
}

fn handler() -> GraphicalReportHandler {
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let theme = if colour {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    GraphicalReportHandler::new_themed(theme).with_width(WIDTH)
}
