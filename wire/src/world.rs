//! The world file: where the registers of a test world are, which agencies and banks live in it, and which
//! synthetic party is what. Its JSON Schema is `wire/world.schema.json`.

mod account;
mod aging;
mod amount;
mod file;
pub mod order_certificate;
pub mod party_trait;
mod relationship;
mod standing;

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use account::{
    AccountFact, BalanceFact, BookedFact, CardFact, FormerName, Holder, Institution, OpenTime,
    Relation,
};
pub use amount::{Amount, AmountError};
pub use file::{LoadedWorld, WorldError};
pub use relationship::{CustomerRegister, Ownership, RelationshipFact};
pub use standing::{GuardianshipFact, NoticeFact};

use crate::dates;
use crate::messages::Endpoint;

/// The content of `world.json`. Paths are relative to the file's folder; see [`LoadedWorld::resolve`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct World {
    /// Maskinporten's issuer, with trailing slash.
    pub issuer: String,
    /// Maskinporten's token endpoint.
    pub token_endpoint: String,
    /// Maskinporten's keys.
    pub jwks_uri: String,
    /// The police's keys and certificates for extradition orders.
    pub police_jwks_uri: String,
    /// PEM file of the root above the order certificates.
    pub order_root: PathBuf,
    /// Base URL of the `CertPub` locator.
    pub certpub_locator: String,
    /// Base URL of the person registry.
    pub person_registry: String,
    /// The data consumers: for each service one, or several where each asks under a number of its own.
    pub agencies: Vec<AgencyEntry>,
    /// The financial institutions that write to KFR.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub institutions: Vec<AgencyEntry>,
    /// The data providers that have joined.
    #[serde(default)]
    pub banks: Vec<BankEntry>,
    /// PEM file of Maskinporten's own signing key, for making tokens that it would never issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer_key: Option<PathBuf>,
    /// Unfit and alternative order certificates that the police JWKS also serves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order_certificates: Vec<OrderCertificate>,
    /// The seed of the synthetic people, see [`crate::population::population`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population_seed: Option<u64>,
    /// The people of the people file, whom registers and mock bank know beside those of the seed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<crate::people::Party>,
    /// Base URL of the customer overview (step 1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_overview: Option<String>,
    /// The customers that the customer overview knows beside those of the banks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub customers: Vec<PartyEntry>,
    /// URL of the registry of the banks' base URLs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_registry: Option<String>,
    /// Base URL of the register of bankruptcies (Konkursvarsel).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bankruptcy_register: Option<String>,
}

/// An agency in one of its services.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgencyEntry {
    /// The service's id.
    pub service: String,
    /// The agency's organisation number.
    pub orgno: String,
    /// Its client at Maskinporten.
    pub client_id: String,
    /// PEM file of the key that signs its grants.
    pub client_key: PathBuf,
    /// PEM file of the certificates of that key, leaf first.
    pub client_chain: PathBuf,
    /// PEM file of the key that opens the banks' answers.
    pub decryption_key: PathBuf,
    /// PEM file of the key that signs extradition orders; the police only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_key: Option<PathBuf>,
    /// The `kid` of that key in the police JWKS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_kid: Option<String>,
    /// PEM file of the certificates of that key, leaf first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_chain: Option<PathBuf>,
}

/// A police certificate beside the good one, served by the police JWKS under a `kid` of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderCertificate {
    /// What is wrong with it, one of [`order_certificate::ALL`].
    pub name: String,
    /// PEM file of the signing key.
    pub key: PathBuf,
    /// Its `kid` in the police JWKS.
    pub kid: String,
    /// PEM file of its certificates, leaf first.
    pub chain: PathBuf,
}

/// A bank that has joined the world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BankEntry {
    /// Its organisation number.
    pub orgno: String,
    /// Its base URL, as registered in the API registry and as the audience of its tokens.
    pub base_url: String,
    /// Whether it gives clear text on request.
    pub mode: Mode,
    /// PEM file of the authority that issued its TLS certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// How it shows the control object's right of disposal to the police.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right_of_disposal: Option<RightOfDisposal>,
    /// What its data holds, party by party.
    #[serde(default)]
    pub parties: Vec<PartyEntry>,
}

/// A bank's environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Clear text may be asked for.
    Test,
    /// Answers are always encrypted.
    Production,
}

/// How a bank shows accounts that the control object only disposes of (Politi-Utlevering, Accounts).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RightOfDisposal {
    /// Owned accounts only, and `partial` where there are others.
    #[serde(rename = "alternative-1")]
    Alternative1,
    /// All accounts when `OnlyPrimaryOwner` is false.
    #[serde(rename = "alternative-2")]
    Alternative2,
}

/// What a bank's data holds about one party.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PartyEntry {
    /// The party's number.
    pub party_id: String,
    /// Its name today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Everything in [`party_trait`] that is true of it.
    #[serde(default)]
    pub traits: Vec<String>,
    /// When it died, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_death: Option<Date>,
    /// Its guardianships, in force or ended; what is left out is not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guardianships: Vec<GuardianshipFact>,
    /// The notices of bankruptcies about it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bankruptcies: Vec<NoticeFact>,
    /// Every account it has something to do with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountFact>,
    /// The banks that it is or was a customer of, as step 1 shall answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relationships: Vec<RelationshipFact>,
    /// Per endpoint, the API paths of the field delivery tables for which the bank has a value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub has: BTreeMap<Endpoint, Vec<String>>,
}

impl PartyEntry {
    /// The numbers of its guardians for daily banking on some day of the period, each once.
    pub fn guardians(&self, from: Date, to: Date) -> Vec<&str> {
        let mut numbers = Vec::new();
        let entries = self.guardianships.iter().filter(|one| {
            one.daily_banking && one.from <= to && one.to.is_none_or(|end| from <= end)
        });
        for number in entries.filter_map(|one| one.guardian.as_deref()) {
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        numbers
    }

    /// The day of the newest bankruptcy order, where the newest notice opens a bankruptcy.
    pub fn bankrupt_since(&self) -> Option<Date> {
        let newest = self.bankruptcies.iter().max_by_key(|one| one.registered)?;
        (newest.kind == "aapning").then_some(newest.ruling)
    }

    /// The party as a list of people shows it: number, name, traits, and the numbers and types of its accounts.
    pub fn listed(&self) -> serde_json::Value {
        let accounts = self.accounts.iter().map(
            |account| serde_json::json!({"number": account.number, "type": account.account_type}),
        );
        serde_json::json!({
            "number": self.party_id,
            "name": self.name.as_deref().unwrap_or_default(),
            "traits": self.traits,
            "accounts": accounts.collect::<Vec<_>>(),
        })
    }

    /// Whether the party has the trait, and has it still.
    pub fn has_trait(&self, name: &str) -> bool {
        self.traits.iter().any(|held| held == name) && !self.contradicts_trait(name, dates::today())
    }
}

#[cfg(test)]
mod tests;
