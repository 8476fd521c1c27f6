//! Tables and text in Markdown, whatever the text is.

use std::fmt::Write as _;

use pack::visible::visible;

/// How much of a text stands in a cell.
const LIMIT: usize = 600;

/// Text that means nothing to Markdown or HTML, on one line.
pub(super) fn cell(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in visible(text, LIMIT).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '#' | '~' => {
                escaped.push('\\');
                escaped.push(character);
            }
            plain => escaped.push(plain),
        }
    }
    escaped
}

/// Text as it stands, in code type; a vertical line is escaped as tables want it.
pub(super) fn code(text: &str) -> String {
    format!(
        "`{}`",
        visible(text, LIMIT).replace('`', "'").replace('|', "\\|")
    )
}

/// A table.
pub(super) fn table(headings: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = format!(
        "| {} |\n|{}\n",
        headings.join(" | "),
        " --- |".repeat(headings.len())
    );
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped() {
        assert_eq!(
            cell("a|b *c* <d> `e`\n"),
            "a\\|b \\*c\\* &lt;d&gt; \\`e\\`\\\\n"
        );
    }

    #[test]
    fn a_backtick_cannot_end_code() {
        assert_eq!(code("a`b|c"), "`a'b\\|c`");
    }

    #[test]
    fn a_table_has_a_line_under_its_heading() {
        assert_eq!(
            table(&["a", "b"], &[vec!["1".into(), "2".into()]]),
            "| a | b |\n| --- | --- |\n| 1 | 2 |\n"
        );
    }
}
