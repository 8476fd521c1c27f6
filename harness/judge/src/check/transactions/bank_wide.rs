//! An identifier of a transaction is unique within the bank, not only within an account (interpretation I-81).

use std::collections::HashMap;

use wire::messages::Endpoint;
use wire::world::Amount;

use crate::check::amount::{Sign, amount, sign};
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View, checks};
use crate::observations;

checks! {
    "identifiers-unique-in-bank": Documents(&[Endpoint::Transactions], |_| Box::<OverAccounts>::default()), NEEDS_TRANSACTIONS,
        "no two accounts have transactions with the same transactionIdentifier",
        "ingen to konti har transaksjoner med samme transactionIdentifier";
}

observations! {
    /// Transactions of two accounts have one identifier.
    SHARED_BY_ACCOUNTS = "identifier-shared-by-accounts" {
        observed: "a transaction of another account has the same transactionIdentifier", "en transaksjon på en annen konto har samme transactionIdentifier";
        expected: "an identifier that is unique within the bank", "en identifikator som er unik i banken";
    }
    /// Both sides of a transfer have one identifier.
    SHARED_BY_SIDES = "identifier-shared-by-sides" {
        observed: "both sides of a transfer between two accounts have the same transactionIdentifier", "begge sider av en overføring mellom to konti har samme transactionIdentifier";
    }
}

/// Compares the transactions of all accounts of a retrieval.
#[derive(Debug, Default)]
struct OverAccounts {
    seen: HashMap<String, Side>,
    tally: Tally,
}

/// A transaction as one of its accounts shows it.
#[derive(Debug)]
struct Side {
    account: String,
    amount: Option<Amount>,
    sign: Option<Sign>,
}

impl Side {
    fn is_opposite(&self, other: &Self) -> bool {
        let signs = (self.sign, other.sign);
        let opposite = matches!(
            signs,
            (Some(Sign::Credit), Some(Sign::Debit)) | (Some(Sign::Debit), Some(Sign::Credit))
        );
        opposite && self.amount == other.amount
    }
}

impl RetrievalCheck for OverAccounts {
    fn see(&mut self, view: &View<'_>, _: &Grounds<'_>) {
        let (Endpoint::Transactions, Some(account)) = (view.endpoint, view.account) else {
            return;
        };
        for transaction in Place::root(view).elements("transactions") {
            let Some(identifier) = transaction.text("transactionIdentifier") else {
                continue;
            };
            self.tally.thing();
            let side = Side {
                account: account.reference.to_owned(),
                amount: amount(transaction.value),
                sign: sign(transaction.value),
            };
            let Some(first) = self.seen.get(identifier) else {
                self.seen.insert(identifier.to_owned(), side);
                continue;
            };
            if first.account == side.account {
                continue;
            }
            let finding = if first.is_opposite(&side) {
                transaction.note(&SHARED_BY_SIDES)
            } else {
                transaction.breach(&SHARED_BY_ACCOUNTS)
            };
            self.tally.add(finding.received(identifier));
        }
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        self.tally.judged()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, judge};

    fn one(reference: &str, identifier: &str, indicator: &str) -> Shown {
        let transaction = json!({"transactionIdentifier": identifier, "amount": 10, "creditDebitIndicator": indicator});
        Shown::transactions(json!({"transactions": [transaction]})).account(reference, reference)
    }

    #[test]
    fn identifiers_of_their_own_conform() {
        let shown = [one("1", "a", "debit"), one("2", "b", "debit")];
        assert_conforms(&judge(OverAccounts::default(), &shown));
    }

    #[test]
    fn one_identifier_on_two_accounts_breaches() {
        let shown = [one("1", "a", "debit"), one("2", "a", "debit")];
        assert_breach(&judge(OverAccounts::default(), &shown), &SHARED_BY_ACCOUNTS);
    }

    #[test]
    fn both_sides_of_a_transfer_are_only_observed() {
        let shown = [one("1", "a", "debit"), one("2", "a", "credit")];
        let judged = judge(OverAccounts::default(), &shown);
        assert_conforms(&judged);
        assert_eq!(judged.findings[0].id, SHARED_BY_SIDES.id);
    }
}
