//! Opens an answer: a strict gate in front of the decryption, then the JSON. Pure.
//!
//! The gate refuses what a JOSE library may let through: other algorithms than the accepted ones, compression,
//! critical or key-bearing header members, and parts that are not base64url without padding (RFC 7516, 5.2).

use openssl::sha::sha256;
use serde_json::Value;
use wire::jose::encrypt::{
    ContentEncryption, DecryptionKey, KeyManagement, decrypt_compact, unwrap_content_key,
};
use wire::jose::strict::{self, CompactJwe, encode_base64url};

use crate::answer::{Answer, Content, Unreadable};
use crate::exchange::Received;

/// Header members that an answer may not carry: they would change how it is read or whose key is trusted.
const REFUSED_MEMBERS: [&str; 6] = ["zip", "crit", "jwk", "jku", "x5u", "b64"];

/// Opens an answer with the agency's key. With `compare_keys` the content key's digest is kept for comparison.
pub fn open(received: &Received, key: &DecryptionKey, compare_keys: bool) -> Answer {
    let content = if received.truncated {
        Content::Unreadable(Unreadable::TooLong)
    } else if received.body.is_empty() {
        Content::Empty
    } else {
        content(&received.body, key, compare_keys)
    };
    Answer {
        status: received.status,
        media_type: received.media_type(),
        content,
    }
}

fn content(body: &[u8], key: &DecryptionKey, compare_keys: bool) -> Content {
    let looks_like_json = body
        .iter()
        .find(|byte| !byte.is_ascii_whitespace())
        .is_some_and(|byte| b"{[".contains(byte));
    if looks_like_json {
        return match serde_json::from_slice(body) {
            Ok(document) => Content::Clear { document },
            Err(error) => Content::Unreadable(Unreadable::Malformed(format!("not JSON: {error}"))),
        };
    }
    let Ok(text) = std::str::from_utf8(body) else {
        return Content::Unreadable(Unreadable::Malformed(
            "neither JSON nor a JWE compact serialization".into(),
        ));
    };
    match encrypted(text, key, compare_keys) {
        Ok(content) => content,
        Err(unreadable) => Content::Unreadable(unreadable),
    }
}

fn encrypted(text: &str, key: &DecryptionKey, compare_keys: bool) -> Result<Content, Unreadable> {
    let parts =
        CompactJwe::parse(text).map_err(|error| Unreadable::Malformed(error.to_string()))?;
    let header = gate(&parts).map_err(Unreadable::Undecryptable)?;
    let decrypted =
        decrypt_compact(text, key).map_err(|error| Unreadable::Undecryptable(error.to_string()))?;
    let document = serde_json::from_slice(&decrypted.plaintext).map_err(|error| {
        Unreadable::Malformed(format!("the decrypted content is not JSON: {error}"))
    })?;
    let content_key_digest = if compare_keys {
        unwrap_content_key(text, key)
            .ok()
            .map(|content_key| encode_base64url(&sha256(&content_key)))
    } else {
        None
    };
    Ok(Content::Encrypted {
        header,
        document,
        iv: parts.iv.to_owned(),
        content_key_digest,
    })
}

fn gate(parts: &CompactJwe<'_>) -> Result<Value, String> {
    let header = strict::base64url(parts.protected)
        .and_then(|bytes| strict::json(&bytes))
        .map_err(|error| format!("the JWE header cannot be read: {error}"))?;
    let member = |name: &str| header.get(name).and_then(Value::as_str).unwrap_or_default();
    if KeyManagement::from_name(member("alg")).is_none() {
        return Err(format!(
            "alg {:?} is not an accepted key management algorithm",
            member("alg")
        ));
    }
    if ContentEncryption::from_name(member("enc")).is_none() {
        return Err(format!(
            "enc {:?} is not an accepted content encryption",
            member("enc")
        ));
    }
    match REFUSED_MEMBERS
        .iter()
        .find(|name| header.get(**name).is_some())
    {
        Some(name) => Err(format!("the JWE header carries {name}")),
        None => Ok(header),
    }
}
