//! What the agency does: every call to registers and banks, in order, with what was answered.

pub mod line;
mod more_calls;

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use serde_json::Value;
use wire::jose::strict::{ReadJws, read_jws};
use wire::messages::header;

use crate::agency::route;
use crate::agency::route::Route;
use pack::scenario::{BankName, Corruption};

pub use more_calls::{BriefCall, MoreCalls};

/// Which register a call went to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Register {
    /// Maskinporten: metadata, keys and the token endpoint.
    Maskinporten,
    /// The police's JWKS.
    Police,
    /// `CertPub`'s locator.
    CertPubLocator,
    /// `CertPub`'s publisher.
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

/// Why a connection brought no request that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectionFault {
    /// What came is not HTTP, or its head is too large.
    NotHttp(String),
    /// The caller went away within a request.
    BrokenOff,
    /// No TLS was agreed upon.
    NoTls,
    /// Plain HTTP on a port that speaks TLS: what the request carried was readable on the way.
    PlainHttp,
    /// A request for another host, with its name.
    OtherHost(String),
}

/// Where a call went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A register.
    Register(Register),
    /// A path that no register has.
    Unknown,
    /// A bank.
    Bank(BankName),
    /// The other host that links and redirects of some scenarios lead to.
    OtherHost,
}

/// One call. Numbers follow the order of arrival.
#[derive(Clone, Debug)]
pub struct Call {
    /// Which of the environments that run side by side it came to.
    pub environment: usize,
    /// Number within the run.
    pub number: u64,
    /// Where it went.
    pub place: Place,
    /// When its head was complete.
    pub received: Timestamp,
    /// From then to the answer.
    pub took: Duration,
    /// Method.
    pub method: String,
    /// Path as sent.
    pub path: String,
    /// Query as sent, without question mark.
    pub query: String,
    /// Endpoint and account, for a bank.
    pub route: Option<Route>,
    /// Headers in order of arrival.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Body, for registers.
    pub body: Bytes,
    /// The access token, or the assertion of a grant, as far as it can be read.
    pub token: Option<ReadJws>,
    /// The extradition order, as far as it can be read.
    pub order: Option<ReadJws>,
    /// What was answered; nothing when the caller went away first.
    pub given: Option<GivenAnswer>,
    /// Ids of what the register accepted although the documents describe another form.
    pub warnings: Vec<&'static str>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct GivenAnswer {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The document, in clear; long lists other than the account list are left out.
    pub document: Option<Value>,
    /// Whether the scenario changed or refused it.
    pub altered: bool,
    /// What makes it useless, where the scenario corrupted it: the agency cannot open it, or must not use it.
    pub corruption: Option<Corruption>,
}

impl GivenAnswer {
    /// The document, where the answer was a success that the agency can open and trust.
    pub fn delivered(&self) -> Option<&Value> {
        let usable = self.status == 200 && self.corruption.is_none();
        self.document.as_ref().filter(|_| usable)
    }

    /// Bytes that it takes in memory, roughly.
    pub fn weight(&self) -> usize {
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| name.len() + value.len() + 64);
        headers.sum::<usize>() + self.document.as_ref().map_or(0, weight)
    }
}

/// Bytes that a JSON value takes in memory, roughly.
fn weight(value: &Value) -> usize {
    const NODE: usize = 72;
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => NODE,
        Value::String(text) => NODE + text.len(),
        Value::Array(items) => NODE + items.iter().map(weight).sum::<usize>(),
        Value::Object(members) => members.iter().fold(NODE, |sum, (name, member)| {
            sum + NODE + name.len() + weight(member)
        }),
    }
}

