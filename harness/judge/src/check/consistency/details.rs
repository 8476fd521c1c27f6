//! Account details, and transactions, against the account's entry in the list.

use crate::check::Grounds;
use crate::check::place::Place;
use crate::check::tally::Tally;
use pack::text::Text;

/// The account number is the one of the list.
pub fn account_number(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    agree(place, &["accountIdentifier"], tally);
}

/// The reference is the one that was asked with.
pub fn account_reference(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    agree(place, &["accountReference"], tally);
}

/// The primary owner is the one of the list.
pub fn owner(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    agree(place, &["primaryOwner", "identifier", "value"], tally);
}

/// The currency is the one of the list.
pub fn currency(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    agree(place, &["currency"], tally);
}

/// Type and status are those of the list.
pub fn type_and_status(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    agree(place, &["type"], tally);
    agree(place, &["status"], tally);
}

/// The institution is the one of the list.
pub fn servicer(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    agree(place, &["servicer", "identifier", "value"], tally);
}

/// A transaction without currency exchange is in the account's currency.
pub fn transaction_currency(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    if place.member("currencyExchange").is_none() {
        currency(place, grounds, tally);
    }
}

fn agree(place: &Place<'_>, names: &[&str], tally: &mut Tally) {
    let entry = place.view.account.map(|account| account.entry);
    let listed = entry.and_then(|entry| {
        names
            .iter()
            .try_fold(entry, |value, name| value.get(name))?
            .as_str()
    });
    let (Some(listed), Some(found)) = (listed, place.path(names)) else {
        return;
    };
    tally.thing();
    if found.value.as_str() != Some(listed) {
        let name = names.join(".");
        tally.add(
            found
                .breach(Text::new(
                    format!("{name} is another than in the account list."),
                    format!("{name} er en annen enn i kontolisten."),
                ))
                .expected(Text::same(listed)),
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Objects, Rule};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, assert_nothing, judge};

    fn of(rule: Rule, account: &Value) -> Judged {
        let check = Each::new(&[Objects::Account, Objects::Transactions], rule, || {
            Text::same("needs an account")
        });
        judge(
            check,
            &[Shown::details(json!({"account": account})).account("ref-1", "86011117947")],
        )
    }

    #[test]
    fn the_account_of_the_list_conforms() {
        let account = json!({"accountIdentifier": "86011117947", "accountReference": "ref-1", "currency": "NOK"});
        for rule in [account_number, account_reference, currency] {
            assert_conforms(&of(rule, &account));
        }
    }

    #[test]
    fn another_account_breaches() {
        assert_breach(
            &of(account_number, &json!({"accountIdentifier": "1"})),
            "accountIdentifier",
        );
        assert_breach(
            &of(account_reference, &json!({"accountReference": "r"})),
            "accountReference",
        );
        assert_breach(&of(currency, &json!({"currency": "EUR"})), "currency");
    }

    #[test]
    fn what_only_one_of_them_says_is_not_judged() {
        for rule in [owner, type_and_status, servicer] {
            let account = json!({"type": "salaryAccount", "servicer": {"identifier": {"value": "1"}}, "primaryOwner": {"name": "x"}});
            assert_nothing(&of(rule, &account));
        }
    }

    #[test]
    fn a_transaction_in_another_currency_needs_an_exchange() {
        let judged = |transaction: Value| {
            let check = Each::new(&[Objects::Transactions], transaction_currency, || {
                Text::same("needs a transaction")
            });
            judge(
                check,
                &[Shown::transactions(json!({"transactions": [transaction]}))],
            )
        };
        assert_conforms(&judged(json!({"currency": "NOK"})));
        assert_breach(&judged(json!({"currency": "EUR"})), "currency");
        assert_nothing(&judged(
            json!({"currency": "EUR", "currencyExchange": {"sourceCurrency": "EUR"}}),
        ));
    }
}
