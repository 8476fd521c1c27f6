//! Changes to roles.

use serde_json::json;

use super::edit::{
    chance, days_later, drop, drop_value, each, edit, list, null_if_empty, set, set_if_absent,
    set_in,
};
use super::{BY_HAND, Change, partial};
use crate::defect::Defect;

/// Defect, and what it changes in the document.
pub(super) const CHANGES: &[(Defect, Change)] = &[
    (Defect::RoleNamesDiffer, |doc, _| {
        each(doc, "roles", |r| {
            edit(r, "name", |n| format!("{n} {}", chance()));
        });
    }),
    (Defect::RoleEndsFirst, |doc, _| {
        each(doc, "roles", |r| set(r, "endDate", "1999-01-01"));
    }),
    (Defect::RoleListedTwice, |doc, _| {
        list(doc, "roles", |l| l.extend(l.first().cloned()));
    }),
    (Defect::RoleLeftOut, |doc, _| {
        list(doc, "roles", |l| drop_value(l.pop()));
    }),
    (Defect::RoleNumberWrong, |doc, _| {
        each(doc, "roles", |r| {
            set(&mut r["identifier"], "value", "12345678901");
        });
    }),
    (Defect::NoRoles, |doc, _| list(doc, "roles", Vec::clear)),
    (Defect::FirstRoleOnly, |doc, _| {
        list(doc, "roles", |l| l.truncate(1));
    }),
    (Defect::RolesAlwaysPartial, |doc, _| {
        *doc = json!({"responseDetails": {"status": "partial", "message": BY_HAND}, "roles": []});
    }),
    (Defect::RolesPartialWithoutMessage, |doc, _| {
        *doc = json!({"responseDetails": {"status": "partial"}, "roles": []});
    }),
    (Defect::RolesDroppedAsPartial, |doc, _| {
        list(doc, "roles", |l| l.truncate(1));
        set(doc, "responseDetails", partial());
    }),
    (Defect::RolesNull, |doc, _| null_if_empty(doc, "roles")),
    (Defect::RoleEndDateAlways, |doc, _| {
        each(doc, "roles", |r| set_if_absent(r, "endDate", "9999-12-31"));
    }),
    (Defect::RoleEndDateNever, |doc, _| {
        each(doc, "roles", |r| drop(r, "endDate"));
    }),
    (Defect::RoleStartYearLate, |doc, _| {
        each(doc, "roles", |r| {
            edit(r, "startDate", |day| days_later(day, 365));
        });
    }),
    (Defect::RoleOfOwner, |doc, asked| {
        let owner = asked
            .account
            .and_then(|account| account.owners.last())
            .map(|owner| asked.core.data.parties[owner.party].id.as_str())
            .unwrap_or_default();
        each(doc, "roles", |r| set_in(r, "identifier", "value", owner));
    }),
];
