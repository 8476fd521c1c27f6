//! Why a command ended without a verdict.

use std::io::IsTerminal as _;

use miette::{GraphicalReportHandler, GraphicalTheme};

use pack::message::Message;

/// Columns that a message is broken at.
const WIDTH: usize = 100;

/// Why a command ended without a verdict.
#[derive(Debug)]
pub(super) enum Failure {
    /// Something the user can fix.
    Use(Message),
    /// The harness itself.
    Harness(Message),
}

impl Failure {
    /// Something the user can fix.
    pub(super) fn usage<E: Into<Message>>(error: E) -> Self {
        Self::Use(error.into())
    }

    /// Wrong use, in a sentence.
    pub(super) fn usage_text(what: impl Into<String>) -> Self {
        Self::Use(Message::new(what))
    }

    /// An error of another library or program that the user can fix.
    pub(super) fn usage_error(error: impl std::error::Error) -> Self {
        Self::usage_text(error.to_string())
    }

    /// An error of another library or program that is a fault of the harness.
    pub(super) fn harness_error(error: impl std::error::Error) -> Self {
        Self::Harness(Message::new(error.to_string()))
    }

    /// With what to do about it.
    pub(super) fn help(self, help: impl Into<String>) -> Self {
        match self {
            Self::Use(message) => Self::Use(message.with_help(help)),
            Self::Harness(_) => self,
        }
    }

    /// A fault of the harness.
    pub(super) fn harness<E: Into<Message>>(error: E) -> Self {
        Self::Harness(error.into())
    }

    /// The exit code of a program that ends this way.
    pub(super) fn exit_code(&self) -> u8 {
        match self {
            Self::Use(_) => crate::WRONG_USE,
            Self::Harness(_) => crate::FAILED,
        }
    }

    /// What is printed on standard error.
    pub(super) fn render(&self) -> String {
        let (Self::Use(message) | Self::Harness(message)) = self;
        message.render(&handler())
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
