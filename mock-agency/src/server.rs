//! The HTTP side of the registers: one listening socket, bounded in every direction, in front of a handler that
//! sees a whole request and gives a whole answer.

mod connection;
mod crowd;
mod listener;
mod reply;

pub(crate) use listener::{Listener, Running};
pub use reply::Reply;
pub(crate) use reply::{json, not_allowed, text, xml};

use std::future::Future;
use std::pin::Pin;
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
    /// How long a connection has to close that gives way to another.
    pub(crate) const LEAVE_TIME: Duration = Duration::from_millis(50);
    /// Most connections at a time. Beyond them the ones that wait for a request give way. A process usually gets 1,024
    /// descriptors, and one with registers and banks listens in five places.
    pub(crate) const CONNECTIONS: usize = 160;
}

/// A request as it came, its body read to the end or given up.
#[derive(Debug)]
pub struct ReceivedRequest {
    /// When the head was complete.
    pub received: Timestamp,
    /// The same moment on a clock that only goes forward.
    pub started: Instant,
    /// Method.
    pub method: Method,
    /// Request target: path and query.
    pub uri: Uri,
    /// Headers in order of arrival.
    pub headers: HeaderMap,
    /// The body, at most 64 KiB, or why it was given up.
    pub body: Result<Bytes, BodyFault>,
}

/// Why a body was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyFault {
    /// Longer than 64 KiB.
    TooLarge,
    /// Not complete in time.
    TooSlow,
    /// The connection broke, or the framing is no HTTP.
    Broken,
}

impl BodyFault {
    /// The refusal that the caller gets.
    pub fn reply(self) -> Reply {
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

/// Why a connection brought no request that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectionFault {
    /// What came is not HTTP, or beyond the limits of a head; it was answered with 400, 414 or 431.
    NotHttp(String),
    /// The caller went away within a request.
    BrokenOff,
    /// No TLS was agreed upon.
    NoTls,
}

/// An answer in the making.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Reply> + Send + 'a>>;

/// What answers the requests of a listener. Must not block its thread for longer than a signature takes.
pub trait Handler: Send + Sync + 'static {
    /// Gives the answer to one request.
    fn answer(&self, request: ReceivedRequest) -> Answering<'_>;

    /// Is told of a connection without a request that can be read.
    fn disturbed(&self, _fault: ConnectionFault) {}
}
