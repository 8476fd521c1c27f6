//! Requests and answers as a whole: a handler that sees a request with its body and gives a complete answer.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use http_body_util::{BodyExt, Either, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use jiff::Timestamp;

use crate::connections::Connection;
use crate::fault::ConnectionFault;
use crate::limits::Limits;
use crate::service::{Body, Service};

/// A complete answer.
pub type Reply = Response<Bytes>;

/// An answer being prepared.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Reply> + Send + 'a>>;

/// Answers whole requests. Must not block its thread for longer than a signature needs.
pub trait Handler: Send + Sync + 'static {
    /// The limits.
    fn limits(&self) -> Limits {
        Limits::default()
    }

    /// Bytes of the body of a request to that target.
    fn body_limit(&self, _target: &Uri) -> usize {
        self.limits().body
    }

    /// The answer to one request.
    fn answer(&self, request: ReceivedRequest) -> Answering<'_>;

    /// Reports a connection without a request that could be answered.
    fn fault(&self, _fault: ConnectionFault) {}
}

/// A request as it arrived, its body read to the end or given up.
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
    /// The body, or why it was given up.
    pub body: Result<Bytes, BodyFault>,
}

/// Why a body was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyFault {
    /// Longer than the limit.
    TooLarge,
    /// Not complete in time.
    TooSlow,
    /// The connection broke, or the framing is not HTTP.
    Broken,
}

impl BodyFault {
    /// The refusal that the caller receives.
    pub fn reply(self) -> Reply {
        match self {
            Self::TooLarge => text(
                StatusCode::PAYLOAD_TOO_LARGE,
                "the request body is too large",
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

/// A plain text answer.
pub fn text(status: StatusCode, body: &str) -> Reply {
    let mut reply = Response::new(Bytes::copy_from_slice(body.as_bytes()));
    *reply.status_mut() = status;
    reply.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    reply
}

/// Serves whole requests.
pub(crate) struct Whole(pub(crate) Arc<dyn Handler>);

impl Service for Whole {
    type Connection = ();

    fn limits(&self) -> Limits {
        self.0.limits()
    }

    fn connect(&self) {}

    async fn answer(&self, _connection: &(), request: Request<Incoming>) -> Response<Body> {
        let (received, started) = (Timestamp::now(), Instant::now());
        let (head, body) = request.into_parts();
        let limits = Limits {
            body: self.0.body_limit(&head.uri),
            ..self.0.limits()
        };
        let arriving = head
            .extensions
            .get::<Arc<Connection>>()
            .map(Connection::wait_for_body);
        let body = read(body, &limits).await;
        drop(arriving);
        let request = ReceivedRequest {
            received,
            started,
            method: head.method,
            uri: head.uri,
            headers: head.headers,
            body,
        };
        let reply = self.0.answer(request).await;
        reply.map(|body| Either::Left(Full::new(body)))
    }

    fn fault(&self, fault: ConnectionFault) {
        self.0.fault(fault);
    }
}

async fn read(body: Incoming, limits: &Limits) -> Result<Bytes, BodyFault> {
    let whole = Limited::new(body, limits.body).collect();
    match tokio::time::timeout(limits.body_time, whole).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(BodyFault::TooLarge),
        Ok(Err(_broken)) => Err(BodyFault::Broken),
        Err(_elapsed) => Err(BodyFault::TooSlow),
    }
}
