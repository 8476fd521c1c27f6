//! An exchange as a report keeps it: redacted, shortened, with a command to send it again.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kept::KeptJson;
use crate::redact::Redactor;
use judge::answer::{Answer, Content, Remark, Unreadable};
use judge::exchange::{Exchange, Received, TransportFailure};
use judge::expectation::{fault, no_answer};
use judge::open::remarks;
use pack::text::Text;
use wire::jose::strict::base64url;
use wire::messages::header;

/// How many items of an array a report keeps.
const ITEMS: usize = 3;
/// How many members of an object a report keeps; no object of the APIs has as many.
const MEMBERS: usize = 200;
/// How many levels of a document a report keeps: a record is read back with a limit to its depth.
const LEVELS: usize = 40;
/// How many characters of a text a report keeps.
const CHARACTERS: usize = 600;
/// How many bytes of a text are looked at: more than are searched for what must not be told, which cuts a longer text.
const LOOKED_AT: usize = 128 * 1024;

/// One exchange. `V` is how its JSON values are held: as themselves, or as their places in a list of values.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExchangeRecord<V = KeptJson> {
    /// The request.
    pub request: RequestRecord<V>,
    /// The answer, if one was received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseRecord<V>>,
    /// Why none was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<TransportFailure>,
    /// When it was begun.
    pub started: Timestamp,
    /// From the first byte sent to the last read, in milliseconds.
    pub elapsed_ms: f64,
}

/// A request.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestRecord<V = KeptJson> {
    /// Service.
    pub service: String,
    /// Endpoint.
    pub endpoint: String,
    /// Method.
    pub method: String,
    /// URL.
    pub url: String,
    /// Headers in order.
    pub headers: Vec<(String, String)>,
    /// JOSE header of the access token, if it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_header: Option<V>,
    /// Claims of the access token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_claims: Option<V>,
    /// JOSE header of the extradition order, if it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_header: Option<V>,
    /// Claims of the extradition order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_claims: Option<V>,
}

/// An answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResponseRecord<V = KeptJson> {
    /// Status.
    pub status: u16,
    /// HTTP version.
    pub version: String,
    /// Headers in order.
    pub headers: Vec<(String, String)>,
    /// How the body was protected.
    pub protection: ProtectionRecord,
    /// The document, shortened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<V>,
    /// Why the body could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<String>,
    /// The same, for programs: the layer in which reading ended, and the fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<Unreadable>,
    /// What was tolerated about its form: codings that were undone, a byte order mark, and what stood around a JWE.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
    /// Length of the body as it came.
    pub body_bytes: usize,
    /// HMAC-SHA-256 of the body as it came, with the key of the run's placeholders: within a run equal bodies have equal
    /// digests, and nobody can try what a body was. An encrypted body has none: two that are equal have the same `iv`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_hmac: Option<String>,
}

impl<V> ExchangeRecord<V> {
    /// With each value as `held` has it, in a fixed order.
    pub(crate) fn with_values<W, E>(
        self,
        mut held: impl FnMut(V) -> Result<W, E>,
    ) -> Result<ExchangeRecord<W>, E> {
        let Self {
            request,
            response,
            cause,
            started,
            elapsed_ms,
        } = self;
        Ok(ExchangeRecord {
            request: RequestRecord {
                service: request.service,
                endpoint: request.endpoint,
                method: request.method,
                url: request.url,
                headers: request.headers,
                token_header: request.token_header.map(&mut held).transpose()?,
                token_claims: request.token_claims.map(&mut held).transpose()?,
                order_header: request.order_header.map(&mut held).transpose()?,
                order_claims: request.order_claims.map(&mut held).transpose()?,
            },
            response: response
                .map(|response| response.with_document(&mut held))
                .transpose()?,
            cause,
            started,
            elapsed_ms,
        })
    }
}

impl<V> ResponseRecord<V> {
    fn with_document<W, E>(
        self,
        held: impl FnMut(V) -> Result<W, E>,
    ) -> Result<ResponseRecord<W>, E> {
        Ok(ResponseRecord {
            status: self.status,
            version: self.version,
            headers: self.headers,
            protection: self.protection,
            document: self.document.map(held).transpose()?,
            unreadable: self.unreadable,
            unread: self.unread,
            remarks: self.remarks,
            body_bytes: self.body_bytes,
            body_hmac: self.body_hmac,
        })
    }
}

impl ExchangeRecord {
    /// The request as a curl command, with placeholders for secrets.
    pub fn curl(&self) -> String {
        curl(&self.request)
    }

    /// Why no answer was received, as a sentence.
    pub fn failure(&self) -> Option<Text> {
        self.cause.as_ref().map(|cause| no_answer(cause).text())
    }

    /// Takes out what was not known to be personal when the exchange was recorded: an error message may tell a name
    /// before an account list does.
    pub fn redact_again(&mut self, redactor: &Redactor) {
        let Some(response) = &mut self.response else {
            return;
        };
        for (name, value) in &mut response.headers {
            *value = redactor.header(name, value.as_bytes());
        }
        if response.status >= 400 {
            response.document = response
                .document
                .as_ref()
                .map(|document| KeptJson::of(&redactor.json(&document.value())));
        }
    }
}

