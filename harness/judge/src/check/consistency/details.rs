//! Account details, and transactions, against the account's entry in the list.

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::observations;

checks! {
    "consistency-account-number": Each(Objects::Account, account_number), NEEDS_BOTH_ENDPOINTS,
        "the account number in the details is the one of the list",
        "kontonummeret i detaljene er det samme som i listen";
    "consistency-account-reference": Each(Objects::Account, account_reference), NEEDS_BOTH_ENDPOINTS,
        "the reference in the details is the one that was asked with",
        "referansen i detaljene er den det ble spurt med";
    "consistency-owner": Each(Objects::Account, owner), NEEDS_BOTH_ENDPOINTS,
        "the primary owner in the details is the one of the list",
        "primæreieren i detaljene er den samme som i listen";
    "consistency-currency": Each(Objects::Account, currency), NEEDS_BOTH_ENDPOINTS,
        "the currency in the details is the one of the list",
        "valutaen i detaljene er den samme som i listen";
    "consistency-type": Each(Objects::Account, account_type), NEEDS_BOTH_ENDPOINTS,
        "the type in the details is the one of the list",
        "typen i detaljene er den samme som i listen";
    "consistency-status": Each(Objects::Account, status), NEEDS_BOTH_ENDPOINTS,
        "the status in the details is the one of the list",
        "statusen i detaljene er den samme som i listen";
    "consistency-details-names": Each(Objects::Account, names), NEEDS_BOTH_ENDPOINTS,
        "the names of owner and institution in the details are those of the list",
        "navnene på eier og institusjon i detaljene er de samme som i listen";
    "consistency-owner-dates": Each(Objects::Account, owner_dates), NEEDS_BOTH_ENDPOINTS,
        "the dates of the primary owner in the details are those of the list",
        "datoene for primær eier i detaljene er de samme som i listen";
    "consistency-servicer": Each(Objects::Account, servicer), NEEDS_BOTH_ENDPOINTS,
        "the institution in the details is the one of the list",
        "institusjonen i detaljene er den samme som i listen";
    "consistency-transaction-currency": Each(Objects::Transactions, transaction_currency), NEEDS_TRANSACTIONS,
        "a transaction without currency exchange is in the account's currency",
        "en transaksjon uten valutaveksling er i kontoens valuta";
    "consistency-exchanged-currency": Each(Objects::Transactions, exchanged_currency), NEEDS_CURRENCY_EXCHANGE,
        "a transaction with currency exchange is in the account's currency",
        "en transaksjon med valutaveksling er i kontoens valuta";
}

observations! {
    /// Another value than the account list has.
    DIFFERS_FROM_LIST = "differs-from-account-list" {
        observed: "{member} is not the same as in the account list", "{member} er ikke det samme som i kontolisten";
        expected: "{expected}", "{expected}";
    }
}

fn account_number(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    agree(place, &["accountIdentifier"], tally);
}

fn account_reference(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    agree(place, &["accountReference"], tally);
}

fn owner(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    agree(place, &["primaryOwner", "identifier", "value"], tally);
}

fn currency(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    agree(place, &["currency"], tally);
}

fn account_type(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    agree(place, &["type"], tally);
}

fn status(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    agree(place, &["status"], tally);
}

fn names(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    agree(place, &["primaryOwner", "name"], tally);
    agree(place, &["servicer", "name"], tally);
}

fn owner_dates(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    agree(place, &["primaryOwner", "startDate"], tally);
    agree(place, &["primaryOwner", "endDate"], tally);
}

fn servicer(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    agree(place, &["servicer", "identifier", "value"], tally);
}

fn transaction_currency(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    if place.member("currencyExchange").is_none() {
        currency(place, grounds, tally);
    }
}

fn exchanged_currency(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    if place.member("currencyExchange").is_some() {
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
        tally.add(
            found
                .breach(&DIFFERS_FROM_LIST)
                .with("member", names.join("."))
                .with("expected", listed),
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
        let check = Each::new(Objects::Account, rule);
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
            &DIFFERS_FROM_LIST,
        );
        assert_breach(
            &of(account_reference, &json!({"accountReference": "r"})),
            &DIFFERS_FROM_LIST,
        );
        assert_breach(
            &of(currency, &json!({"currency": "EUR"})),
            &DIFFERS_FROM_LIST,
        );
    }

    #[test]
    fn what_only_one_of_them_says_is_not_judged() {
        for rule in [owner, account_type, status, servicer, names, owner_dates] {
            let account = json!({"type": "salaryAccount", "servicer": {"identifier": {"value": "1"}}, "primaryOwner": {"name": "x"}});
            assert_nothing(&of(rule, &account));
        }
    }

    #[test]
    fn a_transaction_in_another_currency_needs_an_exchange() {
        let judged = |transaction: Value| {
            let check = Each::new(Objects::Transactions, transaction_currency);
            judge(
                check,
                &[Shown::transactions(json!({"transactions": [transaction]}))],
            )
        };
        assert_conforms(&judged(json!({"currency": "NOK"})));
        assert_breach(&judged(json!({"currency": "EUR"})), &DIFFERS_FROM_LIST);
        assert_nothing(&judged(
            json!({"currency": "EUR", "currencyExchange": {"sourceCurrency": "EUR"}}),
        ));
    }

    #[test]
    fn an_exchanged_amount_is_in_the_currency_of_the_account() {
        let judged = |currency: &str| {
            let transaction =
                json!({"currency": currency, "currencyExchange": {"sourceCurrency": "EUR"}});
            let check = Each::new(Objects::Transactions, exchanged_currency);
            judge(
                check,
                &[Shown::transactions(json!({"transactions": [transaction]}))],
            )
        };
        assert_conforms(&judged("NOK"));
        assert_breach(&judged("EUR"), &DIFFERS_FROM_LIST);
    }
}
