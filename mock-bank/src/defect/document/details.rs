//! Changes to account details.

use serde_json::json;

use super::edit::{drop, each, edit, list, next_day, set, set_if_absent, set_in};
use super::{BY_HAND, Change};
use crate::defect::Defect;

/// Defect, and what it changes in the document.
pub(super) const CHANGES: &[(Defect, Change)] = &[
    (Defect::DetailsOfOtherNumber, |doc, _| {
        edit(&mut doc["account"], "accountIdentifier", |n| {
            n.chars().rev().collect()
        });
    }),
    (Defect::DetailsOfOtherReference, |doc, _| {
        set(
            &mut doc["account"],
            "accountReference",
            "6f0c2b3e-8c5c-4f3e-9f0a-1c2d3e4f5a6b",
        );
    }),
    (Defect::DetailsOfOtherOwner, |doc, _| {
        set(
            &mut doc["account"]["primaryOwner"]["identifier"],
            "value",
            "310000027",
        );
    }),
    (Defect::DetailsInOtherCurrency, |doc, _| {
        set(&mut doc["account"], "currency", "USD");
    }),
    (Defect::DetailsOfOtherType, |doc, _| {
        set(&mut doc["account"], "type", "otherAccount");
    }),
    (Defect::DetailsOfOtherServicer, |doc, _| {
        set(
            &mut doc["account"]["servicer"]["identifier"],
            "value",
            "310000035",
        );
        set(&mut doc["account"]["servicer"], "name", "En annen bank");
    }),
    (Defect::NamesDiffer, |doc, _| {
        edit(&mut doc["account"]["primaryOwner"], "name", |n| {
            format!("{n} Senior")
        });
    }),
    (Defect::DetailsWithoutAccount, |doc, _| drop(doc, "account")),
    (Defect::BookedBalanceLeftOut, |doc, _| {
        list(&mut doc["account"], "balances", |l| {
            l.retain(|b| b["type"] != "bookedBalance");
        });
    }),
    (Defect::AvailableBalanceLeftOut, |doc, _| {
        list(&mut doc["account"], "balances", |l| {
            l.retain(|b| b["type"] != "availableBalance");
        });
    }),
    (Defect::BalanceOfTomorrow, |doc, _| {
        each(&mut doc["account"], "balances", |b| {
            edit(b, "registered", |_| "2099-01-01T12:00:00+01:00".into());
        });
    }),
    (Defect::BalanceWithoutDirection, |doc, _| {
        each(&mut doc["account"], "balances", |b| {
            drop(b, "creditDebitIndicator");
        });
    }),
    (Defect::CreditLineWithoutCurrency, |doc, _| {
        each(&mut doc["account"], "balances", |b| {
            drop(b, "creditLineCurrency");
        });
    }),
    (Defect::CreditLineLeftOut, |doc, _| {
        each(&mut doc["account"], "balances", |b| {
            for name in [
                "creditLineIncluded",
                "creditLineAmount",
                "creditLineCurrency",
            ] {
                drop(b, name);
            }
        });
    }),
    (Defect::BalanceTwice, |doc, _| {
        list(&mut doc["account"], "balances", |l| {
            l.extend(l.first().cloned());
        });
    }),
    (Defect::BalancesInKroner, |doc, _| {
        let is_nok = doc["account"]["currency"] == "NOK";
        each(&mut doc["account"], "balances", |b| {
            set(b, "currency", if is_nok { "SEK" } else { "NOK" });
        });
    }),
    (Defect::StartOneDayLate, |doc, _| {
        edit(&mut doc["account"], "startDate", next_day);
    }),
    (Defect::EndBeforeStart, |doc, _| {
        if doc["account"].get("endDate").is_some() {
            set(&mut doc["account"], "endDate", "1999-01-01");
        }
    }),
    (Defect::OpenedAfterPeriod, |doc, _| {
        set(&mut doc["account"], "startDate", "2099-01-01");
    }),
    (Defect::EndDateAlways, |doc, _| {
        set_if_absent(&mut doc["account"], "endDate", "9999-12-31");
    }),
    (Defect::EndDateOfFirstClosing, |doc, asked| {
        if let Some((_, closed)) = asked.account.and_then(|account| account.earlier.first()) {
            set(&mut doc["account"], "endDate", closed.to_string());
        }
    }),
    (Defect::StartOfFirstOpening, |doc, asked| {
        if let Some((opened, _)) = asked.account.and_then(|account| account.earlier.first()) {
            set(&mut doc["account"], "startDate", opened.to_string());
        }
    }),
    (Defect::StartIsFromDate, |doc, asked| {
        set(
            &mut doc["account"],
            "startDate",
            asked.admitted.period.from.to_string(),
        );
    }),
    (Defect::EndIsStart, |doc, _| {
        let start = doc["account"]["startDate"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        edit(&mut doc["account"], "endDate", |_| start.clone());
    }),
    (Defect::EndInFuture, |doc, _| {
        edit(&mut doc["account"], "endDate", |_| "2099-12-31".to_owned());
    }),
    (Defect::DetailsOwnerStartDiffers, |doc, _| {
        if let Some(owner) = doc["account"].get_mut("primaryOwner") {
            edit(owner, "startDate", next_day);
        }
    }),
    (Defect::OwnerStartIsAccountStart, |doc, asked| {
        if let Some(account) = asked.account {
            let first = account
                .owners
                .first()
                .map_or(account.opened, |owner| owner.from);
            set_in(
                &mut doc["account"],
                "primaryOwner",
                "startDate",
                first.to_string(),
            );
        }
    }),
    (
        Defect::DetailsAlwaysPartial,
        |doc, _| *doc = json!({"responseDetails": {"status": "partial", "message": BY_HAND}}),
    ),
    (Defect::DetailsPartialWithoutMessage, |doc, _| {
        *doc = json!({"responseDetails": {"status": "partial"}});
    }),
    (Defect::DetailsStatusDiffers, |doc, _| {
        edit(&mut doc["account"], "status", |status| {
            if status == "disabled" {
                "enabled".to_owned()
            } else {
                "disabled".to_owned()
            }
        });
    }),
    (Defect::ServicerNameDiffers, |doc, _| {
        set_in(&mut doc["account"], "servicer", "name", "Banken");
    }),
];
