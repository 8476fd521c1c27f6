//! Account details: balances, dates and the owner.

mod account;
mod amounts;
mod balances;
mod credit_line;
mod dates;
mod end_date;
mod stamp;

use crate::check::Check;

/// The checks of the family, module by module.
pub(crate) const FAMILY: &[&[Check]] = &[
    account::CHECKS,
    amounts::CHECKS,
    balances::CHECKS,
    credit_line::CHECKS,
    dates::CHECKS,
    end_date::CHECKS,
    stamp::CHECKS,
];

#[cfg(test)]
mod fixture {
    use serde_json::{Value, json};

    use crate::check::each::{Each, Objects, Rule};
    use crate::check::fixture::{Shown, judge_for, party};
    use crate::check::{Grounds, Judged};

    pub(super) const NUMBER: &str = "86011117947";
    pub(super) const PARTY: &str = "13867498351";

    /// Holds a rule against details of an account that is declared with `fact` beside the usual.
    pub(super) fn judged(rule: Rule, account: &Value, fact: &Value) -> Judged {
        judged_with(Objects::Account, rule, account, fact, |_| {})
    }

    pub(super) fn judged_with(
        objects: Objects,
        rule: Rule,
        account: &Value,
        fact: &Value,
        change: impl FnOnce(&mut Grounds<'_>),
    ) -> Judged {
        let mut declared = json!({"number": NUMBER, "relation": "owner", "type": "salaryAccount", "currency": "NOK"});
        for (name, value) in fact.as_object().expect("an object") {
            declared[name] = value.clone();
        }
        let party = party(json!({"party_id": PARTY, "accounts": [declared]}));
        let document = json!({"responseDetails": {"status": "complete"}, "account": account});
        let check = Each::new(objects, rule);
        judge_for(
            check,
            &[Shown::details(document).account("ref-1", NUMBER)],
            &party,
            change,
        )
    }
}
