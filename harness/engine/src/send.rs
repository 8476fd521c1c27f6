//! The one module that talks to the target. Bodies are read once, up to a limit; what comes back is data.

mod answer;
mod coding;
mod failure;
mod raw;
mod swallow;

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

use http::{HeaderName, HeaderValue, Method, StatusCode};
use thiserror::Error;

use crate::proxy::{NoProxyUrl, NoWay, Proxies};
use crate::stimulus::Prepared;
use judge::exchange::{Exchange, ExchangeId, Received, SentRequest, TransportFailure};
use pack::catalogue::SendMode;
use pack::message::UserError;
use plan::target::TlsSettings;
use wire::pki::chain_to_pem;

pub use answer::LONGEST_BODY;
use failure::During;
pub use raw::answer_in;

/// What requests call this program in User-Agent (RFC 9110, 10.1.5).
pub const USER_AGENT: &str = concat!("dsop-conformance/", env!("CARGO_PKG_VERSION"));

/// What requests ask for in Accept-Encoding: the answer as it is.
pub const ACCEPT_ENCODING: &str = "identity";

/// A request with more header bytes than this goes over a connection of its own: a server may refuse it and close
/// before it has read everything, and that answer must still be seen.
const LARGEST_HEAD: usize = 12 * 1024;

/// Headers that HTTP/2 does not have (RFC 9113, 8.2.2 and 8.3.1).
const OF_HTTP1: [&str; 7] = [
    "connection",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// What requests go through. Setting up TLS takes tens of milliseconds, so runs against targets with the same TLS
/// settings share it.
#[derive(Clone, Debug)]
pub struct Connections {
    client: reqwest::Client,
    raw: Arc<raw::RawSender>,
    registers: reqwest::Client,
    proxies: Arc<Proxies>,
    timeout: Duration,
}

/// Sends requests to the target.
#[derive(Debug)]
pub struct Sender {
    connections: Connections,
    next: AtomicU64,
}

/// Why no sender could be made.
#[derive(Debug, Error)]
pub enum SenderError {
    /// The HTTP client could not be set up.
    #[error("the HTTP client could not be set up: {0}")]
    Client(String),
    /// A variable of the environment names a proxy that cannot be used.
    #[error(transparent)]
    Proxy(#[from] NoProxyUrl),
}

impl UserError for SenderError {}

impl Connections {
    /// Connections with the target's TLS settings and a time limit for each request. Ordinary requests are sent in HTTP/2
    /// where the target offers it; what is written byte by byte has HTTP/1.1 and a connection of its own, so that it takes
    /// down no request of another case.
    ///
    /// # Errors
    /// [`SenderError`] if OpenSSL refuses a certificate or key.
    pub fn new(tls: &TlsSettings, timeout: Duration) -> Result<Self, SenderError> {
        let proxies = Arc::new(Proxies::of_environment()?);
        let mut builder = proxies
            .apply(reqwest::Client::builder())
            .redirect(reqwest::redirect::Policy::none())
            .timeout(timeout)
            .pool_max_idle_per_host(64);
        let unusable = |error: &dyn std::fmt::Display| SenderError::Client(error.to_string());
        for authority in &tls.authorities {
            let der = authority.to_der().map_err(|error| unusable(&error))?;
            let certificate =
                reqwest::Certificate::from_der(&der).map_err(|error| unusable(&error))?;
            builder = builder.add_root_certificate(certificate);
        }
        if let Some(client) = &tls.client_identity {
            let key = client.key.private_key_to_pem_pkcs8();
            let key = key.map_err(|error| unusable(&error))?;
            let identity = reqwest::Identity::from_pkcs8_pem(&chain_to_pem(&client.chain), &key)
                .map_err(|error| unusable(&error))?;
            builder = builder.identity(identity);
        }
        let made = |builder: reqwest::ClientBuilder| {
            builder
                .build()
                .map_err(|error| SenderError::Client(error.to_string()))
        };
        // Each reads the system's certificate authorities, which takes tens of milliseconds.
        let (raw, registers, client) = thread::scope(|scope| {
            let raw = scope.spawn(|| raw::RawSender::new(tls, Arc::clone(&proxies)));
            // Asked now and then: no request may go out over a connection that a register is about to close.
            let registers = proxies
                .apply(reqwest::Client::builder())
                .redirect(reqwest::redirect::Policy::none())
                .pool_idle_timeout(Duration::from_secs(5))
                .timeout(timeout);
            let registers = scope.spawn(|| made(registers));
            let client = made(builder);
            (joined(raw), joined(registers), client)
        });
        Ok(Self {
            client: client?,
            raw: Arc::new(raw.map_err(|error| SenderError::Client(error.to_string()))?),
            registers: registers?,
            proxies,
            timeout,
        })
    }

    /// The proxies that requests go through.
    pub fn proxies(&self) -> &Proxies {
        &self.proxies
    }

    /// The client that talks to the registers, never to the target.
    pub fn registers(&self) -> &reqwest::Client {
        &self.registers
    }
}

/// What a thread made; its panic goes on here.
fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

impl Sender {
    /// A sender that numbers its exchanges from 1.
    pub fn over(connections: Connections) -> Self {
        Self {
            connections,
            next: AtomicU64::new(1),
        }
    }

    /// The same sender, numbering its exchanges from another number on.
    #[must_use]
    pub fn numbering_from(mut self, first: u64) -> Self {
        self.next = AtomicU64::new(first);
        self
    }

    /// Sends one request and reads the answer.
    pub async fn send(&self, prepared: &Prepared) -> Exchange {
        let id = ExchangeId(self.next.fetch_add(1, Ordering::Relaxed));
        let started = jiff::Timestamp::now();
        let clock = Instant::now();
        let outcome = match (prepared.send, Self::request(prepared)) {
            (None | Some(SendMode::Concurrently), Some(request)) => self.exchange(request).await,
            (mode, _) => {
                let sent = self.connections.raw.send(prepared, mode);
                tokio::time::timeout(self.connections.timeout, sent)
                    .await
                    .unwrap_or(Err(TransportFailure::TimedOut))
            }
        };
        let elapsed = clock.elapsed();
        let outcome = match outcome {
            Ok(received) => Ok(answer::kept(received).await),
            Err(failure) => Err(failure),
        };
        Exchange {
            id,
            request: SentRequest {
                service: prepared.service.clone(),
                endpoint: prepared.endpoint,
                method: prepared.method.clone(),
                url: prepared.url.clone(),
                headers: prepared.headers.clone(),
                token_claims: prepared.token_claims.clone(),
                order_claims: prepared.order_claims.clone(),
            },
            outcome,
            started,
            elapsed,
        }
    }

    /// The request for the HTTP client; `None` if it holds bytes that only the raw sender puts on the wire.
    fn request(prepared: &Prepared) -> Option<reqwest::Request> {
        // The client would add an Accept of its own to a request that is to have none.
        let names_accept = prepared
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("accept"));
        let of_connection = prepared.headers.iter().any(|(name, _)| {
            OF_HTTP1
                .iter()
                .any(|other| name.eq_ignore_ascii_case(other))
        });
        if prepared.exact || !names_accept || of_connection || header_bytes(prepared) > LARGEST_HEAD
        {
            return None;
        }
        let method = Method::from_bytes(prepared.method.as_bytes()).ok()?;
        let url = reqwest::Url::parse(&prepared.url).ok()?;
        let mut request = reqwest::Request::new(method, url);
        *request.body_mut() = prepared.body.clone().map(Into::into);
        for (name, value) in &prepared.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            request
                .headers_mut()
                .append(name, HeaderValue::from_bytes(value).ok()?);
        }
        Some(request)
    }

    /// The proxies that requests go through.
    pub fn proxies(&self) -> &Proxies {
        self.connections.proxies()
    }

    async fn exchange(&self, request: reqwest::Request) -> Result<Received, TransportFailure> {
        let is_forwarded = request.url().scheme() == "http"
            && self
                .proxies()
                .route(request.url().as_str())
                .proxy()
                .is_some();
        let response = self
            .connections
            .client
            .execute(request)
            .await
            .map_err(|error| failed(&error))?;
        // That is the proxy's own answer, not the target's.
        if is_forwarded && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            let refused = NoWay::Refused(response.status().as_u16());
            return Err(TransportFailure::Connect(refused.to_string()));
        }
        answer::read(response.into()).await
    }
}

fn header_bytes(prepared: &Prepared) -> usize {
    prepared
        .headers
        .iter()
        .map(|(name, value)| name.len() + value.len() + 4)
        .sum()
}

fn failed(error: &reqwest::Error) -> TransportFailure {
    let words = failure::innermost(error);
    if error.is_timeout() {
        return TransportFailure::TimedOut;
    }
    let lower = words.to_lowercase();
    let about_tls = ["certificate", "ssl", "tls", "handshake"]
        .iter()
        .any(|word| lower.contains(word));
    match (error.is_connect(), about_tls) {
        (true, true) => TransportFailure::Tls(words),
        (true, false) => TransportFailure::Connect(words),
        (false, _) => failure::of(error, During::Head),
    }
}

#[cfg(test)]
mod tests;
