//! Starting and stopping the registers, and changing their settings while they run.

mod base_url;
mod builder;
mod start;
mod tls;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use http::StatusCode;
use listener::{ListenError, Running};
use openssl::pkey::{PKey, Public};
use openssl::x509::X509;
use wire::lock::Lock;
use wire::pki::Validity;
use wire::population::{Notice, Person};
use wire::world::{World, WorldError};

pub use base_url::{BaseUrl, BaseUrlError};
pub use builder::RegistersBuilder;

use crate::config::RegistersConfig;
use crate::enterprise::{Enterprise, IssueError};
use crate::journal::Register;
use crate::overview::Directory;
use crate::router::Router;
use crate::state::StateError;

/// Why the registers could not be started.
#[derive(Debug, thiserror::Error)]
pub enum RegistersError {
    /// The address is in use, or not this machine's.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The state folder or a key in it.
    #[error(transparent)]
    State(#[from] StateError),
    /// A certificate could not be issued.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// The world file that is there already cannot be read, or the new one not be written.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The TLS certificate or key does not do.
    #[error("cannot serve TLS with {}: {source}", path.display())]
    Tls {
        /// The file.
        path: PathBuf,
        /// What OpenSSL said.
        source: openssl::error::ErrorStack,
    },
    /// A client's registered key is not one.
    #[error("{} is not an RSA public key in PEM", path.display())]
    ClientKey {
        /// The file.
        path: PathBuf,
    },
    /// The program ended while keys and certificates were generated.
    #[error("the start was interrupted")]
    Interrupted,
}

/// The registers, running. They stop when this is dropped; [`Registers::shutdown`] lets open requests finish.
pub struct Registers {
    /// Where the world file is.
    pub world_file: PathBuf,
    /// What the world file said when the registers started; banks that join later are only in the file.
    pub world: World,
    address: SocketAddr,
    base_url: BaseUrl,
    tls_root: Option<PathBuf>,
    router: Arc<Router>,
    enterprise: Enterprise,
    running: Running,
    _lock: Lock,
}

impl Registers {
    /// Starts the registers and writes the world file. Keys that the state folder has are used again; a world file
    /// that is there is replaced, and keeps its banks if the registers have the same address as before.
    ///
    /// # Errors
    /// When the address is in use, a file of the state folder cannot be used, or a certificate cannot be issued. Then
    /// no world file has been written.
    pub async fn start(config: RegistersConfig) -> Result<Self, RegistersError> {
        start::start(config).await
    }

    /// The address that all registers listen on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL that callers know the registers by.
    pub fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// PEM file of the root above the listener's certificate, if the registers issued it themselves.
    pub fn tls_root(&self) -> Option<&Path> {
        self.tls_root.as_deref()
    }

    /// Publishes one certificate for an organisation in CertPub in place of what was there; with `None` the
    /// publisher has nothing for it.
    pub fn set_encryption_certificate(&self, orgno: &str, certificate: Option<X509>) {
        self.set_encryption_certificates(orgno, certificate.into_iter().collect());
    }

    /// Publishes several certificates for an organisation in CertPub in place of what was there.
    pub fn set_encryption_certificates(&self, orgno: &str, certificates: Vec<X509>) {
        self.router.certpub.publish(orgno, certificates);
    }

    /// What CertPub publishes for an organisation; `None` when it does not know the organisation.
    pub fn encryption_certificates(&self, orgno: &str) -> Option<Vec<X509>> {
        self.router.certpub.published(orgno)
    }

    /// Issues an encryption certificate for an organisation without publishing it.
    ///
    /// # Errors
    /// When the key is of a kind that cannot be certified.
    pub fn issue_encryption_certificate(
        &self,
        orgno: &str,
        key: &PKey<Public>,
        validity: Validity,
    ) -> Result<X509, IssueError> {
        self.enterprise
            .issue(orgno, &format!("Organisasjon {orgno}"), key, validity)
    }

    /// Registers a person, or changes what is registered. Organisations are ignored.
    pub fn set_person(&self, person: Person) {
        self.router.persons.set(person);
    }

    /// Removes a person from the registry and returns what was registered.
    pub fn remove_person(&self, id: &str) -> Option<Person> {
        self.router.persons.remove(id)
    }

    /// Registers a notice of a bankruptcy.
    pub fn add_notice(&self, notice: Notice) {
        self.router.bankruptcies.add(notice);
    }

    /// Registers these notices of bankruptcies in place of those that there are.
    pub fn set_notices(&self, notices: Vec<Notice>) {
        self.router.bankruptcies.set(notices);
    }

    /// Lets customer overview and API registry answer from this directory; with `None` from the world file's banks.
    pub fn set_directory(&self, directory: Option<Directory>) {
        self.router.overview.set(directory);
    }

    /// Lets the customer overview behave in this way from now on.
    pub fn set_overview_behaviour(&self, behaviour: crate::overview::OverviewBehaviour) {
        self.router.overview.behave(behaviour);
    }

    /// How the customer overview behaves now.
    pub fn overview_behaviour(&self) -> crate::overview::OverviewBehaviour {
        self.router.overview.behaviour()
    }

    /// Lets Maskinporten issue tokens that live so many seconds from now on.
    pub fn set_token_lifetime(&self, seconds: u32) {
        self.router.maskinporten.set_lifetime(seconds);
    }

    /// Lets a register answer every request with this status, or with `None` as usual again.
    pub fn set_outage(&self, register: Register, status: Option<StatusCode>) {
        let mut outages = self
            .router
            .outages
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        match status {
            Some(status) => outages.insert(register, status),
            None => outages.remove(&register),
        };
    }

    /// Lets a register answer the next so many of the agencies' own requests with this status, or all of them where no
    /// number is given; with `None` as usual again. Maskinporten's keys are served all the same: banks read them.
    pub fn set_fault(&self, register: Register, fault: Option<(StatusCode, Option<u32>)>) {
        let mut faults = self
            .router
            .faults
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match fault {
            Some(fault) => faults.insert(register, fault),
            None => faults.remove(&register),
        };
    }

    /// Stops accepting and lets open requests finish, for half a second at most.
    pub async fn shutdown(self) {
        self.router.operations.set_ready(false);
        self.running.shutdown().await;
    }
}

impl std::fmt::Debug for Registers {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Registers")
            .field("address", &self.address)
            .field("world_file", &self.world_file)
            .finish_non_exhaustive()
    }
}
