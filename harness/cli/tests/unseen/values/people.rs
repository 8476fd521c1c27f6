//! Who owns, holds and may dispose, of which country and number, since when and until when.

use serde_json::json;

use crate::change::{Change, Weight};
use crate::edit::{list, text, without};

use Weight::{Must, Nothing, Should};

const ACCOUNTS: &[&str] = &["ACCOUNTS-*", "DETAILS-*", "CONSISTENCY-00*", "SCHEMA-03*"];
const CARDS: &[&str] = &["CARDS-*", "CONSISTENCY-00*", "SCHEMA-03*"];
const ROLES: &[&str] = &["ROLES-*", "CONSISTENCY-01*", "SCHEMA-03*"];

/// Changes of people.
pub(crate) const ALL: &[Change] = &[
    each!("status-of-lists-disabled", Must, ACCOUNTS, listed, |one| {
        text(one, "status", |it| it.replace("enabled", "disabled"));
    })
    .mid(Must),
    each!("owners-of-sweden", Nothing, ACCOUNTS, owners, |owner| {
        owner["identifier"]["countryOfResidence"] = json!("SE");
    })
    .mini(Nothing),
    each!(
        "owner-start-before-birth",
        Must,
        ACCOUNTS,
        owners,
        |owner| {
            if !owner["startDate"].is_null() {
                owner["startDate"] = json!("1850-01-01");
            }
        }
    )
    .mid(Must),
    each!("accounts-in-euro", Must, ACCOUNTS, accounts, |one| {
        one["currency"] = json!("EUR");
    })
    .mid(Must)
    .mini(Must),
    each!("opened-tomorrow", Must, ACCOUNTS, detailed, |one| {
        if !one["startDate"].is_null() {
            one["startDate"] = json!(
                wire::dates::today()
                    .tomorrow()
                    .unwrap_or_default()
                    .to_string()
            );
        }
    })
    .mid(Must)
    .mini(Must),
    whole!("every-account-twice", Should, ACCOUNTS, Accounts, |doc| {
        if let Some(all) = list(doc, "accounts") {
            let again = all.clone();
            all.extend(again);
        }
    })
    .mini(Should),
    each!("everybody-sees-only", Must, ROLES, roles, |role| {
        role["permission"] = json!("rightToSeeOnly");
    })
    .mid(Must),
    each!("all-cards-blocked", Should, CARDS, cards, |card| {
        card["cardStatus"] = json!("blocked");
    })
    .mid(Should),
    each!("all-cards-of-version-nine", Must, CARDS, cards, |card| {
        card["versionNumber"] = json!("9");
    }),
    each!("role-names-in-capitals", Nothing, ROLES, roles, |role| {
        text(role, "name", str::to_uppercase);
    }),
    each!(
        "card-holders-in-capitals",
        Nothing,
        CARDS,
        all_cards,
        |card| {
            text(card, "holderName", str::to_uppercase);
        }
    ),
    each!(
        "card-versions-left-out",
        Nothing,
        CARDS,
        all_cards,
        |card| {
            without(card, "versionNumber");
        }
    ),
];
