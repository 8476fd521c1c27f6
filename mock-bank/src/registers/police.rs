//! The police's keys with their certificates, and the bank's check of each.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use jiff::Timestamp;
use openssl::asn1::Asn1Time;
use openssl::x509::X509;
use serde_json::Value;
use wire::jose::sign::{SignatureAlgorithm, Verifier};

use crate::config::{Mode, RegisterTimes};
use crate::defect::Defects;
use crate::order::certificate::{self, PoliceKey};
use crate::refusal::{Refusal, Rule, Ruling};
use crate::registers::Registry;
use crate::registers::keys::{KeySet, is_for_signatures, rsa_key};
use crate::registers::out_of_service;

/// The key set of the police and the root that its certificates must chain up to.
#[derive(Debug)]
pub(crate) struct PoliceKeys {
    keys: KeySet<PoliceKey>,
    roots: Vec<X509>,
    mode: Mode,
    defects: Defects,
    valid: RwLock<HashMap<String, ValidChain>>,
}

/// A valid chain, and the time in which it stays valid.
#[derive(Debug, Clone)]
struct ValidChain {
    key: Arc<PoliceKey>,
    from: i64,
    until: i64,
}

impl PoliceKeys {
    pub(crate) fn new(
        address: String,
        roots: Vec<X509>,
        mode: Mode,
        defects: Defects,
        times: RegisterTimes,
    ) -> Self {
        Self {
            keys: KeySet::new(address, times.least_interval, times.keys, read),
            roots,
            mode,
            defects,
            valid: RwLock::default(),
        }
    }

    /// The key by which an order with this `kid` is verified, if its certificate is valid at this time.
    pub(crate) async fn find(
        &self,
        kid: &str,
        now: Timestamp,
        registry: &Registry,
    ) -> Ruling<Arc<PoliceKey>> {
        let key = self
            .keys
            .find(kid, registry)
            .await
            .map_err(|_| out_of_service("the police's key set"))?
            .ok_or_else(|| Refusal::from(Rule::OrderKidUnknown))?;
        if !self.is_known_valid(kid, &key, now) {
            certificate::judge(&key, &self.roots, self.mode, now, &self.defects)?;
            self.remember(kid, &key);
        }
        Ok(key)
    }

    /// All keys of the set, checked or not.
    pub(crate) fn all(&self) -> Vec<Arc<PoliceKey>> {
        self.keys.all()
    }

    fn is_known_valid(&self, kid: &str, key: &Arc<PoliceKey>, now: Timestamp) -> bool {
        let valid = self.valid.read().expect("no holder of the lock panics");
        let second = now.as_second();
        valid.get(kid).is_some_and(|chain| {
            Arc::ptr_eq(&chain.key, key) && chain.from <= second && second < chain.until
        })
    }

    fn remember(&self, kid: &str, key: &Arc<PoliceKey>) {
        let certificates = || key.chain.iter().chain(&self.roots);
        let from = certificates()
            .map(|one| seconds(one.not_before()))
            .chain(key.nbf)
            .max()
            .unwrap_or(i64::MAX);
        let until = certificates()
            .map(|one| seconds(one.not_after()))
            .chain(key.exp)
            .min()
            .unwrap_or(i64::MIN);
        let chain = ValidChain {
            key: Arc::clone(key),
            from,
            until,
        };
        self.valid
            .write()
            .expect("no holder of the lock panics")
            .insert(kid.to_owned(), chain);
    }
}

/// Seconds since 1970 of a certificate's time.
pub(crate) fn seconds(time: &openssl::asn1::Asn1TimeRef) -> i64 {
    let epoch = Asn1Time::from_unix(0).expect("1970 is a time");
    epoch.diff(time).map_or(i64::MIN, |difference| {
        i64::from(difference.days) * 86_400 + i64::from(difference.secs)
    })
}

pub(crate) fn read(jwk: &Value) -> Option<PoliceKey> {
    if !is_for_signatures(jwk) {
        return None;
    }
    let chain: Vec<X509> = jwk
        .get("x5c")?
        .as_array()?
        .iter()
        .map(|text| {
            let der = openssl::base64::decode_block(text.as_str()?).ok()?;
            X509::from_der(&der).ok()
        })
        .collect::<Option<_>>()?;
    let key = chain.first()?.public_key().ok()?;
    let own = rsa_key(jwk).ok()?;
    Some(PoliceKey {
        verifier: Verifier::new(SignatureAlgorithm::Ps256, &key).ok()?,
        key_is_the_leafs: own.public_eq(&key),
        key,
        chain,
        nbf: jwk.get("nbf").and_then(Value::as_i64),
        exp: jwk.get("exp").and_then(Value::as_i64),
    })
}
