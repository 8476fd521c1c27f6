//! What a check needs of an answer that the record of it may not have.

use serde_json::Value;

use crate::rejudge::restore::{Restored, is_redacted, is_whole};
use judge::answer::{Answer, Content};
use judge::check::{Evidence, Input, registry};
use pack::reason::{self, Reason};

/// Why a check cannot be made again; `None` if it can.
pub(super) fn obstacle(check: &str, seen: &Restored, earlier: &[Restored]) -> Option<Reason> {
    match registry::check(check).map(|check| check.input) {
        Some(Input::Answer(_, evidence)) => match evidence {
            Evidence::Kept => None,
            Evidence::Message => message(seen),
            Evidence::Documents => documents(seen, earlier),
            Evidence::Coding => coding(seen),
            Evidence::WireForm => form(seen),
            Evidence::ContentKey => form(seen).or_else(|| content_key(seen)),
        },
        Some(
            Input::Each(..)
            | Input::List(_)
            | Input::Documents(..)
            | Input::Requests(_)
            | Input::RateLimits(_)
            | Input::ServerErrors(_)
            | Input::Timing(_),
        )
        | None => Some(Reason::new(&reason::NEEDS_RUN).with("check", check)),
    }
}

fn message(seen: &Restored) -> Option<Reason> {
    let message = seen
        .answer
        .as_ref()
        .and_then(Answer::document)
        .and_then(|document| document.get("message"))?;
    let hidden = message.as_str().is_some_and(is_redacted) || !is_whole(message);
    hidden.then(|| Reason::new(&reason::MESSAGE_NOT_WHOLE))
}

fn documents(seen: &Restored, earlier: &[Restored]) -> Option<Reason> {
    let whole = |one: &Restored| {
        let document: Option<&Value> = one.answer.as_ref().and_then(Answer::document);
        document.is_none_or(is_whole)
    };
    let all = earlier.iter().chain([seen]).all(whole);
    (!all).then(|| Reason::new(&reason::DOCUMENTS_NOT_WHOLE))
}

fn form(seen: &Restored) -> Option<Reason> {
    let body_kept = match (&seen.exchange.outcome, seen.answer.as_ref()?) {
        (Ok(received), answer) => match &answer.content {
            Content::Encrypted { .. } => !received.body.is_empty(),
            Content::Clear { .. } | Content::Empty => true,
            Content::Unreadable(_) => false,
        },
        (Err(_), _) => true,
    };
    (!body_kept).then(|| Reason::new(&reason::BODY_NOT_KEPT))
}

/// Only of a body that was read through its codings is it known that they were there.
fn coding(seen: &Restored) -> Option<Reason> {
    let received = seen.exchange.outcome.as_ref().ok()?;
    let named = received.header("content-encoding").is_some();
    (named && received.codings.undone.is_empty()).then(|| Reason::new(&reason::CODING_NOT_KEPT))
}

fn content_key(seen: &Restored) -> Option<Reason> {
    let Content::Encrypted {
        content_key_digest, ..
    } = &seen.answer.as_ref()?.content
    else {
        return None;
    };
    content_key_digest
        .is_none()
        .then(|| Reason::new(&reason::CONTENT_KEY_NOT_KEPT))
}
