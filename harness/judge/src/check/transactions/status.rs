//! Booked, pending, info.

use std::collections::BTreeMap;

use wire::messages::Endpoint;

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View, checks};
use crate::exchange::ExchangeId;
use crate::finding::Finding;
use crate::observations;

checks! {
    "transactions-status": Each(Objects::Transactions, status_known), NEEDS_TRANSACTIONS,
        "a transaction that was booked on an earlier day has the status booked",
        "en transaksjon som ble bokført en tidligere dag, har statusen booked";
    "transactions-booked-delivered": Documents(&[Endpoint::Transactions], |_| Box::<BookedDelivered>::default()), NEEDS_TRANSACTIONS,
        "some of an account's transactions are booked: reserved ones alone are no statement",
        "noen av transaksjonene på en konto er bokført: reserverte alene er ingen kontoutskrift";
}

observations! {
    /// A reserved transaction.
    PENDING_DELIVERED = "pending-transaction-delivered" {
        observed: "a reserved transaction is delivered", "en reservert transaksjon utleveres";
    }
    /// Another status long after booking.
    NOT_BOOKED = "earlier-transaction-not-booked" {
        observed: "a transaction that was booked on an earlier day does not have the status booked", "en transaksjon som ble bokført en tidligere dag, har ikke statusen booked";
        expected: "booked", "booked";
    }
    /// A status outside the two.
    STATUS_UNUSUAL = "transaction-status-unusual" {
        observed: "a transaction has another status than booked or pending", "en transaksjon har en annen status enn booked eller pending";
        expected: "usually booked or pending", "vanligvis booked eller pending";
    }
    /// Nothing but reserved transactions.
    NONE_BOOKED = "no-transaction-booked" {
        observed: "none of the account's {count} transactions is booked", "ingen av kontoens {count} transaksjoner er bokført";
        expected: "at least one with the status booked", "minst én med statusen booked";
    }
}

fn status_known(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(status) = place.member("status") else {
        return;
    };
    tally.thing();
    let booked_before_today = place
        .text("bookingDate")
        .and_then(crate::check::day::day)
        .is_some_and(|day| day < grounds.today);
    match status.value.as_str() {
        Some("booked") => {}
        Some("pending") if !booked_before_today => tally.add(status.note(&PENDING_DELIVERED)),
        _ if booked_before_today => tally.add(status.breach(&NOT_BOOKED)),
        _ => tally.add(status.note(&STATUS_UNUSUAL)),
    }
}

/// Of an account's transactions at least some are booked.
#[derive(Debug, Default)]
struct BookedDelivered {
    accounts: BTreeMap<String, (u64, u64, ExchangeId)>,
}

impl RetrievalCheck for BookedDelivered {
    fn see(&mut self, view: &View<'_>, _: &Grounds<'_>) {
        let (Endpoint::Transactions, Some(account)) = (view.endpoint, view.account) else {
            return;
        };
        for transaction in Place::root(view).elements("transactions") {
            let Some(status) = transaction.text("status") else {
                continue;
            };
            let entry = self
                .accounts
                .entry(account.reference.to_owned())
                .or_insert((0, 0, view.exchange.id));
            entry.0 += 1;
            entry.1 += u64::from(status == "booked");
        }
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        let mut tally = Tally::default();
        for (all, booked, exchange) in self.accounts.into_values() {
            tally.thing();
            if booked == 0 {
                tally.add(
                    Finding::breach(&NONE_BOOKED)
                        .with("count", all)
                        .at("/transactions")
                        .in_exchange(exchange),
                );
            }
        }
        tally.judged()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::each::{Each, Objects};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, assert_nothing, judge};

    fn shown(transactions: &Value) -> Vec<Shown> {
        vec![Shown::transactions(json!({"transactions": transactions}))]
    }

    fn known(transaction: &Value) -> Judged {
        let check = Each::new(Objects::Transactions, status_known);
        judge(check, &shown(&json!([transaction])))
    }

    #[test]
    fn booked_and_pending_conform() {
        assert_conforms(&known(
            &json!({"status": "booked", "bookingDate": "2026-01-01"}),
        ));
        assert_conforms(&known(&json!({"status": "pending"})));
    }

    #[test]
    fn pending_long_after_booking_breaches() {
        assert_breach(
            &known(&json!({"status": "pending", "bookingDate": "2026-01-01"})),
            &NOT_BOOKED,
        );
    }

    #[test]
    fn booked_transactions_are_delivered() {
        let some = json!([{"status": "booked"}, {"status": "pending"}]);
        assert_conforms(&judge(BookedDelivered::default(), &shown(&some)));
    }

    #[test]
    fn reserved_transactions_alone_breach() {
        let none = json!([{"status": "pending"}]);
        assert_breach(
            &judge(BookedDelivered::default(), &shown(&none)),
            &NONE_BOOKED,
        );
    }

    #[test]
    fn no_transactions_are_not_judged() {
        assert_nothing(&judge(BookedDelivered::default(), &shown(&json!([]))));
    }
}
