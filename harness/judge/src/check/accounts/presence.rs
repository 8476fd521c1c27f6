//! Which of the declared accounts are in the list.

use wire::world::{AccountFact, Relation};

use crate::check::Grounds;
use crate::check::account_list::List;
use crate::check::declared::{Listing, Position, closed_within, is_shielded, listing, position};
use crate::check::tally::Tally;
use pack::text::Text;

/// Every account that the party owns or owned within the period is in the list.
pub fn owned_delivered(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    let owned = |fact: &AccountFact| {
        fact.relation == Relation::Owner && listing(fact, grounds) == Listing::Expected
    };
    expect(
        list,
        grounds,
        tally,
        owned,
        &Text::new(
            "An account that the party owns or owned within the period is not in the list.",
            "En konto som parten eier eller eide i perioden, står ikke i listen.",
        ),
    );
}

/// An account that was closed within the period is in the list.
pub fn closed_within_delivered(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    let closed = |fact: &AccountFact| {
        fact.relation == Relation::Owner
            && closed_within(fact, grounds)
            && listing(fact, grounds) == Listing::Expected
    };
    expect(
        list,
        grounds,
        tally,
        closed,
        &Text::new(
            "An account that was closed within the period is not in the list.",
            "En konto som ble avsluttet i perioden, står ikke i listen.",
        ),
    );
}

/// An account that the party had no longer when the period began is not in the list.
pub fn closed_before_absent(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    avoid(
        list,
        grounds,
        tally,
        |fact| position(fact, grounds) == Position::Before,
        &Text::new(
            "An account that was closed or given up before the period is in the list.",
            "En konto som var avsluttet eller avgitt før perioden, står i listen.",
        ),
    );
}

/// An account that the party did not have yet when the period ended is not in the list.
pub fn opened_after_absent(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    avoid(
        list,
        grounds,
        tally,
        |fact| position(fact, grounds) == Position::After,
        &Text::new(
            "An account that was opened or taken over after the period is in the list.",
            "En konto som ble åpnet eller overtatt etter perioden, står i listen.",
        ),
    );
}

/// With `OnlyPrimaryOwner` true, accounts that the party only disposes of are not in the list.
pub fn disposed_absent(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    if !grounds.only_primary_owner {
        return;
    }
    avoid(
        list,
        grounds,
        tally,
        |fact| fact.relation == Relation::Disposes,
        &Text::new(
            "An account that the party only disposes of is in the list, though only owned accounts are asked for.",
            "En konto som parten bare disponerer, står i listen, selv om det bare spørres om eide konti.",
        ),
    );
}

/// By alternative 2 and with `OnlyPrimaryOwner` false, accounts that the party disposes of are in the list.
pub fn disposed_delivered(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    let disposed = |fact: &AccountFact| {
        fact.relation == Relation::Disposes && listing(fact, grounds) == Listing::Expected
    };
    expect(
        list,
        grounds,
        tally,
        disposed,
        &Text::new(
            "An account that the party disposes of is not in the list.",
            "En konto som parten disponerer, står ikke i listen.",
        ),
    );
}

/// By alternative 1, accounts that the party disposes of are not in the list, and the answer says that there
/// are some: it is partial and has a message.
pub fn alternative_1(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    if grounds.alternative_2 || grounds.only_primary_owner || is_shielded(grounds) {
        return;
    }
    let disposed: Vec<&AccountFact> = grounds
        .party
        .accounts
        .iter()
        .filter(|fact| {
            fact.relation == Relation::Disposes && position(fact, grounds) == Position::Within
        })
        .collect();
    if disposed.is_empty() {
        return;
    }
    avoid(
        list,
        grounds,
        tally,
        |fact| fact.relation == Relation::Disposes,
        &Text::new(
            "An account that the party only disposes of is in the list of alternative 1.",
            "En konto som parten bare disponerer, står i listen etter alternativ 1.",
        ),
    );
    if !list.is_partial() {
        tally.add(
            list.breach(
                "/responseDetails/status",
                Text::new(
                    "The answer does not say that there are accounts the party disposes of.",
                    "Svaret sier ikke at det finnes konti som parten disponerer.",
                ),
            )
            .expected(Text::same("partial")),
        );
    }
    if list
        .messages
        .iter()
        .all(|message| message.trim().is_empty())
    {
        tally.add(list.breach(
            "/responseDetails/message",
            Text::new(
                "The answer has no message about the accounts the party disposes of.",
                "Svaret har ingen melding om kontiene som parten disponerer.",
            ),
        ));
    }
}

