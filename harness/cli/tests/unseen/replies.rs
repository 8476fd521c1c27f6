//! Statuses, headers, errors, caches and delays of answers.

use serde_json::{Value, json};
use wire::messages::Endpoint;

use crate::change::{Change, Weight};
use crate::message::Answer;

use Weight::{Must, Should};

const REFUSALS: &[&str] = &[
    "HEADERS-00*",
    "TOKEN-00*",
    "TOKEN-01*",
    "MANDATE-00*",
    "SCHEMA-029",
    "JWE-016",
];
const ERRORS: &[&str] = &[
    "TRANSPORT-002",
    "TRANSPORT-02*",
    "TOKEN-00*",
    "HEADERS-00*",
    "SCHEMA-02*",
];
const ACCEPTED: &[&str] = &[
    "TRANSPORT-009",
    "JWE-00*",
    "JWE-01*",
    "TOKEN-001",
    "MANDATE-001",
];

fn status(answer: &mut Answer, from: u16, to: u16) {
    if answer.status.as_u16() == from {
        answer.set_status(to);
    }
}

fn code(answer: &mut Answer, from: &str, to: &str) {
    answer.edit_error(|body| {
        if body["code"] == from {
            body["code"] = json!(to);
        }
    });
}

/// Changes of answers.
pub(crate) const ALL: &[Change] = &[
    Change::reply(
        "403-becomes-400",
        Must,
        &["ORDER-REQUEST-*", "TOKEN-*"],
        |_, answer, _| status(answer, 403, 400),
    ),
    Change::reply("404-becomes-400", Must, &["ENDPOINT-*"], |_, answer, _| {
        status(answer, 404, 400)
    }),
    Change::reply("404-becomes-200", Must, &["ENDPOINT-*"], |_, answer, _| {
        status(answer, 404, 200)
    }),
    Change::reply("400-becomes-500", Must, REFUSALS, |_, answer, _| {
        status(answer, 400, 500)
    }),
    Change::reply("400-becomes-422", Must, REFUSALS, |_, answer, _| {
        status(answer, 400, 422)
    }),
    Change::reply("401-becomes-403", Must, &["TOKEN-*"], |_, answer, _| {
        status(answer, 401, 403)
    }),
    Change::reply("401-becomes-407", Must, &["TOKEN-*"], |_, answer, _| {
        status(answer, 401, 407)
    }),
    Change::reply(
        "405-becomes-501",
        Must,
        &["TRANSPORT-00*"],
        |_, answer, _| status(answer, 405, 501),
    ),
    Change::reply(
        "406-becomes-415",
        Should,
        &["TRANSPORT-01*"],
        |_, answer, _| status(answer, 406, 415),
    ),
    Change::reply("200-becomes-206", Must, ACCEPTED, |_, answer, _| {
        status(answer, 200, 206)
    }),
    Change::reply("200-becomes-203", Must, ACCEPTED, |_, answer, _| {
        status(answer, 200, 203)
    }),
    Change::reply("errors-come-with-200", Must, REFUSALS, |_, answer, _| {
        if answer.error().is_some() {
            answer.set_status(200);
        }
    }),
    Change::reply(
        "acc-010-becomes-acc-011",
        Must,
        &["TOKEN-*"],
        |_, answer, _| code(answer, "ACC-010", "ACC-011"),
    ),
    Change::reply("acc-001-becomes-acc-100", Must, REFUSALS, |_, answer, _| {
        code(answer, "ACC-001", "ACC-100")
    }),
    Change::reply(
        "acc-011-becomes-acc-010",
        Must,
        &["ORDER-REQUEST-*", "TOKEN-*"],
        |_, answer, _| code(answer, "ACC-011", "ACC-010"),
    ),
    Change::reply(
        "acc-012-becomes-acc-001",
        Must,
        &["TRANSPORT-00*"],
        |_, answer, _| code(answer, "ACC-012", "ACC-001"),
    ),
    Change::reply("codes-in-small-letters", Must, REFUSALS, |_, answer, _| {
        answer.edit_error(|body| {
            body["code"] = json!(body["code"].as_str().unwrap_or_default().to_lowercase())
        });
    }),
    Change::reply("codes-without-hyphen", Must, REFUSALS, |_, answer, _| {
        answer.edit_error(|body| {
            body["code"] = json!(body["code"].as_str().unwrap_or_default().replace('-', ""))
        });
    }),
    Change::reply("codes-as-numbers", Must, REFUSALS, |_, answer, _| {
        answer.edit_error(|body| body["code"] = json!(1));
    }),
    Change::reply("code-called-error-code", Must, REFUSALS, |_, answer, _| {
        answer.edit_error(|body| {
            let code = body["code"].take();
            *body = json!({ "errorCode": code, "message": body["message"] });
        });
    }),
    Change::reply("message-left-out", Must, REFUSALS, |_, answer, _| {
        answer.edit_error(|body| *body = json!({ "code": body["code"] }));
    }),
    Change::reply("message-empty", Must, REFUSALS, |_, answer, _| {
        answer.edit_error(|body| body["message"] = json!(""));
    }),
    Change::reply("message-is-null", Must, REFUSALS, |_, answer, _| {
        answer.edit_error(|body| body["message"] = Value::Null);
    }),
    Change::reply("error-in-a-list", Must, REFUSALS, |_, answer, _| {
        answer.edit_error(|body| *body = json!([body]));
    }),
    Change::reply("error-below-error", Must, REFUSALS, |_, answer, _| {
        answer.edit_error(|body| *body = json!({ "error": body }));
    }),
    Change::reply("error-body-dropped", Must, REFUSALS, |_, answer, _| {
        if answer.error().is_some() {
            answer.body.clear();
        }
    }),
    Change::reply("error-as-html", Must, REFUSALS, |_, answer, _| {
        if answer.error().is_some() {
            answer.body = b"<html><body>Bad Request</body></html>".to_vec();
            answer.set("content-type", "text/html");
        }
    }),
    Change::reply("error-as-problem", Must, REFUSALS, |_, answer, _| {
        if answer.error().is_some() {
            answer.set("content-type", "application/problem+json");
        }
    }),
    Change::reply(
        "error-without-media-type",
        Must,
        REFUSALS,
        |_, answer, _| {
            if answer.error().is_some() {
                answer.headers.remove("content-type");
            }
        },
    ),
    Change::reply(
        "message-with-stack-trace",
        Should,
        ERRORS,
        |_, answer, _| {
            answer.edit_error(|body| {
            body["message"] = json!(format!(
                "{} java.lang.NullPointerException\n\tat no.bank.dsop.Filter.check(Filter.java:88)",
                body["message"].as_str().unwrap_or_default()
            ));
        });
        },
    ),
    Change::reply("message-with-host-name", Should, ERRORS, |_, answer, _| {
        answer.edit_error(|body| {
            body["message"] = json!(format!(
                "{} (upstream http://dsop-core.internal.bank.local:8080/v2)",
                body["message"].as_str().unwrap_or_default()
            ));
        });
    }),
    Change::reply(
        "message-with-party",
        Should,
        ERRORS,
        |request, answer, _| {
            let party = request.header("partyid").to_owned();
            answer.edit_error(|body| {
                if !party.is_empty() {
                    body["message"] = json!(format!(
                        "{} [{party}]",
                        body["message"].as_str().unwrap_or_default()
                    ));
                }
            });
        },
    ),
    Change::reply(
        "media-type-stripped",
        Must,
        &["JWE-00*", "TRANSPORT-009"],
        |_, answer, _| {
            answer.headers.remove("content-type");
        },
    ),
    Change::reply(
        "jose-called-octets",
        Must,
        &["JWE-00*", "TRANSPORT-009"],
        |_, answer, _| {
            if answer.is_encrypted() {
                answer.set("content-type", "application/octet-stream");
            }
        },
    ),
    Change::reply(
        "jose-called-jose-json",
        Must,
        &["JWE-00*", "TRANSPORT-009"],
        |_, answer, _| {
            if answer.is_encrypted() {
                answer.set("content-type", "application/jose+json");
            }
        },
    ),
    Change::reply(
        "jose-called-jwt",
        Must,
        &["JWE-00*", "TRANSPORT-009"],
        |_, answer, _| {
            if answer.is_encrypted() {
                answer.set("content-type", "application/jwt");
            }
        },
    ),
    Change::reply(
        "clear-called-text",
        Must,
        &["TRANSPORT-01*", "PROPERTY-001"],
        |_, answer, _| {
            if answer.is_success() && !answer.is_encrypted() {
                answer.set("content-type", "text/json");
            }
        },
    ),
    Change::reply("said-to-be-gzip", Must, ACCEPTED, |_, answer, _| {
        answer.set("content-encoding", "gzip");
    }),
    Change::reply(
        "one-in-fifty-fails",
        Must,
        &["HEADERS-*", "TOKEN-*", "ORDER-REQUEST-*"],
        |_, answer, proxy| {
            if answer.is_success() && proxy.every(50) {
                answer.set_status(503);
                answer.body.clear();
            }
        },
    ),
    Change::reply(
        "limits-without-the-code",
        Must,
        &["HEADERS-*", "TRANSPORT-03*", "ROBUSTNESS-02*"],
        |_, answer, proxy| {
            if answer.is_success() && proxy.every(60) {
                answer.set_status(429);
                answer.body = br#"{"code":"ACC-001","message":"Too many requests."}"#.to_vec();
                answer.set("content-type", "application/json");
            }
        },
    ),
    Change::reply("body-cut", Must, ACCEPTED, |_, answer, _| {
        if answer.is_success() {
            answer.body.truncate(answer.body.len() / 2);
        }
    }),
    Change::reply("body-dropped", Must, ACCEPTED, |_, answer, _| {
        if answer.is_success() {
            answer.body.clear();
        }
    }),
    Change::cache(
        "account-list-of-the-first",
        Must,
        &["ACCOUNTS-0*", "CONSISTENCY-*"],
        |request, _| {
            request
                .is(Endpoint::Accounts)
                .then(|| format!("{}", request.is_police()))
        },
    ),
    Change::cache(
        "account-list-whatever-the-period",
        Must,
        &["ACCOUNTS-00*", "PERIOD-*", "ACCOUNTS-01*"],
        |request, _| {
            let own = request.is(Endpoint::Accounts) && !request.is_next_page();
            own.then(|| format!("{} {}", request.header("accept"), request.header("partyid")))
        },
    ),
    Change::cache(
        "account-list-whoever-owns",
        Must,
        &["ACCOUNTS-01*", "PROPERTY-013"],
        |request, _| {
            let own = request.is(Endpoint::Accounts) && !request.is_next_page();
            let from = request
                .query()
                .into_iter()
                .find(|(name, _)| name == "fromDate");
            own.then(|| {
                format!(
                    "{} {} {from:?}",
                    request.header("accept"),
                    request.header("partyid")
                )
            })
        },
    ),
    Change::cache(
        "transactions-whatever-the-period",
        Must,
        &["TRANSACTIONS-*", "PROPERTY-022", "CONSISTENCY-*"],
        |request, _| {
            (request.is(Endpoint::Transactions) && !request.is_next_page())
                .then(|| format!("{} {}", request.header("accept"), request.path()))
        },
    ),
    Change::cache(
        "answers-whatever-the-token",
        Must,
        &["TOKEN-*"],
        |request, _| {
            request.endpoint().map(|_| {
                format!(
                    "{} {} {}",
                    request.header("accept"),
                    request.header("accountinforequestid"),
                    request.target
                )
            })
        },
    ),
    Change::cache(
        "answers-whatever-the-order",
        Must,
        &["ORDER-*"],
        |request, _| {
            let token = request.header("authorization");
            request.is_police().then(|| {
                format!(
                    "{token} {} {} {}",
                    request.header("accept"),
                    request.header("accountinforequestid"),
                    request.target
                )
            })
        },
    ),
    Change::cache(
        "answers-from-a-cache",
        Must,
        &["JWE-014", "JWE-015"],
        |request, _| request.is_success_worth_keeping(),
    ),
];
