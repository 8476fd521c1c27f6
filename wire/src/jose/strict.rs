//! Strict reading of base64url, JSON and the compact serializations. It judges form alone.

mod compact;
mod json;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

pub use compact::{CompactJwe, CompactJws, ReadJws, read_jws};
pub use json::{MAX_DEPTH, json};

/// What is wrong with the form of a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Another number of parts than the compact serialization has.
    #[error("{found} parts where {expected} are needed")]
    PartCount {
        /// How many it has.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// Not base64url without padding (RFC 7515, section 2), or with trailing bits that are not zero.
    #[error("no base64url without padding: {0}")]
    Base64url(String),
    /// Not one JSON text (RFC 8259).
    #[error("no JSON: {0}")]
    Json(String),
    /// A JSON object with a member twice.
    #[error("the member {0:?} occurs twice")]
    DuplicateMember(String),
    /// JSON nested deeper than [`MAX_DEPTH`].
    #[error("nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// JSON where an object is needed.
    #[error("no JSON object")]
    NotAnObject,
    /// One of the above in a part of a compact serialization.
    #[error("{part}: {problem}")]
    InPart {
        /// The part, e.g. `header`.
        part: &'static str,
        /// What is wrong with it.
        problem: Box<FormError>,
    },
}

impl FormError {
    fn in_part(self, part: &'static str) -> Self {
        Self::InPart {
            part,
            problem: Box::new(self),
        }
    }
}

/// Decodes base64url as RFC 7515 has it: no padding, no white space, unused trailing bits zero.
///
/// # Errors
/// Anything else.
pub fn base64url(text: &str) -> Result<Vec<u8>, FormError> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|error| FormError::Base64url(error.to_string()))
}

/// Whether a text is base64url as [`base64url`] decodes it.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches many bytes are looked at together, and a ciphertext has millions"
)]
pub fn is_base64url(text: &str) -> bool {
    let digit = |byte: u8| {
        byte.is_ascii_uppercase()
            | byte.is_ascii_lowercase()
            | byte.is_ascii_digit()
            | (byte == b'-')
            | (byte == b'_')
    };
    // The bits of the last digits that are left over have to be nought.
    let (whole, rest) = text.as_bytes().split_at(text.len() - text.len() % 4);
    whole.iter().fold(true, |all, byte| all & digit(*byte)) && URL_SAFE_NO_PAD.decode(rest).is_ok()
}

/// Encodes as base64url without padding.
pub fn encode_base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_it_encoded() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(base64url(&encode_base64url(&bytes)), Ok(bytes));
    }

    #[test]
    fn tells_what_it_would_decode() {
        for text in [
            "", "AA", "AAA", "AAAA", "AAAAAA", "-_-_", "AB", "A", "AAAAA", "AA==", "AAAA=", "+/+/",
            "A A", "ÆA",
        ] {
            assert_eq!(is_base64url(text), base64url(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn decodes_nothing_from_nothing() {
        assert_eq!(base64url(""), Ok(Vec::new()));
    }

    #[test]
    fn refuses_padding_white_space_and_the_other_alphabet() {
        for text in ["YQ==", "YW I", "YWI\n", "a+b_", "a/b_", "Y", "YWJj="] {
            assert!(
                matches!(base64url(text), Err(FormError::Base64url(_))),
                "{text:?}"
            );
        }
    }

    #[test]
    fn refuses_trailing_bits_that_are_not_zero() {
        assert_eq!(base64url("YQ"), Ok(b"a".to_vec()));
        assert!(matches!(base64url("YR"), Err(FormError::Base64url(_))));
    }
}
