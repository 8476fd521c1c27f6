//! Changes to what the list and the details of an account share.

use super::Change;
use super::edit::{each_account, edit, set, set_if_absent, set_in};
use crate::defect::Defect;

/// Defect, and what it changes in the document.
pub(super) const CHANGES: &[(Defect, Change)] = &[
    (Defect::AccountNumberIsNumber, |doc, _| {
        each_account(doc, |a| {
            if let Some(number) = a["accountIdentifier"]
                .as_str()
                .and_then(|text| text.parse::<u64>().ok())
            {
                set(a, "accountIdentifier", number);
            }
        });
    }),
    (Defect::ServicerAsPerson, |doc, _| {
        each_account(doc, |a| {
            if let Some(servicer) = a.get_mut("servicer") {
                set_in(servicer, "identifier", "type", "nationalIdentityNumber");
            }
        });
    }),
    (Defect::ServicerOfOtherBank, |doc, _| {
        each_account(doc, |a| {
            if let Some(servicer) = a.get_mut("servicer") {
                set_in(servicer, "identifier", "value", "310000035");
            }
        });
    }),
    (Defect::ServicerNumberInvalid, |doc, _| {
        each_account(doc, |a| {
            if let Some(servicer) = a.get_mut("servicer") {
                set_in(servicer, "identifier", "value", "123456789");
            }
        });
    }),
    (Defect::StatusAlwaysEnabled, |doc, _| {
        each_account(doc, |a| set(a, "status", "enabled"));
    }),
    (Defect::StatusAlwaysDeleted, |doc, _| {
        each_account(doc, |a| set(a, "status", "deleted"));
    }),
    (Defect::BlockedAccountEnabled, |doc, _| {
        each_account(doc, |a| {
            if a["status"] == "disabled" {
                set(a, "status", "enabled");
            }
        });
    }),
    (Defect::OwnerEndDateAlways, |doc, _| {
        each_account(doc, |a| {
            if let Some(owner) = a.get_mut("primaryOwner") {
                set_if_absent(owner, "endDate", "9999-12-31");
            }
        });
    }),
    (Defect::OwnerMaySeeOnly, |doc, _| {
        each_account(doc, |a| {
            set_in(a, "primaryOwner", "permission", "rightToSeeOnly");
        });
    }),
    (Defect::TypeIsOtherEverywhere, |doc, _| {
        each_account(doc, |a| set(a, "type", "otherAccount"));
    }),
    (Defect::AccountNumberDigitsExchanged, |doc, _| {
        each_account(doc, |a| {
            edit(a, "accountIdentifier", |n| {
                let mut digits: Vec<char> = n.chars().collect();
                digits.swap(5, 8);
                digits.into_iter().collect()
            });
        });
    }),
];
