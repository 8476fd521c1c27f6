//! One mistake at one place of a file.

use std::fmt;
use std::ops::Range;

use miette::{LabeledSpan, NamedSource};

use crate::message::Diagnosis;
use crate::visible::{visible, visible_in_place};

/// One mistake, at one place.
#[derive(Clone, Debug)]
pub struct Mistake(Box<Details>);

#[derive(Clone, Debug)]
struct Details {
    message: String,
    help: Option<String>,
    file: String,
    source: String,
    span: Range<usize>,
}

impl Mistake {
    /// A mistake at `span` (bytes) of the file's text.
    pub fn new(file: &str, text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            message: message.into(),
            help: None,
            file: file.to_owned(),
            source: text.to_owned(),
            span,
        }))
    }

    /// With what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into()).filter(|help| !help.is_empty());
        self
    }

    /// What to do about it.
    pub fn advice(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The sentence alone, without file and place.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// A TOML syntax or type mistake, where the parser found it.
    pub fn from_toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        Self::new(file, text, error.span().unwrap_or(0..0), error.message())
    }

    /// Line and column of the mistake, both from 1.
    pub fn position(&self) -> (usize, usize) {
        let before = self
            .0
            .source
            .get(..self.0.span.start)
            .unwrap_or(&self.0.source);
        let line = before.matches('\n').count() + 1;
        let last = before.rsplit('\n').next().unwrap_or_default();
        (line, last.chars().count() + 1)
    }

    /// Its file and its place there: what mistakes are sorted by.
    pub(super) fn place(&self) -> (&str, usize) {
        (&self.0.file, self.0.span.start)
    }

    /// The mistake, ready to be shown with an excerpt of the file.
    pub(super) fn diagnosis(&self) -> Diagnosis {
        Diagnosis {
            what: self.to_string(),
            help: self.0.help.clone(),
            place: Some((
                NamedSource::new(
                    visible(&self.0.file, usize::MAX),
                    visible_in_place(&self.0.source),
                ),
                LabeledSpan::new_with_span(Some("here".into()), self.0.span.clone()),
            )),
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.position();
        write!(
            formatter,
            "{}:{line}:{column}: {}",
            self.0.file, self.0.message
        )
    }
}
