//! Other values that are correct too: times, order of lists, nulls, reserved transactions.

use serde_json::{Value, json};
use wire::messages::Endpoint;

use crate::core::Core;
use crate::exchange::Admitted;
use crate::variant::Variant;

/// The variants of this file.
pub(super) const CHANGING: [Variant; 14] = [
    Variant::TimesInUtc,
    Variant::TimesWithFractions,
    Variant::TwoDigitOffset,
    Variant::DatesWithoutOffset,
    Variant::ValueDateLater,
    Variant::RegisteredEarlier,
    Variant::ReferenceValuesWithSymbols,
    Variant::IdentifiersWithNulls,
    Variant::ListsReversed,
    Variant::PendingTransactions,
    Variant::PartialInEnglish,
    Variant::BalancesNullWhereNone,
    Variant::EmptyLinks,
    Variant::CompleteWithMessage,
];

/// Changes the document as the bank's variants do.
pub(super) fn change(core: &Core, admitted: &Admitted, document: &mut Value) {
    if core.has(Variant::PendingTransactions) {
        add_pending(admitted, document);
    }
    for (place, transaction) in list(document, "transactions").iter_mut().enumerate() {
        change_transaction(core, place, transaction);
    }
    if core.has(Variant::ListsReversed) {
        reverse_lists(document);
    }
    change_times(core, document);
    let is_paged = matches!(
        admitted.endpoint,
        Endpoint::Accounts | Endpoint::Transactions
    );
    if core.has(Variant::EmptyLinks) && is_paged && document.get("links").is_none() {
        document["links"] = json!([]);
    }
    if core.has(Variant::PartialInEnglish) && document["responseDetails"]["message"].is_string() {
        document["responseDetails"]["message"] = json!(
            "Further information exists that is not available online; ask the bank by letter."
        );
    }
    if core.has(Variant::CompleteWithMessage) && document["responseDetails"]["status"] == "complete"
    {
        document["responseDetails"]["message"] = json!("OK");
    }
    if core.has(Variant::BalancesNullWhereNone) && document["account"]["balances"] == json!([]) {
        document["account"]["balances"] = Value::Null;
    }
}

fn list<'v>(document: &'v mut Value, name: &str) -> &'v mut [Value] {
    document
        .get_mut(name)
        .and_then(Value::as_array_mut)
        .map(Vec::as_mut_slice)
        .unwrap_or_default()
}

/// After the last page of a period that reaches until today: the newest transaction again as one that is only reserved.
fn add_pending(admitted: &Admitted, document: &mut Value) {
    let has_next = list(document, "links")
        .iter()
        .any(|link| link["rel"] == "next");
    if has_next || admitted.period.to < admitted.moment.today {
        return;
    }
    let Some(transactions) = document
        .get_mut("transactions")
        .and_then(Value::as_array_mut)
    else {
        return;
    };
    let Some(mut pending) = transactions.last().cloned() else {
        return;
    };
    if let Some(members) = pending.as_object_mut() {
        members.shift_remove("bookingDate");
        members.shift_remove("valueDate");
        if let Some(Value::String(identifier)) = members.get_mut("transactionIdentifier") {
            identifier.push_str("-reserved");
        }
        members.insert("status".to_owned(), json!("pending"));
    }
    transactions.push(pending);
}

fn change_transaction(core: &Core, place: usize, transaction: &mut Value) {
    let is_booked = transaction["status"] == "booked";
    if core.has(Variant::ValueDateLater) {
        shift_days(transaction, "valueDate", 2);
    }
    if core.has(Variant::RegisteredEarlier) && is_booked {
        shift_days(transaction, "registered", -2);
    }
    if core.has(Variant::DatesWithoutOffset) {
        for name in ["bookingDate", "valueDate"] {
            if let Some(Value::String(text)) = transaction.get_mut(name) {
                text.truncate(19);
            }
        }
    }
    if core.has(Variant::ReferenceValuesWithSymbols) {
        for reference in list(transaction, "references") {
            if let Some(Value::String(text)) = reference.get_mut("value") {
                text.push_str("+/=");
            }
        }
    }
    if core.has(Variant::IdentifiersWithNulls) && place.is_multiple_of(3) {
        for party in list(transaction, "counterParties") {
            let Some(identifier) = party.get_mut("identifier") else {
                continue;
            };
            for name in ["value", "type"] {
                if identifier.get(name).is_some() {
                    identifier[name] = Value::Null;
                }
            }
        }
    }
}

/// A date-time so many days later.
fn shift_days(object: &mut Value, name: &str, days: i64) {
    let Some(Value::String(text)) = object.get_mut(name) else {
        return;
    };
    let day = text
        .get(..10)
        .and_then(|day| wire::dates::parse_iso(day).ok());
    let shifted = day.and_then(|day| day.checked_add(jiff::Span::new().days(days)).ok());
    if let Some(day) = shifted {
        *text = format!("{day}{}", &text[10..]);
    }
}

fn reverse_lists(document: &mut Value) {
    for name in ["accounts", "paymentCards", "roles"] {
        list(document, name).reverse();
    }
    if let Some(account) = document.get_mut("account") {
        list(account, "balances").reverse();
    }
    for transaction in list(document, "transactions") {
        for name in ["references", "counterParties"] {
            list(transaction, name).reverse();
        }
    }
}

fn change_times(core: &Core, value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match member {
                    Value::String(text) if name == "registered" => change_time(core, text),
                    member => change_times(core, member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| change_times(core, item)),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Number(_) => {}
    }
}

fn change_time(core: &Core, text: &mut String) {
    let Ok(moment) = text.parse::<jiff::Timestamp>() else {
        return;
    };
    if core.has(Variant::TimesInUtc) {
        *text = moment.to_string();
    } else if core.has(Variant::TimesWithFractions) && text.len() > 19 {
        text.insert_str(19, ".000");
    } else if core.has(Variant::TwoDigitOffset) && text.ends_with(":00") && text.len() == 25 {
        text.truncate(22);
    }
}
