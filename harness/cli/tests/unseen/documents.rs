//! What the documents say.

use serde_json::{Value, json};
use wire::messages::Endpoint;

use crate::change::{Change, Weight};
use crate::edit::{every_text, everywhere, items, list, on, text, without};

use Weight::{Must, Nothing, Should};

const ACCOUNTS: &[&str] = &["ACCOUNTS-*", "SCHEMA-0*", "FIELDS-*"];
const DETAILS: &[&str] = &["DETAILS-*", "SCHEMA-0*", "FIELDS-*", "CONSISTENCY-*"];
const TRANSACTIONS: &[&str] = &["TRANSACTIONS-*", "SCHEMA-0*", "FIELDS-*"];
const CARDS: &[&str] = &["CARDS-*", "SCHEMA-0*", "FIELDS-*"];
const ROLES: &[&str] = &["ROLES-*", "SCHEMA-0*", "FIELDS-*"];
const SCHEMA: &[&str] = &["SCHEMA-*", "FIELDS-*"];

macro_rules! document {
    ($name:literal, $weight:expr, $cases:expr, $endpoint:ident, $change:expr) => {
        Change::reply($name, $weight, $cases, |request, answer, proxy| {
            on(request, answer, proxy, Endpoint::$endpoint, $change);
        })
    };
}

macro_rules! any {
    ($name:literal, $weight:expr, $cases:expr, $change:expr) => {
        Change::reply($name, $weight, $cases, |_, answer, proxy| {
            proxy.edit(answer, $change)
        })
    };
}