/// How a body was protected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "form")]
pub enum ProtectionRecord {
    /// JWE to the agency.
    Encrypted {
        /// The JWE header.
        header: Value,
        /// Lengths in bytes of its five parts, e.g. `98.256.16.480.16`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parts: Option<String>,
        /// The initialization vector, base64url.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        iv: Option<String>,
        /// SHA-256 of the content encryption key, base64url, where a check compares keys.
        #[serde(
            default,
            rename = "contentKeySha256",
            skip_serializing_if = "Option::is_none"
        )]
        content_key_digest: Option<String>,
    },
    /// In clear.
    Clear,
    /// No body, or none that could be read.
    None,
}

/// A request as it was sent or received, to be recorded.
pub(crate) struct Sent<'a> {
    /// Service.
    pub(crate) service: &'a str,
    /// Endpoint, or what else was called.
    pub(crate) endpoint: String,
    /// Method.
    pub(crate) method: &'a str,
    /// URL.
    pub(crate) url: &'a str,
    /// Headers in order.
    pub(crate) headers: &'a [(String, Vec<u8>)],
    /// Claims of the access token.
    pub(crate) token_claims: Option<&'a Value>,
    /// Claims of the extradition order.
    pub(crate) order_claims: Option<&'a Value>,
    /// When.
    pub(crate) started: Timestamp,
    /// How long until the answer.
    pub(crate) elapsed: Duration,
}

/// Makes the record of an exchange.
pub fn record_exchange(
    exchange: &Exchange,
    answer: Option<&Answer>,
    redactor: &Redactor,
) -> ExchangeRecord {
    let sent = Sent {
        service: &exchange.request.service,
        endpoint: exchange.request.endpoint.to_string(),
        method: &exchange.request.method,
        url: &exchange.request.url,
        headers: &exchange.request.headers,
        token_claims: exchange.request.token_claims.as_ref(),
        order_claims: exchange.request.order_claims.as_ref(),
        started: exchange.started,
        elapsed: exchange.elapsed,
    };
    record_sent(&sent, exchange.outcome.as_ref(), answer, redactor)
}

/// Makes the record of a request and what came of it.
pub(crate) fn record_sent(
    sent: &Sent<'_>,
    outcome: Result<&Received, &TransportFailure>,
    answer: Option<&Answer>,
    redactor: &Redactor,
) -> ExchangeRecord {
    let headers = |headers: &[(String, Vec<u8>)]| -> Vec<(String, String)> {
        headers
            .iter()
            .map(|(name, value)| {
                (
                    redactor.text(name),
                    shorten_text(&redactor.header(name, value)),
                )
            })
            .collect()
    };
    let request = RequestRecord {
        service: sent.service.to_owned(),
        endpoint: sent.endpoint.clone(),
        method: redactor.text(sent.method),
        url: shorten_text(&redactor.text(sent.url)),
        headers: headers(sent.headers),
        token_header: jose_header(sent.headers, "authorization", redactor),
        token_claims: sent
            .token_claims
            .map(|claims| KeptJson::of(&redactor.json(claims))),
        order_header: jose_header(sent.headers, header::ADDITIONAL_REFERENCE_ID, redactor),
        order_claims: sent
            .order_claims
            .map(|claims| KeptJson::of(&redactor.json(claims))),
    };
    let response = outcome.ok().map(|received| ResponseRecord {
        status: received.status,
        version: received.version.clone(),
        headers: headers(&received.headers),
        protection: protection(answer, &received.body, redactor),
        document: answer
            .and_then(Answer::document)
            .map(|document| KeptJson::of(&cut_texts(redactor.json(&cut(document, LEVELS))))),
        unreadable: answer
            .and_then(Answer::unreadable)
            .map(|unreadable| shorten_text(&redactor.text(&fault(&unreadable.fault).en))),
        unread: answer
            .and_then(Answer::unreadable)
            .map(|unreadable| kept(unreadable, redactor)),
        remarks: remarks(received),
        body_bytes: received.truncated.unwrap_or(received.body.len()),
        body_hmac: (!is_encrypted(answer)).then(|| redactor.digest(&received.body)),
    });
    ExchangeRecord {
        request,
        response,
        cause: outcome.err().map(|cause| redactor.failure(cause)),
        started: to_the_millisecond(sent.started),
        elapsed_ms: (sent.elapsed.as_secs_f64() * 100_000.0).round() / 100.0,
    }
}

/// The header of the compact object that a request header holds: a case about signatures changes what stands there.
fn jose_header(headers: &[(String, Vec<u8>)], name: &str, redactor: &Redactor) -> Option<KeptJson> {
    let (_, value) = headers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    let compact = std::str::from_utf8(value).ok()?.rsplit(' ').next()?;
    let (encoded, _) = compact.split_once('.')?;
    let header: Value = serde_json::from_slice(&base64url(encoded).ok()?).ok()?;
    header
        .is_object()
        .then(|| KeptJson::of(&cut_texts(redactor.json(&header))))
}

