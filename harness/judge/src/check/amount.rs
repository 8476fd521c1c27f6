//! Amounts and their signs.

use serde_json::Value;
use wire::world::Amount;

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::observations;

checks! {
    "details-amount-not-negative": Each(Objects::Balances, not_negative), NEEDS_BALANCE,
        "amounts of balances are not negative: creditDebitIndicator carries the sign",
        "saldoenes beløp ikke er negative: creditDebitIndicator angir fortegnet";
    "details-amount-signed": Each(Objects::Balances, signed), NEEDS_BALANCE,
        "a balance other than zero has a creditDebitIndicator",
        "en saldo ulik null har en creditDebitIndicator";
    "transactions-amount-not-negative": Each(Objects::Transactions, not_negative), NEEDS_TRANSACTIONS,
        "amounts of transactions are not negative: creditDebitIndicator carries the sign",
        "transaksjonenes beløp ikke er negative: creditDebitIndicator angir fortegnet";
    "transactions-amount-signed": Each(Objects::Transactions, signed), NEEDS_TRANSACTIONS,
        "a transaction of an amount other than zero has a creditDebitIndicator",
        "en transaksjon med beløp ulikt null har en creditDebitIndicator";
}

observations! {
    /// An amount below zero.
    NEGATIVE_AMOUNT = "amount-negative" {
        observed: "{member} is negative", "{member} er negativt";
        expected: "0 or more", "0 eller mer";
    }
    /// An amount without its sign.
    UNSIGNED_AMOUNT = "amount-without-sign" {
        observed: "nothing says whether the amount is credit or debit", "ingenting sier om beløpet er kredit eller debet";
        expected: "creditDebitIndicator", "creditDebitIndicator";
    }
}

/// Which way money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// To the account.
    Credit,
    /// From the account.
    Debit,
}

/// The `creditDebitIndicator` of an object.
pub(crate) fn sign(object: &Value) -> Option<Sign> {
    match object.get("creditDebitIndicator")?.as_str()? {
        "credit" => Some(Sign::Credit),
        "debit" => Some(Sign::Debit),
        _ => None,
    }
}

/// The `amount` of an object, if it is a number.
pub(crate) fn amount(object: &Value) -> Option<Amount> {
    let number = object.get("amount")?.as_f64()?;
    format!("{number:.4}").parse().ok()
}

fn not_negative(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    for name in ["amount", "creditLineAmount"] {
        let Some(amount) = place.member(name) else {
            continue;
        };
        let Some(value) = amount.value.as_f64() else {
            continue;
        };
        tally.thing();
        if value < 0.0 {
            tally.add(amount.breach(&NEGATIVE_AMOUNT).with("member", name));
        }
    }
}

fn signed(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(amount) = place.member("amount") else {
        return;
    };
    if amount.value.as_f64().is_none_or(|value| value == 0.0) {
        return;
    }
    tally.thing();
    if place.member("creditDebitIndicator").is_none() {
        tally.add(amount.breach(&UNSIGNED_AMOUNT));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Objects, Rule};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, assert_nothing, judge};

    fn of(rule: Rule, transaction: &Value) -> Judged {
        let check = Each::new(Objects::Transactions, rule);
        judge(
            check,
            &[Shown::transactions(json!({"transactions": [transaction]}))],
        )
    }

    #[test]
    fn an_amount_is_read_exactly() {
        for (written, read) in [(json!(12.5), "12.5"), (json!(0.1), "0.1"), (json!(7), "7")] {
            assert_eq!(amount(&json!({"amount": written})), read.parse().ok());
        }
        assert_eq!(amount(&json!({"amount": "7"})), None);
    }

    #[test]
    fn zero_and_more_conform() {
        for amount in [json!(0), json!(12.5), json!(1e12)] {
            assert_conforms(&of(not_negative, &json!({"amount": amount})));
        }
    }

    #[test]
    fn a_negative_amount_breaches() {
        assert_breach(
            &of(not_negative, &json!({"amount": -0.01})),
            &NEGATIVE_AMOUNT,
        );
    }

    #[test]
    fn an_amount_that_is_no_number_is_left_to_the_schema() {
        assert_nothing(&of(not_negative, &json!({"amount": "-5"})));
    }

    #[test]
    fn an_amount_needs_its_sign() {
        assert_conforms(&of(
            signed,
            &json!({"amount": 5, "creditDebitIndicator": "debit"}),
        ));
        assert_breach(
            &of(signed, &json!({"amount": 5, "creditDebitIndicator": null})),
            &UNSIGNED_AMOUNT,
        );
    }
}
