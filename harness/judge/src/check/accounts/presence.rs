//! Which of the declared accounts are in the list.

use wire::profile::FurtherCheck;
use wire::world::{AccountFact, Relation};

use crate::check::account_list::List;
use crate::check::declared::{Listing, Position, closed_within, is_shielded, listing, position};
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::{NOTHING, Observation};
use crate::observations;

checks! {
    "accounts-owned-delivered": List(owned_delivered), NEEDS_DECLARED_ACCOUNT,
        "every account that the party owns or owned within the period is in the list",
        "alle konti som parten eier eller eide i perioden, står i listen";
    "accounts-closed-within-delivered": List(closed_within_delivered), NEEDS_CLOSED_ACCOUNT,
        "an account that was closed within the period is in the list",
        "en konto som ble avsluttet i perioden, står i listen";
    "accounts-closed-on-first-day-delivered": List(closed_on_first_day), NEEDS_CLOSED_ACCOUNT,
        "an account that was closed on the first day of the period is in the list",
        "en konto som ble avsluttet den første dagen i perioden, står i listen";
    "accounts-opened-on-last-day-delivered": List(opened_on_last_day), NEEDS_DECLARED_ACCOUNT,
        "an account that was opened on the last day of the period is in the list",
        "en konto som ble åpnet den siste dagen i perioden, står i listen";
    "accounts-closed-before-absent": List(closed_before_absent), NEEDS_DECLARED_ACCOUNT,
        "an account that was closed or given up before the period is not in the list",
        "en konto som var avsluttet eller avgitt før perioden, ikke står i listen";
    "accounts-opened-after-absent": List(opened_after_absent), NEEDS_DECLARED_ACCOUNT,
        "an account that was opened or acquired after the period is not in the list",
        "en konto som ble åpnet eller overtatt etter perioden, ikke står i listen";
    "accounts-disposed-absent": List(disposed_absent), NEEDS_DISPOSED_ACCOUNT,
        "accounts that the party only disposes of are not in the list where only owned accounts are asked for",
        "konti som parten bare disponerer, ikke står i listen når det bare spørres om eide konti";
    "accounts-disposed-delivered": List(disposed_delivered), NEEDS_DISPOSED_ACCOUNT,
        "by alternative 2, accounts that the party disposes of are in the list",
        "konti som parten disponerer, står i listen etter alternativ 2";
    "accounts-alternative-1": List(alternative_1), NEEDS_DISPOSED_ACCOUNT,
        "by alternative 1, accounts that the party disposes of are not in the list, and the answer is partial with a message that there are some",
        "konti som parten disponerer, ikke står i listen etter alternativ 1, og at svaret er «partial» med en melding om at de finnes";
    "accounts-guaranteed-absent": List(guaranteed_absent), NEEDS_DECLARED_ACCOUNT,
        "an account that the party only guarantees for is not in the list",
        "en konto som parten bare er kausjonist for, ikke står i listen";
    "accounts-co-borrowed-absent": List(co_borrowed_absent), NEEDS_DECLARED_ACCOUNT,
        "a loan account that the party is co-borrower of is not in the list",
        "en lånekonto som parten er medlåntaker på, ikke står i listen";
    "accounts-shielded-absent": List(shielded_absent), NEEDS_SHIELDED_PARTY,
        "nothing is delivered about a person with a confidential address",
        "ingenting utleveres om en person med fortrolig adresse";
}

