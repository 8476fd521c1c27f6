//! Lists of an account whose length the target's profile declares.

use std::collections::BTreeSet;

use serde_json::Value;
use wire::messages::Endpoint;
use wire::world::AccountFact;

use crate::check::account_list::is_empty_list;
use crate::check::declared::{is_by_hand, is_longest_period};
use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::NOTHING;
use crate::observations;

checks! {
    "cards-counted": Each(Objects::DocumentsOf(Endpoint::Cards), cards), NEEDS_CARDS,
        "over the longest period, an account has as many cards as the profile declares",
        "en konto har like mange kort som profilen oppgir, over den lengste perioden";
    "roles-counted": Each(Objects::DocumentsOf(Endpoint::Roles), roles), NEEDS_ROLES,
        "over the longest period, an account has as many roles as the profile declares",
        "en konto har like mange roller som profilen oppgir, over den lengste perioden";
    "cards-empty-list": Each(Objects::DocumentsOf(Endpoint::Cards), no_cards), NEEDS_EMPTY_LIST,
        "an account without cards gives an empty list and a complete answer",
        "en konto uten kort gir en tom liste og et komplett svar";
    "roles-empty-list": Each(Objects::DocumentsOf(Endpoint::Roles), no_roles), NEEDS_EMPTY_LIST,
        "an account without roles gives an empty list and a complete answer",
        "en konto uten roller gir en tom liste og et komplett svar";
    "transactions-empty-list": Each(Objects::DocumentsOf(Endpoint::Transactions), no_transactions), NEEDS_EMPTY_LIST,
        "an account without transactions gives an empty list and a complete answer",
        "en konto uten transaksjoner gir en tom liste og et komplett svar";
}

observations! {
    /// Another number of elements than declared.
    COUNT_DIFFERS = "count-differs" {
        observed: "{member} has another number of elements than the profile declares", "{member} har et annet antall elementer enn profilen oppgir";
        expected: "{count}", "{count}";
    }
    /// Elements where the profile declares none.
    LIST_NOT_EMPTY = "list-not-empty" {
        observed: "{member} has elements, although the profile declares that the account has none", "{member} har elementer, selv om profilen oppgir at kontoen ikke har noen";
        expected: "an empty list", "en tom liste";
    }
    /// An empty list that is not complete.
    EMPTY_LIST_NOT_COMPLETE = "empty-list-not-complete" {
        observed: "the answer with the empty list {member} is not complete", "svaret med den tomme listen {member} er ikke komplett";
        expected: "complete", "complete";
    }
}

fn cards(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let listed = place.elements("paymentCards");
    counted(place, grounds, tally, ("paymentCards", &listed), |fact| {
        fact.cards
    });
}

/// Whether the owner is listed among the roles is not said, so an owner without a role of its own is not counted.
fn roles(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let listed = roles_beside_owner(place);
    counted(place, grounds, tally, ("roles", &listed), |fact| fact.roles);
}

fn roles_beside_owner<'a>(place: &Place<'a>) -> Vec<Place<'a>> {
    let mut listed = place.elements("roles");
    let Some(fact) = place.view.account.and_then(|account| account.fact) else {
        return listed;
    };
    let is_owner = |number: &str| {
        let mut owners = fact.owners.iter().map(|owner| owner.party_id.as_str());
        let mut holders = fact.role_holders.iter();
        (fact.owner.as_deref() == Some(number) || owners.any(|owner| owner == number))
            && !holders.any(|holder| holder.party_id == number)
    };
    listed.retain(|role| !role.text_at(&["identifier", "value"]).is_some_and(is_owner));
    listed
}

/// How many there are, what is listed twice counted once.
fn distinct(listed: &[Place<'_>]) -> usize {
    let texts: BTreeSet<String> = listed.iter().map(|one| one.value.to_string()).collect();
    texts.len()
}

fn no_cards(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let is_empty = is_empty_list(place.value, "paymentCards");
    empty(place, tally, ("paymentCards", is_empty), |fact| fact.cards);
}

fn no_roles(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let is_list = place.value.get("roles").is_none_or(Value::is_array);
    let is_empty =
        is_empty_list(place.value, "roles") || (is_list && roles_beside_owner(place).is_empty());
    empty(place, tally, ("roles", is_empty), |fact| fact.roles);
}

fn no_transactions(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let is_empty = is_empty_list(place.value, "transactions");
    empty(place, tally, ("transactions", is_empty), |fact| {
        fact.transactions
    });
}

fn declared(place: &Place<'_>, count: fn(&AccountFact) -> Option<u64>) -> Option<u64> {
    place.view.account?.fact.and_then(count)
}

fn counted(
    place: &Place<'_>,
    grounds: &Grounds<'_>,
    tally: &mut Tally,
    (member, listed): (&'static str, &[Place<'_>]),
    count: fn(&AccountFact) -> Option<u64>,
) {
    let Some(declared) = declared(place, count).filter(|count| *count > 0) else {
        return;
    };
    let fact = place.view.account.and_then(|account| account.fact);
    let by_hand = fact.is_some_and(|fact| is_by_hand(fact, place.view.endpoint, grounds));
    if by_hand || !is_longest_period(grounds) {
        return;
    }
    tally.thing();
    let found = listed.len() as u64;
    if found != declared && distinct(listed) as u64 != declared {
        tally.add(
            place
                .breach(&COUNT_DIFFERS)
                .with("member", member)
                .with("count", declared)
                .received(found.to_string())
                .at(format!("/{member}")),
        );
    }
}

