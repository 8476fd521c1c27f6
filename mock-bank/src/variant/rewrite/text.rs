//! How JSON is written: order of members, white space, escapes, forms of numbers.

use std::fmt::Write as _;

use serde_json::{Number, Value};

use crate::core::Core;
use crate::variant::Variant;

/// The variants of this file.
pub(super) const CHANGING: [Variant; 6] = [
    Variant::FieldsReversed,
    Variant::SpacedJson,
    Variant::EscapedJson,
    Variant::EscapedSlashes,
    Variant::ShortNumbers,
    Variant::NumbersWithExponent,
];

/// The document as text.
pub(super) fn write(core: &Core, value: &Value) -> String {
    let mut out = String::new();
    if core.has(Variant::SpacedJson) {
        out.push('\n');
    }
    element(core, value, &mut out);
    if core.has(Variant::SpacedJson) {
        out.push('\n');
    }
    out
}

fn element(core: &Core, value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let members: Vec<_> = if core.has(Variant::FieldsReversed) {
                members.iter().rev().collect()
            } else {
                members.iter().collect()
            };
            sequence(core, out, ('{', '}'), members, |(name, member), out| {
                string(core, name, out);
                out.push(':');
                element(core, member, out);
            });
        }
        Value::Array(items) => {
            sequence(core, out, ('[', ']'), items, |item, out| {
                element(core, item, out);
            });
        }
        Value::Number(written) => number(core, written, out),
        Value::String(text) => string(core, text, out),
        Value::Null | Value::Bool(_) => out.push_str(&value.to_string()),
    }
}

fn sequence<T>(
    core: &Core,
    out: &mut String,
    (open, close): (char, char),
    items: impl IntoIterator<Item = T>,
    write: impl Fn(T, &mut String),
) {
    let separator = if core.has(Variant::SpacedJson) {
        "\n  "
    } else {
        ""
    };
    out.push(open);
    for (place, item) in items.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        out.push_str(separator);
        write(item, out);
    }
    out.push(close);
}

#[expect(clippy::cast_possible_truncation, reason = "bounded by the condition")]
fn number(core: &Core, number: &Number, out: &mut String) {
    let value = number.as_f64().unwrap_or_default();
    let is_whole = value.fract() == 0.0 && value.abs() < 1e15;
    let _ = if core.has(Variant::NumbersWithExponent) {
        write!(out, "{value:e}")
    } else if core.has(Variant::ShortNumbers) && is_whole {
        write!(out, "{}", value as i64)
    } else {
        write!(out, "{number}")
    };
}

fn string(core: &Core, text: &str, out: &mut String) {
    let mut quoted = Value::from(text).to_string();
    if core.has(Variant::EscapedSlashes) {
        quoted = quoted.replace('/', "\\/");
    }
    if core.has(Variant::EscapedJson) {
        quoted = escaped(&quoted);
    }
    out.push_str(&quoted);
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            out.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}
