//! The strict gate in front of a bank's encrypted answer, and the opening of it.

use serde_json::Value;
use wire::jose::encrypt::{ContentEncryption, DecryptionKey, KeyManagement, decrypt_compact};
use wire::jose::strict::{self, CompactJwe};

/// Members that bring keys or rules of their own, or that compress (RFC 7516 4.1).
const FORBIDDEN: [&str; 8] = ["zip", "crit", "jwk", "jku", "x5u", "epk", "apu", "apv"];

/// Why an answer was not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// Not of the media type that was asked for.
    #[error("its media type is {0}, not application/jose")]
    MediaType(String),
    /// Not a compact JWE.
    #[error("it is not a compact JWE: {0}")]
    Form(String),
    /// An algorithm that the agency does not accept.
    #[error("its {member} is {found}")]
    Algorithm {
        /// `alg` or `enc`.
        member: &'static str,
        /// What it is.
        found: String,
    },
    /// A header member that must not be there.
    #[error("its header has the member {0}")]
    HeaderMember(&'static str),
    /// A part has another length than its algorithm requires; shorter tags could be forged.
    #[error("its {part} has {found} bytes, not {expected}")]
    Length {
        /// Which part.
        part: &'static str,
        /// Bytes that came.
        found: usize,
        /// Bytes that the algorithm requires.
        expected: usize,
    },
    /// It is encrypted to another key, or was changed on the way.
    #[error("it does not decrypt with the agency's key")]
    Decryption,
    /// What was encrypted is not a JSON object.
    #[error("its content is not a JSON object: {0}")]
    Content(String),
}

/// Opens an answer: a compact JWE with a JSON object in it.
///
/// # Errors
/// [`AnswerError`] for everything that an agency must not use.
pub fn open(body: &[u8], key: &DecryptionKey) -> Result<Value, AnswerError> {
    let text = std::str::from_utf8(body)
        .map_err(|_invalid| AnswerError::Form("it is not text".to_owned()))?;
    check(text, key)?;
    let decrypted =
        decrypt_compact(text, key).map_err(|_undecipherable| AnswerError::Decryption)?;
    let content = strict::json(&decrypted.plaintext)
        .map_err(|error| AnswerError::Content(error.to_string()))?;
    if content.is_object() {
        Ok(content)
    } else {
        Err(AnswerError::Content("it is another value".to_owned()))
    }
}

/// Everything about the form that can be said without touching the key.
fn check(text: &str, key: &DecryptionKey) -> Result<(), AnswerError> {
    let jwe = CompactJwe::parse(text).map_err(|error| AnswerError::Form(error.to_string()))?;
    let header = decoded(jwe.protected)?;
    let header = strict::json(&header).map_err(|error| AnswerError::Form(error.to_string()))?;
    if !header.is_object() {
        return Err(AnswerError::Form("its header is not an object".to_owned()));
    }
    if let Some(member) = FORBIDDEN
        .into_iter()
        .find(|member| header.get(member).is_some())
    {
        return Err(AnswerError::HeaderMember(member));
    }
    check_key_management(&header)?;
    let encryption = content_encryption(&header)?;
    let (iv, tag) = lengths(encryption);
    length("encrypted key", jwe.encrypted_key, key.public().size())?;
    length("initialization vector", jwe.iv, iv)?;
    length("authentication tag", jwe.tag, tag)?;
    decoded(jwe.ciphertext).map(drop)
}

fn decoded(part: &str) -> Result<Vec<u8>, AnswerError> {
    strict::base64url(part).map_err(|error| AnswerError::Form(error.to_string()))
}

fn check_key_management(header: &Value) -> Result<(), AnswerError> {
    match header["alg"].as_str().map(KeyManagement::from_name) {
        Some(Some(KeyManagement::RsaOaep256 | KeyManagement::RsaOaep)) => Ok(()),
        Some(Some(KeyManagement::Rsa15) | None) | None => Err(AnswerError::Algorithm {
            member: "alg",
            found: header["alg"].to_string(),
        }),
    }
}

fn content_encryption(header: &Value) -> Result<ContentEncryption, AnswerError> {
    header["enc"]
        .as_str()
        .and_then(ContentEncryption::from_name)
        .ok_or_else(|| AnswerError::Algorithm {
            member: "enc",
            found: header["enc"].to_string(),
        })
}

/// Bytes of the initialization vector and the tag (RFC 7518 5.2, 5.3).
fn lengths(encryption: ContentEncryption) -> (usize, usize) {
    match encryption {
        ContentEncryption::A128CbcHs256 => (16, 16),
        ContentEncryption::A256CbcHs512 => (16, 32),
        ContentEncryption::A128Gcm | ContentEncryption::A256Gcm => (12, 16),
    }
}

fn length(part: &'static str, text: &str, expected: usize) -> Result<(), AnswerError> {
    let found = decoded(text)?.len();
    if found == expected {
        Ok(())
    } else {
        Err(AnswerError::Length {
            part,
            found,
            expected,
        })
    }
}

#[cfg(test)]
mod tests;
