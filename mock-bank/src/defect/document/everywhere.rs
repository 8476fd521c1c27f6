//! Changes to the documents of all endpoints.

use serde_json::{Value, json};

use super::Change;
use super::edit::{
    chance, drop, each, each_account, edit, every_text, list, norwegian, set, set_in,
};
use crate::defect::Defect;

/// Defect, and what it changes in the document.
pub(super) const CHANGES: &[(Defect, Change)] = &[
    (Defect::ResponseDetailsLeftOut, |doc, _| {
        drop(doc, "responseDetails");
    }),
    (Defect::StatusIsNumber, |doc, _| {
        set(&mut doc["responseDetails"], "status", 1);
    }),
    (Defect::NorwegianDates, |doc, _| {
        every_text(doc, &mut |_, text| {
            if let Some(date) = norwegian(text) {
                *text = date;
            }
        });
    }),
    (Defect::EndlessNames, |doc, _| {
        every_text(doc, &mut |name, text| {
            if name.to_lowercase().ends_with("name") {
                *text = text.repeat(60);
            }
        });
    }),
    (Defect::UnknownValues, |doc, _| {
        every_text(doc, &mut |name, text| {
            if ["status", "type", "permission", "cardStatus"].contains(&name) {
                text.push_str("Unknown");
            }
        });
    }),
    (Defect::RequiredNumberLeftOut, |doc, _| {
        each(doc, "accounts", |a| drop(a, "accountIdentifier"));
        drop(&mut doc["account"], "accountIdentifier");
    }),
    (Defect::DataOfChance, |doc, _| {
        each(doc, "accounts", |a| {
            a["primaryOwner"]["name"] = json!(format!("Navn {}", chance()));
        });
        set(
            &mut doc["account"],
            "startDate",
            format!("20{:02}-01-01", 10 + chance() % 9),
        );
        each(doc, "transactions", |t| {
            set(t, "additionalInfo", chance().to_string());
        });
        each(doc, "paymentCards", |c| {
            set(c, "holderName", chance().to_string());
        });
        each(doc, "roles", |r| set(r, "name", chance().to_string()));
    }),
    (Defect::EmptyTransactionsPartial, |doc, _| {
        for name in ["transactions", "paymentCards", "roles"] {
            if doc[name].as_array().is_some_and(Vec::is_empty) {
                set(&mut doc["responseDetails"], "status", "partial");
            }
        }
    }),
    (Defect::TimesWithoutZone, |doc, _| {
        every_text(doc, &mut |name, text| {
            if name == "registered" {
                text.truncate(19);
            }
        });
    }),
    (Defect::CountryThreeLetters, |doc, _| {
        every_text(doc, &mut |name, text| {
            if is_country(name) {
                "NOR".clone_into(text);
            }
        });
    }),
    (Defect::CountrySmallLetters, |doc, _| {
        every_text(doc, &mut |name, text| {
            if is_country(name) {
                *text = text.to_lowercase();
            }
        });
    }),
    (Defect::CurrencyFourLetters, |doc, _| {
        every_text(doc, &mut |name, text| {
            if is_currency(name) {
                text.push('R');
            }
        });
    }),
    (Defect::CurrencySmallLetters, |doc, _| {
        every_text(doc, &mut |name, text| {
            if is_currency(name) {
                *text = text.to_lowercase();
            }
        });
    }),
    (Defect::OrganisationAsPerson, |doc, _| {
        every_text(doc, &mut |name, text| {
            if name == "type" && text == ORGANISATION {
                PERSON.clone_into(text);
            }
        });
    }),
    (Defect::PersonAsOrganisation, |doc, _| {
        every_text(doc, &mut |name, text| {
            if name == "type" && text == PERSON {
                ORGANISATION.clone_into(text);
            }
        });
    }),
    (Defect::NamesHidden, |doc, _| {
        each_account(doc, |a| set_in(a, "primaryOwner", "name", "KUNDE"));
        each(doc, "roles", |r| set(r, "name", "KUNDE"));
    }),
    (Defect::PermissionsExchanged, |doc, _| {
        each_account(doc, |a| exchange_permission(a.get_mut("primaryOwner")));
        each(doc, "roles", |r| exchange_permission(Some(r)));
    }),
    (Defect::MessageIsDash, |doc, _| {
        edit(&mut doc["responseDetails"], "message", |_| "-".to_owned());
    }),
    (Defect::CardIssuerAsPerson, |doc, _| {
        each(doc, "paymentCards", issuer_as_person);
        each(doc, "transactions", |t| {
            if let Some(card) = t.get_mut("paymentCard") {
                issuer_as_person(card);
            }
        });
    }),
    (Defect::PersonNumbersMasked, |doc, _| {
        every_text(doc, &mut |name, text| {
            if name == "value" && wire::identifiers::NationalId::parse(text).is_ok() {
                text.replace_range(6.., "*****");
            }
        });
    }),
    (Defect::PartialInCapitals, |doc, _| {
        if doc["responseDetails"]["status"] == "partial" {
            set(&mut doc["responseDetails"], "status", "PARTIAL");
        }
    }),
    (Defect::CurrencyNokEverywhere, |doc, _| {
        every_text(doc, &mut |name, text| {
            if name == "currency" {
                "NOK".clone_into(text);
            }
        });
    }),
    (Defect::TwoNextLinks, |doc, _| {
        list(doc, "links", |l| l.extend(next_link(l)));
    }),
    (Defect::NextLinkToOtherHost, |doc, _| {
        each(doc, "links", |l| {
            edit(l, "href", |path| format!("https://bank.example{path}"));
        });
    }),
    (Defect::PayloadIsList, |doc, _| {
        *doc = json!([doc.take()]);
    }),
];

const ORGANISATION: &str = "countryIdentificationCode";
const PERSON: &str = "nationalIdentityNumber";

fn issuer_as_person(card: &mut Value) {
    set_in(card, "cardIssuerIdentifier", "type", PERSON);
}

fn is_country(name: &str) -> bool {
    ["countryOfResidence", "country"].contains(&name)
}

fn is_currency(name: &str) -> bool {
    name.to_lowercase().ends_with("currency")
}

fn exchange_permission(holder: Option<&mut Value>) {
    if let Some(holder) = holder {
        edit(holder, "permission", |permission| {
            if permission == "rightToUseAlone" {
                "rightToUseWithOther".to_owned()
            } else {
                "rightToUseAlone".to_owned()
            }
        });
    }
}

fn next_link(links: &[Value]) -> Option<Value> {
    links.iter().find(|link| link["rel"] == "next").cloned()
}
