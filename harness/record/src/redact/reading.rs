//! A text as it is searched: normalized, so that every spelling of a number or a name reads alike. Each sign knows the
//! bytes of the text that it was read from.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;

use crate::redact::sign;

/// Stands for a placeholder of an earlier redaction: neither a letter nor a digit, and no separator of either.
pub(super) const PLACEHOLDER: char = '‹';

const COMPATIBLE: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();
const COMBINING: CanonicalCombiningClassMapBorrowed<'static> =
    CanonicalCombiningClassMapBorrowed::new();

/// A character to be compared, and the bytes that it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) sign: char,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// A text in Unicode's compatibility form: digits of every script are ASCII digits, white space is a space, every dash
/// a hyphen, and what is not seen is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) units: Vec<Unit>,
}

impl Reading {
    /// Reads a text as it is.
    pub(super) fn of(text: &str) -> Self {
        if text.is_ascii() {
            let units = text.bytes().enumerate().map(|(from, byte)| Unit {
                sign: sign::plain(char::from(byte)),
                from,
                to: from + 1,
            });
            return Self {
                units: units.collect(),
            };
        }
        let mut raw = Vec::with_capacity(text.len());
        let mut skip = 0;
        for (from, sign) in text.char_indices() {
            if from < skip {
                continue;
            }
            let length = match sign {
                PLACEHOLDER => placeholder(&text[from..]),
                _ => None,
            };
            let to = from + length.unwrap_or(sign.len_utf8());
            skip = to;
            // A sign that only looks like the beginning of a placeholder is none.
            let sign = if sign == PLACEHOLDER && length.is_none() {
                '<'
            } else {
                sign
            };
            raw.push(Unit { sign, from, to });
        }
        Self::normalized(&raw)
    }

    /// With one layer of percent-encoding, character references and escapes undone; `None` if there is none.
    pub(super) fn decoded(&self) -> Option<Self> {
        let encodes = |unit: &Unit| matches!(unit.sign, '%' | '&' | '\\');
        if !self.units.iter().any(encodes) {
            return None;
        }
        let mut raw = Vec::with_capacity(self.units.len());
        let mut at = 0;
        let mut changed = false;
        while let Some(unit) = self.units.get(at) {
            let rest = &self.units[at..];
            let length = match unit.sign {
                '&' => referenced(rest, &mut raw),
                '%' | '\\' => match written_bytes(rest, false, &mut raw) {
                    0 => escaped(rest, &mut raw),
                    length => length,
                },
                _ => 0,
            };
            if length == 0 {
                raw.push(*unit);
            }
            changed |= length > 0;
            at += length.max(1);
        }
        changed.then(|| Self::normalized(&raw))
    }

    /// With the quoted-printable form of mails undone (RFC 2045, 6.7), where letters beyond ASCII or spaces are written so;
    /// `None` if there are none. Any `=` before two digits looks alike, so that this is no layer of the others.
    pub(super) fn unquoted(&self) -> Option<Self> {
        let is_quoted = |units: &[Unit]| {
            let byte = written_byte(units, true).filter(|_| units[0].sign == '=');
            byte.is_some_and(|(byte, _)| byte >= 0x80 || byte == b' ')
        };
        let mut raw = Vec::new();
        let mut at = 0;
        let mut changed = false;
        while let Some(unit) = self.units.get(at) {
            let rest = &self.units[at..];
            if unit.sign == '=' && is_quoted(rest) {
                changed = true;
                at += written_bytes(rest, true, &mut raw);
            } else {
                raw.push(*unit);
                at += 1;
            }
        }
        changed.then(|| Self::normalized(&raw))
    }

    fn normalized(raw: &[Unit]) -> Self {
        let mut units = Vec::with_capacity(raw.len());
        let mut at = 0;
        while let Some(unit) = raw.get(at) {
            let marks = raw[at + 1..]
                .iter()
                .take_while(|next| is_combining(next.sign))
                .count();
            if marks == 0 && unit.sign.is_ascii() {
                units.push(Unit {
                    sign: sign::plain(unit.sign),
                    ..*unit
                });
            } else if unit.sign == PLACEHOLDER {
                units.push(*unit);
            } else {
                let to = raw[at + marks].to;
                let cluster = raw[at..=at + marks].iter().map(|part| part.sign);
                let composed = COMPATIBLE.normalize_iter(cluster);
                let seen =
                    composed.filter(|sign| !sign::is_invisible(*sign) && !is_combining(*sign));
                units.extend(seen.map(|sign| Unit {
                    sign: sign::plain(sign),
                    from: unit.from,
                    to,
                }));
            }
            at += marks + 1;
        }
        Self { units }
    }
}

