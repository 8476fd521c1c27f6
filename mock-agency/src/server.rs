//! The HTTP side of the registers: one listening socket, bounded in every direction, in front of a handler that
//! sees a whole request and gives a whole answer.

mod connection;
mod listener;
mod reply;

pub(crate) use listener::{Listener, Running};
pub(crate) use reply::{Reply, json, not_allowed, text, xml};

use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Uri};
use jiff::Timestamp;

/// Limits that hold for every connection and request; a caller that goes beyond them gets an error or is cut off.
pub(crate) mod limit {
    use std::time::Duration;

    /// Largest request body in bytes.
    pub(crate) const BODY: usize = 64 * 1024;
    /// Largest request head in bytes.
    pub(crate) const HEAD: usize = 32 * 1024;
    /// Most header lines in a request.
    pub(crate) const HEADER_LINES: usize = 100;
    /// How long a caller may take over the head of a request, idle time between two requests included.
    pub(crate) const HEAD_TIME: Duration = Duration::from_secs(20);
    /// How long a caller may take over the body of a request.
    pub(crate) const BODY_TIME: Duration = Duration::from_secs(10);
    /// How long a TLS handshake may take.
    pub(crate) const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
    /// How long one connection may live, however busy.
    pub(crate) const CONNECTION_TIME: Duration = Duration::from_mins(10);
    /// How long open requests get to finish at shutdown.
    pub(crate) const SHUTDOWN_TIME: Duration = Duration::from_millis(500);
    /// Most connections at a time; further ones wait in the socket's queue.
    pub(crate) const CONNECTIONS: usize = 1024;
}

/// A request as it came, its body read to the end or given up.
#[derive(Debug)]
pub(crate) struct ReceivedRequest {
    pub(crate) received: Timestamp,
    pub(crate) started: Instant,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Result<Bytes, BodyFault>,
}

/// Why a body was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyFault {
    TooLarge,
    TooSlow,
    Broken,
}

impl BodyFault {
    /// The refusal that the caller gets.
    pub(crate) fn reply(self) -> Reply {
        match self {
            Self::TooLarge => text(
                StatusCode::PAYLOAD_TOO_LARGE,
                "the request body is larger than 64 KiB",
            ),
            Self::TooSlow => text(
                StatusCode::REQUEST_TIMEOUT,
                "the request body did not arrive in time",
            ),
            Self::Broken => text(
                StatusCode::BAD_REQUEST,
                "the request body could not be read",
            ),
        }
    }
}

/// What answers the requests of a listener; must not block for longer than a signature takes.
pub(crate) trait Handler: Send + Sync + 'static {
    /// Gives the answer to one request.
    fn answer(&self, request: &ReceivedRequest) -> Reply;
}
