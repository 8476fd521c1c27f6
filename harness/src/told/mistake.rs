//! One mistake at one place of a file.

use std::ops::Range;

use miette::{LabeledSpan, NamedSource};

use super::Told;
use super::message::Diagnosis;
use crate::text::{Language, Text};

/// One mistake, at one place.
#[derive(Clone, Debug)]
pub struct Mistake(Box<Details>);

#[derive(Clone, Debug)]
struct Details {
    message: Text,
    help: Option<Text>,
    file: String,
    source: String,
    span: Range<usize>,
}

impl Mistake {
    /// A mistake at `span` (bytes) of the file's text.
    pub fn new(file: &str, text: &str, span: Range<usize>, message: Text) -> Self {
        Self(Box::new(Details {
            message,
            help: None,
            file: file.to_owned(),
            source: text.to_owned(),
            span,
        }))
    }

    /// With what to do about it.
    #[must_use]
    pub fn help(mut self, help: Text) -> Self {
        self.0.help = Some(help);
        self
    }

    /// A TOML syntax or type mistake, where the parser found it.
    pub fn from_toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        Self::new(file, text, error.span().unwrap_or(0..0), error.text())
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

    /// The mistake in one language, ready to be shown with an excerpt of the file.
    pub fn in_language(&self, language: Language) -> Diagnosis {
        let (line, column) = self.position();
        let Details {
            message,
            help,
            file,
            source,
            span,
        } = &*self.0;
        let here = match language {
            Language::En => "here",
            Language::Nb => "her",
        };
        Diagnosis {
            what: format!("{file}:{line}:{column}: {}", message.in_language(language)),
            help: help
                .as_ref()
                .map(|help| help.in_language(language).to_owned()),
            place: Some((
                NamedSource::new(file, source.clone()),
                LabeledSpan::new_with_span(Some(here.into()), span.clone()),
            )),
        }
    }
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.in_language(Language::En).fmt(formatter)
    }
}
