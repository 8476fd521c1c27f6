//! The account itself and its owner.

use wire::messages::Endpoint;

use crate::check::declared::owners_at_period_end as declared_owners;
use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::NOTHING;
use crate::observations;

checks! {
    "details-account-present": Each(Objects::DocumentsOf(Endpoint::AccountDetails), present), NEEDS_DELIVERED_ACCOUNT,
        "a complete answer about an account holds the account",
        "et komplett svar om en konto inneholder kontoen";
    "details-owner-at-period-end": Each(Objects::Account, owner_at_period_end), NEEDS_DECLARED_ACCOUNT,
        "primaryOwner is the owner at the end of the period",
        "primaryOwner er eieren ved slutten av perioden";
}

observations! {
    /// A complete answer without account.
    ACCOUNT_MISSING = "details-account-missing" {
        observed: "the answer is complete and holds no account", "svaret er komplett og inneholder ingen konto";
        expected: "the account that was asked for", "kontoen det ble spurt om";
    }
    /// Another owner than the one at the end of the period.
    DETAILS_OWNER_DIFFERS = "details-owner-differs" {
        observed: "primaryOwner is not the owner at the end of the period, limited to the time the control object had a role", "primaryOwner er ikke eieren ved slutten av perioden, begrenset til tiden kontrollobjektet hadde en rolle";
        expected: "{expected}", "{expected}";
    }
}

fn present(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    if place.text_at(&["responseDetails", "status"]) != Some("complete") {
        return;
    }
    tally.thing();
    if place
        .member("account")
        .is_none_or(|account| !account.value.is_object())
    {
        tally.add(
            place
                .breach(&ACCOUNT_MISSING)
                .received(NOTHING)
                .at("/account"),
        );
    }
}

fn owner_at_period_end(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let expected = place
        .declared(grounds)
        .map(|fact| declared_owners(fact, grounds))
        .unwrap_or_default();
    if expected.is_empty() {
        return;
    }
    let Some(owner) = place.path(&["primaryOwner", "identifier", "value"]) else {
        return;
    };
    tally.thing();
    if !owner
        .value
        .as_str()
        .is_some_and(|found| expected.contains(&found))
    {
        tally.add(
            owner
                .breach(&DETAILS_OWNER_DIFFERS)
                .with("expected", expected.join(" / ")),
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::details::fixture::{PARTY, judged, judged_with};
    use crate::check::each::Objects;
    use crate::check::fixture::{assert_breach, assert_conforms, assert_nothing};
    use wire::messages::Endpoint;

    fn owned_by(owner: &str) -> Value {
        json!({"primaryOwner": {"identifier": {"value": owner}}})
    }

    #[test]
    fn the_declared_owner_conforms() {
        assert_conforms(&judged(owner_at_period_end, &owned_by(PARTY), &json!({})));
    }

    #[test]
    fn who_took_over_after_the_party_breaches() {
        let fact = json!({"owner_to": "2026-05-01", "owner": "26845099148"});
        assert_conforms(&judged(owner_at_period_end, &owned_by(PARTY), &fact));
        assert_breach(
            &judged(owner_at_period_end, &owned_by("26845099148"), &fact),
            &DETAILS_OWNER_DIFFERS,
        );
    }

    #[test]
    fn an_answer_without_owner_is_not_judged() {
        assert_nothing(&judged(owner_at_period_end, &json!({}), &json!({})));
    }

    #[test]
    fn a_complete_answer_needs_the_account() {
        let root = Objects::DocumentsOf(Endpoint::AccountDetails);
        assert_conforms(&judged_with(root, present, &json!({}), &json!({}), |_| {}));
        assert_breach(
            &judged_with(root, present, &json!(null), &json!({}), |_| {}),
            &ACCOUNT_MISSING,
        );
    }
}
