//! Key sets: RSA keys by `kid`, fetched when an unknown one comes, but not at every stranger's call.

use std::collections::HashMap;
use std::sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use openssl::bn::BigNum;
use openssl::pkey::{PKey, Public};
use openssl::rsa::Rsa;
use serde_json::Value;
use wire::jose::strict;

use crate::registers::{RegisterError, Registry};

/// A key set that is fetched anew for an unknown `kid`, with a least interval between two fetches,
/// and after a while in any case.
#[derive(Debug)]
pub(crate) struct KeySet<K> {
    address: String,
    read: fn(&Value) -> Option<K>,
    least_interval: Duration,
    longest: Duration,
    known: RwLock<Known<K>>,
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Known<K> {
    keys: HashMap<String, Arc<K>>,
    fetched: Option<Instant>,
    /// The last try to fetch, also one that failed.
    tried: Option<Instant>,
}

impl<K> KeySet<K> {
    /// A key set at this address; `read` reads the key of a JWK, and ignores what is not one.
    pub(crate) fn new(
        address: String,
        least_interval: Duration,
        longest: Duration,
        read: fn(&Value) -> Option<K>,
    ) -> Self {
        Self {
            address,
            read,
            least_interval,
            longest,
            known: RwLock::new(Known {
                keys: HashMap::new(),
                fetched: None,
                tried: None,
            }),
            fetching: tokio::sync::Mutex::new(()),
        }
    }

    /// The key of that name; `None` when the register has none either.
    pub(crate) async fn find(
        &self,
        kid: &str,
        registry: &Registry,
    ) -> Result<Option<Arc<K>>, RegisterError> {
        if let Some(key) = self.look_up(kid, self.longest) {
            return Ok(Some(key));
        }
        let _turn = self.fetching.lock().await;
        if let Some(key) = self.look_up(kid, self.longest) {
            return Ok(Some(key));
        }
        if self.was_tried_lately() {
            return self.last_known(kid);
        }
        self.note_try();
        match self.fetch(registry).await {
            Ok(keys) => {
                self.replace(keys);
                Ok(self.look_up(kid, Duration::MAX))
            }
            Err(error) => self.look_up(kid, Duration::MAX).map(Some).ok_or(error),
        }
    }

    /// All keys that were fetched.
    pub(crate) fn all(&self) -> Vec<Arc<K>> {
        self.read_known().keys.values().map(Arc::clone).collect()
    }

    /// Between two fetches only what is known already; a set that never came is out of service.
    fn last_known(&self, kid: &str) -> Result<Option<Arc<K>>, RegisterError> {
        let never_came = self.read_known().fetched.is_none();
        if never_came {
            return Err(RegisterError::Unusable(
                "it did not answer a moment ago".to_owned(),
            ));
        }
        Ok(self.look_up(kid, Duration::MAX))
    }

    async fn fetch(&self, registry: &Registry) -> Result<HashMap<String, Arc<K>>, RegisterError> {
        let body = registry.get(&self.address, "application/json").await?;
        let keys = keys(&body, self.read)?;
        Ok(keys.map(|(kid, key)| (kid, Arc::new(key))).collect())
    }

    fn look_up(&self, kid: &str, longest: Duration) -> Option<Arc<K>> {
        let known = self.read_known();
        let age = known.fetched?.elapsed();
        (age <= longest)
            .then(|| known.keys.get(kid).cloned())
            .flatten()
    }

    fn was_tried_lately(&self) -> bool {
        let tried = self.read_known().tried;
        tried.is_some_and(|tried| tried.elapsed() < self.least_interval)
    }

    fn note_try(&self) {
        self.write_known().tried = Some(Instant::now());
    }

    fn replace(&self, keys: HashMap<String, Arc<K>>) {
        let mut known = self.write_known();
        known.keys = keys;
        known.fetched = Some(Instant::now());
    }

    fn read_known(&self) -> RwLockReadGuard<'_, Known<K>> {
        self.known.read().expect("no holder of the lock panics")
    }

    fn write_known(&self) -> RwLockWriteGuard<'_, Known<K>> {
        self.known.write().expect("no holder of the lock panics")
    }
}

/// The keys of a set that `read` reads, by their `kid`.
pub(crate) fn keys<K>(
    body: &[u8],
    read: fn(&Value) -> Option<K>,
) -> Result<impl Iterator<Item = (String, K)>, RegisterError> {
    let mut set = strict::json(body)
        .map_err(|error| RegisterError::Unusable(format!("the key set is no JSON: {error}")))?;
    let Some(Value::Array(keys)) = set.get_mut("keys").map(Value::take) else {
        return Err(RegisterError::Unusable(
            "the key set has no keys".to_owned(),
        ));
    };
    Ok(keys.into_iter().filter_map(move |jwk| {
        let kid = jwk.get("kid")?.as_str()?.to_owned();
        Some((kid, read(&jwk)?))
    }))
}

/// The RSA key of a JWK, by its `n` and `e`.
pub(crate) fn rsa_key(jwk: &Value) -> Result<PKey<Public>, RegisterError> {
    let unusable = |what: &str| RegisterError::Unusable(what.to_owned());
    if jwk.get("kty").and_then(Value::as_str) != Some("RSA") {
        return Err(unusable("the key is not RSA"));
    }
    let number = |name: &str| {
        let text = jwk
            .get(name)
            .and_then(Value::as_str)
            .ok_or_else(|| unusable("n or e is missing"))?;
        let bytes = strict::base64url(text).map_err(|_| unusable("n or e is not base64url"))?;
        BigNum::from_slice(&bytes).map_err(|_| unusable("n or e is no number"))
    };
    let rsa = Rsa::from_public_components(number("n")?, number("e")?)
        .map_err(|_| unusable("n and e make no key"))?;
    if rsa.size() < 256 {
        return Err(unusable("the key is shorter than 2048 bits"));
    }
    PKey::from_rsa(rsa).map_err(|_| unusable("n and e make no key"))
}

/// Whether a JWK is meant for signatures, as far as it says.
pub(crate) fn is_for_signatures(jwk: &Value) -> bool {
    jwk.get("use").is_none_or(|usage| usage == "sig")
}
