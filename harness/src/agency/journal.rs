//! What the agency does: every call to registers and banks, in order, with what was answered.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use mock_agency::Register;
use serde_json::Value;
use wire::jose::strict::{ReadJws, read_jws};
use wire::messages::header;

use super::route::{self, Route};
use super::scenario::BankName;

/// Calls of a scenario that are kept whole; further ones are counted.
const MOST_CALLS: usize = 5_000;

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
    Elsewhere,
}

/// One call. Numbers follow the order of arrival.
#[derive(Clone, Debug)]
pub struct Call {
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
    pub given: Option<Given>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Given {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The document, in clear; long lists other than the account list are left out.
    pub document: Option<Value>,
    /// Whether the scenario had a hand in it.
    pub staged: bool,
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

    /// Status of the answer.
    pub fn status(&self) -> Option<u16> {
        self.given.as_ref().map(|given| given.status)
    }

    /// The bank it went to.
    pub fn bank(&self) -> Option<BankName> {
        match self.place {
            Place::Bank(bank) => Some(bank),
            Place::Register(_) | Place::Unknown | Place::Elsewhere => None,
        }
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

/// The access token of an `Authorization` header.
pub(super) fn token_of(headers: &[(String, Vec<u8>)]) -> Option<ReadJws> {
    let value = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("authorization"))?;
    let text = std::str::from_utf8(&value.1).ok()?;
    read_jws(text.rsplit(' ').next()?).ok()
}

/// The order of the additional reference.
pub(super) fn order_of(headers: &[(String, Vec<u8>)]) -> Option<ReadJws> {
    let value = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(header::ADDITIONAL_REFERENCE_ID))?;
    read_jws(std::str::from_utf8(&value.1).ok()?).ok()
}

/// Takes calls from every listener of a stage.
#[derive(Default)]
pub struct Journal {
    next: AtomicU64,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    calls: Vec<Call>,
    beyond: u64,
}

/// What a journal held when a scenario ended.
#[derive(Debug, Default)]
pub struct Page {
    /// The calls in the order of arrival.
    pub calls: Vec<Call>,
    /// Calls that were only counted.
    pub beyond: u64,
}

impl Journal {
    /// The number of the next call.
    pub(super) fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Takes a call, answered or not.
    pub(super) fn enter(&self, call: Call) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.calls.len() < MOST_CALLS {
            seen.calls.push(call);
        } else {
            seen.beyond += 1;
        }
    }

    /// Notes the answer to a call that was entered before.
    pub(super) fn answer(&self, number: u64, given: Given, took: Duration) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(call) = seen
            .calls
            .iter_mut()
            .rev()
            .find(|call| call.number == number)
        {
            call.given = Some(given);
            call.took = took;
        }
    }

    /// How many calls there are, and when the last came.
    pub fn state(&self) -> (u64, Option<Timestamp>) {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let count = u64::try_from(seen.calls.len()).unwrap_or(u64::MAX);
        (
            count + seen.beyond,
            seen.calls.last().map(|call| call.received),
        )
    }

    /// One line for each call from the given position on: for whoever watches.
    pub fn lines_from(&self, position: usize) -> Vec<String> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.calls.iter().skip(position).map(line).collect()
    }

    /// Takes everything out; what comes from then on belongs to the next scenario.
    pub fn turn(&self) -> Page {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut calls = std::mem::take(&mut seen.calls);
        calls.sort_by_key(|call| (call.received, call.number));
        Page {
            calls,
            beyond: std::mem::take(&mut seen.beyond),
        }
    }
}

fn line(call: &Call) -> String {
    let place = match call.place {
        Place::Register(register) => format!("{register:?}"),
        Place::Bank(bank) => format!("Bank {bank:?}"),
        Place::Unknown => "unknown path".to_owned(),
        Place::Elsewhere => "another host".to_owned(),
    };
    let status = call
        .status()
        .map_or_else(|| "…".to_owned(), |status| status.to_string());
    // A path may hold anything; control characters must not reach the terminal.
    let path: String = call
        .path
        .chars()
        .filter(|character| !character.is_control())
        .take(100)
        .collect();
    format!("{place}: {} {path} → {status}", call.method)
}

impl mock_agency::Journal for Journal {
    fn record(&self, call: mock_agency::Call) {
        let headers = headers_of(&call.request_headers);
        let token = match call.register {
            Some(Register::Maskinporten) => assertion_of(&call.request_body),
            _ => token_of(&headers),
        };
        self.enter(Call {
            number: self.number(),
            place: call.register.map_or(Place::Unknown, Place::Register),
            received: call.received,
            took: call.took,
            method: call.method.to_string(),
            path: call.uri.path().to_owned(),
            query: call.uri.query().unwrap_or_default().to_owned(),
            route: None,
            headers,
            body: call.request_body,
            token,
            order: None,
            given: Some(Given {
                status: call.status.as_u16(),
                headers: headers_of(&call.response_headers),
                document: serde_json::from_slice(&call.response_body).ok(),
                staged: false,
            }),
        });
    }
}

/// Headers as pairs, in order.
pub(super) fn headers_of(headers: &http::HeaderMap) -> Vec<(String, Vec<u8>)> {
    headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
        .collect()
}

/// The assertion of a grant, form or not.
fn assertion_of(body: &[u8]) -> Option<ReadJws> {
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
    pub(in crate::agency) fn call(place: Place, target: &str) -> Call {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Call {
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
            given: Some(Given {
                status: 200,
                headers: Vec::new(),
                document: None,
                staged: false,
            }),
        }
    }

    #[test]
    fn keeps_a_bounded_number_of_calls_and_counts_the_rest() {
        let journal = Journal::default();
        for _ in 0..MOST_CALLS + 3 {
            journal.enter(call(Place::Unknown, "/"));
        }
        let page = journal.turn();
        assert_eq!((page.calls.len(), page.beyond), (MOST_CALLS, 3));
        assert_eq!(journal.turn().calls.len(), 0);
    }

    #[test]
    fn an_answer_finds_its_call() {
        let journal = Journal::default();
        let mut entered = call(Place::Unknown, "/");
        entered.given = None;
        journal.enter(entered);
        let given = Given {
            status: 418,
            headers: Vec::new(),
            document: None,
            staged: true,
        };
        journal.answer(1, given, Duration::from_millis(5));
        assert_eq!(journal.turn().calls[0].status(), Some(418));
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

    #[test]
    fn control_characters_of_a_path_do_not_reach_the_terminal() {
        assert!(!line(&call(Place::Unknown, "/a\u{1b}[2J")).contains('\u{1b}'));
    }
}
