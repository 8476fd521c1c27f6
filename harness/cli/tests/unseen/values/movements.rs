//! Balances and transactions: what is left out, of another day, of another currency, or the bank's own in another's place.

use serde_json::{Value, json};
use wire::messages::Endpoint;

use crate::change::{Change, Weight};
use crate::edit::{amount, items, list, member, on, text, without};

use Weight::{Must, Nothing, Observed, Should};

const BALANCES: &[&str] = &["DETAILS-*", "CONSISTENCY-033"];
const TRANSACTIONS: &[&str] = &["TRANSACTIONS-*", "CONSISTENCY-033", "SCHEMA-01*"];
const FIELDS: &[&str] = &["FIELDS-002", "TRANSACTIONS-02*"];

/// Changes of balances and transactions.
pub(crate) const ALL: &[Change] = &[
    each!("no-balance-of-anybody", Must, BALANCES, detailed, |one| {
        without(one, "balances");
    })
    .mid(Must)
    .mini(Must),
    Change::both(
        "balance-of-the-first-day",
        Must,
        BALANCES,
        |request, _| {
            if request.is(Endpoint::AccountDetails) && request.is_police() {
                let pairs = request.query();
                let from = pairs.into_iter().find(|(name, _)| name == "fromDate");
                if let Some((_, from)) = from {
                    request.edit_query("toDate", |_| from.clone());
                }
            }
        },
        |request, answer, proxy| {
            let pairs = request.query();
            let to = pairs.into_iter().find(|(name, _)| name == "toDate");
            if let Some((_, to)) = to.filter(|_| request.is_police()) {
                on(request, answer, proxy, Endpoint::AccountDetails, |doc| {
                    crate::edit::balances(doc, &mut |one| {
                        text(one, "registered", |_| format!("{to}T11:00:00Z"));
                    });
                });
            }
        },
    )
    .mid(Must)
    .mini(Must),
    each!("balances-called-yen", Must, BALANCES, balances, |one| {
        one["currency"] = json!("JPY");
    })
    .mini(Must),
    each!("credit-lines-doubled", Must, BALANCES, balances, |one| {
        amount(one, "creditLineAmount", |it| it * 2.0);
    }),
    each!("amount-of-balances-null", Must, BALANCES, balances, |one| {
        one["amount"] = Value::Null;
    })
    .mid(Must)
    .mini(Must),
    each!(
        "both-balances-thousandfold",
        Must,
        BALANCES,
        balances,
        |one| {
            amount(one, "amount", |it| it * 1000.0);
        }
    )
    .mid(Must)
    .mini(Observed),
    whole!(
        "all-transactions-null",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            doc["transactions"] = Value::Null;
            without(doc, "links");
        }
    )
    .mid(Must)
    .mini(Should),
    whole!(
        "all-transactions-left-out",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            without(doc, "transactions");
            without(doc, "links");
        }
    )
    .mid(Must)
    .mini(Should),
    each!(
        "registered-when-asked",
        Observed,
        TRANSACTIONS,
        transactions,
        |one| {
            one["registered"] = json!(format!("{}T08:00:00Z", wire::dates::today()));
        }
    )
    .mini(Observed),
    whole!(
        "pending-not-delivered",
        Nothing,
        TRANSACTIONS,
        Transactions,
        |doc| {
            if let Some(all) = list(doc, "transactions") {
                all.retain(|one| member(one, "status") != "pending");
            }
        }
    )
    .mid(Nothing)
    .mini(Nothing),
    each!(
        "pending-called-info",
        Nothing,
        TRANSACTIONS,
        transactions,
        |one| {
            text(one, "status", |it| it.replace("pending", "info"));
        }
    )
    .mini(Nothing),
    each!("zero-as-debit", Nothing, BALANCES, balances, |one| {
        if one["amount"].as_f64() == Some(0.0) {
            one["creditDebitIndicator"] = json!("debit");
        }
    })
    .mini(Nothing),
    each!(
        "booked-at-midnight-in-utc",
        Nothing,
        TRANSACTIONS,
        transactions,
        |one| {
            text(one, "bookingDate", |it| {
                midnight(it).unwrap_or_else(|| it.to_owned())
            });
        }
    )
    .mini(Nothing),
    each!(
        "counterparties-without-address",
        Must,
        FIELDS,
        counterparties,
        |party| {
            without(party, "postalAddress");
        }
    )
    .mini(Nothing),
    each!(
        "reference-values-otherwise",
        Nothing,
        TRANSACTIONS,
        transactions,
        |one| {
            for reference in items(one, "references") {
                text(reference, "value", |it| format!("{it}X"));
            }
        }
    )
    .mini(Nothing),
];

/// The first instant of the day in Oslo, written in UTC.
fn midnight(booked: &str) -> Option<String> {
    let day: jiff::civil::Date = booked.get(..10)?.parse().ok()?;
    let start = day.in_tz("Europe/Oslo").ok()?;
    Some(start.timestamp().to_string())
}
