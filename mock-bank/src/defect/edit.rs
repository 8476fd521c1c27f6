//! Small changes to JSON documents. What is not there is left alone.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

/// Takes a member away.
pub(super) fn drop(object: &mut Value, name: &str) {
    if let Some(members) = object.as_object_mut() {
        members.remove(name);
    }
}

/// Gives up a value that was taken away.
pub(super) fn drop_value(_: Option<Value>) {}

/// Sets a member of an object that has it or could have it.
pub(super) fn set(object: &mut Value, name: &str, value: impl Into<Value>) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value.into());
    }
}

/// Changes a text that is there.
pub(super) fn edit(object: &mut Value, name: &str, change: impl Fn(&str) -> String) {
    if let Some(Value::String(text)) = object.get_mut(name) {
        *text = change(text);
    }
}

/// Changes a list that is there.
pub(super) fn list(object: &mut Value, name: &str, change: impl FnOnce(&mut Vec<Value>)) {
    if let Some(Value::Array(items)) = object.get_mut(name) {
        change(items);
    }
}

/// Changes every item of a list that is there.
pub(super) fn each(object: &mut Value, name: &str, change: impl FnMut(&mut Value)) {
    list(object, name, |items| items.iter_mut().for_each(change));
}

/// Changes every text of a document; the first argument is the name of the member that holds it.
pub(super) fn every_text(value: &mut Value, change: &mut impl FnMut(&str, &mut String)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                if let Value::String(text) = member {
                    change(name, text);
                } else {
                    every_text(member, change);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| every_text(item, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A date, or a year and month, as they are written on Norwegian letters and cards.
pub(super) fn norwegian(text: &str) -> Option<String> {
    let mut parts = text.splitn(3, '-');
    let (year, month) = (parts.next()?, parts.next()?);
    let is_number =
        |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(year, 4) || !is_number(month, 2) {
        return None;
    }
    match parts.next() {
        None => Some(format!("{month}/{}", &year[2..])),
        Some(day) if is_number(day, 2) => Some(format!("{day}.{month}.{year}")),
        Some(_) => None,
    }
}

/// The day after.
pub(super) fn next_day(text: &str) -> String {
    wire::dates::parse_iso(text)
        .ok()
        .and_then(|day| day.tomorrow().ok())
        .map_or_else(|| text.to_owned(), |day| day.to_string())
}

/// Some months before; a time of day after the date stays.
pub(super) fn earlier(text: &str) -> String {
    let Some(Ok(day)) = text.get(..10).map(wire::dates::parse_iso) else {
        return text.to_owned();
    };
    format!("{}{}", wire::dates::months_before(day, 3), &text[10..])
}

/// Another number each time.
pub(super) fn chance() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(100);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
