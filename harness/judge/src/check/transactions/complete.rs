//! Nothing is lost: as many transactions as the profile declares, none where it declares none.

use std::collections::HashMap;

use wire::messages::Endpoint;
use wire::profile::FromRule;
use wire::world::AccountFact;

use crate::check::account_list::is_empty_list;
use crate::check::declared::{changed_owner, is_longest_period};
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View};
use crate::exchange::ExchangeId;
use crate::finding::Finding;
use pack::text::Text;

/// Counts an account's transactions over all pages and holds the number against the declared one, where the
/// period covers the account's whole life.
#[derive(Debug, Default)]
pub struct Complete {
    accounts: HashMap<String, Count>,
}

#[derive(Debug)]
struct Count {
    declared: u64,
    found: u64,
    not_booked: u64,
    partial: bool,
    exchange: ExchangeId,
}

impl RetrievalCheck for Complete {
    fn see(&mut self, view: &View<'_>, grounds: &Grounds<'_>) {
        let (Endpoint::Transactions, Some(account)) = (view.endpoint, view.account) else {
            return;
        };
        let Some(fact) = account.fact else { return };
        let Some(declared) = fact.transactions.filter(|_| covers_life(fact, grounds)) else {
            return;
        };
        let count = self
            .accounts
            .entry(account.reference.to_owned())
            .or_insert(Count {
                declared,
                found: 0,
                not_booked: 0,
                partial: false,
                exchange: view.exchange.id,
            });
        count.partial |=
            Place::root(view).text_at(&["responseDetails", "status"]) == Some("partial");
        for transaction in Place::root(view).elements("transactions") {
            count.found += 1;
            count.not_booked += u64::from(
                transaction
                    .text("status")
                    .is_some_and(|status| status != "booked"),
            );
        }
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        let mut tally = Tally::default();
        for count in self.accounts.into_values().filter(|count| !count.partial) {
            tally.thing();
            if count.found < count.declared || count.found - count.not_booked > count.declared {
                tally.add(
                    Finding::breach(Text::new(
                        "The pages do not add up to the account's transactions.",
                        "Sidene utgjør ikke kontoens transaksjoner.",
                    ))
                    .expected(Text::same(count.declared.to_string()))
                    .received(count.found.to_string())
                    .at("/transactions")
                    .in_exchange(count.exchange),
                );
            }
        }
        tally.judged(|| {
            Text::new(
                "needs fixture: an account whose whole life is within the period, with its number of transactions declared",
                "krever testdata: en konto med hele sin levetid i perioden, med oppgitt antall transaksjoner",
            )
        })
    }
}

/// Whether all of the account's transactions are within the period: it was opened within it, or the period is
/// the longest that may be asked for, which is what the declared number counts.
fn covers_life(fact: &AccountFact, grounds: &Grounds<'_>) -> bool {
    let opened_within =
        grounds.to == grounds.today && fact.opened.is_some_and(|opened| opened >= grounds.from);
    let years = matches!(
        grounds.service.period.from,
        FromRule::YearsBeforeToday { .. }
    );
    !changed_owner(fact) && (opened_within || (years && is_longest_period(grounds)))
}

/// An account that is declared to have no transactions gives an empty list and a complete answer.
pub fn empty_list(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let fact = place.view.account.and_then(|account| account.fact);
    if fact.is_none_or(|fact| fact.transactions != Some(0)) {
        return;
    }
    tally.thing();
    if !is_empty_list(place.value, "transactions") {
        tally.add(
            place
                .breach(Text::new(
                    "An account without transactions gives some.",
                    "En konto uten transaksjoner gir transaksjoner.",
                ))
                .at("/transactions"),
        );
    }
    if place.text_at(&["responseDetails", "status"]) != Some("complete") {
        tally.add(
            place
                .breach(Text::new(
                    "The empty list is not complete.",
                    "Den tomme listen er ikke komplett.",
                ))
                .expected(Text::same("complete"))
                .at("/responseDetails/status"),
        );
    }
}

