use std::fmt;

use rand::Rng;

use super::check_digits::completing;
use super::{IdentifierError, digits, text_of};

const WEIGHTS: [u8; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/// A Norwegian bank account number: eleven digits, the last a check digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountNumber(String);

impl AccountNumber {
    /// Reads an account number without separators.
    ///
    /// # Errors
    /// Other characters than digits, another length, a check digit that does not fit.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let number: [u8; 11] = digits(text)?;
        if completing(&number[..10], &WEIGHTS) != Some(number[10]) {
            return Err(IdentifierError::CheckDigit);
        }
        Ok(Self(text.to_owned()))
    }

    /// A made-up number whose bank register number (its first four digits) begins with 99.
    pub fn synthetic<R: Rng>(rng: &mut R) -> Self {
        loop {
            let mut number: Vec<u8> = vec![9, 9];
            number.extend((0..8).map(|_| rng.random_range(0..=9u8)));
            if let Some(check) = completing(&number, &WEIGHTS) {
                number.push(check);
                return Self(text_of(&number));
            }
        }
    }

    /// The eleven digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountNumber {
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
    fn reads_a_number_whose_check_digit_fits() {
        assert_eq!(
            AccountNumber::parse("12345678903").unwrap().as_str(),
            "12345678903"
        );
    }

    #[test]
    fn refuses_a_wrong_check_digit() {
        assert_eq!(
            AccountNumber::parse("12345678901"),
            Err(IdentifierError::CheckDigit)
        );
    }

    #[test]
    fn refuses_separators() {
        assert_eq!(
            AccountNumber::parse("1234.56.78903"),
            Err(IdentifierError::NotDigits)
        );
    }

    #[test]
    fn refuses_an_international_length() {
        let error = IdentifierError::Length {
            expected: 11,
            found: 13,
        };
        assert_eq!(AccountNumber::parse("1234567890300"), Err(error));
    }

    #[test]
    fn synthetic_numbers_are_valid() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for _ in 0..500 {
            let made = AccountNumber::synthetic(&mut rng);
            assert!(AccountNumber::parse(made.as_str()).is_ok(), "{made}");
        }
    }
}
