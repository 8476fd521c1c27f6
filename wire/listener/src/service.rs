//! What answers the requests of a listener.

use std::convert::Infallible;
use std::future::Future;
use std::io;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::combinators::BoxBody;
use http_body_util::{Either, Full};
use hyper::body::Incoming;

use crate::fault::ConnectionFault;
use crate::limits::Limits;

/// A body whose length is known, or one that is sent in parts.
pub type Body = Either<Full<Bytes>, BoxBody<Bytes, Infallible>>;

/// Answers the requests of a listener.
pub trait Service: Send + Sync + 'static {
    /// What is kept for each connection.
    type Connection: Send + Sync + 'static;

    /// The limits, for the next connection; the number of connections counts as it is when the listener starts.
    fn limits(&self) -> Limits {
        Limits::default()
    }

    /// A new connection.
    fn connect(&self) -> Self::Connection;

    /// Bytes of requests as they arrive, decrypted, before they are read as HTTP.
    ///
    /// # Errors
    /// An error ends the connection at once.
    fn received(&self, _connection: &Self::Connection, _bytes: &[u8]) -> io::Result<()> {
        Ok(())
    }

    /// Whether header names of answers on HTTP/1.1 are written with capital initials.
    fn title_case_headers(&self) -> bool {
        false
    }

    /// An interim answer (RFC 9110, 15.2), as it is written before each answer on HTTP/1.1.
    fn interim(&self) -> Option<&'static [u8]> {
        None
    }

    /// The answer to a request.
    fn answer(
        &self,
        connection: &Self::Connection,
        request: Request<Incoming>,
    ) -> impl Future<Output = Response<Body>> + Send;

    /// Reports a connection without a request that could be answered.
    fn fault(&self, _fault: ConnectionFault) {}
}
