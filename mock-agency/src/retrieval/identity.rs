//! Who asks, and which bank is asked: what the client reads from a world file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use wire::jose::encrypt::DecryptionKey;
use wire::jose::sign::SigningKey;
use wire::pki::chain_from_pem;
use wire::profile::{KFR, ServiceProfile};
use wire::world::{AgencyEntry, BankEntry, LoadedWorld};

use crate::behaviour::{Behaviour, Defect, Variant};
use crate::jwk;
use crate::maskinporten_client::KeyName;

/// How long a connection is kept that is not used: shorter than any server keeps it, so that no call goes out over one
/// that is being closed.
const IDLE: Duration = Duration::from_secs(5);

/// An agency in one service, with its keys. `Debug` shows none of them.
#[derive(Clone, Debug)]
pub struct AgencyIdentity {
    /// The service.
    pub service: &'static ServiceProfile,
    /// The organisation number that it asks under.
    pub consumer: String,
    /// The client's id at Maskinporten.
    pub client_id: String,
    /// Signs grants.
    pub client_key: SigningKey,
    /// Names that key in grants.
    pub key_name: KeyName,
    /// Opens the banks' answers.
    pub decryption_key: DecryptionKey,
    /// Signs extradition orders, if the service has them.
    pub order_signer: Option<OrderSigner>,
    /// Maskinporten's issuer.
    pub issuer: String,
    /// Maskinporten's token endpoint.
    pub token_endpoint: String,
}

/// The key of the prosecuting authority.
#[derive(Clone, Debug)]
pub struct OrderSigner {
    /// Signs orders by PS256.
    pub key: SigningKey,
    /// Names its certificate in the police's JWKS.
    pub kid: String,
}

/// A bank, and a connection to it.
#[derive(Clone, Debug)]
pub struct Bank {
    /// Its organisation number.
    pub orgno: String,
    /// Its base URL, exactly as registered: it is the audience of tokens.
    pub base_url: String,
    /// Speaks with this bank alone.
    pub http: reqwest::Client,
}

/// Why an agency or a bank cannot be read from a world file.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// There is no such service.
    #[error("there is no service {0:?}; there are: {services}", services = known_services())]
    UnknownService(String),
    /// The world has no agency in the service.
    #[error("the world file has no agency for the service {0}")]
    NoAgency(String),
    /// A file that the world file names cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file that the world file names holds something else.
    #[error("{} is not {expected}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What it should be.
        expected: &'static str,
    },
    /// An entry names a key but not its `kid`, or the other way round.
    #[error("the world file gives the agency for {0} an order key or a kid, but not both")]
    HalfAnOrderKey(String),
    /// The HTTP client could not be made.
    #[error("cannot create an HTTP client: {0}")]
    Http(#[from] reqwest::Error),
}

fn known_services() -> String {
    let ids: Vec<&str> = wire::profile::builtin_services()
        .iter()
        .map(|one| one.id.as_str())
        .chain([KFR])
        .collect();
    ids.join(", ")
}

impl AgencyIdentity {
    /// The identity that a client with this behaviour uses.
    pub(super) fn with_behaviour(
        mut self,
        world: &LoadedWorld,
        behaviour: Behaviour,
    ) -> Result<Self, IdentityError> {
        if behaviour.is(Variant::GrantsByKid) {
            let key = self.client_key.public();
            let kid = jwk::thumbprint(&key).map_err(|_no_rsa_key| IdentityError::Unusable {
                path: PathBuf::from("the client's key"),
                expected: "an RSA key",
            })?;
            self.key_name = KeyName::Kid(kid);
        }
        if behaviour.has(Defect::OrderCertificateExpired) {
            let expired = |entry: &&wire::world::OrderCertificate| entry.name == "leaf-expired";
            if let Some(entry) = world.world.order_certificates.iter().find(expired) {
                let key = signing_key(&world.resolve(&entry.key))?;
                self.order_signer = Some(OrderSigner {
                    key,
                    kid: entry.kid.clone(),
                });
            }
        }
        Ok(self)
    }

    /// Reads the agency of a service from a world; for `kfr` the institution that writes to KFR.
    ///
    /// # Errors
    /// When there is no such service or agency, or one of its files cannot be used.
    pub fn load(world: &LoadedWorld, service: &str) -> Result<Self, IdentityError> {
        Self::load_as(world, service, None)
    }

