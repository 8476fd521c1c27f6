//! Spellings of personal data that are known to slip into messages. Tests of the whole program use them too.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Digits written from a zero of another script.
pub(crate) fn from_zero(digits: &str, zero: u32) -> String {
    let value = |digit: char| digit.to_digit(10).expect("a digit");
    let written = digits
        .chars()
        .map(|digit| char::from_u32(zero + value(digit)));
    written.map(|sign| sign.expect("a sign")).collect()
}

fn percent(text: &str) -> String {
    let bytes: Vec<String> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    bytes.concat()
}

fn percent_of_letters(text: &str, latin: bool) -> String {
    let bytes: Vec<u8> = if latin {
        text.chars()
            .map(|sign| u8::try_from(u32::from(sign)).expect("Latin-1"))
            .collect()
    } else {
        text.bytes().collect()
    };
    let shown = bytes.iter().map(|byte| match byte {
        plain if plain.is_ascii_alphanumeric() => char::from(*plain).to_string(),
        other => format!("%{other:02x}"),
    });
    shown.collect()
}

/// Spellings of a number, each with what must not stay of it.
pub(crate) fn numbers(digits: &str, into: &mut BTreeSet<String>) {
    let apart = |at: usize, by: &str| format!("{}{by}{}", &digits[..at], &digits[at..]);
    let each = |by: &str| {
        digits
            .chars()
            .map(String::from)
            .collect::<Vec<_>>()
            .join(by)
    };
    let separators = [
        " ", "  ", "   ", "\t", "\n", "\r\n", "\u{a0}", "\u{2009}", "\u{202f}", "\u{2003}",
        "\u{3000}", "\u{200b}", "\u{ad}", "\u{feff}", "-", " - ", "‐", "‑", "–", "—", "−", "－",
        "/", ".", "_", ",", ":", "\u{2060}",
    ];
    for by in separators {
        into.insert(apart(6, by));
        into.insert(each(by));
        into.insert(format!("{}{by}{}", apart(4, by), ""));
    }
    for zero in [
        0xFF10, 0x0660, 0x06F0, 0x0966, 0x0E50, 0x1D7CE, 0x1D7F6, 0x11066, 0x09E6,
    ] {
        into.insert(from_zero(digits, zero));
        into.insert(from_zero(&digits[..6], zero) + " " + &digits[6..]);
    }
    for glued in [
        "fnr{}", "{}x", "NO{}kr", "ID_{}_", "p{}", "æ{}ø", "id={}", "({})", "\"{}\"", "‹{}›",
        "#{}!", "0{}", "{}{}",
    ] {
        into.insert(glued.replace("{}", digits));
    }
    let circled = digits
        .chars()
        .map(|digit| match digit.to_digit(10).expect("a digit") {
            0 => '⓪',
            value => char::from_u32(0x2460 + value - 1).expect("a circled digit"),
        });
    into.insert(circled.collect());
    let references = |form: fn(u32) -> String| {
        digits
            .chars()
            .map(|digit| form(u32::from(digit)))
            .collect::<String>()
    };
    into.insert(references(|code| format!("&#{code};")));
    into.insert(references(|code| format!("&#x{code:X};")));
    into.insert(references(|code| format!("&#{code:04};")));
    into.insert(references(|code| format!("\\u{code:04x}")));
    into.insert(apart(6, "&nbsp;"));
    into.insert(apart(6, "&#160;"));
    into.insert(apart(6, "&thinsp;"));
    into.insert(percent(digits));
    into.insert(percent(&percent(digits)));
    into.insert(apart(6, "%20"));
    into.insert(apart(6, "+"));
    into.insert(apart(6, "%C2%A0"));
    into.insert(apart(6, "%A0"));
    into.insert(format!("%{:x}{}", digits.as_bytes()[0], &digits[1..]));
    into.insert(format!("100%{digits}"));
    encoded(digits, into);
    encoded(&format!("{{\"partyID\":\"{digits}\"}}"), into);
    encoded(&apart(6, " "), into);
    let bytes: Vec<String> = digits.bytes().map(|byte| format!("{byte:02x}")).collect();
    into.insert(bytes.concat());
}

/// RFC 4648, 6, without padding.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |place| byte >> place & 1));
    let bits: Vec<u8> = bits.collect();
    let digit = |group: &[u8]| {
        let value = group.iter().fold(0, |value, bit| value << 1 | *bit);
        usize::from(value) << (5 - group.len())
    };
    bits.chunks(5)
        .map(|group| char::from(ALPHABET[digit(group)]))
        .collect()
}

