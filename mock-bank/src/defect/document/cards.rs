//! Changes to cards.

use serde_json::json;

use super::edit::{drop_value, each, edit, list, null_if_empty, set, set_in};
use super::{BY_HAND, Change, partial};
use crate::defect::Defect;

/// Defect, and what it changes in the document.
pub(super) const CHANGES: &[(Defect, Change)] = &[
    (Defect::CardVersionZero, |doc, _| {
        each(doc, "paymentCards", |c| set(c, "versionNumber", "0"));
    }),
    (Defect::CardExpiresFirst, |doc, _| {
        each(doc, "paymentCards", |c| {
            let start = c["startDate"].clone();
            c["startDate"] = c["expiryDate"].clone();
            c["expiryDate"] = start;
        });
    }),
    (Defect::CardListedTwice, |doc, _| {
        list(doc, "paymentCards", |l| l.extend(l.first().cloned()));
    }),
    (Defect::CardLeftOut, |doc, _| {
        list(doc, "paymentCards", |l| drop_value(l.pop()));
    }),
    (Defect::NoCards, |doc, _| {
        list(doc, "paymentCards", Vec::clear);
    }),
    (Defect::FirstCardOnly, |doc, _| {
        list(doc, "paymentCards", |l| l.truncate(1));
    }),
    (
        Defect::CardsAlwaysPartial,
        |doc, _| *doc = json!({"responseDetails": {"status": "partial", "message": BY_HAND}, "paymentCards": []}),
    ),
    (
        Defect::CardsPartialWithoutMessage,
        |doc, _| *doc = json!({"responseDetails": {"status": "partial"}, "paymentCards": []}),
    ),
    (Defect::CardsDroppedAsPartial, |doc, _| {
        list(doc, "paymentCards", |l| l.truncate(1));
        set(doc, "responseDetails", partial());
    }),
    (Defect::CardsNull, |doc, _| {
        null_if_empty(doc, "paymentCards");
    }),
    (Defect::AllCardsExpired, |doc, _| {
        each(doc, "paymentCards", |c| {
            set(c, "startDate", "2011-01");
            set(c, "expiryDate", "2015-01");
        });
    }),
    (Defect::CardTypesExchanged, |doc, _| {
        each(doc, "paymentCards", |c| {
            edit(c, "type", |kind| {
                if kind == "debitCard" {
                    "creditCard".to_owned()
                } else {
                    "debitCard".to_owned()
                }
            });
        });
    }),
    (Defect::CardsAlwaysActive, |doc, _| {
        each(doc, "paymentCards", |c| set(c, "cardStatus", "active"));
    }),
    (Defect::CardHoldersExchanged, |doc, asked| {
        let owner = asked
            .account
            .and_then(|account| account.owners.last())
            .map(|owner| asked.core.data.parties[owner.party].name.clone())
            .unwrap_or_default();
        each(doc, "paymentCards", |c| {
            set(c, "holderName", owner.as_str());
        });
    }),
    (Defect::CardShowsEight, |doc, _| {
        each(doc, "paymentCards", |c| {
            edit(c, "cardIdentifier", |number| number.replacen("XX", "31", 1));
        });
    }),
    (Defect::CardMaskedByStars, |doc, _| {
        each(doc, "paymentCards", |c| {
            edit(c, "cardIdentifier", |number| number.replace('X', "*"));
        });
    }),
    (Defect::CardIssuerOther, |doc, _| {
        each(doc, "paymentCards", |c| {
            set_in(c, "cardIssuerIdentifier", "value", "310000035");
        });
    }),
    (Defect::ExpiredCardsLeftOut, |doc, asked| {
        let month = asked.today().to_string()[..7].to_owned();
        list(doc, "paymentCards", |l| {
            l.retain(|c| {
                c["expiryDate"]
                    .as_str()
                    .is_none_or(|expiry| expiry >= month.as_str())
            });
        });
    }),
];
