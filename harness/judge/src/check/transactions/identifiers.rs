//! Pages neither repeat a transaction nor give two the same identifier.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use wire::messages::Endpoint;

use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View};
use pack::text::Text;

/// Which of the two faults a check looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The same transaction comes twice.
    Repeated,
    /// Two different transactions have one identifier.
    Shared,
}

/// Compares all transactions of an account over all pages.
#[derive(Debug)]
pub struct Duplicates {
    fault: Fault,
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
    /// A check for that fault.
    pub fn new(fault: Fault) -> Self {
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
            let content = digest(&transaction.value.to_string());
            let Some(first) = seen.get(identifier) else {
                let first = First {
                    content,
                    page: view.page,
                    pointer: transaction.pointer.clone(),
                };
                seen.insert(identifier.to_owned(), first);
                continue;
            };
            let found = if first.content == content {
                Fault::Repeated
            } else {
                Fault::Shared
            };
            if found == self.fault {
                self.tally.add(
                    transaction
                        .breach(describe(found, first))
                        .received(identifier),
                );
            }
        }
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        self.tally.judged(|| {
            Text::new(
                "needs fixture: an account with transactions in the period",
                "krever testdata: en konto med transaksjoner i perioden",
            )
        })
    }
}

fn describe(fault: Fault, first: &First) -> Text {
    let (page, pointer) = (first.page, &first.pointer);
    match fault {
        Fault::Repeated => Text::new(
            format!(
                "The transaction is delivered twice; the first is on page {page} at {pointer}."
            ),
            format!(
                "Transaksjonen utleveres to ganger; den første står på side {page} i {pointer}."
            ),
        ),
        Fault::Shared => Text::new(
            format!(
                "Another transaction, on page {page} at {pointer}, has the same transactionIdentifier."
            ),
            format!(
                "En annen transaksjon, på side {page} i {pointer}, har samme transactionIdentifier."
            ),
        ),
    }
}

fn digest(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
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
        for fault in [Fault::Repeated, Fault::Shared] {
            assert_conforms(&judge(Duplicates::new(fault), &pages));
        }
    }

    #[test]
    fn a_transaction_that_the_next_page_repeats_breaches() {
        let pages = [
            page(1, false, &[("a", 1), ("b", 1)]),
            page(2, true, &[("b", 1), ("c", 1)]),
        ];
        assert_breach(&judge(Duplicates::new(Fault::Repeated), &pages), "page 1");
        assert_conforms(&judge(Duplicates::new(Fault::Shared), &pages));
    }

    #[test]
    fn one_identifier_for_two_transactions_breaches() {
        let pages = [page(1, true, &[("a", 1), ("a", 2)])];
        assert_breach(
            &judge(Duplicates::new(Fault::Shared), &pages),
            "same transactionIdentifier",
        );
        assert_conforms(&judge(Duplicates::new(Fault::Repeated), &pages));
    }

    #[test]
    fn two_accounts_may_number_alike() {
        let pages = [
            page(1, true, &[("a", 1)]),
            page(1, true, &[("a", 1)]).account("ref-2", "2"),
        ];
        assert_conforms(&judge(Duplicates::new(Fault::Repeated), &pages));
    }
}
