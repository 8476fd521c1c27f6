//! Amounts and their signs.

use crate::check::Grounds;
use crate::check::place::Place;
use crate::check::tally::Tally;
use pack::text::Text;

/// The amount of a transaction or balance is not negative: creditDebitIndicator carries the sign.
pub fn not_negative(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    for name in ["amount", "creditLineAmount"] {
        let Some(amount) = place.member(name) else {
            continue;
        };
        let Some(value) = amount.value.as_f64() else {
            continue;
        };
        tally.thing();
        if value < 0.0 {
            tally.add(amount.breach(Text::new("The amount is negative.", "Beløpet er negativt.")));
        }
    }
}

/// An amount other than zero has a creditDebitIndicator.
pub fn signed(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(amount) = place.member("amount") else {
        return;
    };
    if amount.value.as_f64().is_none_or(|value| value == 0.0) {
        return;
    }
    tally.thing();
    if place.member("creditDebitIndicator").is_none() {
        tally.add(
            amount
                .breach(Text::new(
                    "Nothing says whether the amount is credit or debit.",
                    "Ingenting sier om beløpet er kredit eller debet.",
                ))
                .expected(Text::same("creditDebitIndicator")),
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

    fn of(rule: Rule, transaction: &Value) -> Judged {
        let check = Each::new(&[Objects::Transactions], rule, || {
            Text::same("needs a transaction")
        });
        judge(
            check,
            &[Shown::transactions(json!({"transactions": [transaction]}))],
        )
    }

    #[test]
    fn zero_and_more_conform() {
        for amount in [json!(0), json!(12.5), json!(1e12)] {
            assert_conforms(&of(not_negative, &json!({"amount": amount})));
        }
    }

    #[test]
    fn a_negative_amount_breaches() {
        assert_breach(&of(not_negative, &json!({"amount": -0.01})), "negative");
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
            "credit or debit",
        );
    }
}
