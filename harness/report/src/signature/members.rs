//! The members of a JSON object as they stand in its text, byte for byte.

use std::ops::Range;

/// Name and place of every member's value in the text of an object; `None` if the text is no object. The text has
/// been read as JSON before: what stands between the marks is not judged here.
pub(super) fn members(text: &[u8]) -> Option<Vec<(String, Range<usize>)>> {
    let mut at = skip(text, 0);
    if text.get(at) != Some(&b'{') {
        return None;
    }
    let mut members = Vec::new();
    at = skip(text, at + 1);
    while text.get(at) == Some(&b'"') {
        let end = end_of_string(text, at)?;
        let name = serde_json::from_slice(text.get(at..end)?).ok()?;
        at = skip(text, end);
        if text.get(at) != Some(&b':') {
            return None;
        }
        let start = skip(text, at + 1);
        let end = end_of_value(text, start)?;
        members.push((name, start..end));
        at = skip(text, end);
        if text.get(at) == Some(&b',') {
            at = skip(text, at + 1);
        }
    }
    (text.get(at) == Some(&b'}') && skip(text, at + 1) == text.len()).then_some(members)
}

fn skip(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest
        .iter()
        .take_while(|byte| b" \t\r\n".contains(byte))
        .count()
}

/// The place after a string that begins at `at`.
fn end_of_string(text: &[u8], at: usize) -> Option<usize> {
    let mut place = at + 1;
    loop {
        match text.get(place)? {
            b'"' => return Some(place + 1),
            b'\\' => place += 2,
            _ => place += 1,
        }
    }
}

/// The place after a value that begins at `at`.
fn end_of_value(text: &[u8], at: usize) -> Option<usize> {
    let (mut place, mut depth) = (at, 0_usize);
    loop {
        match text.get(place)? {
            b'"' => {
                place = end_of_string(text, place)?;
                if depth == 0 {
                    return Some(place);
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth > 1 => depth -= 1,
            b'}' | b']' if depth == 1 => return Some(place + 1),
            b'}' | b']' | b',' | b' ' | b'\n' | b'\r' | b'\t' if depth == 0 => {
                return (place > at).then_some(place);
            }
            _ => {}
        }
        place += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<Vec<(String, &str)>> {
        let members = members(text.as_bytes())?;
        Some(
            members
                .into_iter()
                .map(|(name, place)| (name, &text[place]))
                .collect(),
        )
    }

    #[test]
    fn every_kind_of_value_is_found_as_it_stands() {
        let text =
            "{ \"a\" : {\"x\": [1, {}]} ,\n\"b\":[ ],\"c\":\"}\\\"\" , \"d\":-1.50, \"e\":null }\n";
        let expected = [
            ("a", "{\"x\": [1, {}]}"),
            ("b", "[ ]"),
            ("c", "\"}\\\"\""),
            ("d", "-1.50"),
            ("e", "null"),
        ];
        assert_eq!(
            found(text),
            Some(
                expected
                    .map(|(name, value)| (name.to_owned(), value))
                    .to_vec()
            )
        );
    }

    #[test]
    fn an_empty_object_has_no_members() {
        assert_eq!(found("{}"), Some(Vec::new()));
    }

    #[test]
    fn a_text_that_is_no_object_has_none_to_find() {
        for text in [
            "",
            "[]",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1",
            "{\"a\":1}x",
            "{\"a\" 1}",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
