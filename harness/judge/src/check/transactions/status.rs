//! Booked, pending, info.

use std::collections::BTreeMap;

use wire::messages::Endpoint;

use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View};
use crate::exchange::ExchangeId;
use crate::finding::Finding;
use pack::text::Text;

/// A transaction with a day of booking is `booked`; a reserved one may be `pending`.
pub fn status_known(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
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
        Some("pending") if !booked_before_today => tally.add(status.note(Text::new(
            "A reserved transaction is delivered.",
            "En reservert transaksjon utleveres.",
        ))),
        _ if booked_before_today => tally.add(
            status
                .breach(Text::new(
                    "A transaction that was booked on an earlier day does not have the status booked.",
                    "En transaksjon som ble bokført en tidligere dag, har ikke statusen «booked».",
                ))
                .expected(Text::same("booked")),
        ),
        _ => tally.add(status.note(Text::new(
            "A transaction has another status than booked or pending.",
            "En transaksjon har en annen status enn «booked» eller «pending».",
        ))),
    }
}

/// Of an account's transactions at least some are booked: reserved ones alone are no statement.
#[derive(Debug, Default)]
pub struct BookedDelivered {
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
                    Finding::breach(Text::new(
                        format!("None of the account's {all} transactions is booked."),
                        format!("Ingen av kontoens {all} transaksjoner er bokført."),
                    ))
                    .at("/transactions")
                    .in_exchange(exchange),
                );
            }
        }
        tally.judged(|| {
            Text::new(
                "needs fixture: an account with transactions in the period",
                "krever testdata: en konto med transaksjoner i perioden",
            )
        })
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
        let check = Each::new(&[Objects::Transactions], status_known, || {
            Text::same("needs a transaction")
        });
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
            "earlier day",
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
            "None of the account",
        );
    }

    #[test]
    fn no_transactions_are_not_judged() {
        assert_nothing(&judge(BookedDelivered::default(), &shown(&json!([]))));
    }
}
