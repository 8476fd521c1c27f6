//! Values and forms that look odd and are right.

use serde_json::{Value, json};
use wire::messages::Endpoint;

use crate::change::{Change, Weight};
use crate::edit::{amount, items, member, on, text};
use crate::message::Request;

use Weight::Nothing;

const BALANCES: &[&str] = &["DETAILS-*", "SCHEMA-00*", "CONSISTENCY-0*"];
const DATA: &[&str] = &[
    "ACCOUNTS-0*",
    "DETAILS-0*",
    "TRANSACTIONS-0*",
    "CARDS-0*",
    "ROLES-0*",
    "CONSISTENCY-0*",
    "SCHEMA-*",
    "FIELDS-*",
];
const JWE: &[&str] = &["JWE-00*", "TRANSPORT-009", "TRANSPORT-01*", "SCHEMA-0*"];

fn to_date(request: &Request) -> Option<jiff::civil::Date> {
    let pairs = request.query();
    let to = pairs.iter().find(|(name, _)| name == "toDate")?;
    to.1.parse().ok()
}

/// Stamps the balances of a past day with another instant of it, or with its end.
fn stamp(
    request: &Request,
    answer: &mut crate::message::Answer,
    proxy: &crate::proxy::Proxy,
    stamp: fn(jiff::civil::Date) -> String,
) {
    let Some(to) = to_date(request).filter(|to| *to < wire::dates::today()) else {
        return;
    };
    on(request, answer, proxy, Endpoint::AccountDetails, |doc| {
        crate::edit::balances(doc, &mut |balance| balance["registered"] = json!(stamp(to)));
    });
}

fn oslo(date: jiff::civil::Date) -> Option<jiff::Zoned> {
    date.tomorrow().ok()?.in_tz("Europe/Oslo").ok()
}

/// A stamp of the bank in Oslo's offset.
fn local(registered: &str) -> Option<jiff::Zoned> {
    let instant: jiff::Timestamp = registered.parse().ok()?;
    instant.in_tz("Europe/Oslo").ok()
}

