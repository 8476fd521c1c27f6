//! The last requests, decoded, and why they were refused.

use std::collections::VecDeque;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::AUTHORIZATION;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use wire::messages::header;

use crate::exchange::Reply;
use crate::request::Incoming;

/// How many are kept.
const MOST: usize = 100;
/// Longest reason in a log line, in characters.
const LONGEST_REASON: usize = 300;

/// The last requests to the API, the newest first.
#[derive(Debug, Default)]
pub(super) struct Calls(VecDeque<Value>);

impl Calls {
    pub(super) fn add(&mut self, incoming: &Incoming, reply: &Reply, reason: Option<&str>) {
        self.0.truncate(MOST - 1);
        self.0.push_front(call(incoming, reply, reason));
    }

    pub(super) fn json(&self) -> Value {
        self.0.iter().cloned().collect()
    }
}

fn call(incoming: &Incoming, reply: &Reply, reason: Option<&str>) -> Value {
    let headers: Map<String, Value> = incoming
        .headers
        .iter()
        .filter(|(name, _)| *name != AUTHORIZATION)
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value.into())
        })
        .collect();
    json!({
        "time": Timestamp::now().to_string(),
        "method": incoming.method.as_str(),
        "path": incoming.path,
        "query": incoming.query,
        "headers": headers,
        "token": claims(token(incoming)),
        "order": claims(text(incoming, header::ADDITIONAL_REFERENCE_ID)),
        "status": reply.status.as_u16(),
        "mediaType": reply.media_type,
        "reason": reason,
    })
}

fn text<'i>(incoming: &'i Incoming, name: &str) -> Option<&'i str> {
    incoming.headers.get(name)?.to_str().ok()
}

fn token(incoming: &Incoming) -> Option<&str> {
    text(incoming, AUTHORIZATION.as_str())?
        .split_once(' ')
        .map(|(_, token)| token)
}

/// What a signed text says, whether or not its signature is right.
fn claims(compact: Option<&str>) -> Value {
    let read = || {
        let payload = compact?.split('.').nth(1)?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
    };
    read().unwrap_or_default()
}

/// The organisation number of the consumer that the token names.
pub(super) fn consumer(incoming: &Incoming) -> Option<String> {
    let claims = claims(token(incoming));
    let id = claims["consumer"]["ID"].as_str()?;
    Some(
        id.trim_start_matches("0192:")
            .chars()
            .take(LONGEST_REASON)
            .collect(),
    )
}

/// Why a request was refused, in the words of the answer.
pub(super) fn reason(reply: &Reply) -> Option<String> {
    if !reply.status.is_client_error() && !reply.status.is_server_error() {
        return None;
    }
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let text = match (body["code"].as_str(), body["message"].as_str()) {
        (Some(code), Some(message)) => format!("{code} {message}"),
        _ => String::from_utf8_lossy(&reply.body).into_owned(),
    };
    Some(text.chars().take(LONGEST_REASON).collect())
}
