//! Rules that look at one object at a time: every account, every transaction, every card.

use wire::messages::Endpoint;

use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View};

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
    /// Elements of `accounts`, and `account` of the account details.
    AnyAccount,
    /// Elements of `account.balances`.
    Balances,
    /// Elements of `transactions`.
    Transactions,
    /// Elements of `paymentCards`.
    Cards,
    /// Elements of `paymentCards`, and `paymentCard` of the transactions.
    AllCards,
    /// Elements of `roles`.
    Roles,
}

impl Objects {
    /// The endpoints whose documents have such objects.
    pub fn endpoints(self) -> &'static [Endpoint] {
        let endpoint = match self {
            Self::Documents => return &Endpoint::ALL,
            Self::AllCards => return &[Endpoint::Transactions, Endpoint::Cards],
            Self::DocumentsOf(endpoint) => endpoint,
            Self::AnyAccount => return &[Endpoint::Accounts, Endpoint::AccountDetails],
            Self::Accounts => Endpoint::Accounts,
            Self::Account | Self::Balances => Endpoint::AccountDetails,
            Self::Transactions => Endpoint::Transactions,
            Self::Cards => Endpoint::Cards,
            Self::Roles => Endpoint::Roles,
        };
        match endpoint {
            Endpoint::Accounts => &[Endpoint::Accounts],
            Endpoint::AccountDetails => &[Endpoint::AccountDetails],
            Endpoint::Transactions => &[Endpoint::Transactions],
            Endpoint::Cards => &[Endpoint::Cards],
            Endpoint::Roles => &[Endpoint::Roles],
        }
    }

    /// The objects of this kind in a document.
    pub fn of<'a>(self, view: &'a View<'a>) -> Vec<Place<'a>> {
        if !self.endpoints().contains(&view.endpoint) {
            return Vec::new();
        }
        let root = Place::root(view);
        match self {
            Self::Documents | Self::DocumentsOf(_) => vec![root],
            Self::Accounts => root.elements("accounts"),
            Self::AnyAccount if view.endpoint == Endpoint::Accounts => root.elements("accounts"),
            Self::Account | Self::AnyAccount => root.member("account").into_iter().collect(),
            Self::Balances => root
                .member("account")
                .map(|account| account.elements("balances"))
                .unwrap_or_default(),
            Self::Transactions => root.elements("transactions"),
            Self::Cards => root.elements("paymentCards"),
            Self::AllCards => {
                let listed = root.elements("paymentCards");
                let used = root.elements("transactions").into_iter();
                let used = used.filter_map(|transaction| transaction.member("paymentCard"));
                listed.into_iter().chain(used).collect()
            }
            Self::Roles => root.elements("roles"),
        }
    }
}

/// Holds a rule against every object of a kind.
#[derive(Debug)]
pub struct Each {
    objects: Objects,
    rule: Rule,
    tally: Tally,
}

impl Each {
    /// The rule, for those objects.
    pub fn new(objects: Objects, rule: Rule) -> Self {
        Self {
            objects,
            rule,
            tally: Tally::default(),
        }
    }
}

impl RetrievalCheck for Each {
    fn see(&mut self, view: &View<'_>, grounds: &Grounds<'_>) {
        for place in self.objects.of(view) {
            (self.rule)(&place, grounds, &mut self.tally);
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
    use crate::check::fixture::{Shown, judge};

    fn count(_: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
        tally.thing();
    }

    #[test]
    fn holds_the_rule_against_every_element() {
        let shown = Shown::accounts(json!({"accounts": [{}, {}, 3]}));
        let judged = judge(Each::new(Objects::Accounts, count), &[shown]);
        assert_eq!(judged.things, 3);
    }

    #[test]
    fn passes_over_documents_of_other_endpoints() {
        let shown = Shown::of(Endpoint::Cards, json!({"accounts": [{}]}));
        let judged = judge(Each::new(Objects::Accounts, count), &[shown]);
        assert_eq!(judged.things, 0);
    }
}
