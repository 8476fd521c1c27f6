//! Colours of a terminal, or none.

use pack::visible::visible_lines;

/// Whether to colour.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ink {
    pub(super) on: bool,
}

/// A colour with a meaning of its own in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colour {
    Plain,
    Red,
    Green,
    Yellow,
    Magenta,
    Cyan,
}

/// Every code that is printed.
const CODES: [&str; 8] = ["0", "1", "1;31", "1;32", "1;33", "1;35", "1;36", "2"];

impl Colour {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "1",
            Self::Red => "1;31",
            Self::Green => "1;32",
            Self::Yellow => "1;33",
            Self::Magenta => "1;35",
            Self::Cyan => "1;36",
        }
    }
}

impl Ink {
    /// A heading.
    pub(super) fn heading(self, text: &str, colour: Colour) -> String {
        self.paint(text, colour.code())
    }

    /// Something to be found with the eye.
    pub(super) fn bold(self, text: &str) -> String {
        self.paint(text, "1")
    }

    /// Something to be passed over.
    pub(super) fn faint(self, text: &str) -> String {
        self.paint(text, "2")
    }

    /// The report as it is printed: what acts on a terminal and is no colour of ours is written out, wherever it came from.
    pub(super) fn printed(self, report: &str) -> String {
        let mut printed = String::with_capacity(report.len());
        let mut rest = report;
        while let Some(at) = rest.find('\u{1b}') {
            let (before, from) = rest.split_at(at);
            printed.push_str(&visible_lines(before));
            let own = CODES.iter().map(|code| format!("\u{1b}[{code}m"));
            let own = own.into_iter().find(|one| self.on && from.starts_with(one));
            printed.push_str(own.as_deref().unwrap_or(r"\u{1b}"));
            rest = &from[own.map_or(1, |one| one.len())..];
        }
        printed + &visible_lines(rest)
    }

    fn paint(self, text: &str, code: &str) -> String {
        if self.on {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}
