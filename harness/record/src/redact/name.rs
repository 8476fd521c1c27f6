//! Known names in a text, whatever the order, case and spelling of their words.

use std::collections::HashMap;

use crate::redact::known::Words;
use crate::redact::reading::Unit;
use crate::redact::sign;
use crate::redact::span::Span;

/// So many names with a word in common are compared whole; each word is found by itself all the same.
const COMPARED: usize = 64;
/// More signs between two words part them.
const WIDEST: usize = 3;
/// A name of more words is somebody's joke.
const MOST_WORDS: usize = 12;

/// Words that names of businesses and accounts hold, or that reports are written with.
const COMMON: [&str; 62] = [
    "account",
    "accounts",
    "address",
    "and",
    "ans",
    "api",
    "asa",
    "authorization",
    "avd",
    "bank",
    "bearer",
    "card",
    "code",
    "customer",
    "data",
    "date",
    "den",
    "der",
    "det",
    "entity",
    "error",
    "feil",
    "for",
    "fra",
    "from",
    "header",
    "http",
    "https",
    "invalid",
    "json",
    "konto",
    "kort",
    "kunde",
    "message",
    "missing",
    "name",
    "navn",
    "norge",
    "norway",
    "not",
    "null",
    "number",
    "nummer",
    "org",
    "owner",
    "party",
    "person",
    "request",
    "response",
    "role",
    "service",
    "sparebank",
    "status",
    "test",
    "text",
    "the",
    "til",
    "token",
    "type",
    "ukjent",
    "unknown",
    "value",
];

/// In whose words a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// The target's, or unknown: a word of a name is taken for one however it is written.
    Target,
    /// The harness's own: only a word that is written as a name is taken for one.
    Harness,
}

#[derive(Debug)]
struct Name {
    value: String,
    words: Vec<String>,
}

/// What is known of a word.
#[derive(Debug, Default)]
struct Entry {
    /// The names that it is a word of.
    names: Vec<usize>,
    /// Whether it is found by itself.
    alone: bool,
}

/// The known names.
#[derive(Debug, Default)]
pub(super) struct Names {
    all: Vec<Name>,
    by_word: HashMap<String, Entry>,
    /// Names written as one word, in their order and the other way round.
    joined: HashMap<String, usize>,
}

impl Names {
    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    pub(super) fn knows(&self, name: &str, words: Words) -> bool {
        let words_of = words_of(name);
        let Some(entry) = words_of.first().and_then(|word| self.by_word.get(word)) else {
            return false;
        };
        let known = entry
            .names
            .iter()
            .any(|known| self.all[*known].value == name);
        known && (words == Words::Together || words_of.iter().all(|word| self.is_alone(word)))
    }

    fn is_alone(&self, word: &str) -> bool {
        !may_stand_alone(word) || self.by_word.get(word).is_some_and(|entry| entry.alone)
    }

    pub(super) fn learn(&mut self, name: &str, how: Words) {
        let words = words_of(name);
        if words.is_empty() || words.len() > MOST_WORDS {
            return;
        }
        let number = self.all.len();
        if words.len() > 1 {
            self.joined.entry(words.concat()).or_insert(number);
            let reversed: Vec<&str> = words.iter().rev().map(String::as_str).collect();
            self.joined.entry(reversed.concat()).or_insert(number);
        }
        for word in &words {
            let entry = self.by_word.entry(word.clone()).or_default();
            entry.alone |= how == Words::Each && may_stand_alone(word);
            if entry.names.last() != Some(&number) {
                entry.names.push(number);
            }
        }
        self.all.push(Name {
            value: name.to_owned(),
            words,
        });
    }

    /// The names in a text, given its words: where each begins and ends, and its folded letters.
    pub(super) fn find(
        &self,
        units: &[Unit],
        words: &[(usize, usize, String)],
        voice: Voice,
    ) -> Vec<Span> {
        let mut found = Vec::new();
        if self.all.is_empty() {
            return found;
        }
        let mut at = 0;
        while at < words.len() {
            let (from, to, word) = &words[at];
            let (count, value) = match self.entry(word) {
                Some((word, entry)) => {
                    self.longest(units, &words[at..], entry).unwrap_or_else(|| {
                        let alone = entry.alone
                            && (voice == Voice::Target || units[*from].sign.is_uppercase());
                        (usize::from(alone), word)
                    })
                }
                None => match self.joined.get(word) {
                    Some(name) => (1, self.all[*name].value.as_str()),
                    None => (0, ""),
                },
            };
            if count > 0 {
                let end = words[at + count - 1].1;
                debug_assert!(end >= *to);
                found.push(Span {
                    from: units[*from].from,
                    to: units[end - 1].to,
                    kind: "name",
                    value: value.to_owned(),
                });
            }
            at += count.max(1);
        }
        found
    }

