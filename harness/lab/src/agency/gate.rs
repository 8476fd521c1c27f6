//! Stands in front of a bank: writes every call into the journal, lets the bank answer it, and does to the answer
//! what the scenario says.
//!
//! The bank behind it validates as a bank does, so that an agency that calls wrongly is refused as it would be.

mod document;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode};
use mock_agency::front::{Answering, ConnectionFault, Handler, ReceivedRequest, Reply};
use openssl::pkey::{PKey, Public};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use wire::jose::encrypt::{DecryptionKey, JweOptions, decrypt_compact, encrypt_compact};
use wire::messages::{DATA_NOT_DELIVERED, Endpoint, media_type};

use crate::agency::keeper::{Journal, fault_of, headers_of};
use judge::agency::journal::{Call, Given, Place, order_of, token_of};
use judge::agency::route::Route;
use pack::scenario::{AnswerRule, BankName, Garble, NextLink, Twist};

/// The query parameter that names a page of our own making.
const PAGE: &str = "side";
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

/// What a bank's front does at the moment.
#[derive(Default)]
pub(super) struct Part {
    rules: Vec<(AnswerRule, u32)>,
    references: Vec<String>,
    key: Option<DecryptionKey>,
}

/// The front of one bank.
pub(super) struct Gate {
    pub(super) bank: BankName,
    pub(super) backend: SocketAddr,
    pub(super) base_url: String,
    pub(super) elsewhere: String,
    pub(super) stranger: PKey<Public>,
    pub(super) http: reqwest::Client,
    pub(super) journal: Arc<Journal>,
    pub(super) part: Mutex<Part>,
    /// Requests to the bank at the same time: further ones wait, so that a flood does not use up the descriptors.
    pub(super) turns: Semaphore,
}

impl Gate {
    /// Plays these rules from now on; `key` opens the bank's answers to the agency of the scenario.
    pub(super) fn play(&self, rules: Vec<AnswerRule>, key: DecryptionKey) {
        let mut part = self.part.lock().unwrap_or_else(PoisonError::into_inner);
        *part = Part {
            rules: rules.into_iter().map(|rule| (rule, 0)).collect(),
            references: Vec::new(),
            key: Some(key),
        };
    }

    /// The twists that this call meets, each counted.
    fn twists(&self, route: Option<&Route>) -> (Vec<Twist>, Option<DecryptionKey>) {
        let mut part = self.part.lock().unwrap_or_else(PoisonError::into_inner);
        let part = &mut *part;
        let Some(route) = route else {
            return (Vec::new(), None);
        };
        let account = route
            .reference
            .as_ref()
            .and_then(|reference| part.references.iter().position(|one| one == reference));
        let mut twists = Vec::new();
        for (rule, used) in &mut part.rules {
            let fits = rule.bank == self.bank
                && rule
                    .endpoint
                    .is_none_or(|endpoint| endpoint == route.endpoint)
                && (rule.account.is_none() || rule.account == account)
                && rule.times.is_none_or(|times| *used < times);
            if fits {
                *used += 1;
                twists.push(rule.twist.clone());
            }
        }
        (twists, part.key.clone())
    }

    /// Remembers the references of an account list, so that rules can name an account by its place.
    fn learn(&self, document: &Value) {
        let references = references(document);
        let mut part = self.part.lock().unwrap_or_else(PoisonError::into_inner);
        for reference in references {
            if !part.references.contains(&reference) {
                part.references.push(reference);
            }
        }
    }

    async fn respond(&self, request: ReceivedRequest) -> Reply {
        let call = self.call(&request);
        let route = call.route.clone();
        let entry = self.journal.enter(call);
        let (twists, key) = self.twists(route.as_ref());
        let staged = !twists.is_empty();
        let (reply, document) = self.make(&request, &twists, key.as_ref()).await;
        if let Some(document) = document
            .as_ref()
            .filter(|_| route.is_some_and(|route| route.endpoint == Endpoint::Accounts))
        {
            self.learn(document);
        }
        let given = Given {
            status: reply.status().as_u16(),
            headers: headers_of(reply.headers()),
            document: document.map(shortened),
            staged,
        };
        entry.answer(given, request.started.elapsed());
        reply
    }

    fn call(&self, request: &ReceivedRequest) -> Call {
        let headers = headers_of(&request.headers);
        let path = request.uri.path().to_owned();
        Call {
            stage: self.journal.stage(),
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
        }
    }

