//! Colours of a terminal, or none.

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

    fn paint(self, text: &str, code: &str) -> String {
        if self.on {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}
