//! The outer form of a body: JSON in clear or a JWE, and what is tolerated around it.

use serde_json::Value;

use crate::answer::{Fault, Remark};
use crate::exchange::Received;
use crate::open;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What a body looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape<'a> {
    /// A JSON text in clear.
    Json(&'a [u8]),
    /// A JWE in compact serialization.
    Compact(&'a str),
}

/// Tells the form of a body that is not empty.
pub(super) fn shape(body: &[u8]) -> Result<Shape<'_>, Fault> {
    let Ok(text) = std::str::from_utf8(body) else {
        let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
        // JSON in another encoding is told from other bytes; reading it says where it ceases to be UTF-8.
        return match first {
            Some(b'{' | b'[') => Ok(Shape::Json(body)),
            Some(_) | None => Err(Fault::NotUtf8(
                std::str::from_utf8(body).map_or_else(|error| error.valid_up_to(), str::len),
            )),
        };
    };
    let text = within(text).text;
    match text.as_bytes().first() {
        Some(b'{' | b'[') if is_json_serialization(text) => Err(Fault::JweJsonSerialization),
        Some(b'{' | b'[' | b'"') | None => Ok(Shape::Json(text.as_bytes())),
        Some(b'<') => Err(markup(text)),
        Some(_) if is_like_a_jwe(text) => Ok(Shape::Compact(text)),
        Some(_) => Err(Fault::PlainText),
    }
}

/// The text of a body without what is tolerated around a JWE.
pub(crate) fn bare(body: &[u8]) -> Option<&str> {
    std::str::from_utf8(body).ok().map(|text| within(text).text)
}

/// What was tolerated about the form of an answer.
pub fn remarks(received: &Received) -> Vec<Remark> {
    let codings = received.codings.undone.iter();
    let mut remarks: Vec<Remark> = codings.copied().map(Remark::Coded).collect();
    if let Ok(text) = std::str::from_utf8(&received.body) {
        let found = within(text);
        let is_jwe = !found.text.starts_with(['{', '[', '"', '<']);
        remarks.extend(found.mark.then_some(Remark::ByteOrderMark));
        remarks.extend(found.quoted.then_some(Remark::Quoted));
        remarks.extend((is_jwe && found.space).then_some(Remark::SurroundingWhiteSpace));
    }
    remarks
}

/// A text within what is tolerated around it.
struct Within<'a> {
    text: &'a str,
    mark: bool,
    space: bool,
    quoted: bool,
}

fn within(text: &str) -> Within<'_> {
    let unmarked = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let trimmed = unmarked.trim_ascii();
    let unquoted = trimmed
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .map(str::trim_ascii)
        .filter(|inner| is_compact(inner));
    Within {
        text: unquoted.unwrap_or(trimmed),
        mark: unmarked.len() < text.len(),
        space: trimmed.len() < unmarked.len(),
        quoted: unquoted.is_some(),
    }
}

fn is_compact(text: &str) -> bool {
    text.split('.').count() == 5 && !text.contains(['"', ' ', '\\'])
}

/// Five parts, or the encoded start of a JSON object: what is wrong with it is told as of a JWE.
fn is_like_a_jwe(text: &str) -> bool {
    let mut parts = text.split('.');
    let header = parts.next().unwrap_or_default();
    let is_word = !header.contains(|letter: char| letter.is_whitespace());
    is_word && (header.starts_with("ey") || parts.count() == 4)
}

fn markup(text: &str) -> Fault {
    let lower = text.get(..512).unwrap_or(text).to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.contains("<html") {
        Fault::Html
    } else {
        Fault::Xml
    }
}

/// A JWE in the JSON serialization, flattened or general (RFC 7516, 7.2).
fn is_json_serialization(text: &str) -> bool {
    if !text.contains("\"ciphertext\"") {
        return false;
    }
    let Some(Value::Object(members)) = open::json(text.as_bytes()) else {
        return false;
    };
    let known = ["protected", "unprotected", "recipients", "encrypted_key"];
    members.contains_key("ciphertext") && known.iter().any(|name| members.contains_key(*name))
}
