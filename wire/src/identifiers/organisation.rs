use std::fmt;

use rand::Rng;

use super::check_digits::completing;
use super::{IdentifierError, digits, text_of};

const WEIGHTS: [u8; 8] = [3, 2, 7, 6, 5, 4, 3, 2];

/// A Norwegian organisation number: nine digits, the last a check digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrganisationNumber(String);

impl OrganisationNumber {
    pub(super) const DIGITS: usize = 9;

    /// Reads an organisation number.
    ///
    /// # Errors
    /// Other characters than digits, another length, a check digit that does not fit.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let number: [u8; Self::DIGITS] = digits(text)?;
        if completing(&number[..8], &WEIGHTS) != Some(number[8]) {
            return Err(IdentifierError::CheckDigit);
        }
        Ok(Self(text.to_owned()))
    }

    /// A synthetic number: it begins with 2 or 3, which no registered organisation's does.
    pub fn synthetic<R: Rng>(rng: &mut R) -> Self {
        loop {
            let mut number: Vec<u8> = vec![rng.random_range(2..=3)];
            number.extend((0..7).map(|_| rng.random_range(0..=9u8)));
            if let Some(check) = completing(&number, &WEIGHTS) {
                number.push(check);
                return Self(text_of(&number));
            }
        }
    }

    /// The nine digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the number begins as synthetic ones do.
    pub fn is_synthetic(&self) -> bool {
        self.0.starts_with(['2', '3'])
    }
}

impl fmt::Display for OrganisationNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn reads_the_agencies_numbers() {
        for text in [
            "915429785",
            "974720760",
            "991825827",
            "986186999",
            "974760673",
            "974761076",
        ] {
            assert_eq!(OrganisationNumber::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn a_public_agency_is_not_synthetic() {
        assert!(
            !OrganisationNumber::parse("915429785")
                .unwrap()
                .is_synthetic()
        );
    }

    #[test]
    fn refuses_a_wrong_check_digit() {
        assert_eq!(
            OrganisationNumber::parse("915429784"),
            Err(IdentifierError::CheckDigit)
        );
    }

    #[test]
    fn refuses_a_number_whose_check_digit_would_be_ten() {
        let without_check: [u8; 8] = [9, 0, 0, 0, 0, 0, 0, 9];
        assert_eq!(completing(&without_check, &WEIGHTS), None);
        assert_eq!(
            OrganisationNumber::parse("900000090"),
            Err(IdentifierError::CheckDigit)
        );
    }

    #[test]
    fn synthetic_numbers_are_valid_and_synthetic() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for _ in 0..500 {
            let made = OrganisationNumber::synthetic(&mut rng);
            assert!(
                OrganisationNumber::parse(made.as_str()).is_ok() && made.is_synthetic(),
                "{made}"
            );
        }
    }
}