/// Changes of documents.
pub(crate) const ALL: &[Change] = &[
    any!("details-of-response-dropped", Must, SCHEMA, |doc| without(
        doc,
        "responseDetails"
    )),
    any!("status-dropped", Must, SCHEMA, |doc| without(
        &mut doc["responseDetails"],
        "status"
    )),
    any!(
        "status-in-capitals",
        Must,
        SCHEMA,
        |doc| doc["responseDetails"]["status"] = json!("COMPLETE")
    ),
    any!(
        "always-partial",
        Must,
        &["ACCOUNTS-*", "TRANSACTIONS-*", "OED-*"],
        |doc| {
            doc["responseDetails"] =
                json!({ "status": "partial", "message": "Mer innhentes manuelt." });
        }
    ),
    any!("partial-that-says-nothing", Must, &["ACCOUNTS-*"], |doc| {
        doc["responseDetails"] = json!({ "status": "partial" })
    }),
    any!("accounts-called-account-list", Must, ACCOUNTS, |doc| {
        let accounts = doc.get_mut("accounts").map(Value::take);
        if let Some(accounts) = accounts {
            without(doc, "accounts");
            doc["accountList"] = accounts;
        }
    }),
    any!(
        "empty-lists-left-out",
        Must,
        &["ACCOUNTS-*", "SCHEMA-*", "TRANSACTIONS-*", "FIELDS-001"],
        |doc| {
            for name in ["accounts", "transactions", "paymentCards", "roles"] {
                if doc[name].as_array().is_some_and(Vec::is_empty) {
                    without(doc, name);
                }
            }
        }
    ),
    any!(
        "empty-lists-null",
        Must,
        &["ACCOUNTS-*", "SCHEMA-*", "TRANSACTIONS-*", "FIELDS-001"],
        |doc| {
            for name in ["accounts", "transactions", "paymentCards", "roles"] {
                if doc
                    .get(name)
                    .is_some_and(|list| list.as_array().is_some_and(Vec::is_empty))
                {
                    doc[name] = Value::Null;
                }
            }
        }
    ),
    any!("single-items-without-list", Must, SCHEMA, |doc| {
        for name in ["accounts", "transactions", "paymentCards", "roles"] {
            if let Some([one]) = doc.get(name).and_then(Value::as_array).map(Vec::as_slice) {
                doc[name] = one.clone();
            }
        }
    }),
    document!("an-account-removed", Must, ACCOUNTS, Accounts, |doc| {
        if let Some(accounts) = list(doc, "accounts") {
            let middle = accounts.len() / 2;
            accounts.remove(middle);
        }
    }),
    document!("an-account-doubled", Must, ACCOUNTS, Accounts, |doc| {
        if let Some(accounts) = list(doc, "accounts") {
            let last = accounts[accounts.len() - 1].clone();
            accounts.push(last);
        }
    }),
    document!(
        "references-are-numbers",
        Must,
        &["ACCOUNTS-*"],
        Accounts,
        |doc| {
            for account in items(doc, "accounts") {
                account["accountReference"] = account["accountIdentifier"].clone();
            }
        }
    ),
    document!(
        "references-are-numbers-reversed",
        Must,
        &["ACCOUNTS-*"],
        Accounts,
        |doc| {
            for account in items(doc, "accounts") {
                let number = account["accountIdentifier"].as_str().unwrap_or_default();
                account["accountReference"] = json!(number.chars().rev().collect::<String>());
            }
        }
    ),
    document!(
        "account-numbers-are-json-numbers",
        Must,
        ACCOUNTS,
        Accounts,
        |doc| {
            for account in items(doc, "accounts") {
                let number: Option<u64> = account["accountIdentifier"]
                    .as_str()
                    .and_then(|text| text.parse().ok());
                account["accountIdentifier"] = json!(number);
            }
        }
    ),
    document!(
        "account-numbers-are-ibans",
        Must,
        ACCOUNTS,
        Accounts,
        |doc| {
            for account in items(doc, "accounts") {
                text(account, "accountIdentifier", |number| {
                    format!("NO93{number}")
                });
            }
        }
    ),
    document!(
        "account-numbers-end-otherwise",
        Must,
        ACCOUNTS,
        Accounts,
        |doc| {
            for account in items(doc, "accounts") {
                text(account, "accountIdentifier", |number| {
                    let last = if number.ends_with('0') { '1' } else { '0' };
                    format!("{}{last}", &number[..number.len() - 1])
                });
            }
        }
    ),
    document!("servicer-without-number", Must, ACCOUNTS, Accounts, |doc| {
        for account in items(doc, "accounts") {
            without(&mut account["servicer"]["identifier"], "value");
        }
    }),
    document!("servicer-dropped", Must, ACCOUNTS, Accounts, |doc| {
        for account in items(doc, "accounts") {
            without(account, "servicer");
        }
    }),
    document!("owner-dropped", Must, ACCOUNTS, Accounts, |doc| {
        for account in items(doc, "accounts") {
            without(account, "primaryOwner");
        }
    }),
    document!(
        "owner-is-another-name",
        Should,
        &["ACCOUNTS-*", "CONSISTENCY-*"],
        Accounts,
        |doc| {
            for account in items(doc, "accounts") {
                text(&mut account["primaryOwner"], "name", |_| {
                    "Navn Navnesen".to_owned()
                });
            }
        }
    ),
    document!(
        "account-names-to-estates",
        Must,
        &["FIELDS-*"],
        Accounts,
        |doc| {
            for account in items(doc, "accounts") {
                account["name"] = json!("Brukskonto");
            }
        }
    ),
    document!(
        "account-names-withheld",
        Must,
        &["FIELDS-*"],
        AccountDetails,
        |doc| without(&mut doc["account"], "name")
    ),
    document!(
        "currency-in-small-letters",
        Must,
        ACCOUNTS,
        Accounts,
        |doc| {
            for account in items(doc, "accounts") {
                text(account, "currency", str::to_lowercase);
            }
        }
    ),
    document!("account-type-in-words", Must, ACCOUNTS, Accounts, |doc| {
        for account in items(doc, "accounts") {
            account["type"] = json!("Brukskonto");
        }
    }),
    document!("account-status-closed", Must, ACCOUNTS, Accounts, |doc| {
        for account in items(doc, "accounts") {
            account["status"] = json!("closed");
        }
    }),
    any!(
        "links-absolute",
        Must,
        &["ACCOUNTS-035", "TRANSACTIONS-*", "ACCOUNTS-03*"],
        |doc| {
            for link in items(doc, "links") {
                text(link, "href", |href| {
                    format!("https://bank.example/v2{href}")
                });
            }
        }
    ),
    Change::reply(
        "links-lead-back",
        Must,
        &["ACCOUNTS-03*", "TRANSACTIONS-*"],
        |request, answer, proxy| {
            let own = request.target.trim_start_matches("/v2").to_owned();
            proxy.edit(answer, |doc| {
                for link in items(doc, "links") {
                    link["href"] = json!(own);
                }
            });
        },
    ),
    any!(
        "links-left-out",
        Must,
        &["ACCOUNTS-*", "TRANSACTIONS-*"],
        |doc| without(doc, "links")
    ),
    any!(
        "links-in-capitals",
        Must,
        &["ACCOUNTS-*", "TRANSACTIONS-*"],
        |doc| {
            for link in items(doc, "links") {
                text(link, "rel", str::to_uppercase);
            }
        }
    ),
    Change::ask(
        "next-page-is-the-first",
        Must,
        &["ACCOUNTS-*", "TRANSACTIONS-*"],
        |request, _| {
            let pairs: Vec<_> = request
                .query()
                .into_iter()
                .filter(|(name, _)| name != "cursor")
                .collect();
            request.set_query(&pairs);
        },
    ),
    Change::reply(
        "next-pages-are-empty",
        Must,
        &["ACCOUNTS-*", "TRANSACTIONS-*"],
        |request, answer, proxy| {
            if request.is_next_page() {
                proxy.edit(answer, |doc| {
                    for name in ["accounts", "transactions"] {
                        if doc.get(name).is_some() {
                            doc[name] = json!([]);
                        }
                    }
                    without(doc, "links");
                });
            }
        },
    ),
    document!(
        "a-transaction-removed",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            if let Some(all) = list(doc, "transactions") {
                let middle = all.len() / 2;
                all.remove(middle);
            }
        }
    ),
    document!(
        "a-transaction-doubled",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            if let Some(all) = list(doc, "transactions") {
                let first = all[0].clone();
                all.push(first);
            }
        }
    ),
    document!(
        "a-transaction-outside-the-period",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            if let Some(one) = list(doc, "transactions").and_then(|all| all.first_mut()) {
                for name in ["bookingDate", "valueDate", "registered"] {
                    text(one, name, |date| format!("1999{}", &date[4..]));
                }
            }
        }
    ),
    document!(
        "an-amount-negative",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            if let Some(one) = list(doc, "transactions").and_then(|all| all.last_mut()) {
                one["amount"] = json!(-1.0 - one["amount"].as_f64().unwrap_or_default());
            }
        }
    ),
    document!(
        "an-amount-otherwise",
        Must,
        &["TRANSACTIONS-*", "CONSISTENCY-*", "PROPERTY-022"],
        Transactions,
        |doc| {
            if let Some(one) = list(doc, "transactions").and_then(|all| all.first_mut()) {
                one["amount"] = json!(one["amount"].as_f64().unwrap_or_default() + 1.0);
            }
        }
    ),
    document!(
        "a-direction-turned",
        Must,
        &["TRANSACTIONS-*", "CONSISTENCY-*", "PROPERTY-022"],
        Transactions,
        |doc| {
            if let Some(one) = list(doc, "transactions").and_then(|all| all.first_mut()) {
                text(one, "creditDebitIndicator", |way| {
                    if way == "credit" { "debit" } else { "credit" }.to_owned()
                });
            }
        }
    ),
    document!(
        "a-currency-otherwise",
        Must,
        &["TRANSACTIONS-*", "CONSISTENCY-*", "PROPERTY-022"],
        Transactions,
        |doc| {
            if let Some(one) = list(doc, "transactions").and_then(|all| all.first_mut()) {
                one["currency"] = json!("SEK");
            }
        }
    ),
    document!(
        "amounts-are-texts",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            everywhere(doc, "amount", &mut |amount| {
                *amount = json!(amount.to_string())
            });
        }
    ),
    document!(
        "amounts-with-three-decimals",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            everywhere(doc, "amount", &mut |amount| {
                *amount = json!(amount.as_f64().unwrap_or_default() + 0.001)
            });
        }
    ),
    document!(
        "directions-in-capitals",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            for one in items(doc, "transactions") {
                text(one, "creditDebitIndicator", str::to_uppercase);
            }
        }
    ),
    document!(
        "directions-left-out",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            for one in items(doc, "transactions") {
                without(one, "creditDebitIndicator");
            }
        }
    ),
    document!(
        "booking-dates-left-out",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            for one in items(doc, "transactions") {
                without(one, "bookingDate");
            }
        }
    ),
    document!(
        "booking-dates-without-time",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            for one in items(doc, "transactions") {
                text(one, "bookingDate", |date| date[..10].to_owned());
            }
        }
    ),
    document!(
        "booking-dates-in-norwegian",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            for one in items(doc, "transactions") {
                text(one, "bookingDate", |date| {
                    format!("{}.{}.{}", &date[8..10], &date[5..7], &date[..4])
                });
            }
        }
    ),
    document!(
        "identifiers-left-out",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            for one in items(doc, "transactions") {
                without(one, "transactionIdentifier");
            }
        }
    ),
    document!(
        "identifiers-all-alike",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            for one in items(doc, "transactions") {
                one["transactionIdentifier"] = json!("1");
            }
        }
    ),
    Change::reply(
        "identifiers-new-each-time",
        Must,
        &["TRANSACTIONS-*", "CONSISTENCY-*", "PROPERTY-022"],
        |request, answer, proxy| {
            on(request, answer, proxy, Endpoint::Transactions, |doc| {
                for one in items(doc, "transactions") {
                    one["transactionIdentifier"] = json!(uuid::Uuid::new_v4().to_string());
                }
            });
        },
    ),
    document!(
        "statuses-called-book",
        Must,
        TRANSACTIONS,
        Transactions,
        |doc| {
            for one in items(doc, "transactions") {
                one["status"] = json!("BOOK");
            }
        }
    ),
    document!("all-is-pending", Must, TRANSACTIONS, Transactions, |doc| {
        for one in items(doc, "transactions") {
            one["status"] = json!("pending");
        }
    }),
    document!(
        "transactions-backwards",
        Nothing,
        &["TRANSACTIONS-*"],
        Transactions,
        |doc| {
            if let Some(all) = list(doc, "transactions") {
                let middle = all.len() / 2;
                all.rotate_left(middle);
            }
        }
    ),
    document!(
        "no-page-above-a-hundred",
        Must,
        &["TRANSACTIONS-*"],
        Transactions,
        |doc| {
            if let Some(all) = list(doc, "transactions") {
                all.truncate(100);
            }
        }
    ),
    document!("a-balance-negative", Must, DETAILS, AccountDetails, |doc| {
        for balance in items(&mut doc["account"], "balances") {
            balance["amount"] = json!(-1.0 - balance["amount"].as_f64().unwrap_or_default());
        }
    }),
    document!("balances-left-out", Must, DETAILS, AccountDetails, |doc| {
        without(&mut doc["account"], "balances")
    }),
    document!(
        "balances-without-type",
        Must,
        DETAILS,
        AccountDetails,
        |doc| {
            for balance in items(&mut doc["account"], "balances") {
                without(balance, "type");
            }
        }
    ),
    document!(
        "balances-called-available",
        Must,
        DETAILS,
        AccountDetails,
        |doc| {
            for balance in items(&mut doc["account"], "balances") {
                balance["type"] = json!("availableBalance");
            }
        }
    ),
    document!(
        "balances-in-another-currency",
        Must,
        DETAILS,
        AccountDetails,
        |doc| {
            for balance in items(&mut doc["account"], "balances") {
                balance["currency"] = json!("SEK");
            }
        }
    ),
    document!(
        "registered-without-zone",
        Must,
        &["DETAILS-*", "SCHEMA-*"],
        AccountDetails,
        |doc| {
            for balance in items(&mut doc["account"], "balances") {
                text(balance, "registered", |time| time[..19].to_owned());
            }
        }
    ),
    document!(
        "registered-tomorrow",
        Must,
        DETAILS,
        AccountDetails,
        |doc| {
            for balance in items(&mut doc["account"], "balances") {
                text(balance, "registered", |time| format!("2099{}", &time[4..]));
            }
        }
    ),
    document!("flags-are-texts", Must, DETAILS, AccountDetails, |doc| {
        everywhere(doc, "creditLineIncluded", &mut |flag| {
            *flag = json!(flag.to_string())
        });
    }),
    document!("start-with-time", Must, DETAILS, AccountDetails, |doc| {
        text(&mut doc["account"], "startDate", |date| {
            format!("{date}T00:00:00")
        });
    }),
    document!("start-with-slashes", Must, DETAILS, AccountDetails, |doc| {
        text(&mut doc["account"], "startDate", |date| {
            date.replace('-', "/")
        });
    }),
    document!(
        "start-on-another-day",
        Must,
        DETAILS,
        AccountDetails,
        |doc| {
            text(&mut doc["account"], "startDate", |date| {
                let day: Option<jiff::civil::Date> = date.parse().ok();
                day.and_then(|day| day.tomorrow().ok())
                    .map_or_else(String::new, |day| day.to_string())
            });
        }
    ),
    document!("start-is-null", Must, DETAILS, AccountDetails, |doc| doc
        ["account"]["startDate"] =
        Value::Null),
    document!(
        "details-of-another-account",
        Must,
        DETAILS,
        AccountDetails,
        |doc| {
            text(&mut doc["account"], "accountIdentifier", |_| {
                "86011117947".to_owned()
            });
        }
    ),
    document!("cards-open", Must, CARDS, Cards, |doc| {
        everywhere(doc, "cardIdentifier", &mut |card| {
            if let Value::String(text) = card {
                *text = text.replace('X', "7");
            }
        });
    }),
    document!("cards-masked-with-stars", Should, CARDS, Cards, |doc| {
        everywhere(doc, "cardIdentifier", &mut |card| {
            if let Value::String(text) = card {
                *text = text.replace('X', "*");
            }
        });
    }),
    document!("cards-in-groups", Should, CARDS, Cards, |doc| {
        everywhere(doc, "cardIdentifier", &mut |card| {
            if let Value::String(text) = card {
                *text = text
                    .as_bytes()
                    .chunks(4)
                    .map(String::from_utf8_lossy)
                    .collect::<Vec<_>>()
                    .join(" ");
            }
        });
    }),
    document!("card-dates-with-days", Must, CARDS, Cards, |doc| {
        everywhere(doc, "expiryDate", &mut |date| {
            if let Value::String(text) = date {
                text.push_str("-01");
            }
        });
    }),
    document!("card-removed", Must, CARDS, Cards, |doc| {
        if let Some(cards) = list(doc, "paymentCards") {
            cards.pop();
        }
    }),
    document!("role-removed", Must, ROLES, Roles, |doc| {
        if let Some(roles) = list(doc, "roles") {
            roles.pop();
        }
    }),
    document!("role-holder-without-number", Must, ROLES, Roles, |doc| {
        for role in items(doc, "roles") {
            without(&mut role["identifier"], "value");
        }
    }),
    document!("role-permission-in-words", Must, ROLES, Roles, |doc| {
        for role in items(doc, "roles") {
            role["permission"] = json!("disponent");
        }
    }),
    any!("names-too-long", Must, SCHEMA, |doc| {
        everywhere(doc, "name", &mut |name| {
            if let Value::String(text) = name {
                *text = text.repeat(40);
            }
        });
    }),
    any!("country-codes-of-three", Must, SCHEMA, |doc| {
        everywhere(doc, "countryOfResidence", &mut |country| {
            *country = json!("NOR")
        });
    }),
    any!("values-in-small-letters", Must, SCHEMA, |doc| every_text(
        doc,
        &mut |text| *text = text.to_lowercase()
    )),
    any!("nothing-but-null", Must, SCHEMA, |doc| {
        everywhere(doc, "currency", &mut |currency| *currency = Value::Null);
    }),
];
