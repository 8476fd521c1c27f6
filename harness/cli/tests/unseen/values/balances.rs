//! Balances: amount, sign, day, type, currency, credit line.

use serde_json::{Value, json};
use wire::messages::Endpoint;

use crate::change::{Change, Weight};
use crate::edit::{amount, balances, detailed, member, move_days, on, text, turn, without};
use crate::message::Request;

use Weight::{Must, Observed, Should};

const BALANCES: &[&str] = &[
    "DETAILS-*",
    "CONSISTENCY-024",
    "CONSISTENCY-033",
    "SCHEMA-006",
    "SCHEMA-03*",
    "FIELDS-00*",
];
const MOVES: &[&str] = &["DETAILS-*", "CONSISTENCY-024", "CONSISTENCY-033"];
const FORM: &[&str] = &["SCHEMA-*", "DETAILS-00*"];

fn past(request: &Request) -> bool {
    let to = request
        .query()
        .into_iter()
        .find(|(name, _)| name == "toDate");
    to.and_then(|(_, to)| to.parse::<jiff::civil::Date>().ok())
        .is_some_and(|to| to < wire::dates::today())
}

fn is(balance: &Value, kind: &str) -> bool {
    member(balance, "type") == kind
}

/// Asks for the details of today in place of a past day.
fn ask_for_today(request: &mut Request) {
    if request.is(Endpoint::AccountDetails) {
        request.edit_query("toDate", |_| wire::dates::today().to_string());
    }
}

