//! Evidence: one request as it was sent, and what came back.

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wire::messages::Operation;

/// Names one exchange within a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExchangeId(pub u64);

/// One request and its outcome. Bodies are read once, up to a limit.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Names this exchange within the run.
    pub id: ExchangeId,
    /// The request as sent.
    pub request: SentRequest,
    /// The answer, or why there is none.
    pub outcome: Result<Received, TransportFailure>,
    /// When the request was begun.
    pub started: Timestamp,
    /// From the first byte sent to the last byte read.
    pub elapsed: Duration,
}

/// A request as it left the harness.
#[derive(Clone, Debug)]
pub struct SentRequest {
    /// The service it was made for, e.g. `politi-utlevering`.
    pub service: String,
    /// The endpoint it is aimed at.
    pub endpoint: Operation,
    /// HTTP method.
    pub method: String,
    /// Absolute URL with query.
    pub url: String,
    /// Headers in the order sent; values may hold bytes outside ASCII.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Claims of the access token, if one was sent that can be read.
    pub token_claims: Option<Value>,
    /// Claims of the extradition order, if one was sent that can be read.
    pub order_claims: Option<Value>,
}

/// An answer as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    /// HTTP status.
    pub status: u16,
    /// e.g. `HTTP/1.1`.
    pub version: String,
    /// Headers in the order received.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body; of one that is longer than the limit of the sender, its beginning.
    pub body: Bytes,
    /// How many bytes of a body were read that is longer than the limit.
    pub truncated: Option<usize>,
    /// What became of its content codings; the body is what is left when they are undone.
    pub codings: Codings,
}

/// A content coding that can be undone (RFC 9110, 8.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Coding {
    /// `gzip`, also as `x-gzip`.
    Gzip,
    /// `deflate`, with or without the zlib format around it.
    Deflate,
}

impl Coding {
    /// Its name in Content-Encoding.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
        }
    }
}

/// What became of the content codings that an answer names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codings {
    /// Codings that were undone, in that order.
    pub undone: Vec<Coding>,
    /// Why one was not undone.
    pub fault: Option<CodingFault>,
}

/// Why a content coding was not undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodingFault {
    /// Nobody here knows it.
    Unknown(String),
    /// The body is not in that coding.
    NotCoded(Coding),
}

impl Received {
    /// The first header of that name (case-insensitive), as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .and_then(|(_, value)| std::str::from_utf8(value).ok())
    }

    /// The media type without parameters, in lower case.
    pub fn media_type(&self) -> Option<String> {
        let value = self.header("content-type")?;
        Some(
            value
                .split(';')
                .next()
                .unwrap_or(value)
                .trim()
                .to_ascii_lowercase(),
        )
    }
}

/// Why no complete answer came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reason", content = "detail")]
pub enum TransportFailure {
    /// No connection could be made.
    Connect(String),
    /// The TLS handshake or certificate failed.
    Tls(String),
    /// No complete answer within the time limit.
    TimedOut,
    /// The connection ended before the answer was complete.
    Interrupted(String),
    /// The connection was closed before the body was complete (RFC 9112, 8).
    Incomplete(String),
    /// The bytes that came were no HTTP.
    Malformed(String),
    /// The target speaks HTTP/2 alone, and the request can be written in HTTP/1.1 alone.
    OnlyHttp2,
}
