//! What came, and what did not, in words.

use serde_json::Value;

use crate::answer::{Answer, Content, Unreadable};
use crate::exchange::TransportFailure;
use pack::reason::{CONNECTION_BROKE, NOT_CONNECTED, NOT_HTTP, Reason, TIMED_OUT, TLS_FAILED};

/// Why no answer came.
pub fn describe(failure: &TransportFailure) -> Reason {
    let because = |kind, why: &String| Reason::new(kind).with("why", why);
    match failure {
        TransportFailure::Connect(why) => because(&NOT_CONNECTED, why),
        TransportFailure::Tls(why) => because(&TLS_FAILED, why),
        TransportFailure::TimedOut => Reason::new(&TIMED_OUT),
        TransportFailure::Interrupted(why) => because(&CONNECTION_BROKE, why),
        TransportFailure::Malformed(why) => because(&NOT_HTTP, why),
    }
}

/// What an answer is, in a few words: for "got".
pub fn summary(answer: &Answer) -> String {
    let mut words = answer.status.to_string();
    if let Some(document) = answer.document() {
        if let Some(code) = document.get("code").and_then(Value::as_str) {
            words = format!("{words} {code}");
        }
        if let Some(message) = document.get("message").and_then(Value::as_str) {
            words = format!("{words}: {message}");
        }
    }
    match &answer.content {
        Content::Unreadable(Unreadable::TooLong) => words.push_str(" (body too long to read)"),
        Content::Unreadable(Unreadable::Malformed(why) | Unreadable::Undecryptable(why)) => {
            words = format!("{words} (unreadable body: {why})");
        }
        Content::Empty => words.push_str(" (no body)"),
        Content::Encrypted { .. } | Content::Clear { .. } => {}
    }
    words
}
