//! Stands in front of a bank: writes every call into the journal, lets the bank answer it, and does to the answer
//! what the scenario says.
//!
//! The bank behind it validates as a bank does, so that an agency that calls wrongly is refused as it would be.

mod document;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode};
use listener::{Answering, ConnectionFault, Handler, ReceivedRequest, Reply};
use openssl::pkey::{PKey, Public};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use wire::jose::encrypt::{DecryptionKey, JweOptions, decrypt_compact, encrypt_compact};
use wire::messages::{DATA_NOT_DELIVERED, Endpoint, media_type};

use crate::agency::journal::{Journal, headers_of};
use judge::agency::journal::{Call, GivenAnswer, Place, order_of, token_of};
use judge::agency::route::Route;
use pack::scenario::{AnswerChange, AnswerRule, BankName, Corruption, NextLink};

/// The query parameter that names a page of our own making.
const PAGE: &str = "side";
/// A further parameter of these pages: its value reads differently without its percent-encoding.
const CURSOR: &str = "peker=a%2Bb%2Fc%3D";
/// Headers that belong to one connection (RFC 9110 7.6.1), or that are made anew.
const HOP: [&str; 5] = [
    "connection",
    "host",
    "content-length",
    "transfer-encoding",
    "keep-alive",
];

/// Requests to a bank at the same time.
pub(super) const TURNS: usize = 32;

/// Scenarios whose rules are kept: a call that comes late meets the rules of its own.
const SCENARIOS: usize = 8;

/// What a bank's front does in a scenario.
#[derive(Default)]
pub(super) struct ScenarioState {
    rules: Vec<(AnswerRule, u32)>,
    references: Vec<String>,
    keys: Vec<DecryptionKey>,
}

/// The front of one bank.
pub(super) struct BankFront {
    pub(super) bank: BankName,
    pub(super) backend: SocketAddr,
    pub(super) base_url: String,
    pub(super) other_host: String,
    pub(super) unknown_recipient: PKey<Public>,
    pub(super) http: reqwest::Client,
    pub(super) journal: Arc<Journal>,
    /// The rules of the latest scenarios, by their numbers.
    pub(super) scenarios: Mutex<BTreeMap<u64, ScenarioState>>,
    /// Requests to the bank at the same time: further ones wait, so that a flood does not use up the descriptors.
    pub(super) turns: Semaphore,
}

impl BankFront {
    /// Runs these rules in a scenario; one of `keys` opens the bank's answers to the agency of the scenario.
    pub(super) fn run(&self, scenario: u64, rules: Vec<AnswerRule>, keys: Vec<DecryptionKey>) {
        let rules = ScenarioState {
            rules: rules.into_iter().map(|rule| (rule, 0)).collect(),
            references: Vec::new(),
            keys,
        };
        let mut scenarios = self.scenarios();
        scenarios.insert(scenario, rules);
        while scenarios.len() > SCENARIOS {
            scenarios.pop_first();
        }
    }

