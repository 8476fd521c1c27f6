//! Makes text from a target or a file harmless for a terminal.

use std::fmt::Write as _;

/// The text with control characters, line breaks and direction overrides written out, cut at `limit` characters.
pub fn visible(text: &str, limit: usize) -> String {
    let mut result = String::with_capacity(text.len());
    for (position, character) in text.chars().enumerate() {
        if position == limit {
            result.push('…');
            break;
        }
        push(&mut result, character);
    }
    result
}

/// The same for a text of several lines: line breaks stay.
pub fn visible_lines(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => result.push('\n'),
            other => push(&mut result, other),
        }
    }
    result
}

/// The same for JSON, which stays JSON: what is hidden stands in texts, and is escaped there.
pub fn visible_json(json: &str) -> String {
    let mut result = String::with_capacity(json.len());
    for character in json.chars() {
        if is_hidden(character) && character != '\n' {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                let _ = write!(result, "\\u{unit:04x}");
            }
        } else {
            result.push(character);
        }
    }
    result
}

/// The text with a question mark for every byte of what a terminal would act on; line breaks and tabs stay. Every other
/// byte stays at its place.
pub fn visible_in_place(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        if is_hidden(character) && !matches!(character, '\n' | '\t') {
            result.extend(std::iter::repeat_n('?', character.len_utf8()));
        } else {
            result.push(character);
        }
    }
    result
}

fn push(result: &mut String, character: char) {
    match character {
        '\n' => result.push_str("\\n"),
        '\r' => result.push_str("\\r"),
        '\t' => result.push_str("\\t"),
        hidden if is_hidden(hidden) => result.extend(hidden.escape_unicode()),
        plain => result.push(plain),
    }
}

/// Whether a character acts on a terminal or on the order of the text instead of being seen.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_is_written_out() {
        assert_eq!(visible("\u{1b}[2Jgone\u{7}", 99), "\\u{1b}[2Jgone\\u{7}");
    }

    #[test]
    fn a_direction_override_is_written_out() {
        assert_eq!(visible("a\u{202e}b", 99), "a\\u{202e}b");
    }

    #[test]
    fn line_breaks_stay_on_one_line() {
        assert_eq!(visible("a\r\nb\tc", 99), "a\\r\\nb\\tc");
    }

    #[test]
    fn norwegian_letters_and_placeholders_stay() {
        assert_eq!(visible("blåbærøl ‹person:1f›", 99), "blåbærøl ‹person:1f›");
    }

    #[test]
    fn json_stays_json() {
        assert_eq!(
            visible_json("{\n\"a\": \"\u{9b}\u{202e}æ\"\n}"),
            "{\n\"a\": \"\\u009b\\u202eæ\"\n}"
        );
    }

    #[test]
    fn what_is_replaced_in_place_moves_nothing() {
        let text = "a\u{1b}\u{9b}\u{202e}æ\tb\r\n";
        assert_eq!(visible_in_place(text), "a??????æ\tb?\n");
        assert_eq!(visible_in_place(text).len(), text.len());
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(visible("abcdef", 3), "abc…");
    }
}