observations! {
    /// An owned account is lacking.
    OWNED_MISSING = "owned-account-missing" {
        observed: "an account that the party owns or owned within the period is not in the list", "en konto som parten eier eller eide i perioden, står ikke i listen";
        expected: "the account {account} in the list", "kontoen {account} i listen";
    }
    /// An account closed within the period is lacking.
    CLOSED_MISSING = "closed-account-missing" {
        observed: "an account that was closed within the period is not in the list", "en konto som ble avsluttet i perioden, står ikke i listen";
        expected: "the account {account} in the list", "kontoen {account} i listen";
    }
    /// An account of the first or last day is lacking.
    EDGE_MISSING = "account-of-boundary-day-missing" {
        observed: "an account that the party had on the first or last day of the period is not in the list", "en konto som parten hadde den første eller siste dagen i perioden, står ikke i listen";
        expected: "the account {account} in the list", "kontoen {account} i listen";
    }
    /// An account that the party disposes of is lacking.
    DISPOSED_MISSING = "disposed-account-missing" {
        observed: "an account that the party disposes of is not in the list", "en konto som parten disponerer, står ikke i listen";
        expected: "the account {account} in the list", "kontoen {account} i listen";
    }
    /// An account from before the period.
    EARLIER_LISTED = "earlier-account-listed" {
        observed: "an account that was closed or given up before the period is in the list", "en konto som var avsluttet eller avgitt før perioden, står i listen";
        expected: "only accounts that the party had within the period", "bare konti som parten hadde i perioden";
    }
    /// An account from after the period.
    LATER_LISTED = "later-account-listed" {
        observed: "an account that was opened or acquired after the period is in the list", "en konto som ble åpnet eller overtatt etter perioden, står i listen";
        expected: "only accounts that the party had within the period", "bare konti som parten hadde i perioden";
    }
    /// A disposed account where owned ones are asked for.
    DISPOSED_LISTED = "disposed-account-listed" {
        observed: "an account that the party only disposes of is in the list, although only owned accounts are asked for", "en konto som parten bare disponerer, står i listen, selv om det bare spørres om eide konti";
        expected: "only owned accounts", "bare eide konti";
    }
    /// A disposed account in a list by alternative 1.
    ALTERNATIVE_1_LISTED = "alternative-1-account-listed" {
        observed: "an account that the party only disposes of is in the list, although the service delivers right of disposal by alternative 1", "en konto som parten bare disponerer, står i listen, selv om disposisjonsrett utleveres etter alternativ 1";
        expected: "only owned accounts", "bare eide konti";
    }
    /// A list by alternative 1 that is not partial.
    ALTERNATIVE_1_NOT_PARTIAL = "alternative-1-not-partial" {
        observed: "the answer does not say that there are accounts the party disposes of", "svaret sier ikke at det finnes konti som parten disponerer";
        expected: "partial", "partial";
    }
    /// A list by alternative 1 without a message.
    ALTERNATIVE_1_NO_MESSAGE = "alternative-1-no-message" {
        observed: "the answer has no message about the accounts that the party disposes of", "svaret har ingen melding om kontiene som parten disponerer";
        expected: "a message that says that there are some", "en melding om at de finnes";
    }
    /// A guaranteed account.
    GUARANTEED_LISTED = "guaranteed-account-listed" {
        observed: "an account that the party only guarantees for is in the list", "en konto som parten bare er kausjonist for, står i listen";
        expected: "no account that the party only guarantees for", "ingen konto som parten bare er kausjonist for";
    }
    /// A co-borrowed loan.
    CO_BORROWED_LISTED = "co-borrowed-account-listed" {
        observed: "a loan account that the party is co-borrower of is in the list", "en lånekonto som parten er medlåntaker på, står i listen";
        expected: "no loan account that the party is only co-borrower of", "ingen lånekonto som parten bare er medlåntaker på";
    }
    /// An account of a shielded person.
    SHIELDED_LISTED = "shielded-account-listed" {
        observed: "the list has an account of a person with a confidential address", "listen har en konto som tilhører en person med fortrolig adresse";
        expected: "no accounts", "ingen konti";
    }
}

fn owned_delivered(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    expect(list, grounds, tally, &OWNED_MISSING, |fact| {
        fact.relation == Relation::Owner && listing(fact, grounds) == Listing::Expected
    });
}

fn closed_within_delivered(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    expect(list, grounds, tally, &CLOSED_MISSING, |fact| {
        fact.relation == Relation::Owner
            && closed_within(fact, grounds)
            && listing(fact, grounds) == Listing::Expected
    });
}

fn closed_on_first_day(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    expect(list, grounds, tally, &EDGE_MISSING, |fact| {
        fact.closed == Some(grounds.from)
            && fact.owner_to.is_none_or(|last| last >= grounds.from)
            && is_owned(fact, grounds)
    });
}

fn opened_on_last_day(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    expect(list, grounds, tally, &EDGE_MISSING, |fact| {
        fact.opened == Some(grounds.to)
            && fact.owner_from.is_none_or(|first| first <= grounds.to)
            && is_owned(fact, grounds)
    });
}

fn is_owned(fact: &AccountFact, grounds: &Grounds<'_>) -> bool {
    fact.relation == Relation::Owner
        && !is_shielded(grounds)
        && grounds.service.further_check != FurtherCheck::Guardianship
}

fn closed_before_absent(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    avoid(list, grounds, tally, &EARLIER_LISTED, |fact| {
        position(fact, grounds) == Position::Before
    });
}

fn opened_after_absent(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    avoid(list, grounds, tally, &LATER_LISTED, |fact| {
        position(fact, grounds) == Position::After
    });
}