    fn scenarios(&self) -> MutexGuard<'_, BTreeMap<u64, ScenarioState>> {
        let scenarios = self.scenarios.lock();
        scenarios.unwrap_or_else(PoisonError::into_inner)
    }

    /// The changes that this call meets, each counted.
    fn changes(
        &self,
        scenario: u64,
        route: Option<&Route>,
    ) -> (Vec<AnswerChange>, Vec<DecryptionKey>) {
        let mut scenarios = self.scenarios();
        let (Some(current), Some(route)) = (scenarios.get_mut(&scenario), route) else {
            return (Vec::new(), Vec::new());
        };
        let account = route
            .reference
            .as_ref()
            .and_then(|reference| current.references.iter().position(|one| one == reference));
        let mut changes = Vec::new();
        for (rule, used) in &mut current.rules {
            let fits = rule.bank == self.bank
                && rule
                    .endpoint
                    .is_none_or(|endpoint| endpoint == route.endpoint)
                && (rule.account.is_none() || rule.account == account)
                && rule.times.is_none_or(|times| *used < times);
            if fits {
                *used += 1;
                changes.push(rule.change.clone());
            }
        }
        (changes, current.keys.clone())
    }

    /// Remembers the references of an account list, so that rules can name an account by its place.
    fn learn(&self, scenario: u64, document: &Value) {
        let references = references(document);
        let mut scenarios = self.scenarios();
        let Some(current) = scenarios.get_mut(&scenario) else {
            return;
        };
        for reference in references {
            if !current.references.contains(&reference) {
                current.references.push(reference);
            }
        }
    }

    async fn respond(&self, request: ReceivedRequest) -> Reply {
        let call = self.call(&request);
        let route = call.route.clone();
        let entry = self.journal.enter(call);
        let scenario = entry.scenario();
        let (changes, keys) = self.changes(scenario, route.as_ref());
        let altered = !changes.is_empty();
        let (reply, document) = self.make(&request, &changes, &keys).await;
        if let Some(document) = document
            .as_ref()
            .filter(|_| route.is_some_and(|route| route.endpoint == Endpoint::Accounts))
        {
            self.learn(scenario, document);
        }
        let given = GivenAnswer {
            status: reply.status().as_u16(),
            headers: headers_of(reply.headers()),
            document: document.map(shortened),
            altered,
            corruption: changes.iter().find_map(corruption_of),
        };
        entry.answer(given, request.started.elapsed());
        reply
    }

    fn call(&self, request: &ReceivedRequest) -> Call {
        let headers = headers_of(&request.headers);
        let path = request.uri.path().to_owned();
        Call {
            environment: self.journal.environment(),
            number: self.journal.number(),
            place: Place::Bank(self.bank),
            received: request.received,
            took: Duration::ZERO,
            method: request.method.to_string(),
            route: path.strip_prefix("/v2").and_then(Route::of),
            path,
            query: request.uri.query().unwrap_or_default().to_owned(),
            token: token_of(&headers),
            order: order_of(&headers),
            headers,
            body: request.body.clone().unwrap_or_default(),
            given: None,
            warnings: Vec::new(),
        }
    }

    async fn make(
        &self,
        request: &ReceivedRequest,
        changes: &[AnswerChange],
        keys: &[DecryptionKey],
    ) -> (Reply, Option<Value>) {
        for change in changes {
            match change {
                AnswerChange::DelayMs(milliseconds) => {
                    tokio::time::sleep(Duration::from_millis(*milliseconds)).await;
                }
                AnswerChange::Refuse(pair) => return refusal(&pair.to_string(), None),
                AnswerChange::RetryAfter(seconds) => return refusal("429 ACC-022", Some(*seconds)),
                AnswerChange::Redirect => return (redirect(&self.other_host, request), None),
                AnswerChange::Corrupt(_)
                | AnswerChange::Document(_)
                | AnswerChange::Pages(_)
                | AnswerChange::Next(_) => {}
            }
        }
        let body = match &request.body {
            Ok(body) => body.clone(),
            Err(fault) => return (fault.reply(), None),
        };
        let Some(answer) = self.forward(request, body).await else {
            return refusal("500 ACC-100", None);
        };
        let opened = keys
            .iter()
            .find_map(|key| Some((opened(&answer, key)?, key)));
        match opened {
            Some((mut document, key)) if answer.status() == StatusCode::OK => {
                if changes.is_empty() {
                    return (answer, Some(document));
                }
                let reply = self.changed(request, answer, &mut document, changes, key);
                (reply, Some(document))
            }
            _ => {
                let document = serde_json::from_slice(answer.body()).ok();
                (answer, document)
            }
        }
    }

    fn changed(
        &self,
        request: &ReceivedRequest,
        answer: Reply,
        document: &mut Value,
        changes: &[AnswerChange],
        key: &DecryptionKey,
    ) -> Reply {
        for change in changes {
            match change {
                AnswerChange::Document(change) => document::change(document, *change),
                AnswerChange::Pages(pages) => {
                    let number = page_of(request);
                    document::page(document, *pages, number, &|next| {
                        page_address(request, next)
                    });
                }
                AnswerChange::Next(NextLink::Loop) => {
                    document::link(document, &page_address(request, 1));
                }
                AnswerChange::Next(NextLink::Absolute) if page_of(request) == 1 => {
                    let next = page_address(request, 2);
                    document::link(document, &format!("{}{next}", self.base_url));
                }
                AnswerChange::Next(NextLink::OtherHost) => {
                    document::link(
                        document,
                        &format!("{}/v2{}", self.other_host, below(request)),
                    );
                }
                AnswerChange::Corrupt(_)
                | AnswerChange::Next(NextLink::Absolute)
                | AnswerChange::Refuse(_)
                | AnswerChange::RetryAfter(_)
                | AnswerChange::DelayMs(_)
                | AnswerChange::Redirect => {}
            }
        }
        let corruption = changes.iter().find_map(corruption_of);
        self.seal(answer, document, corruption, key)
    }

    fn seal(
        &self,
        answer: Reply,
        document: &Value,
        corruption: Option<Corruption>,
        key: &DecryptionKey,
    ) -> Reply {
        let clear = answer
            .headers()
            .get(http::header::CONTENT_TYPE)
            .is_some_and(|kind| kind == media_type::JSON);
        let text = document.to_string();
        if clear && corruption.is_none() {
            return with_body(answer, text);
        }
        if corruption == Some(Corruption::Clear) {
            let mut reply = with_body(answer, text);
            let kind = HeaderValue::from_static(media_type::JSON);
            reply.headers_mut().insert(http::header::CONTENT_TYPE, kind);
            return reply;
        }
        let (plain, to) = match corruption {
            Some(Corruption::NotJson) => ("{\"responseDetails\":", key.public()),
            Some(Corruption::OtherKey) => (text.as_str(), self.unknown_recipient.clone()),
            Some(Corruption::Jwe | Corruption::Clear) | None => (text.as_str(), key.public()),
        };
        let Ok(mut sealed) = encrypt_compact(plain.as_bytes(), &to, &JweOptions::default()) else {
            return answer;
        };
        if corruption == Some(Corruption::Jwe) {
            let kept = sealed.len().saturating_sub(6);
            sealed.truncate(kept);
            sealed.push_str("AAAAAA");
        }
        with_body(answer, sealed)
    }

    /// The bank's own answer; none if it does not come.
    async fn forward(&self, request: &ReceivedRequest, body: Bytes) -> Option<Reply> {
        let query: Vec<&str> = request
            .uri
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty() && !is_of_page(pair))
            .collect();
        let mut url = format!("http://{}{}", self.backend, request.uri.path());
        if !query.is_empty() {
            url = format!("{url}?{}", query.join("&"));
        }
        let mut headers = request.headers.clone();
        for name in HOP {
            headers.remove(name);
        }
        let _turn = self.turns.acquire().await.ok()?;
        let request = self.http.request(request.method.clone(), url);
        let answer = request.headers(headers).body(body).send().await.ok()?;
        let (status, mut headers) = (answer.status(), answer.headers().clone());
        for name in HOP {
            headers.remove(name);
        }
        let mut reply = Response::new(answer.bytes().await.ok()?);
        *reply.status_mut() = status;
        *reply.headers_mut() = headers;
        Some(reply)
    }
}

