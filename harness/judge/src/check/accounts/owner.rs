//! The primary owner in the list is the one at the end of the period, or of the party's own time where it ended earlier.

use crate::check::account_list::List;
use crate::check::declared::{changed_owner, owners_at_period_end as declared_owners};
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::observations;

checks! {
    "accounts-owner-at-period-end": List(owner_at_period_end), NEEDS_CHANGED_OWNER,
        "an account whose owner changed shows the owner at the end of the period",
        "en konto som har skiftet eier, viser eieren ved slutten av perioden";
    "accounts-owner-known": List(owner_known), NEEDS_DECLARED_ACCOUNT,
        "an account whose owner did not change shows that owner",
        "en konto som ikke har skiftet eier, viser denne eieren";
    "accounts-owner-is-party": List(owner_is_party), NEEDS_LISTED_ACCOUNT,
        "where only owned accounts are asked for, the primary owner is the control object",
        "der det bare spørres om eide konti, er primær eier kontrollobjektet";
}

observations! {
    /// Another owner than the one that was asked about.
    OWNER_NOT_PARTY = "listed-owner-not-party" {
        observed: "only owned accounts were asked for, and primaryOwner is somebody else than the control object", "det ble bare spurt om eide konti, og primaryOwner er en annen enn kontrollobjektet";
        expected: "{expected}", "{expected}";
    }
    /// Another owner than the one at the end of the period.
    OWNER_DIFFERS = "listed-owner-differs" {
        observed: "primaryOwner is not the owner at the end of the period, limited to the time the control object had a role", "primaryOwner er ikke eieren ved slutten av perioden, begrenset til tiden kontrollobjektet hadde en rolle";
        expected: "{expected}", "{expected}";
    }
}

fn owner_at_period_end(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    judge(list, grounds, tally, true);
}

fn owner_known(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    judge(list, grounds, tally, false);
}

fn judge(list: &List, grounds: &Grounds<'_>, tally: &mut Tally, changed: bool) {
    let facts = grounds.party.accounts.iter();
    for fact in facts.filter(|fact| changed_owner(fact) == changed) {
        let expected = declared_owners(fact, grounds);
        if expected.is_empty() {
            continue;
        }
        for entry in list.of(&fact.number) {
            let Some(found) = entry.owner.as_deref() else {
                continue;
            };
            tally.thing();
            if !expected.contains(&found) {
                tally.add(
                    entry
                        .breach("/primaryOwner/identifier/value", &OWNER_DIFFERS)
                        .with("expected", expected.join(" / "))
                        .received(found),
                );
            }
        }
    }
}

fn owner_is_party(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    let party = grounds.party.party_id.as_str();
    for entry in list.entries.iter().filter(|_| grounds.only_primary_owner) {
        let Some(found) = entry.owner.as_deref() else {
            continue;
        };
        tally.thing();
        let mut facts = grounds.party.accounts.iter();
        let kept_a_role = facts
            .find(|fact| entry.number.as_ref() == Some(&fact.number))
            .is_some_and(|fact| declared_owners(fact, grounds).contains(&found));
        if found != party && !kept_a_role {
            tally.add(
                entry
                    .breach("/primaryOwner/identifier/value", &OWNER_NOT_PARTY)
                    .with("expected", party)
                    .received(found),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::accounts::fixture::{NUMBER, PARTY, declaring, judged, judged_with, list};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, assert_nothing};

    const NEXT: &str = "26845099148";

    fn owned_by(owner: &str) -> Shown {
        list(
            "complete",
            &json!([{"accountIdentifier": NUMBER, "primaryOwner": {"identifier": {"value": owner}}}]),
        )
    }

    fn changed() -> serde_json::Value {
        json!({"owner_to": "2026-05-01", "owner": NEXT})
    }

    #[test]
    fn the_party_that_sold_conforms() {
        assert_conforms(&judged(
            owner_at_period_end,
            &owned_by(PARTY),
            &declaring(&[], &[changed()]),
        ));
    }

    #[test]
    fn who_took_over_after_the_party_breaches() {
        assert_breach(
            &judged(
                owner_at_period_end,
                &owned_by(NEXT),
                &declaring(&[], &[changed()]),
            ),
            &OWNER_DIFFERS,
        );
    }

    #[test]
    fn the_owner_of_today_breaches_for_a_period_before_the_change() {
        let judged = judged_with(
            owner_at_period_end,
            &owned_by(NEXT),
            &declaring(&[], &[changed()]),
            |grounds| {
                grounds.to = jiff::civil::date(2026, 3, 1);
            },
        );
        assert_breach(&judged, &OWNER_DIFFERS);
    }

    #[test]
    fn an_account_with_one_owner_all_along_is_judged_by_its_own_rule() {
        let party = declaring(&[], &[json!({})]);
        assert_conforms(&judged(owner_known, &owned_by(PARTY), &party));
        assert_breach(
            &judged(owner_known, &owned_by(NEXT), &party),
            &OWNER_DIFFERS,
        );
        assert_nothing(&judged(owner_at_period_end, &owned_by(NEXT), &party));
    }

    #[test]
    fn the_owner_of_an_owned_account_is_the_party() {
        let party = declaring(&[], &[]);
        assert_conforms(&judged(owner_is_party, &owned_by(PARTY), &party));
        assert_breach(
            &judged(owner_is_party, &owned_by(NEXT), &party),
            &OWNER_NOT_PARTY,
        );
    }

    #[test]
    fn a_list_of_all_accounts_may_have_other_owners() {
        let judged = judged_with(
            owner_is_party,
            &owned_by(NEXT),
            &declaring(&[], &[]),
            |grounds| grounds.only_primary_owner = false,
        );
        assert_nothing(&judged);
    }
}
