//! Configuration of the registers: the embedding program's settings and the options file.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Deserializer};
use wire::people::Party;
use wire::profile::ServiceProfile;

use crate::journal::Journal;
use crate::registers::BaseUrl;

/// The environment of the registers. It decides the subject of the police's certificates (order page,
/// signature) and the world file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Certificates with `TEST` in the common name.
    #[default]
    Test,
    /// Certificates as in production.
    Production,
}

/// How to start [`crate::Registers`].
pub struct RegistersConfig {
    /// Folder for `world.json` and the keys and certificates beside it; created if missing.
    pub state: PathBuf,
    /// Address to listen on.
    pub listen: IpAddr,
    /// Port of the one listener that serves all registers; `None` chooses a free one.
    pub port: Option<u16>,
    /// The address that callers know the registers by; by default that of the listener.
    pub base_url: Option<BaseUrl>,
    /// Seed of the synthetic population.
    pub seed: u64,
    /// People beside those of the seed, as a people file has them ([`wire::people::load`]).
    pub people: Vec<Party>,
    /// The environment.
    pub mode: Mode,
    /// Where keys come from that the state folder does not have yet.
    pub keys: wire::keys::KeyStore,
    /// Everything that has a sensible default.
    pub options: Options,
    /// Whether callers see each other's requests and may choose the registers' behaviour (`/admin/…`, the page); for loopback
    /// addresses in test mode alone.
    pub operated: bool,
    /// Sees every call.
    pub journal: Option<Arc<dyn Journal>>,
}

impl RegistersConfig {
    /// Test mode on a free loopback port.
    pub fn new(state: impl Into<PathBuf>, keys: wire::keys::KeyStore, seed: u64) -> Self {
        Self {
            state: state.into(),
            listen: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: None,
            base_url: None,
            seed,
            people: Vec::new(),
            mode: Mode::Test,
            keys,
            options: Options::default(),
            operated: false,
            journal: None,
        }
    }
}

impl fmt::Debug for RegistersConfig {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RegistersConfig")
            .field("state", &self.state)
            .field("listen", &self.listen)
            .field("port", &self.port)
            .field("base_url", &self.base_url)
            .field("seed", &self.seed)
            .field("mode", &self.mode)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// The options file of `mock-agency serve` (TOML); every entry may be left out.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Address to listen on; the command line overrides it.
    pub listen: Option<IpAddr>,
    /// Port; the command line overrides it.
    pub port: Option<u16>,
    /// Base URL; the command line overrides it.
    #[serde(deserialize_with = "base_url")]
    pub base_url: Option<BaseUrl>,
    /// Seed of the population; the command line overrides it.
    pub seed: Option<u64>,
    /// People file; the command line overrides it.
    pub people: Option<PathBuf>,
    /// Environment; the command line overrides it.
    pub mode: Option<Mode>,
    /// Ids of the services whose agencies join the world; by default all.
    pub services: Vec<String>,
    /// Life of access tokens in seconds, 1–3600. 120 for this solution (Maskinporten set-up of DSOP).
    pub token_lifetime: u32,
    /// Whether the locator's publisher address ends in a slash; both are seen.
    pub publisher_slash: bool,
    /// Whether an empty list of Konkursvarsel is written as `[]` in place of being left out; both are HAL.
    pub empty_notice_list: bool,
    /// Serve over TLS instead of plain HTTP.
    pub tls: Option<Tls>,
    /// Further clients of Maskinporten beside the agencies.
    pub clients: Vec<Client>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: None,
            port: None,
            base_url: None,
            seed: None,
            people: None,
            mode: None,
            services: Vec::new(),
            token_lifetime: 120,
            publisher_slash: true,
            empty_notice_list: false,
            tls: None,
            clients: Vec::new(),
        }
    }
}

fn base_url<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Option<BaseUrl>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

/// Where the certificate of an HTTPS listener comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Tls {
    /// A certificate for the listening address and `localhost`, from a root that is written to
    /// `certificates/tls-root.pem` in the state folder.
    Issued,
    /// PEM files of one's own.
    Files {
        /// Certificate chain, leaf first.
        chain: PathBuf,
        /// Private key.
        key: PathBuf,
    },
}

/// A client of Maskinporten beyond the agencies of the service profiles.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Client {
    /// `iss` of its grants.
    pub client_id: String,
    /// Organisation number on whose behalf tokens are issued.
    pub consumer: String,
    /// Organisation number of the supplier that asks on the consumer's behalf: its tokens carry the delegation
    /// claims, and it is the supplier's certificate that signs.
    #[serde(default)]
    pub supplier: Option<String>,
    /// Scopes it may ask for.
    pub scopes: Vec<String>,
    /// PEM file of a public key registered with the client, for grants that name it by `kid`. Without one the
    /// client signs with an enterprise certificate of its organisation number (`x5c`).
    #[serde(default)]
    pub public_key: Option<PathBuf>,
}