/// An account that the party guarantees for is not in the list.
pub fn guaranteed_absent(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    avoid(
        list,
        grounds,
        tally,
        |fact| fact.relation == Relation::Guarantor,
        &Text::new(
            "An account that the party only guarantees for is in the list.",
            "En konto som parten bare er kausjonist for, står i listen.",
        ),
    );
}

/// A loan that the party is co-borrower of is not in the list.
pub fn co_borrowed_absent(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    avoid(
        list,
        grounds,
        tally,
        |fact| fact.relation == Relation::CoBorrower,
        &Text::new(
            "A loan account that the party is co-borrower of is in the list.",
            "En lånekonto som parten er medlåntaker på, står i listen.",
        ),
    );
}

/// Nothing is delivered about a person with a confidential address.
pub fn shielded_absent(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    if !is_shielded(grounds) {
        return;
    }
    tally.thing();
    for entry in &list.entries {
        tally.add(entry.breach(
            "",
            Text::new(
                "The list has an account of a person with a confidential address.",
                "Listen har en konto som tilhører en person med fortrolig adresse.",
            ),
        ));
    }
}

fn expect(
    list: &List,
    grounds: &Grounds<'_>,
    tally: &mut Tally,
    which: impl Fn(&AccountFact) -> bool,
    what: &Text,
) {
    for fact in grounds.party.accounts.iter().filter(|fact| which(fact)) {
        tally.thing();
        if !list.has(fact) {
            tally.add(
                list.breach("/accounts", what.clone())
                    .expected(Text::same(fact.number.clone())),
            );
        }
    }
}

fn avoid(
    list: &List,
    grounds: &Grounds<'_>,
    tally: &mut Tally,
    which: impl Fn(&AccountFact) -> bool,
    what: &Text,
) {
    for fact in grounds.party.accounts.iter().filter(|fact| which(fact)) {
        tally.thing();
        for entry in list.of(&fact.number) {
            tally.add(
                entry
                    .breach("/accountIdentifier", what.clone())
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
    fn holds_both_ways(rule: ListRule, fact: &Value, wanted: bool, change: fn(&mut Grounds<'_>)) {
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
            "the list",
        );
    }

    #[test]
    fn an_owned_account_belongs_in_the_list() {
        holds_both_ways(owned_delivered, &json!({}), true, |_| {});
    }

    #[test]
    fn an_account_closed_within_the_period_belongs_in_the_list() {
        holds_both_ways(
            closed_within_delivered,
            &json!({"closed": "2026-03-01"}),
            true,
            |_| {},
        );
    }

    #[test]
    fn an_account_closed_before_the_period_does_not_belong_in_the_list() {
        holds_both_ways(
            closed_before_absent,
            &json!({"closed": "2025-03-01"}),
            false,
            |_| {},
        );
    }

    #[test]
    fn an_account_opened_after_the_period_does_not_belong_in_the_list() {
        holds_both_ways(
            opened_after_absent,
            &json!({"opened": "2026-12-01"}),
            false,
            |_| {},
        );
    }

    #[test]
    fn a_disposed_account_does_not_belong_in_the_list_of_owned_ones() {
        holds_both_ways(
            disposed_absent,
            &json!({"relation": "disposes"}),
            false,
            |_| {},
        );
    }

    #[test]
    fn a_disposed_account_belongs_in_the_list_of_alternative_2() {
        holds_both_ways(
            disposed_delivered,
            &json!({"relation": "disposes"}),
            true,
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
            false,
            |_| {},
        );
    }

    #[test]
    fn a_co_borrowed_loan_does_not_belong_in_the_list() {
        holds_both_ways(
            co_borrowed_absent,
            &json!({"relation": "co-borrower"}),
            false,
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
            "confidential",
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
            "does not say",
        );
    }

    #[test]
    fn alternative_1_with_the_account_breaches() {
        assert_breach(
            &by_alternative_1(&list("partial", &listed())),
            "list of alternative 1",
        );
    }
}
