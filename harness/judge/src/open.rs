//! Opens an answer layer by layer: size, content coding, form, header, decryption, JSON. Pure.
//!
//! A strict gate in front of the decryption refuses what a JOSE library may let through: other algorithms than the
//! accepted ones, critical or key-bearing header members, and parts that are not base64url without padding (RFC 7516,
//! 5.2).

mod budget;
mod form;
mod jwe;
mod text;

use serde_json::Value;
use wire::jose::encrypt::DecryptionKey;
use wire::jose::strict::{self, FormError};

use crate::answer::{Answer, Content, Fault};
use crate::exchange::{CodingFault, Received};

pub use budget::{LARGEST_TREE, MOST_TIMES_THE_BODY};
pub(crate) use form::bare;
pub use form::remarks;

/// Opens an answer with the agency's key. With `compare_keys` the content key's digest is kept for comparison.
pub fn open(received: &Received, key: &DecryptionKey, compare_keys: bool) -> Answer {
    let mut repeats = None;
    let content = match content(received, key, compare_keys, &mut repeats) {
        Ok(content) => content,
        Err(fault) => Content::Unreadable(fault.into()),
    };
    Answer {
        status: received.status,
        media_type: received.media_type(),
        repeats,
        content,
    }
}

fn content(
    received: &Received,
    key: &DecryptionKey,
    compare_keys: bool,
    repeats: &mut Option<String>,
) -> Result<Content, Fault> {
    if let Some(read) = received.truncated {
        return Err(Fault::TooLong(read));
    }
    if received.body.is_empty() {
        return Ok(Content::Empty);
    }
    let read = form::shape(&received.body).and_then(|shape| match shape {
        form::Shape::Json(bytes) => {
            read(bytes, repeats).map(|document| Content::Clear { document })
        }
        form::Shape::Compact(text) => jwe::opened(text, key, compare_keys, repeats),
    });
    read.map_err(|fault| coding_first(received, fault))
}

/// A body in a coding that was not undone is not read for that reason, whatever it looks like then.
fn coding_first(received: &Received, fault: Fault) -> Fault {
    match &received.codings.fault {
        Some(CodingFault::Unknown(name)) => Fault::CodingUnknown(name.clone()),
        Some(CodingFault::NotCoded(coding)) => Fault::NotCoded(*coding),
        None => fault,
    }
}

/// Reads JSON that is none of the answer's documents, if it is not too much to read.
pub(crate) fn json(bytes: &[u8]) -> Option<Value> {
    budget::admit(bytes).ok()?;
    serde_json::from_slice(bytes).ok()
}

/// Reads JSON; of a member that an object has twice the last counts, and its name is kept.
fn read(bytes: &[u8], repeats: &mut Option<String>) -> Result<Value, Fault> {
    if let Err(error) = std::str::from_utf8(bytes) {
        return Err(Fault::NotUtf8(error.valid_up_to()));
    }
    budget::admit(bytes)?;
    match strict::json(bytes) {
        Ok(document) => return Ok(document),
        Err(FormError::DuplicateMember(name)) => *repeats = Some(name),
        Err(_) => {}
    }
    serde_json::from_slice(bytes)
        .map_err(|error| Fault::NotJson(text::offset(bytes, error.line(), error.column())))
}

#[cfg(test)]
mod tests;