    /// As [`AgencyIdentity::load`], for the consumer of this organisation number where the service has several.
    ///
    /// # Errors
    /// When there is no such service or agency, or one of its files cannot be used.
    pub fn load_as(
        world: &LoadedWorld,
        service: &str,
        consumer: Option<&str>,
    ) -> Result<Self, IdentityError> {
        let institution = || (service == KFR).then(wire::profile::kfr);
        let service = wire::profile::service(service)
            .or_else(institution)
            .ok_or_else(|| IdentityError::UnknownService(service.to_owned()))?;
        let entry = world
            .world
            .agencies
            .iter()
            .chain(&world.world.institutions)
            .filter(|entry| entry.service == service.id)
            .find(|entry| consumer.is_none_or(|consumer| entry.orgno == consumer));
        let entry = entry.ok_or_else(|| IdentityError::NoAgency(service.id.clone()))?;
        let chain_path = world.resolve(&entry.client_chain);
        let chain =
            chain_from_pem(&read(&chain_path)?).map_err(|_unusable| IdentityError::Unusable {
                path: chain_path,
                expected: "a certificate chain in PEM",
            })?;
        Ok(Self {
            service,
            consumer: entry.orgno.clone(),
            client_id: entry.client_id.clone(),
            client_key: signing_key(&world.resolve(&entry.client_key))?,
            key_name: KeyName::Chain(chain),
            decryption_key: decryption_key(&world.resolve(&entry.decryption_key))?,
            order_signer: order_signer(world, entry)?,
            issuer: world.world.issuer.clone(),
            token_endpoint: world.world.token_endpoint.clone(),
        })
    }
}

fn order_signer(
    world: &LoadedWorld,
    entry: &AgencyEntry,
) -> Result<Option<OrderSigner>, IdentityError> {
    match (&entry.order_key, &entry.order_kid) {
        (None, None) => Ok(None),
        (Some(key), Some(kid)) => Ok(Some(OrderSigner {
            key: signing_key(&world.resolve(key))?,
            kid: kid.clone(),
        })),
        (Some(_), None) | (None, Some(_)) => {
            Err(IdentityError::HalfAnOrderKey(entry.service.clone()))
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, IdentityError> {
    std::fs::read(path).map_err(|source| IdentityError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

const PRIVATE_KEY: &str = "an unencrypted private key in PEM";

fn signing_key(path: &Path) -> Result<SigningKey, IdentityError> {
    SigningKey::from_pem(&read(path)?).map_err(|_unusable| IdentityError::Unusable {
        path: path.to_owned(),
        expected: PRIVATE_KEY,
    })
}

fn decryption_key(path: &Path) -> Result<DecryptionKey, IdentityError> {
    DecryptionKey::from_pem(&read(path)?).map_err(|_unusable| IdentityError::Unusable {
        path: path.to_owned(),
        expected: PRIVATE_KEY,
    })
}

impl Bank {
    /// Reads a bank from a world.
    ///
    /// # Errors
    /// When its CA file cannot be used.
    pub fn load(world: &LoadedWorld, entry: &BankEntry) -> Result<Self, IdentityError> {
        Self::load_for(world, entry, Behaviour::default())
    }

    /// As [`Bank::load`], for a client with this behaviour.
    pub(super) fn load_for(
        world: &LoadedWorld,
        entry: &BankEntry,
        behaviour: Behaviour,
    ) -> Result<Self, IdentityError> {
        let ca_file = entry.ca_file.as_ref().map(|path| world.resolve(path));
        Ok(Self {
            orgno: entry.orgno.clone(),
            base_url: entry.base_url.clone(),
            http: client(ca_file.as_deref(), behaviour)?,
        })
    }
}

/// An HTTP client that trusts the system's authorities and those of a PEM file, goes through no proxy and follows
/// no redirect: a token is for one address alone.
///
/// # Errors
/// When the file cannot be used.
pub fn http_client(ca_file: Option<&Path>) -> Result<reqwest::Client, IdentityError> {
    client(ca_file, Behaviour::default())
}

fn client(ca_file: Option<&Path>, behaviour: Behaviour) -> Result<reqwest::Client, IdentityError> {
    let redirects = if behaviour.has(Defect::RedirectFollowed) {
        reqwest::redirect::Policy::limited(3)
    } else {
        reqwest::redirect::Policy::none()
    };
    let patience = if behaviour.has(Defect::Impatient) {
        Duration::from_millis(500)
    } else {
        Duration::from_mins(1)
    };
    let mut builder = reqwest::Client::builder()
        .no_proxy()
        .redirect(redirects)
        .pool_idle_timeout(IDLE)
        .connect_timeout(Duration::from_secs(5))
        .timeout(patience);
    if behaviour.has(Defect::AnyCertificateTrusted) {
        builder = builder
            .danger_accept_invalid_certs(true)
            .danger_accept_invalid_hostnames(true);
    }
    if let Some(path) = ca_file {
        let unusable = || IdentityError::Unusable {
            path: path.to_owned(),
            expected: "a certificate in PEM",
        };
        for certificate in chain_from_pem(&read(path)?).map_err(|_no_certificate| unusable())? {
            let der = certificate.to_der().map_err(|_unencodable| unusable())?;
            builder = builder.add_root_certificate(
                reqwest::Certificate::from_der(&der).map_err(|_| unusable())?,
            );
        }
    }
    Ok(builder.build()?)
}