fn is_encrypted(answer: Option<&Answer>) -> bool {
    matches!(
        answer.map(|answer| &answer.content),
        Some(Content::Encrypted { .. })
    )
}

/// Time enough to find a request in a log, and not more digits than that for each of thousands.
fn to_the_millisecond(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

fn protection(answer: Option<&Answer>, body: &[u8], redactor: &Redactor) -> ProtectionRecord {
    match answer.map(|answer| &answer.content) {
        Some(Content::Encrypted {
            header,
            iv,
            content_key_digest,
            ..
        }) => ProtectionRecord::Encrypted {
            header: cut_texts(redactor.json(header)),
            parts: Some(part_lengths(body)),
            iv: Some(iv.clone()),
            content_key_digest: content_key_digest.clone(),
        },
        Some(Content::Clear { .. }) => ProtectionRecord::Clear,
        Some(Content::Empty | Content::Unreadable(_)) | None => ProtectionRecord::None,
    }
}

/// The lengths of the parts of a compact serialization, decoded: base64url has four characters for three bytes.
fn part_lengths(body: &[u8]) -> String {
    let lengths: Vec<String> = body
        .split(|byte| *byte == b'.')
        .map(|part| (part.len() * 3 / 4).to_string())
        .collect();
    lengths.join(".")
}

fn kept(unreadable: &Unreadable, redactor: &Redactor) -> Unreadable {
    Unreadable {
        layer: unreadable.layer,
        fault: unreadable
            .fault
            .clone()
            .map_text(|text| shorten_text(&redactor.text(text))),
    }
}

fn looked_at(text: &str) -> String {
    text[..text.floor_char_boundary(LOOKED_AT)].to_owned()
}

/// A document with long arrays and deep places cut; what is cut is said in its place.
fn cut(value: &Value, levels: usize) -> Value {
    match value {
        Value::Array(_) | Value::Object(_) if levels == 0 => Value::String("… deeper".into()),
        Value::Array(items) => {
            let inside = items.iter().take(ITEMS).map(|item| cut(item, levels - 1));
            let mut kept: Vec<Value> = inside.collect();
            if items.len() > ITEMS {
                kept.push(Value::String(format!("… {} more", items.len() - ITEMS)));
            }
            Value::Array(kept)
        }
        Value::Object(members) => {
            let inside = members.iter().take(MEMBERS);
            let mut kept: serde_json::Map<String, Value> = inside
                .map(|(name, member)| (looked_at(name), cut(member, levels - 1)))
                .collect();
            if members.len() > MEMBERS {
                let more = format!("{} more", members.len() - MEMBERS);
                kept.insert("…".into(), Value::String(more));
            }
            Value::Object(kept)
        }
        Value::String(text) => Value::String(looked_at(text)),
        other => other.clone(),
    }
}

fn cut_texts(mut value: Value) -> Value {
    cut_texts_in(&mut value);
    value
}

fn cut_texts_in(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(cut_texts_in),
        Value::Object(members) => members.values_mut().for_each(cut_texts_in),
        Value::String(text) if text.len() > CHARACTERS => *text = shorten_text(text),
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

fn shorten_text(text: &str) -> String {
    match text.char_indices().nth(CHARACTERS) {
        Some((at, _)) => format!("{}… ({} characters)", &text[..at], text.chars().count()),
        None => text.to_owned(),
    }
}

fn curl(request: &RequestRecord) -> String {
    let quote = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    let mut words = vec!["curl -sS -i".to_owned()];
    if request.method != "GET" {
        words.push(format!("-X {}", quote(&request.method)));
    }
    for (name, value) in &request.headers {
        words.push(format!("-H {}", quote(&format!("{name}: {value}"))));
    }
    words.push(quote(&request.url));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_long_array_is_cut_and_says_so() {
        assert_eq!(
            cut(&json!([1, 2, 3, 4, 5]), LEVELS),
            json!([1, 2, 3, "… 2 more"])
        );
    }

    #[test]
    fn a_deep_document_is_cut_and_says_so() {
        assert_eq!(
            cut(&json!({"a": {"b": {"c": 1}}}), 2),
            json!({"a": {"b": "… deeper"}})
        );
    }

    #[test]
    fn a_quote_in_a_header_does_not_end_the_shell_word() {
        let request = RequestRecord {
            service: String::new(),
            endpoint: String::new(),
            method: "GET".into(),
            url: "http://127.0.0.1/".into(),
            headers: vec![("X".into(), "it's".into())],
            token_header: None,
            token_claims: None,
            order_header: None,
            order_claims: None,
        };
        assert_eq!(
            curl(&request),
            r"curl -sS -i -H 'X: it'\''s' 'http://127.0.0.1/'"
        );
    }
}
