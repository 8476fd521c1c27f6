//! Currency exchange.

use crate::check::Grounds;
use crate::check::place::Place;
use crate::check::tally::Tally;
use pack::text::Text;

/// A transaction with a currency exchange says from what, to what, in which unit and at which rate.
pub fn currency_exchange(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
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
                    .breach(Text::new(
                        format!("The currency exchange does not give {name}."),
                        format!("Valutavekslingen oppgir ikke {name}."),
                    ))
                    .expected(Text::same(name)),
            );
        }
    }
    if let Some(rate) = exchange.member("exchangeRate")
        && rate.value.as_f64().is_some_and(|value| value <= 0.0)
    {
        tally.add(rate.breach(Text::new(
            "The exchange rate is not above zero.",
            "Vekslingskursen er ikke over null.",
        )));
    }
    let (source, target) = (
        exchange.text("sourceCurrency"),
        exchange.text("targetCurrency"),
    );
    if source.is_some() && source == target {
        tally.add(exchange.note(Text::new(
            "The currency exchange is from a currency to itself.",
            "Valutavekslingen er fra en valuta til den samme.",
        )));
    }
    if let Some(unit) = exchange.text("unitCurrency")
        && source.is_some()
        && target.is_some()
        && ![source, target].contains(&Some(unit))
    {
        tally.add(
            exchange
                .breach(Text::new(
                    "unitCurrency is neither of the two currencies.",
                    "unitCurrency er ingen av de to valutaene.",
                ))
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
        let check = Each::new(&[Objects::Transactions], currency_exchange, || {
            Text::same("needs an exchange")
        });
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
        assert_breach(&of(&exchange), "exchangeRate");
    }

    #[test]
    fn a_rate_of_zero_breaches() {
        let mut exchange = whole();
        exchange["exchangeRate"] = json!(0);
        assert_breach(&of(&exchange), "above zero");
    }

    #[test]
    fn a_unit_of_a_third_currency_breaches() {
        let mut exchange = whole();
        exchange["unitCurrency"] = json!("USD");
        assert_breach(&of(&exchange), "neither");
    }

    #[test]
    fn no_exchange_is_not_judged() {
        assert_nothing(&of(&json!(null)));
    }
}
