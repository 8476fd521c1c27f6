//! The personal values and secrets that are known: from the profile, and from what was met before.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// What is shorter is too often a part of something else.
const SHORTEST: usize = 4;
/// Kinds of values that are looked for in free text; a town or a house number would be found everywhere.
const TELLING: [&str; 7] = [
    "person", "account", "card", "number", "name", "token", "order",
];

/// Values by kind, and names by their first word.
#[derive(Debug, Default)]
pub(super) struct Known {
    values: RwLock<Values>,
}

#[derive(Debug, Default)]
struct Values {
    kinds: HashMap<String, &'static str>,
    /// Names by their first word in small letters.
    names: HashMap<String, Vec<String>>,
}

impl Known {
    /// Remembers a value; the first kind it was met as stays.
    pub(super) fn learn(&self, kind: &'static str, value: &str) {
        let telling = TELLING.contains(&kind) && value.chars().nth(SHORTEST - 1).is_some();
        if !telling || self.kind(value).is_some() {
            return;
        }
        let mut values = self.values.write().unwrap_or_else(PoisonError::into_inner);
        values.kinds.insert(value.to_owned(), kind);
        if kind == "name" {
            let first = first_word(value).to_lowercase();
            values
                .names
                .entry(first)
                .or_default()
                .push(value.to_owned());
        }
    }

    /// What a value is known as.
    pub(super) fn kind(&self, value: &str) -> Option<&'static str> {
        let values = self.values.read().unwrap_or_else(PoisonError::into_inner);
        values.kinds.get(value).copied()
    }

    /// The longest known name that a text begins with, whatever its case, and how many bytes of the text it takes.
    pub(super) fn name_at(&self, text: &str) -> Option<(String, usize)> {
        let values = self.values.read().unwrap_or_else(PoisonError::into_inner);
        if values.names.is_empty() {
            return None;
        }
        let names = values.names.get(&first_word(text).to_lowercase())?;
        names
            .iter()
            .filter_map(|name| Some((name.clone(), beginning(text, name)?)))
            .max_by_key(|(_, length)| *length)
    }
}

fn first_word(text: &str) -> &str {
    let end = text
        .find(|character: char| !character.is_alphanumeric())
        .unwrap_or(text.len());
    &text[..end]
}

/// How many bytes of `text` are `name` but for the case, if it begins so and the name is a whole word there.
fn beginning(text: &str, name: &str) -> Option<usize> {
    let mut rest = text.chars();
    for wanted in name.chars() {
        let found = rest.next()?;
        if found != wanted && !found.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    let after = rest.as_str();
    let ends = !after.starts_with(char::is_alphanumeric);
    ends.then_some(text.len() - after.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_whatever_its_case() {
        let known = Known::default();
        known.learn("name", "BLÅ HEST");
        let found = known.name_at("Blå hest eier kontoen");
        assert_eq!(found, Some(("BLÅ HEST".into(), "Blå hest".len())));
    }

    #[test]
    fn a_longer_word_is_not_the_name() {
        let known = Known::default();
        known.learn("name", "BLÅ HEST");
        assert_eq!(known.name_at("BLÅ HESTER"), None);
    }

    #[test]
    fn the_first_kind_stays() {
        let known = Known::default();
        known.learn("person", "314159265");
        known.learn("account", "314159265");
        assert_eq!(known.kind("314159265"), Some("person"));
    }

    #[test]
    fn nothing_and_next_to_nothing_is_not_remembered() {
        let known = Known::default();
        for short in ["", "1", "A B"] {
            known.learn("name", short);
            assert_eq!(known.kind(short), None);
        }
    }
}
