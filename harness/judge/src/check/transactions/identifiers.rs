//! Pages neither repeat a transaction nor give two the same identifier.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;
use wire::messages::Endpoint;

use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View, checks};
use crate::finding::Observation;
use crate::observations;

checks! {
    "transactions-no-repeats": Documents(&[Endpoint::Transactions], |_| Box::new(Duplicates::new(&REPEATED))), NEEDS_TRANSACTIONS,
        "no transaction of an account is delivered twice, on any pages",
        "ingen transaksjon på en konto utleveres to ganger, på noen sider";
    "transactions-identifiers-unique": Documents(&[Endpoint::Transactions], |_| Box::new(Duplicates::new(&SHARED))), NEEDS_TRANSACTIONS,
        "no two transactions of an account have the same transactionIdentifier",
        "ingen to transaksjoner på en konto har samme transactionIdentifier";
}

observations! {
    /// The same transaction comes twice.
    REPEATED = "transaction-repeated" {
        observed: "the transaction is delivered twice; the first is on page {page} at {first}", "transaksjonen utleveres to ganger; den første er på side {page} i {first}";
        expected: "each transaction once", "hver transaksjon én gang";
    }
    /// Two different transactions have one identifier.
    SHARED = "transaction-identifier-shared" {
        observed: "another transaction, on page {page} at {first}, has the same transactionIdentifier", "en annen transaksjon, på side {page} i {first}, har samme transactionIdentifier";
        expected: "an identifier of its own for each transaction", "en egen identifikator for hver transaksjon";
    }
}

/// Compares all transactions of an account over all pages, in search of one of the two faults.
#[derive(Debug)]
struct Duplicates {
    fault: &'static Observation,
    seen: HashMap<String, HashMap<String, First>>,
    tally: Tally,
}

#[derive(Debug)]
struct First {
    content: u64,
    page: usize,
    pointer: String,
}

impl Duplicates {
    fn new(fault: &'static Observation) -> Self {
        Self {
            fault,
            seen: HashMap::new(),
            tally: Tally::default(),
        }
    }
}

impl RetrievalCheck for Duplicates {
    fn see(&mut self, view: &View<'_>, _: &Grounds<'_>) {
        let (Endpoint::Transactions, Some(account)) = (view.endpoint, view.account) else {
            return;
        };
        let seen = self.seen.entry(account.reference.to_owned()).or_default();
        for transaction in Place::root(view).elements("transactions") {
            let Some(identifier) = transaction.text("transactionIdentifier") else {
                continue;
            };
            self.tally.thing();
            let content = digest(transaction.value);
            let Some(first) = seen.get(identifier) else {
                let first = First {
                    content,
                    page: view.page,
                    pointer: transaction.pointer(),
                };
                seen.insert(identifier.to_owned(), first);
                continue;
            };
            let found = if first.content == content {
                &REPEATED
            } else {
                &SHARED
            };
            if found == self.fault {
                self.tally.add(
                    transaction
                        .breach(found)
                        .with("page", first.page)
                        .with("first", &first.pointer)
                        .received(identifier),
                );
            }
        }
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        self.tally.judged()
    }
}

fn digest(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, judge};

    fn page(number: usize, last: bool, transactions: &[(&str, i32)]) -> Shown {
        let transactions: Vec<_> = transactions
            .iter()
            .map(|(identifier, amount)| json!({"transactionIdentifier": identifier, "amount": amount}))
            .collect();
        Shown::transactions(json!({"transactions": transactions})).page(number, last)
    }

    #[test]
    fn different_transactions_conform() {
        let pages = [
            page(1, false, &[("a", 1), ("b", 1)]),
            page(2, true, &[("c", 1)]),
        ];
        for fault in [&REPEATED, &SHARED] {
            assert_conforms(&judge(Duplicates::new(fault), &pages));
        }
    }

    #[test]
    fn a_transaction_that_the_next_page_repeats_breaches() {
        let pages = [
            page(1, false, &[("a", 1), ("b", 1)]),
            page(2, true, &[("b", 1), ("c", 1)]),
        ];
        assert_breach(&judge(Duplicates::new(&REPEATED), &pages), &REPEATED);
        assert_conforms(&judge(Duplicates::new(&SHARED), &pages));
    }

    #[test]
    fn one_identifier_for_two_transactions_breaches() {
        let pages = [page(1, true, &[("a", 1), ("a", 2)])];
        assert_breach(&judge(Duplicates::new(&SHARED), &pages), &SHARED);
        assert_conforms(&judge(Duplicates::new(&REPEATED), &pages));
    }

    #[test]
    fn two_accounts_may_number_alike() {
        let pages = [
            page(1, true, &[("a", 1)]),
            page(1, true, &[("a", 1)]).account("ref-2", "2"),
        ];
        assert_conforms(&judge(Duplicates::new(&REPEATED), &pages));
    }
}
