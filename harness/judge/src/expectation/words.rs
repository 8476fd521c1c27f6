//! What was received, and why nothing was.

use serde_json::Value;

use crate::answer::{Answer, Content, Unreadable};
use crate::exchange::TransportFailure;
use pack::reason::{self, Reason};

/// Why no answer was received.
pub fn no_answer(failure: &TransportFailure) -> Reason {
    match failure {
        TransportFailure::Connect(why) => Reason::new(&reason::NO_CONNECTION).with("cause", why),
        TransportFailure::Tls(why) => Reason::new(&reason::TLS_FAILED).with("cause", why),
        TransportFailure::TimedOut => Reason::new(&reason::TIMED_OUT),
        TransportFailure::Interrupted(why) => {
            Reason::new(&reason::CONNECTION_BROKEN).with("cause", why)
        }
        TransportFailure::Malformed(why) => Reason::new(&reason::NOT_HTTP).with("cause", why),
    }
}

/// What an answer is, in a few words: for what was received.
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
