//! The credit line: not part of a balance unless the balance says so.

use serde_json::Value;

use crate::check::Grounds;
use crate::check::place::Place;
use crate::check::tally::Tally;
use pack::text::Text;

/// A balance that includes the credit line says how large it is, and a credit line has a currency.
pub fn credit_line_stated(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
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
        tally.add(place.breach(Text::new(
            "The balance includes a credit line and does not say how large it is.",
            "Saldoen omfatter en kredittramme og sier ikke hvor stor den er.",
        )));
    }
    if let Some(amount) = amount
        && place.member("creditLineCurrency").is_none()
    {
        tally.add(amount.breach(Text::new(
            "The credit line has no currency.",
            "Kredittrammen har ingen valuta.",
        )));
    }
}

/// An account that is declared to have a credit line shows it with a balance, and says whether the balance
/// includes it.
pub fn credit_line_delivered(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let fact = place.view.account.and_then(|account| account.fact);
    if !fact.is_some_and(|fact| {
        fact.credit_line && fact.closed.is_none_or(|closed| closed > grounds.to)
    }) {
        return;
    }
    tally.thing();
    let balances = place.elements("balances");
    if !balances
        .iter()
        .any(|balance| balance.member("creditLineAmount").is_some())
    {
        tally.add(
            place
                .breach(Text::new(
                    "No balance shows the account's credit line.",
                    "Ingen saldo viser kontoens kredittramme.",
                ))
                .expected(Text::same("creditLineAmount")),
        );
    }
    for balance in balances
        .iter()
        .filter(|balance| balance.member("creditLineAmount").is_some())
    {
        if !balance
            .value
            .get("creditLineIncluded")
            .is_some_and(Value::is_boolean)
        {
            tally.add(balance.breach(Text::new(
                "The balance does not say whether it includes the credit line.",
                "Saldoen sier ikke om den omfatter kredittrammen.",
            )));
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
            &[Objects::Balances],
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
        assert_breach(&stated(&json!({"creditLineIncluded": true})), "how large");
    }

    #[test]
    fn a_credit_line_without_currency_breaches() {
        assert_breach(
            &stated(&json!({"creditLineIncluded": false, "creditLineAmount": 5})),
            "no currency",
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
            "No balance shows",
        );
        let silent = json!({"balances": [{"creditLineAmount": 5}]});
        assert_breach(
            &judged(credit_line_delivered, &silent, &fact),
            "whether it includes",
        );
    }
}
