//! What a check needs of an answer that the record of it may not have.

use serde_json::Value;

use crate::rejudge::restore::{Restored, is_redacted, is_whole};
use judge::answer::{Answer, Content};
use pack::text::Text;

/// Why a check cannot be made again; `None` if it can.
pub(super) fn obstacle(check: &str, seen: &Restored, earlier: &[Restored]) -> Option<Text> {
    match check {
        "accounts-empty-complete" | "accounts-empty-partial" | "error-body" | "error-in-clear" => {
            None
        }
        "error-message-discreet" => message(seen),
        "consistency-same-data" | "transactions-cut" => documents(seen, earlier),
        "jwe-fresh-content-key" => form(seen).or_else(|| content_key(seen)),
        "answer-uncoded" | "answer-clear-media-type" => None,
        "answer-coded-as-said" => coding(seen),
        name if name.starts_with("jwe-") || name == "answer-no-byte-order-mark" => form(seen),
        other => Some(Text::new(
            format!("the check {other} is not made from evidence"),
            format!("kontrollen {other} gjøres ikke på lagrede bevis"),
        )),
    }
}

fn message(seen: &Restored) -> Option<Text> {
    let message = seen
        .answer
        .as_ref()
        .and_then(Answer::document)
        .and_then(|document| document.get("message"))?;
    let hidden = message.as_str().is_some_and(is_redacted) || !is_whole(message);
    hidden.then(|| {
        Text::new(
            "the error message was redacted or shortened, and the check reads all of it",
            "feilmeldingen er anonymisert eller forkortet, og kontrollen leser hele",
        )
    })
}

fn documents(seen: &Restored, earlier: &[Restored]) -> Option<Text> {
    let whole = |one: &Restored| {
        let document: Option<&Value> = one.answer.as_ref().and_then(Answer::document);
        document.is_none_or(is_whole)
    };
    let all = earlier.iter().chain([seen]).all(whole);
    (!all).then(|| {
        Text::new(
            "the documents were shortened, and the check compares all of them",
            "dokumentene er forkortet, og kontrollen sammenligner hele",
        )
    })
}

fn form(seen: &Restored) -> Option<Text> {
    let body_kept = match (&seen.exchange.outcome, seen.answer.as_ref()?) {
        (Ok(received), answer) => match &answer.content {
            Content::Encrypted { .. } => !received.body.is_empty(),
            Content::Clear { .. } | Content::Empty => true,
            Content::Unreadable(_) => false,
        },
        (Err(_), _) => true,
    };
    (!body_kept).then(|| {
        Text::new(
            "the body as it came was not kept, and the check reads its form",
            "innholdet slik det kom er ikke lagret, og kontrollen leser formen",
        )
    })
}

/// Only of a body that was read through its codings is it known that they were there.
fn coding(seen: &Restored) -> Option<Text> {
    let received = seen.exchange.outcome.as_ref().ok()?;
    let named = received.header("content-encoding").is_some();
    (named && received.codings.undone.is_empty()).then(|| {
        Text::new(
            "the body as it came was not kept, and the check reads its coding",
            "innholdet slik det kom er ikke lagret, og kontrollen leser kodingen",
        )
    })
}

fn content_key(seen: &Restored) -> Option<Text> {
    let Content::Encrypted {
        content_key_digest, ..
    } = &seen.answer.as_ref()?.content
    else {
        return None;
    };
    content_key_digest.is_none().then(|| {
        Text::new(
            "the digest of the content key was not kept",
            "sjekksummen av innholdsnøkkelen er ikke lagret",
        )
    })
}
