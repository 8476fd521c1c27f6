//! Changes to the account list.

use serde_json::Value;

use super::edit::{drop, each, edit, list, null_if_empty, set, set_in};
use super::{BY_HAND, Change};
use crate::defect::Defect;

/// Defect, and what it changes in the document.
pub(super) const CHANGES: &[(Defect, Change)] = &[
    (Defect::ServicerValueLeftOut, |doc, _| {
        each(doc, "accounts", |a| {
            if let Some(servicer) = a.get_mut("servicer") {
                drop(&mut servicer["identifier"], "value");
            }
        });
    }),
    (Defect::NullLists, |doc, _| {
        list(doc, "accounts", |l| l.push(Value::Null));
    }),
    (Defect::FirstAccountLeftOut, |doc, _| {
        list(doc, "accounts", |l| {
            if !l.is_empty() {
                l.remove(0);
            }
        });
    }),
    (Defect::LastAccountLeftOut, |doc, _| {
        list(doc, "accounts", |l| {
            if l.len() > 1 {
                l.pop();
            }
        });
    }),
    (Defect::ClosedAccountsLeftOut, |doc, _| {
        list(doc, "accounts", |l| l.retain(|a| a["status"] != "deleted"));
    }),
    (Defect::OwnerIsSomebodyElse, |doc, _| {
        each(doc, "accounts", |a| {
            set(&mut a["primaryOwner"]["identifier"], "value", "310000027");
        });
    }),
    (Defect::OneReferenceForAll, |doc, _| {
        let first = doc["accounts"][0]["accountReference"].clone();
        each(doc, "accounts", |a| a["accountReference"] = first.clone());
    }),
    (Defect::ReferenceWithSlash, |doc, _| {
        each(doc, "accounts", |a| {
            edit(a, "accountReference", |r| r.replace('-', "/"));
        });
    }),
    (Defect::WithheldMisspelt, |doc, _| {
        each(doc, "accounts", |a| {
            if a["accountReference"] == "dataNotDelivered" {
                set(a, "accountReference", "DataNotDelivered");
            }
        });
    }),
    (Defect::NumbersWithDots, |doc, _| {
        each(doc, "accounts", |a| {
            edit(a, "accountIdentifier", |n| {
                format!("{}.{}.{}", &n[..4], &n[4..6], &n[6..])
            });
        });
    }),
    (Defect::AccountListedTwice, |doc, _| {
        list(doc, "accounts", |l| l.extend(l.first().cloned()));
    }),
    (Defect::TypeIsOther, |doc, _| {
        each(doc, "accounts", |a| set(a, "type", "otherAccount"));
    }),
    (Defect::CurrencyAlwaysNok, |doc, _| {
        each(doc, "accounts", |a| set(a, "currency", "NOK"));
    }),
    (Defect::WithheldShowsReference, |doc, _| {
        list(doc, "accounts", |l| {
            l.retain(|a| a["accountReference"] != "dataNotDelivered");
        });
    }),
    (Defect::AlwaysComplete, |doc, _| {
        set(&mut doc["responseDetails"], "status", "complete");
    }),
    (Defect::EmptyIsPartial, |doc, _| {
        if doc["accounts"].as_array().is_some_and(Vec::is_empty) {
            set(&mut doc["responseDetails"], "status", "partial");
        }
    }),
    (Defect::AccountsAlwaysPartial, |doc, _| {
        set_in(doc, "responseDetails", "status", "partial");
        set_in(doc, "responseDetails", "message", BY_HAND);
    }),
    (Defect::AccountsNull, |doc, _| {
        null_if_empty(doc, "accounts");
    }),
    (Defect::AccountsLeftOut, |doc, _| {
        if doc["accounts"].as_array().is_some_and(Vec::is_empty) {
            drop(doc, "accounts");
        }
    }),
    (Defect::ServicersMixed, |doc, _| {
        list(doc, "accounts", |l| {
            for account in l.iter_mut().skip(1).step_by(2) {
                if let Some(servicer) = account.get_mut("servicer") {
                    set_in(servicer, "identifier", "value", "310000035");
                }
            }
        });
    }),
    (Defect::LongPeriodsLoseAccounts, |doc, asked| {
        let period = asked.admitted.period;
        if wire::dates::years_before(period.to, 6) > period.from {
            list(doc, "accounts", |l| l.truncate(1));
        }
    }),
    (Defect::ClosedOnFromDateMissing, |doc, asked| {
        list(doc, "accounts", |l| {
            l.retain(|a| {
                asked
                    .account_of(a)
                    .is_none_or(|account| account.closed != Some(asked.admitted.period.from))
            });
        });
    }),
    (Defect::OpenedOnToDateMissing, |doc, asked| {
        list(doc, "accounts", |l| {
            l.retain(|a| {
                asked
                    .account_of(a)
                    .is_none_or(|account| account.opened != asked.admitted.period.to)
            });
        });
    }),
];
