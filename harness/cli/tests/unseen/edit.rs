//! Changes of JSON documents that the tables of changes share.

use serde_json::{Value, json};
use wire::messages::Endpoint;

use crate::message::{Answer, Request};
use crate::proxy::Proxy;

/// Changes the document of one endpoint's answers.
pub(crate) fn on(
    request: &Request,
    answer: &mut Answer,
    proxy: &Proxy,
    endpoint: Endpoint,
    change: impl FnOnce(&mut Value),
) {
    if request.is(endpoint) {
        proxy.edit(answer, change);
    }
}

/// Removes a member of an object.
pub(crate) fn without(object: &mut Value, name: &str) {
    if let Some(members) = object.as_object_mut() {
        members.remove(name);
    }
}

pub(crate) fn items<'v>(document: &'v mut Value, name: &str) -> std::slice::IterMut<'v, Value> {
    match document.get_mut(name) {
        Some(Value::Array(items)) => items.iter_mut(),
        _ => [].iter_mut(),
    }
}

pub(crate) fn list<'v>(document: &'v mut Value, name: &str) -> Option<&'v mut Vec<Value>> {
    document
        .get_mut(name)?
        .as_array_mut()
        .filter(|items| !items.is_empty())
}

pub(crate) fn text(value: &mut Value, name: &str, change: impl Fn(&str) -> String) {
    if let Some(Value::String(text)) = value.get_mut(name) {
        *text = change(text);
    }
}

/// Changes every member of this name, at any depth.
pub(crate) fn everywhere(value: &mut Value, name: &str, change: &mut impl FnMut(&mut Value)) {
    match value {
        Value::Object(members) => {
            for (found, member) in members.iter_mut() {
                if found == name {
                    change(member);
                } else {
                    everywhere(member, name, change);
                }
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| everywhere(item, name, change)),
        _ => {}
    }
}

pub(crate) fn every_text(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    match value {
        Value::Object(members) => members
            .values_mut()
            .for_each(|member| every_text(member, change)),
        Value::Array(items) => items.iter_mut().for_each(|item| every_text(item, change)),
        Value::String(text) => change(text),
        _ => {}
    }
}

/// Changes the accounts: the elements of the list, and the account of the details.
pub(crate) fn accounts(document: &mut Value, change: &mut impl FnMut(&mut Value)) {
    listed(document, change);
    detailed(document, change);
}

/// Changes the elements of the account list.
pub(crate) fn listed(document: &mut Value, change: &mut impl FnMut(&mut Value)) {
    items(document, "accounts").for_each(change);
}

/// Changes the account of the details.
pub(crate) fn detailed(document: &mut Value, change: &mut impl FnMut(&mut Value)) {
    if let Some(account) = document
        .get_mut("account")
        .filter(|account| account.is_object())
    {
        change(account);
    }
}

/// Changes the primary owners, in list and details.
pub(crate) fn owners(document: &mut Value, change: &mut impl FnMut(&mut Value)) {
    accounts(document, &mut |account| {
        if let Some(owner) = account.get_mut("primaryOwner") {
            change(owner);
        }
    });
}

/// Changes the balances of the details.
pub(crate) fn balances(document: &mut Value, change: &mut impl FnMut(&mut Value)) {
    detailed(document, &mut |account| {
        items(account, "balances").for_each(&mut *change);
    });
}

/// Changes the transactions.
pub(crate) fn transactions(document: &mut Value, change: &mut impl FnMut(&mut Value)) {
    items(document, "transactions").for_each(change);
}

/// Changes the currency exchanges of transactions.
pub(crate) fn exchanges(document: &mut Value, change: &mut impl FnMut(&mut Value)) {
    transactions(document, &mut |one| {
        if let Some(exchange) = one.get_mut("currencyExchange").filter(|it| it.is_object()) {
            change(exchange);
        }
    });
}

/// Changes the counterparties of transactions.
pub(crate) fn counterparties(document: &mut Value, change: &mut impl FnMut(&mut Value)) {
    transactions(document, &mut |one| {
        items(one, "counterParties").for_each(&mut *change);
    });
}

/// Changes the cards of an account's list.
pub(crate) fn cards(document: &mut Value, change: &mut impl FnMut(&mut Value)) {
    items(document, "paymentCards").for_each(change);
}

/// Changes the cards, in the account's list and in transactions.
pub(crate) fn all_cards(document: &mut Value, change: &mut impl FnMut(&mut Value)) {
    cards(document, change);
    transactions(document, &mut |one| {
        if let Some(card) = one.get_mut("paymentCard").filter(|it| it.is_object()) {
            change(card);
        }
    });
}

/// Changes the roles.
pub(crate) fn roles(document: &mut Value, change: &mut impl FnMut(&mut Value)) {
    items(document, "roles").for_each(change);
}

/// Changes an amount, rounded to the hundredth.
pub(crate) fn amount(object: &mut Value, name: &str, change: impl Fn(f64) -> f64) {
    if let Some(found) = object.get(name).and_then(Value::as_f64) {
        object[name] = json!((change(found) * 100.0).round() / 100.0);
    }
}

/// Exchanges credit and debit.
pub(crate) fn turn(object: &mut Value) {
    swap(object, "creditDebitIndicator", "credit", "debit");
}

/// Exchanges two values of a member.
pub(crate) fn swap(object: &mut Value, name: &str, one: &str, other: &str) {
    text(object, name, |found| {
        if found == one {
            other.to_owned()
        } else if found == other {
            one.to_owned()
        } else {
            found.to_owned()
        }
    });
}

/// Moves a date, or the date of a time, by some days.
pub(crate) fn move_days(object: &mut Value, name: &str, days: i64) {
    text(object, name, |found| {
        let date: Option<jiff::civil::Date> = found.get(..10).and_then(|date| date.parse().ok());
        date.map_or_else(
            || found.to_owned(),
            |date| {
                let moved = date.saturating_add(jiff::Span::new().days(days));
                format!("{moved}{}", &found[10..])
            },
        )
    });
}

/// A number that stays the same for a text, to choose some of many with.
pub(crate) fn spread(text: &str) -> u32 {
    text.bytes().fold(7, |sum, byte| {
        u32::wrapping_add(u32::wrapping_mul(sum, 31), u32::from(byte))
    })
}

/// The text of a member, or nothing.
pub(crate) fn member<'v>(object: &'v Value, name: &str) -> &'v str {
    object[name].as_str().unwrap_or_default()
}

/// Changes the transactions and the balances, the credit line with them.
pub(crate) fn transactions_and_balances(document: &mut Value, change: &mut impl FnMut(&mut Value)) {
    transactions(document, change);
    balances(document, change);
}

/// Changes the document itself.
pub(crate) fn itself(document: &mut Value, change: &mut impl FnMut(&mut Value)) {
    change(document);
}
