//! The mistakes of one file, as they are found.

use std::ops::Range;

use crate::message::Mistake;
use crate::nearest::advice;
use crate::toml_file::Placed;

/// Collects the mistakes of one file.
#[derive(Debug)]
pub struct FileMistakes<'a> {
    file: &'a str,
    text: &'a str,
    mistakes: &'a mut Vec<Mistake>,
}

impl<'a> FileMistakes<'a> {
    /// For the file of that name and text.
    pub fn new(file: &'a str, text: &'a str, mistakes: &'a mut Vec<Mistake>) -> Self {
        Self {
            file,
            text,
            mistakes,
        }
    }

    /// A mistake at a place.
    pub fn at(&mut self, span: &Range<usize>, message: impl Into<String>) {
        self.mistakes
            .push(Mistake::new(self.file, self.text, span.clone(), message));
    }

    /// A mistake at a place, with what to write instead.
    pub fn advise(
        &mut self,
        span: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let mistake = Mistake::new(self.file, self.text, span.clone(), message);
        self.mistakes.push(mistake.help(help));
    }

    /// Whether a word is one of those that are known; if not, it is a mistake. `kind` is what it should name.
    pub fn is_known<N: AsRef<str>>(
        &mut self,
        kind: &str,
        written: &Placed<String>,
        known: impl IntoIterator<Item = N>,
    ) -> bool {
        let known: Vec<N> = known.into_iter().collect();
        let found = known.iter().any(|name| name.as_ref() == written.value);
        if !found {
            self.advise(
                &written.span,
                format!("there is no {kind} {}", written.value),
                advice(&written.value, known),
            );
        }
        found
    }

    /// How many there are so far.
    pub fn count(&self) -> usize {
        self.mistakes.len()
    }
}
