//! The identifiers of people, organisations and accounts, with their check digits, and makers of synthetic
//! ones. Real people's numbers are never made: synthetic birth and D-numbers have the month + 80, synthetic
//! organisation numbers begin with 2 or 3.

mod account;
mod check_digits;
mod national;
mod organisation;

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use account::AccountNumber;
pub use national::{NationalId, NationalIdKind};
pub use organisation::OrganisationNumber;

/// Why a text is not the identifier it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Something else than ASCII digits.
    #[error("holds something else than digits")]
    NotDigits,
    /// Another number of digits than the identifier has.
    #[error("has {found} digits where {expected} are needed")]
    Length {
        /// How many digits the identifier has.
        expected: usize,
        /// How many there were.
        found: usize,
    },
    /// Digits that name no day of the calendar.
    #[error("begins with six digits that are no date of birth")]
    Date,
    /// A check digit that does not fit the others.
    #[error("has check digits that do not fit")]
    CheckDigit,
}

/// A control object: whoever the `PartyID` header names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PartyId {
    /// A person, by birth number, D-number or H-number.
    Person(NationalId),
    /// A business, by organisation number.
    Organisation(OrganisationNumber),
}

impl PartyId {
    /// Reads a person's or an organisation's number; the number of digits tells them apart.
    ///
    /// # Errors
    /// What is neither; a text of any other length than 9 is reported as a person's number.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        if text.len() == OrganisationNumber::DIGITS {
            return OrganisationNumber::parse(text).map(Self::Organisation);
        }
        NationalId::parse(text).map(Self::Person)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Person(id) => id.as_str(),
            Self::Organisation(number) => number.as_str(),
        }
    }

    /// Whether the number can only belong to a synthetic party.
    pub fn is_synthetic(&self) -> bool {
        match self {
            Self::Person(id) => id.is_synthetic(),
            Self::Organisation(number) => number.is_synthetic(),
        }
    }
}

impl Serialize for PartyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for PartyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|error| D::Error::custom(format!("the number {error}")))
    }
}

impl fmt::Display for PartyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The ISO 6523 form of a Norwegian organisation number, as Maskinporten and `CertPub` write it: `0192:…`.
pub fn iso6523(orgno: &str) -> String {
    format!("0192:{orgno}")
}

fn digits<const N: usize>(text: &str) -> Result<[u8; N], IdentifierError> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(IdentifierError::NotDigits);
    }
    let bytes: [u8; N] = text
        .as_bytes()
        .try_into()
        .map_err(|_| IdentifierError::Length {
            expected: N,
            found: text.len(),
        })?;
    Ok(bytes.map(|byte| byte - b'0'))
}

fn text_of(digits: &[u8]) -> String {
    digits
        .iter()
        .map(|digit| char::from(b'0' + digit))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_digits_are_an_organisation() {
        assert!(matches!(
            PartyId::parse("974720760"),
            Ok(PartyId::Organisation(_))
        ));
    }

    #[test]
    fn eleven_digits_are_a_person() {
        assert!(matches!(
            PartyId::parse("01010750160"),
            Ok(PartyId::Person(_))
        ));
    }

    #[test]
    fn ten_digits_are_nobody() {
        let error = IdentifierError::Length {
            expected: 11,
            found: 10,
        };
        assert_eq!(PartyId::parse("0101075016"), Err(error));
    }

    #[test]
    fn letters_are_reported_as_such() {
        assert_eq!(
            PartyId::parse("0101075016x"),
            Err(IdentifierError::NotDigits)
        );
    }

    #[test]
    fn prefixes_an_organisation_number_with_its_scheme() {
        assert_eq!(iso6523("974720760"), "0192:974720760");
    }
}