/// Changes of balances.
pub(crate) const ALL: &[Change] = &[
    each!(
        "booked-a-thousand-more",
        Must,
        BALANCES,
        balances,
        |balance| {
            if is(balance, "bookedBalance") {
                amount(balance, "amount", |it| it + 1000.0);
            }
        }
    )
    .mid(Must),
    each!(
        "balances-a-thousand-more",
        Must,
        BALANCES,
        balances,
        |balance| {
            amount(balance, "amount", |it| it + 1000.0);
        }
    )
    .mid(Must),
    each!(
        "booked-a-hundredth-more",
        Must,
        BALANCES,
        balances,
        |balance| {
            if is(balance, "bookedBalance") {
                amount(balance, "amount", |it| it + 0.01);
            }
        }
    )
    .mid(Must),
    each!("balances-turned", Must, BALANCES, balances, turn).mid(Must),
    each!("booked-turned", Must, BALANCES, balances, |balance| {
        if is(balance, "bookedBalance") {
            turn(balance);
        }
    })
    .mid(Must),
    each!("available-turned", Must, BALANCES, balances, |balance| {
        if is(balance, "availableBalance") {
            turn(balance);
        }
    })
    .mid(Must),
    each!(
        "balances-always-credit",
        Must,
        BALANCES,
        balances,
        |balance| {
            balance["creditDebitIndicator"] = json!("credit");
        }
    ),
    each!(
        "balances-always-debit",
        Must,
        BALANCES,
        balances,
        |balance| {
            balance["creditDebitIndicator"] = json!("debit");
        }
    )
    .mid(Must),
    each!("balances-in-hundredths", Must, MOVES, balances, |balance| {
        amount(balance, "amount", |it| it * 100.0);
    })
    .mid(Must)
    .mini(Observed),
    each!(
        "balances-without-hundredths",
        Must,
        BALANCES,
        balances,
        |balance| {
            amount(balance, "amount", f64::trunc);
        }
    )
    .mid(Must),
    each!("balances-all-zero", Must, MOVES, balances, |balance| {
        balance["amount"] = json!(0)
    })
    .mid(Must)
    .mini(Observed),
    Change::reply(
        "always-4711-for-past-days",
        Must,
        MOVES,
        |request, answer, proxy| {
            if past(request) && request.is(Endpoint::AccountDetails) {
                proxy.edit(answer, |doc| {
                    balances(doc, &mut |balance| balance["amount"] = json!(4711));
                });
            }
        },
    )
    .mid(Must)
    .mini(Observed),
    Change::reply(
        "available-is-what-is-booked",
        Must,
        BALANCES,
        |request, answer, proxy| {
            on(request, answer, proxy, Endpoint::AccountDetails, |doc| {
                let mut booked = Value::Null;
                balances(doc, &mut |balance| {
                    if is(balance, "bookedBalance") {
                        booked = balance["amount"].clone();
                    }
                });
                balances(doc, &mut |balance| {
                    if is(balance, "availableBalance") && !booked.is_null() {
                        balance["amount"] = booked.clone();
                    }
                });
            });
        },
    )
    .mid(Must),
    each!(
        "types-of-balances-exchanged",
        Must,
        BALANCES,
        balances,
        |balance| {
            crate::edit::swap(balance, "type", "bookedBalance", "availableBalance");
        }
    )
    .mid(Must),
    each!(
        "available-a-million-more",
        Must,
        BALANCES,
        balances,
        |balance| {
            if is(balance, "availableBalance") {
                amount(balance, "amount", |it| it + 1_000_000.0);
                balance["creditDebitIndicator"] = json!("credit");
            }
        }
    )
    .mid(Must)
    .mini(Observed),
    Change::both(
        "balance-of-today-for-a-past-day",
        Must,
        MOVES,
        |request, _| ask_for_today(request),
        |request, answer, proxy| {
            let pairs = request.query();
            let to = pairs.iter().find(|(name, _)| name == "toDate");
            if let Some((_, to)) = to.filter(|_| past(request)) {
                on(request, answer, proxy, Endpoint::AccountDetails, |doc| {
                    balances(doc, &mut |balance| {
                        text(balance, "registered", |_| format!("{to}T20:00:00Z"));
                    });
                });
            }
        },
    )
    .mid(Must)
    .mini(Observed),
    Change::ask(
        "balance-of-today-stamped-today",
        Must,
        BALANCES,
        |request, _| {
            ask_for_today(request);
        },
    )
    .mid(Must)
    .mini(Must),
    Change::ask(
        "balance-of-the-day-before",
        Observed,
        MOVES,
        |request, _| {
            if request.is(Endpoint::AccountDetails) && past(request) {
                request.edit_query("toDate", |to| {
                    let date: Option<jiff::civil::Date> = to.parse().ok();
                    date.and_then(|date| date.yesterday().ok())
                        .map_or_else(|| to.to_owned(), |date| date.to_string())
                });
            }
        },
    ),
    Change::reply(
        "balance-of-today-a-week-old",
        Should,
        BALANCES,
        |request, answer, proxy| {
            if !past(request) {
                on(request, answer, proxy, Endpoint::AccountDetails, |doc| {
                    balances(doc, &mut |balance| move_days(balance, "registered", -7));
                });
            }
        },
    )
    .mid(Should)
    .mini(Should),
    each!(
        "balances-stamped-tomorrow",
        Must,
        BALANCES,
        balances,
        |balance| {
            move_days(balance, "registered", 1);
            text(balance, "registered", |it| {
                format!("{}T22:00:00Z", &it[..10])
            });
        }
    )
    .mid(Must)
    .mini(Must),
    each!(
        "balances-stamped-without-time",
        Must,
        FORM,
        balances,
        |balance| {
            text(balance, "registered", |it| it[..10].to_owned());
        }
    )
    .mini(Must),
    each!("available-left-out", Must, BALANCES, detailed, |account| {
        if let Some(all) = crate::edit::list(account, "balances") {
            all.retain(|it| !is(it, "availableBalance"));
        }
    })
    .mid(Must)
    .mini(Must),
    each!("booked-left-out", Must, BALANCES, detailed, |account| {
        if let Some(all) = crate::edit::list(account, "balances") {
            all.retain(|it| !is(it, "bookedBalance"));
        }
    })
    .mid(Must)
    .mini(Must),
    each!("no-balance-at-all", Must, BALANCES, detailed, |account| {
        account["balances"] = json!([])
    })
    .mid(Must)
    .mini(Must),
    each!(
        "balance-type-capitalised",
        Must,
        FORM,
        balances,
        |balance| {
            text(balance, "type", |it| {
                format!("{}{}", it[..1].to_uppercase(), &it[1..])
            });
        }
    )
    .mini(Must),
    each!(
        "indicator-of-balances-capitalised",
        Must,
        FORM,
        balances,
        |balance| {
            text(balance, "creditDebitIndicator", str::to_uppercase);
        }
    )
    .mini(Must),
    each!(
        "indicator-of-balances-left-out",
        Must,
        BALANCES,
        balances,
        |balance| {
            without(balance, "creditDebitIndicator");
        }
    )
    .mini(Should),
    each!(
        "booked-twice-with-two-amounts",
        Should,
        BALANCES,
        detailed,
        |account| {
            if let Some(all) = crate::edit::list(account, "balances") {
                let mut more = all[0].clone();
                amount(&mut more, "amount", |it| it + 10.0);
                all.push(more);
            }
        }
    )
    .mini(Should),
    each!(
        "balances-in-kroner-called-euro",
        Must,
        BALANCES,
        balances,
        |balance| {
            balance["currency"] = json!("EUR");
        }
    )
    .mid(Must)
    .mini(Must),
    each!(
        "balances-with-three-decimals",
        Must,
        BALANCES,
        balances,
        |balance| {
            balance["amount"] = json!(balance["amount"].as_f64().unwrap_or_default() + 0.005);
        }
    )
    .mini(Observed),
    each!("credit-line-doubled", Must, BALANCES, balances, |balance| {
        amount(balance, "creditLineAmount", |it| it * 2.0);
    }),
    each!(
        "credit-line-said-to-be-included",
        Must,
        BALANCES,
        balances,
        |balance| {
            if balance["creditLineIncluded"] == json!(false)
                && !balance["creditLineAmount"].is_null()
            {
                balance["creditLineIncluded"] = json!(true);
            }
        }
    ),
    each!(
        "credit-line-included-and-unsaid",
        Must,
        BALANCES,
        balances,
        |balance| {
            let line = balance["creditLineAmount"].as_f64().unwrap_or_default();
            if line > 0.0 && is(balance, "availableBalance") {
                amount(balance, "amount", |it| it + line);
                without(balance, "creditLineIncluded");
                without(balance, "creditLineAmount");
                without(balance, "creditLineCurrency");
            }
        }
    ),
    each!(
        "credit-line-without-currency",
        Must,
        BALANCES,
        balances,
        |balance| {
            without(balance, "creditLineCurrency");
        }
    ),
    each!(
        "credit-line-included-where-there-is-none",
        Should,
        BALANCES,
        balances,
        |balance| {
            if balance["creditLineAmount"].is_null() {
                balance["creditLineIncluded"] = json!(true);
            }
        }
    )
    .mini(Should),
    Change::reply(
        "balance-for-closed-accounts",
        Must,
        BALANCES,
        |request, answer, proxy| {
            on(request, answer, proxy, Endpoint::AccountDetails, |doc| {
                detailed(doc, &mut |account| {
                    if !account["endDate"].is_null()
                        && account["balances"].as_array().is_none_or(Vec::is_empty)
                    {
                        account["balances"] = json!([{
                            "type": "bookedBalance", "amount": 0, "currency": account["currency"],
                            "creditDebitIndicator": "credit",
                            "registered": format!("{}T12:00:00Z", wire::dates::today()),
                        }]);
                    }
                });
            });
        },
    ),
];
