//! Secrets of a bank or an agency in a text: credentials after their scheme, values after their names, cookies, private
//! keys, and what stands before the host of a URL.

use crate::redact::known::Values;
use crate::redact::reading::{PLACEHOLDER, Unit};
use crate::redact::span::Span;

/// The ends of names whose values are secrets, without anything but letters and digits.
const NAMES: [&str; 24] = [
    "secret",
    "password",
    "passwd",
    "passord",
    "pwd",
    "passphrase",
    "apikey",
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "authtoken",
    "csrftoken",
    "sessiontoken",
    "assertion",
    "codeverifier",
    "privatekey",
    "sessionid",
    "authorization",
    "credentials",
    "subscriptionkey",
    "functionskey",
    "accesskey",
    "signingkey",
    "encryptionkey",
];
/// The private members of a JSON Web Key (RFC 7518, 6).
const KEY_MEMBERS: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];
/// A shorter value of a key's member is none.
const SHORTEST_KEY: usize = 20;
/// A longer name is a text.
const LONGEST_NAME: usize = 40;
/// Shorter credentials after their scheme are a word of a sentence.
const SHORTEST: usize = 8;
/// Credentials of letters alone are a word of a sentence unless they are as long.
const LONGEST_WORD: usize = 20;
const SCHEMES: [&str; 7] = [
    "bearer",
    "basic",
    "dpop",
    "negotiate",
    "ntlm",
    "token",
    "apikey",
];

/// Whether the value of a member or header of this name is a secret.
pub(super) fn is_secret_name(name: &str) -> bool {
    let bare = bare(name.chars());
    NAMES.iter().any(|secret| bare.ends_with(secret))
}

/// Whether a member of an object with a `kty` is the private part of a key.
pub(super) fn is_key_member(name: &str) -> bool {
    KEY_MEMBERS.contains(&name)
}

fn bare(name: impl Iterator<Item = char>) -> String {
    let kept = name.filter(char::is_ascii_alphanumeric);
    kept.map(|sign| sign.to_ascii_lowercase()).collect()
}

/// The secrets in a text. What is in one is not looked at again, so that no text takes more than one reading.
pub(super) fn find(units: &[Unit], values: &Values) -> Vec<Span> {
    let mut found = Vec::new();
    let mut begins = true;
    let mut at = 0;
    while let Some(unit) = units.get(at) {
        let first = found.len();
        found.extend(kept(units, at, values));
        match unit.sign {
            _ if found.len() > first => {}
            ':' | '=' => {
                assigned(units, at, &mut found);
                if found.len() == first {
                    found.extend(user_information(units, at));
                }
            }
            '-' => found.extend(private_key(units, at)),
            sign if sign.is_ascii_alphanumeric() && begins => {
                found.extend(credentials(units, at).or_else(|| known_word(units, at, values)));
            }
            _ => {}
        }
        begins = !unit.sign.is_alphanumeric();
        at += 1;
        if let Some(span) = found[first..].last() {
            at += units[at..].partition_point(|unit| unit.from < span.to);
            begins = true;
        }
    }
    found
}

fn span(units: &[Unit], from: usize, to: usize) -> Option<Span> {
    let signs = units.get(from..to).filter(|signs| !signs.is_empty())?;
    let value: String = signs.iter().map(|unit| unit.sign).collect();
    let plain = signs.iter().all(|unit| unit.sign != PLACEHOLDER);
    plain.then(|| Span {
        from: signs[0].from,
        to: signs[signs.len() - 1].to,
        kind: "secret",
        value,
    })
}

/// How many units from a place on belong to a run.
fn run(units: &[Unit], at: usize, belongs: impl Fn(char) -> bool) -> usize {
    let rest = units.get(at..).unwrap_or_default();
    rest.iter().take_while(|unit| belongs(unit.sign)).count()
}

fn is_credential(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || "-._~+/=".contains(sign)
}

/// A value that ends with a sign no secret is written with.
fn is_of_value(sign: char) -> bool {
    !(sign == ' ' || "\"'&;,<>(){}[]\\".contains(sign) || sign == PLACEHOLDER)
}

/// The value after the sign at a place, if its name says that it is a secret, or that cookies follow.
fn assigned(units: &[Unit], at: usize, found: &mut Vec<Span>) {
    let quoting = |sign: char| matches!(sign, '"' | '\'' | '\\' | ' ');
    let before = units[..at].iter().rev();
    let gap = before
        .clone()
        .take(3)
        .take_while(|unit| quoting(unit.sign))
        .count();
    let name: Vec<char> = before
        .skip(gap)
        .map(|unit| unit.sign)
        .take(LONGEST_NAME)
        .take_while(|sign| sign.is_ascii_alphanumeric() || "_-.".contains(*sign))
        .collect();
    let name = bare(name.into_iter().rev());
    let begin = at + 1 + run(units, at + 1, quoting);
    if name == "cookie" || name == "setcookie" {
        cookies(units, begin, name == "cookie", found);
        return;
    }
    let is_key_member = KEY_MEMBERS.contains(&name.as_str());
    let is_secret = NAMES.iter().any(|secret| name.ends_with(secret));
    if !is_key_member && !is_secret {
        return;
    }
    let end = begin + run(units, begin, is_of_value);
    if is_key_member {
        let is_key = end - begin >= SHORTEST_KEY && gap > 0;
        found.extend(is_key.then(|| span(units, begin, end)).flatten());
    } else {
        let word = bare(units[begin..end].iter().map(|unit| unit.sign));
        let is_scheme =
            SCHEMES.contains(&word.as_str()) || matches!(word.as_str(), "digest" | "null");
        let begin = if is_scheme {
            end + run(units, end, quoting)
        } else {
            begin
        };
        let end = begin + run(units, begin, is_of_value);
        let is_of_sentence = name == "authorization" && !is_scheme && is_word(&units[begin..end]);
        found.extend((!is_of_sentence).then(|| span(units, begin, end)).flatten());
    }
}

