//! The run's own surroundings: registers and a bank, started in this process on free loopback ports.

use std::fs;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::{Timestamp, ToSpan};
use mock_agency::{OverviewBehaviour, Registers, RegistersConfig};
use mock_bank::{
    Bank, BankConfig, Mode, OrderRoot, Protocols, RegisterAddresses, RightOfDisposal, TlsIdentity,
};
use openssl::x509::X509;
use thiserror::Error;
use tokio::task;
use wire::jose::encrypt::DecryptionKey;
use wire::keys::KeyStore;
use wire::pki::{Authority, Subject, Validity};
use wire::world::{LoadedWorld, World};

use engine::runner::RegisterControl;
use pack::message::UserError;
use plan::target::{Target, TargetError, from_world, overview_from_world};

/// What the embedded bank is like.
#[derive(Clone, Debug)]
pub struct EmbeddedOptions {
    /// Seed of people and data.
    pub seed: u64,
    /// Whether the bank runs in production mode.
    pub production: bool,
    /// Whether the bank delivers right of disposal by alternative 2.
    pub alternative_2: bool,
    /// Defects of the bank.
    pub defects: mock_bank::Defects,
    /// Valid behaviours that differ from the bank's usual ones.
    pub variants: mock_bank::Variants,
}

/// Registers in this process, which any number of banks may be opened against. They stop when this is dropped.
pub struct EmbeddedRegisters {
    registers: Registers,
    keys: KeyStore,
    tls: TlsIdentity,
    ca_file: PathBuf,
    production: bool,
    /// What banks of these registers share: it takes longer to create than a bank to start.
    bank_client: reqwest::Client,
    data: Arc<mock_bank::DataSet>,
    _state: tempfile::TempDir,
}

/// Registers and a bank in this process. They stop when this is dropped.
pub struct Embedded {
    registers: Arc<EmbeddedRegisters>,
    bank: Bank,
    /// The bank as a target.
    pub target: Arc<Target>,
}

