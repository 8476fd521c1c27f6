//! Number and sums of the booked transactions of a period, against those that the profile declares.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;
use wire::messages::Endpoint;
use wire::world::{Amount, BookedFact};

use crate::check::amount::{Sign, amount, sign};
use crate::check::day::day;
use crate::check::declared::{changed_owner, is_by_hand};
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View, checks};
use crate::exchange::ExchangeId;
use crate::finding::Finding;
use crate::observations;

checks! {
    "transactions-reversals-declared": Documents(&[Endpoint::Transactions], |_| Box::new(Sums::judged_by(Sum::reversals_differ))), NEEDS_DECLARED_ACCOUNT,
        "of the booked transactions of a declared period, the declared number are corrections",
        "av de bokførte transaksjonene i en oppgitt periode er det oppgitte antallet korrigeringer";
    "transactions-sum-declared": Documents(&[Endpoint::Transactions], |_| Box::new(Sums::judged_by(Sum::sums_differ))), NEEDS_DECLARED_ACCOUNT,
        "the booked transactions of a declared period have the declared number and sums",
        "de bokførte transaksjonene i en oppgitt periode har oppgitt antall og oppgitte summer";
}

observations! {
    /// Another number of booked transactions.
    BOOKED_COUNT = "booked-count-differs" {
        observed: "another number of transactions than declared is booked from {from} to {to}", "et annet antall transaksjoner enn oppgitt er bokført fra {from} til {to}";
        expected: "{count}", "{count}";
    }
    /// Another number of corrections.
    BOOKED_REVERSALS = "booked-reversals-differ" {
        observed: "another number than declared of the transactions booked from {from} to {to} have reversalIndicator true", "et annet antall enn oppgitt av transaksjonene bokført fra {from} til {to} har reversalIndicator true";
        expected: "{count}", "{count}";
    }
    /// Another sum of what came in.
    BOOKED_CREDIT = "booked-credit-differs" {
        observed: "the transactions booked as credit from {from} to {to} have another sum than declared", "transaksjonene bokført som credit fra {from} til {to} har en annen sum enn oppgitt";
        expected: "{sum}", "{sum}";
    }
    /// Another sum of what went out.
    BOOKED_DEBIT = "booked-debit-differs" {
        observed: "the transactions booked as debit from {from} to {to} have another sum than declared", "transaksjonene bokført som debit fra {from} til {to} har en annen sum enn oppgitt";
        expected: "{sum}", "{sum}";
    }
}

/// What is wrong with what was added up; none if nothing is declared of it.
type Rule = fn(&Sum) -> Option<Vec<Finding>>;

/// Adds up an account's booked transactions over all pages, for every declared period within the requested one.
#[derive(Debug)]
struct Sums {
    rule: Rule,
    accounts: BTreeMap<String, Account>,
}

/// What an account's lists have shown so far.
#[derive(Debug)]
struct Account {
    sums: Vec<Sum>,
    /// A booked transaction has no day, so that nobody can say which periods it belongs to.
    has_undated: bool,
    /// Whether the last page was seen.
    is_whole: bool,
}

impl Sums {
    fn judged_by(rule: Rule) -> Self {
        Self {
            rule,
            accounts: BTreeMap::new(),
        }
    }
}

#[derive(Debug)]
struct Sum {
    declared: BookedFact,
    count: u64,
    credit: i64,
    debit: i64,
    reversals: u64,
    shows_reversals: bool,
    /// A transaction has no amount or no direction, so that there is no sum.
    is_open: bool,
    exchange: ExchangeId,
}

