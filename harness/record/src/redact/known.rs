//! The personal values and secrets that are known: from the profile, and from what was met before.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use wire::identifiers::NationalId;

use crate::redact::name::Names;

/// What is shorter is too often a part of something else.
const SHORTEST: usize = 4;
/// A shorter number is found as a whole word only: four digits are a year.
const SHORTEST_ANYWHERE: usize = 9;
/// A shorter secret is too often a word: a scheme, or what a test puts in a token's place.
const SHORTEST_SECRET: usize = 16;
/// A longer text does not come again.
const LONGEST_CLEAN: usize = 256;
/// No more texts than this are remembered.
const MOST_CLEAN: usize = 10_000;
/// Kinds of values that are looked for in free text; a town or a house number would be found everywhere.
const TELLING: [&str; 8] = [
    "person", "account", "card", "number", "name", "token", "order", "secret",
];

/// Values by kind, names by their words, and dates of birth.
#[derive(Debug, Default)]
pub(super) struct Known {
    values: RwLock<Values>,
}

#[derive(Debug, Default)]
pub(super) struct Values {
    kinds: HashMap<String, &'static str>,
    /// The lengths of numbers that are found wherever they stand, the longest first.
    lengths: Vec<usize>,
    /// The length of the shortest number that is known.
    shortest: Option<usize>,
    /// The lengths of values that are neither numbers nor names.
    word_lengths: BTreeSet<usize>,
    births: HashSet<(u16, u16, u16)>,
    /// Secrets of the harness's own, found whatever they are written with.
    kept: Vec<Vec<char>>,
    /// Short texts in which nothing was found by all that is known: names of members, codes and the like are many.
    clean: HashSet<String>,
    pub(super) names: Names,
}

/// How a name is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// In any order of its words, and each word by itself: a person's.
    Each,
    /// Whole, in any order of its words: it may be no person's.
    Together,
}

impl Known {
    /// Remembers a value; the first kind it was met as stays.
    pub(super) fn learn(&self, kind: &'static str, value: &str) {
        let shortest = match kind {
            "token" | "order" | "secret" => SHORTEST_SECRET,
            _ => SHORTEST,
        };
        let telling = TELLING.contains(&kind) && value.chars().nth(shortest - 1).is_some();
        if !telling || self.kind(value).is_some() {
            return;
        }
        let mut values = self.values.write().unwrap_or_else(PoisonError::into_inner);
        // No text that is remembered has room for a longer one, as tokens and orders are.
        if value.chars().nth(LONGEST_CLEAN).is_none() {
            values.clean.clear();
        }
        values.kinds.insert(value.to_owned(), kind);
        if value.bytes().all(|byte| byte.is_ascii_digit()) {
            values.learn_number(value);
        } else if kind != "name" && value.is_ascii() {
            values.word_lengths.insert(value.len());
        }
    }

    /// Remembers a secret of the harness's own, such as a password: shorter ones are found too, as a whole word.
    pub(super) fn keep(&self, value: &str) {
        let signs: Vec<char> = value.chars().collect();
        let mut values = self.values.write().unwrap_or_else(PoisonError::into_inner);
        if signs.len() >= SHORTEST && !values.kept.contains(&signs) {
            values.clean.clear();
            values.kept.push(signs);
        }
    }

    /// Remembers a name.
    pub(super) fn learn_name(&self, name: &str, words: Words) {
        if name.chars().nth(SHORTEST - 1).is_none() || self.read().names.knows(name, words) {
            return;
        }
        self.learn("name", name);
        let mut values = self.values.write().unwrap_or_else(PoisonError::into_inner);
        values.clean.clear();
        values.names.learn(name, words);
    }

    /// Whether nothing is in a text, as far as that was found out already.
    pub(super) fn is_clean(&self, text: &str) -> bool {
        text.len() <= LONGEST_CLEAN && self.read().clean.contains(text)
    }

    /// Remembers that nothing is in a text, if nothing was learnt since `known` values were.
    pub(super) fn remember_clean(&self, text: &str, known: usize) {
        if text.len() > LONGEST_CLEAN {
            return;
        }
        let mut values = self.values.write().unwrap_or_else(PoisonError::into_inner);
        if values.count() != known {
            return;
        }
        if values.clean.len() == MOST_CLEAN {
            values.clean.clear();
        }
        values.clean.insert(text.to_owned());
    }

    /// What a value is known as.
    pub(super) fn kind(&self, value: &str) -> Option<&'static str> {
        self.read().kind(value)
    }

    /// Everything that is known.
    pub(super) fn read(&self) -> RwLockReadGuard<'_, Values> {
        self.values.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Values {
    fn learn_number(&mut self, number: &str) {
        let length = number.len();
        self.shortest = Some(
            self.shortest
                .map_or(length, |shortest| shortest.min(length)),
        );
        if length >= SHORTEST_ANYWHERE && !self.lengths.contains(&length) {
            self.lengths.push(length);
            self.lengths
                .sort_unstable_by_key(|length| std::cmp::Reverse(*length));
        }
        if let Ok(person) = NationalId::parse(number) {
            let born = person.birth_date();
            let part = |part: i8| part.unsigned_abs().into();
            let year = born.year().unsigned_abs();
            let (month, day) = (part(born.month()), part(born.day()));
            self.births.insert((year, month, day));
            self.births.insert((year % 100, month, day));
        }
    }

    /// How much is known.
    pub(super) fn count(&self) -> usize {
        self.kinds.len() + self.names.count()
    }

    pub(super) fn kind(&self, value: &str) -> Option<&'static str> {
        self.kinds.get(value).copied()
    }

    /// What a number is known as.
    pub(super) fn number(&self, digits: &str) -> Option<&'static str> {
        self.shortest
            .filter(|shortest| digits.len() >= *shortest)
            .and_then(|_| self.kind(digits))
    }

    pub(super) fn lengths(&self) -> &[usize] {
        &self.lengths
    }

    pub(super) fn shortest_number(&self) -> usize {
        self.shortest.unwrap_or(usize::MAX)
    }

    /// The length of the longest value that is neither a number nor a name.
    pub(super) fn longest_word(&self) -> usize {
        self.word_lengths.last().copied().unwrap_or(0)
    }

    pub(super) fn has_word_of(&self, length: usize) -> bool {
        self.word_lengths.contains(&length)
    }

    /// The secrets of the harness's own.
    pub(super) fn kept(&self) -> &[Vec<char>] {
        &self.kept
    }

    pub(super) fn knows_births(&self) -> bool {
        !self.births.is_empty()
    }

    /// Whether somebody was born on a day: year, of four or of two digits, month and day.
    pub(super) fn was_born(&self, day: (u16, u16, u16)) -> bool {
        self.births.contains(&day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_short_text_is_not_remembered_as_a_secret() {
        let known = Known::default();
        known.learn("token", "not-a-token");
        assert_eq!(known.kind("not-a-token"), None);
    }

    #[test]
    fn a_text_is_looked_at_again_when_more_is_known() {
        let known = Known::default();
        let count = known.read().count();
        known.remember_clean("note", count);
        assert!(known.is_clean("note"));
        known.learn("person", "314159265");
        assert!(!known.is_clean("note"));
        known.remember_clean("note", count);
        assert!(!known.is_clean("note"), "it was read before more was known");
    }

    #[test]
    fn a_persons_number_tells_the_day_of_birth() {
        let known = Known::default();
        known.learn("person", "01010750160");
        let values = known.read();
        assert!(values.was_born((2007, 1, 1)) || values.was_born((1907, 1, 1)));
        assert!(values.was_born((7, 1, 1)));
    }
}