/// The document with the members of every object in the opposite order.
fn reversed(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let written: Vec<String> = members
                .iter()
                .rev()
                .map(|(name, value)| format!("{}: {}", json!(name), reversed(value)))
                .collect();
            format!("{{ {} }}", written.join(" ,\n"))
        }
        Value::Array(items) => {
            let written: Vec<String> = items.iter().map(reversed).collect();
            format!("[{}]", written.join(","))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

fn unknown_members(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(unknown_members);
            members.insert("x-internal".to_owned(), json!("7"));
        }
        Value::Array(items) => items.iter_mut().for_each(unknown_members),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Changes that cost nothing.
pub(crate) const ALL: &[Change] = &[
    each!(
        "registered-with-an-offset-of-two-digits",
        Nothing,
        BALANCES,
        balances,
        |balance| {
            text(balance, "registered", |it| {
                local(it).map_or_else(
                    || it.to_owned(),
                    |it| it.strftime("%Y-%m-%dT%H:%M:%S%z").to_string()[..22].to_owned(),
                )
            });
        }
    )
    .mid(Nothing)
    .mini(Nothing),
    each!(
        "registered-with-an-offset-of-four-digits",
        Nothing,
        BALANCES,
        balances,
        |balance| {
            text(balance, "registered", |it| {
                local(it).map_or_else(
                    || it.to_owned(),
                    |it| it.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
                )
            });
        }
    )
    .mini(Nothing),
    each!(
        "registered-to-the-millisecond",
        Nothing,
        BALANCES,
        balances,
        |balance| {
            text(balance, "registered", |it| format!("{}.123Z", &it[..19]));
        }
    )
    .mini(Nothing),
    Change::reply(
        "past-balance-at-the-last-second-in-utc",
        Nothing,
        BALANCES,
        |request, answer, proxy| {
            stamp(request, answer, proxy, |to| format!("{to}T23:59:59Z"));
        },
    )
    .mid(Nothing)
    .mini(Nothing),
    Change::reply(
        "past-balance-at-midnight-in-oslo",
        Nothing,
        BALANCES,
        |request, answer, proxy| {
            stamp(request, answer, proxy, |to| {
                oslo(to).map_or_else(String::new, |it| it.timestamp().to_string())
            });
        },
    )
    .mid(Nothing)
    .mini(Nothing),
    Change::reply(
        "past-balance-at-midnight-in-utc",
        Nothing,
        BALANCES,
        |request, answer, proxy| {
            stamp(request, answer, proxy, |to| {
                to.tomorrow()
                    .map_or_else(|_| String::new(), |it| format!("{it}T00:00:00Z"))
            });
        },
    )
    .mini(Nothing),
    Change::reply(
        "past-balance-at-the-start-of-the-day",
        Nothing,
        BALANCES,
        |request, answer, proxy| {
            stamp(request, answer, proxy, |to| format!("{to}T00:00:00Z"));
        },
    )
    .mini(Nothing),
    each!(
        "available-for-a-past-day-besides",
        Nothing,
        BALANCES,
        detailed,
        |account| {
            let booked = items(account, "balances")
                .find(|it| member(it, "type") == "bookedBalance")
                .map(|it| it.clone());
            let has_available =
                items(account, "balances").any(|it| member(it, "type") == "availableBalance");
            if let (Some(mut booked), false) = (booked, has_available) {
                booked["type"] = json!("availableBalance");
                if let Some(all) = account["balances"].as_array_mut() {
                    all.push(booked);
                }
            }
        }
    )
    .mini(Nothing),
    each!(
        "balances-in-another-order",
        Nothing,
        BALANCES,
        detailed,
        |account| {
            if let Some(all) = account["balances"].as_array_mut() {
                all.reverse();
            }
        }
    )
    .mini(Nothing),
    each!(
        "closed-accounts-with-an-empty-list-of-balances",
        Nothing,
        BALANCES,
        detailed,
        |account| {
            if account["balances"].is_null() {
                account["balances"] = json!([]);
            }
        }
    )
    .mini(Nothing),
    each!(
        "closed-accounts-with-balances-null",
        Nothing,
        BALANCES,
        detailed,
        |account| {
            if account["balances"].as_array().is_none_or(Vec::is_empty) {
                account["balances"] = Value::Null;
            }
        }
    )
    .mini(Nothing),
    each!(
        "ends-null-where-there-is-none",
        Nothing,
        DATA,
        accounts,
        |account| {
            if account["endDate"].is_null() {
                account["endDate"] = Value::Null;
            }
            if account["primaryOwner"].is_object() && account["primaryOwner"]["endDate"].is_null() {
                account["primaryOwner"]["endDate"] = Value::Null;
            }
        }
    )
    .mini(Nothing),
    each!(
        "role-ends-null-where-there-is-none",
        Nothing,
        DATA,
        roles,
        |role| {
            if role["endDate"].is_null() {
                role["endDate"] = Value::Null;
            }
        }
    )
    .mini(Nothing),
    each!(
        "message-null-where-there-is-none",
        Nothing,
        DATA,
        itself,
        |doc| {
            if doc["responseDetails"]["message"].is_null() {
                doc["responseDetails"]["message"] = Value::Null;
            }
        }
    )
    .mini(Nothing),
    each!(
        "links-null-where-there-are-none",
        Nothing,
        DATA,
        itself,
        |doc| {
            if doc["links"].is_null() {
                doc["links"] = Value::Null;
            }
        }
    )
    .mini(Nothing),
    each!("optional-texts-null", Nothing, DATA, transactions, |one| {
        for name in [
            "additionalInfo",
            "merchant",
            "currencyExchange",
            "paymentCard",
        ] {
            if one[name].is_null() {
                one[name] = Value::Null;
            }
        }
    })
    .mini(Nothing),
    each!(
        "counterparties-empty-where-there-are-none",
        Nothing,
        DATA,
        transactions,
        |one| {
            for name in ["counterParties", "references"] {
                if one[name].is_null() {
                    one[name] = json!([]);
                }
            }
        }
    )
    .mini(Nothing),
    each!(
        "balance-in-credit-line-included",
        Nothing,
        BALANCES,
        balances,
        |balance| {
            let line = balance["creditLineAmount"].as_f64().unwrap_or_default();
            let is_credit = member(balance, "creditDebitIndicator") == "credit";
            if line > 0.0 && is_credit && balance["creditLineIncluded"] == json!(false) {
                amount(balance, "amount", |it| it + line);
                balance["creditLineIncluded"] = json!(true);
            }
        }
    )
    .mini(Nothing),
    each!(
        "zero-without-indicator",
        Nothing,
        BALANCES,
        balances,
        |balance| {
            if balance["amount"].as_f64() == Some(0.0) {
                crate::edit::without(balance, "creditDebitIndicator");
            }
        }
    )
    .mini(Nothing),
    Change::reply(
        "members-in-the-opposite-order",
        Nothing,
        DATA,
        |_, answer, proxy| {
            proxy.edit_text(answer, |it| match serde_json::from_str::<Value>(&it) {
                Ok(document) => reversed(&document),
                Err(_) => it,
            });
        },
    )
    .mini(Nothing),
    Change::reply(
        "members-that-nobody-knows-everywhere",
        Nothing,
        DATA,
        |_, answer, proxy| {
            proxy.edit(answer, unknown_members);
        },
    )
    .mini(Nothing),
    Change::reply(
        "amounts-with-an-exponent",
        Nothing,
        DATA,
        |_, answer, proxy| {
            proxy.edit_text(answer, |it| {
                let mut written = String::new();
                let mut rest = it.as_str();
                while let Some(at) = rest.find("\"amount\":") {
                    let (before, after) = rest.split_at(at + "\"amount\":".len());
                    let end = after.find([',', '}']).unwrap_or(after.len());
                    written.push_str(before);
                    written.push_str(&after[..end]);
                    written.push_str("E0");
                    rest = &after[end..];
                }
                written.push_str(rest);
                written
            });
        },
    )
    .mini(Nothing),
    Change::reply("every-letter-escaped", Nothing, DATA, |_, answer, proxy| {
        proxy.edit_text(answer, |it| {
            it.chars()
                .map(|letter| {
                    if letter.is_ascii() {
                        letter.to_string()
                    } else {
                        format!("\\u{:04x}", u32::from(letter))
                    }
                })
                .collect()
        });
    })
    .mini(Nothing),
    Change::reply("media-type-in-capitals", Nothing, JWE, |_, answer, _| {
        let capitals = answer.media_type().to_uppercase();
        if !capitals.is_empty() {
            answer.set("content-type", &capitals);
        }
    })
    .mini(Nothing),
    Change::reply("not-to-be-kept", Nothing, JWE, |_, answer, _| {
        answer.set("cache-control", "no-store");
        answer.set("pragma", "no-cache");
        answer.set("x-content-type-options", "nosniff");
    })
    .mini(Nothing),
    Change::reply(
        "transactions-newest-first",
        Nothing,
        &["TRANSACTIONS-*", "CONSISTENCY-*"],
        |request, answer, proxy| {
            on(request, answer, proxy, Endpoint::Transactions, |doc| {
                if let Some(all) = doc["transactions"].as_array_mut() {
                    all.reverse();
                }
            });
        },
    )
    .mini(Nothing),
    Change::reply(
        "cards-and-roles-in-another-order",
        Nothing,
        DATA,
        |_, answer, proxy| {
            proxy.edit(answer, |doc| {
                for name in ["paymentCards", "roles"] {
                    if let Some(all) = doc.get_mut(name).and_then(Value::as_array_mut) {
                        all.reverse();
                    }
                }
            });
        },
    )
    .mini(Nothing),
    Change::reply(
        "last-link-too",
        Nothing,
        &["ACCOUNTS-03*", "TRANSACTIONS-01*", "CONSISTENCY-0*"],
        |request, answer, proxy| {
            let own = request.target.trim_start_matches("/v2").to_owned();
            if request.is(Endpoint::Accounts) || request.is(Endpoint::Transactions) {
                proxy.edit(answer, |doc| {
                    if let Some(links) = doc.get_mut("links").and_then(Value::as_array_mut) {
                        links.push(json!({ "rel": "prev", "href": own }));
                    }
                });
            }
        },
    )
    .mini(Nothing),
    each!("owner-names-in-capitals", Nothing, DATA, owners, |owner| {
        text(owner, "name", str::to_uppercase);
    }),
    each!(
        "addresses-without-lines",
        Nothing,
        DATA,
        counterparties,
        |party| {
            if party["postalAddress"].is_object()
                && party["postalAddress"]["addressLines"].is_null()
            {
                party["postalAddress"]["addressLines"] = json!([]);
            }
        }
    )
    .mini(Nothing),
];