impl RetrievalCheck for Sums {
    fn see(&mut self, view: &View<'_>, grounds: &Grounds<'_>) {
        let (Endpoint::Transactions, Some(account)) = (view.endpoint, view.account) else {
            return;
        };
        let Some(fact) = account.fact.filter(|fact| {
            !changed_owner(fact) && !is_by_hand(fact, Endpoint::Transactions, grounds)
        }) else {
            return;
        };
        let within = |one: &&BookedFact| one.from >= grounds.from && one.to <= grounds.to;
        let begin = |declared: &BookedFact| Sum {
            declared: declared.clone(),
            count: 0,
            credit: 0,
            debit: 0,
            reversals: 0,
            shows_reversals: false,
            is_open: false,
            exchange: view.exchange.id,
        };
        let seen = self
            .accounts
            .entry(account.reference.to_owned())
            .or_insert_with(|| Account {
                sums: fact.booked.iter().filter(within).map(begin).collect(),
                has_undated: false,
                is_whole: false,
            });
        seen.is_whole = view.last_page;
        for transaction in Place::root(view).elements("transactions") {
            if !is_booked(&transaction) {
                continue;
            }
            match transaction.text("bookingDate").and_then(day) {
                Some(booked) => seen
                    .sums
                    .iter_mut()
                    .for_each(|sum| sum.add(&transaction, booked)),
                None => seen.has_undated = true,
            }
        }
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        let mut tally = Tally::default();
        let whole = self.accounts.values();
        let sums = whole
            .filter(|account| account.is_whole && !account.has_undated)
            .flat_map(|account| &account.sums);
        for findings in sums.filter_map(|sum| (self.rule)(sum)) {
            tally.thing();
            for finding in findings {
                tally.add(finding);
            }
        }
        tally.judged()
    }
}

/// Whether a transaction is booked, as far as it says.
fn is_booked(transaction: &Place<'_>) -> bool {
    transaction
        .text("status")
        .is_none_or(|status| status == "booked")
}

impl Sum {
    fn add(&mut self, transaction: &Place<'_>, booked: Date) {
        if booked < self.declared.from || booked > self.declared.to {
            return;
        }
        self.count += 1;
        let corrects = transaction.value.get("reversalIndicator");
        let corrects = corrects.and_then(Value::as_bool);
        self.reversals += u64::from(corrects == Some(true));
        self.shows_reversals |= corrects.is_some();
        let amount = amount(transaction.value).map(Amount::ten_thousandths);
        match (amount, sign(transaction.value)) {
            (Some(amount), Some(Sign::Credit)) => self.credit += amount,
            (Some(amount), Some(Sign::Debit)) => self.debit += amount,
            (None, _) | (_, None) => self.is_open = true,
        }
    }

    fn at_the_list(&self, finding: Finding) -> Finding {
        finding
            .with("from", self.declared.from)
            .with("to", self.declared.to)
            .at("/transactions")
            .in_exchange(self.exchange)
    }

