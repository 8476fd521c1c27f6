//! A text in both languages as markup: the page's language decides which is seen.

use std::fmt;

use askama::filters::HtmlSafe;

use pack::text::Text;
use pack::visible::visible;

/// How much of a single text is shown.
const LIMIT: usize = 1_200;

/// Escaped markup of a text in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Both {
    en: String,
    nb: String,
}

impl Both {
    /// The markup of a text, hidden characters written out.
    pub(super) fn of(text: &Text) -> Self {
        Self {
            en: escape(&text.en),
            nb: escape(&text.nb),
        }
    }

    /// Whether there is nothing to show.
    pub(super) fn is_empty(&self) -> bool {
        self.en.is_empty() && self.nb.is_empty()
    }
}

/// Thousands are in a page, so that the element has a short name, of the kind that HTML leaves to pages.
impl fmt::Display for Both {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.en == self.nb {
            return formatter.write_str(&self.en);
        }
        write!(
            formatter,
            "<t- lang=en>{}</t-><t- lang=nb>{}</t->",
            self.en, self.nb
        )
    }
}

impl HtmlSafe for Both {}

/// A name, with a link where the page has its anchor. Both are escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) anchor: Option<String>,
    pub(super) name: String,
}

impl fmt::Display for Link {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.anchor {
            Some(anchor) => write!(formatter, "<a href=\"#{anchor}\">{}</a>", self.name),
            None => write!(formatter, "<span class=\"id\">{}</span>", self.name),
        }
    }
}

impl HtmlSafe for Link {}

/// A text as markup: `&`, `<`, `>` and quotes escaped, hidden characters written out.
pub(crate) fn escape(text: &str) -> String {
    let visible = visible(text, LIMIT);
    let mut escaped = String::with_capacity(visible.len());
    for character in visible.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            plain => escaped.push(plain),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_is_marked() {
        let both = Both::of(&Text::new("refused", "avvist"));
        assert_eq!(
            both.to_string(),
            "<t- lang=en>refused</t-><t- lang=nb>avvist</t->"
        );
    }

    #[test]
    fn what_reads_the_same_stands_once() {
        assert_eq!(
            Both::of(&Text::same("400 ACC-001")).to_string(),
            "400 ACC-001"
        );
    }

    #[test]
    fn markup_is_text() {
        let both = Both::of(&Text::same("<script>\"'&\u{1b}"));
        assert_eq!(both.to_string(), "&lt;script&gt;&quot;&#39;&amp;\\u{1b}");
    }
}
