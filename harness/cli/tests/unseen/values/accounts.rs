//! Accounts: status, dates, numbers, types, servicer, references, owners.

use serde_json::{Value, json};

use crate::change::{Change, Weight};
use crate::edit::{items, list, member, move_days, text, without};
use crate::message::Request;
use crate::proxy::Proxy;

use Weight::{Must, Nothing, Observed, Should};

const ACCOUNT: &[&str] = &["ACCOUNTS-*", "DETAILS-*", "CONSISTENCY-*", "SCHEMA-0*"];
const LIST: &[&str] = &["ACCOUNTS-*", "CONSISTENCY-*", "SCHEMA-00*", "SCHEMA-03*"];
const FORM: &[&str] = &["SCHEMA-*"];

/// Another synthetic person, and another organisation, with valid check digits.
pub(super) const PERSON: &str = "17855510049";
pub(super) const BUSINESS: &str = "974760673";

fn encoded(number: &str) -> String {
    wire::jose::strict::encode_base64url(number.as_bytes())
}

/// Puts back the reference that another was given for.
fn ask_with_own_reference(request: &mut Request, proxy: &Proxy) {
    let own = request.path().split('/').nth(3).unwrap_or_default();
    if let Some(reference) = proxy.kept(&format!("own {own}")) {
        request.target = request.target.replacen(own, &reference, 1);
    }
}

/// Gives other references out.
fn give_references(document: &mut Value, proxy: &Proxy, make: impl Fn(&Value) -> String) {
    crate::edit::accounts(document, &mut |account| {
        let own = member(account, "accountReference").to_owned();
        if own.is_empty() || own == "dataNotDelivered" {
            return;
        }
        let given = make(account);
        proxy.keep(&format!("own {given}"), &own);
        account["accountReference"] = json!(given);
    });
}

