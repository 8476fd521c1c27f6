//! Roles, against those that the profile declares.

use jiff::civil::Date;
use wire::messages::Endpoint;
use wire::world::{AccountFact, Holder};

use crate::check::day::day;
use crate::check::declared::{Position, changed_owner, is_by_hand, within};
use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::NOTHING;
use crate::observations;

checks! {
    "roles-declared": Each(Objects::DocumentsOf(Endpoint::Roles), in_list), NEEDS_ROLES,
        "every declared role of the period is in the list with its permission, and no holder that is not declared",
        "alle oppgitte roller i perioden står i listen med rettighet, og ingen innehaver som ikke er oppgitt";
    "roles-outside-absent": Each(Objects::Roles, not_outside), NEEDS_ROLES,
        "nobody whose declared roles lie outside the period is in the list",
        "ingen som bare har oppgitte roller utenfor perioden, står i listen";
    "role-dates-declared": Each(Objects::Roles, dates), NEEDS_ROLES,
        "startDate and endDate of a declared role are those of its last time",
        "startDate og endDate for en oppgitt rolle er de for den siste perioden med rollen";
    "role-end-future": Each(Objects::Roles, end_not_future), NEEDS_ROLES,
        "endDate of a role is not in the future",
        "endDate for en rolle ikke er i framtiden";
    "role-name-declared": Each(Objects::Roles, name), NEEDS_ROLES,
        "the holder of a declared role has one of the declared names",
        "innehaveren av en oppgitt rolle har et av navnene som er oppgitt";
}

observations! {
    /// A declared role is not in the list.
    ROLE_MISSING = "declared-role-missing" {
        observed: "a declared role of the period is not in the list", "en oppgitt rolle i perioden står ikke i listen";
        expected: "{holder} with {permission}", "{holder} med {permission}";
    }
    /// A holder with another right.
    ROLE_PERMISSION = "declared-role-permission" {
        observed: "the holder of a declared role has another permission", "innehaveren av en oppgitt rolle har en annen rettighet";
        expected: "{permission}", "{permission}";
    }
    /// A holder whom nobody declared.
    ROLE_UNDECLARED = "role-not-declared" {
        observed: "the role is of somebody whom the profile does not declare, although it declares all roles of the account", "rollen gjelder en som profilen ikke oppgir, selv om den oppgir alle roller for kontoen";
        expected: "a declared holder", "en oppgitt innehaver";
    }
    /// All declared times lie outside the period.
    ROLE_OUTSIDE = "declared-role-outside-period" {
        observed: "by the profile, this person or business had no role within the period", "etter profilen hadde denne personen eller virksomheten ingen rolle i perioden";
        expected: "no role of this holder", "ingen rolle for denne innehaveren";
    }
    /// Another date than the declared one.
    ROLE_DATE = "declared-role-date" {
        observed: "{member} of a declared role is another than the declared one", "{member} for en oppgitt rolle er en annen enn den som er oppgitt";
        expected: "{expected}", "{expected}";
    }
    /// The dates of an earlier time.
    ROLE_DATE_EARLIER = "declared-role-date-earlier" {
        observed: "{member} is that of an earlier time that the role was held", "{member} gjelder en tidligere periode med rollen";
        expected: "{expected}", "{expected}";
    }
    /// Ends after today.
    ROLE_ENDS_IN_FUTURE = "role-ends-in-future" {
        observed: "the role ends in the future", "rollen slutter i framtiden";
        expected: "no endDate while the role is held", "ingen endDate mens rollen gjelder";
    }
    /// Another name.
    ROLE_NAME = "declared-role-name" {
        observed: "the holder of a declared role has another name", "innehaveren av en oppgitt rolle har et annet navn";
        expected: "{expected}", "{expected}";
    }
}

fn in_list(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(fact) = facts(place)
        .filter(|fact| !changed_owner(fact) && !is_by_hand(fact, Endpoint::Roles, grounds))
    else {
        return;
    };
    let listed = place.elements("roles");
    for holder in held(fact, grounds) {
        tally.thing();
        let of_holder: Vec<_> = listed.iter().filter(|one| is_of(one, holder)).collect();
        let permission = holder.permission.as_deref();
        if of_holder
            .iter()
            .any(|one| permission.is_none() || one.text("permission") == permission)
        {
            continue;
        }
        let permission = permission.unwrap_or_default();
        tally.add(
            match of_holder.first().and_then(|one| one.member("permission")) {
                Some(other) => other
                    .breach(&ROLE_PERMISSION)
                    .with("permission", permission),
                None if of_holder.is_empty() => place
                    .breach(&ROLE_MISSING)
                    .with("holder", &holder.party_id)
                    .with("permission", permission)
                    .received(NOTHING)
                    .at("/roles"),
                None => continue,
            },
        );
    }
    if fact.roles == u64::try_from(fact.role_holders.len()).ok() && !fact.role_holders.is_empty() {
        for role in listed.iter().filter(|role| is_undeclared(role, fact)) {
            tally.add(role.breach(&ROLE_UNDECLARED).received(number(role)));
        }
    }
}

