//! Vergekontroll: what a guardian disposes of, and when.

use jiff::civil::Date;
use serde_json::Value;
use wire::messages::{Endpoint, header};
use wire::world::{AccountFact, GuardianshipFact, Relation};

use crate::check::account_list::List;
use crate::check::day::day;
use crate::check::declared::{Position, disposal};
use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::{Finding, NOTHING, Observation};
use crate::observations;

checks! {
    "accounts-of-guardian-delivered": List(delivered), NEEDS_DECLARED_ACCOUNT,
        "every account that the ward owns and the guardian disposes of is in the list",
        "alle konti som vergehaveren eier og vergen disponerer, står i listen";
    "accounts-without-guardian-absent": List(without_guardian_absent), NEEDS_DECLARED_ACCOUNT,
        "an account that the guardian does not dispose of is not in the list",
        "en konto som vergen ikke disponerer, ikke står i listen";
    "accounts-of-guardian-himself-absent": List(guardians_own_absent), NEEDS_DECLARED_ACCOUNT,
        "the list has no account that is owned by the guardian",
        "listen ikke har noen konto som vergen eier";
    "accounts-of-named-guardian": Answer(of_named_guardian, Evidence::Kept), NEEDS_ANSWER,
        "the list has the accounts that the guardian in the request disposes of, and no others",
        "listen har kontiene som vergen i forespørselen disponerer, og ingen andre";
    "guardianship-respected": Answer(respected, Evidence::Kept), NEEDS_ANSWER,
        "accounts, transactions and roles are of the time of the guardianship",
        "konti, transaksjoner og roller er fra tiden vergemålet varte";
    "roles-guardian-present": Each(Objects::DocumentsOf(Endpoint::Roles), guardian_present), NEEDS_ROLES,
        "the guardian is among the roles of an account that the guardian disposes of",
        "vergen er blant rollene på en konto som vergen disponerer";
    "roles-declared-present": Each(Objects::DocumentsOf(Endpoint::Roles), declared_present), NEEDS_ROLES,
        "everybody whom the profile declares as a role holder within the period is among the roles",
        "alle som profilen oppgir at hadde en rolle i perioden, er blant rollene";
}

observations! {
    /// An account of the guardianship is lacking.
    GUARDIANS_MISSING = "guardians-account-missing" {
        observed: "an account that the ward owns and the guardian disposes of is not in the list", "en konto som vergehaveren eier og vergen disponerer, står ikke i listen";
        expected: "the account {account} in the list", "kontoen {account} i listen";
    }
    /// An account that the guardian does not dispose of.
    UNDISPOSED_LISTED = "undisposed-account-listed" {
        observed: "an account that the guardian does not dispose of is in the list", "en konto som vergen ikke disponerer, står i listen";
        expected: "only accounts that the guardian disposes of", "bare konti som vergen disponerer";
    }
    /// An account of the guardian.
    GUARDIANS_OWN_LISTED = "guardians-own-account-listed" {
        observed: "an account that is owned by the guardian is in the list", "en konto som vergen eier, står i listen";
        expected: "only accounts that the ward owns", "bare konti som vergehaveren eier";
    }
    /// Something from outside the guardianship.
    OUTSIDE_GUARDIANSHIP = "outside-guardianship" {
        observed: "something is delivered from before or after the guardianship", "noe utleveres fra før eller etter vergemålet";
        expected: "from {from} to {to}", "fra {from} til {to}";
    }
    /// The guardian has no role.
    GUARDIAN_NOT_AMONG_ROLES = "guardian-not-among-roles" {
        observed: "the guardian is not among the roles of the account", "vergen er ikke blant kontoens roller";
        expected: "a role of the guardian", "en rolle for vergen";
    }
    /// A declared role holder is lacking.
    ROLE_HOLDER_MISSING = "declared-role-holder-missing" {
        observed: "somebody who had a role within the period is not among the roles", "en som hadde en rolle i perioden, er ikke blant rollene";
        expected: "every role holder of the period", "alle rolleinnehavere i perioden";
    }
}

/// The guardian that a valid request names.
fn guardian<'a>(grounds: &Grounds<'a>) -> Option<&'a str> {
    let guardians = grounds.party.guardians(grounds.from, grounds.to);
    guardians.first().copied()
}

/// How the right of disposal lies to the part of the period in which the party owned the account.
fn owned_disposal(fact: &AccountFact, guardian: &str, grounds: &Grounds<'_>) -> Option<Position> {
    if fact.relation != Relation::Owner {
        return None;
    }
    match crate::check::declared::position(fact, grounds) {
        Position::Within => Some(disposal(fact, guardian, grounds)),
        Position::Before | Position::After | Position::Touching => None,
    }
}