    fn reversals_differ(&self) -> Option<Vec<Finding>> {
        let declared = self.declared.reversals.filter(|_| self.shows_reversals)?;
        let differs = self.reversals != declared && self.count == self.declared.count;
        let finding = differs.then(|| {
            self.at_the_list(Finding::breach(&BOOKED_REVERSALS))
                .with("count", declared)
                .received(self.reversals.to_string())
        });
        Some(finding.into_iter().collect())
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "a rule may find nothing declared; sums always are"
    )]
    fn sums_differ(&self) -> Option<Vec<Finding>> {
        let declared = &self.declared;
        let at_the_list = |finding| self.at_the_list(finding);
        let mut findings = Vec::new();
        if self.count != declared.count {
            findings.push(
                at_the_list(Finding::breach(&BOOKED_COUNT))
                    .with("count", declared.count)
                    .received(self.count.to_string()),
            );
        }
        let sums = [
            (&BOOKED_CREDIT, self.credit, declared.credit),
            (&BOOKED_DEBIT, self.debit, declared.debit),
        ];
        for (what, found, expected) in sums {
            if !self.is_open && found != expected.ten_thousandths() {
                findings.push(
                    at_the_list(Finding::breach(what))
                        .with("sum", expected.to_string())
                        .received(Amount::from_hundredths(found / 100).to_string()),
                );
            }
        }
        Some(findings)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::fixture::{
        Shown, assert_breach, assert_conforms, assert_nothing, judge_for, party,
    };

    fn transaction(day: &str, amount: f64, indicator: &str, status: &str) -> Value {
        json!({"bookingDate": day, "amount": amount, "creditDebitIndicator": indicator, "status": status})
    }

    fn both() -> Vec<Value> {
        vec![
            transaction("2026-02-01T10:00:00+01:00", 100.5, "credit", "booked"),
            transaction("2026-02-28T10:00:00+01:00", 20.25, "debit", "booked"),
        ]
    }

    fn of(fact: &Value, transactions: &[Value]) -> Judged {
        by(Sum::sums_differ, fact, transactions)
    }

    fn by(rule: Rule, fact: &Value, transactions: &[Value]) -> Judged {
        let mut account = json!({
            "number": "86011117947", "relation": "owner", "type": "salaryAccount", "currency": "NOK",
            "booked": [{"from": "2026-02-01", "to": "2026-02-28", "count": 2, "credit": "100.50", "debit": "20.25"}]
        });
        for (name, value) in fact.as_object().expect("an object") {
            account[name] = value.clone();
        }
        let party = party(json!({"party_id": "1", "accounts": [account]}));
        let document = json!({"transactions": transactions});
        judge_for(
            Sums::judged_by(rule),
            &[Shown::transactions(document)],
            &party,
            |_| {},
        )
    }

    #[test]
    fn the_declared_number_and_sums_conform() {
        assert_conforms(&of(&json!({}), &both()));
    }

    #[test]
    fn transactions_that_are_not_booked_or_lie_outside_are_not_counted() {
        let mut transactions = both();
        transactions.push(transaction("2026-02-10", 7.0, "debit", "pending"));
        transactions.push(transaction("2026-03-01", 7.0, "debit", "booked"));
        assert_conforms(&of(&json!({}), &transactions));
    }

    #[test]
    fn transactions_without_a_day_are_not_counted() {
        let mut transactions = both();
        transactions[1]
            .as_object_mut()
            .expect("an object")
            .remove("bookingDate");
        assert_nothing(&of(&json!({}), &transactions));
    }

    #[test]
    fn transactions_without_a_direction_have_no_sum() {
        let mut transactions = both();
        transactions[1]["creditDebitIndicator"] = Value::Null;
        assert_conforms(&of(&json!({}), &transactions));
    }

    #[test]
    fn a_lost_transaction_breaches() {
        assert_breach(&of(&json!({}), &both()[..1]), &BOOKED_COUNT);
    }

    #[test]
    fn exchanged_signs_breach() {
        let mut transactions = both();
        transactions[0]["creditDebitIndicator"] = json!("debit");
        transactions[1]["creditDebitIndicator"] = json!("credit");
        let judged = of(&json!({}), &transactions);
        assert_breach(&judged, &BOOKED_CREDIT);
        assert_breach(&judged, &BOOKED_DEBIT);
    }

    #[test]
    fn corrections_are_counted_where_their_number_is_declared() {
        let booked = |reversals: u64| json!({"booked": [{"from": "2026-02-01", "to": "2026-02-28", "count": 2, "credit": "100.50", "debit": "20.25", "reversals": reversals}]});
        let mut transactions = both();
        transactions[0]["reversalIndicator"] = json!(true);
        transactions[1]["reversalIndicator"] = json!(false);
        let judged = |fact: &Value| by(Sum::reversals_differ, fact, &transactions);
        assert_conforms(&judged(&booked(1)));
        assert_breach(&judged(&booked(0)), &BOOKED_REVERSALS);
        assert_breach(&judged(&booked(2)), &BOOKED_REVERSALS);
        assert_nothing(&judged(&json!({})));
        let withheld = by(Sum::reversals_differ, &booked(1), &both());
        assert_nothing(&withheld);
    }

    #[test]
    fn an_amount_in_hundredths_breaches() {
        let mut transactions = both();
        transactions[1]["amount"] = json!(2025);
        assert_breach(&of(&json!({}), &transactions), &BOOKED_DEBIT);
    }

    #[test]
    fn what_must_be_obtained_by_hand_is_not_counted() {
        assert_nothing(&of(&json!({"offline_before": "2026-02-15"}), &[]));
    }

    #[test]
    fn a_period_that_was_not_asked_for_is_not_counted() {
        let fact = json!({"booked": [{"from": "2025-01-01", "to": "2026-02-28", "count": 9, "credit": "1.00", "debit": "1.00"}]});
        assert_nothing(&of(&fact, &both()));
    }
}
