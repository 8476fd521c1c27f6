//! Amounts as exact decimal numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Decimals that the currency with most of them has (ISO 4217).
const DECIMALS: usize = 4;

/// A signed decimal number with up to four decimals, kept exactly. Written as a text: `-1204.50`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Amount(i64);

/// A text that is not an amount.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not an amount such as `1204.50` or `-7`, with at most four decimals")]
pub struct AmountError(pub String);

impl Amount {
    /// The amount of so many hundredths, e.g. øre.
    pub fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths * 100)
    }

    /// The amount in ten-thousandths.
    pub fn ten_thousandths(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (
            self.0.unsigned_abs() / 10_000,
            self.0.unsigned_abs() % 10_000,
        );
        if rest % 100 == 0 {
            write!(formatter, "{sign}{whole}.{:02}", rest / 100)
        } else {
            write!(formatter, "{sign}{whole}.{rest:04}")
        }
    }
}

impl FromStr for Amount {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Self, AmountError> {
        let wrong = || AmountError(text.to_owned());
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !are_digits(whole) || !are_digits(decimals) || decimals.len() > DECIMALS {
            return Err(wrong());
        }
        let written = format!("{whole}{decimals:0<DECIMALS$}");
        let value: i64 = written.parse().map_err(|_| wrong())?;
        Ok(Self(if negative { -value } else { value }))
    }
}

impl TryFrom<String> for Amount {
    type Error = AmountError;

    fn try_from(text: String) -> Result<Self, AmountError> {
        text.parse()
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> Self {
        amount.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_it_was_written() {
        for text in ["0.00", "1204.50", "-1204.50", "0.0001", "-7.00"] {
            assert_eq!(text.parse::<Amount>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn decimals_may_be_left_out() {
        assert_eq!("-7".parse(), Ok(Amount::from_hundredths(-700)));
    }

    #[test]
    fn refuses_what_is_not_an_amount() {
        for text in [
            "", "-", "1,50", "1.", ".5", "1e3", "+1", "1.23456", "1 000", "--1",
        ] {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
    }

    #[test]
    fn refuses_more_than_it_can_hold() {
        assert!("9999999999999999.00".parse::<Amount>().is_err());
    }
}
