//! Rules that look at one object at a time: every account, every transaction, every card.

use wire::messages::Endpoint;

use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View};
use pack::text::Text;

/// A rule about one object. It counts the object as a thing if it could judge it.
pub type Rule = fn(&Place<'_>, &Grounds<'_>, &mut Tally);

/// Which objects a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objects {
    /// Whole documents of any endpoint.
    Documents,
    /// Whole documents of one endpoint.
    DocumentsOf(Endpoint),
    /// Elements of `accounts`.
    Accounts,
    /// `account` of the account details.
    Account,
    /// Elements of `account.balances`.
    Balances,
    /// Elements of `transactions`.
    Transactions,
    /// Elements of `paymentCards`.
    Cards,
    /// Elements of `roles`.
    Roles,
}

impl Objects {
    /// The objects of this kind in a document.
    pub fn of<'a>(self, view: &'a View<'a>) -> Vec<Place<'a>> {
        let root = Place::root(view);
        match self {
            Self::Documents => vec![root],
            Self::DocumentsOf(endpoint) if view.endpoint == endpoint => vec![root],
            Self::Accounts if view.endpoint == Endpoint::Accounts => root.elements("accounts"),
            Self::Account if view.endpoint == Endpoint::AccountDetails => {
                root.member("account").into_iter().collect()
            }
            Self::Balances if view.endpoint == Endpoint::AccountDetails => root
                .member("account")
                .map(|account| account.elements("balances"))
                .unwrap_or_default(),
            Self::Transactions if view.endpoint == Endpoint::Transactions => {
                root.elements("transactions")
            }
            Self::Cards if view.endpoint == Endpoint::Cards => root.elements("paymentCards"),
            Self::Roles if view.endpoint == Endpoint::Roles => root.elements("roles"),
            Self::DocumentsOf(_)
            | Self::Accounts
            | Self::Account
            | Self::Balances
            | Self::Transactions
            | Self::Cards
            | Self::Roles => Vec::new(),
        }
    }
}

/// Holds a rule against every object of a kind.
#[derive(Debug)]
pub struct Each {
    objects: &'static [Objects],
    rule: Rule,
    missing: fn() -> Text,
    tally: Tally,
}

impl Each {
    /// The rule, for those objects; `missing` says what would be needed where there was none.
    pub fn new(objects: &'static [Objects], rule: Rule, missing: fn() -> Text) -> Self {
        Self {
            objects,
            rule,
            missing,
            tally: Tally::default(),
        }
    }
}

impl RetrievalCheck for Each {
    fn see(&mut self, view: &View<'_>, grounds: &Grounds<'_>) {
        for place in self.objects.iter().flat_map(|objects| objects.of(view)) {
            (self.rule)(&place, grounds, &mut self.tally);
        }
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        self.tally.judged(self.missing)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::fixture::{Shown, judge};

    fn count(_: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
        tally.thing();
    }

    fn needed() -> Text {
        Text::same("an account")
    }

    #[test]
    fn holds_the_rule_against_every_element() {
        let shown = Shown::accounts(json!({"accounts": [{}, {}, 3]}));
        let judged = judge(Each::new(&[Objects::Accounts], count, needed), &[shown]);
        assert_eq!(judged.things, 3);
    }

    #[test]
    fn passes_over_documents_of_other_endpoints() {
        let shown = Shown::of(Endpoint::Cards, json!({"accounts": [{}]}));
        let judged = judge(Each::new(&[Objects::Accounts], count, needed), &[shown]);
        assert_eq!(judged.missing, Some(needed()));
    }
}
