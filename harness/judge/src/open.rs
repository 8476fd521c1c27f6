//! Opens an answer: a strict gate in front of the decryption, then the JSON. Pure.
//!
//! The gate refuses what a JOSE library may let through: other algorithms than the accepted ones, compression,
//! critical or key-bearing header members, and parts that are not base64url without padding (RFC 7516, 5.2).

use openssl::sha::sha256;
use serde_json::Value;
use wire::jose::encrypt::{
    ContentEncryption, DecryptionKey, KeyManagement, decrypt_compact, unwrap_content_key,
};
use wire::jose::strict::{self, CompactJwe, FormError, encode_base64url};

use crate::answer::{Answer, Content, Unreadable};
use crate::exchange::Received;

/// Header members that an answer may not carry: they would change how it is read or whose key is trusted.
const REFUSED_MEMBERS: [&str; 6] = ["zip", "crit", "jwk", "jku", "x5u", "b64"];

/// Opens an answer with the agency's key. With `compare_keys` the content key's digest is kept for comparison.
pub fn open(received: &Received, key: &DecryptionKey, compare_keys: bool) -> Answer {
    let mut repeats = None;
    let content = if received.truncated {
        Content::Unreadable(Unreadable::TooLong)
    } else if received.body.is_empty() {
        Content::Empty
    } else {
        content(&received.body, key, compare_keys, &mut repeats)
    };
    Answer {
        status: received.status,
        media_type: received.media_type(),
        repeats,
        content,
    }
}

/// Reads JSON; of a member that an object has twice the last counts, and its name is told.
fn read(bytes: &[u8], repeats: &mut Option<String>) -> serde_json::Result<Value> {
    match strict::json(bytes) {
        Ok(document) => return Ok(document),
        Err(FormError::DuplicateMember(name)) => *repeats = Some(name),
        Err(_) => {}
    }
    serde_json::from_slice(bytes)
}

fn content(
    body: &[u8],
    key: &DecryptionKey,
    compare_keys: bool,
    repeats: &mut Option<String>,
) -> Content {
    let looks_like_json = body
        .iter()
        .find(|byte| !byte.is_ascii_whitespace())
        .is_some_and(|byte| b"{[".contains(byte));
    if looks_like_json {
        return match read(body, repeats) {
            Ok(document) => Content::Clear { document },
            Err(error) => Content::Unreadable(Unreadable::Malformed(format!("not JSON: {error}"))),
        };
    }
    let Ok(text) = std::str::from_utf8(body) else {
        return Content::Unreadable(Unreadable::Malformed(
            "neither JSON nor a JWE compact serialization".into(),
        ));
    };
    match encrypted(text, key, compare_keys, repeats) {
        Ok(content) => content,
        Err(unreadable) => Content::Unreadable(unreadable),
    }
}

fn encrypted(
    text: &str,
    key: &DecryptionKey,
    compare_keys: bool,
    repeats: &mut Option<String>,
) -> Result<Content, Unreadable> {
    let parts =
        CompactJwe::parse(text).map_err(|error| Unreadable::Malformed(error.to_string()))?;
    let header = gate(&parts).map_err(Unreadable::Undecryptable)?;
    let decrypted =
        decrypt_compact(text, key).map_err(|error| Unreadable::Undecryptable(error.to_string()))?;
    let document = read(&decrypted.plaintext, repeats).map_err(|error| {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn opened(body: &'static str) -> Answer {
        let rsa = openssl::rsa::Rsa::generate(2048).expect("a key");
        let key = openssl::pkey::PKey::from_rsa(rsa).expect("a key");
        let received = Received {
            status: 200,
            version: "HTTP/1.1".into(),
            headers: vec![("content-type".into(), b"application/json".to_vec())],
            body: body.into(),
            truncated: false,
        };
        open(&received, &DecryptionKey::from_pkey(key), false)
    }

    #[test]
    fn of_a_member_that_stands_twice_the_last_counts_and_the_name_is_told() {
        let answer = opened(r#"{"a": 1, "b": {"c": 1, "c": 2}}"#);
        assert_eq!(answer.repeats.as_deref(), Some("c"));
        assert_eq!(answer.document(), Some(&json!({"a": 1, "b": {"c": 2}})));
    }

    #[test]
    fn a_document_with_more_behind_it_cannot_be_read() {
        assert!(opened("{} {}").document().is_none());
    }
}
