//! Modulus 11.

/// The sum of each digit times its weight, modulo 11.
pub(super) fn weighted(digits: &[u8], weights: &[u8]) -> u8 {
    let sum: u16 = digits
        .iter()
        .zip(weights)
        .map(|(digit, weight)| u16::from(*digit) * u16::from(*weight))
        .sum();
    u8::try_from(sum % 11).expect("a remainder by 11 fits into a byte")
}

/// The digit that brings the weighted sum to a multiple of 11; none where it would be 10.
pub(super) fn completing(digits: &[u8], weights: &[u8]) -> Option<u8> {
    match (11 - weighted(digits, weights)) % 11 {
        10 => None,
        digit => Some(digit),
    }
}
