//! JSON within free text, whole or cut off: an error message that repeats a document.

use crate::redact::known::Words;
use crate::redact::{Redactor, personal_member};

impl Redactor {
    /// The text with the values of personal members replaced, where it holds `"name": "value"`.
    pub(super) fn fragments(&self, text: &str) -> String {
        let mut result = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('"') {
            let (before, quoted) = rest.split_at(at + 1);
            result.push_str(before);
            rest = quoted;
            if let Some((lead, value, after)) = value_of_personal_member(quoted) {
                result.push_str(lead);
                let kind = personal_member(&quoted[..quoted.find('"').unwrap_or(0)]);
                match kind {
                    Some(kind) if !value.is_empty() => {
                        self.learn(kind, value, Words::Together);
                        result.push_str(&self.personal(kind, value));
                    }
                    Some(_) | None => result.push_str(value),
                }
                rest = after;
            }
        }
        result.push_str(rest);
        result
    }
}

/// What stands before the value of a personal member, the value, and what comes after: of `name": "X"} …` these are
/// `name": "`, `X` and `"} …`. A value that is cut off ends with the text.
fn value_of_personal_member(text: &str) -> Option<(&str, &str, &str)> {
    let end = text.find('"')?;
    personal_member(&text[..end])?;
    let after_name = text[end + 1..].trim_start();
    let after_colon = after_name.strip_prefix(':')?.trim_start();
    let value = after_colon.strip_prefix('"')?;
    let lead = &text[..text.len() - value.len()];
    let length = end_of_string(value);
    Some((lead, &value[..length], &value[length..]))
}

fn end_of_string(value: &str) -> usize {
    let mut escaped = false;
    for (at, character) in value.char_indices() {
        match character {
            '"' if !escaped => return at,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    value.len()
}
