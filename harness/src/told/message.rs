//! A message for a person, and its form in one language.

use std::fmt;

use miette::{Diagnostic, GraphicalReportHandler, LabeledSpan, NamedSource, SourceCode};

use super::{Mistake, Told};
use crate::text::{Language, Text};

/// What is wrong, what to do about it, and where: in both languages.
#[derive(Clone, Debug)]
pub struct Message {
    what: Text,
    help: Option<Text>,
    mistakes: Vec<Mistake>,
}

impl Message {
    /// A sentence alone.
    pub fn new(what: Text) -> Self {
        Self {
            what,
            help: None,
            mistakes: Vec::new(),
        }
    }

    /// With what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }

    /// The message as it is printed: a sentence with advice, then each place with an excerpt of the file.
    pub fn render(&self, language: Language, handler: &GraphicalReportHandler) -> String {
        let whole = Diagnosis {
            what: self.what.in_language(language).to_owned(),
            help: self
                .help
                .as_ref()
                .map(|help| help.in_language(language).to_owned()),
            place: None,
        };
        let places = self
            .mistakes
            .iter()
            .map(|mistake| mistake.in_language(language));
        let parts: Vec<String> = std::iter::once(whole)
            .chain(places)
            .map(|diagnosis| diagnosis.render(language, handler))
            .collect();
        parts.join("\n")
    }
}

impl<E: Told> From<E> for Message {
    fn from(error: E) -> Self {
        Self {
            what: error.text(),
            help: error.help(),
            mistakes: error.mistakes().to_vec(),
        }
    }
}

/// One sentence in one language, with the place in a file that it is about.
#[derive(Debug)]
pub struct Diagnosis {
    pub(super) what: String,
    pub(super) help: Option<String>,
    pub(super) place: Option<(NamedSource<String>, LabeledSpan)>,
}

impl Diagnosis {
    fn render(&self, language: Language, handler: &GraphicalReportHandler) -> String {
        let mut text = String::new();
        // A string takes everything that is written to it.
        let _ = handler.render_report(&mut text, self);
        match language {
            Language::En => text,
            Language::Nb => text.lines().fold(String::new(), |whole, line| {
                whole + &advice_in_norwegian(line) + "\n"
            }),
        }
    }
}

/// The library marks advice by an English word, at the start of a line and maybe in colour; the Norwegian one is as
/// long, so that the lines after it stay in their place.
fn advice_in_norwegian(line: &str) -> String {
    const MARK: &str = "  help: ";
    match line.split_once(MARK) {
        Some((before, after)) if before.is_empty() || is_colour(before) => {
            format!("{before}  tips: {after}")
        }
        _ => line.to_owned(),
    }
}

fn is_colour(text: &str) -> bool {
    text.starts_with("\u{1b}[")
        && text.ends_with('m')
        && text[2..text.len() - 1]
            .chars()
            .all(|character| character.is_ascii_digit() || character == ';')
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.what)
    }
}

impl std::error::Error for Diagnosis {}

impl Diagnostic for Diagnosis {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.help.as_ref()?;
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        let (source, _) = self.place.as_ref()?;
        Some(source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let (_, label) = self.place.as_ref()?;
        Some(Box::new(std::iter::once(label.clone())))
    }
}

#[cfg(test)]
mod tests {
    use miette::GraphicalTheme;

    use super::*;

    fn rendered(language: Language, theme: GraphicalTheme) -> String {
        let message = Message::new(Text::new(
            "there is no such bank",
            "det finnes ingen slik bank",
        ))
        .with_help(Text::new("name another", "oppgi en annen"));
        message.render(language, &GraphicalReportHandler::new_themed(theme))
    }

    #[test]
    fn advice_is_marked_in_english() {
        let text = rendered(Language::En, GraphicalTheme::none());
        assert!(text.contains("help: name another"), "{text}");
    }

    #[test]
    fn advice_is_marked_in_norwegian() {
        let text = rendered(Language::Nb, GraphicalTheme::none());
        assert!(text.contains("tips: oppgi en annen"), "{text}");
    }

    #[test]
    fn advice_is_marked_in_norwegian_also_in_colour() {
        let text = rendered(Language::Nb, GraphicalTheme::unicode());
        assert!(
            text.contains("tips: ") && !text.contains("help: "),
            "{text}"
        );
    }

    #[test]
    fn a_sentence_that_holds_the_english_mark_keeps_it() {
        assert_eq!(advice_in_norwegian("a  help: b"), "a  help: b");
    }
}
