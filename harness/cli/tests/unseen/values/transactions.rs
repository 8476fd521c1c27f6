//! Transactions: amount, direction, dates, number, status, currency, exchange, counterparties, identifiers.

use serde_json::{Value, json};
use wire::messages::Endpoint;

use crate::change::{Change, Weight};
use crate::edit::{
    amount, list, member, move_days, spread, swap, text, transactions, turn, without,
};

use Weight::{Must, Nothing, Observed, Should};

const TRANSACTIONS: &[&str] = &[
    "TRANSACTIONS-*",
    "CONSISTENCY-*",
    "SCHEMA-01*",
    "SCHEMA-03*",
];
const FORM: &[&str] = &["SCHEMA-*"];
const ODD: &[&str] = &["TRANSACTIONS-*", "CONSISTENCY-*", "SCHEMA-*"];

fn chosen(transaction: &Value, of: u32) -> bool {
    spread(member(transaction, "transactionIdentifier")).is_multiple_of(of)
}

/// Changes of transactions.
pub(crate) const ALL: &[Change] = &[
    each!(
        "directions-exchanged",
        Must,
        TRANSACTIONS,
        transactions,
        turn
    )
    .mid(Must)
    .mini(Observed),
    each!("always-credit", Must, TRANSACTIONS, transactions, |one| {
        one["creditDebitIndicator"] = json!("credit");
    })
    .mid(Must)
    .mini(Observed),
    each!(
        "one-direction-in-ten-exchanged",
        Must,
        TRANSACTIONS,
        transactions,
        |one| {
            if chosen(one, 10) {
                turn(one);
            }
        }
    )
    .mid(Must)
    .mini(Observed),
    each!(
        "amounts-in-hundredths",
        Must,
        TRANSACTIONS,
        transactions,
        |one| {
            amount(one, "amount", |it| it * 100.0);
        }
    )
    .mid(Must)
    .mini(Observed),
    each!(
        "everything-in-hundredths",
        Must,
        &["TRANSACTIONS-*", "DETAILS-*"],
        transactions_and_balances,
        |one| {
            amount(one, "amount", |it| it * 100.0);
        }
    )
    .mid(Must),
    each!(
        "amounts-without-hundredths",
        Must,
        TRANSACTIONS,
        transactions,
        |one| {
            amount(one, "amount", f64::trunc);
        }
    )
    .mid(Must)
    .mini(Observed),
    each!(
        "amounts-a-krone-more",
        Must,
        TRANSACTIONS,
        transactions,
        |one| {
            amount(one, "amount", |it| it + 1.0);
        }
    )
    .mid(Must)
    .mini(Observed),
    each!(
        "amounts-all-zero",
        Must,
        TRANSACTIONS,
        transactions,
        |one| one["amount"] = json!(0)
    )
    .mid(Must)
    .mini(Observed),
    whole!(
        "one-transaction-in-ten-dropped",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            if let Some(all) = list(doc, "transactions") {
                all.retain(|one| !chosen(one, 10));
            }
        }
    )
    .mid(Must)
    .mini(Observed),
    whole!(
        "every-tenth-of-a-page-dropped",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            if let Some(all) = list(doc, "transactions") {
                let mut place = 0;
                all.retain(|_| {
                    place += 1;
                    place % 10 != 0
                });
            }
        }
    )
    .mid(Must)
    .mini(Observed),
    whole!(
        "no-transaction-of-anybody",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            doc["transactions"] = json!([]);
            without(doc, "links");
        }
    )
    .mid(Must)
    .mini(Observed),
    whole!(
        "one-in-ten-twice-under-two-identifiers",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            if let Some(all) = list(doc, "transactions") {
                let mut more: Vec<Value> =
                    all.iter().filter(|one| chosen(one, 10)).cloned().collect();
                for one in &mut more {
                    text(one, "transactionIdentifier", |it| format!("{it}B"));
                }
                all.extend(more);
            }
        }
    )
    .mid(Must)
    .mini(Observed),
    each!(
        "transactions-called-euro",
        Must,
        TRANSACTIONS,
        transactions,
        |one| {
            one["currency"] = json!("EUR");
        }
    )
    .mini(Should),
    each!(
        "exchange-rate-inverted",
        Observed,
        ODD,
        exchanges,
        |exchange| {
            if let Some(rate) = exchange["exchangeRate"].as_f64().filter(|rate| *rate > 0.0) {
                exchange["exchangeRate"] = json!(1.0 / rate);
            }
        }
    ),
    each!(
        "exchange-rate-zero",
        Should,
        TRANSACTIONS,
        exchanges,
        |exchange| {
            exchange["exchangeRate"] = json!(0);
        }
    ),
    each!(
        "exchange-rate-left-out",
        Should,
        TRANSACTIONS,
        exchanges,
        |exchange| {
            without(exchange, "exchangeRate");
        }
    ),
    each!(
        "exchange-between-foreign-currencies",
        Should,
        TRANSACTIONS,
        exchanges,
        |exchange| {
            exchange["sourceCurrency"] = json!("JPY");
            exchange["targetCurrency"] = json!("CHF");
        }
    ),
    each!(
        "exchange-original-times-a-hundred",
        Observed,
        ODD,
        exchanges,
        |exchange| {
            amount(exchange, "originalAmount", |it| it * 100.0);
        }
    ),
    each!(
        "exchange-currencies-turned",
        Observed,
        ODD,
        exchanges,
        |exchange| {
            let source = exchange["sourceCurrency"].clone();
            exchange["sourceCurrency"] = exchange["targetCurrency"].clone();
            exchange["targetCurrency"] = source;
        }
    ),
    each!(
        "debtor-and-creditor-exchanged",
        Observed,
        ODD,
        counterparties,
        |party| {
            swap(party, "type", "debtor", "creditor");
            swap(party, "type", "ultimateDebtor", "ultimateCreditor");
        }
    )
    .mini(Observed),
    each!(
        "counterparty-type-capitalised",
        Must,
        FORM,
        counterparties,
        |party| {
            text(party, "type", str::to_uppercase);
        }
    )
    .mini(Must),
    each!(
        "counterparty-number-of-the-other-type",
        Should,
        FORM,
        counterparties,
        |party| {
            swap(
                &mut party["identifier"],
                "type",
                "nationalIdentityNumber",
                "countryIdentificationCode",
            );
        }
    ),
    each!(
        "registered-a-month-after-the-booking",
        Observed,
        ODD,
        transactions,
        |one| {
            if !one["bookingDate"].is_null() {
                one["registered"] =
                    json!(format!("{}T10:00:00Z", &member(one, "bookingDate")[..10]));
                move_days(one, "registered", 30);
            }
        }
    )
    .mini(Observed),
    each!(
        "bookings-a-day-late",
        Must,
        TRANSACTIONS,
        transactions,
        |one| {
            move_days(one, "bookingDate", 1);
        }
    )
    .mini(Must),
    each!(
        "bookings-a-year-early",
        Must,
        TRANSACTIONS,
        transactions,
        |one| {
            move_days(one, "bookingDate", -365);
        }
    )
    .mid(Must)
    .mini(Must),
    each!(
        "bookings-in-the-future",
        Must,
        TRANSACTIONS,
        transactions,
        |one| {
            move_days(one, "bookingDate", 40_000);
        }
    )
    .mid(Must)
    .mini(Must),
    Change::reply(
        "all-booked-on-the-last-day",
        Must,
        TRANSACTIONS,
        |request, answer, proxy| {
            let pairs = request.query();
            if let Some((_, to)) = pairs.iter().find(|(name, _)| name == "toDate") {
                on_transactions(request, answer, proxy, |one| {
                    text(one, "bookingDate", |it| format!("{to}{}", &it[10..]));
                });
            }
        },
    )
    .mid(Must)
    .mini(Must),
    each!(
        "value-dates-thirty-years-off",
        Observed,
        ODD,
        transactions,
        |one| {
            move_days(one, "valueDate", -11_000);
        }
    )
    .mini(Observed),
    each!(
        "booked-called-info",
        Must,
        TRANSACTIONS,
        transactions,
        |one| {
            text(one, "status", |it| it.replace("booked", "info"));
        }
    )
    .mid(Must)
    .mini(Must),
    each!(
        "booked-called-pending",
        Must,
        TRANSACTIONS,
        transactions,
        |one| {
            text(one, "status", |it| it.replace("booked", "pending"));
        }
    )
    .mid(Must)
    .mini(Must),
    each!(
        "transaction-status-capitalised",
        Must,
        FORM,
        transactions,
        |one| {
            text(one, "status", |it| {
                format!("{}{}", it[..1].to_uppercase(), &it[1..])
            });
        }
    )
    .mini(Must),
    each!(
        "corrections-not-marked",
        Must,
        TRANSACTIONS,
        transactions,
        |one| {
            one["reversalIndicator"] = json!(false);
        }
    ),
    each!(
        "all-are-corrections",
        Must,
        TRANSACTIONS,
        transactions,
        |one| {
            one["reversalIndicator"] = json!(true);
        }
    )
    .mid(Must),
    each!("correction-mark-is-text", Must, FORM, transactions, |one| {
        one["reversalIndicator"] = json!("false");
    })
    .mini(Must),
    Change::reply(
        "identifiers-counted-within-the-account",
        Must,
        TRANSACTIONS,
        |request, answer, proxy| {
            let account = request.path().to_owned();
            on_transactions(request, answer, proxy, |one| {
                let own = member(one, "transactionIdentifier").to_owned();
                let given = proxy.number_of(&account, &own);
                one["transactionIdentifier"] = json!(given.to_string());
            });
        },
    )
    .mid(Must)
    .mini(Must),
    Change::reply(
        "content-differs-by-period",
        Must,
        TRANSACTIONS,
        |request, answer, proxy| {
            let more = f64::from(spread(&request.target) % 97);
            on_transactions(request, answer, proxy, |one| {
                amount(one, "amount", |it| it + more)
            });
        },
    )
    .mid(Must)
    .mini(Must),
    Change::ask(
        "transactions-of-another-account",
        Must,
        TRANSACTIONS,
        |request, proxy| {
            if request.is(Endpoint::Transactions) && !request.is_next_page() {
                let case = request.header("accountinforequestid").to_lowercase();
                let own = request
                    .path()
                    .split('/')
                    .nth(3)
                    .unwrap_or_default()
                    .to_owned();
                let first = proxy.first(&format!("account {case}"), &own);
                request.target = request.target.replacen(&own, &first, 1);
            }
        },
    )
    .mid(Must)
    .mini(Must),
    Change::ask(
        "first-day-of-the-period-cut",
        Must,
        TRANSACTIONS,
        |request, _| {
            if request.is(Endpoint::Transactions) && request.is_police() {
                request.edit_query("fromDate", |from| {
                    let date: Option<jiff::civil::Date> = from.parse().ok();
                    date.and_then(|date| date.tomorrow().ok())
                        .map_or_else(|| from.to_owned(), |date| date.to_string())
                });
            }
        },
    ),
    each!(
        "reference-of-one-type-twice",
        Observed,
        ODD,
        transactions,
        |one| {
            if let Some(all) = list(one, "references") {
                let mut more = all[0].clone();
                text(&mut more, "value", |it| format!("{it}9"));
                all.push(more);
            }
        }
    ),
    each!(
        "reference-type-capitalised",
        Must,
        FORM,
        transactions,
        |one| {
            for reference in crate::edit::items(one, "references") {
                text(reference, "type", str::to_uppercase);
            }
        }
    ),
    each!(
        "card-of-transactions-of-another-type",
        Must,
        TRANSACTIONS,
        transactions,
        |one| {
            swap(&mut one["paymentCard"], "type", "debitCard", "creditCard");
        }
    )
    .mini(Should),
    each!(
        "card-of-transactions-is-another",
        Observed,
        ODD,
        transactions,
        |one| {
            text(&mut one["paymentCard"], "cardIdentifier", |_| {
                "400012XXXXXX9999".to_owned()
            });
        }
    ),
    whole!(
        "transactions-are-null",
        Should,
        TRANSACTIONS,
        Transactions,
        |doc| {
            if doc["transactions"].as_array().is_none_or(Vec::is_empty) {
                doc["transactions"] = Value::Null;
            }
        }
    )
    .mini(Should),
    whole!(
        "transactions-left-out",
        Should,
        TRANSACTIONS,
        Transactions,
        |doc| {
            if doc["transactions"].as_array().is_none_or(Vec::is_empty) {
                without(doc, "transactions");
            }
        }
    ),
    each!(
        "registered-two-days-before-the-booking",
        Nothing,
        TRANSACTIONS,
        transactions,
        |one| {
            if !one["bookingDate"].is_null() {
                one["registered"] =
                    json!(format!("{}T10:00:00Z", &member(one, "bookingDate")[..10]));
                move_days(one, "registered", -2);
            }
        }
    )
    .mid(Nothing)
    .mini(Nothing),
    each!(
        "value-dates-three-days-later",
        Nothing,
        TRANSACTIONS,
        transactions,
        |one| {
            move_days(one, "valueDate", 3);
        }
    )
    .mid(Nothing)
    .mini(Nothing),
    each!(
        "counterparties-without-known-number",
        Nothing,
        TRANSACTIONS,
        counterparties,
        |party| {
            if party["identifier"].is_object() {
                party["identifier"]["value"] = Value::Null;
                party["identifier"]["type"] = Value::Null;
            }
        }
    )
    .mini(Nothing),
    each!(
        "exchange-without-original-amount-and-unit",
        Nothing,
        TRANSACTIONS,
        exchanges,
        |exchange| {
            without(exchange, "originalAmount");
            without(exchange, "unitCurrency");
        }
    )
    .mini(Nothing),
    each!(
        "transaction-times-with-offset",
        Nothing,
        TRANSACTIONS,
        transactions,
        |one| {
            for name in ["bookingDate", "valueDate"] {
                text(one, name, |it| format!("{}T12:00:00+01:00", &it[..10]));
            }
        }
    )
    .mini(Nothing),
    each!(
        "transaction-times-at-noon-without-offset",
        Nothing,
        TRANSACTIONS,
        transactions,
        |one| {
            for name in ["bookingDate", "valueDate"] {
                text(one, name, |it| format!("{}T12:00:00", &it[..10]));
            }
        }
    )
    .mini(Nothing),
];

fn on_transactions(
    request: &crate::message::Request,
    answer: &mut crate::message::Answer,
    proxy: &crate::proxy::Proxy,
    mut change: impl FnMut(&mut Value),
) {
    if request.is(Endpoint::Transactions) {
        proxy.edit(answer, |document| transactions(document, &mut change));
    }
}
