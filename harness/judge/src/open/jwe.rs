//! From a JWE in compact serialization to the document in it.

use openssl::sha::sha256;
use serde_json::Value;
use wire::jose::JoseError;
use wire::jose::encrypt::{
    ContentEncryption, DecryptionKey, KeyManagement, decrypt_compact_inflating, unwrap_content_key,
    wrapped_otherwise,
};
use wire::jose::strict::{self, CompactJwe, encode_base64url};

use crate::answer::{Content, Fault, Part};
use crate::open::read;

/// Header members that an answer may not carry: they would change how it is read or whose key is trusted.
const REFUSED_MEMBERS: [&str; 5] = ["crit", "jwk", "jku", "x5u", "b64"];

/// Opens a compact serialization and reads the document inside.
pub(super) fn opened(
    text: &str,
    key: &DecryptionKey,
    compare_keys: bool,
    repeats: &mut Option<String>,
) -> Result<Content, Fault> {
    let parts = CompactJwe::parse(text).map_err(|_| Fault::PartCount(text.split('.').count()))?;
    let header = gate(&parts)?;
    lengths(&parts, &header)?;
    let decrypted =
        decrypt_compact_inflating(text, key).map_err(|error| sealed(&error, text, key))?;
    let document = read(&decrypted.plaintext, repeats)?;
    let content_key_digest = compare_keys
        .then(|| unwrap_content_key(text, key).ok())
        .flatten()
        .map(|content_key| encode_base64url(&sha256(&content_key)));
    Ok(Content::Encrypted {
        header,
        document,
        iv: parts.iv.to_owned(),
        content_key_digest,
    })
}

fn gate(parts: &CompactJwe<'_>) -> Result<Value, Fault> {
    let encoded = [
        (Part::Header, parts.protected),
        (Part::EncryptedKey, parts.encrypted_key),
        (Part::Vector, parts.iv),
        (Part::Ciphertext, parts.ciphertext),
        (Part::Tag, parts.tag),
    ];
    for (part, text) in encoded {
        if text.is_empty() || !strict::is_base64url(text) {
            return Err(Fault::NotBase64url(part));
        }
    }
    let header = parts.header().map_err(|_| Fault::HeaderNotJson)?;
    let known = KeyManagement::from_name(&member(&header, "alg")).is_some()
        && ContentEncryption::from_name(&member(&header, "enc")).is_some();
    if !known {
        return Err(algorithm(&header));
    }
    match header.get("zip") {
        Some(zip) if zip != "DEF" => return Err(Fault::Compression(member(&header, "zip"))),
        Some(_) | None => {}
    }
    let refused = REFUSED_MEMBERS
        .iter()
        .find(|name| header.get(**name).is_some());
    match refused {
        Some(name) => Err(Fault::HeaderMember((*name).to_owned())),
        None => Ok(header),
    }
}

fn algorithm(header: &Value) -> Fault {
    Fault::Algorithm {
        alg: member(header, "alg"),
        enc: member(header, "enc"),
    }
}

/// A member as text; what is no text is written as JSON, and a member that is not there is empty.
fn member(header: &Value, name: &str) -> String {
    match header.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

fn lengths(parts: &CompactJwe<'_>, header: &Value) -> Result<(), Fault> {
    let Some(enc) = ContentEncryption::from_name(&member(header, "enc")) else {
        return Err(algorithm(header));
    };
    let expected = [
        (Part::Vector, parts.iv, enc.iv_bytes()),
        (Part::Tag, parts.tag, enc.tag_bytes()),
    ];
    for (part, text, expected) in expected {
        let found = strict::base64url(text).map_or(0, |bytes| bytes.len());
        if found != expected {
            return Err(Fault::Length {
                part,
                expected,
                found,
            });
        }
    }
    Ok(())
}

/// Why a JWE whose form and header are right does not open.
fn sealed(error: &JoseError, text: &str, key: &DecryptionKey) -> Fault {
    if let JoseError::Inflated(limit) = error {
        return Fault::TooLong(*limit);
    }
    let header = CompactJwe::parse(text).and_then(|parts| parts.header());
    let header = header.unwrap_or_default();
    let (alg, enc) = (member(&header, "alg"), member(&header, "enc"));
    let expected = ContentEncryption::from_name(&enc).map_or(0, ContentEncryption::key_bytes);
    let unwrapped = unwrap_content_key(text, key).map(|content_key| content_key.len());
    // RSA1_5 of another key gives bytes of any length.
    let is_certain = KeyManagement::from_name(&alg) != Some(KeyManagement::Rsa15);
    match unwrapped {
        Ok(found) if found == expected => Fault::Altered,
        Ok(found) if is_certain => Fault::ContentKey {
            enc,
            expected,
            found,
        },
        Ok(_) | Err(_) => match wrapped_otherwise(text, key) {
            Some(found) => Fault::Wrapping {
                alg,
                found: found.to_owned(),
            },
            None => Fault::NotOurKey,
        },
    }
}
