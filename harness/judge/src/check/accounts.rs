//! The account list: which accounts are in it, and what stands in an entry.

mod digests;
mod disposed;
mod empty;
mod entries;
mod number;
mod owner;
mod presence;
mod reference;

pub use disposed::DisposedAnswered;
pub use empty::{empty_complete, empty_partial};
pub use entries::{data_not_delivered, declared_kind, no_duplicates};
pub use number::number_form;
pub use owner::{owner_at_period_end, owner_known};
pub use presence::{
    alternative_1, closed_before_absent, closed_within_delivered, co_borrowed_absent,
    disposed_absent, disposed_delivered, guaranteed_absent, opened_after_absent, owned_delivered,
    shielded_absent,
};
pub use reference::{opaque, spelling, unique};

#[cfg(test)]
mod fixture {
    use serde_json::{Value, json};
    use wire::world::PartyEntry;

    use crate::check::account_list::{ListRule, WholeList};
    use crate::check::fixture::{Shown, judge_for, party};
    use crate::check::{Grounds, Judged};
    use pack::text::Text;

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
        let check = WholeList::new(rule, || Text::same("needs an account"));
        judge_for(check, std::slice::from_ref(shown), party, change)
    }
}