/// An options file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OptionsError {
    /// It could not be read.
    #[error("cannot read the options file {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is not TOML, or has entries that do not exist; the message has line and column.
    #[error("the options file {} is not usable: {source}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Position and cause.
        source: Box<toml::de::Error>,
    },
    /// A value is outside its range.
    #[error("the options file {}: {entry} is {found}, but must be {expected}", path.display())]
    OutOfRange {
        /// The file.
        path: PathBuf,
        /// Name of the entry.
        entry: &'static str,
        /// Its value.
        found: String,
        /// What would do.
        expected: &'static str,
    },
}

impl Options {
    /// Reads an options file; relative paths in it are relative to the file's folder.
    ///
    /// # Errors
    /// When the file cannot be read, is malformed, or has a value outside its range.
    pub fn load(path: &Path) -> Result<Self, OptionsError> {
        let text = std::fs::read_to_string(path).map_err(|source| OptionsError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        let mut options: Self =
            toml::from_str(&text).map_err(|source| OptionsError::Malformed {
                path: path.to_owned(),
                source: Box::new(source),
            })?;
        options.check(path)?;
        options.resolve(path.parent().unwrap_or(Path::new("")));
        Ok(options)
    }

    fn check(&self, path: &Path) -> Result<(), OptionsError> {
        let out_of_range = |entry, found, expected| {
            Err(OptionsError::OutOfRange {
                path: path.to_owned(),
                entry,
                found,
                expected,
            })
        };
        if !(1..=3600).contains(&self.token_lifetime) {
            return out_of_range(
                "token-lifetime",
                self.token_lifetime.to_string(),
                "between 1 and 3600 seconds",
            );
        }
        match self
            .services
            .iter()
            .find(|id| wire::profile::service(id).is_none())
        {
            Some(unknown) => out_of_range(
                "services",
                format!("{unknown:?}"),
                "the ids of services in cases/services",
            ),
            None => Ok(()),
        }
    }

    /// The services whose agencies join the world, in the order of the profiles.
    pub(crate) fn chosen_services(&self) -> Vec<&'static ServiceProfile> {
        let chosen = |profile: &&ServiceProfile| {
            self.services.is_empty() || self.services.contains(&profile.id)
        };
        wire::profile::builtin_services()
            .iter()
            .filter(chosen)
            .collect()
    }

    fn resolve(&mut self, folder: &Path) {
        if let Some(Tls::Files { chain, key }) = &mut self.tls {
            *chain = folder.join(&*chain);
            *key = folder.join(&*key);
        }
        self.people = self.people.as_ref().map(|file| folder.join(file));
        for client in &mut self.clients {
            client.public_key = client.public_key.as_ref().map(|key| folder.join(key));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Options, OptionsError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("options.toml");
        std::fs::write(&path, text).unwrap();
        Options::load(&path)
    }

    #[test]
    fn reads_every_entry() {
        let options = load(
            "port = 8080\npeople = \"people.toml\"\nbase-url = \"http://registers.example/\"\nseed = 3\nmode = \"production\"\ntoken-lifetime = 60\ntls = \"issued\"\n\
             [[clients]]\nclient-id = \"x\"\nconsumer = \"915429785\"\nscopes = [\"bits:kontoinformasjon\"]\n\
             public-key = \"x.pem\"",
        )
        .unwrap();
        assert_eq!(
            (options.port, options.mode),
            (Some(8080), Some(Mode::Production))
        );
        assert!(options.people.unwrap().is_absolute());
        assert_eq!(
            options.base_url.unwrap().as_str(),
            "http://registers.example"
        );
        assert!(
            options.clients[0]
                .public_key
                .as_ref()
                .unwrap()
                .is_absolute()
        );
    }

    #[test]
    fn points_at_an_entry_that_does_not_exist() {
        let message = load("seed = 3\ntoken-lifetme = 60")
            .unwrap_err()
            .to_string();
        assert!(message.contains("line 2, column 1"), "{message}");
    }

    #[test]
    fn the_services_that_are_asked_for_join_unless_others_are_named() {
        let ids = |options: Options| {
            options
                .chosen_services()
                .iter()
                .map(|one| one.id.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            ids(Options::default()),
            [
                "politi-utlevering",
                "oppgjor-etter-dodsfall",
                "vergekontroll",
                "skatt-kontroll",
                "konkursbehandling",
                "fi-utlegg-saldo",
            ]
        );
        assert_eq!(
            ids(load("services = [\"vergekontroll\"]").unwrap()),
            ["vergekontroll"]
        );
    }

    #[test]
    fn refuses_a_service_that_does_not_exist() {
        let message = load("services = [\"politi\"]").unwrap_err().to_string();
        assert!(message.contains("services is \"politi\""), "{message}");
    }

    #[test]
    fn refuses_a_token_lifetime_of_nothing() {
        let message = load("token-lifetime = 0").unwrap_err().to_string();
        assert!(message.contains("token-lifetime is 0"), "{message}");
    }
}
