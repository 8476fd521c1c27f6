//! A key together with its certificate.

use openssl::pkey::{PKey, Private};
use openssl::x509::{X509, X509VerifyResult};

/// A private key, and the certificates that belong to it.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The key.
    pub key: PKey<Private>,
    /// Its certificate, then each issuer of the one before as far as there are any, then what is left.
    pub chain: Vec<X509>,
}

impl Identity {
    /// The key with these certificates, whatever their order; `None` if none of them is the key's own.
    pub(super) fn new(key: PKey<Private>, mut certificates: Vec<X509>) -> Option<Self> {
        let own = certificates
            .iter()
            .position(|one| one.public_key().is_ok_and(|public| public.public_eq(&key)))?;
        let mut chain = vec![certificates.remove(own)];
        while let Some(last) = chain.last() {
            let issued = |one: &X509| one.issued(last) == X509VerifyResult::OK;
            let Some(next) = certificates.iter().position(issued) else {
                break;
            };
            chain.push(certificates.remove(next));
        }
        chain.append(&mut certificates);
        Some(Self { key, chain })
    }
}
