//! The account list: which accounts are in it, and what stands in an entry.

mod blank;
mod digests;
mod disposed;
mod empty;
mod entries;
mod kind;
mod number;
mod owner;
mod presence;
mod primary_owner;
mod reference;
mod servicer;
mod status;

use crate::check::Check;

/// The checks of the family, module by module.
pub(crate) const FAMILY: &[&[Check]] = &[
    blank::CHECKS,
    disposed::CHECKS,
    empty::CHECKS,
    entries::CHECKS,
    kind::CHECKS,
    number::CHECKS,
    owner::CHECKS,
    presence::CHECKS,
    primary_owner::CHECKS,
    reference::CHECKS,
    servicer::CHECKS,
    status::CHECKS,
];

#[cfg(test)]
mod fixture {
    use serde_json::{Value, json};
    use wire::world::PartyEntry;

    use crate::check::account_list::{ListRule, WholeList};
    use crate::check::each::{Each, Objects, Rule};
    use crate::check::fixture::{Shown, judge_for, party};
    use crate::check::{Grounds, Judged};

    pub(super) const NUMBER: &str = "86011117947";
    pub(super) const PARTY: &str = "13867498351";

    /// A party with these accounts; each is an owned salary account in NOK but for what is given.
    pub(super) fn declaring(traits: &[&str], accounts: &[Value]) -> PartyEntry {
        let accounts: Vec<Value> = accounts
            .iter()
            .map(|given| {
                let mut fact = json!({
                    "number": NUMBER, "relation": "owner", "type": "salaryAccount", "currency": "NOK"
                });
                for (name, value) in given.as_object().expect("an object") {
                    fact[name] = value.clone();
                }
                fact
            })
            .collect();
        party(json!({"party_id": PARTY, "traits": traits, "accounts": accounts}))
    }

    pub(super) fn list(status: &str, accounts: &Value) -> Shown {
        Shown::accounts(json!({"responseDetails": {"status": status}, "accounts": accounts}))
    }

    pub(super) fn judged(rule: ListRule, shown: &Shown, party: &PartyEntry) -> Judged {
        judged_with(rule, shown, party, |_| {})
    }

    pub(super) fn judged_with(
        rule: ListRule,
        shown: &Shown,
        party: &PartyEntry,
        change: impl FnOnce(&mut Grounds<'_>),
    ) -> Judged {
        let check = WholeList::new(rule);
        judge_for(check, std::slice::from_ref(shown), party, change)
    }

    /// Holds a rule against an account of the list that is declared with `fact` beside the usual.
    pub(super) fn each(
        rule: Rule,
        account: &Value,
        fact: &Value,
        change: impl FnOnce(&mut Grounds<'_>),
    ) -> Judged {
        let mut account = account.clone();
        if account["accountIdentifier"].is_null() {
            account["accountIdentifier"] = json!(NUMBER);
        }
        let shown = list("complete", &json!([account]));
        let party = declaring(&[], std::slice::from_ref(fact));
        judge_for(
            Each::new(Objects::AnyAccount, rule),
            &[shown],
            &party,
            change,
        )
    }
}