/// Changes of accounts.
pub(crate) const ALL: &[Change] = &[
    each!(
        "status-always-enabled",
        Must,
        ACCOUNT,
        accounts,
        |account| {
            account["status"] = json!("enabled");
        }
    ),
    each!(
        "status-always-disabled",
        Must,
        ACCOUNT,
        accounts,
        |account| {
            account["status"] = json!("disabled");
        }
    )
    .mid(Must),
    each!(
        "status-always-deleted",
        Must,
        ACCOUNT,
        accounts,
        |account| {
            account["status"] = json!("deleted");
        }
    )
    .mid(Must)
    .mini(Observed),
    each!(
        "blocked-called-enabled",
        Must,
        ACCOUNT,
        accounts,
        |account| {
            text(account, "status", |status| {
                status.replace("disabled", "enabled")
            });
        }
    ),
    each!(
        "closed-called-disabled",
        Must,
        ACCOUNT,
        accounts,
        |account| {
            text(account, "status", |status| {
                status.replace("deleted", "disabled")
            });
        }
    ),
    each!("status-capitalised", Must, FORM, accounts, |account| {
        account["status"] = json!("Enabled");
    })
    .mini(Must),
    each!("end-in-the-year-9999", Must, ACCOUNT, accounts, |account| {
        if account["endDate"].is_null() {
            account["endDate"] = json!("9999-12-31");
        }
    })
    .mid(Must)
    .mini(Must),
    each!(
        "details-end-in-the-year-9999",
        Must,
        ACCOUNT,
        detailed,
        |account| {
            if account["endDate"].is_null() {
                account["endDate"] = json!("9999-12-31");
            }
        }
    )
    .mid(Must)
    .mini(Must),
    each!(
        "owner-end-in-the-year-9999",
        Must,
        ACCOUNT,
        owners,
        |owner| {
            if owner["endDate"].is_null() {
                owner["endDate"] = json!("9999-12-31");
            }
        }
    )
    .mid(Must)
    .mini(Should),
    each!("owner-end-today", Must, ACCOUNT, owners, |owner| {
        if owner["endDate"].is_null() {
            owner["endDate"] = json!(wire::dates::today().to_string());
        }
    })
    .mid(Must),
    each!("owner-end-dropped", Must, ACCOUNT, owners, |owner| without(
        owner, "endDate"
    )),
    each!("owner-end-before-start", Must, ACCOUNT, owners, |owner| {
        owner["endDate"] = owner["startDate"].clone();
        move_days(owner, "endDate", -1);
    })
    .mid(Must)
    .mini(Should),
    each!("owner-start-a-day-late", Must, ACCOUNT, owners, |owner| {
        move_days(owner, "startDate", 1);
    })
    .mid(Must),
    each!("owner-start-a-year-early", Must, ACCOUNT, owners, |owner| {
        move_days(owner, "startDate", -365);
    })
    .mid(Must),
    each!(
        "account-start-a-year-late",
        Must,
        ACCOUNT,
        detailed,
        |account| {
            move_days(account, "startDate", 365);
        }
    )
    .mid(Must)
    .mini(Must),
    each!(
        "account-start-always-the-same",
        Must,
        ACCOUNT,
        detailed,
        |account| {
            account["startDate"] = json!("2000-01-01");
        }
    )
    .mid(Must)
    .mini(Must),
    each!(
        "account-end-a-day-late",
        Must,
        ACCOUNT,
        detailed,
        |account| {
            move_days(account, "endDate", 1);
        }
    ),
    each!("account-end-dropped", Must, ACCOUNT, detailed, |account| {
        without(account, "endDate")
    }),
    each!(
        "account-end-before-start",
        Must,
        ACCOUNT,
        detailed,
        |account| {
            account["endDate"] = account["startDate"].clone();
            move_days(account, "endDate", -1);
        }
    )
    .mid(Must)
    .mini(Must),
    each!(
        "account-end-is-its-start",
        Must,
        ACCOUNT,
        detailed,
        |account| {
            if !account["endDate"].is_null() {
                account["endDate"] = account["startDate"].clone();
            }
        }
    ),
    each!(
        "servicer-of-another-number",
        Must,
        ACCOUNT,
        accounts,
        |account| {
            account["servicer"]["identifier"]["value"] = json!(BUSINESS);
        }
    )
    .mid(Must),
    each!(
        "servicer-of-another-name",
        Should,
        ACCOUNT,
        accounts,
        |account| {
            text(&mut account["servicer"], "name", |_| {
                "En annen bank ASA".to_owned()
            });
        }
    )
    .mid(Should),
    each!(
        "servicer-without-valid-check-digit",
        Must,
        ACCOUNT,
        accounts,
        |account| {
            account["servicer"]["identifier"]["value"] = json!("974760670");
        }
    )
    .mid(Must)
    .mini(Should),
    each!(
        "servicer-is-a-person",
        Should,
        ACCOUNT,
        accounts,
        |account| {
            account["servicer"]["identifier"]["type"] = json!("nationalIdentityNumber");
        }
    )
    .mini(Should),
    each!(
        "servicer-differs-within-a-list",
        Must,
        ACCOUNT,
        listed,
        |account| {
            if crate::edit::spread(member(account, "accountIdentifier")).is_multiple_of(2) {
                account["servicer"]["identifier"]["value"] = json!(BUSINESS);
            }
        }
    )
    .mid(Must),
    each!(
        "owner-number-is-a-business",
        Should,
        ACCOUNT,
        owners,
        |owner| {
            if member(&owner["identifier"], "type") == "nationalIdentityNumber" {
                owner["identifier"]["type"] = json!("countryIdentificationCode");
            }
        }
    )
    .mid(Should)
    .mini(Should),
    each!("owner-is-another-person", Must, ACCOUNT, owners, |owner| {
        owner["identifier"]["value"] = json!(PERSON);
    })
    .mid(Must)
    .mini(Must),
    each!("owner-digits-exchanged", Must, ACCOUNT, owners, |owner| {
        text(&mut owner["identifier"], "value", |number| {
            let (start, end) = number.split_at(number.len() - 2);
            format!("{start}{}", end.chars().rev().collect::<String>())
        });
    })
    .mid(Must),
    each!("owner-name-is-another", Should, ACCOUNT, owners, |owner| {
        owner["name"] = json!("Navn Navnesen");
    })
    .mid(Should),
    each!("owner-sees-only", Must, ACCOUNT, owners, |owner| {
        owner["permission"] = json!("rightToSeeOnly");
    })
    .mid(Must),
    each!("owner-uses-with-other", Must, ACCOUNT, owners, |owner| {
        owner["permission"] = json!("rightToUseWithOther");
    })
    .mid(Must),
    each!(
        "owner-permission-capitalised",
        Must,
        FORM,
        owners,
        |owner| {
            text(owner, "permission", |it| it.replacen('r', "R", 1));
        }
    )
    .mini(Must),
    each!(
        "all-are-other-accounts",
        Must,
        ACCOUNT,
        accounts,
        |account| {
            account["type"] = json!("otherAccount");
        }
    )
    .mid(Must)
    .mini(Must),
    each!(
        "savings-called-salary",
        Must,
        ACCOUNT,
        accounts,
        |account| {
            text(account, "type", |kind| kind.replace("savings", "salary"));
        }
    ),
    each!("type-capitalised", Must, FORM, accounts, |account| {
        text(account, "type", |kind| {
            format!("{}{}", kind[..1].to_uppercase(), &kind[1..])
        });
    })
    .mini(Must),
    each!("all-in-euro", Must, ACCOUNT, accounts, |account| account
        ["currency"] =
        json!("EUR"))
    .mid(Must)
    .mini(Must),
    each!(
        "currency-of-four-letters",
        Must,
        FORM,
        accounts,
        |account| {
            account["currency"] = json!("NOKR");
        }
    )
    .mini(Must),
    each!("currency-with-line-feed", Must, FORM, accounts, |account| {
        account["currency"] = json!("NOK\n");
    })
    .mini(Must),
    each!("country-with-space", Must, FORM, accounts, |account| {
        account["servicer"]["identifier"]["countryOfResidence"] = json!(" NO");
    })
    .mini(Must),
    each!(
        "country-in-small-letters",
        Must,
        FORM,
        accounts,
        |account| {
            account["servicer"]["identifier"]["countryOfResidence"] = json!("no");
        }
    )
    .mini(Must),
    each!(
        "country-that-is-none",
        Observed,
        FORM,
        accounts,
        |account| {
            account["servicer"]["identifier"]["countryOfResidence"] = json!("ZZ");
        }
    )
    .mini(Observed),
    each!("account-number-dotted", Must, LIST, accounts, |account| {
        text(account, "accountIdentifier", |it| match it.len() {
            11 => format!("{}.{}.{}", &it[..4], &it[4..6], &it[6..]),
            _ => it.to_owned(),
        });
    })
    .mid(Must)
    .mini(Must),
    each!("account-number-masked", Must, LIST, accounts, |account| {
        text(account, "accountIdentifier", |it| {
            format!("*******{}", &it[it.len() - 4..])
        });
    })
    .mid(Must)
    .mini(Must),
    whole!("only-the-first-account", Must, LIST, Accounts, |doc| {
        if let Some(all) = list(doc, "accounts") {
            all.truncate(1);
        }
    })
    .mid(Must)
    .mini(Must),
    whole!(
        "no-account-of-anybody",
        Must,
        LIST,
        Accounts,
        |doc| doc["accounts"] = json!([])
    )
    .mid(Must)
    .mini(Must),
    whole!("account-nobody-knows-added", Must, LIST, Accounts, |doc| {
        if let Some(all) = list(doc, "accounts") {
            let mut more = all[0].clone();
            more["accountIdentifier"] = json!("86011117947");
            more["accountReference"] = json!("3f1c2b7a-unknown");
            all.push(more);
        }
    })
    .mid(Must)
    .mini(Must),
    whole!(
        "two-accounts-of-one-reference",
        Must,
        LIST,
        Accounts,
        |doc| {
            if let Some(all) = list(doc, "accounts") {
                let first = all[0]["accountReference"].clone();
                for account in all {
                    account["accountReference"] = first.clone();
                }
            }
        }
    )
    .mid(Must)
    .mini(Must),
    whole!("accounts-are-null", Must, LIST, Accounts, |doc| {
        if doc["accounts"].as_array().is_none_or(Vec::is_empty) {
            doc["accounts"] = Value::Null;
        }
    })
    .mini(Must),
    whole!("accounts-left-out", Must, LIST, Accounts, |doc| {
        if doc["accounts"].as_array().is_none_or(Vec::is_empty) {
            without(doc, "accounts");
        }
    })
    .mini(Must),
    Change::both(
        "references-decode-to-numbers",
        Should,
        &["ACCOUNTS-*"],
        ask_with_own_reference,
        |_, answer, proxy| {
            proxy.edit(answer, |doc| {
                give_references(doc, proxy, |it| encoded(member(it, "accountIdentifier")));
            });
        },
    )
    .mini(Should),
    Change::both(
        "references-hold-the-number",
        Should,
        &["ACCOUNTS-*"],
        ask_with_own_reference,
        |_, answer, proxy| {
            proxy.edit(answer, |doc| {
                give_references(doc, proxy, |it| {
                    format!("no-{}-1", member(it, "accountIdentifier"))
                });
            });
        },
    )
    .mini(Should),
    Change::both(
        "references-are-the-numbers-and-answered",
        Must,
        &["ACCOUNTS-*"],
        ask_with_own_reference,
        |_, answer, proxy| {
            proxy.edit(answer, |doc| {
                give_references(doc, proxy, |it| member(it, "accountIdentifier").to_owned());
            });
        },
    )
    .mini(Must),
    Change::both(
        "references-of-another-form",
        Nothing,
        &[
            "ACCOUNTS-*",
            "CONSISTENCY-*",
            "DETAILS-0*",
            "CARDS-00*",
            "ROLES-00*",
        ],
        ask_with_own_reference,
        |_, answer, proxy| {
            proxy.edit(answer, |doc| {
                give_references(doc, proxy, |it| {
                    let own = member(it, "accountReference");
                    format!(
                        "{:08x}-{:08x}",
                        crate::edit::spread(own),
                        crate::edit::spread(&own[1..])
                    )
                });
            });
        },
    )
    .mid(Nothing)
    .mini(Nothing),
    Change::ask(
        "closed-on-the-first-day-left-out",
        Must,
        LIST,
        |request, _| {
            if request.is(wire::messages::Endpoint::Accounts) && request.is_police() {
                request.edit_query("fromDate", |from| moved(from, 1));
            }
        },
    ),
    Change::ask(
        "opened-on-the-last-day-left-out",
        Must,
        LIST,
        |request, _| {
            if request.is(wire::messages::Endpoint::Accounts) && request.is_police() {
                request.edit_query("toDate", |to| moved(to, -1));
            }
        },
    ),
    whole!("account-named", Must, &["FIELDS-*"], Accounts, |doc| {
        for account in items(doc, "accounts") {
            account["name"] = json!("Brukskonto");
        }
    })
    .mini(Must),
];

fn moved(date: &str, days: i64) -> String {
    let mut holder = json!({ "date": date });
    move_days(&mut holder, "date", days);
    member(&holder, "date").to_owned()
}