/// How many declared roles of the period the document does not have.
pub(crate) fn missing(place: &Place<'_>, fact: &AccountFact, grounds: &Grounds<'_>) -> usize {
    let listed = place.elements("roles");
    held(fact, grounds)
        .filter(|holder| !listed.iter().any(|one| is_of(one, holder)))
        .count()
}

/// The declared roles that were held within the period.
fn held<'f>(fact: &'f AccountFact, grounds: &Grounds<'_>) -> impl Iterator<Item = &'f Holder> {
    fact.role_holders
        .iter()
        .filter(move |one| within(one.start, one.end, grounds) == Position::Within)
}

fn facts<'a>(place: &Place<'a>) -> Option<&'a AccountFact> {
    place.view.account.and_then(|account| account.fact)
}

fn number<'a>(role: &Place<'a>) -> &'a str {
    role.text_at(&["identifier", "value"]).unwrap_or_default()
}

/// Whether the role is of that holder: by number, or by name where the bank has no number (interpretation I-73).
fn is_of(role: &Place<'_>, holder: &Holder) -> bool {
    let named = role.text("name").map(plain);
    match number(role) {
        "" => named.is_some() && named == holder.name.as_deref().map(plain),
        value => value == holder.party_id,
    }
}

/// Owners may be listed among the roles.
fn is_undeclared(role: &Place<'_>, fact: &AccountFact) -> bool {
    let value = number(role);
    let mut known = fact.role_holders.iter().chain(&fact.owners);
    !value.is_empty()
        && fact.owner.as_deref() != Some(value)
        && !known.any(|holder| holder.party_id == value)
}

fn not_outside(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(fact) = facts(place) else { return };
    let value = number(place);
    let mut times = fact.role_holders.iter().chain(&fact.owners);
    let times: Vec<_> = times
        .by_ref()
        .filter(|one| one.party_id == value)
        .map(|one| within(one.start, one.end, grounds))
        .collect();
    if times.is_empty() {
        return;
    }
    tally.thing();
    if times
        .iter()
        .all(|position| matches!(position, Position::Before | Position::After))
    {
        tally.add(place.breach(&ROLE_OUTSIDE).received(value));
    }
}

/// Interpretation I-84: the dates are those of the last time that the role was held.
fn dates(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(fact) = facts(place) else { return };
    let times: Vec<_> = fact
        .role_holders
        .iter()
        .filter(|one| is_of(place, one) && one.permission.as_deref() == place.text("permission"))
        .collect();
    let Some(last) = times.iter().max_by_key(|one| one.start) else {
        return;
    };
    tally.thing();
    if let (Some(start), Some(_)) = (last.start, place.member("startDate")) {
        let earlier = times.iter().filter_map(|one| one.start);
        compare(place, "startDate", Some(start), earlier, tally);
    }
    let is_over = last.end.is_some_and(|end| end <= grounds.to);
    let shows_dates = place.member("startDate").is_some();
    if place.member("endDate").is_some() || (is_over && shows_dates) {
        let earlier = times.iter().filter_map(|one| one.end);
        compare(place, "endDate", last.end, earlier, tally);
    }
}

fn compare(
    place: &Place<'_>,
    member: &'static str,
    expected: Option<Date>,
    mut times: impl Iterator<Item = Date>,
    tally: &mut Tally,
) {
    let found = place.text(member).and_then(day);
    if found == expected {
        return;
    }
    let earlier = found.is_some_and(|found| times.any(|time| time == found));
    let finding = if earlier {
        place.note(&ROLE_DATE_EARLIER)
    } else {
        place.breach(&ROLE_DATE)
    };
    let shown = |date: Option<Date>| date.map_or(NOTHING.to_owned(), |date| date.to_string());
    tally.add(
        finding
            .with("member", member)
            .with("expected", shown(expected))
            .received(place.text(member).unwrap_or(NOTHING))
            .at(format!("{}/{member}", place.pointer())),
    );
}

fn end_not_future(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(end) = place.member("endDate") else {
        return;
    };
    let Some(date) = end.value.as_str().and_then(day) else {
        return;
    };
    tally.thing();
    if date > grounds.today {
        tally.add(end.breach(&ROLE_ENDS_IN_FUTURE));
    }
}

/// Interpretation I-96: the name of any time is right.
fn name(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let (Some(fact), Some(name)) = (facts(place), place.member("name")) else {
        return;
    };
    let mut declared = fact
        .role_holders
        .iter()
        .filter(|one| one.party_id == number(place) && one.name.is_some());
    let Some(holder) = declared.next() else {
        return;
    };
    tally.thing();
    let former = holder
        .former_names
        .iter()
        .map(|former| former.name.as_str());
    let mut names = holder.name.as_deref().into_iter().chain(former);
    let found = name.value.as_str().map(plain);
    if !names.any(|one| Some(plain(one)) == found) {
        tally.add(
            name.breach(&ROLE_NAME)
                .with("expected", holder.name.as_deref().unwrap_or_default()),
        );
    }
}