impl Handler for BankFront {
    fn answer(&self, request: ReceivedRequest) -> Answering<'_> {
        Box::pin(self.respond(request))
    }

    fn fault(&self, fault: ConnectionFault) {
        self.journal.report(Some(self.bank), fault);
    }
}

/// Another host: nobody has any business here.
pub(super) struct OtherHost {
    pub(super) journal: Arc<Journal>,
}

impl Handler for OtherHost {
    fn answer(&self, request: ReceivedRequest) -> Answering<'_> {
        Box::pin(async move {
            let headers = headers_of(&request.headers);
            let (reply, _) = refusal("404 ACC-002", None);
            let entry = self.journal.enter(Call {
                environment: self.journal.environment(),
                number: self.journal.number(),
                place: Place::OtherHost,
                received: request.received,
                took: Duration::ZERO,
                method: request.method.to_string(),
                path: request.uri.path().to_owned(),
                query: request.uri.query().unwrap_or_default().to_owned(),
                route: None,
                token: token_of(&headers),
                order: order_of(&headers),
                headers,
                body: Bytes::new(),
                given: None,
                warnings: Vec::new(),
            });
            let given = GivenAnswer {
                status: reply.status().as_u16(),
                headers: headers_of(reply.headers()),
                document: None,
                altered: true,
                corruption: None,
            };
            entry.answer(given, request.started.elapsed());
            reply
        })
    }
}

