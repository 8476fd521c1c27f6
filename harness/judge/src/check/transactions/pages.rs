//! How transactions are spread over pages.

use std::cmp::Ordering;
use std::collections::HashMap;

use jiff::civil::Date;
use wire::messages::Endpoint;

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::transactions::transaction_day;
use crate::check::{Grounds, Judged, RetrievalCheck, View, checks};
use crate::observations;

checks! {
    "transactions-page-size": Each(Objects::DocumentsOf(Endpoint::Transactions), page_size), NEEDS_PAGES_OF_TRANSACTIONS,
        "a page that is not the last holds at least 1000 transactions",
        "en side som ikke er den siste, har minst 1000 transaksjoner";
    "transactions-page-order": Documents(&[Endpoint::Transactions], |_| Box::<PageOrder>::default()), NEEDS_PAGES_OF_TRANSACTIONS,
        "pages follow the calendar, forwards or backwards: the days of one page do not lie among those of the page before",
        "sidene følger kalenderen, forover eller bakover: dagene på en side ikke ligger blant dagene på siden før";
}

observations! {
    /// A small page before the last.
    PAGE_SMALL = "page-too-small" {
        observed: "the page has too few transactions and is not the last", "siden har for få transaksjoner og er ikke den siste";
        expected: "at least {least} transactions", "minst {least} transaksjoner";
    }
    /// Days of the page before.
    PAGE_OUT_OF_ORDER = "page-out-of-order" {
        observed: "page {page} has transactions from days of the page before", "side {page} har transaksjoner fra dagene på siden før";
        expected: "days after those of the page before, or days before them", "dager etter dem på siden før, eller dager før dem";
    }
}

/// How many transactions a page should hold at least, unless it is the last.
const DESIRABLE: usize = 1000;

fn page_size(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    if place.view.last_page {
        return;
    }
    tally.thing();
    let count = place.elements("transactions").len();
    if count < DESIRABLE {
        tally.add(
            place
                .breach(&PAGE_SMALL)
                .with("least", DESIRABLE)
                .received(count.to_string())
                .at("/transactions"),
        );
    }
}

/// The days of one page do not lie among those of the page before.
#[derive(Debug, Default)]
struct PageOrder {
    accounts: HashMap<String, (Date, Date, Option<Ordering>)>,
    tally: Tally,
}

impl RetrievalCheck for PageOrder {
    fn see(&mut self, view: &View<'_>, _: &Grounds<'_>) {
        let (Endpoint::Transactions, Some(account)) = (view.endpoint, view.account) else {
            return;
        };
        let days: Vec<Date> = Place::root(view)
            .elements("transactions")
            .iter()
            .filter_map(transaction_day)
            .collect();
        let (Some(first), Some(last)) = (days.iter().min().copied(), days.iter().max().copied())
        else {
            return;
        };
        let Some((before_first, before_last, direction)) = self
            .accounts
            .insert(account.reference.to_owned(), (first, last, None))
        else {
            return;
        };
        self.tally.thing();
        let found = if first >= before_last {
            Some(Ordering::Greater)
        } else if last <= before_first {
            Some(Ordering::Less)
        } else {
            None
        };
        let turned =
            matches!((direction, found), (Some(old), Some(new)) if old != new && first != last);
        if found.is_none() || turned {
            self.tally.add(
                Place::root(view)
                    .breach(&PAGE_OUT_OF_ORDER)
                    .with("page", view.page)
                    .received(format!("{first} – {last}"))
                    .at("/transactions"),
            );
        }
        if let Some(entry) = self.accounts.get_mut(account.reference) {
            entry.2 = found.or(direction);
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
    use crate::check::each::{Each, Objects};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, assert_nothing, judge};

    fn page(number: usize, last: bool, days: &[&str]) -> Shown {
        let transactions: Vec<_> = days.iter().map(|day| json!({"bookingDate": day})).collect();
        Shown::transactions(json!({"transactions": transactions})).page(number, last)
    }

    fn size(count: usize, last: bool) -> Judged {
        let check = Each::new(Objects::Documents, page_size);
        judge(check, &[page(1, last, &vec!["2026-01-01"; count])])
    }

    #[test]
    fn a_page_of_a_thousand_conforms() {
        assert_conforms(&size(1000, false));
    }

    #[test]
    fn a_small_page_before_the_last_breaches() {
        assert_breach(&size(999, false), &PAGE_SMALL);
    }

    #[test]
    fn the_last_page_may_be_small() {
        assert_nothing(&size(1, true));
    }

    #[test]
    fn pages_may_go_forwards_or_backwards() {
        for days in [["2026-01-01", "2026-01-02"], ["2026-01-02", "2026-01-01"]] {
            let pages = [page(1, false, &days[..1]), page(2, true, &days[1..])];
            assert_conforms(&judge(PageOrder::default(), &pages));
        }
    }

    #[test]
    fn pages_whose_days_overlap_breach() {
        let pages = [
            page(1, false, &["2026-01-01", "2026-01-09"]),
            page(2, true, &["2026-01-05", "2026-01-20"]),
        ];
        assert_breach(&judge(PageOrder::default(), &pages), &PAGE_OUT_OF_ORDER);
    }

    #[test]
    fn one_page_has_no_order() {
        assert_nothing(&judge(
            PageOrder::default(),
            &[page(1, true, &["2026-01-01"])],
        ));
    }
}