/// The words of a name in alphabetical order, without regard to case and to a comma between them.
fn plain(name: &str) -> Vec<String> {
    let mut words: Vec<_> = name
        .split(|one: char| one.is_whitespace() || one == ',')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.sort();
    words
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Rule};
    use crate::check::fixture::{
        Shown, assert_breach, assert_conforms, assert_nothing, judge_for, party,
    };

    const HOLDER: &str = "26845099148";

    /// The holder had the role in 2020, and again since 2026-02-01.
    fn of(objects: Objects, rule: Rule, roles: &Value) -> Judged {
        let time = |start: &str, end: Value| {
            json!({"party_id": HOLDER, "name": "Kari Nordmann", "permission": "rightToUseAlone", "start": start, "end": end,
                "former_names": [{"name": "Kari Hansen", "until": "2021-01-01"}]})
        };
        let gone = json!({"party_id": "13867498351", "permission": "rightToSeeOnly", "start": "2010-01-01", "end": "2011-01-01"});
        let party = party(json!({"party_id": "1", "accounts": [{
            "number": "86011117947", "relation": "owner", "type": "salaryAccount", "currency": "NOK", "roles": 3,
            "owner": "1", "role_holders": [gone, time("2020-01-01", json!("2020-12-31")), time("2026-02-01", json!(null))]
        }]}));
        let shown = Shown::of(Endpoint::Roles, json!({ "roles": roles }));
        judge_for(Each::new(objects, rule), &[shown], &party, |_| {})
    }

    fn role() -> Value {
        json!({"identifier": {"value": HOLDER}, "name": "NORDMANN, KARI", "permission": "rightToUseAlone", "startDate": "2026-02-01"})
    }

    fn changed(member: &str, value: &str) -> Value {
        let mut role = role();
        role[member] = json!(value);
        role
    }

    fn whole(roles: &Value) -> Judged {
        of(Objects::DocumentsOf(Endpoint::Roles), in_list, roles)
    }

    fn each(check: Rule, role: &Value) -> Judged {
        of(Objects::Roles, check, &json!([role]))
    }

    #[test]
    fn the_declared_role_conforms() {
        assert_conforms(&whole(&json!([role()])));
        for rule in [not_outside as Rule, dates, name] {
            assert_conforms(&each(rule, &role()));
        }
    }

    #[test]
    fn the_owner_may_be_among_the_roles() {
        let owner = json!({"identifier": {"value": "1"}, "permission": "rightToUseAlone"});
        assert_conforms(&whole(&json!([role(), owner])));
    }

    #[test]
    fn a_role_that_is_not_listed_breaches() {
        assert_breach(&whole(&json!([])), &ROLE_MISSING);
    }

    #[test]
    fn another_permission_breaches() {
        let other = changed("permission", "rightToSeeOnly");
        assert_breach(&whole(&json!([other])), &ROLE_PERMISSION);
    }

    #[test]
    fn somebody_who_is_not_declared_breaches() {
        let other = json!({"identifier": {"value": "974720760"}});
        assert_breach(&whole(&json!([role(), other])), &ROLE_UNDECLARED);
    }

    #[test]
    fn a_role_from_outside_the_period_breaches() {
        let gone = json!({"identifier": {"value": "13867498351"}});
        assert_breach(&each(not_outside, &gone), &ROLE_OUTSIDE);
    }

    #[test]
    fn dates_that_were_not_declared_breach() {
        assert_breach(
            &each(dates, &changed("startDate", "2026-02-02")),
            &ROLE_DATE,
        );
        assert_breach(&each(dates, &changed("endDate", "9999-12-31")), &ROLE_DATE);
    }

    #[test]
    fn the_dates_of_an_earlier_time_are_observed() {
        let judged = each(dates, &changed("startDate", "2020-01-01"));
        assert_conforms(&judged);
        assert_eq!(judged.findings[0].id, ROLE_DATE_EARLIER.id);
    }

    #[test]
    fn an_end_in_the_future_breaches() {
        assert_nothing(&each(end_not_future, &role()));
        assert_conforms(&each(end_not_future, &changed("endDate", "2026-11-22")));
        assert_breach(
            &each(end_not_future, &changed("endDate", "2026-11-23")),
            &ROLE_ENDS_IN_FUTURE,
        );
    }

    #[test]
    fn a_former_name_is_right_and_another_breaches() {
        assert_conforms(&each(name, &changed("name", "Kari Hansen")));
        assert_breach(&each(name, &changed("name", "Ola Hansen")), &ROLE_NAME);
    }
}
