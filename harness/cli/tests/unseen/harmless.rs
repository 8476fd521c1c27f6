//! Changes that are right, or that the documents leave open.

use serde_json::{Value, json};
use wire::jose::encrypt::{ContentEncryption, JweOptions, KeyManagement};

use crate::change::{Change, Weight};
use crate::proxy::seal;

use Weight::Nothing;

const DOCUMENTS: &[&str] = &[
    "SCHEMA-*",
    "FIELDS-*",
    "CONSISTENCY-*",
    "TRANSACTIONS-*",
    "DETAILS-*",
];
const REFUSALS: &[&str] = &["HEADERS-0*", "TOKEN-0*", "ORDER-REQUEST-*", "SCHEMA-02*"];
const JWE: &[&str] = &["JWE-*", "TRANSPORT-0*"];

/// Changes that cost nothing.
pub(crate) const ALL: &[Change] = &[
    Change::ask(
        "nothing-changed",
        Nothing,
        &["TRANSPORT-*", "ROBUSTNESS-*", "JWE-*", "HEADERS-*"],
        |_, _| {},
    ),
    Change::ask(
        "unknown-headers-dropped",
        Nothing,
        &["HEADERS-*"],
        |request, _| {
            request.headers.remove("x-unknown-header");
        },
    ),
    Change::ask(
        "uuids-in-small-letters",
        Nothing,
        &["HEADERS-*"],
        |request, _| {
            for name in ["correlationid", "accountinforequestid"] {
                let small = request.header(name).to_lowercase();
                if small.len() == 36 && request.headers.get_all(name).iter().count() == 1 {
                    request.set(name, &small);
                }
            }
        },
    ),
    Change::ask(
        "capital-booleans-read",
        Nothing,
        &["HEADERS-*"],
        |request, _| {
            request.edit_query("OnlyPrimaryOwner", |value| match value {
                "TRUE" | "FALSE" => value.to_lowercase(),
                other => other.to_owned(),
            });
        },
    ),
    Change::reply("more-headers", Nothing, JWE, |request, answer, _| {
        answer.set("server", "nginx");
        answer.set("strict-transport-security", "max-age=31536000");
        answer.set("x-request-id", "7b2e6a1c");
        let correlation = request.header("correlationid").to_owned();
        if correlation.bytes().all(|byte| byte.is_ascii_graphic()) {
            answer.set("correlationid", &correlation);
        }
    }),
    Change::reply("headers-in-another-order", Nothing, JWE, |_, answer, _| {
        let turned: Vec<_> = answer.headers.drain().collect();
        for (name, value) in turned.into_iter().rev() {
            if let Some(name) = name {
                answer.headers.insert(name, value);
            }
        }
    }),
    Change::reply(
        "media-type-with-charset",
        Nothing,
        &["TRANSPORT-*", "JWE-*", "HEADERS-00*"],
        |_, answer, _| {
            let with = format!("{}; charset=utf-8", answer.media_type());
            if !answer.media_type().is_empty() {
                answer.set("content-type", &with);
            }
        },
    ),
    Change::reply(
        "one-in-forty-is-unavailable-once",
        Nothing,
        JWE,
        |_, answer, proxy| {
            if answer.is_success() && proxy.every(40) {
                answer.set_status(503);
                answer.body.clear();
            }
        },
    ),
    Change::reply(
        "one-in-forty-is-limited-once",
        Nothing,
        JWE,
        |_, answer, proxy| {
            if answer.is_success() && proxy.every(40) {
                answer.set_status(429);
                answer.set("retry-after", "1");
                answer.set("content-type", "application/json");
                answer.body = br#"{"code":"ACC-022","message":"Too many requests."}"#.to_vec();
            }
        },
    ),
    Change::reply("retry-after-said", Nothing, REFUSALS, |_, answer, _| {
        answer.set("retry-after", "0")
    }),
    Change::reply(
        "error-with-more-members",
        Nothing,
        REFUSALS,
        |_, answer, _| {
            answer.edit_error(|body| body["timestamp"] = json!("2026-01-01T00:00:00Z"));
        },
    ),
    Change::reply(
        "404-with-the-other-code",
        Nothing,
        &["ENDPOINT-*"],
        |_, answer, _| {
            answer.edit_error(|body| {
                if body["code"] == "ACC-002" {
                    body["code"] = json!("ACC-003");
                }
            });
        },
    ),
    Change::reply("gcm-for-the-content", Nothing, JWE, |_, answer, proxy| {
        proxy.reseal(answer, |bytes, key| {
            seal(
                bytes,
                key,
                &JweOptions::new(KeyManagement::RsaOaep, ContentEncryption::A256Gcm),
            )
        });
    }),
    Change::reply("encrypted-anew", Nothing, JWE, |_, answer, proxy| {
        proxy.reseal(answer, |bytes, key| {
            seal(bytes, key, &JweOptions::default())
        });
    }),
    Change::reply(
        "fields-by-the-alphabet",
        Nothing,
        DOCUMENTS,
        |_, answer, proxy| {
            proxy.edit(answer, |_| {});
        },
    ),
    Change::reply(
        "over-several-lines",
        Nothing,
        DOCUMENTS,
        |_, answer, proxy| {
            proxy.edit_text(answer, |text| match serde_json::from_str::<Value>(&text) {
                Ok(document) => format!("\r\n{document:#}\r\n"),
                Err(_) => text,
            });
        },
    ),
    Change::reply("letters-escaped", Nothing, DOCUMENTS, |_, answer, proxy| {
        proxy.edit_text(answer, |text| {
            text.replace('ø', "\\u00f8").replace('å', "\\u00E5")
        });
    }),
    Change::reply(
        "slashes-escaped",
        Nothing,
        &["ACCOUNTS-*", "TRANSACTIONS-*"],
        |_, answer, proxy| {
            proxy.edit_text(answer, |text| {
                text.replace("\":\"/accounts", "\":\"\\/accounts")
            });
        },
    ),
    Change::reply(
        "whole-numbers-short",
        Nothing,
        DOCUMENTS,
        |_, answer, proxy| {
            proxy.edit_text(answer, |text| text.replace(".00,", ",").replace(".0,", ","));
        },
    ),
    Change::reply(
        "fields-that-nobody-knows",
        Nothing,
        DOCUMENTS,
        |_, answer, proxy| {
            proxy.edit(answer, |doc| {
                doc["generatedBy"] = json!("core 7");
                if let Some(Value::Array(items)) = doc.get_mut("transactions") {
                    for item in items {
                        item["ledgerNumber"] = json!(1);
                    }
                }
            });
        },
    ),
    Change::reply(
        "a-self-link-too",
        Nothing,
        &["ACCOUNTS-*", "TRANSACTIONS-*"],
        |request, answer, proxy| {
            let own = request.target.trim_start_matches("/v2").to_owned();
            proxy.edit(answer, |doc| {
                if let Some(Value::Array(links)) = doc.get_mut("links") {
                    links.insert(0, json!({ "rel": "self", "href": own }));
                }
            });
        },
    ),
    Change::reply(
        "accounts-in-another-order",
        Nothing,
        &["ACCOUNTS-*", "CONSISTENCY-*"],
        |_, answer, proxy| {
            proxy.edit(answer, |doc| {
                if let Some(Value::Array(accounts)) = doc.get_mut("accounts") {
                    accounts.reverse();
                }
            });
        },
    ),
    Change::reply(
        "links-are-an-empty-list",
        Nothing,
        &["ACCOUNTS-*", "TRANSACTIONS-*", "SCHEMA-*"],
        |request, answer, proxy| {
            use wire::messages::Endpoint;
            if request.is(Endpoint::Accounts) || request.is(Endpoint::Transactions) {
                proxy.edit(answer, |doc| {
                    if doc.get("links").is_none() {
                        doc["links"] = json!([]);
                    }
                });
            }
        },
    ),
];
