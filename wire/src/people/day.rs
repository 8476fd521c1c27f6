//! Days as a people file writes them.

use std::fmt;
use std::str::FromStr;

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A day of the calendar, or one relative to today: `2026-01-31`, `today`, `yesterday`, `3 months ago`, `in 2 years`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Day {
    /// A day of the calendar.
    On(Date),
    /// So many units after today; before it where the number is negative.
    Relative(i16, Unit),
}

/// What a relative day counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Unit {
    Days,
    Weeks,
    Months,
    Years,
}

const UNITS: [(&str, Unit); 4] = [
    ("day", Unit::Days),
    ("week", Unit::Weeks),
    ("month", Unit::Months),
    ("year", Unit::Years),
];

/// A text that is not a day.
#[derive(Debug, thiserror::Error)]
#[error(
    "a day is written as 2026-01-31, \"today\", \"yesterday\", \"3 months ago\" or \"in 2 years\""
)]
pub struct DayError;

impl Day {
    /// The day of the calendar, where today is this one.
    pub fn on(self, today: Date) -> Date {
        match self {
            Self::On(date) => date,
            Self::Relative(count, unit) => {
                let span = Span::new();
                today.saturating_add(match unit {
                    Unit::Days => span.days(count),
                    Unit::Weeks => span.weeks(count),
                    Unit::Months => span.months(count),
                    Unit::Years => span.years(count),
                })
            }
        }
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        if let Ok(date) = crate::dates::parse_iso(text) {
            return Ok(Self::On(date));
        }
        let words: Vec<&str> = text.split(' ').collect();
        let (sign, count, unit) = match words.as_slice() {
            ["today"] => return Ok(Self::Relative(0, Unit::Days)),
            ["yesterday"] => return Ok(Self::Relative(-1, Unit::Days)),
            ["tomorrow"] => return Ok(Self::Relative(1, Unit::Days)),
            [count, unit, "ago"] => (-1, count, unit),
            ["in", count, unit] => (1, count, unit),
            _ => return Err(DayError),
        };
        let count: u8 = count.parse().map_err(|_| DayError)?;
        let unit = unit.strip_suffix('s').unwrap_or(unit);
        let (_, unit) = UNITS
            .iter()
            .find(|(name, _)| *name == unit)
            .ok_or(DayError)?;
        Ok(Self::Relative(sign * i16::from(count), *unit))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(date) => date.fmt(formatter),
            Self::Relative(count, unit) => {
                let unit = UNITS.iter().find(|(_, known)| known == unit);
                let (name, _) = unit.unwrap_or(&UNITS[0]);
                let plural = if count.abs() == 1 { "" } else { "s" };
                if *count > 0 {
                    write!(formatter, "in {count} {name}{plural}")
                } else {
                    write!(formatter, "{} {name}{plural} ago", -count)
                }
            }
        }
    }
}

impl TryFrom<String> for Day {
    type Error = DayError;

    fn try_from(text: String) -> Result<Self, DayError> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}
