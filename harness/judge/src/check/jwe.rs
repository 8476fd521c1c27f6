//! The protection of an answer: JWE compact serialization (RFC 7516), one check for each rule.

mod algorithms;
mod form;
mod fresh;
mod header;
mod opened;

use serde_json::Value;
use wire::jose::strict;

use crate::check::{Check, Judged, Seen};
use crate::finding::Finding;
use crate::open::bare;

/// The checks of the family, module by module.
pub(crate) const FAMILY: &[&[Check]] = &[
    algorithms::CHECKS,
    form::CHECKS,
    fresh::CHECKS,
    header::CHECKS,
    opened::CHECKS,
];

/// No more parts than these are looked at.
const MOST_PARTS: usize = 1_000;

/// The parts of a body that is divided by full stops, as text.
fn parts<'a>(seen: &Seen<'a>) -> Option<Vec<&'a str>> {
    let received = seen.exchange.outcome.as_ref().ok()?;
    let text = bare(&received.body)?;
    let begins_otherwise = text.starts_with(['{', '[', '"', '<']);
    (!text.is_empty() && !begins_otherwise).then(|| text.split('.').take(MOST_PARTS).collect())
}

/// The protected header, read from the body itself: it tells something even of an answer that does not open.
fn header(seen: &Seen<'_>) -> Option<Value> {
    let parts = parts(seen)?;
    let bytes = strict::base64url(parts.first()?).ok()?;
    strict::json(&bytes).ok().filter(Value::is_object)
}

fn text<'a>(header: &'a Value, name: &str) -> Option<&'a str> {
    header.get(name)?.as_str()
}

/// Judges an answer that has a header, or says that there was none.
fn with_header(seen: Seen<'_>, judge: impl FnOnce(&Value) -> Vec<Finding>) -> Judged {
    match header(&seen) {
        Some(header) => seen.judged(judge(&header)),
        None => Judged::nothing(),
    }
}

#[cfg(test)]
mod fixture {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};

    use crate::answer::{Answer, Content};
    use crate::check::fixture::{ask, exchange};
    use crate::check::{AnswerCheck, Judged};
    use crate::exchange::Exchange;

    /// A body with that header and parts of the lengths of A128CBC-HS256.
    pub(super) fn body(header: &Value) -> String {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        [
            encode(header.to_string().as_bytes()),
            encode(&[1; 256]),
            encode(&[2; 16]),
            encode(&[3; 64]),
            encode(&[4; 16]),
        ]
        .join(".")
    }

    pub(super) fn usual_header() -> Value {
        json!({"alg": "RSA-OAEP-256", "enc": "A128CBC-HS256"})
    }

    pub(super) fn opened(header: Value, document: Value) -> Answer {
        let content = Content::Encrypted {
            header,
            document,
            iv: "AgIC".into(),
            content_key_digest: Some("digest-1".into()),
        };
        Answer {
            status: 200,
            media_type: Some("application/jose".into()),
            repeats: None,
            content,
        }
    }

    pub(super) fn sent(body: &str) -> Exchange {
        exchange(200, "application/jose", body.as_bytes())
    }

    pub(super) fn judged(check: AnswerCheck, header: &Value) -> Judged {
        ask(
            check,
            &sent(&body(header)),
            &opened(header.clone(), json!({})),
            &[],
        )
    }
}
