//! Encryption (RFC 7516, RFC 7518 sections 4 and 5) with RSA key management.
//!
//! The library underneath decrypts shortened GCM tags, takes initialization vectors of odd lengths and inflates
//! `zip` without bound. [`decrypt_compact`] refuses these before it gets there.

mod algorithm;
mod decrypt;
mod key;

use josekit::jwe::{JweContext, JweEncrypter, JweHeader};
use openssl::pkey::{PKey, Public};
use serde_json::{Map, Value};

use super::JoseError;

pub use algorithm::{ContentEncryption, KeyManagement};
pub use decrypt::{
    Decrypted, LONGEST_INFLATED, decrypt_compact, decrypt_compact_inflating, unwrap_content_key,
    wrapped_otherwise,
};
pub use key::DecryptionKey;

/// How to encrypt.
#[derive(Clone, Debug, PartialEq)]
pub struct JweOptions {
    /// How the content encryption key is encrypted.
    pub alg: KeyManagement,
    /// How the content is encrypted.
    pub enc: ContentEncryption,
    /// Further members of the header, e.g. `kid` and `cty`. With `zip` as `DEF` the content is compressed.
    pub extra_header: Map<String, Value>,
}

impl JweOptions {
    /// An algorithm pair without further header members.
    pub fn new(alg: KeyManagement, enc: ContentEncryption) -> Self {
        Self {
            alg,
            enc,
            extra_header: Map::new(),
        }
    }
}

/// RSA-OAEP-256 with A128CBC-HS256, the pair that consumers are known to read.
impl Default for JweOptions {
    fn default() -> Self {
        Self::new(KeyManagement::RsaOaep256, ContentEncryption::A128CbcHs256)
    }
}

/// Encrypts to a public key, in compact serialization.
///
/// # Errors
/// A key that is no RSA key of at least 2048 bits; header members of a wrong type; an unknown `zip`.
pub fn encrypt_compact(
    plaintext: &[u8],
    to: &PKey<Public>,
    options: &JweOptions,
) -> Result<String, JoseError> {
    let failed = |error: josekit::JoseError| JoseError::Encryption(error.to_string());
    let mut header = JweHeader::from_map(options.extra_header.clone()).map_err(failed)?;
    header.set_content_encryption(options.enc.name());
    let encrypter = options
        .alg
        .josekit()
        .encrypter_from_der(to.public_key_to_der()?)
        .map_err(|error| JoseError::Key(error.to_string()))?;
    let encrypter: &dyn JweEncrypter = &encrypter;
    JweContext::new()
        .serialize_compact(plaintext, &header, encrypter)
        .map_err(failed)
}

#[cfg(test)]
mod tests;
