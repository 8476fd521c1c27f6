//! Documents as a bank of another habit writes them.

use std::fmt::Write as _;

use serde_json::{Number, Value};

use crate::core::Core;
use crate::defect::RawRequest;
use crate::refusal::{Refusal, Rule};
use crate::request::Incoming;
use crate::variant::Variant;

/// A request, looked at to see whether a refusal may be overlooked.
type Where = fn(&RawRequest<'_>) -> bool;

/// Rules that the documents leave a bank free not to have, and the requests where they do.
const OVERLOOKED: &[(Variant, Rule, Where)] = &[
    (Variant::LateToDateTaken, Rule::ToDateAhead, |_| true),
    (Variant::LaxIdentifiers, Rule::PartyIdForm, |_| true),
    (Variant::LaxIdentifiers, Rule::UuidForm, |raw| {
        raw.correlates_by_uuid()
    }),
    (
        Variant::NeedlessOrderOverlooked,
        Rule::ReferenceNotOfService,
        |_| true,
    ),
    (Variant::LooseOrderTyp, Rule::OrderTyp, |raw| {
        raw.names_jwt()
    }),
];

/// Whether a bank of this habit answers in spite of the refusal.
pub(crate) fn overlooks(core: &Core, incoming: &Incoming, refusal: &Refusal) -> bool {
    OVERLOOKED.iter().any(|(variant, rule, is_free)| {
        core.has(*variant) && *rule == refusal.rule && is_free(&RawRequest::new(core, incoming))
    })
}

/// Writes the document anew, where the bank has a habit that shows in it.
pub(crate) fn rewrite(core: &Core, document: Vec<u8>) -> Vec<u8> {
    const HABITS: [Variant; 6] = [
        Variant::FieldsReversed,
        Variant::SpacedJson,
        Variant::EscapedJson,
        Variant::ShortNumbers,
        Variant::TimesInUtc,
        Variant::TimesWithFractions,
    ];
    if !HABITS.iter().any(|habit| core.has(*habit)) {
        return document;
    }
    let Ok(mut value) = serde_json::from_slice::<Value>(&document) else {
        return document;
    };
    change(core, &mut value);
    let mut text = if core.has(Variant::SpacedJson) {
        format!("\n{value:#}\n")
    } else if core.has(Variant::FieldsReversed) {
        reversed(&value)
    } else {
        value.to_string()
    };
    if core.has(Variant::EscapedJson) {
        text = escaped(&text);
    }
    text.into_bytes()
}

fn change(core: &Core, value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match member {
                    Value::String(text) if name == "registered" => time(core, text),
                    _ => change(core, member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| change(core, item)),
        Value::Number(number) if core.has(Variant::ShortNumbers) => shorten(number),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Number(_) => {}
    }
}

fn time(core: &Core, text: &mut String) {
    let Ok(moment) = text.parse::<jiff::Timestamp>() else {
        return;
    };
    if core.has(Variant::TimesInUtc) {
        *text = moment.to_string();
    } else if core.has(Variant::TimesWithFractions) && text.len() > 19 {
        text.insert_str(19, ".000");
    }
}

#[expect(clippy::cast_possible_truncation, reason = "bounded by the condition")]
fn shorten(number: &mut Number) {
    if let Some(value) = number.as_f64()
        && value.fract() == 0.0
        && value.abs() < 1e15
    {
        *number = Number::from(value as i64);
    }
}

fn reversed(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let written: Vec<String> = members
                .iter()
                .rev()
                .map(|(name, member)| {
                    format!("{}:{}", Value::from(name.as_str()), reversed(member))
                })
                .collect();
            format!("{{{}}}", written.join(","))
        }
        Value::Array(items) => {
            format!(
                "[{}]",
                items.iter().map(reversed).collect::<Vec<_>>().join(",")
            )
        }
        other => other.to_string(),
    }
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
