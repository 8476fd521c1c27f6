//! Mistakes in a case pack, pointed at in the file.

use std::ops::Range;
use std::path::PathBuf;

use miette::{Diagnostic, LabeledSpan, NamedSource, Severity};
use thiserror::Error;

/// A pack that cannot be used.
#[derive(Debug, Error, Diagnostic)]
pub enum CatalogueError {
    /// The folder or one of its files cannot be read.
    #[error("the case pack {path} cannot be read: {reason}")]
    #[diagnostic(help("--cases takes a folder in the form of the project's `cases` folder"))]
    Unreadable {
        /// What was to be read.
        path: PathBuf,
        /// Why it could not be.
        reason: String,
    },
    /// A file that every pack has is missing.
    #[error("the case pack has no {file}")]
    #[diagnostic(help("compare the folder with the project's `cases` folder"))]
    Missing {
        /// The file, within the pack.
        file: String,
    },
    /// Mistakes inside files.
    #[error("the case pack has {} mistake(s)", .0.len())]
    Mistakes(#[related] Vec<Mistake>),
}

/// One mistake, at one place.
#[derive(Debug)]
pub struct Mistake(Box<Details>);

#[derive(Debug)]
struct Details {
    message: String,
    help: Option<String>,
    source: NamedSource<String>,
    span: Range<usize>,
}

impl Mistake {
    /// A mistake at `span` of the file's text.
    pub fn new(file: &str, text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            message: message.into(),
            help: None,
            source: NamedSource::new(file, text.to_owned()),
            span,
        }))
    }

    /// With what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// A TOML syntax or type mistake, where the parser found it.
    pub fn from_toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        Self::new(file, text, error.span().unwrap_or(0..0), error.message())
    }

    /// Line and column of the mistake, both from 1.
    pub fn position(&self) -> (usize, usize) {
        let text = self.0.source.inner();
        let before = text.get(..self.0.span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            + 1;
        (line, column)
    }
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (line, column) = self.position();
        write!(
            formatter,
            "{}:{line}:{column}: {}",
            self.0.source.name(),
            self.0.message
        )
    }
}

impl std::error::Error for Mistake {}

impl Diagnostic for Mistake {
    fn severity(&self) -> Option<Severity> {
        Some(Severity::Error)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.0
            .help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.0.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new_with_span(Some("here".into()), self.0.span.clone());
        Some(Box::new(std::iter::once(label)))
    }
}
