//! The cards that transactions were made with, against the account's list of cards.

use std::collections::{BTreeMap, BTreeSet};

use wire::messages::Endpoint;

use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View, checks};
use crate::exchange::ExchangeId;
use crate::finding::Finding;
use crate::observations;

checks! {
    "consistency-transaction-cards": Documents(&[Endpoint::Transactions, Endpoint::Cards], |_| Box::<TransactionCards>::default()), NEEDS_CARD_TRANSACTION,
        "every card of a transaction is in the account's list of cards",
        "alle kort i transaksjoner står i kontoens liste over kort";
}

observations! {
    /// A card that the account does not have.
    CARD_NOT_LISTED = "transaction-card-not-listed" {
        observed: "a transaction was made with a card that is not in the account's list of cards", "en transaksjon er gjort med et kort som ikke står i kontoens liste over kort";
        expected: "a card of the list", "et kort i listen";
    }
}

/// Every card of a transaction is in the account's list of cards.
#[derive(Debug, Default)]
struct TransactionCards {
    used: BTreeMap<String, BTreeMap<String, (String, ExchangeId)>>,
    listed: BTreeMap<String, BTreeSet<String>>,
}

impl RetrievalCheck for TransactionCards {
    fn see(&mut self, view: &View<'_>, _: &Grounds<'_>) {
        let Some(account) = view.account else { return };
        let root = Place::root(view);
        match view.endpoint {
            Endpoint::Transactions => {
                let used = self.used.entry(account.reference.to_owned()).or_default();
                for transaction in root.elements("transactions") {
                    let Some(card) = transaction.path(&["paymentCard", "cardIdentifier"]) else {
                        continue;
                    };
                    let Some(number) = card.value.as_str() else {
                        continue;
                    };
                    used.entry(number.to_owned())
                        .or_insert((card.pointer(), view.exchange.id));
                }
            }
            Endpoint::Cards => {
                let numbers = root
                    .elements("paymentCards")
                    .into_iter()
                    .filter_map(|card| card.text("cardIdentifier").map(str::to_owned));
                self.listed
                    .entry(account.reference.to_owned())
                    .or_default()
                    .extend(numbers);
            }
            Endpoint::Accounts | Endpoint::AccountDetails | Endpoint::Roles => {}
        }
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        let mut tally = Tally::default();
        for (reference, used) in &self.used {
            let Some(listed) = self.listed.get(reference) else {
                continue;
            };
            for (number, (pointer, exchange)) in used {
                tally.thing();
                if !listed.contains(number) {
                    tally.add(
                        Finding::breach(&CARD_NOT_LISTED)
                            .received(number.clone())
                            .at(pointer.clone())
                            .in_exchange(*exchange),
                    );
                }
            }
        }
        tally.judged()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, assert_nothing, judge};

    const CARD: &str = "492500XXXXXX1234";

    fn used() -> Shown {
        Shown::transactions(json!({"transactions": [{"paymentCard": {"cardIdentifier": CARD}}]}))
    }

    fn listed(number: &str) -> Shown {
        Shown::of(
            Endpoint::Cards,
            json!({"paymentCards": [{"cardIdentifier": number}]}),
        )
    }

    #[test]
    fn a_listed_card_conforms() {
        assert_conforms(&judge(TransactionCards::default(), &[used(), listed(CARD)]));
    }

    #[test]
    fn a_card_that_is_not_listed_breaches() {
        assert_breach(
            &judge(
                TransactionCards::default(),
                &[used(), listed("492500XXXXXX9999")],
            ),
            &CARD_NOT_LISTED,
        );
    }

    #[test]
    fn without_the_list_nothing_is_judged() {
        assert_nothing(&judge(TransactionCards::default(), &[used()]));
    }
}
