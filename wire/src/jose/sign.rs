//! Signatures (RFC 7515, RFC 7518 section 3), and the means to make deliberately wrong ones.

mod key;
mod verify;

use openssl::ecdsa::EcdsaSig;
use openssl::hash::MessageDigest;
use openssl::pkey::{Id, PKey, Private};
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Signer};
use serde_json::Value;

use super::JoseError;
use super::strict::encode_base64url;

pub use key::SigningKey;
pub use verify::{Verifier, verify_bytes};

/// Length in bytes of each half of an ES256 signature.
const P256_BYTES: i32 = 32;

/// An `alg` of RFC 7518, section 3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// HMAC with SHA-256.
    Hs256,
}

impl SignatureAlgorithm {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Hs256,
    ];

    /// Its name in the `alg` header.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Hs256 => "HS256",
        }
    }

    /// The algorithm of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
    }

    fn digest(self) -> MessageDigest {
        match self {
            Self::Rs256 | Self::Ps256 | Self::Es256 | Self::Hs256 => MessageDigest::sha256(),
            Self::Rs384 | Self::Ps384 => MessageDigest::sha384(),
            Self::Rs512 | Self::Ps512 => MessageDigest::sha512(),
        }
    }

    fn key_type(self) -> Id {
        match self {
            Self::Rs256 | Self::Rs384 | Self::Rs512 | Self::Ps256 | Self::Ps384 | Self::Ps512 => {
                Id::RSA
            }
            Self::Es256 => Id::EC,
            Self::Hs256 => Id::HMAC,
        }
    }

    fn is_pss(self) -> bool {
        matches!(self, Self::Ps256 | Self::Ps384 | Self::Ps512)
    }
}

/// Makes a JWS in compact serialization. The header is kept as given: its `alg` may be missing or name
/// another algorithm than the one that signs.
///
/// # Errors
/// A key that does not fit the algorithm.
pub fn sign_compact(
    header: &Value,
    payload: &Value,
    key: &SigningKey,
    algorithm: SignatureAlgorithm,
) -> Result<String, JoseError> {
    let mut text = encode_base64url(&serde_json::to_vec(header)?);
    text.push('.');
    text.push_str(&encode_base64url(&serde_json::to_vec(payload)?));
    let signature = sign_bytes(algorithm, key, text.as_bytes())?;
    text.push('.');
    text.push_str(&encode_base64url(&signature));
    Ok(text)
}

/// Signs bytes. The salt of a PSS signature is as long as the digest; an ES256 signature is r and s, 32 bytes
/// each.
///
/// # Errors
/// A key that does not fit the algorithm.
pub fn sign_bytes(
    algorithm: SignatureAlgorithm,
    key: &SigningKey,
    input: &[u8],
) -> Result<Vec<u8>, JoseError> {
    let key = key.private()?;
    if key.id() != algorithm.key_type() {
        return Err(JoseError::Key(format!(
            "it is of another type than {} needs",
            algorithm.name()
        )));
    }
    let mut signer = signer(algorithm, &key)?;
    let signature = signer.sign_oneshot_to_vec(input)?;
    if algorithm == SignatureAlgorithm::Es256 {
        fixed_width(&signature)
    } else {
        Ok(signature)
    }
}

fn signer(algorithm: SignatureAlgorithm, key: &PKey<Private>) -> Result<Signer<'_>, JoseError> {
    let mut signer = Signer::new(algorithm.digest(), key)?;
    if algorithm.is_pss() {
        signer.set_rsa_padding(Padding::PKCS1_PSS)?;
        signer.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)?;
        signer.set_rsa_mgf1_md(algorithm.digest())?;
    }
    Ok(signer)
}

fn fixed_width(der: &[u8]) -> Result<Vec<u8>, JoseError> {
    let signature = EcdsaSig::from_der(der)?;
    let mut bytes = signature.r().to_vec_padded(P256_BYTES)?;
    bytes.extend(signature.s().to_vec_padded(P256_BYTES)?);
    Ok(bytes)
}

/// Puts a compact serialization together from raw bytes, whatever they are.
pub fn assemble_jws(header: &[u8], payload: &[u8], signature: &[u8]) -> String {
    [header, payload, signature].map(encode_base64url).join(".")
}

#[cfg(test)]
mod tests;
