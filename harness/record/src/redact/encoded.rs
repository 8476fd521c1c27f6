//! What is hidden in a word: compact JOSE objects, and personal data or keys in Base64, Base32 or hexadecimal.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::redact::reading::Unit;

/// A shorter Base64 text is no name.
const SHORTEST: usize = 8;
/// A shorter Base64 text is no number of eleven digits.
const SHORTEST_NUMBER: usize = 14;
/// A shorter hexadecimal text is no number of eleven digits.
const SHORTEST_HEXADECIMAL: usize = 22;
/// A shorter Base32 text is no name.
const SHORTEST_BASE32: usize = 13;
/// A longer one is not looked into.
const LONGEST: usize = 1 << 16;

const FORGIVING: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
static STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, FORGIVING);
static URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, FORGIVING);

/// A word that may be encoded: its units, and what is in it.
pub(super) struct Word {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) holds: Holds,
}

/// What is in a word.
pub(super) enum Holds {
    /// A token, or the beginning of one.
    Compact,
    /// A private key.
    Key,
    /// A text, which may hold anything.
    Text(String),
}

/// The words of a text that are encoded. A slash belongs to the standard alphabet, and ends a part of a path.
pub(super) fn words(units: &[Unit]) -> Vec<Word> {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "-_.+/".contains(sign);
    if runs(units, SHORTEST, plain).is_empty() {
        return Vec::new();
    }
    let mut found = compact(units);
    for signs in ["+/-_", "-_", "+-_", ""] {
        let belongs = |sign: char| sign.is_ascii_alphanumeric() || signs.contains(sign);
        for (from, to) in runs(units, SHORTEST, belongs) {
            if to - from <= LONGEST
                && let Some(holds) = opened(&text(units, from, to))
            {
                let padding = units[to..]
                    .iter()
                    .take_while(|unit| unit.sign == '=')
                    .count();
                let to = to + padding.min(2);
                found.push(Word { from, to, holds });
            }
        }
    }
    found
}

fn text(units: &[Unit], from: usize, to: usize) -> String {
    units[from..to].iter().map(|unit| unit.sign).collect()
}

/// The longest runs of signs that belong together, from a length on.
fn runs(units: &[Unit], shortest: usize, belongs: impl Fn(char) -> bool) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < units.len() {
        let length = units[at..]
            .iter()
            .take_while(|unit| belongs(unit.sign))
            .count();
        if length >= shortest {
            found.push((at, at + length));
        }
        at += length.max(1);
    }
    found
}

fn compact(units: &[Unit]) -> Vec<Word> {
    let belongs = |sign: char| sign.is_ascii_alphanumeric() || "-_.".contains(sign);
    let mut found = Vec::new();
    for (begin, to) in runs(units, 20, belongs) {
        let word = text(units, begin, to);
        let starts = std::iter::once(0).chain(word.match_indices("eyJ").map(|(at, _)| at));
        if let Some(start) = starts.into_iter().find(|start| is_compact(&word[*start..])) {
            let from = begin + start;
            found.push(Word {
                from,
                to,
                holds: Holds::Compact,
            });
        }
    }
    found
}

/// Whether a word is a JWS or JWE in compact form, or the beginning of one.
fn is_compact(word: &str) -> bool {
    if word.len() <= 20 {
        return false;
    }
    if word.starts_with("eyJ") {
        return true;
    }
    if word.matches('.').count() < 2 {
        return false;
    }
    let header = word.split('.').next().and_then(base64_decoded);
    header.is_some_and(|bytes| bytes.trim_ascii_start().starts_with(b"{"))
}

fn opened(word: &str) -> Option<Holds> {
    if let Some(bytes) = hexadecimal(word)
        && let Some(plain) = readable(&bytes)
    {
        return Some(Holds::Text(plain));
    }
    if let Some(plain) = base32(word).as_deref().and_then(readable)
        && plain.chars().all(is_told)
    {
        return Some(Holds::Text(plain));
    }
    if !word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let bytes = base64_decoded(word)?;
    if word.len() < SHORTEST_NUMBER {
        return readable(&bytes)
            .filter(|text| is_name(text))
            .map(Holds::Text);
    }
    if is_private_key(&bytes) {
        return Some(Holds::Key);
    }
    readable(&bytes).map(Holds::Text)
}

fn base64_decoded(word: &str) -> Option<Vec<u8>> {
    let engine = if word.contains(['-', '_']) {
        &URL_SAFE
    } else {
        &STANDARD
    };
    // A word that is cut off is read as far as it goes.
    let whole = &word[..word.len() - usize::from(word.len() % 4 == 1)];
    engine.decode(whole).ok()
}

fn hexadecimal(word: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let pairs = word.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
        _ => None,
    });
    (word.len() >= SHORTEST_HEXADECIMAL)
        .then(|| pairs.collect())
        .flatten()
}

/// The bytes of a Base32 text (RFC 4648, 6), in capitals or not.
fn base32(word: &str) -> Option<Vec<u8>> {
    if word.len() < SHORTEST_BASE32 {
        return None;
    }
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for sign in word.bytes() {
        let value = match sign {
            b'A'..=b'Z' => sign - b'A',
            b'a'..=b'z' => sign - b'a',
            b'2'..=b'7' => sign - b'2' + 26,
            _ => return None,
        };
        bits = (bits << 5 | u32::from(value)) & 0xfff;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// Whether a sign is of names and numbers: most words of letters decode to something else.
fn is_told(sign: char) -> bool {
    sign.is_alphanumeric() || " -.',:;/\"{}[]@_&=%\n\u{30a}".contains(sign)
}

/// Whether a text may be a name: most short words decode to something else.
fn is_name(text: &str) -> bool {
    text.chars()
        .all(|sign| sign.is_alphabetic() || " -.',\u{30a}".contains(sign))
}

/// The bytes as text, in UTF-8 or Latin-1, if nothing in them is control characters.
fn readable(bytes: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    };
    let breaks = |sign: char| matches!(sign, '\n' | '\r' | '\t');
    let unreadable = text.chars().any(|sign| sign.is_control() && !breaks(sign));
    (!unreadable).then_some(text)
}

/// Whether bytes begin as a private key does in DER: a sequence that begins with the version 0 or 1.
fn is_private_key(bytes: &[u8]) -> bool {
    let ([0x30, 0x82, _, _, content @ ..]
    | [0x30, 0x81, _, content @ ..]
    | [0x30, 0x00..=0x7f, content @ ..]) = bytes
    else {
        return false;
    };
    bytes.len() > 30 && matches!(content, [0x02, 0x01, 0x00 | 0x01, ..])
}
