//! Free text, word by word: known names and numbers, numbers by their form, compact JOSE objects, and all of them
//! percent-encoded or in Base64.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::redact::{Redactor, form};

/// A shorter Base64 text is no number of eleven digits.
const SHORTEST_ENCODED: usize = 14;
/// A longer one is not looked into.
const LONGEST_ENCODED: usize = 2_048;

/// How many encodings within each other are looked into.
const ENCODINGS: usize = 3;

const FORGIVING: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
static STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, FORGIVING);
static URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, FORGIVING);

impl Redactor {
    /// Free text: whatever is known or looks like personal data or a secret is replaced.
    pub fn text(&self, text: &str) -> String {
        let text: Cow<'_, str> = if text.contains("\":") || text.contains("\" :") {
            Cow::Owned(self.fragments(text))
        } else {
            Cow::Borrowed(text)
        };
        self.scan(&text, ENCODINGS)
    }

    /// As [`Self::text`], looking into as many encodings within each other.
    fn scan(&self, text: &str, depth: usize) -> String {
        let mut result = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = if first == '‹' {
                rest.find('›')
                    .map_or(first.len_utf8(), |end| end + '›'.len_utf8())
            } else if first.is_alphanumeric() || first == '%' {
                if let Some(length) =
                    form::uuid(rest).filter(|length| self.is_harmless(&rest[..*length]))
                {
                    result.push_str(&rest[..length]);
                    rest = &rest[length..];
                    continue;
                }
                if let Some((shown, length)) = self.replaced(rest, depth) {
                    result.push_str(&shown);
                    rest = &rest[length..];
                    continue;
                }
                run(rest, char::is_alphanumeric).max(first.len_utf8())
            } else {
                first.len_utf8()
            };
            let (plain, after) = rest.split_at(length);
            result.push_str(plain);
            rest = after;
        }
        result
    }

    /// Whether a UUID is not made of a number that is known.
    fn is_harmless(&self, uuid: &str) -> bool {
        self.known.kind(&uuid[uuid.len() - 11..]).is_none()
    }

    /// What a text begins with, replaced, and its length in bytes; the text begins a word.
    fn replaced(&self, text: &str, depth: usize) -> Option<(String, usize)> {
        self.compact(text)
            .or_else(|| self.name(text))
            .or_else(|| self.number(text))
            .or_else(|| self.percent_encoded(text, depth))
            .or_else(|| self.in_base64(text, depth))
    }

    fn compact(&self, text: &str) -> Option<(String, usize)> {
        let length = run(text, |character| {
            character.is_ascii_alphanumeric() || "-_.".contains(character)
        });
        let word = &text[..length];
        is_compact(word).then(|| (self.secret("token", word), length))
    }

    fn name(&self, text: &str) -> Option<(String, usize)> {
        if self.full_evidence {
            return None;
        }
        let (name, length) = self.known.name_at(text)?;
        Some((self.personal("name", &name), length))
    }

    fn number(&self, text: &str) -> Option<(String, usize)> {
        let length = form::grouped_number(text)
            .unwrap_or_else(|| run(text, |character| character.is_ascii_alphanumeric()));
        if length == 0 {
            return None;
        }
        let word = form::without_separators(&text[..length]);
        let bban = word.strip_prefix("NO").filter(|rest| rest.len() == 13);
        let number = bban.and_then(|rest| rest.get(2..)).unwrap_or(&word);
        let kind = self
            .known
            .kind(number)
            .or_else(|| form::of_number(number))?;
        Some((self.personal(kind, number), length))
    }

    /// A run with percent signs is read decoded, as a whole; a plus may be a space.
    fn percent_encoded(&self, text: &str, depth: usize) -> Option<(String, usize)> {
        let length = run(text, |character| {
            character.is_ascii_alphanumeric() || "%-_.~+".contains(character)
        });
        let word = &text[..length];
        if depth == 0 || !word.contains('%') {
            return None;
        }
        let decoded = percent_decoded(word);
        let spaced = decoded.replace('+', " ");
        if decoded == word {
            return Some((self.scan(word, 0), length));
        }
        let shown = [decoded, spaced].into_iter().find_map(|plain| {
            let shown = self.scan(&plain, depth - 1);
            (shown != plain).then_some(shown)
        });
        Some((shown.unwrap_or_else(|| word.to_owned()), length))
    }

    /// A slash belongs to the standard alphabet, and ends a part of a path.
    fn in_base64(&self, text: &str, depth: usize) -> Option<(String, usize)> {
        ["+/-_=", "+-_="].iter().find_map(|signs| {
            let length = run(text, |character| {
                character.is_ascii_alphanumeric() || signs.contains(character)
            });
            if depth == 0 || !(SHORTEST_ENCODED..=LONGEST_ENCODED).contains(&length) {
                return None;
            }
            let word = &text[..length];
            let plain = base64_decoded(word)?;
            let shown = self.scan(&plain, depth - 1);
            (shown != plain).then(|| (self.placeholder("encoded", word), length))
        })
    }
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|character| !belongs(character))
        .unwrap_or(text.len())
}

/// Whether a word is a JWS or JWE in compact form, or the beginning of one.
fn is_compact(word: &str) -> bool {
    if word.starts_with("eyJ") && word.len() > 20 {
        return true;
    }
    if word.len() < 20 || word.matches('.').count() < 2 {
        return false;
    }
    let header = word.split('.').next().and_then(base64_decoded);
    header.is_some_and(|header| header.trim_start().starts_with('{'))
}

fn base64_decoded(word: &str) -> Option<String> {
    let engine = if word.contains(['-', '_']) {
        &URL_SAFE
    } else {
        &STANDARD
    };
    let bytes = engine.decode(word).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    (!text.chars().any(char::is_control)).then_some(text)
}

/// What cannot be decoded stays as it is.
fn percent_decoded(word: &str) -> String {
    let mut bytes = Vec::with_capacity(word.len());
    let mut rest = word.as_bytes();
    while let [first, after @ ..] = rest {
        let decoded = match (first, after) {
            (b'%', [high, low, ..]) => hexadecimal(*high, *low),
            _ => None,
        };
        bytes.push(decoded.unwrap_or(*first));
        rest = if decoded.is_some() {
            &after[2..]
        } else {
            after
        };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| word.to_owned())
}

fn hexadecimal(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}
