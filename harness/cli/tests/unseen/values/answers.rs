//! What is said about an answer: partial, complete, messages, errors, and the form of the JSON.

use serde_json::{Value, json};
use wire::messages::Endpoint;

use crate::change::{Change, Weight};
use crate::edit::{every_text, everywhere, member, text};
use crate::message::{Answer, Request};

use Weight::{Must, Nothing, Observed, Should};

const PARTIAL: &[&str] = &[
    "CONSISTENCY-*",
    "ACCOUNTS-*",
    "DETAILS-*",
    "TRANSACTIONS-0*",
    "CARDS-0*",
    "ROLES-0*",
    "OED-*",
];
const ERRORS: &[&str] = &[
    "TRANSPORT-02*",
    "TRANSPORT-04*",
    "TRANSPORT-05*",
    "SCHEMA-029",
];
const FORM: &[&str] = &["SCHEMA-*", "JWE-009", "TRANSPORT-009"];

const BY_HAND: &str = "Opplysninger innhentes manuelt.";

fn partial(document: &mut Value, message: &str) {
    document["responseDetails"] = json!({ "status": "partial", "message": message });
}

fn say(answer: &mut Answer, message: impl FnOnce(&str) -> String) {
    answer.edit_error(|body| {
        let said = message(member(body, "message"));
        body["message"] = json!(said);
    });
}

/// Repeats what came in a header of the request.
fn repeat(request: &Request, answer: &mut Answer, header: &str) {
    let value = request.header(header).to_owned();
    if !value.is_empty() {
        say(answer, |message| format!("{message} [{value}]"));
    }
}

