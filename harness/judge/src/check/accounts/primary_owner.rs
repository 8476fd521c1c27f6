//! What stands about the primary owner: permission, name and dates, against what is declared of that owner.

use jiff::civil::Date;
use wire::messages::Endpoint;
use wire::world::{AccountFact, Holder, Relation};

use crate::check::day::day;
use crate::check::declared::{is_by_hand, is_not_demanded};
use crate::check::each::Objects;
use crate::check::named::{alike, names_of};
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::NOTHING;
use crate::observations;

checks! {
    "owner-permission-declared": Each(Objects::AnyAccount, permission), NEEDS_DECLARED_ACCOUNT,
        "the primary owner has the declared permission",
        "primær eier har den oppgitte rettigheten";
    "owner-name-declared": Each(Objects::AnyAccount, name), NEEDS_DECLARED_ACCOUNT,
        "the primary owner has the declared name, of today or of the end of the period",
        "primær eier har det oppgitte navnet, i dag eller ved slutten av perioden";
    "owner-start-declared": Each(Objects::AnyAccount, start), NEEDS_DECLARED_ACCOUNT,
        "startDate of the primary owner is the declared day on which the last ownership began",
        "startDate for primær eier er den oppgitte dagen det siste eierskapet begynte";
    "owner-end-declared": Each(Objects::AnyAccount, end), NEEDS_DECLARED_ACCOUNT,
        "a primary owner who still owns the account has no endDate, and another one the declared day",
        "en primær eier som fortsatt eier kontoen, ikke har endDate, og en annen har den oppgitte dagen";
    "owner-dates-plausible": Each(Objects::AnyAccount, plausible), NEEDS_DELIVERED_ACCOUNT,
        "endDate of the primary owner is not in the future and not before startDate",
        "endDate for primær eier ikke er i framtiden og ikke før startDate";
}

observations! {
    /// Another permission than declared.
    OWNER_PERMISSION_DIFFERS = "owner-permission-differs" {
        observed: "the primary owner has another permission than the declared one", "primær eier har en annen rettighet enn den oppgitte";
        expected: "{expected}", "{expected}";
    }
    /// An owner who may only see the account.
    OWNER_SEES_ONLY = "owner-sees-only" {
        observed: "the primary owner has rightToSeeOnly", "primær eier har rightToSeeOnly";
    }
    /// Another name than declared.
    OWNER_NAME_DIFFERS = "owner-name-differs" {
        observed: "the primary owner has another name than the declared one", "primær eier har et annet navn enn det oppgitte";
        expected: "{expected}", "{expected}";
    }
    /// Another first day than declared.
    OWNER_START_DIFFERS = "owner-start-differs" {
        observed: "startDate is not the declared day on which the ownership began", "startDate er ikke den oppgitte dagen eierskapet begynte";
        expected: "{expected}", "{expected}";
    }
    /// An end of an ownership that goes on.
    OWNER_END_WHILE_OWNING = "owner-end-while-owning" {
        observed: "the primary owner still owns the account and has an endDate", "primær eier eier fortsatt kontoen og har en endDate";
        expected: "no endDate", "ingen endDate";
    }
    /// Another last day than declared.
    OWNER_END_DIFFERS = "owner-end-differs" {
        observed: "endDate is not the declared day on which the ownership ended", "endDate er ikke den oppgitte dagen eierskapet sluttet";
        expected: "{expected}", "{expected}";
    }
    /// No last day of an ownership that ended.
    OWNER_END_LACKING = "owner-end-lacking" {
        observed: "the ownership ended, as the profile declares, and primaryOwner has no endDate", "eierskapet er avsluttet, slik profilen oppgir, og primaryOwner har ingen endDate";
        expected: "{expected}", "{expected}";
    }
    /// An end in the future.
    OWNER_END_FUTURE = "owner-end-in-future" {
        observed: "endDate of the primary owner is in the future", "endDate for primær eier er i framtiden";
        expected: "{today} or earlier, or no endDate", "{today} eller tidligere, eller ingen endDate";
    }
    /// An end before the start.
    OWNER_ENDS_EARLY = "owner-ends-before-start" {
        observed: "endDate of the primary owner is before startDate", "endDate for primær eier er før startDate";
        expected: "{start} or later", "{start} eller senere";
    }
}

/// How long an ownership lasts, as far as is declared.
enum Ending {
    Unknown,
    GoesOn,
    On(Date),
}

/// The primary owner in an answer, and what is declared of the account.
struct Owner<'a, 'g> {
    place: Place<'a>,
    number: &'a str,
    fact: &'g AccountFact,
}

impl<'a, 'g> Owner<'a, 'g> {
    fn read(account: &Place<'a>, grounds: &'g Grounds<'_>) -> Option<Self> {
        let place = account.member("primaryOwner")?;
        let number = place.text_at(&["identifier", "value"])?;
        let fact = account.declared(grounds)?;
        Some(Self {
            place,
            number,
            fact,
        })
    }