fn delivered(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(guardian) = guardian(grounds) else {
        return;
    };
    for fact in &grounds.party.accounts {
        if owned_disposal(fact, guardian, grounds) != Some(Position::Within) {
            continue;
        }
        tally.thing();
        if !list.has(fact) {
            tally.add(
                list.breach("/accounts", &GUARDIANS_MISSING)
                    .with("account", &fact.number)
                    .received(NOTHING),
            );
        }
    }
}

fn without_guardian_absent(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(guardian) = guardian(grounds) else {
        return;
    };
    for fact in &grounds.party.accounts {
        let position = owned_disposal(fact, guardian, grounds);
        if matches!(position, Some(Position::Before | Position::After)) {
            avoid(list, &fact.number, &UNDISPOSED_LISTED, tally);
        }
    }
}

fn guardians_own_absent(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(guardian) = guardian(grounds) else {
        return;
    };
    for entry in &list.entries {
        tally.thing();
        if entry.owner.as_deref() == Some(guardian) {
            tally.add(entry.breach("/primaryOwner/identifier/value", &GUARDIANS_OWN_LISTED));
        }
    }
}

fn avoid(list: &List, number: &str, listed: &Observation, tally: &mut Tally) {
    tally.thing();
    for entry in list.of(number) {
        tally.add(
            entry
                .breach("/accountIdentifier", listed)
                .received(number.to_owned()),
        );
    }
}

fn of_named_guardian(seen: Seen<'_>, _: &[Seen<'_>], grounds: &Grounds<'_>) -> Judged {
    let headers = seen.exchange.request.headers.iter();
    let named = headers
        .filter(|(name, _)| name.eq_ignore_ascii_case(header::ADDITIONAL_REFERENCE_ID))
        .find_map(|(_, value)| std::str::from_utf8(value).ok());
    let (Some(document), Some(named)) = (delivered_document(seen), named) else {
        return Judged::nothing();
    };
    let listed: Vec<&str> = elements(document, "accounts")
        .filter_map(|entry| entry.get("accountIdentifier")?.as_str())
        .collect();
    let mut findings = Vec::new();
    for fact in &grounds.party.accounts {
        let is_listed = listed.contains(&fact.number.as_str());
        match owned_disposal(fact, named, grounds) {
            Some(Position::Within) if !is_listed => findings.push(
                Finding::breach(&GUARDIANS_MISSING)
                    .with("account", &fact.number)
                    .received(NOTHING)
                    .at("/accounts"),
            ),
            Some(Position::Before | Position::After) if is_listed => findings.push(
                Finding::breach(&UNDISPOSED_LISTED)
                    .received(fact.number.clone())
                    .at("/accounts"),
            ),
            Some(_) | None => {}
        }
    }
    seen.judged(findings)
}

/// The first guardianship for daily banking; the two days at its ends are left open.
fn respected(seen: Seen<'_>, _: &[Seen<'_>], grounds: &Grounds<'_>) -> Judged {
    let mut entries = grounds.party.guardianships.iter();
    let time = entries.find(|one| one.daily_banking);
    let (Some(document), Some(time)) = (delivered_document(seen), time) else {
        return Judged::nothing();
    };
    let mut findings = Vec::new();
    let mut outside = |pointer: String, what: &str| {
        findings.push(
            Finding::breach(&OUTSIDE_GUARDIANSHIP)
                .with("from", time.from)
                .with(
                    "to",
                    time.to.map_or_else(|| "…".to_owned(), |to| to.to_string()),
                )
                .received(what)
                .at(pointer),
        );
    };
    for (index, one) in elements(document, "transactions").enumerate() {
        let booked = one.get("bookingDate").and_then(Value::as_str);
        let is_booked = one.get("status").and_then(Value::as_str) == Some("booked");
        if let Some(text) = booked.filter(|_| is_booked)
            && day(text).is_some_and(|day| is_outside(time, day, day))
        {
            outside(format!("/transactions/{index}/bookingDate"), text);
        }
    }
    for (index, one) in elements(document, "roles").enumerate() {
        let moment = |name: &str| one.get(name).and_then(Value::as_str).and_then(day);
        let start = moment("startDate").unwrap_or(Date::MIN);
        let end = moment("endDate").unwrap_or(Date::MAX);
        if is_outside(time, start, end) {
            outside(format!("/roles/{index}"), &format!("{start} – {end}"));
        }
    }
    for (index, one) in elements(document, "accounts").enumerate() {
        let number = one.get("accountIdentifier").and_then(Value::as_str);
        let fact = grounds
            .party
            .accounts
            .iter()
            .find(|fact| Some(fact.number.as_str()) == number);
        if let Some(fact) = fact
            && is_outside(
                time,
                fact.opened.unwrap_or(Date::MIN),
                fact.closed.unwrap_or(Date::MAX),
            )
        {
            outside(format!("/accounts/{index}"), &fact.number);
        }
    }
    seen.judged(findings)
}

