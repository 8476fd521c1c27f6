//! The list of a customer's banks: which of them, and what is said of each.

use jiff::civil::Date;
use serde_json::{Value, json};
use wire::world::{CustomerRegister, Ownership, RelationshipFact};

use super::behaviour::OverviewBehaviour;
use super::behaviour::OverviewDefect as Defect;
use super::behaviour::OverviewVariant as Variant;
use super::directory::Directory;
use super::query::{Inquiry, OwnerFlag};

/// A bank of the answer, from all relationships with it in the period.
struct Listed<'a> {
    orgno: &'a str,
    name: Option<&'a str>,
    ownership: Ownership,
    active: bool,
}

/// The banks, as the answer has them.
pub(super) fn banks(
    known: &[RelationshipFact],
    directory: &Directory,
    inquiry: &Inquiry,
    today: Date,
    behaviour: OverviewBehaviour,
) -> Vec<Value> {
    let mut listed: Vec<Listed<'_>> = Vec::new();
    for one in known
        .iter()
        .filter(|one| in_period(one, inquiry, behaviour))
    {
        let active = is_active(one, inquiry, today, behaviour);
        let twice = behaviour.has(Defect::BothRegistersTwice);
        let same = listed.iter_mut().find(|listed| listed.orgno == one.orgno);
        match same.filter(|_| !twice) {
            Some(same) => {
                same.ownership = joined(same.ownership, one.ownership);
                same.active |= active;
                same.name = same.name.or(one.name.as_deref());
            }
            None => listed.push(Listed {
                orgno: &one.orgno,
                name: one.name.as_deref(),
                ownership: one.ownership,
                active,
            }),
        }
    }
    let filters = match inquiry.only_primary_owner {
        OwnerFlag::True => !behaviour.has(Defect::NothingFiltered),
        OwnerFlag::False => behaviour.has(Defect::AlwaysFiltered),
        OwnerFlag::NotSent => behaviour.has(Defect::FilteredByDefault),
    };
    listed.retain(|one| !filters || one.ownership != Ownership::NotOwner);
    if behaviour.has(Defect::OneBankOnly) {
        listed.truncate(1);
    }
    if behaviour.is(Variant::BanksReversed) {
        listed.reverse();
    }
    let entries = listed.iter();
    entries
        .map(|one| entry(one, directory, inquiry, behaviour))
        .collect()
}

fn in_period(one: &RelationshipFact, inquiry: &Inquiry, behaviour: OverviewBehaviour) -> bool {
    let begun = if behaviour.has(Defect::LastDayLost) {
        one.from < inquiry.to
    } else {
        one.from <= inquiry.to || behaviour.has(Defect::BegunLaterKept)
    };
    let lasts = match one.to {
        None => true,
        Some(_) if behaviour.has(Defect::PresentOnly) => false,
        Some(end) if behaviour.has(Defect::FirstDayLost) => end > inquiry.from,
        Some(end) => end >= inquiry.from || behaviour.has(Defect::EndedKept),
    };
    begun && lasts
}

fn is_active(
    one: &RelationshipFact,
    inquiry: &Inquiry,
    today: Date,
    behaviour: OverviewBehaviour,
) -> bool {
    let known = one.register == CustomerRegister::Kar || behaviour.has(Defect::ActiveInKfr);
    let owned = one.ownership == Ownership::Owner
        || (behaviour.has(Defect::ActiveForDisponents) && one.ownership == Ownership::NotOwner);
    let open = one.to.is_none() || behaviour.has(Defect::ActiveWhenClosed);
    let now = inquiry.to == today || behaviour.has(Defect::ActiveInThePast);
    // KFR has no accounts and a disponent none of its own: only the defects make them active.
    let active = one.active
        || behaviour.has(Defect::ActiveInKfr)
        || behaviour.has(Defect::ActiveForDisponents)
        || behaviour.has(Defect::ActiveWhenClosed);
    known && owned && open && now && active && !behaviour.has(Defect::NeverActive)
}

fn joined(left: Ownership, right: Ownership) -> Ownership {
    match (left, right) {
        (Ownership::Owner, _) | (_, Ownership::Owner) => Ownership::Owner,
        (Ownership::Unknown, _) | (_, Ownership::Unknown) => Ownership::Unknown,
        (Ownership::NotOwner, Ownership::NotOwner) => Ownership::NotOwner,
    }
}

fn entry(
    one: &Listed<'_>,
    directory: &Directory,
    inquiry: &Inquiry,
    behaviour: OverviewBehaviour,
) -> Value {
    let mut entry = json!({
        "organizationID": one.orgno,
        "bankName": one.name.unwrap_or_else(|| directory.name_of(one.orgno)),
    });
    if one.active || !behaviour.has(Defect::ActiveLeftOut) {
        entry["activeAccount"] = json!(one.active);
    }
    let says_ownership = match inquiry.only_primary_owner {
        OwnerFlag::True => !behaviour.has(Defect::OwnershipOnlyWithFalse),
        OwnerFlag::False => !behaviour.has(Defect::OwnershipOnlyWithTrue),
        OwnerFlag::NotSent => behaviour.is(Variant::OwnershipAlways),
    };
    if says_ownership {
        entry["ownershipType"] = json!(ownership(one.ownership, behaviour));
    }
    if behaviour.has(Defect::OrgnoAsNumber) {
        entry["organizationID"] = json!(one.orgno.parse::<u64>().unwrap_or_default());
    }
    if behaviour.has(Defect::NameLeftOut)
        && let Some(members) = entry.as_object_mut()
    {
        members.remove("bankName");
    }
    if behaviour.is(Variant::MoreFields) {
        entry["registeredIn"] = json!("KAR");
    }
    entry
}

fn ownership(ownership: Ownership, behaviour: OverviewBehaviour) -> String {
    let word = match ownership {
        _ if behaviour.has(Defect::DisponentsAreOwners) => "primaryOwner",
        Ownership::Owner => "primaryOwner",
        Ownership::Unknown if !behaviour.has(Defect::UnknownAsNotOwner) => "unknown",
        Ownership::NotOwner | Ownership::Unknown => "notPrimaryOwner",
    };
    if behaviour.has(Defect::OtherOwnershipWord) {
        word.to_uppercase()
    } else {
        word.to_owned()
    }
}
