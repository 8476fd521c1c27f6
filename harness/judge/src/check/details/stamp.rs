//! When a balance of today is from, and how the available one lies to the booked one.

use std::collections::BTreeMap;

use jiff::civil::Date;
use wire::messages::Endpoint;

use crate::check::day::{day, days};
use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View, checks};
use crate::finding::Finding;
use crate::observations;

checks! {
    "balance-stamp-today": Documents(&[Endpoint::AccountDetails, Endpoint::Transactions], |_| Box::<Stamps>::default()), NEEDS_BALANCE,
        "a balance of today is from today, or from after the last movement of the account",
        "en saldo i dag er fra i dag, eller fra etter kontoens siste bevegelse";
    "available-against-booked": Each(Objects::Account, against_booked), NEEDS_BALANCE,
        "an available balance without a credit line is not above the booked one",
        "en disponibel saldo uten kredittramme ikke er over den bokførte";
}

observations! {
    /// A balance from before the last movement.
    BALANCE_OUTDATED = "balance-outdated" {
        observed: "the balance is from before a transaction of {day}", "saldoen er fra før en transaksjon {day}";
        expected: "the balance at the time of the request", "saldoen på forespørselstidspunktet";
    }
    /// More available than booked.
    AVAILABLE_ABOVE_BOOKED = "available-above-booked" {
        observed: "the available balance is above the booked one, without a credit line", "disponibel saldo er over den bokførte, uten kredittramme";
        expected: "{booked} or less", "{booked} eller mindre";
    }
}

/// Balances of today that are from an earlier day, until a transaction shows that they are outdated.
#[derive(Debug, Default)]
struct Stamps {
    older: BTreeMap<String, Vec<(Date, Finding)>>,
    tally: Tally,
}

impl Stamps {
    fn see_balances(&mut self, reference: &str, root: &Place<'_>, today: Date) {
        let balances = root
            .member("account")
            .map(|account| account.elements("balances"))
            .unwrap_or_default();
        for balance in balances {
            let Some(registered) = balance.member("registered") else {
                continue;
            };
            let found = registered.value.as_str().map(days).unwrap_or_default();
            if found.contains(&today) {
                self.tally.thing();
            } else if let Some(last) = found.into_iter().max().filter(|last| *last < today) {
                let finding = registered.breach(&BALANCE_OUTDATED);
                let older = self.older.entry(reference.to_owned()).or_default();
                older.push((last, finding));
            }
        }
    }

    fn see_transactions(&mut self, reference: &str, root: &Place<'_>, today: Date) {
        let booked = |transaction: &Place<'_>| transaction.text("bookingDate").and_then(day);
        let transactions = root.elements("transactions");
        let days = transactions.iter().filter_map(booked);
        let Some(last) = days.filter(|day| *day <= today).max() else {
            return;
        };
        let Some(older) = self.older.get_mut(reference) else {
            return;
        };
        for (_, finding) in older.extract_if(.., |(stamp, _)| *stamp < last) {
            self.tally.thing();
            self.tally.add(finding.with("day", last));
        }
    }
}

impl RetrievalCheck for Stamps {
    fn see(&mut self, view: &View<'_>, grounds: &Grounds<'_>) {
        let Some(account) = view.account.filter(|_| grounds.to == grounds.today) else {
            return;
        };
        let root = Place::root(view);
        match view.endpoint {
            Endpoint::AccountDetails => {
                self.see_balances(account.reference, &root, grounds.today);
            }
            Endpoint::Transactions => {
                self.see_transactions(account.reference, &root, grounds.today);
            }
            Endpoint::Accounts | Endpoint::Cards | Endpoint::Roles => {}
        }
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        self.tally.judged()
    }
}

fn against_booked(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let balances = place.elements("balances");
    let of = |kind: &'static str| {
        let balances = balances.iter();
        balances.filter(move |balance| balance.text("type") == Some(kind))
    };
    for available in of("availableBalance") {
        let included = available.value.get("creditLineIncluded");
        if included.is_some_and(|included| included == true) {
            continue;
        }
        let mut booked = of("bookedBalance");
        let Some(booked) = booked.find(|one| one.text("currency") == available.text("currency"))
        else {
            continue;
        };
        let (Some(more), Some(less)) = (signed(available), signed(booked)) else {
            continue;
        };
        tally.thing();
        if more > less {
            tally.add(
                available
                    .note(&AVAILABLE_ABOVE_BOOKED)
                    .with("booked", less.to_string())
                    .received(more.to_string()),
            );
        }
    }
}

fn signed(balance: &Place<'_>) -> Option<f64> {
    let amount = balance.value.get("amount")?.as_f64()?;
    Some(match balance.text("creditDebitIndicator") {
        Some("debit") => -amount,
        Some(_) | None => amount,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::details::fixture::judged;
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, assert_nothing, judge};

    fn of(registered: &str, booked: &[&str]) -> Judged {
        let transactions: Vec<_> = booked
            .iter()
            .map(|day| json!({"bookingDate": day}))
            .collect();
        judge(
            Stamps::default(),
            &[
                Shown::details(json!({"account": {"balances": [{"registered": registered}]}})),
                Shown::transactions(json!({"transactions": transactions})),
            ],
        )
    }

    #[test]
    fn a_balance_from_today_conforms() {
        assert_conforms(&of("2026-11-22T10:00:00Z", &["2026-11-22"]));
    }

    #[test]
    fn an_older_balance_with_a_later_transaction_breaches() {
        assert_breach(
            &of("2026-11-15T10:00:00Z", &["2026-11-10", "2026-11-20"]),
            &BALANCE_OUTDATED,
        );
    }

    #[test]
    fn an_older_balance_without_later_movement_is_not_judged() {
        assert_nothing(&of("2026-11-15T10:00:00Z", &["2026-11-10"]));
    }

    #[test]
    fn more_available_than_booked_is_noted() {
        let notes = |available: i32, included: bool| {
            let account = json!({"balances": [
                {"type": "availableBalance", "amount": available, "creditLineIncluded": included},
                {"type": "bookedBalance", "amount": 100}
            ]});
            judged(against_booked, &account, &json!({})).findings.len()
        };
        assert_eq!(notes(90, false), 0);
        assert_eq!(notes(110, false), 1);
        assert_eq!(notes(110, true), 0);
    }
}
