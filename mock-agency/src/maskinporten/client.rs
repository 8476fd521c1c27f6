//! The clients that are registered at Maskinporten, and the keys they may sign with.

use std::collections::HashMap;

use jiff::Timestamp;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Public};
use openssl::x509::X509;

use super::assertion::KeyName;
use super::refusal::Refusal;

/// A registered client.
#[derive(Clone, Debug)]
pub(crate) struct RegisteredClient {
    pub(crate) client_id: String,
    /// Organisation number that tokens are issued for.
    pub(crate) consumer: String,
    /// Organisation number that asks on the consumer's behalf.
    pub(crate) supplier: Option<String>,
    pub(crate) scopes: Vec<String>,
    /// Public keys registered with the client, by `kid`.
    pub(crate) keys: HashMap<String, PKey<Public>>,
}

impl RegisteredClient {
    /// The organisation whose enterprise certificate signs the grants.
    fn signer(&self) -> &str {
        self.supplier.as_deref().unwrap_or(&self.consumer)
    }

    /// The key that the grant names, if this client may use it.
    pub(super) fn key(
        &self,
        name: &KeyName,
        roots: &[X509],
        now: Timestamp,
    ) -> Result<PKey<Public>, Refusal> {
        match name {
            KeyName::Kid(kid) => self.keys.get(kid).cloned().ok_or(Refusal::UnknownKey),
            KeyName::Chain(chain) => self.certified_key(chain, roots, now),
        }
    }

    fn certified_key(
        &self,
        chain: &[X509],
        roots: &[X509],
        now: Timestamp,
    ) -> Result<PKey<Public>, Refusal> {
        let (leaf, intermediates) = chain
            .split_first()
            .ok_or(Refusal::KeyName("x5c is empty"))?;
        wire::pki::validate_chain(leaf, intermediates, roots, now)
            .map_err(|error| Refusal::Chain(error.to_string()))?;
        if !wire::pki::subject_value(leaf, Nid::SERIALNUMBER)
            .iter()
            .any(|value| value == self.signer())
        {
            return Err(Refusal::Organisation(self.signer().to_owned()));
        }
        leaf.public_key()
            .map_err(|_unusable| Refusal::Chain("its key is not usable".to_owned()))
    }

    /// Refuses a scope (of several, separated by spaces) that the client was not given.
    pub(super) fn check_scope(&self, scope: &str) -> Result<(), Refusal> {
        match scope
            .split(' ')
            .find(|one| !self.scopes.iter().any(|allowed| allowed == one))
        {
            Some(foreign) => Err(Refusal::Scope(foreign.to_owned())),
            None => Ok(()),
        }
    }
}
