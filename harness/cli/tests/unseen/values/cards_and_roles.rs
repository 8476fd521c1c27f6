//! Cards and roles: who holds them, from when to when, and whether they are there at all.

use serde_json::{Value, json};
use wire::messages::Endpoint;

use crate::change::{Change, Weight};
use crate::edit::{items, list, move_days, on, swap, text, without};

use super::accounts::{BUSINESS, PERSON};
use Weight::{Must, Nothing, Observed, Should};

const CARDS: &[&str] = &[
    "CARDS-*",
    "SCHEMA-016",
    "SCHEMA-017",
    "SCHEMA-018",
    "SCHEMA-019",
    "CONSISTENCY-009",
    "CONSISTENCY-020",
    "CONSISTENCY-025",
];
const ROLES: &[&str] = &[
    "ROLES-*",
    "SCHEMA-02*",
    "SCHEMA-03*",
    "CONSISTENCY-010",
    "CONSISTENCY-020",
    "CONSISTENCY-026",
];
const FORM: &[&str] = &["SCHEMA-*", "CARDS-*"];

/// Changes of cards and roles.
pub(crate) const ALL: &[Change] = &[
    whole!(
        "no-card-of-anybody",
        Must,
        CARDS,
        Cards,
        |doc| doc["paymentCards"] = json!([])
    )
    .mid(Must)
    .mini(Observed),
    whole!("only-the-first-card", Must, CARDS, Cards, |doc| {
        if let Some(all) = list(doc, "paymentCards") {
            all.truncate(1);
        }
    })
    .mid(Must),
    whole!("card-of-somebody-added", Should, CARDS, Cards, |doc| {
        if let Some(all) = list(doc, "paymentCards") {
            let more = all[0].clone();
            all.push(more);
        }
    })
    .mini(Should),
    each!("cards-expired-and-active", Must, CARDS, all_cards, |card| {
        card["startDate"] = json!("2009-01");
        card["expiryDate"] = json!("2012-01");
        card["cardStatus"] = json!("active");
    })
    .mid(Must)
    .mini(Observed),
    each!("cards-expire-a-year-late", Must, CARDS, all_cards, |card| {
        text(card, "expiryDate", later);
    })
    .mid(Must),
    each!(
        "cards-expire-before-they-begin",
        Must,
        CARDS,
        all_cards,
        |card| {
            let start = card["startDate"].take();
            card["startDate"] = card["expiryDate"].take();
            card["expiryDate"] = start;
        }
    )
    .mid(Must)
    .mini(Should),
    each!(
        "debit-cards-called-credit-cards",
        Must,
        CARDS,
        all_cards,
        |card| {
            swap(card, "type", "debitCard", "creditCard");
        }
    )
    .mid(Must),
    each!(
        "cards-in-the-list-of-another-type",
        Must,
        CARDS,
        cards,
        |card| {
            swap(card, "type", "debitCard", "creditCard");
        }
    )
    .mini(Should),
    each!("cards-always-blocked", Should, CARDS, all_cards, |card| {
        card["cardStatus"] = json!("blocked");
    })
    .mid(Should),
    each!(
        "blocked-cards-called-active",
        Should,
        CARDS,
        all_cards,
        |card| {
            card["cardStatus"] = json!("active");
        }
    ),
    each!(
        "cards-of-another-holder",
        Should,
        CARDS,
        all_cards,
        |card| {
            card["holderName"] = json!("Navn Navnesen");
        }
    )
    .mid(Should),
    each!(
        "cards-in-the-list-of-another-holder",
        Should,
        CARDS,
        cards,
        |card| {
            card["holderName"] = json!("Navn Navnesen");
        }
    )
    .mini(Should),
    each!(
        "cards-of-another-issuer",
        Should,
        CARDS,
        all_cards,
        |card| {
            card["cardIssuerName"] = json!("En annen bank ASA");
            card["cardIssuerIdentifier"]["value"] = json!(BUSINESS);
        }
    )
    .mid(Should),
    each!("card-issuer-is-a-person", Should, CARDS, cards, |card| {
        card["cardIssuerIdentifier"]["type"] = json!("nationalIdentityNumber");
    })
    .mini(Should),
    each!(
        "card-issuer-without-valid-check-digit",
        Should,
        &["CARDS-*", "SCHEMA-03*"],
        cards,
        |card| {
            card["cardIssuerIdentifier"]["value"] = json!("974760670");
        }
    )
    .mini(Should),
    each!("cards-of-another-number", Must, CARDS, all_cards, |card| {
        text(card, "cardIdentifier", |it| {
            format!("{}9999", &it[..it.len() - 4])
        });
    })
    .mid(Must),
    each!(
        "cards-showing-ten-digits",
        Should,
        CARDS,
        all_cards,
        |card| {
            text(card, "cardIdentifier", |it| {
                format!("{}0000{}", &it[..6], &it[10..])
            });
        }
    )
    .mini(Should),
    each!(
        "cards-whole-in-transactions",
        Must,
        CARDS,
        transactions,
        |one| {
            text(&mut one["paymentCard"], "cardIdentifier", |it| {
                it.replace('X', "3")
            });
        }
    )
    .mini(Must),
    each!("card-years-of-two-digits", Must, FORM, cards, |card| {
        text(card, "expiryDate", |it| it[2..].to_owned());
    })
    .mini(Must),
    each!("card-years-of-five-digits", Must, FORM, cards, |card| {
        text(card, "expiryDate", |it| format!("1{it}"));
    })
    .mini(Must),
    each!("card-months-of-thirteen", Must, FORM, cards, |card| {
        text(card, "expiryDate", |it| format!("{}-13", &it[..4]));
    })
    .mini(Must),
    each!("card-dates-turned", Must, FORM, cards, |card| {
        text(card, "expiryDate", |it| {
            format!("{}-{}", &it[5..7], &it[..4])
        });
    })
    .mini(Must),
    each!("card-version-of-two-digits", Must, FORM, cards, |card| {
        card["versionNumber"] = json!("10");
    })
    .mini(Must),
    each!(
        "card-version-zero",
        Must,
        FORM,
        cards,
        |card| card["versionNumber"] = json!("0")
    )
    .mini(Must),
    each!("card-version-is-a-number", Must, FORM, cards, |card| card
        ["versionNumber"] =
        json!(1))
    .mini(Must),
    each!("card-type-capitalised", Must, FORM, cards, |card| {
        text(card, "type", |it| {
            format!("{}{}", it[..1].to_uppercase(), &it[1..])
        });
    })
    .mini(Must),
    each!("card-status-in-capitals", Must, FORM, cards, |card| {
        text(card, "cardStatus", str::to_uppercase);
    })
    .mini(Must),
    whole!("cards-are-null", Must, CARDS, Cards, |doc| {
        if doc["paymentCards"].as_array().is_none_or(Vec::is_empty) {
            doc["paymentCards"] = Value::Null;
        }
    }),
    whole!("cards-left-out", Must, CARDS, Cards, |doc| {
        if doc["paymentCards"].as_array().is_none_or(Vec::is_empty) {
            without(doc, "paymentCards");
        }
    }),
    whole!(
        "no-role-of-anybody",
        Must,
        ROLES,
        Roles,
        |doc| doc["roles"] = json!([])
    )
    .mid(Must),
    whole!("only-the-first-role", Must, ROLES, Roles, |doc| {
        if let Some(all) = list(doc, "roles") {
            all.truncate(1);
        }
    })
    .mid(Must),
    each!("role-of-another-person", Must, ROLES, roles, |role| {
        role["identifier"]["value"] = json!(PERSON);
    })
    .mid(Must),
    Change::reply(
        "role-holders-exchanged",
        Must,
        ROLES,
        |request, answer, proxy| {
            on(request, answer, proxy, Endpoint::Roles, |doc| {
                if let Some([first, .., last]) = doc["roles"].as_array_mut().map(Vec::as_mut_slice)
                {
                    std::mem::swap(&mut first["identifier"], &mut last["identifier"]);
                }
            });
        },
    ),
    each!("roles-see-only", Must, ROLES, roles, |role| {
        role["permission"] = json!("rightToSeeOnly");
    })
    .mid(Must),
    each!("roles-use-alone", Must, ROLES, roles, |role| {
        role["permission"] = json!("rightToUseAlone");
    }),
    each!("roles-end-in-the-year-9999", Must, ROLES, roles, |role| {
        if role["endDate"].is_null() {
            role["endDate"] = json!("9999-12-31");
        }
    })
    .mid(Must)
    .mini(Should),
    each!("roles-start-a-year-late", Must, ROLES, roles, |role| {
        move_days(role, "startDate", 365)
    })
    .mid(Must),
    each!("roles-never-end", Must, ROLES, roles, |role| without(
        role, "endDate"
    )),
    each!("roles-end-before-they-begin", Must, ROLES, roles, |role| {
        role["endDate"] = role["startDate"].clone();
        move_days(role, "endDate", -1);
    })
    .mid(Must)
    .mini(Should),
    each!("roles-of-another-name", Should, ROLES, roles, |role| role
        ["name"] =
        json!("Navn Navnesen"))
    .mid(Should),
    each!(
        "role-number-of-the-other-type",
        Should,
        ROLES,
        roles,
        |role| {
            swap(
                &mut role["identifier"],
                "type",
                "nationalIdentityNumber",
                "countryIdentificationCode",
            );
        }
    )
    .mini(Should),
    each!("role-permission-capitalised", Must, ROLES, roles, |role| {
        text(role, "permission", |it| it.replacen('r', "R", 1));
    })
    .mini(Must),
    whole!("every-role-twice", Should, ROLES, Roles, |doc| {
        if let Some(all) = list(doc, "roles") {
            let more = all.clone();
            all.extend(more);
        }
    })
    .mini(Should),
    whole!("roles-are-null", Must, ROLES, Roles, |doc| {
        if doc["roles"].as_array().is_none_or(Vec::is_empty) {
            doc["roles"] = Value::Null;
        }
    }),
    whole!("roles-left-out", Must, ROLES, Roles, |doc| {
        if doc["roles"].as_array().is_none_or(Vec::is_empty) {
            without(doc, "roles");
        }
    }),
    each!(
        "cards-showing-four-digits-only",
        Nothing,
        CARDS,
        all_cards,
        |card| {
            text(card, "cardIdentifier", |it| {
                format!("{}{}", "X".repeat(it.len() - 4), &it[it.len() - 4..])
            });
        }
    )
    .mini(Nothing),
    each!(
        "cards-showing-eight-and-four",
        Should,
        CARDS,
        all_cards,
        |card| {
            text(card, "cardIdentifier", |it| {
                format!("{}00{}", &it[..6], &it[8..])
            });
        }
    )
    .mini(Should),
    Change::reply(
        "owner-among-the-roles",
        Nothing,
        ROLES,
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
                proxy.keep(
                    &format!("owner {account}"),
                    &doc["account"]["primaryOwner"].to_string(),
                );
            }
            if let Some(owner) = proxy.kept(&format!("owner {account}")) {
                on(request, answer, proxy, Endpoint::Roles, |doc| {
                    let owner: Value = serde_json::from_str(&owner).unwrap_or_default();
                    let is_listed = items(doc, "roles")
                        .any(|role| role["identifier"]["value"] == owner["identifier"]["value"]);
                    if let (Some(roles), true, false) =
                        (doc["roles"].as_array_mut(), owner.is_object(), is_listed)
                    {
                        roles.insert(0, owner);
                    }
                });
            }
        },
    )
    .mid(Nothing)
    .mini(Nothing),
];

fn later(month: &str) -> String {
    let year: u32 = month[..4].parse().unwrap_or_default();
    format!("{}{}", year + 1, &month[4..])
}

#[test]
fn moves_an_expiry_by_a_year() {
    assert_eq!(later("2027-05"), "2028-05");
}
