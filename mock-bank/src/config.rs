//! The settings of a bank.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use openssl::pkey::{PKey, Private};
use openssl::x509::X509;

use wire::people::Party;

use crate::data::model::DataSet;
use crate::defect::Defects;
use crate::variant::Variants;

/// Where the registers are that the bank asks.
#[derive(Debug, Clone)]
pub struct RegisterAddresses {
    /// Maskinporten's issuer name, compared as it is with a token's `iss`.
    pub issuer: String,
    /// Address of Maskinporten's key set.
    pub jwks_uri: String,
    /// The root installed for the police's certificates.
    pub order_root: OrderRoot,
    /// Address of the police's key set.
    pub police_jwks_uri: String,
    /// Base address of the `CertPub` locator.
    pub certpub_locator: String,
    /// Base address of the person registry.
    pub person_registry: String,
    /// Base address of the register of bankruptcies (Konkursvarsel).
    pub bankruptcy_register: String,
}

/// The root certificate that orders must chain up to: PEM, one or more certificates.
#[derive(Debug, Clone)]
pub enum OrderRoot {
    /// A PEM file.
    File(PathBuf),
    /// PEM text.
    Pem(Vec<u8>),
}

/// The environment that the bank serves in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Synthetic data; answers in clear where the caller asks for them.
    #[default]
    Test,
    /// Every answer is encrypted.
    Production,
}

impl Mode {
    /// The name as in the world file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Production => "production",
        }
    }
}

/// How the bank shows the police that the control object disposes of others' accounts.
/// Source: Løsningsbeskrivelse for Politi-Utlevering, Utlevering for Accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum RightOfDisposal {
    /// Owned accounts only, and `partial` with a message where there are others.
    #[value(name = "alternative-1")]
    #[serde(rename = "alternative-1")]
    Alternative1,
    /// All accounts owned or disposed of.
    #[default]
    #[value(name = "alternative-2")]
    #[serde(rename = "alternative-2")]
    Alternative2,
}

impl RightOfDisposal {
    /// The name as in the world file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Alternative1 => "alternative-1",
            Self::Alternative2 => "alternative-2",
        }
    }
}

/// The certificate and key that the bank shows on HTTPS.
#[derive(Clone)]
pub struct TlsIdentity {
    /// Leaf first, then the intermediates.
    pub chain: Vec<X509>,
    /// The leaf's private key.
    pub key: PKey<Private>,
}

impl std::fmt::Debug for TlsIdentity {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "TlsIdentity({} certificates)", self.chain.len())
    }
}

/// What a bank speaks over HTTPS. Without TLS it understands both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Protocols {
    /// HTTP/2 for whoever offers it, and HTTP/1.1.
    #[default]
    Both,
    /// HTTP/1.1.
    Http1,
    /// HTTP/2.
    Http2,
}

/// How long what was fetched from a register is used, and how often it may be asked again.
#[derive(Debug, Clone, Copy)]
pub struct RegisterTimes {
    /// A key set is fetched anew for an unknown `kid`, but not more often than this.
    pub least_interval: Duration,
    /// A key set is fetched anew after this time in any case.
    pub keys: Duration,
    /// An agency's certificate is fetched anew after this time, so that a rotation is seen.
    pub certificates: Duration,
    /// A person's status is asked anew after this time.
    pub persons: Duration,
    /// The time that a register has for an answer.
    pub answer: Duration,
}

impl Default for RegisterTimes {
    fn default() -> Self {
        Self {
            least_interval: Duration::from_secs(1),
            keys: Duration::from_mins(5),
            certificates: Duration::from_secs(1),
            persons: Duration::from_secs(3),
            answer: Duration::from_secs(5),
        }
    }
}

/// The settings of a bank.
#[derive(Debug, Clone)]
pub struct BankConfig {
    /// Where the registers are.
    pub registers: RegisterAddresses,
    /// Where to listen; port 0 is a free port.
    pub listen: SocketAddr,
    /// HTTPS with this identity, or plain HTTP.
    pub tls: Option<TlsIdentity>,
    /// With HTTPS: callers need a certificate of one of these authorities. None are asked for a certificate if it is empty.
    pub client_authorities: Vec<X509>,
    /// What is spoken over HTTPS.
    pub protocols: Protocols,
    /// Base URL as registered in the API registry and as audience of tokens; without it
    /// `http(s)://ADDRESS/v2`.
    pub base_url: Option<String>,
    /// Test or production.
    pub mode: Mode,
    /// How the right of disposal is shown to the police.
    pub right_of_disposal: RightOfDisposal,
    /// Ids of the services that the bank serves, e.g. `politi-utlevering`.
    pub services: Vec<String>,
    /// The bank's own organisation number.
    pub orgno: String,
    /// The bank's name.
    pub name: String,
    /// Seed of the data set.
    pub seed: u64,
    /// People beside those of the seed, with the accounts that the bank keeps for them.
    pub people: Vec<Party>,
    /// Items in a page of accounts or transactions; at least 1.
    pub page_size: usize,
    /// Accounts in a page of the account list; at least 1.
    pub accounts_page_size: usize,
    /// Defects to enable; none for a correct bank.
    pub defects: Defects,
    /// Correct behaviours that differ from the usual ones.
    pub variants: Variants,
    /// How long answers of registers are used.
    pub times: RegisterTimes,
    /// Asks the registers, where several banks of one runtime share a client (see [`crate::register_client`]);
    /// without it the bank creates its own. Setting up its TLS needs more time than everything else at a bank's start.
    pub client: Option<reqwest::Client>,
    /// The data set of the seed, where several banks share it; without it the bank creates its own.
    pub data: Option<Arc<DataSet>>,
    /// Connections served at the same time; more wait to be accepted.
    pub connections: usize,
    /// Whether the bank is ready only once it has joined a world file ([`crate::Bank::join`]).
    pub joins: bool,
    /// Whether callers may choose the bank's behaviour (`Mock-Behaviour`, `/admin/…`); for loopback addresses alone.
    pub operated: bool,
}

/// Ids of the services that the bank can serve.
pub fn known_services() -> Vec<String> {
    let profiles = wire::profile::builtin_services();
    profiles.iter().map(|profile| profile.id.clone()).collect()
}

impl BankConfig {
    /// A bank in test mode on a free loopback port that serves every service and does everything
    /// right.
    pub fn new(registers: RegisterAddresses) -> Self {
        Self {
            registers,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            tls: None,
            client_authorities: Vec::new(),
            protocols: Protocols::Both,
            base_url: None,
            mode: Mode::default(),
            right_of_disposal: RightOfDisposal::default(),
            services: known_services(),
            orgno: "310000027".to_owned(),
            name: "Syntetisk Sparebank".to_owned(),
            seed: 1,
            people: Vec::new(),
            page_size: 1000,
            accounts_page_size: 10,
            defects: Defects::NONE,
            variants: Variants::default(),
            times: RegisterTimes::default(),
            client: None,
            data: None,
            connections: 1024,
            joins: false,
            operated: false,
        }
    }
}
