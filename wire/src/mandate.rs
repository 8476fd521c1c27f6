//! The encoding of the `Legal-Mandate` header: percent-encoded UTF-8 (RFC 3986, section 2.1).

use std::fmt::Write as _;

/// Why a header value is no percent-encoded mandate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MandateDecodeError {
    /// A `%` without two hexadecimal digits after it, at this byte offset.
    #[error("broken percent-escape at byte {0}")]
    BrokenEscape(usize),
    /// A raw byte outside printable ASCII, at this byte offset.
    #[error("byte {0} is not printable ASCII and not percent-encoded")]
    RawByte(usize),
    /// The decoded bytes are no UTF-8.
    #[error("the decoded bytes are not UTF-8")]
    NotUtf8,
}

/// Encodes a mandate text as the service pages do: UTF-8 with upper-case hexadecimal escapes, where letters,
/// digits and `-._()` stay as they are.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._()".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("writing to a string cannot fail");
        }
    }
    encoded
}

/// Decodes a percent-encoded mandate. Printable ASCII that is not escaped stands for itself, so that every
/// equivalent encoding gives the same text; hexadecimal digits of either case are read.
///
/// # Errors
/// A broken escape, a raw byte outside printable ASCII, or bytes that are no UTF-8.
pub fn decode(text: &str) -> Result<String, MandateDecodeError> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'%' => {
                let pair = bytes.get(at + 1..at + 3).and_then(hexadecimal);
                decoded.push(pair.ok_or(MandateDecodeError::BrokenEscape(at))?);
                at += 3;
            }
            b' '..=b'~' => {
                decoded.push(byte);
                at += 1;
            }
            _ => return Err(MandateDecodeError::RawByte(at)),
        }
    }
    String::from_utf8(decoded).map_err(|_| MandateDecodeError::NotUtf8)
}

fn hexadecimal(pair: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let value = digit(pair[0])? * 16 + digit(pair[1])?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CRIMINAL_CASE: &str = "Straffeprosessloven §210 (3) første punktum";

    #[test]
    fn encodes_a_mandate_as_the_service_page_prints_it() {
        assert_eq!(
            encode(CRIMINAL_CASE),
            "Straffeprosessloven%20%C2%A7210%20(3)%20f%C3%B8rste%20punktum"
        );
    }

    #[test]
    fn encodes_the_comma_of_the_estate_mandate() {
        let text =
            "Arveloven § 92 første ledd og § 118, jf. § 88 a, jf. forskrift om Digitalt dødsbo";
        assert_eq!(
            encode(text),
            "Arveloven%20%C2%A7%2092%20f%C3%B8rste%20ledd%20og%20%C2%A7%20118%2C%20jf.%20%C2%A7%2088%20a%2C%20jf.%20forskrift%20om%20Digitalt%20d%C3%B8dsbo"
        );
    }

    #[test]
    fn decodes_what_it_encoded() {
        assert_eq!(decode(&encode(CRIMINAL_CASE)).as_deref(), Ok(CRIMINAL_CASE));
    }

    #[test]
    fn decodes_an_equivalent_encoding_to_the_same_text() {
        let other = "Straffeprosessloven %c2%a7210%20%283%29%20f%c3%b8rste%20punktum";
        assert_eq!(decode(other).as_deref(), Ok(CRIMINAL_CASE));
    }

    #[test]
    fn decodes_only_once() {
        assert_eq!(decode("%2520").as_deref(), Ok("%20"));
    }

    #[test]
    fn refuses_a_raw_paragraph_sign() {
        assert_eq!(decode("§"), Err(MandateDecodeError::RawByte(0)));
    }

    #[test]
    fn refuses_a_control_character() {
        assert_eq!(decode("a\tb"), Err(MandateDecodeError::RawByte(1)));
    }

    #[test]
    fn refuses_an_escape_that_is_cut_off() {
        assert_eq!(decode("ab%C"), Err(MandateDecodeError::BrokenEscape(2)));
    }

    #[test]
    fn refuses_an_escape_that_is_not_hexadecimal() {
        assert_eq!(decode("%G0"), Err(MandateDecodeError::BrokenEscape(0)));
        assert_eq!(decode("%+1"), Err(MandateDecodeError::BrokenEscape(0)));
    }

    #[test]
    fn refuses_latin_1_escapes() {
        assert_eq!(decode("%A7210"), Err(MandateDecodeError::NotUtf8));
    }
}
