//! A listener for whoever wants to stand in front of something: bounded like the registers' own, plain or TLS.

use std::net::SocketAddr;
use std::sync::Arc;

use openssl::pkey::{PKey, Private};
use openssl::x509::X509;

use crate::server::{Listener, Running};

pub use crate::server::{Answering, BodyFault, ConnectionFault, Handler, ReceivedRequest, Reply};

/// What a listener greets its callers with.
#[derive(Clone)]
pub struct ServerIdentity {
    /// Leaf first, then the intermediates.
    pub chain: Vec<X509>,
    /// The leaf's key.
    pub key: PKey<Private>,
}

/// Why a listener does not start.
#[derive(Debug, thiserror::Error)]
pub enum FrontError {
    /// The address is not free, or not this machine's.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// Certificate and key do not fit.
    #[error("cannot serve TLS: {0}")]
    Tls(#[from] openssl::error::ErrorStack),
}

/// A bound address that does not answer yet: its port is known before what answers there is made.
pub struct Front {
    listener: Listener,
}

impl Front {
    /// Binds an address; port 0 takes a free one.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn bind(address: SocketAddr) -> Result<Self, FrontError> {
        let listener = Listener::bind(address)
            .await
            .map_err(|source| FrontError::Listen { address, source })?;
        Ok(Self { listener })
    }

    /// The address with the port that was taken.
    pub fn address(&self) -> SocketAddr {
        self.listener.address()
    }

    /// Begins to answer.
    ///
    /// # Errors
    /// When the identity's certificate and key do not fit.
    pub fn open(
        self,
        identity: Option<&ServerIdentity>,
        handler: Arc<dyn Handler>,
    ) -> Result<OpenFront, FrontError> {
        let tls = identity
            .map(|identity| crate::registers::acceptor(&identity.chain, &identity.key))
            .transpose()?;
        Ok(OpenFront {
            running: self.listener.run(tls, handler),
        })
    }
}

/// A listener that answers. It stops when this is dropped.
pub struct OpenFront {
    running: Running,
}

impl OpenFront {
    /// Stops accepting and lets open requests finish, for half a second at most.
    pub async fn shutdown(self) {
        self.running.shutdown().await;
    }
}