    async fn make(
        &self,
        request: &ReceivedRequest,
        twists: &[Twist],
        key: Option<&DecryptionKey>,
    ) -> (Reply, Option<Value>) {
        for twist in twists {
            match twist {
                Twist::DelayMs(milliseconds) => {
                    tokio::time::sleep(Duration::from_millis(*milliseconds)).await;
                }
                Twist::Refuse(pair) => return refusal(&pair.to_string(), None),
                Twist::RetryAfter(seconds) => return refusal("429 ACC-022", Some(*seconds)),
                Twist::Redirect => return (redirect(&self.elsewhere, request), None),
                Twist::Garble(_) | Twist::Document(_) | Twist::Pages(_) | Twist::Next(_) => {}
            }
        }
        let body = match &request.body {
            Ok(body) => body.clone(),
            Err(fault) => return (fault.reply(), None),
        };
        let Some(answer) = self.forward(request, body).await else {
            return refusal("500 ACC-100", None);
        };
        let opened = key.and_then(|key| Some((opened(&answer, key)?, key)));
        match opened {
            Some((mut document, key)) if answer.status() == StatusCode::OK => {
                if twists.is_empty() {
                    return (answer, Some(document));
                }
                let reply = self.twisted(request, answer, &mut document, twists, key);
                (reply, Some(document))
            }
            _ => {
                let document = serde_json::from_slice(answer.body()).ok();
                (answer, document)
            }
        }
    }

    fn twisted(
        &self,
        request: &ReceivedRequest,
        answer: Reply,
        document: &mut Value,
        twists: &[Twist],
        key: &DecryptionKey,
    ) -> Reply {
        let mut garble = None;
        for twist in twists {
            match twist {
                Twist::Document(change) => document::change(document, *change),
                Twist::Pages(pages) => {
                    let number = page_of(request);
                    document::page(document, *pages, number, &|next| {
                        page_address(request, next)
                    });
                }
                Twist::Next(NextLink::Loop) => document::link(document, &page_address(request, 1)),
                Twist::Next(NextLink::Absolute) if page_of(request) == 1 => {
                    let next = page_address(request, 2);
                    document::link(document, &format!("{}{next}", self.base_url));
                }
                Twist::Next(NextLink::OtherHost) => {
                    document::link(
                        document,
                        &format!("{}/v2{}", self.elsewhere, below(request)),
                    );
                }
                Twist::Garble(how) => garble = Some(*how),
                Twist::Next(NextLink::Absolute)
                | Twist::Refuse(_)
                | Twist::RetryAfter(_)
                | Twist::DelayMs(_)
                | Twist::Redirect => {}
            }
        }
        self.seal(answer, document, garble, key)
    }

    fn seal(
        &self,
        answer: Reply,
        document: &Value,
        garble: Option<Garble>,
        key: &DecryptionKey,
    ) -> Reply {
        let clear = answer
            .headers()
            .get(http::header::CONTENT_TYPE)
            .is_some_and(|kind| kind == media_type::JSON);
        let text = document.to_string();
        if clear && garble.is_none() {
            return with_body(answer, text);
        }
        let (plain, to) = match garble {
            Some(Garble::NotJson) => ("{\"responseDetails\":", key.public()),
            Some(Garble::OtherKey) => (text.as_str(), self.stranger.clone()),
            Some(Garble::Jwe) | None => (text.as_str(), key.public()),
        };
        let Ok(mut sealed) = encrypt_compact(plain.as_bytes(), &to, &JweOptions::default()) else {
            return answer;
        };
        if garble == Some(Garble::Jwe) {
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
            .filter(|pair| !pair.is_empty() && !pair.starts_with(&format!("{PAGE}=")))
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

impl Handler for Gate {
    fn answer(&self, request: ReceivedRequest) -> Answering<'_> {
        Box::pin(self.respond(request))
    }

    fn disturbed(&self, fault: ConnectionFault) {
        self.journal.disturb(Some(self.bank), fault_of(fault));
    }
}

/// Another host: nobody has any business here.
pub(super) struct Elsewhere {
    pub(super) journal: Arc<Journal>,
}

impl Handler for Elsewhere {
    fn answer(&self, request: ReceivedRequest) -> Answering<'_> {
        Box::pin(async move {
            let headers = headers_of(&request.headers);
            let (reply, _) = refusal("404 ACC-002", None);
            let entry = self.journal.enter(Call {
                stage: self.journal.stage(),
                number: self.journal.number(),
                place: Place::Elsewhere,
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
            });
            let given = Given {
                status: reply.status().as_u16(),
                headers: headers_of(reply.headers()),
                document: None,
                staged: true,
            };
            entry.answer(given, request.started.elapsed());
            reply
        })
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
    let others: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.starts_with(&format!("{PAGE}=")))
        .collect();
    format!("{}?{}&{PAGE}={page}", below(request), others.join("&"))
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

fn redirect(elsewhere: &str, request: &ReceivedRequest) -> Reply {
    let mut reply = Response::new(Bytes::new());
    *reply.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    if let Ok(location) = HeaderValue::from_str(&format!("{elsewhere}/v2{}", below(request))) {
        reply.headers_mut().insert(http::header::LOCATION, location);
    }
    reply
}
