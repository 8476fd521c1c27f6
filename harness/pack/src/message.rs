//! Messages about arguments, files and the program itself: one English sentence, what to do about it, and the places in
//! files that are wrong.

mod file_mistakes;
mod mistake;

use std::fmt;

use miette::{Diagnostic, GraphicalReportHandler, LabeledSpan, NamedSource, SourceCode};

pub use file_mistakes::{FileMistakes, without_user_information};
pub use mistake::Mistake;

use crate::visible::visible_lines;

/// An error that the user of the program can act on. Its `Display` is the sentence, without a full stop.
pub trait UserError: std::error::Error {
    /// What to do about it.
    fn help(&self) -> Option<String> {
        None
    }

    /// The places in a file that are wrong, each with its own sentence.
    fn mistakes(&self) -> &[Mistake] {
        &[]
    }

    /// What else is to be said, each with its own advice.
    fn further(&self) -> Vec<Message> {
        Vec::new()
    }
}

impl UserError for std::io::Error {}
impl UserError for serde_json::Error {}
impl UserError for wire::keys::KeyError {}
impl UserError for wire::world::WorldError {}

/// `a mistake` or e.g. `3 mistakes`.
pub fn count_mistakes(mistakes: &[Mistake]) -> String {
    match mistakes {
        [_] => "a mistake".to_owned(),
        some => format!("{} mistakes", some.len()),
    }
}

/// What is wrong, what to do about it, and where.
#[derive(Clone, Debug)]
pub struct Message {
    what: String,
    help: Option<String>,
    mistakes: Vec<Mistake>,
    further: Vec<Message>,
}

impl Message {
    /// A sentence alone.
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            help: None,
            mistakes: Vec::new(),
            further: Vec::new(),
        }
    }

    /// With what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The message as it is printed: a sentence with advice, then each place with an excerpt of the file.
    pub fn render(&self, handler: &GraphicalReportHandler) -> String {
        let whole = Diagnosis {
            what: self.what.clone(),
            help: self.help.clone(),
            place: None,
        };
        let places = self.mistakes.iter().map(Mistake::diagnosis);
        let own = std::iter::once(whole).chain(places);
        let own = own.map(|diagnosis| diagnosis.render(handler));
        let further = self.further.iter().map(|message| message.render(handler));
        own.chain(further).collect::<Vec<_>>().join("\n")
    }
}

impl<E: UserError> From<E> for Message {
    fn from(error: E) -> Self {
        Self {
            what: error.to_string(),
            help: error.help(),
            mistakes: in_order(error.mistakes()),
            further: error.further(),
        }
    }
}

/// One sentence, with the place in a file that it is about.
#[derive(Debug)]
struct Diagnosis {
    what: String,
    help: Option<String>,
    place: Option<(NamedSource<String>, LabeledSpan)>,
}

impl Diagnosis {
    fn render(&self, handler: &GraphicalReportHandler) -> String {
        let shown = Self {
            what: visible_lines(&self.what),
            help: self.help.as_deref().map(visible_lines),
            place: self.place.clone(),
        };
        let mut text = String::new();
        // A string accepts everything that is written to it.
        let _ = handler.render_report(&mut text, &shown);
        text
    }
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

/// File by file, from top to bottom.
fn in_order(mistakes: &[Mistake]) -> Vec<Mistake> {
    let mut sorted = mistakes.to_vec();
    sorted.sort_by(|left, right| left.place().cmp(&right.place()));
    sorted
}

#[cfg(test)]
mod tests {
    use miette::GraphicalTheme;

    use super::*;

    #[test]
    fn what_stands_in_a_file_does_nothing_to_a_terminal() {
        let text = "name = \"\u{1b}[2J\u{9b}\"\r\n";
        let place = Mistake::new(
            "a\u{7}.toml",
            text,
            8..9,
            "`\u{1b}[2J` is not possible here",
        );
        let message = Message {
            what: "wrong\u{202e}".into(),
            help: Some("not \u{1b}c".into()),
            mistakes: vec![place],
            further: Vec::new(),
        };
        let text = message.render(&GraphicalReportHandler::new_themed(GraphicalTheme::none()));
        let acts = |one: char| one.is_control() && one != '\n' || one == '\u{202e}';
        assert!(!text.contains(acts), "{text:?}");
        assert!(text.contains(r"\u{1b}[2J"), "{text}");
    }

    #[test]
    fn advice_follows_the_sentence() {
        let message = Message::new("there is no such bank").with_help("name another");
        let text = message.render(&GraphicalReportHandler::new_themed(GraphicalTheme::none()));
        assert!(text.contains("help: name another"), "{text}");
    }
}
