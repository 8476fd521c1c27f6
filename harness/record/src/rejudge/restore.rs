//! From the record of an exchange back to the exchange, as far as the record goes.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use wire::jose::strict::encode_base64url;
use wire::messages::Operation;

use crate::{ExchangeRecord, KeptJson, ProtectionRecord, ResponseRecord};
use judge::answer::{Answer, Content, Remark};
use judge::exchange::{Coding, Codings, Exchange, ExchangeId, Received, SentRequest};

/// An exchange as it can be judged again.
#[derive(Clone, Debug)]
pub(super) struct Restored {
    pub(super) exchange: Exchange,
    pub(super) answer: Option<Answer>,
}

/// Restores an exchange; `None` if the record does not say enough of it.
pub(super) fn restore(key: &str, record: &ExchangeRecord) -> Option<Restored> {
    let request = &record.request;
    let outcome = match (&record.response, &record.cause) {
        (Some(response), _) => Ok(received(response)),
        (None, Some(cause)) => Err(cause.clone()),
        (None, None) => return None,
    };
    let answer = record
        .response
        .as_ref()
        .zip(outcome.as_ref().ok())
        .map(|(response, received)| Answer {
            status: response.status,
            media_type: received.media_type(),
            repeats: None,
            content: content(response),
        });
    let exchange = Exchange {
        id: id(key),
        request: SentRequest {
            service: request.service.clone(),
            endpoint: Operation::from_name(&request.endpoint)?,
            method: request.method.clone(),
            url: request.url.clone(),
            headers: bytes(&request.headers),
            token_claims: request.token_claims.as_ref().map(KeptJson::value),
            order_claims: request.order_claims.as_ref().map(KeptJson::value),
        },
        outcome,
        started: record.started,
        elapsed: Duration::try_from_secs_f64(record.elapsed_ms / 1_000.0).unwrap_or_default(),
    };
    Some(Restored { exchange, answer })
}

/// The number in a key such as `x000123`, or `s2-x000123` where shards were joined.
fn id(key: &str) -> ExchangeId {
    let digits = key.rsplit('x').next().unwrap_or_default();
    ExchangeId(digits.parse().unwrap_or_default())
}

fn bytes(headers: &[(String, String)]) -> Vec<(String, Vec<u8>)> {
    headers
        .iter()
        .map(|(name, value)| (name.clone(), value.clone().into_bytes()))
        .collect()
}

fn received(response: &ResponseRecord) -> Received {
    Received {
        status: response.status,
        version: response.version.clone(),
        headers: bytes(&response.headers),
        body: surrounded(body(response), &response.remarks),
        truncated: None,
        codings: Codings {
            undone: response.remarks.iter().filter_map(coding).collect(),
            fault: None,
        },
    }
}

fn coding(remark: &Remark) -> Option<Coding> {
    match remark {
        Remark::Coded(coding) => Some(*coding),
        Remark::ByteOrderMark | Remark::Quoted | Remark::SurroundingWhiteSpace => None,
    }
}

/// A body with what was tolerated around it.
fn surrounded(body: Bytes, remarks: &[Remark]) -> Bytes {
    let has = |remark: &Remark| remarks.contains(remark);
    if !has(&Remark::ByteOrderMark) && !has(&Remark::Quoted) && !has(&Remark::SurroundingWhiteSpace)
    {
        return body;
    }
    let part = |there: bool, text: &'static [u8]| if there { text } else { b"" };
    let mark = part(has(&Remark::ByteOrderMark), b"\xef\xbb\xbf");
    let quote = part(has(&Remark::Quoted), b"\"");
    let end = part(has(&Remark::SurroundingWhiteSpace), b"\r\n");
    [mark, quote, &body, quote, end].concat().into()
}

fn content(response: &ResponseRecord) -> Content {
    if let Some(unread) = &response.unread {
        return Content::Unreadable(unread.clone());
    }
    let document = || {
        response
            .document
            .as_ref()
            .map_or(Value::Null, KeptJson::value)
    };
    match &response.protection {
        ProtectionRecord::Encrypted {
            header,
            iv,
            content_key_digest,
            ..
        } => Content::Encrypted {
            header: header.clone(),
            document: document(),
            iv: iv.clone().unwrap_or_default(),
            content_key_digest: content_key_digest.clone(),
        },
        ProtectionRecord::Clear => Content::Clear {
            document: document(),
        },
        ProtectionRecord::None => Content::Empty,
    }
}

/// A body of the same form as the one that came: an encrypted one has the same header, the same vector, and parts of
/// the same lengths, which is all that the checks of its form look at.
fn body(response: &ResponseRecord) -> Bytes {
    match &response.protection {
        ProtectionRecord::Encrypted {
            header,
            parts: Some(lengths),
            iv,
            ..
        } => {
            let lengths = lengths.split('.').map(|length| length.parse().unwrap_or(0));
            let parts: Vec<String> = lengths
                .enumerate()
                .map(|(place, length): (usize, usize)| match (place, iv) {
                    (0, _) => encode_base64url(header.to_string().as_bytes()),
                    (2, Some(iv)) => iv.clone(),
                    _ => encode_base64url(&vec![0; length.min(response.body_bytes)]),
                })
                .collect();
            parts.join(".").into()
        }
        ProtectionRecord::Clear => response
            .document
            .as_ref()
            .map(|document| document.value().to_string())
            .unwrap_or_default()
            .into(),
        ProtectionRecord::Encrypted { .. } | ProtectionRecord::None => Bytes::new(),
    }
}

/// Whether nothing was cut out of a document when it was recorded.
pub(super) fn is_whole(document: &Value) -> bool {
    match document {
        Value::Array(items) => items.iter().all(is_whole),
        Value::Object(members) => members.values().all(is_whole),
        Value::String(text) => {
            let left_out = text == "… deeper" || text.starts_with("… ") && text.ends_with(" more");
            let shortened = text.contains("… (") && text.ends_with(" characters)");
            !(left_out || shortened)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Whether a text has a placeholder in it.
pub(super) fn is_redacted(text: &str) -> bool {
    text.contains('‹')
}
