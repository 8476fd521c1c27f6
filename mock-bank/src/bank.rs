//! A bank that runs.

mod builder;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use wire::world::{BankEntry, PartyEntry, WorldError};

pub use builder::BankBuilder;

use crate::config::{BankConfig, Mode, RightOfDisposal, known_services};
use crate::core::Core;
use crate::server;
use crate::variant::Variant;

/// A bank that listens. Dropping it stops it at once, [`Bank::shutdown`] lets it finish.
#[derive(Debug)]
pub struct Bank {
    core: Arc<Core>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
}

/// Why a bank cannot start. Every message says what is wrong and with what.
#[derive(Debug, thiserror::Error)]
pub enum BankError {
    /// The address is in use, or not this machine's.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Where the bank was to listen.
        address: SocketAddr,
        /// Why it cannot.
        source: io::Error,
    },
    /// A file that cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why it cannot be read.
        source: io::Error,
    },
    /// PEM without a certificate.
    #[error("{0} contains no PEM certificate")]
    NoCertificate(String),
    /// Certificate and key of HTTPS do not belong together.
    #[error("the TLS certificate and key cannot be used: {0}")]
    Tls(String),
    /// A service that the bank does not know.
    #[error("there is no service `{0}` to serve; the bank knows {known}", known = known_services().join(", "))]
    Service(String),
    /// No services at all.
    #[error("the bank has no service to serve")]
    NoService,
    /// The organisation number is none.
    #[error("`{0}` is not an organisation number (9 digits, the last a check digit)")]
    Orgno(String),
    /// Pages without items.
    #[error("a page must have at least 1 item")]
    PageSize,
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    Random,
    /// The world file.
    #[error(transparent)]
    World(#[from] WorldError),
    /// No HTTP client can be created.
    #[error("no HTTP client for the registers can be created: {0}")]
    Client(String),
}

impl Bank {
    /// Starts a bank.
    ///
    /// # Errors
    /// [`BankError`] for settings that no bank can run with, and for an address that cannot be listened on.
    #[expect(
        clippy::unused_async,
        reason = "a socket belongs to the runtime that it is bound in"
    )]
    pub async fn start(config: BankConfig) -> Result<Self, BankError> {
        check(&config)?;
        let tls = config
            .tls
            .as_ref()
            .map(|identity| server::acceptor(identity, &config))
            .transpose()?;
        let listener = server::bind(config.listen)?;
        let address = listener.local_addr().map_err(|source| BankError::Listen {
            address: config.listen,
            source,
        })?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        let base_url = config
            .base_url
            .clone()
            .unwrap_or_else(|| format!("{scheme}://{address}/v2"));
        let base_url = if config.variants.has(Variant::SlashAfterBaseUrl) {
            format!("{base_url}/")
        } else {
            base_url
        };
        let core = Arc::new(Core::new(config, base_url)?);
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(server::serve(listener, tls, Arc::clone(&core), stopped));
        Ok(Self {
            core,
            address,
            stop,
            task: Some(task),
        })
    }

    /// The base URL, e.g. `http://127.0.0.1:8443/v2`: no slash at its end but with the variant of that name.
    pub fn base_url(&self) -> &str {
        &self.core.base_url
    }

    /// Where the bank listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What the world file says of this bank: all test people with their traits, their accounts and
    /// the fields that the bank has data for.
    pub fn world_entry(&self) -> BankEntry {
        let config = &self.core.config;
        let keeps_balances = !config.variants.has(Variant::NoHistoricBalances);
        BankEntry {
            orgno: config.orgno.clone(),
            base_url: self.core.base_url.clone(),
            mode: match config.mode {
                Mode::Test => wire::world::Mode::Test,
                Mode::Production => wire::world::Mode::Production,
            },
            ca_file: None,
            right_of_disposal: Some(match config.right_of_disposal {
                RightOfDisposal::Alternative1 => wire::world::RightOfDisposal::Alternative1,
                RightOfDisposal::Alternative2 => wire::world::RightOfDisposal::Alternative2,
            }),
            parties: self.parties(keeps_balances),
        }
    }

    fn parties(&self, keeps_balances: bool) -> Vec<PartyEntry> {
        let today = self.core.moment().today;
        let mut parties = self.core.parties().to_vec();
        if !keeps_balances {
            let accounts = parties.iter_mut().flat_map(|party| &mut party.accounts);
            for account in accounts {
                account.historic_balances = Some(false);
                account.balances.retain(|one| one.date >= today);
            }
        }
        parties
    }

    /// Stops listening, lets open requests finish for a moment, and ends.
    pub async fn shutdown(mut self) {
        let _ = self.stop.send(true);
        if let Some(task) = self.task.take() {
            let _ = task.await;
        }
    }
}

impl Drop for Bank {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

fn check(config: &BankConfig) -> Result<(), BankError> {
    if wire::identifiers::OrganisationNumber::parse(&config.orgno).is_err() {
        return Err(BankError::Orgno(config.orgno.clone()));
    }
    if config.services.is_empty() {
        return Err(BankError::NoService);
    }
    if config.page_size == 0 || config.accounts_page_size == 0 {
        return Err(BankError::PageSize);
    }
    Ok(())
}