fn is_combining(sign: char) -> bool {
    !sign.is_ascii() && COMBINING.get_u8(sign) != 0
}

/// How many bytes at the start of a text are a placeholder, such as `‹person:5f3a1c00›`.
pub(super) fn placeholder(text: &str) -> Option<usize> {
    const DIGITS: usize = 8;
    let inner = text.strip_prefix('‹')?;
    let kind = KINDS.iter().find(|kind| {
        let after = inner.strip_prefix(**kind);
        after.is_some_and(|after| after.starts_with(':'))
    })?;
    let after = &inner[kind.len() + 1..];
    let digits = after.get(..DIGITS)?;
    let hexadecimal = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    (hexadecimal && after[DIGITS..].starts_with('›'))
        .then(|| 2 * '‹'.len_utf8() + kind.len() + 1 + DIGITS)
}

/// The kinds of placeholders.
const KINDS: [&str; 12] = [
    "person", "account", "card", "number", "name", "address", "text", "birth", "token", "order",
    "secret", "encoded",
];

fn hexadecimal(units: &[Unit]) -> Option<u32> {
    units.iter().try_fold(0, |value: u32, unit| {
        Some(value.checked_mul(16)? + unit.sign.to_digit(16)?)
    })
}

/// A byte that is written as `%C3`, `\xC3` or `\303`, in a message also as `=C3`, and how many units it has.
fn written_byte(units: &[Unit], quoted: bool) -> Option<(u8, usize)> {
    let digits = |at: usize, radix: u32, count: usize| {
        let digits = units.get(at..at + count)?.iter();
        let value = digits
            .map(|unit| unit.sign.to_digit(radix))
            .try_fold(0, |value, digit| Some(value * radix + digit?))?;
        Some((u8::try_from(value).ok()?, at + count))
    };
    match (units.first()?.sign, units.get(1)?.sign) {
        ('%', _) => digits(1, 16, 2),
        ('=', _) if quoted => digits(1, 16, 2),
        ('\\', 'x') => digits(2, 16, 2),
        ('\\', _) => digits(1, 8, 3),
        (_, _) => None,
    }
}

/// Reads as many written bytes as there are: UTF-8, or Latin-1 where they are none. How many units these are.
fn written_bytes(units: &[Unit], quoted: bool, raw: &mut Vec<Unit>) -> usize {
    let (mut bytes, mut places) = (Vec::new(), Vec::new());
    let mut end = 0;
    while let Some((byte, length)) = written_byte(&units[end..], quoted) {
        bytes.push(byte);
        places.push((units[end].from, units[end + length - 1].to));
        end += length;
    }
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        let latin = chunk.invalid().iter().map(|byte| char::from(*byte));
        let signs = chunk
            .valid()
            .chars()
            .map(|sign| (sign, sign.len_utf8()))
            .chain(latin.map(|sign| (sign, 1)));
        for (sign, count) in signs {
            let (from, to) = (places[at].0, places[at + count - 1].1);
            raw.push(Unit { sign, from, to });
            at += count;
        }
    }
    end
}

/// Reads a character reference of HTML, such as `&#229;`, `&#xE5;` or `&aring;`.
fn referenced(units: &[Unit], raw: &mut Vec<Unit>) -> usize {
    const LONGEST: usize = 10;
    let name: String = units[1..]
        .iter()
        .take(LONGEST)
        .map(|unit| unit.sign)
        .take_while(|sign| sign.is_ascii_alphanumeric() || *sign == '#')
        .collect();
    let closed = units
        .get(name.len() + 1)
        .is_some_and(|unit| unit.sign == ';');
    let found = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => number.parse().ok(),
        }
        .and_then(char::from_u32),
        None if closed => sign::named(&name),
        None => None,
    };
    let Some(sign) = found else { return 0 };
    let length = name.len() + 1 + usize::from(closed);
    push(units, length, sign, raw);
    length
}

