//! Numbers in a text: those that are known, those that are valid as national identity numbers, and those that have the
//! length or the groups of one. Digits may be set apart in any way and letters may touch them.

use wire::identifiers::{AccountNumber, NationalId};

use crate::redact::birth;
use crate::redact::known::Values;
use crate::redact::reading::Unit;
use crate::redact::sign;
use crate::redact::span::Span;

/// National identity and account numbers.
const DIGITS: usize = 11;
/// Numbers by their length alone: card numbers have up to nineteen digits.
const BY_LENGTH: std::ops::RangeInclusive<usize> = DIGITS..=19;
/// More separators than this do not belong to one number.
const WIDEST: usize = 8;
/// A longer hexadecimal word is a digest, in which eleven digits in a row are chance.
const DIGEST: usize = 24;
/// The groups people write: an account number as `1234.56.78901`, a national identity number as `010190 12345`, a card
/// number in fours.
const GROUPS: [&[usize]; 4] = [&[4, 2, 5], &[6, 5], &[4, 4, 4, 4], &[4, 4, 3]];

/// What counts as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Care {
    /// Whatever has the length of one.
    Text,
    /// Only what is known or valid: an amount may be as long.
    Amount,
}

/// Digits that follow each other with no more than separators between them.
pub(super) struct Sequence<'a> {
    pub(super) units: &'a [Unit],
    pub(super) digits: String,
    /// The unit of every digit.
    pub(super) places: Vec<usize>,
    /// Where each group of digits without separators begins among the digits, and where it ends.
    pub(super) groups: Vec<(usize, usize)>,
}

/// The sequences of digits in a text.
pub(super) fn sequences(units: &[Unit]) -> Vec<Sequence<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < units.len() {
        if units[at].sign.is_ascii_digit() {
            let sequence = Sequence::at(units, at);
            at = sequence.places.last().map_or(at, |last| last + 1);
            found.push(sequence);
        } else {
            at += 1;
        }
    }
    found
}

impl<'a> Sequence<'a> {
    fn at(units: &'a [Unit], first: usize) -> Self {
        let (mut digits, mut places, mut groups) = (String::new(), Vec::new(), Vec::new());
        let (mut at, mut begun) = (first, 0);
        while let Some(unit) = units.get(at) {
            if unit.sign.is_ascii_digit() {
                digits.push(unit.sign);
                places.push(at);
                at += 1;
                continue;
            }
            groups.push((begun, digits.len()));
            begun = digits.len();
            let gap = units[at..]
                .iter()
                .take_while(|unit| sign::separates_digits(unit.sign))
                .count();
            let goes_on = units
                .get(at + gap)
                .is_some_and(|unit| unit.sign.is_ascii_digit());
            if gap == 0 || gap > WIDEST || !goes_on {
                break;
            }
            at += gap;
        }
        if begun < digits.len() {
            groups.push((begun, digits.len()));
        }
        Self {
            units,
            digits,
            places,
            groups,
        }
    }

    /// The digits from one place to another, as they stand in the text.
    pub(super) fn span(&self, from: usize, to: usize, kind: &'static str, value: &str) -> Span {
        Span {
            from: self.units[self.places[from]].from,
            to: self.units[self.places[to - 1]].to,
            kind,
            value: value.to_owned(),
        }
    }

    /// The signs between two groups.
    pub(super) fn between(&self, group: usize) -> &[Unit] {
        let (_, end) = self.groups[group];
        &self.units[self.places[end - 1] + 1..self.places[end]]
    }

    /// Whole groups that hold so many digits, as the place where they begin, for every group they can begin with.
    fn aligned(&self, count: usize) -> impl Iterator<Item = (usize, usize, usize)> {
        self.groups
            .iter()
            .enumerate()
            .filter_map(move |(first, (begin, _))| {
                let mut rest = self.groups[first..].iter().enumerate();
                let (more, _) = rest.find(|(_, (_, end))| end - begin >= count)?;
                let last = first + more;
                (self.groups[last].1 - begin == count).then_some((first, last, *begin))
            })
    }

    /// The numbers in it, the surest first.
    pub(super) fn numbers(&self, values: &Values, care: Care) -> Vec<Span> {
        let mut found = Vec::new();
        if self.digits.len() < values.shortest_number().min(DIGITS) {
            return found;
        }
        self.international(values, &mut found);
        self.known(values, &mut found);
        if self.digits.len() >= DIGITS {
            self.valid(&mut found);
            match care {
                Care::Text => self.by_form(&mut found),
                Care::Amount => self.cards(&mut found),
            }
        }
        found
    }

    /// Account numbers with the country and check digits before them, as in `NO93 1234 56 78901`.
    fn international(&self, values: &Values, found: &mut Vec<Span>) {
        for (_, _, begin) in self.aligned(DIGITS + 2) {
            let at = self.places[begin];
            let country = at.checked_sub(2).map(|before| &self.units[before..at]);
            if let Some([n, o]) = country
                && n.sign.eq_ignore_ascii_case(&'n')
                && o.sign.eq_ignore_ascii_case(&'o')
            {
                let number = &self.digits[begin + 2..begin + 2 + DIGITS];
                let kind = values.kind(number).unwrap_or("number");
                let span = self.span(begin, begin + 2 + DIGITS, kind, number);
                found.push(Span {
                    from: n.from,
                    ..span
                });
            }
        }
    }