fn disposed_absent(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    if grounds.only_primary_owner {
        avoid(list, grounds, tally, &DISPOSED_LISTED, |fact| {
            fact.relation == Relation::Disposes
        });
    }
}

fn disposed_delivered(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    expect(list, grounds, tally, &DISPOSED_MISSING, |fact| {
        fact.relation == Relation::Disposes && listing(fact, grounds) == Listing::Expected
    });
}

fn alternative_1(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    if grounds.alternative_2 || grounds.only_primary_owner || is_shielded(grounds) {
        return;
    }
    let disposes = |fact: &AccountFact| fact.relation == Relation::Disposes;
    let mut facts = grounds.party.accounts.iter();
    if !facts.any(|fact| disposes(fact) && position(fact, grounds) == Position::Within) {
        return;
    }
    avoid(list, grounds, tally, &ALTERNATIVE_1_LISTED, disposes);
    if !list.is_partial() {
        let found = list.statuses.first().map_or(NOTHING, String::as_str);
        tally.add(
            list.breach("/responseDetails/status", &ALTERNATIVE_1_NOT_PARTIAL)
                .received(found),
        );
    }
    let mut messages = list.messages.iter();
    if messages.all(|message| message.trim().is_empty()) {
        tally.add(
            list.breach("/responseDetails/message", &ALTERNATIVE_1_NO_MESSAGE)
                .received(NOTHING),
        );
    }
}

fn guaranteed_absent(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    avoid(list, grounds, tally, &GUARANTEED_LISTED, |fact| {
        fact.relation == Relation::Guarantor
    });
}

fn co_borrowed_absent(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    avoid(list, grounds, tally, &CO_BORROWED_LISTED, |fact| {
        fact.relation == Relation::CoBorrower
    });
}

fn shielded_absent(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    if !is_shielded(grounds) {
        return;
    }
    tally.thing();
    for entry in &list.entries {
        tally.add(entry.breach("", &SHIELDED_LISTED));
    }
}

fn expect(
    list: &List,
    grounds: &Grounds<'_>,
    tally: &mut Tally,
    missing: &Observation,
    which: impl Fn(&AccountFact) -> bool,
) {
    for fact in grounds.party.accounts.iter().filter(|fact| which(fact)) {
        tally.thing();
        if !list.has(fact) {
            tally.add(
                list.breach("/accounts", missing)
                    .with("account", &fact.number)
                    .received(NOTHING),
            );
        }
    }
}