/// Reads an escape of JSON or JavaScript, such as `\u00e5`, `%u00e5` or `\n`.
fn escaped(units: &[Unit], raw: &mut Vec<Unit>) -> usize {
    let digits = |count: usize| {
        let digits = units.get(2..2 + count)?;
        hexadecimal(digits).and_then(char::from_u32)
    };
    let (sign, length) = match units.get(1).map(|unit| unit.sign) {
        Some('u') => (digits(4), 6),
        _ if units[0].sign == '%' => (None, 0),
        Some('n' | 'r' | 't') => (Some(' '), 2),
        Some(quoted @ ('"' | '/' | '\\' | '\'')) => (Some(quoted), 2),
        Some(_) | None => (None, 0),
    };
    let Some(sign) = sign else { return 0 };
    push(units, length, sign, raw);
    length
}

fn push(units: &[Unit], length: usize, sign: char, raw: &mut Vec<Unit>) {
    let (from, to) = (units[0].from, units[length - 1].to);
    raw.push(Unit { sign, from, to });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        Reading::of(text)
            .units
            .iter()
            .map(|unit| unit.sign)
            .collect()
    }

    fn decoded(text: &str) -> Option<String> {
        let reading = Reading::of(text).decoded()?;
        Some(reading.units.iter().map(|unit| unit.sign).collect())
    }

    #[test]
    fn a_decomposed_letter_is_one_sign() {
        assert_eq!(read("BLA\u{30a}"), "BLÅ");
    }

    #[test]
    fn digits_of_other_scripts_and_widths_are_digits() {
        assert_eq!(read("１２٣४５"), "12345");
    }

    #[test]
    fn every_white_space_is_a_space_and_every_dash_a_hyphen() {
        assert_eq!(read("a\u{a0}b\u{2009}c\td–e−f"), "a b c d-e-f");
    }

    #[test]
    fn what_is_not_seen_is_left_out() {
        assert_eq!(read("1\u{200b}2\u{ad}3\u{feff}"), "123");
    }

    #[test]
    fn a_sign_knows_the_bytes_that_it_was_read_from() {
        let units = Reading::of("aA\u{30a}b").units;
        assert_eq!((units[1].from, units[1].to, units[2].from), (1, 4, 4));
    }

    #[test]
    fn only_a_placeholder_of_our_own_form_is_one_sign() {
        assert_eq!(read("‹person:5f3a1c00›!"), "‹!");
        assert_eq!(read("‹12345678901›"), "<12345678901›");
    }

    #[test]
    fn percent_encoded_utf_8_and_latin_1_are_read() {
        assert_eq!(decoded("BL%C3%85").as_deref(), Some("BLÅ"));
        assert_eq!(decoded("BL%C5%20HEST").as_deref(), Some("BLÅ HEST"));
    }

    #[test]
    fn character_references_and_escapes_are_read() {
        assert_eq!(
            decoded("BL&Aring; &#72;&#x45;ST").as_deref(),
            Some("BLÅ HEST")
        );
        assert_eq!(decoded("bl\\u00e5").as_deref(), Some("blå"));
    }

    #[test]
    fn bytes_written_for_programs_are_read() {
        for text in [
            r"BL\xC3\x85",
            r"BL\xC5",
            r"BL\303\205",
            "BL%u00C5",
            "BL\\u00C5",
        ] {
            assert_eq!(decoded(text).as_deref(), Some("BLÅ"), "{text}");
        }
    }

    #[test]
    fn the_form_of_mails_is_read_where_it_writes_letters_or_spaces() {
        let unquoted = |text| {
            let reading = Reading::of(text).unquoted()?;
            Some(
                reading
                    .units
                    .iter()
                    .map(|unit| unit.sign)
                    .collect::<String>(),
            )
        };
        assert_eq!(unquoted("BL=C3=85=20HEST").as_deref(), Some("BLÅ HEST"));
        assert_eq!(unquoted("BL=C5").as_deref(), Some("BLÅ"));
        assert_eq!(unquoted("a=1&b=c"), None);
    }

    #[test]
    fn a_percent_sign_that_encodes_nothing_is_no_layer() {
        assert_eq!(decoded("100 % & more \\"), None);
    }
}