/// Why the embedded world could not be started.
#[derive(Debug, Error)]
pub enum EmbeddedError {
    /// The folder for keys and the world file.
    #[error("the folder for the embedded world cannot be created: {0}")]
    Folder(std::io::Error),
    /// The key cache.
    #[error(transparent)]
    Keys(#[from] wire::keys::KeyError),
    /// The registers.
    #[error("the embedded registers do not start: {0}")]
    Registers(#[from] mock_agency::RegistersError),
    /// The bank.
    #[error("the embedded bank does not start: {0}")]
    Bank(#[from] mock_bank::BankError),
    /// A certificate for the bank's TLS.
    #[error("the embedded bank gets no certificate: {0}")]
    Certificate(#[from] wire::pki::PkiError),
    /// The world file or a key that it names.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The world file.
    #[error(transparent)]
    World(#[from] wire::world::WorldError),
}

impl UserError for EmbeddedError {
    fn help(&self) -> Option<String> {
        match self {
            Self::Target(error) => error.help(),
            Self::Folder(_)
            | Self::Keys(_)
            | Self::Registers(_)
            | Self::Bank(_)
            | Self::Certificate(_)
            | Self::World(_) => None,
        }
    }
}

/// How long the bank uses a certificate before it looks again: the last case of a run waits for that.
const CERTIFICATES_FOR: Duration = Duration::from_millis(100);

/// Names of the keys that the embedded world needs beside the registers' own.
const TLS_ROOT_KEY: &str = "embedded-tls-root";
const TLS_BANK_KEY: &str = "embedded-tls-bank";
const ROTATED_KEY: &str = "embedded-rotated-decryption";

impl EmbeddedRegisters {
    /// Starts the registers of a population.
    ///
    /// # Errors
    /// [`EmbeddedError`] says which part does not start.
    pub async fn start(keys: KeyStore, seed: u64, production: bool) -> Result<Self, EmbeddedError> {
        let state = tempfile::Builder::new()
            .prefix("dsop-conformance-")
            .tempdir()
            .map_err(EmbeddedError::Folder)?;
        // Reading the system's certificate authorities takes tens of milliseconds, which the registers need as well.
        let patience = mock_bank::RegisterTimes::default().answer;
        let bank_client = task::spawn_blocking(move || mock_bank::register_client(patience));
        keys.rsa_many(&[TLS_ROOT_KEY, TLS_BANK_KEY])?;
        let mut config = RegistersConfig::new(state.path(), keys.clone(), seed);
        config.mode = if production {
            mock_agency::Mode::Production
        } else {
            mock_agency::Mode::Test
        };
        let registers = Registers::start(config).await?;
        let (tls, ca_file) = tls_identity(&keys, &state)?;
        let bank_client = match bank_client.await {
            Ok(made) => made?,
            Err(ended) => resume_unwind(ended.into_panic()),
        };
        Ok(Self {
            bank_client,
            data: Arc::new(mock_bank::DataSet::make(seed)),
            registers,
            keys,
            tls,
            ca_file,
            production,
            _state: state,
        })
    }

    /// Opens a bank against the registers. Mode and seed are the registers'.
    ///
    /// # Errors
    /// [`EmbeddedError`] says which part does not start.
    pub async fn open_bank(
        &self,
        options: &EmbeddedOptions,
    ) -> Result<(Bank, Target), EmbeddedError> {
        let options = EmbeddedOptions {
            production: self.production,
            ..options.clone()
        };
        let mut config = bank_config(
            &self.registers.world,
            &self.registers,
            self.tls.clone(),
            &options,
        );
        config.client = Some(self.bank_client.clone());
        config.data = Some(Arc::clone(&self.data));
        let bank = Bank::start(config).await?;
        let mut entry = bank.world_entry();
        entry.ca_file = Some(self.ca_file.clone());
        let world = World::load(&self.registers.world_file)?;
        let loaded = LoadedWorld {
            world: World {
                banks: vec![entry.clone()],
                ..world.world
            },
            folder: world.folder,
        };
        let target = from_world(&loaded, &entry, "mock-bank (embedded)")?;
        Ok((bank, target))
    }

    /// Stops the registers.
    pub async fn shutdown(self) {
        self.registers.shutdown().await;
    }
}

impl Embedded {
    /// Starts everything.
    ///
    /// # Errors
    /// [`EmbeddedError`] says which part does not start.
    pub async fn start(keys: KeyStore, options: &EmbeddedOptions) -> Result<Self, EmbeddedError> {
        let registers = EmbeddedRegisters::start(keys, options.seed, options.production).await?;
        let (bank, target) = registers.open_bank(options).await?;
        Ok(Self {
            registers: Arc::new(registers),
            bank,
            target: Arc::new(target),
        })
    }

    /// The registers, for a runner that may change them.
    pub fn registers(&self) -> Arc<dyn RegisterControl> {
        Arc::clone(&self.registers) as Arc<dyn RegisterControl>
    }

    /// Stops the bank, and the registers once nobody else holds them.
    pub async fn shutdown(self) {
        self.bank.shutdown().await;
        if let Some(registers) = Arc::into_inner(self.registers) {
            registers.shutdown().await;
        }
    }
}

fn bank_config(
    world: &World,
    registers: &Registers,
    tls: TlsIdentity,
    options: &EmbeddedOptions,
) -> BankConfig {
    let folder = registers
        .world_file
        .parent()
        .map(PathBuf::from)
        .unwrap_or_default();
    let mut config = BankConfig::new(RegisterAddresses {
        issuer: world.issuer.clone(),
        jwks_uri: world.jwks_uri.clone(),
        order_root: OrderRoot::File(folder.join(&world.order_root)),
        police_jwks_uri: world.police_jwks_uri.clone(),
        certpub_locator: world.certpub_locator.clone(),
        person_registry: world.person_registry.clone(),
        bankruptcy_register: world.bankruptcy_register.clone().unwrap_or_default(),
    });
    config.tls = Some(tls);
    // Defects of a connection show where each request has its own bytes.
    config.protocols = Protocols::Http1;
    config.mode = if options.production {
        Mode::Production
    } else {
        Mode::Test
    };
    config.right_of_disposal = if options.alternative_2 {
        RightOfDisposal::Alternative2
    } else {
        RightOfDisposal::Alternative1
    };
    config.seed = options.seed;
    config.times.certificates = CERTIFICATES_FOR;
    config.defects = options.defects;
    config.variants = options.variants;
    config
}

fn tls_identity(
    keys: &KeyStore,
    state: &tempfile::TempDir,
) -> Result<(TlsIdentity, PathBuf), EmbeddedError> {
    let now = Timestamp::now();
    let validity = Validity {
        not_before: now - 1.hour(),
        not_after: now + 48.hours(),
    };
    let subject = |name: &str| Subject {
        organisation: Some("DSOP conformance".into()),
        organisational_unit: None,
        common_name: name.into(),
        serial_number: None,
    };
    let root = Authority::root(
        &subject("Conformance TLS root"),
        validity,
        keys.rsa(TLS_ROOT_KEY)?,
    )?;
    let key = keys.rsa(TLS_BANK_KEY)?;
    let public = wire::jose::sign::SigningKey::from_pkey(key.clone()).public();
    let leaf: X509 = root.issue(
        &subject("mock-bank"),
        validity,
        &public,
        &["127.0.0.1", "localhost"],
    )?;
    let file = state.path().join("bank-tls-root.pem");
    let pem = root
        .certificate
        .to_pem()
        .map_err(|error| EmbeddedError::Folder(std::io::Error::other(error)))?;
    fs::write(&file, pem).map_err(EmbeddedError::Folder)?;
    Ok((
        TlsIdentity {
            chain: vec![leaf],
            key,
        },
        file,
    ))
}

impl EmbeddedRegisters {
    /// Lets the customer overview behave in this way from now on.
    pub fn behave(&self, behaviour: OverviewBehaviour) {
        self.registers.set_overview_behaviour(behaviour);
    }

    /// The customer overview of the registers as a target, which behaves in this way from now on.
    ///
    /// # Errors
    /// [`EmbeddedError`] if a file of the world cannot be used.
    pub fn overview(&self, behaviour: OverviewBehaviour) -> Result<Target, EmbeddedError> {
        self.behave(behaviour);
        let world = World::load(&self.registers.world_file)?;
        Ok(overview_from_world(&world, "mock overview (embedded)")?)
    }
}

impl RegisterControl for EmbeddedRegisters {
    fn silence_kar(&self, silent: bool) {
        self.registers.set_overview_behaviour(OverviewBehaviour {
            kar_is_silent: silent,
            ..self.registers.overview_behaviour()
        });
    }

    fn rotate_certificate(&self, orgno: &str) -> Result<DecryptionKey, String> {
        let key = self
            .keys
            .rsa(ROTATED_KEY)
            .map_err(|error| error.to_string())?;
        let decryption = DecryptionKey::from_pkey(key);
        let now = Timestamp::now();
        let validity = Validity {
            not_before: now - 1.hour(),
            not_after: now + 48.hours(),
        };
        let certificate = self
            .registers
            .issue_encryption_certificate(orgno, &decryption.public(), validity)
            .map_err(|error| error.to_string())?;
        self.registers
            .set_encryption_certificate(orgno, Some(certificate));
        Ok(decryption)
    }
}