    /// Its times as owner, oldest first.
    fn times(&self) -> impl DoubleEndedIterator<Item = &'g Holder> {
        let number = self.number.to_owned();
        let owners = self.fact.owners.iter();
        owners.filter(move |owner| owner.party_id == number)
    }

    /// The days on which its ownership began that are right: that of the last time, or of the last one in the period.
    fn starts(&self, grounds: &Grounds<'_>) -> Vec<Date> {
        let fact = self.fact;
        let last = self.times().next_back().and_then(|time| time.start);
        let within = self.times().filter_map(|time| time.start);
        let within = within.filter(|start| *start <= grounds.to).max();
        let alone = fact.owner_from.filter(|_| {
            fact.owners.is_empty()
                && fact.relation == Relation::Owner
                && self.number == grounds.party.party_id
        });
        let known = [last, within, alone];
        let reopened = fact.opened.filter(|_| !fact.earlier.is_empty());
        let mut starts: Vec<Date> = known.into_iter().flatten().collect();
        if !starts.is_empty() {
            starts.extend(reopened);
        }
        starts.dedup();
        starts
    }

    /// When its last ownership ended.
    fn ending(&self, grounds: &Grounds<'_>) -> Ending {
        if let Some(last) = self.times().next_back() {
            let began = last.start.is_none_or(|start| start <= grounds.to);
            return match last.end {
                _ if !began => Ending::Unknown,
                Some(end) => Ending::On(end),
                None => Ending::GoesOn,
            };
        }
        let fact = self.fact;
        if fact.owner.as_deref() == Some(self.number) {
            return Ending::GoesOn;
        }
        let own = self.number == grounds.party.party_id && fact.relation == Relation::Owner;
        match fact.owner_to.filter(|_| own) {
            Some(end) => Ending::On(end),
            None => Ending::Unknown,
        }
    }
}

fn permission(account: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(owner) = Owner::read(account, grounds) else {
        return;
    };
    let Some(found) = owner.place.member("permission") else {
        return;
    };
    let declared: Vec<&str> = owner
        .times()
        .filter_map(|time| time.permission.as_deref())
        .collect();
    let Some(text) = found.value.as_str() else {
        return;
    };
    if declared.is_empty() {
        if text == "rightToSeeOnly" {
            tally.add(found.note(&OWNER_SEES_ONLY));
        }
        return;
    }
    tally.thing();
    if !declared.contains(&text) {
        tally.add(
            found
                .breach(&OWNER_PERMISSION_DIFFERS)
                .with("expected", declared.join(" / ")),
        );
    }
}

fn name(account: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(owner) = Owner::read(account, grounds) else {
        return;
    };
    let own = (owner.number == grounds.party.party_id)
        .then_some(grounds.party.name.as_deref())
        .flatten();
    let times = owner.times().flat_map(|time| names_of(time, grounds.to));
    let declared: Vec<&str> = times.chain(own).collect();
    let (Some(expected), Some(found)) = (declared.first(), owner.place.member("name")) else {
        return;
    };
    let Some(text) = found.value.as_str() else {
        return;
    };
    tally.thing();
    if !declared.iter().any(|name| alike(name, text)) {
        tally.add(
            found
                .breach(&OWNER_NAME_DIFFERS)
                .with("expected", *expected),
        );
    }
}

fn start(account: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(owner) = Owner::read(account, grounds) else {
        return;
    };
    let starts = owner.starts(grounds);
    let (Some(expected), Some(found)) = (starts.first(), owner.place.member("startDate")) else {
        return;
    };
    let Some(text) = found.value.as_str().and_then(day) else {
        return;
    };
    tally.thing();
    if !starts.contains(&text) {
        tally.add(
            found
                .breach(&OWNER_START_DIFFERS)
                .with("expected", *expected),
        );
    }
}

fn end(account: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(owner) = Owner::read(account, grounds) else {
        return;
    };
    let ending = owner.ending(grounds);
    let Some(found) = owner.place.member("endDate") else {
        match ending {
            Ending::Unknown => {}
            Ending::GoesOn => tally.thing(),
            Ending::On(last) => lacks_end(&owner, last, grounds, tally),
        }
        return;
    };
    let Some(text) = found.value.as_str().and_then(day) else {
        return;
    };
    match ending {
        Ending::Unknown => return,
        Ending::GoesOn if owner.fact.closed == Some(text) => {}
        Ending::GoesOn => tally.add(found.breach(&OWNER_END_WHILE_OWNING)),
        Ending::On(last) if text != last => {
            tally.add(found.breach(&OWNER_END_DIFFERS).with("expected", last));
        }
        Ending::On(_) => {}
    }
    tally.thing();
}