fn empty(
    place: &Place<'_>,
    tally: &mut Tally,
    (member, is_empty): (&'static str, bool),
    count: fn(&AccountFact) -> Option<u64>,
) {
    if declared(place, count) != Some(0) {
        return;
    }
    tally.thing();
    if !is_empty {
        tally.add(
            place
                .breach(&LIST_NOT_EMPTY)
                .with("member", member)
                .received(place.elements(member).len().to_string())
                .at(format!("/{member}")),
        );
    }
    let status = place.text_at(&["responseDetails", "status"]);
    if status != Some("complete") {
        tally.add(
            place
                .breach(&EMPTY_LIST_NOT_COMPLETE)
                .with("member", member)
                .received(status.unwrap_or(NOTHING))
                .at("/responseDetails/status"),
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Rule};
    use crate::check::fixture::{
        Shown, assert_breach, assert_conforms, assert_nothing, judge_for, party,
    };

    const ENDPOINT: [Endpoint; 3] = [Endpoint::Cards, Endpoint::Roles, Endpoint::Transactions];

    fn of(rule: Rule, declared: u64, document: Value) -> Judged {
        with(rule, declared, &[], document)
    }

    fn with(rule: Rule, declared: u64, offline: &[Endpoint], document: Value) -> Judged {
        let endpoint = ENDPOINT
            .into_iter()
            .find(|endpoint| document.get(member_of(*endpoint)).is_some());
        let party = party(json!({"party_id": "1", "accounts": [{
            "number": "86011117947", "relation": "owner", "type": "salaryAccount", "currency": "NOK",
            "cards": declared, "roles": declared, "transactions": declared, "offline": offline, "owner": OWNER
        }]}));
        let check = Each::new(Objects::Documents, rule);
        let shown = [Shown::of(endpoint.unwrap_or(Endpoint::Cards), document)];
        judge_for(check, &shown, &party, |grounds| {
            grounds.from = jiff::civil::date(2016, 11, 22);
        })
    }

    const OWNER: &str = "13867498351";

    fn member_of(endpoint: Endpoint) -> &'static str {
        match endpoint {
            Endpoint::Accounts | Endpoint::AccountDetails => "account",
            Endpoint::Transactions => "transactions",
            Endpoint::Cards => "paymentCards",
            Endpoint::Roles => "roles",
        }
    }

    fn listed(member: &str, count: usize, status: &str) -> Value {
        json!({"responseDetails": {"status": status}, member: vec![json!({}); count]})
    }

    #[test]
    fn the_declared_number_conforms() {
        for (rule, member) in [(cards as Rule, "paymentCards"), (roles, "roles")] {
            assert_conforms(&of(rule, 2, listed(member, 2, "complete")));
            assert_breach(&of(rule, 2, listed(member, 1, "complete")), &COUNT_DIFFERS);
            assert_nothing(&of(rule, 0, listed(member, 0, "complete")));
        }
    }

    #[test]
    fn what_is_listed_twice_is_counted_once() {
        for (rule, member) in [(cards as Rule, "paymentCards"), (roles, "roles")] {
            assert_conforms(&of(rule, 1, listed(member, 2, "complete")));
            let two = json!({"responseDetails": {"status": "complete"}, member: [{"name": "a"}, {"name": "b"}]});
            assert_breach(&of(rule, 1, two), &COUNT_DIFFERS);
        }
    }

    #[test]
    fn a_partial_answer_has_the_declared_number_unless_the_rest_is_obtained_by_hand() {
        for (rule, endpoint) in [(cards as Rule, Endpoint::Cards), (roles, Endpoint::Roles)] {
            let partial = || listed(member_of(endpoint), 1, "partial");
            assert_breach(&of(rule, 2, partial()), &COUNT_DIFFERS);
            assert_nothing(&with(rule, 2, &[endpoint], partial()));
        }
    }

    #[test]
    fn an_owner_among_the_roles_is_not_counted() {
        let role = |number: &str| json!({"identifier": {"value": number}});
        let document =
            |listed: Value| json!({"responseDetails": {"status": "complete"}, "roles": listed});
        assert_conforms(&of(roles, 1, document(json!([role(OWNER), role("1")]))));
        assert_conforms(&of(no_roles, 0, document(json!([role(OWNER)]))));
        assert_breach(
            &of(no_roles, 0, document(json!([role("1")]))),
            &LIST_NOT_EMPTY,
        );
    }

    #[test]
    fn an_account_that_has_none_gives_an_empty_and_complete_list() {
        for (rule, member) in [
            (no_cards as Rule, "paymentCards"),
            (no_roles, "roles"),
            (no_transactions, "transactions"),
        ] {
            assert_conforms(&of(rule, 0, listed(member, 0, "complete")));
            assert_breach(&of(rule, 0, listed(member, 1, "complete")), &LIST_NOT_EMPTY);
            assert_breach(
                &of(rule, 0, listed(member, 0, "partial")),
                &EMPTY_LIST_NOT_COMPLETE,
            );
            assert_nothing(&of(rule, 3, listed(member, 0, "complete")));
        }
    }
}