/// Changes of what goes with the data.
pub(crate) const ALL: &[Change] = &[
    whole!(
        "accounts-partial-without-accounts",
        Must,
        PARTIAL,
        Accounts,
        |doc| {
            partial(doc, BY_HAND);
            doc["accounts"] = json!([]);
        }
    )
    .mid(Must)
    .mini(Must),
    whole!(
        "details-partial-without-account",
        Must,
        PARTIAL,
        AccountDetails,
        |doc| {
            partial(doc, BY_HAND);
            crate::edit::without(doc, "account");
        }
    )
    .mid(Must)
    .mini(Must),
    whole!(
        "transactions-partial-and-empty",
        Must,
        PARTIAL,
        Transactions,
        |doc| {
            partial(doc, BY_HAND);
            doc["transactions"] = json!([]);
            crate::edit::without(doc, "links");
        }
    )
    .mid(Must)
    .mini(Observed),
    whole!("cards-partial-and-empty", Must, PARTIAL, Cards, |doc| {
        partial(doc, BY_HAND);
        doc["paymentCards"] = json!([]);
    })
    .mid(Must)
    .mini(Observed),
    whole!("roles-partial-and-empty", Must, PARTIAL, Roles, |doc| {
        partial(doc, BY_HAND);
        doc["roles"] = json!([]);
    })
    .mid(Must)
    .mini(Observed),
    whole!(
        "details-partial-without-balances",
        Must,
        PARTIAL,
        AccountDetails,
        |doc| {
            partial(doc, BY_HAND);
            crate::edit::without(&mut doc["account"], "balances");
        }
    )
    .mid(Must)
    .mini(Observed),
    each!(
        "partial-because-of-a-dash",
        Must,
        &["CONSISTENCY-*", "ACCOUNTS-*"],
        itself,
        |doc| {
            partial(doc, "-");
        }
    )
    .mid(Must)
    .mini(Must),
    each!(
        "partial-because-ok",
        Must,
        &["CONSISTENCY-*", "ACCOUNTS-*"],
        itself,
        |doc| {
            partial(doc, "OK");
        }
    )
    .mid(Must)
    .mini(Must),
    each!(
        "partial-because-partial",
        Must,
        &["CONSISTENCY-*", "ACCOUNTS-*"],
        itself,
        |doc| {
            partial(doc, "partial");
        }
    )
    .mid(Must)
    .mini(Must),
    each!(
        "partial-because-of-spaces",
        Must,
        &["CONSISTENCY-*", "ACCOUNTS-*"],
        itself,
        |doc| {
            partial(doc, "   ");
        }
    )
    .mini(Must),
    each!(
        "partial-because-of-nothing",
        Must,
        &["CONSISTENCY-*", "ACCOUNTS-*", "SCHEMA-*"],
        itself,
        |doc| {
            partial(doc, "");
        }
    )
    .mini(Must),
    each!(
        "real-reasons-replaced-by-a-dash",
        Must,
        &["CONSISTENCY-*", "ACCOUNTS-*"],
        itself,
        |doc| {
            if member(&doc["responseDetails"], "status") == "partial" {
                partial(doc, "-");
            }
        }
    ),
    each!("never-partial", Must, PARTIAL, itself, |doc| {
        doc["responseDetails"] = json!({ "status": "complete" });
    }),
    each!(
        "complete-with-a-message",
        Observed,
        &["CONSISTENCY-*"],
        itself,
        |doc| {
            if member(&doc["responseDetails"], "status") == "complete" {
                doc["responseDetails"]["message"] = json!("OK");
            }
        }
    )
    .mini(Observed),
    Change::reply(
        "partial-in-capitals-now-and-then",
        Must,
        FORM,
        |_, answer, proxy| {
            if answer.is_success() && proxy.every(6) {
                proxy.edit(answer, |doc| {
                    doc["responseDetails"]["status"] = json!("PARTIAL");
                });
            }
        },
    )
    .mini(Must),
    each!("complete-with-space", Must, FORM, itself, |doc| {
        text(&mut doc["responseDetails"], "status", |it| format!("{it} "));
    })
    .mini(Must),
    Change::reply("every-error-says-error", Should, ERRORS, |_, answer, _| {
        say(answer, |_| "Error".to_owned());
    })
    .mini(Should),
    Change::reply(
        "every-error-says-invalid-request",
        Should,
        ERRORS,
        |_, answer, _| {
            say(answer, |_| "Ugyldig forespørsel.".to_owned());
        },
    )
    .mini(Should),
    Change::reply(
        "every-error-blames-to-date",
        Should,
        ERRORS,
        |_, answer, _| {
            say(answer, |_| "toDate is not a valid date.".to_owned());
        },
    )
    .mini(Should),
    Change::reply(
        "every-error-blames-the-token",
        Should,
        ERRORS,
        |_, answer, _| {
            say(answer, |_| "The access token has expired.".to_owned());
        },
    )
    .mini(Should),
    Change::reply(
        "every-error-says-its-code",
        Should,
        ERRORS,
        |_, answer, _| {
            answer.edit_error(|body| body["message"] = body["code"].clone());
        },
    )
    .mini(Should),
    Change::reply(
        "errors-repeat-the-token",
        Should,
        ERRORS,
        |request, answer, _| {
            repeat(request, answer, "authorization");
        },
    )
    .mini(Should),
    Change::reply(
        "errors-repeat-the-control-object",
        Should,
        ERRORS,
        |request, answer, _| {
            repeat(request, answer, "partyid");
        },
    )
    .mini(Should),
    Change::reply(
        "errors-repeat-the-number-in-groups",
        Should,
        ERRORS,
        |request, answer, _| {
            let party = request.header("partyid").to_owned();
            if party.len() == 11 {
                say(answer, |message| {
                    format!("{message} ({} {})", &party[..6], &party[6..])
                });
            }
        },
    )
    .mini(Should),
    Change::reply(
        "errors-repeat-the-order",
        Should,
        ERRORS,
        |request, answer, _| {
            repeat(request, answer, "additionalreferenceid");
        },
    )
    .mini(Should),
    Change::reply(
        "errors-name-somebody-else",
        Should,
        ERRORS,
        |request, answer, _| {
            if !request.header("partyid").is_empty() {
                say(answer, |message| format!("{message} [17855510049]"));
            }
        },
    )
    .mini(Should),
    Change::reply(
        "errors-with-a-query-to-the-database",
        Should,
        ERRORS,
        |_, answer, _| {
            say(answer, |message| {
                format!("{message} ORA-00942: SELECT * FROM KONTO WHERE FNR = :1")
            });
        },
    )
    .mini(Should),
    Change::reply(
        "invalid-dates-called-not-permitted",
        Must,
        &["PERIOD-*", "HEADERS-0*", "SCHEMA-029"],
        |_, answer, _| {
            if answer.status.as_u16() == 400 {
                answer.edit_error(|body| body["code"] = json!("ACC-011"));
            }
        },
    )
    .mini(Must),
    Change::reply(
        "unknown-code",
        Must,
        &["PERIOD-*", "HEADERS-0*", "SCHEMA-029"],
        |_, answer, _| {
            answer.edit_error(|body| body["code"] = json!("ACC-999"));
        },
    )
    .mini(Must),
    Change::reply(
        "transactions-fail",
        Must,
        &["TRANSACTIONS-*", "CONSISTENCY-*", "ENDPOINT-*"],
        |request, answer, _| {
            if request.is(Endpoint::Transactions) && answer.is_success() {
                answer.set_status(500);
                answer.set("content-type", "application/json");
                answer.body = br#"{"code":"ACC-100","message":"Internal error."}"#.to_vec();
            }
        },
    )
    .mini(Must),
    Change::reply(
        "roles-are-no-content",
        Must,
        &["ROLES-*", "CONSISTENCY-*", "ENDPOINT-*"],
        |request, answer, _| {
            if request.is(Endpoint::Roles) && answer.is_success() {
                answer.set_status(204);
                answer.body.clear();
            }
        },
    )
    .mini(Must),
    Change::reply(
        "clear-text-to-whoever-asks-for-jose",
        Must,
        &["JWE-*", "TRANSPORT-009"],
        |_, answer, proxy| {
            if answer.is_encrypted()
                && let Some((inside, _)) = proxy.open(answer)
            {
                answer.body = inside.into_bytes();
                answer.set("content-type", "application/json");
            }
        },
    )
    .mini(Must),
    each!("booleans-are-numbers", Must, FORM, itself, |doc| {
        for name in ["creditLineIncluded", "reversalIndicator"] {
            everywhere(doc, name, &mut |flag| {
                *flag = json!(u8::from(*flag == json!(true)))
            });
        }
    }),
    each!("amounts-are-objects", Must, FORM, itself, |doc| {
        everywhere(doc, "amount", &mut |it| {
            *it = json!({ "value": it.clone() })
        });
    })
    .mini(Must),
    each!("names-are-lists", Must, FORM, itself, |doc| {
        everywhere(doc, "name", &mut |it| *it = json!([it.clone()]));
    })
    .mini(Must),
    each!("texts-with-spaces-around", Must, FORM, itself, |doc| {
        every_text(doc, &mut |it| *it = format!(" {it} "));
    })
    .mini(Must),
    each!("dates-with-one-digit", Must, FORM, itself, |doc| {
        everywhere(doc, "startDate", &mut |date| {
            if let Some(it) = date.as_str() {
                *date = json!(it.replace("-0", "-"));
            }
        });
    })
    .mini(Must),
    each!("dates-that-do-not-exist", Must, FORM, itself, |doc| {
        everywhere(doc, "startDate", &mut |date| {
            if date.as_str().is_some_and(|it| it.len() == 10) {
                *date = json!("2015-02-30");
            }
        });
    })
    .mini(Must),
    Change::reply("amount-given-twice", Should, FORM, |_, answer, proxy| {
        proxy.edit_text(answer, |it| {
            it.replace("\"amount\":", "\"amount\":1,\"amount\":")
        });
    })
    .mini(Should),
    Change::reply(
        "numbers-with-leading-zero",
        Must,
        &["CONSISTENCY-001", "JWE-009"],
        |request, answer, proxy| {
            if request.is(Endpoint::AccountDetails) {
                proxy.edit_text(answer, |it| it.replace("\"amount\":", "\"amount\":0"));
            }
        },
    )
    .mini(Must),
    Change::reply(
        "partial-said-in-nynorsk",
        Nothing,
        PARTIAL,
        |request, answer, proxy| {
            let _ = request;
            proxy.edit(answer, |doc| {
                if member(&doc["responseDetails"], "status") == "partial" {
                    text(&mut doc["responseDetails"], "message", |it| {
                        format!("Svaret er ikkje fullstendig. {it}")
                    });
                }
            });
        },
    ),
    Change::reply(
        "errors-begin-in-norwegian",
        Nothing,
        ERRORS,
        |_, answer, _| {
            say(answer, |message| {
                format!("Forespørselen er avvist: {message}")
            });
        },
    )
    .mini(Nothing),
    Change::reply(
        "errors-with-a-reference-to-a-log",
        Nothing,
        ERRORS,
        |_, answer, _| {
            say(answer, |message| format!("{message} (Ref. 4f3c-91ab)"));
        },
    )
    .mini(Nothing),
    Change::reply(
        "errors-repeat-the-correlation-id",
        Nothing,
        ERRORS,
        |request, answer, _| {
            repeat(request, answer, "correlationid");
        },
    )
    .mini(Nothing),
    Change::reply(
        "errors-with-a-path-of-a-file",
        Should,
        ERRORS,
        |_, answer, _| {
            say(answer, |message| {
                format!("{message} (/opt/bank/config/dsop.yml, line 41)")
            });
        },
    )
    .mini(Should),
    Change::reply(
        "errors-with-an-inner-address",
        Should,
        ERRORS,
        |_, answer, _| {
            say(answer, |message| {
                format!("{message} (upstream 10.21.4.17:8443 refused)")
            });
        },
    )
    .mini(Should),
    Change::reply(
        "errors-with-a-phone-number",
        Nothing,
        ERRORS,
        |_, answer, _| {
            say(answer, |message| {
                format!("{message} Ring oss på 915 04 200.")
            });
        },
    )
    .mini(Nothing),
    Change::reply(
        "errors-with-a-page-of-help",
        Nothing,
        ERRORS,
        |_, answer, _| {
            say(answer, |message| {
                format!("{message} Se https://bank.example/dsop/feil.")
            });
        },
    )
    .mini(Nothing),
    Change::reply(
        "errors-begin-with-the-code",
        Nothing,
        ERRORS,
        |_, answer, _| {
            answer.edit_error(|body| {
                let said = format!("{}: {}", member(body, "code"), member(body, "message"));
                body["message"] = json!(said);
            });
        },
    )
    .mini(Nothing),
];