/// An ownership that ended before the end of the period has its last day, which the profile declares.
fn lacks_end(owner: &Owner<'_, '_>, last: Date, grounds: &Grounds<'_>, tally: &mut Tally) {
    let endpoint = owner.place.view.endpoint;
    let path = match endpoint {
        Endpoint::Accounts => "accounts.primaryOwner.endDate",
        Endpoint::AccountDetails | Endpoint::Transactions | Endpoint::Cards | Endpoint::Roles => {
            "account.primaryOwner.endDate"
        }
    };
    if last < grounds.to
        && !is_not_demanded(grounds, path)
        && !is_by_hand(owner.fact, endpoint, grounds)
    {
        tally.thing();
        tally.add(
            owner
                .place
                .breach(&OWNER_END_LACKING)
                .with("expected", last)
                .received(NOTHING),
        );
    }
}

fn plausible(account: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(end) = account.path(&["primaryOwner", "endDate"]) else {
        return;
    };
    let Some(last) = end.value.as_str().and_then(day) else {
        return;
    };
    tally.thing();
    if last > grounds.today {
        tally.add(end.breach(&OWNER_END_FUTURE).with("today", grounds.today));
    }
    let first = account
        .text_at(&["primaryOwner", "startDate"])
        .and_then(day);
    if let Some(first) = first.filter(|first| last < *first) {
        tally.add(end.breach(&OWNER_ENDS_EARLY).with("start", first));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::accounts::fixture::{PARTY, each};
    use crate::check::each::Rule;
    use crate::check::fixture::{assert_breach, assert_conforms, assert_nothing};

    fn fact() -> Value {
        json!({"owners": [{
            "party_id": PARTY, "name": "Kari Nordmann", "permission": "rightToUseAlone", "start": "2019-01-01"
        }]})
    }

    fn of(rule: Rule, member: &str, value: &str, fact: &Value) -> Judged {
        let owner = json!({"primaryOwner": {"identifier": {"value": PARTY}, member: value}});
        each(rule, &owner, fact, |_| {})
    }

    #[test]
    fn the_declared_permission_conforms_and_another_breaches() {
        let of = |value| of(permission, "permission", value, &fact());
        assert_conforms(&of("rightToUseAlone"));
        assert_breach(&of("rightToSeeOnly"), &OWNER_PERMISSION_DIFFERS);
    }

    #[test]
    fn an_owner_who_only_sees_is_noted_where_nothing_is_declared() {
        let judged = of(permission, "permission", "rightToSeeOnly", &json!({}));
        assert_nothing(&judged);
        assert_eq!(judged.findings.len(), 1);
    }

    #[test]
    fn the_declared_name_conforms_and_another_breaches() {
        let of = |value| of(name, "name", value, &fact());
        assert_conforms(&of("NORDMANN KARI"));
        assert_breach(&of("Ola Nordmann"), &OWNER_NAME_DIFFERS);
    }

    #[test]
    fn the_declared_first_day_conforms_and_another_breaches() {
        let of = |value| of(start, "startDate", value, &fact());
        assert_conforms(&of("2019-01-01"));
        assert_breach(&of("2019-01-02"), &OWNER_START_DIFFERS);
    }

    #[test]
    fn who_owned_twice_has_the_day_of_the_last_time() {
        let twice = json!({"owners": [
            {"party_id": PARTY, "start": "2010-01-01", "end": "2012-01-01"},
            {"party_id": "26845099148", "start": "2012-01-02", "end": "2020-01-01"},
            {"party_id": PARTY, "start": "2020-01-02"}
        ]});
        assert_conforms(&of(start, "startDate", "2020-01-02", &twice));
        assert_breach(
            &of(start, "startDate", "2010-01-01", &twice),
            &OWNER_START_DIFFERS,
        );
    }

    #[test]
    fn who_still_owns_has_no_last_day() {
        assert_conforms(&of(end, "name", "x", &fact()));
        assert_breach(
            &of(end, "endDate", "9999-12-31", &fact()),
            &OWNER_END_WHILE_OWNING,
        );
    }

    #[test]
    fn who_sold_has_the_declared_last_day() {
        let sold = json!({"owner_to": "2026-05-01", "owner": "26845099148"});
        assert_conforms(&of(end, "endDate", "2026-05-01", &sold));
        assert_breach(&of(end, "endDate", "2026-05-02", &sold), &OWNER_END_DIFFERS);
        assert_breach(&of(end, "name", "x", &sold), &OWNER_END_LACKING);
    }

    #[test]
    fn nothing_is_judged_of_an_account_that_is_not_declared() {
        assert_nothing(&of(end, "endDate", "2026-05-02", &json!({"number": "1"})));
    }

    #[test]
    fn an_end_in_the_future_or_before_the_start_breaches() {
        let of = |start: &str, end: &str| {
            let owner = json!({"primaryOwner": {"startDate": start, "endDate": end}});
            each(plausible, &owner, &json!({}), |_| {})
        };
        assert_conforms(&of("2020-01-01", "2021-01-01"));
        assert_breach(&of("2020-01-01", "9999-12-31"), &OWNER_END_FUTURE);
        assert_breach(&of("2020-01-01", "2019-01-01"), &OWNER_ENDS_EARLY);
    }
}
