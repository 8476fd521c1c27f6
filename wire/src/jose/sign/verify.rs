use std::fmt;

use josekit::jws::JwsVerifier;
use josekit::jws::alg::ecdsa::EcdsaJwsAlgorithm;
use josekit::jws::alg::rsassa::RsassaJwsAlgorithm;
use josekit::jws::alg::rsassa_pss::RsassaPssJwsAlgorithm;
use openssl::pkey::{PKey, Public};

use super::SignatureAlgorithm as Algorithm;
use crate::jose::JoseError;

/// A public key made ready for one algorithm, for those who verify often with the same.
pub struct Verifier {
    algorithm: Algorithm,
    inner: Box<dyn JwsVerifier>,
}

impl Verifier {
    /// Makes a key ready.
    ///
    /// # Errors
    /// A key of another type than the algorithm's, an RSA key below 2048 bits, HMAC (it has no public key).
    pub fn new(algorithm: Algorithm, key: &PKey<Public>) -> Result<Self, JoseError> {
        let der = key.public_key_to_der()?;
        let inner = josekit_verifier(algorithm, &der)?;
        Ok(Self { algorithm, inner })
    }

    /// Whether the signature over the input is right.
    pub fn verify(&self, input: &[u8], signature: &[u8]) -> bool {
        self.inner.verify(input, signature).is_ok()
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Verifier({})", self.algorithm.name())
    }
}

/// Whether the signature over the input is right.
///
/// # Errors
/// A key that cannot be used with the algorithm, see [`Verifier::new`].
pub fn verify_bytes(
    algorithm: Algorithm,
    key: &PKey<Public>,
    input: &[u8],
    signature: &[u8],
) -> Result<bool, JoseError> {
    Ok(Verifier::new(algorithm, key)?.verify(input, signature))
}

fn josekit_verifier(algorithm: Algorithm, der: &[u8]) -> Result<Box<dyn JwsVerifier>, JoseError> {
    let rsa = |algorithm: RsassaJwsAlgorithm| algorithm.verifier_from_der(der).map(boxed);
    let pss = |algorithm: RsassaPssJwsAlgorithm| algorithm.verifier_from_der(der).map(boxed);
    match algorithm {
        Algorithm::Rs256 => rsa(RsassaJwsAlgorithm::Rs256),
        Algorithm::Rs384 => rsa(RsassaJwsAlgorithm::Rs384),
        Algorithm::Rs512 => rsa(RsassaJwsAlgorithm::Rs512),
        Algorithm::Ps256 => pss(RsassaPssJwsAlgorithm::Ps256),
        Algorithm::Ps384 => pss(RsassaPssJwsAlgorithm::Ps384),
        Algorithm::Ps512 => pss(RsassaPssJwsAlgorithm::Ps512),
        Algorithm::Es256 => EcdsaJwsAlgorithm::Es256.verifier_from_der(der).map(boxed),
        Algorithm::Hs256 => return Err(JoseError::Key("HMAC has no public key".to_owned())),
    }
    .map_err(|error| JoseError::Key(error.to_string()))
}

fn boxed(verifier: impl JwsVerifier + 'static) -> Box<dyn JwsVerifier> {
    Box::new(verifier)
}
