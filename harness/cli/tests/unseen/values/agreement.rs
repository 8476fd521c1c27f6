//! Answers that do not agree with each other: list, details, roles, cards, and the same account at another time.

use serde_json::{Value, json};
use wire::messages::Endpoint;

use crate::change::{Change, Weight};
use crate::edit::{member, move_days, on, text};

use super::accounts::{BUSINESS, PERSON};
use Weight::{Must, Should};

const AGREE: &[&str] = &["CONSISTENCY-*", "ACCOUNTS-*", "DETAILS-*"];

fn turned(name: &str) -> String {
    name.split(' ').rev().collect::<Vec<_>>().join("-")
}

/// Changes of one answer against another.
pub(crate) const ALL: &[Change] = &[
    each!(
        "details-of-another-number",
        Must,
        AGREE,
        detailed,
        |account| {
            account["accountIdentifier"] = json!("86011117947");
        }
    )
    .mini(Must),
    each!(
        "details-with-another-reference",
        Must,
        AGREE,
        detailed,
        |account| {
            account["accountReference"] = json!("3f1c2b7a-another");
        }
    )
    .mini(Must),
    each!(
        "details-of-another-owner",
        Must,
        AGREE,
        detailed,
        |account| {
            account["primaryOwner"]["identifier"]["value"] = json!(PERSON);
        }
    )
    .mini(Must),
    each!(
        "details-in-another-currency",
        Must,
        AGREE,
        detailed,
        |account| {
            account["currency"] = json!("EUR");
        }
    )
    .mini(Must),
    each!(
        "details-of-another-type",
        Must,
        AGREE,
        detailed,
        |account| {
            account["type"] = json!("otherAccount");
        }
    )
    .mini(Must),
    each!(
        "details-of-another-servicer",
        Must,
        AGREE,
        detailed,
        |account| {
            account["servicer"]["identifier"]["value"] = json!(BUSINESS);
        }
    )
    .mini(Must),
    each!(
        "details-of-another-servicer-name",
        Should,
        AGREE,
        detailed,
        |account| {
            text(&mut account["servicer"], "name", |_| {
                "En annen bank ASA".to_owned()
            });
        }
    ),
    each!(
        "details-of-another-status",
        Must,
        AGREE,
        detailed,
        |account| {
            account["status"] = json!("disabled");
        }
    )
    .mini(Should),
    each!(
        "details-of-another-owner-name",
        Should,
        AGREE,
        detailed,
        |account| {
            text(&mut account["primaryOwner"], "name", turned);
        }
    )
    .mini(Should),
    each!(
        "list-of-another-owner-name",
        Should,
        AGREE,
        listed,
        |account| {
            text(&mut account["primaryOwner"], "name", turned);
        }
    )
    .mini(Should),
    each!(
        "details-of-another-owner-start",
        Must,
        AGREE,
        detailed,
        |account| {
            move_days(&mut account["primaryOwner"], "startDate", 10);
        }
    )
    .mini(Should),
    each!(
        "details-of-another-permission",
        Must,
        AGREE,
        detailed,
        |account| {
            account["primaryOwner"]["permission"] = json!("rightToSeeOnly");
        }
    ),
    Change::reply(
        "owner-differs-by-period",
        Must,
        AGREE,
        |request, answer, proxy| {
            let narrow = request
                .target
                .contains(&format!("toDate={}", wire::dates::today()));
            if !narrow {
                proxy.edit(answer, |doc| {
                    crate::edit::owners(doc, &mut |owner| {
                        owner["identifier"]["value"] = json!(PERSON)
                    });
                });
            }
        },
    ),
    Change::reply(
        "type-differs-by-period",
        Must,
        AGREE,
        |request, answer, proxy| {
            if !request
                .target
                .contains(&format!("toDate={}", wire::dates::today()))
            {
                proxy.edit(answer, |doc| {
                    crate::edit::accounts(doc, &mut |account| {
                        account["type"] = json!("otherAccount")
                    });
                });
            }
        },
    )
    .mid(Must),
    Change::reply(
        "start-differs-by-request",
        Must,
        AGREE,
        |request, answer, proxy| {
            if proxy.every(2) {
                on(request, answer, proxy, Endpoint::AccountDetails, |doc| {
                    crate::edit::detailed(doc, &mut |account| move_days(account, "startDate", 1));
                });
            }
        },
    )
    .mini(Must),
    Change::reply(
        "names-differ-by-request",
        Should,
        AGREE,
        |_, answer, proxy| {
            if proxy.every(2) {
                proxy.edit(answer, |doc| {
                    crate::edit::owners(doc, &mut |owner| text(owner, "name", turned));
                });
            }
        },
    )
    .mini(Should),
    Change::reply(
        "accounts-missing-from-every-second-list",
        Must,
        AGREE,
        |request, answer, proxy| {
            if request.is(Endpoint::Accounts) && proxy.every(2) {
                proxy.edit(answer, |doc| {
                    if let Some(all) = crate::edit::list(doc, "accounts") {
                        all.pop();
                    }
                });
            }
        },
    )
    .mini(Must),
    Change::ask(
        "list-of-all-lacks-the-owned",
        Must,
        &["ACCOUNTS-*", "CONSISTENCY-*"],
        |request, _| {
            request.edit_query("OnlyPrimaryOwner", |value| {
                if value.eq_ignore_ascii_case("true") {
                    "false"
                } else {
                    "true"
                }
                .to_owned()
            });
        },
    ),
    Change::reply(
        "roles-name-another-owner",
        Should,
        &["CONSISTENCY-*", "ROLES-*"],
        |request, answer, proxy| {
            let account = request
                .path()
                .split('/')
                .nth(3)
                .unwrap_or_default()
                .to_owned();
            if request.is(Endpoint::AccountDetails)
                && let Some((text, _)) = proxy.open(answer)
            {
                let doc: Value = serde_json::from_str(&text).unwrap_or_default();
                let owner = &doc["account"]["primaryOwner"];
                proxy.keep(
                    &format!("owner {account}"),
                    member(&owner["identifier"], "value"),
                );
            }
            if let Some(owner) = proxy.kept(&format!("owner {account}")) {
                on(request, answer, proxy, Endpoint::Roles, |doc| {
                    if let Some(roles) = doc["roles"].as_array_mut() {
                        roles.push(json!({
                        "permission": "rightToUseAlone",
                        "name": "Navn Navnesen",
                        "identifier": { "countryOfResidence": "NO", "type": "nationalIdentityNumber", "value": owner },
                    }));
                    }
                });
            }
        },
    ),
];
