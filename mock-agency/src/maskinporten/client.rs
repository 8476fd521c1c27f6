//! The clients that are registered at Maskinporten, and the keys they may sign with.

use std::collections::HashMap;

use jiff::Timestamp;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Public};
use openssl::x509::X509;

use super::assertion::KeyName;
use super::refusal::Refusal;
use crate::journal::Warning;

/// The authorities above enterprise certificates.
pub(crate) struct Authorities {
    /// The trusted roots.
    pub(crate) roots: Vec<X509>,
    /// Intermediates that are held, for clients that send their leaf only.
    pub(crate) intermediates: Vec<X509>,
}

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
        authorities: &Authorities,
        now: Timestamp,
        warnings: &mut Vec<Warning>,
    ) -> Result<PKey<Public>, Refusal> {
        match name {
            KeyName::Kid(kid) => self.keys.get(kid).cloned().ok_or(Refusal::UnknownKey),
            KeyName::Chain(chain) => self.certified_key(chain, authorities, now, warnings),
        }
    }

    fn certified_key(
        &self,
        chain: &[X509],
        authorities: &Authorities,
        now: Timestamp,
        warnings: &mut Vec<Warning>,
    ) -> Result<PKey<Public>, Refusal> {
        let (leaf, intermediates) = chain
            .split_first()
            .ok_or(Refusal::KeyName("x5c is empty"))?;
        if wire::pki::validate_chain(leaf, intermediates, &authorities.roots, now).is_err() {
            let held = [intermediates, &authorities.intermediates].concat();
            wire::pki::validate_chain(leaf, &held, &authorities.roots, now)
                .map_err(|error| Refusal::Chain(error.to_string()))?;
            warnings.push(Warning::IncompleteChain);
        }
        if !wire::pki::subject_value(leaf, Nid::SERIALNUMBER)
            .iter()
            .any(|value| value == self.signer())
        {
            return Err(Refusal::Organisation(self.signer().to_owned()));
        }
        leaf.public_key()
            .map_err(|_unusable| Refusal::Chain("its key is not usable".to_owned()))
    }

    /// Refuses `consumer_org` of an organisation that the client does not act for.
    pub(super) fn check_consumer(&self, named: Option<&str>) -> Result<(), Refusal> {
        match named {
            Some(other) if other != self.consumer => Err(Refusal::Delegation(other.to_owned())),
            Some(_) | None => Ok(()),
        }
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