fn corruption_of(change: &AnswerChange) -> Option<Corruption> {
    match change {
        AnswerChange::Corrupt(corruption) => Some(*corruption),
        AnswerChange::Refuse(_)
        | AnswerChange::RetryAfter(_)
        | AnswerChange::DelayMs(_)
        | AnswerChange::Document(_)
        | AnswerChange::Pages(_)
        | AnswerChange::Next(_)
        | AnswerChange::Redirect => None,
    }
}

fn references(document: &Value) -> Vec<String> {
    let list = document["accounts"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let references = list
        .iter()
        .filter_map(|account| account["accountReference"].as_str());
    references
        .filter(|reference| *reference != DATA_NOT_DELIVERED)
        .map(str::to_owned)
        .collect()
}

/// A document that the journal can keep in any number.
fn shortened(mut document: Value) -> Value {
    for list in ["transactions", "paymentCards", "roles"] {
        if let Some(items) = document.get_mut(list).and_then(Value::as_array_mut) {
            items.truncate(50);
        }
    }
    document
}

fn below(request: &ReceivedRequest) -> &str {
    request
        .uri
        .path()
        .strip_prefix("/v2")
        .unwrap_or(request.uri.path())
}

fn page_of(request: &ReceivedRequest) -> usize {
    let parameters = judge::agency::route::query(request.uri.query().unwrap_or_default());
    let page = parameters
        .iter()
        .find(|(name, _)| name == PAGE)
        .and_then(|(_, value)| value.parse().ok());
    page.unwrap_or(1)
}

/// The address of a page, relative to the base URL.
fn page_address(request: &ReceivedRequest, page: usize) -> String {
    let query = request.uri.query().unwrap_or_default();
    let others: Vec<&str> = query.split('&').filter(|pair| !is_of_page(pair)).collect();
    let (below, others) = (below(request), others.join("&"));
    format!("{below}?{others}&{PAGE}={page}&{CURSOR}")
}

/// Whether a pair of a query is one that names a page of our own making.
fn is_of_page(pair: &str) -> bool {
    let name = pair.split('=').next();
    name == Some(PAGE) || name == CURSOR.split('=').next()
}

fn opened(answer: &Reply, key: &DecryptionKey) -> Option<Value> {
    let text = std::str::from_utf8(answer.body()).ok()?;
    if text.starts_with('{') {
        return serde_json::from_str(text).ok();
    }
    serde_json::from_slice(&decrypt_compact(text, key).ok()?.plaintext).ok()
}

fn with_body(mut reply: Reply, body: String) -> Reply {
    *reply.body_mut() = Bytes::from(body);
    reply
}

/// A refusal in the API's shape; `pair` is a status and a code.
fn refusal(pair: &str, retry_after: Option<u32>) -> (Reply, Option<Value>) {
    let (status, code) = pair.split_once(' ').unwrap_or((pair, ""));
    let document = json!({"code": code, "message": "The scenario refuses this call."});
    let mut reply = Response::new(Bytes::from(document.to_string()));
    *reply.status_mut() = status.parse().unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    reply.headers_mut().insert(
        http::header::CONTENT_TYPE,
        HeaderValue::from_static(media_type::JSON),
    );
    if let Some(seconds) = retry_after {
        reply
            .headers_mut()
            .insert(http::header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    (reply, Some(document))
}

fn redirect(other_host: &str, request: &ReceivedRequest) -> Reply {
    let mut reply = Response::new(Bytes::new());
    *reply.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    if let Ok(location) = HeaderValue::from_str(&format!("{other_host}/v2{}", below(request))) {
        reply.headers_mut().insert(http::header::LOCATION, location);
    }
    reply
}
