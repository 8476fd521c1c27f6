//! What keeps a value from being read.

use std::fmt;
use std::ops::Range;

use serde::de::{Error, Expected, Unexpected};

use crate::message::Mistake;
use crate::nearest::advice;

/// What is wrong, and where.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    /// Bytes of the file; set by the innermost value that fails.
    pub(super) span: Range<usize>,
    placed: bool,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Key(String, &'static [&'static str]),
    Word(String, &'static [&'static str]),
    Missing(&'static str),
    Other(String),
}

impl Problem {
    fn new(what: What) -> Self {
        Self {
            span: 0..0,
            placed: false,
            what,
        }
    }

    /// At that place, unless a place within it is known.
    pub(super) fn within(mut self, span: &Range<usize>) -> Self {
        if !self.placed {
            self.span = span.clone();
            self.placed = true;
        }
        self
    }

    /// Whether a key that must be there is not.
    pub(super) fn is_absence(&self) -> bool {
        matches!(self.what, What::Missing(_))
    }

    pub(super) fn mistake(&self, file: &str, text: &str) -> Mistake {
        let mistake = |message: String| Mistake::new(file, text, self.span.clone(), message);
        match &self.what {
            What::Key(written, known) => {
                mistake(format!("there is no key {written} here")).help(advice(written, *known))
            }
            What::Word(written, known) => {
                mistake(format!("`{written}` is not possible here")).help(advice(written, *known))
            }
            What::Missing(key) => mistake(format!("the key {key} is missing")),
            What::Other(words) => mistake(words.clone()),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.what)
    }
}

impl std::error::Error for Problem {}

impl Error for Problem {
    fn custom<T: fmt::Display>(words: T) -> Self {
        Self::new(What::Other(words.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format!("found {found}, expected {expected}"))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        Self::new(What::Key(field.to_owned(), known))
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        Self::new(What::Word(word.to_owned(), known))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(What::Missing(field))
    }
}
