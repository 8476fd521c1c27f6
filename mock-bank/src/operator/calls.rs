//! A request to the API as the journal keeps it.

use bytes::Bytes;
use http::header::AUTHORIZATION;
use listener::requests::{Kept, claims};
use wire::messages::header;

use crate::exchange::Reply;
use crate::request::Incoming;

/// Longest number of a consumer that is logged, in characters.
const LONGEST: usize = 300;

pub(super) fn kept(
    label: &'static str,
    incoming: &Incoming,
    reply: &Reply,
    reason: Option<String>,
) -> Kept {
    let signed = [
        ("token", token(incoming)),
        ("order", text(incoming, header::ADDITIONAL_REFERENCE_ID)),
    ];
    let answer: &Bytes = reply.clear.as_ref().unwrap_or(&reply.body);
    Kept {
        label,
        method: incoming.method.clone(),
        path: incoming.path.clone(),
        query: incoming.query.clone(),
        headers: incoming.headers.clone(),
        who: consumer(incoming),
        signed: signed
            .into_iter()
            .filter_map(|(name, compact)| Some((name, compact?.to_owned())))
            .collect(),
        status: reply.status,
        media_type: reply.media_type.to_owned(),
        answer: answer.clone(),
        reason,
        warnings: Vec::new(),
    }
}

fn text<'i>(incoming: &'i Incoming, name: &str) -> Option<&'i str> {
    incoming.headers.get(name)?.to_str().ok()
}

fn token(incoming: &Incoming) -> Option<&str> {
    text(incoming, AUTHORIZATION.as_str())?
        .split_once(' ')
        .map(|(_, token)| token)
}

/// The organisation number of the consumer that the token names.
pub(super) fn consumer(incoming: &Incoming) -> Option<String> {
    let claims = claims(token(incoming)?);
    let id = claims["consumer"]["ID"].as_str()?;
    Some(
        id.trim_start_matches("0192:")
            .chars()
            .take(LONGEST)
            .collect(),
    )
}