/// Whether nothing of `start..=end` is within the guardianship or on the day beside it.
fn is_outside(time: &GuardianshipFact, start: Date, end: Date) -> bool {
    let before = time.from.yesterday().is_ok_and(|day| end < day);
    let after = time
        .to
        .and_then(|to| to.tomorrow().ok())
        .is_some_and(|day| day < start);
    before || after
}

fn guardian_present(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let fact = place.view.account.and_then(|account| account.fact);
    let (Some(fact), Some(guardian)) = (fact, guardian(grounds)) else {
        return;
    };
    if owned_disposal(fact, guardian, grounds) != Some(Position::Within) {
        return;
    }
    tally.thing();
    if !has_role(place, guardian) {
        tally.add(
            place
                .breach(&GUARDIAN_NOT_AMONG_ROLES)
                .received(NOTHING)
                .at("/roles"),
        );
    }
}

fn declared_present(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(fact) = place.view.account.and_then(|account| account.fact) else {
        return;
    };
    if place.text_at(&["responseDetails", "status"]) == Some("partial") {
        return;
    }
    for holder in &fact.role_holders {
        if disposal(fact, &holder.party_id, grounds) != Position::Within {
            continue;
        }
        tally.thing();
        if !has_role(place, &holder.party_id) {
            tally.add(
                place
                    .breach(&ROLE_HOLDER_MISSING)
                    .received(NOTHING)
                    .at("/roles"),
            );
        }
    }
}

fn has_role(place: &Place<'_>, number: &str) -> bool {
    let mut roles = place.elements("roles").into_iter();
    roles.any(|role| role.text_at(&["identifier", "value"]) == Some(number))
}

fn delivered_document(seen: Seen<'_>) -> Option<&Value> {
    seen.answer.document().filter(|_| seen.answer.status == 200)
}

fn elements<'a>(document: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    let list = document.get(name).and_then(Value::as_array);
    list.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;
    use wire::world::PartyEntry;

    use super::*;
    use crate::check::account_list::{ListRule, WholeList};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, judge_for, party};

    const GUARDIAN: &str = "26845099148";

    fn ward(holders: &Value) -> PartyEntry {
        party(json!({"party_id": "13867498351",
            "guardianships": [{"guardian": GUARDIAN, "from": "2020-01-01", "daily_banking": true}],
            "accounts": [{"number": "86011117947", "relation": "owner", "type": "salaryAccount",
                "currency": "NOK", "role_holders": holders}]}))
    }

    fn listed(rule: ListRule, holders: &Value, accounts: &Value) -> Judged {
        let document = json!({"responseDetails": {"status": "complete"}, "accounts": accounts});
        let shown = [Shown::accounts(document)];
        judge_for(WholeList::new(rule), &shown, &ward(holders), |_| {})
    }

    fn held(from: &str, to: Option<&str>) -> Value {
        json!([{"party_id": GUARDIAN, "start": from, "end": to}])
    }

    fn one() -> Value {
        json!([{"accountIdentifier": "86011117947", "accountReference": "r"}])
    }

    #[test]
    fn an_account_that_the_guardian_disposes_of_belongs_in_the_list() {
        let holders = held("2020-01-01", None);
        assert_conforms(&listed(delivered, &holders, &one()));
        assert_breach(&listed(delivered, &holders, &json!([])), &GUARDIANS_MISSING);
    }

    #[test]
    fn an_account_that_the_guardian_gave_up_before_does_not_belong_in_the_list() {
        let holders = held("2019-01-01", Some("2020-01-01"));
        assert_conforms(&listed(without_guardian_absent, &holders, &json!([])));
        assert_breach(
            &listed(without_guardian_absent, &holders, &one()),
            &UNDISPOSED_LISTED,
        );
    }

    #[test]
    fn an_account_of_the_guardian_does_not_belong_in_the_list() {
        let accounts = json!([{"primaryOwner": {"identifier": {"value": GUARDIAN}}}]);
        assert_breach(
            &listed(guardians_own_absent, &json!([]), &accounts),
            &GUARDIANS_OWN_LISTED,
        );
    }

    #[test]
    fn the_days_beside_a_guardianship_are_left_open() {
        let time = GuardianshipFact {
            guardian: None,
            from: date(2025, 5, 1),
            to: Some(date(2025, 8, 31)),
            daily_banking: true,
        };
        let lies_outside = |day| is_outside(&time, day, day);
        assert!(!lies_outside(date(2025, 4, 30)) && !lies_outside(date(2025, 9, 1)));
        assert!(lies_outside(date(2025, 4, 29)) && lies_outside(date(2025, 9, 2)));
    }
}
