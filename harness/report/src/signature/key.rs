//! The key and certificates that reports are signed with.

use jiff::Timestamp;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Private, Public};
use openssl::x509::{X509, X509ExtendedKeyUsage, X509KeyUsage, X509Ref, X509VerifyResult};
use thiserror::Error;
use wire::jose::sign::{SignatureAlgorithm, SigningKey};
use wire::pki::validity_of;

use pack::message::UserError;
use pack::text::Text;

/// RSA keys below this are too short for the algorithms (RFC 7518, 3.3 and 3.5).
const FEWEST_BITS: u32 = 2048;

/// A key to sign with, the algorithm it signs by, and the certificates that vouch for it: the key's own first, then
/// each issuer of the one before.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The key.
    pub key: SigningKey,
    /// The algorithm.
    pub algorithm: SignatureAlgorithm,
    /// The certificates; none for a key alone.
    pub chain: Vec<X509>,
}

/// Why a key cannot sign reports.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    /// Neither RSA nor P-256.
    #[error("the key is neither RSA nor on the curve P-256")]
    Kind,
    /// An RSA key that is too short.
    #[error("the RSA key has {0} bits, and needs {FEWEST_BITS}")]
    TooShort(u32),
    /// The algorithm is for other keys.
    #[error("the key cannot sign by {0}")]
    Algorithm(&'static str),
    /// The first certificate is another key's.
    #[error("the first certificate of the chain is not the key's own")]
    NotTheKeys,
    /// A certificate that did not issue the one before it.
    #[error("certificate {0} of the chain did not issue the one before it")]
    Order(usize),
    /// The signer's certificate has expired.
    #[error("the certificate has expired on {0}")]
    Expired(Timestamp),
    /// The signer's certificate is not valid yet.
    #[error("the certificate is not valid before {0}")]
    NotYetValid(Timestamp),
    /// The signer's certificate is for something else.
    #[error("the certificate is not for signing: {0}")]
    Purpose(Text),
}

impl UserError for KeyError {}

impl Credentials {
    /// A key alone. Without a choice of `algorithm` an RSA key signs by PS256, a P-256 key by ES256.
    ///
    /// # Errors
    /// A key that no report is signed with, or an algorithm that does not fit it.
    pub fn new(
        key: PKey<Private>,
        algorithm: Option<SignatureAlgorithm>,
    ) -> Result<Self, KeyError> {
        let key = SigningKey::from_pkey(key);
        let fitting = fitting(&key.public())?;
        let algorithm = match algorithm {
            Some(wanted) if fitting.contains(&wanted) => wanted,
            Some(wanted) => return Err(KeyError::Algorithm(wanted.name())),
            None => *fitting.first().ok_or(KeyError::Kind)?,
        };
        Ok(Self {
            key,
            algorithm,
            chain: Vec::new(),
        })
    }

    /// With certificates that vouch for the key at that time.
    ///
    /// # Errors
    /// The first certificate is not the key's, not valid or not for signing, or they do not follow each other.
    pub fn with_chain(self, chain: Vec<X509>, now: Timestamp) -> Result<Self, KeyError> {
        let leaf = chain.first().ok_or(KeyError::NotTheKeys)?;
        let own = leaf.public_key().map_err(|_| KeyError::Kind)?;
        if !own.public_eq(&self.key.public()) {
            return Err(KeyError::NotTheKeys);
        }
        for (number, pair) in chain.windows(2).enumerate() {
            if let [issued, issuer] = pair
                && issuer.issued(issued) != X509VerifyResult::OK
            {
                return Err(KeyError::Order(number + 2));
            }
        }
        let validity = validity_of(leaf).map_err(|_| KeyError::Kind)?;
        if now > validity.not_after {
            return Err(KeyError::Expired(validity.not_after));
        }
        if now < validity.not_before {
            return Err(KeyError::NotYetValid(validity.not_before));
        }
        if let Some(why) = other_purpose(leaf) {
            return Err(KeyError::Purpose(why));
        }
        Ok(Self { chain, ..self })
    }
}

/// The algorithm of that name, if reports are signed by it.
pub fn signature_algorithm(name: &str) -> Option<SignatureAlgorithm> {
    use SignatureAlgorithm as Algorithm;
    [Algorithm::Ps256, Algorithm::Rs256, Algorithm::Es256]
        .into_iter()
        .find(|algorithm| algorithm.name() == name)
}

/// The algorithms that a key can sign by; the usual one first.
pub(super) fn fitting(key: &PKey<Public>) -> Result<Vec<SignatureAlgorithm>, KeyError> {
    if key.id() == Id::RSA {
        return if key.bits() < FEWEST_BITS {
            Err(KeyError::TooShort(key.bits()))
        } else {
            Ok(vec![SignatureAlgorithm::Ps256, SignatureAlgorithm::Rs256])
        };
    }
    let curve = key.ec_key().ok().and_then(|key| key.group().curve_name());
    if curve == Some(Nid::X9_62_PRIME256V1) {
        Ok(vec![SignatureAlgorithm::Es256])
    } else {
        Err(KeyError::Kind)
    }
}

/// What a certificate is for, if not for signing documents: its key usage allows no signatures (RFC 5280, 4.2.1.3),
/// or its extended key usage names servers and clients alone (4.2.1.12).
pub(super) fn other_purpose(certificate: &X509Ref) -> Option<Text> {
    let signing = X509KeyUsage::DIGITAL_SIGNATURE | X509KeyUsage::NON_REPUDIATION;
    if let Some(usage) = certificate.key_usage()
        && !usage.intersects(signing)
    {
        return Some(Text::new(
            "its key usage allows no signatures of data",
            "nøkkelbruken tillater ikke signering av data",
        ));
    }
    let documents = X509ExtendedKeyUsage::SMIME
        | X509ExtendedKeyUsage::CODE_SIGN
        | X509ExtendedKeyUsage::ANYEKU;
    let others = X509ExtendedKeyUsage::all().difference(documents);
    certificate
        .extended_key_usage()
        .filter(|usage| usage.intersects(others) && !usage.intersects(documents))
        .map(|_| {
            Text::new(
                "its extended key usage is for TLS or other services alone",
                "den utvidede nøkkelbruken er bare for TLS eller andre tjenester",
            )
        })
}
