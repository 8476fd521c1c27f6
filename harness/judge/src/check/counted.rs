//! Lists of an account whose length the target's profile declares.

use wire::messages::Endpoint;
use wire::world::AccountFact;

use crate::check::account_list::is_empty_list;
use crate::check::declared::is_longest_period;
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
    counted(place, grounds, tally, "paymentCards", |fact| fact.cards);
}

fn roles(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    counted(place, grounds, tally, "roles", |fact| fact.roles);
}

fn no_cards(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    empty(place, tally, "paymentCards", |fact| fact.cards);
}

fn no_roles(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    empty(place, tally, "roles", |fact| fact.roles);
}

fn no_transactions(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    empty(place, tally, "transactions", |fact| fact.transactions);
}

fn declared(place: &Place<'_>, count: fn(&AccountFact) -> Option<u64>) -> Option<u64> {
    place.view.account?.fact.and_then(count)
}

fn counted(
    place: &Place<'_>,
    grounds: &Grounds<'_>,
    tally: &mut Tally,
    member: &'static str,
    count: fn(&AccountFact) -> Option<u64>,
) {
    let Some(declared) = declared(place, count).filter(|count| *count > 0) else {
        return;
    };
    let partial = place.text_at(&["responseDetails", "status"]) == Some("partial");
    if partial || !is_longest_period(grounds) {
        return;
    }
    tally.thing();
    let found = place.elements(member).len() as u64;
    if found != declared {
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
    member: &'static str,
    count: fn(&AccountFact) -> Option<u64>,
) {
    if declared(place, count) != Some(0) {
        return;
    }
    tally.thing();
    if !is_empty_list(place.value, member) {
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
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Rule};
    use crate::check::fixture::{
        Shown, assert_breach, assert_conforms, assert_nothing, judge_for, party,
    };

    fn of(rule: Rule, declared: u64, document: Value) -> Judged {
        let party = party(json!({"party_id": "1", "accounts": [{
            "number": "86011117947", "relation": "owner", "type": "salaryAccount", "currency": "NOK",
            "cards": declared, "roles": declared, "transactions": declared
        }]}));
        let check = Each::new(Objects::Documents, rule);
        let shown = [Shown::of(Endpoint::Cards, document)];
        judge_for(check, &shown, &party, |grounds| {
            grounds.from = jiff::civil::date(2016, 11, 22);
        })
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
            assert_nothing(&of(rule, 2, listed(member, 1, "partial")));
        }
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