fn encoded(plain: &str, into: &mut BTreeSet<String>) {
    let word = base32(plain.as_bytes());
    into.insert(word.to_lowercase());
    into.insert(word);
    for before in ["", "a", "ab", "konto:"] {
        let plain = format!("{before}{plain}");
        into.insert(STANDARD.encode(&plain));
        into.insert(STANDARD_NO_PAD.encode(&plain));
        into.insert(URL_SAFE_NO_PAD.encode(&plain));
        into.insert(STANDARD.encode(STANDARD.encode(&plain)));
        into.insert(percent_of_letters(&STANDARD.encode(&plain), false));
    }
}

/// Spellings of a name of two words in capitals.
pub(crate) fn names(name: &str, into: &mut BTreeSet<String>) {
    let small = name.to_lowercase();
    let title = titled(name);
    let decomposed = name.replace('Å', "A\u{30a}").replace('É', "E\u{301}");
    let ascii = name
        .replace('Å', "AA")
        .replace('Ø', "OE")
        .replace('Æ', "AE");
    for name in [name, &small, &title, &decomposed, &ascii] {
        let (first, last) = name.split_once(' ').expect("two words");
        for spelt in [
            format!("{first} {last}"),
            format!("{last} {first}"),
            format!("{last}, {first}"),
            format!("{first}  {last}"),
            format!("{first}\u{a0}{last}"),
            format!("{first}-{last}"),
            format!("{first}.{last}@bank.example"),
            format!("{first}_{last}"),
            format!("{first}{last}"),
            format!("{last}{first}"),
            last.to_owned(),
            first.to_owned(),
            format!("{last}s"),
            format!("fru {last}"),
            format!("{first} Maria {last}"),
        ] {
            into.insert(spelt);
        }
    }
    for name in [name, &title] {
        into.insert(percent_of_letters(name, false));
        into.insert(percent_of_letters(name, true));
        into.insert(name.replace(' ', "%20"));
        into.insert(name.replace(' ', "+"));
        into.insert(percent(&percent(name)));
        let each = |form: fn(u32) -> String| {
            name.chars()
                .map(|sign| form(u32::from(sign)))
                .collect::<String>()
        };
        into.insert(each(|code| format!("&#{code};")));
        into.insert(each(|code| format!("&#x{code:x};")));
        into.insert(
            name.replace('Å', "&Aring;")
                .replace('å', "&aring;")
                .replace('Ø', "&Oslash;"),
        );
        into.insert(
            name.replace('Å', "\\u00c5")
                .replace('å', "\\u00e5")
                .replace('Ø', "\\u00D8"),
        );
        let bytes = |form: fn(u8) -> String| name.bytes().map(form).collect::<String>();
        into.insert(bytes(|byte| format!("={byte:02X}")));
        into.insert(bytes(|byte| format!("\\x{byte:02x}")));
        into.insert(bytes(|byte| format!("\\{byte:03o}")));
        into.insert(each(|code| format!("%u{code:04X}")));
        into.insert(name.replace(['Å', 'å'], "=C5").replace('Ø', "=D8"));
        into.insert(name.replace(['Å', 'å'], "%C5"));
        into.insert(
            name.replace('Ø', "%25D8")
                .replace(['Å', 'å'], "&amp;Aring;"),
        );
        encoded(name, into);
        let latin = |name: &str| -> Vec<u8> {
            name.chars()
                .map(|sign| u8::try_from(u32::from(sign)).expect("Latin-1"))
                .collect()
        };
        into.insert(STANDARD.encode(latin(name)));
        let last = name.split(' ').next_back().unwrap_or_default();
        into.insert(STANDARD.encode(last));
        into.insert(STANDARD.encode(latin(last)));
    }
}

/// A name with each word in small letters but the first.
fn titled(name: &str) -> String {
    let words = name.split(' ').map(|word| {
        let mut signs = word.chars();
        let first = signs.next().map(String::from).unwrap_or_default();
        first + &signs.as_str().to_lowercase()
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Spellings of a date of birth.
pub(crate) fn births_on_new_year_2007(into: &mut BTreeSet<String>) {
    for date in [
        "2007-01-01",
        "01.01.2007",
        "1.1.2007",
        "01/01/2007",
        "2007/01/01",
        "20070101",
        "01012007",
        "010107",
        "01.01.07",
        "1. januar 2007",
        "1 January 2007",
        "January 1, 2007",
        "01-Jan-2007",
        "1 jan. 2007",
        "2007-01-01T00:00:00Z",
        "1.&nbsp;januar 2007",
        "2007%2D01%2D01",
        "２００７-０１-０１",
    ] {
        into.insert(date.to_owned());
    }
}
