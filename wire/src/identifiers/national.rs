use std::fmt;

use jiff::civil::Date;
use rand::Rng;

use super::check_digits::{completing, weighted};
use super::{IdentifierError, digits, text_of};

const FIRST_WEIGHTS: [u8; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const SECOND_WEIGHTS: [u8; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/// The remainders the first check digit may leave: 0 until 2032, 0 to 3 for numbers issued from then on.
const FIRST_REMAINDERS: std::ops::RangeInclusive<u8> = 0..=3;

const D_NUMBER_DAY: u8 = 40;
const H_NUMBER_MONTH: u8 = 40;
const SYNTHETIC_MONTH: u8 = 80;

/// A person's number: fødselsnummer, D-number or H-number, eleven digits `DDMMYYiiikk`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NationalId(String);

/// Which of the person numbers it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NationalIdKind {
    /// Fødselsnummer.
    Birth,
    /// D-number: the day is written + 40.
    D,
    /// H-number, or NAV's test numbers: the month is written + 40.
    H,
}

impl NationalId {
    /// Reads a person's number. The first check digit may leave the remainders 0 to 3 (numbers from 2032),
    /// the day may be + 40 (D-number), the month + 40 (H-number, NAV test) or + 80 (synthetic).
    ///
    /// # Errors
    /// Other characters than digits, another length, an impossible date of birth, check digits that do not fit.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let number: [u8; 11] = digits(text)?;
        Written::of(&number)
            .birth_date()
            .ok_or(IdentifierError::Date)?;
        let first = (weighted(&number[..9], &FIRST_WEIGHTS) + number[9]) % 11;
        let second = completing(&number[..10], &SECOND_WEIGHTS);
        if !FIRST_REMAINDERS.contains(&first) || second != Some(number[10]) {
            return Err(IdentifierError::CheckDigit);
        }
        Ok(Self(text.to_owned()))
    }

    /// A synthetic number (month + 80) for somebody born on that day between 1854 and 2039. A D-number also has
    /// the day + 40. H-numbers have no synthetic form: asked for one, it makes a birth number.
    #[expect(
        clippy::missing_panics_doc,
        reason = "a year of the century always fits into a byte"
    )]
    pub fn synthetic<R: Rng>(rng: &mut R, birth: Date, kind: NationalIdKind) -> Self {
        let day_offset = if kind == NationalIdKind::D {
            D_NUMBER_DAY
        } else {
            0
        };
        let day = birth.day().unsigned_abs() + day_offset;
        let month = birth.month().unsigned_abs() + SYNTHETIC_MONTH;
        let year =
            u8::try_from(birth.year().rem_euclid(100)).expect("a year of the century is below 100");
        loop {
            let serial: u16 = rng.random_range(serials_of(birth.year()));
            let written = format!("{day:02}{month:02}{year:02}{serial:03}");
            if let Some(made) = with_check_digits(&written) {
                return made;
            }
        }
    }

    /// The eleven digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Which of the person numbers it is.
    pub fn kind(&self) -> NationalIdKind {
        self.written().kind()
    }

    /// Whether the month is written + 80, which no real person's number has.
    pub fn is_synthetic(&self) -> bool {
        self.written().month > SYNTHETIC_MONTH
    }

    /// The day the person was born. The century follows from the serial digits; ranges that belong to no century
    /// are read as the 20th.
    #[expect(
        clippy::missing_panics_doc,
        reason = "parsing has read the date before"
    )]
    pub fn birth_date(&self) -> Date {
        self.written()
            .birth_date()
            .expect("a parsed number has a date of birth")
    }

    fn written(&self) -> Written {
        Written::of(&digits(&self.0).expect("a parsed number has eleven digits"))
    }
}

impl fmt::Display for NationalId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The first nine digits as they stand, offsets included.
struct Written {
    day: u8,
    month: u8,
    year: u8,
    serial: u16,
}

impl Written {
    fn of(number: &[u8; 11]) -> Self {
        let pair = |at: usize| number[at] * 10 + number[at + 1];
        let serial = u16::from(number[6]) * 100 + u16::from(pair(7));
        Self {
            day: pair(0),
            month: pair(2),
            year: pair(4),
            serial,
        }
    }

    fn kind(&self) -> NationalIdKind {
        if self.day > D_NUMBER_DAY {
            return NationalIdKind::D;
        }
        if (H_NUMBER_MONTH + 1..=H_NUMBER_MONTH + 12).contains(&self.month) {
            return NationalIdKind::H;
        }
        NationalIdKind::Birth
    }

    fn birth_date(&self) -> Option<Date> {
        let day = if self.day > D_NUMBER_DAY {
            self.day - D_NUMBER_DAY
        } else {
            self.day
        };
        let month = match self.month {
            month @ 1..=12 => month,
            month @ 41..=52 => month - H_NUMBER_MONTH,
            month @ 81..=92 => month - SYNTHETIC_MONTH,
            _ => return None,
        };
        let century = match (self.serial, self.year) {
            (500..=749, 54..) => 1800,
            (500.., ..=39) => 2000,
            _ => 1900,
        };
        Date::new(
            century + i16::from(self.year),
            month.try_into().ok()?,
            day.try_into().ok()?,
        )
        .ok()
    }
}

fn serials_of(year: i16) -> std::ops::RangeInclusive<u16> {
    match year {
        1900..=1999 => 0..=499,
        ..=1899 => 500..=749,
        2000.. => 500..=999,
    }
}

fn with_check_digits(first_nine: &str) -> Option<NationalId> {
    let mut number = digits::<9>(first_nine).ok()?.to_vec();
    number.push(completing(&number, &FIRST_WEIGHTS)?);
    number.push(completing(&number, &SECOND_WEIGHTS)?);
    Some(NationalId(text_of(&number)))
}

#[cfg(test)]
mod tests;
