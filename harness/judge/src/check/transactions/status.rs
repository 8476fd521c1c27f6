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
        "an account whose transactions have a bookingDate before today has some with the status booked",
        "en konto med transaksjoner som har en bookingDate før i dag, har noen med statusen booked";
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
    let booked_before_today = is_of_earlier_day(place, grounds);
    match status.value.as_str() {
        Some("booked") => {}
        Some("pending") if !booked_before_today => tally.add(status.note(&PENDING_DELIVERED)),
        _ if booked_before_today => tally.add(status.breach(&NOT_BOOKED)),
        _ => tally.add(status.note(&STATUS_UNUSUAL)),
    }
}

fn is_of_earlier_day(transaction: &Place<'_>, grounds: &Grounds<'_>) -> bool {
    let booked = transaction.text("bookingDate");
    let booked = booked.and_then(crate::check::day::day);
    booked.is_some_and(|day| day < grounds.today)
}

/// Of an account's transactions at least some are booked.
#[derive(Debug, Default)]
struct BookedDelivered {
    accounts: BTreeMap<String, Seen>,
}

/// What an account's lists have shown so far.
#[derive(Debug)]
struct Seen {
    exchange: ExchangeId,
    all: u64,
    booked: u64,
    /// Those with another status and a `bookingDate` of an earlier day.
    overdue: u64,
}

impl RetrievalCheck for BookedDelivered {
    fn see(&mut self, view: &View<'_>, grounds: &Grounds<'_>) {
        let (Endpoint::Transactions, Some(account)) = (view.endpoint, view.account) else {
            return;
        };
        for transaction in Place::root(view).elements("transactions") {
            let Some(status) = transaction.text("status") else {
                continue;
            };
            let seen = self
                .accounts
                .entry(account.reference.to_owned())
                .or_insert(Seen {
                    exchange: view.exchange.id,
                    all: 0,
                    booked: 0,
                    overdue: 0,
                });
            let is_booked = status == "booked";
            seen.all += 1;
            seen.booked += u64::from(is_booked);
            seen.overdue += u64::from(!is_booked && is_of_earlier_day(&transaction, grounds));
        }
    }

    /// An account with nothing but reserved transactions of today may be a new one.
    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        let mut tally = Tally::default();
        for seen in self.accounts.into_values() {
            tally.thing();
            if seen.booked == 0 && seen.overdue > 0 {
                tally.add(
                    Finding::breach(&NONE_BOOKED)
                        .with("count", seen.all)
                        .at("/transactions")
                        .in_exchange(seen.exchange),
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
    fn a_new_account_may_have_reserved_transactions_alone() {
        let reserved =
            json!([{"status": "pending"}, {"status": "info", "bookingDate": "2026-11-22"}]);
        assert_conforms(&judge(BookedDelivered::default(), &shown(&reserved)));
    }

    #[test]
    fn earlier_transactions_of_which_none_is_booked_breach() {
        let none = json!([{"status": "pending", "bookingDate": "2026-01-01"}]);
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
