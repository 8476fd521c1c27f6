//! A card has the same values in Transactions and in Cards.

use std::collections::BTreeMap;

use wire::messages::Endpoint;

use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View, checks};
use crate::exchange::ExchangeId;
use crate::finding::Finding;
use crate::observations;

checks! {
    "consistency-card-values": Documents(&[Endpoint::Transactions, Endpoint::Cards], |_| Box::<CardValues>::default()), NEEDS_CARD_TRANSACTION,
        "a card has the same type, holder, issuer and validity in Transactions and in Cards",
        "et kort har samme type, innehaver, utsteder og gyldighet i transaksjoner og i kort";
}

observations! {
    /// Another value in Cards than in Transactions.
    CARD_VALUE_DIFFERS = "card-value-differs" {
        observed: "{member} of a transaction's card is not the same as in the account's list of cards", "{member} for kortet i en transaksjon er ikke den samme som i kontoens liste over kort";
        expected: "{expected}", "{expected}";
    }
}

const MEMBERS: [&str; 5] = [
    "type",
    "holderName",
    "cardIssuerName",
    "startDate",
    "expiryDate",
];

/// Account, number and version.
type Key = (String, String, String);

/// The values of a card as one endpoint has them.
#[derive(Debug)]
struct Shown {
    values: [Option<String>; MEMBERS.len()],
    pointer: String,
    exchange: ExchangeId,
}

/// The cards of both endpoints; transactions come first.
#[derive(Debug, Default)]
struct CardValues {
    used: BTreeMap<Key, Shown>,
    listed: BTreeMap<Key, Shown>,
}

impl RetrievalCheck for CardValues {
    fn see(&mut self, view: &View<'_>, _: &Grounds<'_>) {
        let Some(account) = view.account else { return };
        let root = Place::root(view);
        let (cards, known) = match view.endpoint {
            Endpoint::Transactions => {
                let transactions = root.elements("transactions").into_iter();
                let cards = transactions.filter_map(|one| one.member("paymentCard"));
                (cards.collect(), &mut self.used)
            }
            Endpoint::Cards => (root.elements("paymentCards"), &mut self.listed),
            Endpoint::Accounts | Endpoint::AccountDetails | Endpoint::Roles => return,
        };
        for card in cards {
            let (Some(number), Some(version)) =
                (card.text("cardIdentifier"), card.text("versionNumber"))
            else {
                continue;
            };
            let key = (
                account.reference.to_owned(),
                number.to_owned(),
                version.to_owned(),
            );
            known.entry(key).or_insert_with(|| Shown {
                values: MEMBERS.map(|name| card.text(name).map(str::to_owned)),
                pointer: card.pointer(),
                exchange: view.exchange.id,
            });
        }
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        let mut tally = Tally::default();
        for (key, used) in &self.used {
            let Some(listed) = self.listed.get(key) else {
                continue;
            };
            tally.thing();
            let members = MEMBERS.into_iter().zip(&used.values).zip(&listed.values);
            for ((member, found), expected) in members {
                let (Some(found), Some(expected)) = (found, expected) else {
                    continue;
                };
                if found != expected {
                    tally.add(
                        Finding::breach(&CARD_VALUE_DIFFERS)
                            .with("member", member)
                            .with("expected", expected)
                            .received(found)
                            .at(format!("{}/{member}", used.pointer))
                            .in_exchange(used.exchange),
                    );
                }
            }
        }
        tally.judged()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::fixture::{self, assert_breach, assert_conforms, assert_nothing, judge};

    fn card(kind: &str, version: &str) -> Value {
        json!({"cardIdentifier": "492500XXXXXX1234", "versionNumber": version, "type": kind})
    }

    fn of(used: &Value, listed: &Value) -> Judged {
        let used = json!({"transactions": [{"paymentCard": used}]});
        let listed = json!({"paymentCards": [listed]});
        let shown = [
            fixture::Shown::transactions(used),
            fixture::Shown::of(Endpoint::Cards, listed),
        ];
        judge(CardValues::default(), &shown)
    }

    #[test]
    fn the_same_values_conform() {
        assert_conforms(&of(&card("debitCard", "1"), &card("debitCard", "1")));
    }

    #[test]
    fn another_type_breaches() {
        let judged = of(&card("debitCard", "1"), &card("creditCard", "1"));
        assert_breach(&judged, &CARD_VALUE_DIFFERS);
    }

    #[test]
    fn another_version_is_another_card() {
        assert_nothing(&of(&card("debitCard", "1"), &card("creditCard", "2")));
    }
}