    /// Numbers that are known, wherever they begin.
    fn known(&self, values: &Values, found: &mut Vec<Span>) {
        for length in values.lengths() {
            for begin in 0..(self.digits.len() + 1).saturating_sub(*length) {
                let number = &self.digits[begin..begin + length];
                if let Some(kind) = values.number(number) {
                    found.push(self.span(begin, begin + length, kind, number));
                }
            }
        }
        if let [(begin, end)] = self.groups[..]
            && let Some(kind) = values.number(&self.digits)
        {
            found.push(self.span(begin, end, kind, &self.digits));
        }
    }

    /// National identity numbers in whole groups, and anywhere among more digits than any number has.
    fn valid(&self, found: &mut Vec<Span>) {
        let long = self
            .groups
            .iter()
            .filter(|(begin, end)| end - begin > *BY_LENGTH.end());
        let inside = long.flat_map(|(begin, end)| *begin..=end - DIGITS);
        for begin in self
            .aligned(DIGITS)
            .map(|(_, _, begin)| begin)
            .chain(inside)
        {
            let number = &self.digits[begin..begin + DIGITS];
            if NationalId::parse(number).is_ok() {
                found.push(self.span(begin, begin + DIGITS, "number", number));
            }
        }
    }

    fn by_form(&self, found: &mut Vec<Span>) {
        for (begin, end) in &self.groups {
            if BY_LENGTH.contains(&(end - begin)) && !self.is_in_a_digest(*begin, *end) {
                let number = &self.digits[*begin..*end];
                found.push(self.span(*begin, *end, "number", number));
            }
        }
        for groups in GROUPS {
            for first in 0..(self.groups.len() + 1).saturating_sub(groups.len()) {
                self.in_groups(groups, first, found);
            }
        }
        for (first, last, begin) in self.aligned(DIGITS) {
            let number = &self.digits[begin..begin + DIGITS];
            let small = self.groups[first..=last]
                .iter()
                .all(|(from, to)| to - from <= 3);
            if small && AccountNumber::parse(number).is_ok() {
                found.push(self.span(begin, begin + DIGITS, "number", number));
            }
        }
    }

    /// Groups of these lengths, set apart by one and the same sign.
    fn in_groups(&self, lengths: &[usize], first: usize, found: &mut Vec<Span>) {
        let here = &self.groups[first..first + lengths.len()];
        let fits = here
            .iter()
            .zip(lengths)
            .all(|((from, to), length)| to - from == *length);
        let mut gaps = (first..first + lengths.len() - 1).map(|group| self.between(group));
        let alike = |one: &[Unit], other: &[Unit]| {
            one.iter()
                .map(|unit| unit.sign)
                .eq(other.iter().map(|unit| unit.sign))
        };
        let Some(gap) = gaps.next() else { return };
        if fits && gaps.all(|other| alike(gap, other)) {
            let (begin, end) = (here[0].0, here[here.len() - 1].1);
            found.push(self.span(begin, end, "number", &self.digits[begin..end]));
        }
    }

    /// Card numbers whose check digit fits.
    fn cards(&self, found: &mut Vec<Span>) {
        for (begin, end) in &self.groups {
            let number = &self.digits[*begin..*end];
            if (13..=19).contains(&number.len()) && has_luhn_digit(number) {
                found.push(self.span(*begin, *end, "number", number));
            }
        }
    }

    fn is_in_a_digest(&self, begin: usize, end: usize) -> bool {
        let is_part = |unit: &&Unit| unit.sign.is_ascii_hexdigit();
        let (first, last) = (self.places[begin], self.places[end - 1]);
        let before = self.units[..first].iter().rev().take_while(is_part).count();
        let after = self.units[last + 1..].iter().take_while(is_part).count();
        before + after > 0 && before + after + end - begin >= DIGEST
    }

    /// The dates in it that somebody was born on.
    pub(super) fn births(&self, values: &Values) -> Vec<Span> {
        birth::in_digits(self, values)
    }
}

fn has_luhn_digit(number: &str) -> bool {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| match u32::from(byte - b'0') {
            digit if place % 2 == 0 => digit,
            digit if digit > 4 => digit * 2 - 9,
            digit => digit * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The digits of a text that is a number and nothing else.
pub(super) fn whole_number(units: &[Unit]) -> Option<String> {
    let signs = units.iter().map(|unit| unit.sign);
    let only = signs
        .clone()
        .all(|sign| sign.is_ascii_digit() || sign::separates_digits(sign));
    let digits: String = signs.filter(char::is_ascii_digit).collect();
    let length = digits.len();
    (only && (length == 9 || BY_LENGTH.contains(&length))).then_some(digits)
}
