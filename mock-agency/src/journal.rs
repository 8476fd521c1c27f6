//! The hook through which an embedding program sees every call to the registers.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Uri};
use jiff::Timestamp;
use listener::{ConnectionFault, Reply};

/// Which register a call went to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Register {
    /// Maskinporten: metadata, keys and the token endpoint.
    Maskinporten,
    /// The police's JWKS.
    Police,
    /// CertPub's locator.
    CertPubLocator,
    /// CertPub's publisher.
    CertPubPublisher,
    /// The person registry in FREG's shape.
    Freg,
    /// The person registry in Persontjenesten's style.
    Persontjenesten,
    /// The customer overview (step 1).
    CustomerOverview,
    /// The API registry.
    ApiRegistry,
    /// The register of bankruptcies.
    Konkursvarsel,
}

impl Register {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Maskinporten,
        Self::Police,
        Self::CertPubLocator,
        Self::CertPubPublisher,
        Self::Freg,
        Self::Persontjenesten,
        Self::CustomerOverview,
        Self::ApiRegistry,
        Self::Konkursvarsel,
    ];

    /// A stable name, as in logs and metrics.
    pub fn id(self) -> &'static str {
        match self {
            Self::Maskinporten => "maskinporten",
            Self::Police => "police-jwks",
            Self::CertPubLocator => "certpub-locator",
            Self::CertPubPublisher => "certpub-publisher",
            Self::Freg => "freg",
            Self::Persontjenesten => "persontjenesten",
            Self::CustomerOverview => "customer-overview",
            Self::ApiRegistry => "api-registry",
            Self::Konkursvarsel => "konkursvarsel",
        }
    }
}

/// A form that a register accepted although the documents describe another; the answer is the usual one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Warning {
    /// `resource` of a grant is a text. Documented is a list (Digdir, JWT grant).
    ResourceAsText,
    /// `x5c` of a grant has no path to a root without the intermediates that Maskinporten holds itself. Documented is
    /// the full chain (Digdir, JWT grant; RFC 7517 4.7).
    IncompleteChain,
    /// A grant has no `jti`, which is recommended (Digdir, JWT grant).
    GrantWithoutJti,
    /// `Authorization` has an access token without the scheme `Bearer` (RFC 6750 2.1).
    TokenWithoutScheme,
}

impl Warning {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::ResourceAsText,
        Self::IncompleteChain,
        Self::GrantWithoutJti,
        Self::TokenWithoutScheme,
    ];

    /// A stable name.
    pub fn id(self) -> &'static str {
        match self {
            Self::ResourceAsText => "resource-as-text",
            Self::IncompleteChain => "incomplete-chain",
            Self::GrantWithoutJti => "grant-without-jti",
            Self::TokenWithoutScheme => "token-without-scheme",
        }
    }

    /// What was observed and what is documented.
    pub fn text(self) -> &'static str {
        match self {
            Self::ResourceAsText => "resource of the grant is a text; documented is a list",
            Self::IncompleteChain => {
                "x5c of the grant lacks intermediates; documented is the full chain"
            }
            Self::GrantWithoutJti => "the grant has no jti; one is recommended",
            Self::TokenWithoutScheme => "Authorization has the token without the scheme Bearer",
        }
    }
}

/// What a register found out about a request, on its way to the journal and the log beside the answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    /// The client at Maskinporten, where it is known.
    pub(crate) client: Option<String>,
    pub(crate) warnings: Vec<Warning>,
}

impl Notes {
    /// The notes that go with an answer.
    pub(crate) fn of(reply: &Reply) -> Self {
        reply.extensions().get().cloned().unwrap_or_default()
    }
}

/// One request to a register and the answer that was given.
///
/// Holds grants and tokens as they went over the wire; [`fmt::Debug`] leaves bodies and headers out.
#[derive(Clone)]
pub struct Call {
    /// The register that the path belongs to; `None` for an unknown path.
    pub register: Option<Register>,
    /// When the head of the request was complete.
    pub received: Timestamp,
    /// From then until the answer was ready, the reading of the body included.
    pub took: Duration,
    /// Request method.
    pub method: Method,
    /// Request target: path and query.
    pub uri: Uri,
    /// Request headers in order of arrival.
    pub request_headers: HeaderMap,
    /// Request body, at most 64 KiB; of a batch to KFR at most 14 MiB.
    pub request_body: Bytes,
    /// Status of the answer.
    pub status: StatusCode,
    /// Headers of the answer, without those that the HTTP layer adds.
    pub response_headers: HeaderMap,
    /// Body of the answer.
    pub response_body: Bytes,
    /// What was accepted although the documents describe another form.
    pub warnings: Vec<Warning>,
}

impl fmt::Debug for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Call")
            .field("register", &self.register)
            .field("received", &self.received)
            .field("took", &self.took)
            .field("method", &self.method)
            .field("status", &self.status)
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
}

/// Receives every call in the order in which the answers were ready.
///
/// Called on the thread that serves the connection: an implementation hands the call on and returns.
pub trait Journal: Send + Sync {
    /// Takes one call.
    fn record(&self, call: Call);

    /// Reports a connection without a request that could be answered.
    fn fault(&self, _fault: ConnectionFault) {}
}