/// Whether it is a word of a sentence: a refusal that begins with the header's name goes on with what was wrong in it.
fn is_word(units: &[Unit]) -> bool {
    units.len() < LONGEST_WORD && units.iter().all(|unit| unit.sign.is_alphabetic())
}

/// The values of cookies: of `a=b; Path=/` the first alone, where one is set.
fn cookies(units: &[Unit], mut at: usize, all: bool, found: &mut Vec<Span>) {
    let of_name = |sign: char| is_of_value(sign) && sign != '=';
    loop {
        let equals = at + run(units, at, of_name);
        if units.get(equals).is_none_or(|unit| unit.sign != '=') {
            return;
        }
        let begin = equals + 1 + run(units, equals + 1, |sign| sign == '"');
        let end = begin + run(units, begin, is_of_value);
        found.extend(span(units, begin, end));
        let gap = run(units, end, |sign| "\"; ".contains(sign));
        at = end + gap;
        if !all || gap == 0 {
            return;
        }
    }
}

/// Credentials after the scheme at a place.
fn credentials(units: &[Unit], at: usize) -> Option<Span> {
    let length = run(units, at, |sign| sign.is_ascii_alphabetic());
    let word = (4..=9)
        .contains(&length)
        .then(|| bare(units[at..at + length].iter().map(|unit| unit.sign)))?;
    SCHEMES.contains(&word.as_str()).then_some(())?;
    let gap = run(units, at + length, |sign| sign == ' ');
    let begin = at + length + gap;
    let end = begin + run(units, begin, is_credential);
    let signs = &units[begin..end];
    let has = |what: fn(&char) -> bool| signs.iter().any(|unit| what(&unit.sign));
    let parameter = signs.last().is_some_and(|unit| unit.sign == '=')
        && units.get(end).is_some_and(|unit| unit.sign == '"');
    let mixed = has(char::is_ascii_digit)
        || signs
            .iter()
            .skip(1)
            .any(|unit| unit.sign.is_ascii_uppercase())
            && has(char::is_ascii_lowercase)
        || signs.len() >= LONGEST_WORD;
    (gap > 0 && signs.len() >= SHORTEST && mixed && !parameter)
        .then(|| span(units, begin, end))
        .flatten()
}

/// A secret or another value that is known, as a word of letters and digits or as credentials are written.
fn known_word(units: &[Unit], at: usize, values: &Values) -> Option<Span> {
    let rest = &units[at..units.len().min(at + values.longest_word() + 1)];
    let ends = [
        run(rest, 0, is_credential),
        run(rest, 0, |sign| sign.is_ascii_alphanumeric()),
    ];
    ends.into_iter().find_map(|length| {
        values.has_word_of(length).then_some(())?;
        let word: String = rest[..length].iter().map(|unit| unit.sign).collect();
        let kind = values.kind(&word).filter(|kind| *kind != "name")?;
        let found = span(rest, 0, length)?;
        word.bytes()
            .any(|byte| !byte.is_ascii_digit())
            .then_some(Span { kind, ..found })
    })
}

/// A secret of the harness's own, unless it is a part of a longer word.
fn kept(units: &[Unit], at: usize, values: &Values) -> Option<Span> {
    let is_word = |place: Option<usize>| {
        let unit = place.and_then(|place| units.get(place));
        unit.is_some_and(|unit| unit.sign.is_alphanumeric())
    };
    let joined = |left: Option<usize>, right: usize| is_word(left) && is_word(Some(right));
    let secret = values.kept().iter().find(|secret| {
        let here = units[at..].iter().map(|unit| unit.sign);
        let end = at + secret.len();
        here.take(secret.len()).eq(secret.iter().copied())
            && !joined(at.checked_sub(1), at)
            && !joined(Some(end - 1), end)
    })?;
    span(units, at, at + secret.len())
}

/// A private key in PEM, whole or cut off.
fn private_key(units: &[Unit], at: usize) -> Option<Span> {
    const BEGIN: &str = "-----BEGIN ";
    const LABEL: usize = 40;
    let starts = |at: usize, text: &str| {
        let here = units
            .get(at..)
            .unwrap_or_default()
            .iter()
            .map(|unit| unit.sign);
        here.take(text.len()).eq(text.chars())
    };
    starts(at, BEGIN).then_some(())?;
    let label = at + BEGIN.len();
    let length = run(units, label, |sign| sign != '-').min(LABEL);
    let title: String = units[label..label + length]
        .iter()
        .map(|unit| unit.sign)
        .collect();
    title.contains("PRIVATE KEY").then_some(())?;
    let end = (label..units.len()).find(|at| starts(*at, "-----END "));
    let end = end.map_or(units.len(), |end| {
        let label = end + "-----END ".len();
        label + run(units, label, |sign| sign != '-')
    });
    span(units, at, end + run(units, end, |sign| sign == '-'))
}

/// User and password between the scheme of a URL, which ends at this place, and its host.
fn user_information(units: &[Unit], at: usize) -> Option<Span> {
    let slashes = units.get(at + 1..at + 3)?;
    slashes.iter().all(|unit| unit.sign == '/').then_some(())?;
    let begin = at + 3;
    let length = run(units, begin, |sign| {
        !(sign == ' ' || "/?#\"'<>\\".contains(sign))
    });
    let authority = &units[begin..begin + length];
    let sign = authority.iter().rposition(|unit| unit.sign == '@')?;
    span(units, begin, begin + sign)
}
