//! Nothing is lost: as many transactions as the profile declares.

use std::collections::HashMap;

use wire::messages::Endpoint;
use wire::profile::FromRule;
use wire::world::AccountFact;

use crate::check::declared::{changed_owner, is_by_hand, is_longest_period};
use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View, checks};
use crate::exchange::ExchangeId;
use crate::finding::Finding;
use crate::observations;

checks! {
    "transactions-complete": Documents(&[Endpoint::Transactions], |_| Box::<Complete>::default()), NEEDS_WHOLE_LIFE,
        "the pages of an account hold as many transactions as the profile declares, where the period covers its whole life",
        "sidene for en konto har like mange transaksjoner som profilen oppgir, der perioden dekker hele levetiden";
    "transactions-many-pages": Each(Objects::DocumentsOf(Endpoint::Transactions), many_pages), NEEDS_PAGES_OF_TRANSACTIONS,
        "pages after the first have transactions",
        "sider etter den første har transaksjoner";
}

observations! {
    /// Another number of transactions than declared.
    TRANSACTIONS_INCOMPLETE = "transactions-incomplete" {
        observed: "the pages do not add up to the account's transactions", "sidene utgjør ikke kontoens transaksjoner";
        expected: "{count} transactions", "{count} transaksjoner";
    }
    /// An empty page after the first.
    PAGE_EMPTY = "later-page-empty" {
        observed: "a page after the first has no transactions", "en side etter den første har ingen transaksjoner";
        expected: "at least one transaction", "minst én transaksjon";
    }
}

/// Counts an account's transactions over all pages and holds the number against the declared one, where the
/// period covers the account's whole life.
#[derive(Debug, Default)]
struct Complete {
    accounts: HashMap<String, Count>,
}

#[derive(Debug)]
struct Count {
    declared: u64,
    found: u64,
    not_booked: u64,
    exchange: ExchangeId,
    /// Whether the last page was seen.
    is_whole: bool,
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
                exchange: view.exchange.id,
                is_whole: false,
            });
        count.is_whole = view.last_page;
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
        for count in self.accounts.into_values().filter(|count| count.is_whole) {
            tally.thing();
            if count.found < count.declared || count.found - count.not_booked > count.declared {
                tally.add(
                    Finding::breach(&TRANSACTIONS_INCOMPLETE)
                        .with("count", count.declared)
                        .received(count.found.to_string())
                        .at("/transactions")
                        .in_exchange(count.exchange),
                );
            }
        }
        tally.judged()
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
    !changed_owner(fact)
        && !is_by_hand(fact, Endpoint::Transactions, grounds)
        && (opened_within || (years && is_longest_period(grounds)))
}

fn many_pages(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    if place.view.page > 1 {
        tally.thing();
        if place.elements("transactions").is_empty() {
            tally.add(place.breach(&PAGE_EMPTY).received("0").at("/transactions"));
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
            assert_breach(
                &counted(count, &json!({"transactions": 3})),
                &TRANSACTIONS_INCOMPLETE,
            );
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
        assert_breach(&judged, &TRANSACTIONS_INCOMPLETE);
    }

    #[test]
    fn a_partial_statement_is_counted_unless_the_rest_is_obtained_by_hand() {
        let judged = |fact: &Value| {
            let shown = [shown(2, "partial")];
            judge_for(Complete::default(), &shown, &declaring(fact), |_| {})
        };
        assert_breach(
            &judged(&json!({"transactions": 3})),
            &TRANSACTIONS_INCOMPLETE,
        );
        for by_hand in [
            json!({"transactions": 3, "offline": ["Transactions"]}),
            json!({"transactions": 3, "offline_before": "2026-02-01"}),
        ] {
            assert_nothing(&judged(&by_hand));
        }
    }

    #[test]
    fn a_list_whose_last_page_was_not_seen_is_not_counted() {
        let shown = [shown(2, "complete").page(1, false)];
        let fact = declaring(&json!({"transactions": 3}));
        let judged = judge_for(Complete::default(), &shown, &fact, |_| {});
        assert_nothing(&judged);
    }

    #[test]
    fn an_account_older_than_the_period_is_not_counted() {
        assert_nothing(&counted(
            2,
            &json!({"transactions": 3, "opened": "2015-01-01"}),
        ));
    }

    fn about(rule: Rule, shown: Shown, fact: &Value) -> Judged {
        let objects = Objects::DocumentsOf(Endpoint::Transactions);
        judge_for(Each::new(objects, rule), &[shown], &declaring(fact), |_| {})
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
            &PAGE_EMPTY,
        );
    }
}
