//! Dates of birth of known people, in the forms that people and programs write dates in.

use crate::redact::known::Values;
use crate::redact::number::Sequence;
use crate::redact::reading::Unit;
use crate::redact::sign;
use crate::redact::span::Span;

/// The months as words begin that name them, in Norwegian and English.
const MONTHS: [&[&str]; 12] = [
    &["jan"],
    &["feb"],
    &["mar"],
    &["apr"],
    &["mai", "may"],
    &["jun"],
    &["jul"],
    &["aug"],
    &["sep"],
    &["okt", "oct"],
    &["nov"],
    &["des", "dec"],
];

/// A date as it is written; the year may have two digits.
#[derive(Clone, Copy)]
struct Written {
    year: u16,
    month: u16,
    day: u16,
}

/// Dates in a sequence of digits, whole groups each: `1990-01-31`, `31.1.90`, `19900131`, `310190`.
pub(super) fn in_digits(sequence: &Sequence<'_>, values: &Values) -> Vec<Span> {
    let mut found = Vec::new();
    if !values.knows_births() {
        return found;
    }
    let parts: Vec<&str> = sequence
        .groups
        .iter()
        .map(|(begin, end)| &sequence.digits[*begin..*end])
        .collect();
    for (first, (begin, end)) in sequence.groups.iter().enumerate() {
        if together(parts[first])
            .iter()
            .any(|date| is_known(*date, values))
        {
            found.push(sequence.span(*begin, *end, "birth", parts[first]));
        }
        if let Some([one, two, three]) = parts.get(first..first + 3)
            && apart(one, two, three)
                .iter()
                .any(|date| is_known(*date, values))
            && sequence.between(first).len() <= 2
            && sequence.between(first + 1).len() <= 2
        {
            let end = sequence.groups[first + 2].1;
            let digits = &sequence.digits[*begin..end];
            found.push(sequence.span(*begin, end, "birth", digits));
        }
    }
    found
}

/// Dates with the month as a word: `31. januar 1990`, `January 31, 1990`.
pub(super) fn in_words(
    units: &[Unit],
    words: &[(usize, usize, String)],
    values: &Values,
) -> Vec<Span> {
    let mut found = Vec::new();
    if !values.knows_births() {
        return found;
    }
    for (from, to, word) in words {
        let Some(month) = month(word) else { continue };
        let before = number_before(units, *from);
        let after = number_after(units, *to);
        let Some((_, end, first)) = after else {
            continue;
        };
        let (begin, end, day, year) = match (before, number_after(units, end)) {
            (Some((begin, _, day)), _) if first.len() != 1 && day.len() <= 2 => {
                (begin, end, day, first)
            }
            (_, Some((_, last, year))) if first.len() <= 2 => (*from, last, first, year),
            _ => continue,
        };
        let date = Written {
            year: value(&year),
            month,
            day: value(&day),
        };
        if is_known(date, values) {
            found.push(Span {
                from: units[begin].from,
                to: units[end - 1].to,
                kind: "birth",
                value: format!("{year}{month:02}{day:0>2}"),
            });
        }
    }
    found
}

fn month(word: &str) -> Option<u16> {
    let place = MONTHS
        .iter()
        .position(|names| names.iter().any(|name| word.starts_with(name)))?;
    u16::try_from(place + 1).ok()
}

fn number_after(units: &[Unit], at: usize) -> Option<(usize, usize, String)> {
    let gap = units
        .get(at..)?
        .iter()
        .take(3)
        .take_while(|unit| sign::separates_words(unit.sign));
    let begin = at + gap.count();
    let digits: String = units[begin..]
        .iter()
        .map(|unit| unit.sign)
        .take_while(char::is_ascii_digit)
        .collect();
    (!digits.is_empty() && digits.len() <= 4).then(|| (begin, begin + digits.len(), digits))
}

fn number_before(units: &[Unit], at: usize) -> Option<(usize, usize, String)> {
    let gap = units[..at]
        .iter()
        .rev()
        .take(3)
        .take_while(|unit| sign::separates_words(unit.sign));
    let end = at - gap.count();
    let count = units[..end]
        .iter()
        .rev()
        .take_while(|unit| unit.sign.is_ascii_digit())
        .count();
    let digits: String = units[end - count..end]
        .iter()
        .map(|unit| unit.sign)
        .collect();
    (!digits.is_empty()).then(|| (end - count, end, digits))
}

fn value(digits: &str) -> u16 {
    digits.parse().unwrap_or_default()
}

fn together(digits: &str) -> Vec<Written> {
    match digits.len() {
        6 => vec![
            written(&digits[4..], &digits[2..4], &digits[..2]),
            written(&digits[..2], &digits[2..4], &digits[4..]),
        ],
        8 => vec![
            written(&digits[4..], &digits[2..4], &digits[..2]),
            written(&digits[..4], &digits[4..6], &digits[6..]),
            written(&digits[4..], &digits[..2], &digits[2..4]),
        ],
        _ => Vec::new(),
    }
}

fn apart(one: &str, two: &str, three: &str) -> Vec<Written> {
    match (one.len(), two.len(), three.len()) {
        (1..=2, 1..=2, 2) => vec![
            written(three, two, one),
            written(three, one, two),
            written(one, two, three),
        ],
        (1..=2, 1..=2, 4) => vec![written(three, two, one), written(three, one, two)],
        (4, 1..=2, 1..=2) => vec![written(one, two, three), written(one, three, two)],
        _ => Vec::new(),
    }
}

fn written(year: &str, month: &str, day: &str) -> Written {
    Written {
        year: value(year),
        month: value(month),
        day: value(day),
    }
}

fn is_known(date: Written, values: &Values) -> bool {
    values.was_born((date.year, date.month, date.day))
}
