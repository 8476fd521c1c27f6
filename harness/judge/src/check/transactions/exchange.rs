//! Currency exchange.

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::NOTHING;
use crate::observations;

checks! {
    "transactions-currency-exchange": Each(Objects::Transactions, currency_exchange), NEEDS_CURRENCY_EXCHANGE,
        "a transaction with a currency exchange says from what, to what, in which unit and at which rate",
        "en transaksjon med valutaveksling sier fra hva, til hva, i hvilken enhet og til hvilken kurs";
}

observations! {
    /// A member of the exchange is lacking.
    EXCHANGE_MEMBER_MISSING = "currency-exchange-member-missing" {
        observed: "the currency exchange does not give {member}", "valutavekslingen oppgir ikke {member}";
        expected: "{member}", "{member}";
    }
    /// A rate of zero or less.
    EXCHANGE_RATE = "exchange-rate-not-positive" {
        observed: "the exchange rate is not above zero", "vekslingskursen er ikke over null";
        expected: "more than 0", "mer enn 0";
    }
    /// From a currency to itself.
    EXCHANGE_SAME_CURRENCY = "currency-exchange-same-currency" {
        observed: "the currency exchange is from a currency to itself", "valutavekslingen er fra en valuta til den samme";
        expected: "two currencies", "to valutaer";
    }
    /// A unit of a third currency.
    EXCHANGE_UNIT = "currency-exchange-unit" {
        observed: "unitCurrency is neither of the two currencies", "unitCurrency er ingen av de to valutaene";
        expected: "{source} or {target}", "{source} eller {target}";
    }
}

fn currency_exchange(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(exchange) = place.member("currencyExchange") else {
        return;
    };
    tally.thing();
    for name in [
        "originalAmount",
        "sourceCurrency",
        "targetCurrency",
        "unitCurrency",
        "exchangeRate",
    ] {
        if exchange.member(name).is_none() {
            tally.add(
                exchange
                    .breach(&EXCHANGE_MEMBER_MISSING)
                    .with("member", name)
                    .received(NOTHING),
            );
        }
    }
    if let Some(rate) = exchange.member("exchangeRate")
        && rate.value.as_f64().is_some_and(|value| value <= 0.0)
    {
        tally.add(rate.breach(&EXCHANGE_RATE));
    }
    let (Some(source), Some(target)) = (
        exchange.text("sourceCurrency"),
        exchange.text("targetCurrency"),
    ) else {
        return;
    };
    if source == target {
        tally.add(exchange.note(&EXCHANGE_SAME_CURRENCY).received(source));
    }
    if let Some(unit) = exchange.text("unitCurrency")
        && ![source, target].contains(&unit)
    {
        tally.add(
            exchange
                .breach(&EXCHANGE_UNIT)
                .with("source", source)
                .with("target", target)
                .received(unit),
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Objects};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, assert_nothing, judge};

    fn of(exchange: &Value) -> Judged {
        let check = Each::new(Objects::Transactions, currency_exchange);
        judge(
            check,
            &[Shown::transactions(
                json!({"transactions": [{"currencyExchange": exchange}]}),
            )],
        )
    }

    fn whole() -> Value {
        json!({"originalAmount": 10, "sourceCurrency": "EUR", "targetCurrency": "NOK", "unitCurrency": "EUR", "exchangeRate": 11.5})
    }

    #[test]
    fn a_whole_exchange_conforms() {
        assert_conforms(&of(&whole()));
    }

    #[test]
    fn an_exchange_without_rate_breaches() {
        let mut exchange = whole();
        exchange["exchangeRate"] = json!(null);
        assert_breach(&of(&exchange), &EXCHANGE_MEMBER_MISSING);
    }

    #[test]
    fn a_rate_of_zero_breaches() {
        let mut exchange = whole();
        exchange["exchangeRate"] = json!(0);
        assert_breach(&of(&exchange), &EXCHANGE_RATE);
    }

    #[test]
    fn a_unit_of_a_third_currency_breaches() {
        let mut exchange = whole();
        exchange["unitCurrency"] = json!("USD");
        assert_breach(&of(&exchange), &EXCHANGE_UNIT);
    }

    #[test]
    fn no_exchange_is_not_judged() {
        assert_nothing(&of(&json!(null)));
    }
}