    /// A word that is known, also in the genitive.
    fn entry<'a>(&'a self, word: &'a str) -> Option<(&'a str, &'a Entry)> {
        let found = |word: &'a str| self.by_word.get(word).map(|entry| (word, entry));
        found(word).or_else(|| found(word.strip_suffix('s')?))
    }

    /// The name that takes the most words here, if it is whole or at least two words of it.
    fn longest(
        &self,
        units: &[Unit],
        words: &[(usize, usize, String)],
        entry: &Entry,
    ) -> Option<(usize, &str)> {
        let compared = entry.names.iter().take(COMPARED);
        let counted = compared.map(|number| (self.words_here(units, words, *number), *number));
        let (count, number) =
            counted.max_by_key(|(count, number)| (*count, std::cmp::Reverse(*number)))?;
        let name = &self.all[number];
        (count == name.words.len() || count > 1).then_some((count, name.value.as_str()))
    }

    fn words_here(&self, units: &[Unit], words: &[(usize, usize, String)], number: usize) -> usize {
        let mut left: Vec<&str> = self.all[number].words.iter().map(String::as_str).collect();
        let mut count = 0;
        for (from, _, word) in words {
            let apart = count > 0 && !is_next(units, words[count - 1].1, *from);
            let bare = word.strip_suffix('s').unwrap_or(word);
            let place = left
                .iter()
                .position(|one| one == word)
                .or_else(|| left.iter().position(|one| *one == bare));
            match place {
                Some(place) if !apart => left.swap_remove(place),
                Some(_) | None => break,
            };
            count += 1;
        }
        count
    }
}

fn is_next(units: &[Unit], end: usize, begin: usize) -> bool {
    let between = &units[end..begin];
    between.len() <= WIDEST && between.iter().all(|unit| sign::separates_words(unit.sign))
}

/// Whether a word of a person's name is hardly ever another word.
fn may_stand_alone(word: &str) -> bool {
    word.chars().count() > 2 && !COMMON.contains(&word)
}

fn words_of(name: &str) -> Vec<String> {
    let reading = crate::redact::reading::Reading::of(name);
    words(&reading.units)
        .into_iter()
        .map(|(_, _, word)| word)
        .collect()
}

/// The words of a text: where each begins and ends among the units, and its letters folded.
pub(super) fn words(units: &[Unit]) -> Vec<(usize, usize, String)> {
    let mut words = Vec::new();
    let mut at = 0;
    while at < units.len() {
        let begin = at;
        let mut folded = String::new();
        while let Some(unit) = units.get(at).filter(|unit| unit.sign.is_alphabetic()) {
            sign::fold(unit.sign, &mut folded);
            at += 1;
        }
        if at > begin {
            words.push((begin, at, spelt(folded)));
        } else {
            at += 1;
        }
    }
    words
}

/// Aa is å and oe is ø where only ASCII is written.
fn spelt(folded: String) -> String {
    if folded.contains("aa") || folded.contains("oe") {
        folded.replace("aa", "a").replace("oe", "o")
    } else {
        folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::reading::Reading;

    fn found(names: &[(&str, Words)], text: &str, voice: Voice) -> Vec<String> {
        let mut known = Names::default();
        for (name, how) in names {
            known.learn(name, *how);
        }
        let reading = Reading::of(text);
        let spans = known.find(&reading.units, &words(&reading.units), voice);
        spans
            .iter()
            .map(|span| text[span.from..span.to].to_owned())
            .collect()
    }

    const PERSON: [(&str, Words); 1] = [("BLÅ HEST", Words::Each)];

    #[test]
    fn a_name_is_found_in_any_case_and_order() {
        for text in [
            "Blå Hest",
            "hest, blå",
            "HEST BLÅ",
            "blaa_hest",
            "bla.hest",
            "BlåHest",
            "hestblå",
        ] {
            let shown = format!("eier {text} her");
            assert_eq!(found(&PERSON, &shown, Voice::Target), [text], "{text}");
        }
    }

    #[test]
    fn one_word_of_a_persons_name_is_found() {
        assert_eq!(found(&PERSON, "fru Hests konto", Voice::Target), ["Hests"]);
    }

    #[test]
    fn one_word_of_another_name_is_not() {
        let names = [("BLÅ HEST", Words::Together)];
        assert!(found(&names, "fru Hest", Voice::Target).is_empty());
    }

    #[test]
    fn a_longer_word_is_not_the_name() {
        assert!(found(&PERSON, "HESTEHOV", Voice::Target).is_empty());
    }

    #[test]
    fn in_words_of_the_harness_a_name_begins_with_a_capital() {
        assert!(found(&PERSON, "en hest", Voice::Harness).is_empty());
        assert_eq!(found(&PERSON, "en Hest", Voice::Harness), ["Hest"]);
    }

    #[test]
    fn words_that_reports_are_written_with_stay() {
        let names = [("Test Konto", Words::Each)];
        assert!(found(&names, "a test of the account, konto 1", Voice::Target).is_empty());
    }
}
