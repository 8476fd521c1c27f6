//! The credit line: not part of a balance unless the balance says so.

use serde_json::Value;

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::NOTHING;
use crate::observations;

checks! {
    "details-credit-line-stated": Each(Objects::Balances, credit_line_stated), NEEDS_CREDIT_LINE,
        "a balance that includes the credit line says how large it is, and a credit line has a currency",
        "en saldo som omfatter kredittrammen, sier hvor stor den er, og en kredittramme har valuta";
    "details-credit-line-delivered": Each(Objects::Account, credit_line_delivered), NEEDS_CREDIT_LINE,
        "an account that is declared to have a credit line shows it with a balance, which says whether it includes it",
        "en konto som er oppgitt med kredittramme, viser den ved en saldo, som sier om den er medregnet";
}

observations! {
    /// An included credit line of unknown size.
    CREDIT_LINE_WITHOUT_AMOUNT = "credit-line-without-amount" {
        observed: "the balance includes a credit line and does not say how large it is", "saldoen omfatter en kredittramme og sier ikke hvor stor den er";
        expected: "creditLineAmount", "creditLineAmount";
    }
    /// A credit line without currency.
    CREDIT_LINE_WITHOUT_CURRENCY = "credit-line-without-currency" {
        observed: "the credit line has no currency", "kredittrammen har ingen valuta";
        expected: "creditLineCurrency", "creditLineCurrency";
    }
    /// A declared credit line that no balance shows.
    CREDIT_LINE_MISSING = "credit-line-missing" {
        observed: "no balance shows the account's credit line", "ingen saldo viser kontoens kredittramme";
        expected: "creditLineAmount", "creditLineAmount";
    }
    /// Nothing says whether the balance includes the credit line.
    CREDIT_LINE_INCLUSION_UNKNOWN = "credit-line-inclusion-unknown" {
        observed: "the balance does not say whether it includes the credit line", "saldoen sier ikke om den omfatter kredittrammen";
        expected: "creditLineIncluded true or false", "creditLineIncluded true eller false";
    }
}

fn credit_line_stated(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let included = place
        .value
        .get("creditLineIncluded")
        .and_then(Value::as_bool)
        == Some(true);
    let amount = place.member("creditLineAmount");
    if !included && amount.is_none() {
        return;
    }
    tally.thing();
    if included && amount.is_none() {
        tally.add(place.breach(&CREDIT_LINE_WITHOUT_AMOUNT).received(NOTHING));
    }
    if amount.is_some() && place.member("creditLineCurrency").is_none() {
        tally.add(
            place
                .breach(&CREDIT_LINE_WITHOUT_CURRENCY)
                .received(NOTHING),
        );
    }
}

fn credit_line_delivered(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let fact = place.view.account.and_then(|account| account.fact);
    if !fact.is_some_and(|fact| {
        fact.credit_line && fact.closed.is_none_or(|closed| closed > grounds.to)
    }) {
        return;
    }
    tally.thing();
    let mut with_line = place.elements("balances");
    with_line.retain(|balance| balance.member("creditLineAmount").is_some());
    if with_line.is_empty() {
        tally.add(place.breach(&CREDIT_LINE_MISSING).received(NOTHING));
    }
    for balance in with_line {
        let included = balance.value.get("creditLineIncluded");
        if !included.is_some_and(Value::is_boolean) {
            let found = included.map_or_else(|| NOTHING.to_owned(), Value::to_string);
            tally.add(
                balance
                    .breach(&CREDIT_LINE_INCLUSION_UNKNOWN)
                    .received(found),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::Judged;
    use crate::check::details::fixture::{judged, judged_with};
    use crate::check::each::Objects;
    use crate::check::fixture::{assert_breach, assert_conforms, assert_nothing};

    fn stated(balance: &Value) -> Judged {
        judged_with(
            Objects::Balances,
            credit_line_stated,
            &json!({"balances": [balance]}),
            &json!({}),
            |_| {},
        )
    }

    #[test]
    fn a_credit_line_with_amount_and_currency_conforms() {
        assert_conforms(&stated(
            &json!({"creditLineIncluded": true, "creditLineAmount": 5, "creditLineCurrency": "NOK"}),
        ));
    }

    #[test]
    fn an_included_credit_line_without_amount_breaches() {
        assert_breach(
            &stated(&json!({"creditLineIncluded": true})),
            &CREDIT_LINE_WITHOUT_AMOUNT,
        );
    }

    #[test]
    fn a_credit_line_without_currency_breaches() {
        assert_breach(
            &stated(&json!({"creditLineIncluded": false, "creditLineAmount": 5})),
            &CREDIT_LINE_WITHOUT_CURRENCY,
        );
    }

    #[test]
    fn a_balance_without_credit_line_is_not_judged() {
        assert_nothing(&stated(&json!({"creditLineIncluded": false})));
    }

    #[test]
    fn a_declared_credit_line_is_shown() {
        let fact = json!({"credit_line": true});
        let shown = json!({"balances": [{"creditLineIncluded": false, "creditLineAmount": 5}]});
        assert_conforms(&judged(credit_line_delivered, &shown, &fact));
        assert_breach(
            &judged(credit_line_delivered, &json!({"balances": []}), &fact),
            &CREDIT_LINE_MISSING,
        );
        let silent = json!({"balances": [{"creditLineAmount": 5}]});
        assert_breach(
            &judged(credit_line_delivered, &silent, &fact),
            &CREDIT_LINE_INCLUSION_UNKNOWN,
        );
    }
}