/// An account with more transactions than a bank puts on a page comes on several.
pub fn many_pages(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    if place.view.page > 1 {
        tally.thing();
        if place.elements("transactions").is_empty() {
            tally.add(
                place
                    .breach(Text::new(
                        "A page after the first has no transactions.",
                        "En side etter den første har ingen transaksjoner.",
                    ))
                    .at("/transactions"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::each::{Each, Objects, Rule};
    use crate::check::fixture::{
        Shown, assert_breach, assert_conforms, assert_nothing, judge_for, party,
    };

    fn shown(count: usize, status: &str) -> Shown {
        let transactions = vec![json!({"status": "booked"}); count];
        Shown::transactions(
            json!({"responseDetails": {"status": status}, "transactions": transactions}),
        )
    }

    fn declaring(fact: &Value) -> wire::world::PartyEntry {
        let mut declared = json!({
            "number": "86011117947", "relation": "owner", "type": "salaryAccount", "currency": "NOK", "opened": "2026-01-01"
        });
        for (name, value) in fact.as_object().expect("an object") {
            declared[name] = value.clone();
        }
        party(json!({"party_id": "1", "accounts": [declared]}))
    }

    fn counted(count: usize, fact: &Value) -> Judged {
        judge_for(
            Complete::default(),
            &[shown(count, "complete")],
            &declaring(fact),
            |_| {},
        )
    }

    #[test]
    fn the_declared_number_conforms() {
        assert_conforms(&counted(3, &json!({"transactions": 3})));
    }

    #[test]
    fn too_few_and_too_many_breach() {
        for count in [2, 4] {
            assert_breach(&counted(count, &json!({"transactions": 3})), "add up");
        }
    }

    #[test]
    fn an_account_older_than_the_longest_period_is_counted_within_it() {
        let fact = json!({"transactions": 3, "opened": "2010-01-01"});
        let judged = judge_for(
            Complete::default(),
            &[shown(2, "complete")],
            &declaring(&fact),
            |grounds| {
                grounds.from = jiff::civil::date(2016, 11, 22);
            },
        );
        assert_breach(&judged, "add up");
    }

    #[test]
    fn a_partial_statement_is_not_counted() {
        let fact = json!({"transactions": 3});
        assert_nothing(&judge_for(
            Complete::default(),
            &[shown(2, "partial")],
            &declaring(&fact),
            |_| {},
        ));
    }

    #[test]
    fn an_account_older_than_the_period_is_not_counted() {
        assert_nothing(&counted(
            2,
            &json!({"transactions": 3, "opened": "2015-01-01"}),
        ));
    }

    fn about(rule: Rule, shown: Shown, fact: &Value) -> Judged {
        let objects = &[Objects::DocumentsOf(Endpoint::Transactions)];
        judge_for(
            Each::new(objects, rule, || Text::same("needs an account")),
            &[shown],
            &declaring(fact),
            |_| {},
        )
    }

    #[test]
    fn an_account_without_transactions_gives_an_empty_list() {
        let none = json!({"transactions": 0});
        assert_conforms(&about(empty_list, shown(0, "complete"), &none));
        assert_breach(
            &about(empty_list, shown(1, "complete"), &none),
            "gives some",
        );
        assert_breach(
            &about(empty_list, shown(0, "partial"), &none),
            "not complete",
        );
    }

    #[test]
    fn accounts_with_transactions_are_not_judged_as_empty() {
        assert_nothing(&about(
            empty_list,
            shown(0, "complete"),
            &json!({"transactions": 3}),
        ));
    }

    #[test]
    fn a_later_page_has_transactions() {
        assert_conforms(&about(
            many_pages,
            shown(1, "complete").page(2, true),
            &json!({}),
        ));
        assert_breach(
            &about(many_pages, shown(0, "complete").page(2, true), &json!({})),
            "after the first",
        );
    }
}
