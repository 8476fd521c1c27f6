//! Maskinporten's keys.

use openssl::pkey::{PKey, Public};
use serde_json::Value;
use wire::jose::sign::{SignatureAlgorithm, Verifier};

use crate::config::RegisterTimes;
use crate::registers::keys::{KeySet, is_for_signatures, rsa_key};

/// A key that access tokens are verified with, prepared once.
#[derive(Debug)]
pub(crate) struct IssuerKey {
    pub(crate) key: PKey<Public>,
    pub(crate) verifier: Verifier,
}

/// The keys that access tokens are verified with.
pub(crate) type IssuerKeys = KeySet<IssuerKey>;

/// The key set at this address.
pub(crate) fn issuer_keys(address: String, times: RegisterTimes) -> IssuerKeys {
    KeySet::new(address, times.least_interval, times.keys, read)
}

pub(crate) fn read(jwk: &Value) -> Option<IssuerKey> {
    if !is_for_signatures(jwk) {
        return None;
    }
    let key = rsa_key(jwk).ok()?;
    let verifier = Verifier::new(SignatureAlgorithm::Rs256, &key).ok()?;
    Some(IssuerKey { key, verifier })
}