fn avoid(
    list: &List,
    grounds: &Grounds<'_>,
    tally: &mut Tally,
    listed: &Observation,
    which: impl Fn(&AccountFact) -> bool,
) {
    for fact in grounds.party.accounts.iter().filter(|fact| which(fact)) {
        tally.thing();
        for entry in list.of(&fact.number) {
            tally.add(
                entry
                    .breach("/accountIdentifier", listed)
                    .received(fact.number.clone()),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::account_list::ListRule;
    use crate::check::accounts::fixture::{NUMBER, declaring, judged, judged_with, list};
    use crate::check::fixture::{assert_breach, assert_conforms, assert_nothing};

    fn listed() -> Value {
        json!([{"accountIdentifier": NUMBER, "accountReference": "r"}])
    }

    /// A rule that wants the account there, or that wants it away.
    fn holds_both_ways(
        rule: ListRule,
        fact: &Value,
        (wanted, otherwise): (bool, &Observation),
        change: fn(&mut Grounds<'_>),
    ) {
        let party = declaring(&[], std::slice::from_ref(fact));
        let status = "complete";
        let (right, wrong) = if wanted {
            (listed(), json!([]))
        } else {
            (json!([]), listed())
        };
        assert_conforms(&judged_with(rule, &list(status, &right), &party, change));
        assert_breach(
            &judged_with(rule, &list(status, &wrong), &party, change),
            otherwise,
        );
    }

    #[test]
    fn an_owned_account_belongs_in_the_list() {
        holds_both_ways(owned_delivered, &json!({}), (true, &OWNED_MISSING), |_| {});
    }

    #[test]
    fn an_account_may_be_on_a_page_that_was_not_seen() {
        let shown = list("complete", &json!([])).page(1, false);
        assert_conforms(&judged(
            owned_delivered,
            &shown,
            &declaring(&[], &[json!({})]),
        ));
    }

    #[test]
    fn an_account_closed_within_the_period_belongs_in_the_list() {
        holds_both_ways(
            closed_within_delivered,
            &json!({"closed": "2026-03-01"}),
            (true, &CLOSED_MISSING),
            |_| {},
        );
    }

    #[test]
    fn both_days_of_the_period_belong_to_it() {
        holds_both_ways(
            closed_on_first_day,
            &json!({"closed": "2025-11-22"}),
            (true, &EDGE_MISSING),
            |_| {},
        );
        holds_both_ways(
            opened_on_last_day,
            &json!({"opened": "2026-11-22"}),
            (true, &EDGE_MISSING),
            |_| {},
        );
    }

    #[test]
    fn an_account_of_the_day_beside_the_period_is_no_account_of_a_boundary_day() {
        for (rule, fact) in [
            (
                closed_on_first_day as ListRule,
                json!({"closed": "2025-11-21"}),
            ),
            (opened_on_last_day, json!({"opened": "2026-11-23"})),
        ] {
            let party = declaring(&[], std::slice::from_ref(&fact));
            assert_nothing(&judged(rule, &list("complete", &json!([])), &party));
        }
    }

    #[test]
    fn an_account_closed_before_the_period_does_not_belong_in_the_list() {
        holds_both_ways(
            closed_before_absent,
            &json!({"closed": "2025-03-01"}),
            (false, &EARLIER_LISTED),
            |_| {},
        );
    }

    #[test]
    fn an_account_opened_after_the_period_does_not_belong_in_the_list() {
        holds_both_ways(
            opened_after_absent,
            &json!({"opened": "2026-12-01"}),
            (false, &LATER_LISTED),
            |_| {},
        );
    }

    #[test]
    fn a_disposed_account_does_not_belong_in_the_list_of_owned_ones() {
        holds_both_ways(
            disposed_absent,
            &json!({"relation": "disposes"}),
            (false, &DISPOSED_LISTED),
            |_| {},
        );
    }

    #[test]
    fn a_disposed_account_belongs_in_the_list_of_alternative_2() {
        holds_both_ways(
            disposed_delivered,
            &json!({"relation": "disposes"}),
            (true, &DISPOSED_MISSING),
            |grounds| {
                grounds.only_primary_owner = false;
            },
        );
    }

    #[test]
    fn a_guaranteed_account_does_not_belong_in_the_list() {
        holds_both_ways(
            guaranteed_absent,
            &json!({"relation": "guarantor"}),
            (false, &GUARANTEED_LISTED),
            |_| {},
        );
    }

    #[test]
    fn a_co_borrowed_loan_does_not_belong_in_the_list() {
        holds_both_ways(
            co_borrowed_absent,
            &json!({"relation": "co-borrower"}),
            (false, &CO_BORROWED_LISTED),
            |_| {},
        );
    }

    #[test]
    fn a_shielded_person_has_no_account_in_the_list() {
        let party = declaring(&["shielded"], &[json!({})]);
        assert_conforms(&judged(
            shielded_absent,
            &list("complete", &json!([])),
            &party,
        ));
        assert_breach(
            &judged(shielded_absent, &list("complete", &listed()), &party),
            &SHIELDED_LISTED,
        );
    }

    #[test]
    fn nothing_declared_is_nothing_judged() {
        let party = declaring(&[], &[]);
        for rule in [
            owned_delivered,
            closed_before_absent,
            disposed_absent,
            shielded_absent,
        ] {
            assert_nothing(&judged(rule, &list("complete", &listed()), &party));
        }
    }

    fn by_alternative_1(shown: &crate::check::fixture::Shown) -> crate::check::Judged {
        let party = declaring(&[], &[json!({"relation": "disposes"})]);
        judged_with(alternative_1, shown, &party, |grounds| {
            grounds.only_primary_owner = false;
            grounds.alternative_2 = false;
        })
    }

    #[test]
    fn alternative_1_is_partial_with_a_message() {
        let document = json!({"responseDetails": {"status": "partial", "message": "Disponerer flere"}, "accounts": []});
        assert_conforms(&by_alternative_1(&crate::check::fixture::Shown::accounts(
            document,
        )));
    }

    #[test]
    fn alternative_1_without_partial_breaches() {
        assert_breach(
            &by_alternative_1(&list("complete", &json!([]))),
            &ALTERNATIVE_1_NOT_PARTIAL,
        );
    }

    #[test]
    fn alternative_1_with_the_account_breaches() {
        assert_breach(
            &by_alternative_1(&list("partial", &listed())),
            &ALTERNATIVE_1_LISTED,
        );
    }
}
