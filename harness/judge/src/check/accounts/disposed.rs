//! The other endpoints answer for accounts that the party only disposes of.

use std::collections::{BTreeMap, BTreeSet};

use wire::messages::{DATA_NOT_DELIVERED, Endpoint};
use wire::world::Relation;

use crate::check::declared::is_number;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View, checks};
use crate::exchange::ExchangeId;
use crate::finding::{Finding, NOTHING};
use crate::observations;

checks! {
    "accounts-disposed-answered": Documents(&[Endpoint::Accounts, Endpoint::AccountDetails], |_| Box::<DisposedAnswered>::default()), NEEDS_DISPOSED_BY_ALTERNATIVE_2,
        "by alternative 2, account details answer for an account that the party disposes of as for an owned one",
        "kontodetaljer svarer for en konto som parten disponerer, som for en eid konto, etter alternativ 2";
}

observations! {
    /// No account details for a disposed account.
    DISPOSED_UNANSWERED = "disposed-account-unanswered" {
        observed: "no account details came for an account that the party disposes of", "det kom ingen kontodetaljer for en konto som parten disponerer";
        expected: "account details for every listed account", "kontodetaljer for alle konti i listen";
    }
}

/// By alternative 2, an account that the party disposes of is answered for like an owned one.
#[derive(Debug, Default)]
struct DisposedAnswered {
    listed: BTreeMap<String, (String, ExchangeId)>,
    answered: BTreeSet<String>,
}

impl RetrievalCheck for DisposedAnswered {
    fn see(&mut self, view: &View<'_>, grounds: &Grounds<'_>) {
        if view.endpoint == Endpoint::AccountDetails {
            self.answered
                .extend(view.account.map(|account| account.reference.to_owned()));
        }
        if view.endpoint != Endpoint::Accounts {
            return;
        }
        for entry in Place::root(view).elements("accounts") {
            let number = entry.text("accountIdentifier");
            let disposed = grounds.party.accounts.iter().any(|fact| {
                fact.relation == Relation::Disposes
                    && number.is_some_and(|number| is_number(fact, number))
            });
            let reference = entry
                .text("accountReference")
                .filter(|reference| *reference != DATA_NOT_DELIVERED);
            if let (true, Some(reference)) = (disposed, reference) {
                self.listed
                    .insert(reference.to_owned(), (entry.pointer(), view.exchange.id));
            }
        }
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        let mut tally = Tally::default();
        for (reference, (pointer, exchange)) in &self.listed {
            tally.thing();
            if !self.answered.contains(reference) {
                tally.add(
                    Finding::breach(&DISPOSED_UNANSWERED)
                        .received(NOTHING)
                        .at(pointer.clone())
                        .in_exchange(*exchange),
                );
            }
        }
        tally.judged()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::accounts::fixture::{NUMBER, declaring};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, assert_nothing, judge_for};

    fn judged(relation: &str, answered: bool) -> Judged {
        let party = declaring(&[], &[json!({"relation": relation})]);
        let mut shown = vec![Shown::accounts(
            json!({"accounts": [{"accountIdentifier": NUMBER, "accountReference": "ref-1"}]}),
        )];
        shown.extend(answered.then(|| Shown::details(json!({})).account("ref-1", NUMBER)));
        judge_for(DisposedAnswered::default(), &shown, &party, |_| {})
    }

    #[test]
    fn an_answered_account_conforms() {
        assert_conforms(&judged("disposes", true));
    }

    #[test]
    fn an_account_without_answer_breaches() {
        assert_breach(&judged("disposes", false), &DISPOSED_UNANSWERED);
    }

    #[test]
    fn owned_accounts_are_not_judged() {
        assert_nothing(&judged("owner", false));
    }
}
