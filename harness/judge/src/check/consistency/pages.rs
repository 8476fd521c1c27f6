//! All pages of a list say the same of themselves.

use std::collections::BTreeMap;

use wire::messages::Endpoint;

use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View, checks};
use crate::observations;

checks! {
    "status-same-on-pages": Documents(&[Endpoint::Accounts, Endpoint::Transactions], |_| Box::<Pages>::default()), NEEDS_PAGES,
        "all pages of a list have the same responseDetails.status",
        "alle sider av en liste har samme responseDetails.status";
}

observations! {
    /// A page with another status.
    PAGE_STATUS_DIFFERS = "page-status-differs" {
        observed: "the page has another status than the first page of the list", "siden har en annen status enn den første siden av listen";
        expected: "{expected}", "{expected}";
    }
}

/// The status of the first page of each list.
#[derive(Debug, Default)]
struct Pages {
    first: BTreeMap<String, String>,
    tally: Tally,
}

impl RetrievalCheck for Pages {
    fn see(&mut self, view: &View<'_>, _: &Grounds<'_>) {
        let list = match view.endpoint {
            Endpoint::Accounts => String::new(),
            Endpoint::Transactions => view
                .account
                .map(|account| account.reference.to_owned())
                .unwrap_or_default(),
            Endpoint::AccountDetails | Endpoint::Cards | Endpoint::Roles => return,
        };
        let Some(status) = Place::root(view).path(&["responseDetails", "status"]) else {
            return;
        };
        let text = status.value.as_str().unwrap_or_default();
        if view.page == 1 {
            self.first.insert(list, text.to_owned());
            return;
        }
        let Some(expected) = self.first.get(&list) else {
            return;
        };
        self.tally.thing();
        if text != expected {
            self.tally.add(
                status
                    .breach(&PAGE_STATUS_DIFFERS)
                    .with("expected", expected),
            );
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
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, assert_nothing, judge};

    fn page(number: usize, status: &str) -> Shown {
        Shown::transactions(json!({"responseDetails": {"status": status}})).page(number, false)
    }

    #[test]
    fn pages_with_one_status_conform() {
        let pages = [page(1, "partial"), page(2, "partial")];
        assert_conforms(&judge(Pages::default(), &pages));
    }

    #[test]
    fn a_page_with_another_status_breaches() {
        let pages = [page(1, "complete"), page(2, "partial")];
        assert_breach(&judge(Pages::default(), &pages), &PAGE_STATUS_DIFFERS);
    }

    #[test]
    fn a_single_page_is_not_judged() {
        assert_nothing(&judge(Pages::default(), &[page(1, "complete")]));
    }
}
