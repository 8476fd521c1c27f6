//! Small changes to JSON documents. What is not there is left unchanged.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

/// Removes a member.
pub(super) fn drop(object: &mut Value, name: &str) {
    if let Some(members) = object.as_object_mut() {
        members.remove(name);
    }
}

/// Drops a removed value.
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

/// Changes every text of a document; the first argument is the name of its member.
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

/// Sets a member of a member that is there.
pub(super) fn set_in(object: &mut Value, member: &str, name: &str, value: impl Into<Value>) {
    if let Some(inner) = object.get_mut(member) {
        set(inner, name, value);
    }
}

/// Sets a member of an object that does not have it.
pub(super) fn set_if_absent(object: &mut Value, name: &str, value: &str) {
    if object.get(name).is_none() {
        set(object, name, value);
    }
}

/// Changes every account of a list, or the one of the details.
pub(super) fn each_account(doc: &mut Value, mut change: impl FnMut(&mut Value)) {
    each(doc, "accounts", &mut change);
    if let Some(account) = doc.get_mut("account") {
        change(account);
    }
}

/// Changes a number that is there; the result has two decimals.
pub(super) fn number(object: &mut Value, name: &str, change: impl Fn(f64) -> f64) {
    if let Some(value) = object.get(name).and_then(Value::as_f64) {
        let decimals = if name == "exchangeRate" { 1e6 } else { 1e2 };
        set(object, name, (change(value) * decimals).round() / decimals);
    }
}

/// Sets an amount in hundredths, with its direction.
#[expect(clippy::cast_precision_loss, reason = "amounts are small")]
pub(super) fn set_amount(object: &mut Value, hundredths: i64) {
    let direction = if hundredths < 0 { "debit" } else { "credit" };
    set(object, "amount", hundredths.unsigned_abs() as f64 / 100.0);
    set(object, "creditDebitIndicator", direction);
}

/// Exchanges credit and debit.
pub(super) fn flip_direction(object: &mut Value) {
    edit(object, "creditDebitIndicator", |direction| {
        if direction == "credit" {
            "debit".to_owned()
        } else {
            "credit".to_owned()
        }
    });
}

/// Null instead of a blank list.
pub(super) fn null_if_empty(doc: &mut Value, name: &str) {
    if doc[name].as_array().is_some_and(Vec::is_empty) {
        set(doc, name, Value::Null);
    }
}

/// A date, or a date-time, so many days later.
pub(super) fn days_later(text: &str, days: i64) -> String {
    let day = text
        .get(..10)
        .and_then(|day| wire::dates::parse_iso(day).ok());
    let shifted = day.and_then(|day| day.checked_add(jiff::Span::new().days(days)).ok());
    shifted.map_or_else(|| text.to_owned(), |day| format!("{day}{}", &text[10..]))
}