impl Call {
    /// The values of a header, as text.
    pub fn header_values(&self, name: &str) -> Vec<String> {
        let named = self
            .headers
            .iter()
            .filter(|(found, _)| found.eq_ignore_ascii_case(name));
        named
            .map(|(_, value)| String::from_utf8_lossy(value).into_owned())
            .collect()
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<String> {
        self.header_values(name).into_iter().next()
    }

    /// The query's parameters, decoded.
    pub fn parameters(&self) -> Vec<(String, String)> {
        route::query(&self.query)
    }

    /// The first value of a query parameter.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.parameters()
            .into_iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The document that it was answered with, where the agency can open and trust it.
    pub fn delivered(&self) -> Option<&Value> {
        self.given.as_ref()?.delivered()
    }

    /// Whether the scenario refused or changed the answer.
    pub fn is_altered(&self) -> bool {
        self.given.as_ref().is_some_and(|given| given.altered)
    }

    /// Whether the scenario answered it with a technical error.
    pub fn met_a_technical_error(&self) -> bool {
        self.is_altered() && self.status().is_some_and(|status| status >= 500)
    }

    /// When it was answered, or given up.
    pub fn ended(&self) -> Timestamp {
        self.received + self.took
    }

    /// Status of the answer.
    pub fn status(&self) -> Option<u16> {
        self.given.as_ref().map(|given| given.status)
    }

    /// The bank it went to.
    pub fn bank(&self) -> Option<BankName> {
        match self.place {
            Place::Bank(bank) => Some(bank),
            Place::Register(_) | Place::Unknown | Place::OtherHost => None,
        }
    }

    /// Bytes that it takes in memory, roughly.
    pub fn weight(&self) -> usize {
        let headers: usize = self
            .headers
            .iter()
            .map(|(name, value)| name.len() + value.len() + 64)
            .sum();
        let read = [&self.token, &self.order]
            .into_iter()
            .flatten()
            .map(|jws| weight(&jws.header) + weight(&jws.payload) + jws.signing_input.len())
            .sum::<usize>();
        512 + headers + read + self.path.len() + self.query.len() + self.body.len()
    }

    /// Path and query.
    pub fn target(&self) -> String {
        if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, self.query)
        }
    }
}

/// A connection that brought no request that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableRequest {
    /// Number within the run, among the calls.
    pub number: u64,
    /// Which of the environments it came to.
    pub environment: usize,
    /// Where it was made to; none for the registers, that share an address.
    pub bank: Option<BankName>,
    /// When it was noticed.
    pub received: Timestamp,
    /// What was wrong.
    pub fault: ConnectionFault,
}

impl UnreadableRequest {
    /// Where the connection was made to.
    pub fn place(&self) -> String {
        self.bank
            .map_or_else(|| "registers".to_owned(), |bank| format!("Bank {bank:?}"))
    }
}

/// The access token of an `Authorization` header.
pub fn token_of(headers: &[(String, Vec<u8>)]) -> Option<ReadJws> {
    let value = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("authorization"))?;
    let text = std::str::from_utf8(&value.1).ok()?;
    read_jws(text.rsplit(' ').next()?).ok()
}

/// The order of the additional reference.
pub fn order_of(headers: &[(String, Vec<u8>)]) -> Option<ReadJws> {
    let value = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(header::ADDITIONAL_REFERENCE_ID))?;
    read_jws(std::str::from_utf8(&value.1).ok()?).ok()
}

/// The assertion of a grant, form or not.
pub fn assertion_of(body: &[u8]) -> Option<ReadJws> {
    let text = std::str::from_utf8(body).ok()?;
    let of_form = route::query(text)
        .into_iter()
        .find(|(name, _)| name == "assertion")
        .map(|(_, value)| value);
    let of_json = || {
        serde_json::from_str::<Value>(text).ok()?["assertion"]
            .as_str()
            .map(str::to_owned)
    };
    read_jws(&of_form.or_else(of_json)?).ok()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A call for tests, to be changed by the test.
    pub(crate) fn call(place: Place, target: &str) -> Call {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Call {
            environment: 0,
            number: 1,
            place,
            received: Timestamp::UNIX_EPOCH,
            took: Duration::ZERO,
            method: "GET".into(),
            path: path.into(),
            query: query.into(),
            route: path.strip_prefix("/v2").and_then(Route::of),
            headers: Vec::new(),
            body: Bytes::new(),
            token: None,
            order: None,
            given: Some(GivenAnswer {
                status: 200,
                headers: Vec::new(),
                document: None,
                altered: false,
                corruption: None,
            }),
            warnings: Vec::new(),
        }
    }

    #[test]
    fn reads_the_assertion_of_a_form_and_of_json() {
        let jws = wire::jose::sign::assemble_jws(b"{\"alg\":\"RS256\"}", b"{\"iss\":\"x\"}", b"s");
        for body in [
            format!("grant_type=x&assertion={jws}"),
            format!("{{\"assertion\":\"{jws}\"}}"),
        ] {
            let read = assertion_of(body.as_bytes()).expect("an assertion");
            assert_eq!(read.payload["iss"], "x");
        }
    }
}
