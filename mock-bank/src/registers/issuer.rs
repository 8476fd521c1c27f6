//! Maskinporten's keys.

use openssl::pkey::{PKey, Public};
use serde_json::Value;

use crate::config::RegisterTimes;
use crate::registers::keys::{KeySet, is_for_signatures, rsa_key};

/// The keys that access tokens are verified with.
pub(crate) type IssuerKeys = KeySet<PKey<Public>>;

/// The key set at this address.
pub(crate) fn issuer_keys(address: String, times: RegisterTimes) -> IssuerKeys {
    KeySet::new(address, times.least_interval, times.keys, read)
}

fn read(jwk: &Value) -> Option<PKey<Public>> {
    if !is_for_signatures(jwk) {
        return None;
    }
    rsa_key(jwk).ok()
}
