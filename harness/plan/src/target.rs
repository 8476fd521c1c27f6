//! The bank or customer overview under test: where it is, how it is reached, who asks, and what is known about its test people.

mod digest;
mod error;
mod examples;
mod overview;
mod party;
mod profile;

use std::collections::BTreeMap;
use std::time::Duration;

use openssl::x509::X509;
use wire::jose::encrypt::DecryptionKey;
use wire::jose::sign::SigningKey;
use wire::world::PartyEntry;

use crate::keys::Identity;
use crate::secret::Secret;
use pack::catalogue::{Need, Role};

pub use digest::{is_agency_profile, is_overview_profile, profile_digest};
pub use error::TargetError;
pub use examples::examples;
pub use overview::{overview_from_world, overview_schema};
pub use profile::{from_file, from_world, schema};

/// The bank under test, or the customer overview.
#[derive(Clone, Debug)]
pub struct Target {
    /// Which of the two.
    pub role: Role,
    /// Its name, for the report.
    pub name: String,
    /// Which build of it is tested, in the bank's own words.
    pub build: Option<String>,
    /// Whose platform it runs on.
    pub vendor: Option<String>,
    /// Its organisation number.
    pub orgno: String,
    /// Base URL without trailing slash, e.g. `https://bank.example/v2`.
    pub base_url: String,
    /// The audience that tokens for it carry; usually the base URL.
    pub audience: String,
    /// Whether it runs in production mode (no clear text; production certificate names).
    pub production: bool,
    /// Whether it delivers right of disposal by alternative 2.
    pub alternative_2: bool,
    /// The services it offers.
    pub services: Vec<String>,
    /// How TLS to it is set up.
    pub tls: TlsSettings,
    /// What its profile declares about its test people.
    pub parties: Vec<PartyEntry>,
    /// The agencies the run speaks as, by service.
    pub agencies: BTreeMap<String, Agency>,
    /// Where tokens come from.
    pub issuer: Issuer,
    /// Where the registers are that the bank looks keys up in.
    pub registers: RegisterAddresses,
    /// Other certificates in the police's key set, by name.
    pub order_certificates: BTreeMap<String, OrderSigner>,
    /// Readings that the profile sets, by interpretation id.
    pub readings: BTreeMap<String, String>,
    /// Response time the profile holds itself to.
    pub response_time_limit: Option<Duration>,
    /// Passwords and other secrets that the profile names: no output may show them.
    pub secrets: Vec<Secret>,
    /// SHA-256 of the profile, see [`profile_digest`].
    pub digest: String,
}

/// TLS towards the target.
#[derive(Clone, Debug, Default)]
pub struct TlsSettings {
    /// Certificate authorities of the target, beside the system's.
    pub authorities: Vec<X509>,
    /// The client certificate with its key.
    pub client_identity: Option<Identity>,
}

/// The agency whose part the run plays for one service.
#[derive(Clone, Debug)]
pub struct Agency {
    /// Organisation number.
    pub orgno: String,
    /// Client id at Maskinporten.
    pub client_id: String,
    /// Key of the client.
    pub client_key: SigningKey,
    /// How the client names its key in a grant.
    pub client_key_name: KeyName,
    /// Key that answers are encrypted to.
    pub decryption_key: DecryptionKey,
    /// What extradition orders are signed with, for the police.
    pub order_signer: Option<OrderSigner>,
}

/// How a grant names the key that it is signed with.
#[derive(Clone, Debug)]
pub enum KeyName {
    /// The enterprise certificate with its chain, leaf first.
    Chain(Vec<X509>),
    /// The `kid` of a key registered with the client.
    Kid(String),
}

/// A key that signs extradition orders, and the `kid` that names its certificate.
#[derive(Clone, Debug)]
pub struct OrderSigner {
    /// The key.
    pub key: SigningKey,
    /// Its `kid` in the police's key set.
    pub kid: String,
}

/// The issuer of access tokens.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// Issuer identifier.
    pub issuer: String,
    /// Token endpoint.
    pub token_endpoint: String,
    /// Where its keys are published.
    pub jwks_uri: Option<String>,
    /// The issuer's own key, where the run may issue tokens in its name.
    pub key: Option<SigningKey>,
}

/// Registers in which a bank finds the agencies' keys. A run does not ask them; `doctor` does.
#[derive(Clone, Debug, Default)]
pub struct RegisterAddresses {
    /// The police's key set.
    pub police_jwks_uri: Option<String>,
    /// Base URL of the `CertPub` locator.
    pub certpub_locator: Option<String>,
}

impl Target {
    /// Whether the target and the run have what a case needs. `OwnRegisters` is the run's to answer.
    pub fn has(&self, need: Need) -> bool {
        match need {
            Need::TestMode => !self.production,
            Need::ProductionMode => self.production,
            Need::Alternative1 => !self.alternative_2,
            Need::Alternative2 => self.alternative_2,
            Need::TokenMinting => self.issuer.key.is_some(),
            Need::OwnPoliceKeys => !self.order_certificates.is_empty(),
            Need::OwnRegisters => false,
        }
    }

    /// The first party that has all these traits.
    pub fn party_with(&self, traits: &[&str]) -> Option<&PartyEntry> {
        self.parties
            .iter()
            .find(|party| traits.iter().all(|wanted| party.has_trait(wanted)))
    }
}
