//! What came, and what did not, in words.

use serde_json::Value;

use crate::answer::{Answer, Content, Unreadable};
use crate::exchange::TransportFailure;
use pack::text::Text;

/// A transport failure in words.
pub fn describe(failure: &TransportFailure) -> Text {
    match failure {
        TransportFailure::Connect(why) => Text::new(
            format!("target unreachable: {why}"),
            format!("målet kan ikke nås: {why}"),
        ),
        TransportFailure::Tls(why) => {
            Text::new(format!("TLS failed: {why}"), format!("TLS feilet: {why}"))
        }
        TransportFailure::TimedOut => Text::new(
            "no answer within the time limit",
            "intet svar innen tidsgrensen",
        ),
        TransportFailure::Interrupted(why) => Text::new(
            format!("the connection broke: {why}"),
            format!("forbindelsen ble brutt: {why}"),
        ),
        TransportFailure::Malformed(why) => Text::new(
            format!("the answer is no HTTP: {why}"),
            format!("svaret er ikke HTTP: {why}"),
        ),
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
