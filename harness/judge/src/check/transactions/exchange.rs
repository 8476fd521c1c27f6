//! Currency exchange.

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::NOTHING;
use crate::observations;

checks! {
    "transactions-currency-exchange": Each(Objects::Transactions, currency_exchange), NEEDS_CURRENCY_EXCHANGE,
        "a transaction with a currency exchange says from what, to what and at which rate",
        "en transaksjon med valutaveksling sier fra hva, til hva og til hvilken kurs";
    "exchange-involves-account": Each(Objects::Transactions, involves_account), NEEDS_CURRENCY_EXCHANGE,
        "a currency exchange is from or to the currency of the account",
        "en valutaveksling er fra eller til kontoens valuta";
    "exchange-arithmetic": Each(Objects::Transactions, arithmetic), NEEDS_CURRENCY_EXCHANGE,
        "the amount is the original amount at the exchange rate, within two per cent",
        "beløpet er det opprinnelige beløpet til vekslingskursen, innenfor to prosent";
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
    /// Neither currency is that of the account.
    EXCHANGE_FOREIGN = "currency-exchange-foreign" {
        observed: "the currency exchange is between two other currencies than that of the account", "valutavekslingen er mellom to andre valutaer enn kontoens";
        expected: "{currency} as one of the two", "{currency} som en av de to";
    }
    /// The amounts and the rate do not agree.
    EXCHANGE_ARITHMETIC = "currency-exchange-arithmetic" {
        observed: "amount, originalAmount and exchangeRate do not agree", "amount, originalAmount og exchangeRate stemmer ikke overens";
        expected: "{amount}", "{amount}";
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
    for name in ["sourceCurrency", "targetCurrency", "exchangeRate"] {
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
                .note(&EXCHANGE_UNIT)
                .with("source", source)
                .with("target", target)
                .received(unit),
        );
    }
}

fn involves_account(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let currency = place
        .view
        .account
        .and_then(|account| account.entry.get("currency")?.as_str());
    let (Some(currency), Some(exchange)) = (currency, place.member("currencyExchange")) else {
        return;
    };
    let (Some(source), Some(target)) = (
        exchange.text("sourceCurrency"),
        exchange.text("targetCurrency"),
    ) else {
        return;
    };
    tally.thing();
    if ![source, target].contains(&currency) {
        tally.add(
            exchange
                .breach(&EXCHANGE_FOREIGN)
                .with("currency", currency)
                .received(format!("{source} – {target}")),
        );
    }
}

/// The rate is the price of one unit, or of a hundred, in the other currency. Which currency the unit is of decides
/// whether it multiplies or divides; where it is not said, either is right.
fn arithmetic(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(exchange) = place.member("currencyExchange") else {
        return;
    };
    let number =
        |of: &Place<'_>, name: &str| of.value.get(name)?.as_f64().filter(|number| *number > 0.0);
    let (Some(amount), Some(original), Some(rate)) = (
        number(place, "amount"),
        number(&exchange, "originalAmount"),
        number(&exchange, "exchangeRate"),
    ) else {
        return;
    };
    let unit = exchange.text("unitCurrency");
    let (multiplied, divided) = (original * rate, original / rate);
    let results = if unit.is_some() && unit == exchange.text("sourceCurrency") {
        vec![multiplied, multiplied / 100.0]
    } else if unit.is_some() && unit == exchange.text("targetCurrency") {
        vec![divided, divided * 100.0]
    } else {
        vec![multiplied, multiplied / 100.0, divided, divided * 100.0]
    };
    tally.thing();
    let near = |result: &f64| (amount - result).abs() <= result * 0.02;
    if !results.iter().any(near) {
        tally.add(
            exchange
                .breach(&EXCHANGE_ARITHMETIC)
                .with("amount", format!("{:.2}", results[0]))
                .received(amount.to_string()),
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
    fn a_unit_of_a_third_currency_is_observed() {
        let mut exchange = whole();
        exchange["unitCurrency"] = json!("USD");
        let judged = of(&exchange);
        assert_conforms(&judged);
        assert_eq!(judged.findings[0].id, EXCHANGE_UNIT.id);
    }

    #[test]
    fn an_exchange_without_unit_and_original_amount_conforms() {
        let exchange =
            json!({"sourceCurrency": "EUR", "targetCurrency": "NOK", "exchangeRate": 11.5});
        assert_conforms(&of(&exchange));
    }

    fn with(rule: Rule, amount: f64, exchange: &Value) -> Judged {
        judge(
            Each::new(Objects::Transactions, rule),
            &[Shown::transactions(
                json!({"transactions": [{"amount": amount, "currencyExchange": exchange}]}),
            )],
        )
    }

    #[test]
    fn an_exchange_between_two_other_currencies_breaches() {
        assert_conforms(&with(involves_account, 115.0, &whole()));
        let mut exchange = whole();
        exchange["targetCurrency"] = json!("SEK");
        assert_breach(&with(involves_account, 115.0, &exchange), &EXCHANGE_FOREIGN);
    }

    #[test]
    fn the_amount_is_the_original_one_at_the_rate() {
        assert_conforms(&with(arithmetic, 115.0, &whole()));
        let mut inverted = whole();
        inverted["exchangeRate"] = json!(1.0 / 11.5);
        assert_breach(&with(arithmetic, 115.0, &inverted), &EXCHANGE_ARITHMETIC);
        inverted["unitCurrency"] = json!("NOK");
        assert_conforms(&with(arithmetic, 115.0, &inverted));
    }

    #[test]
    fn a_rate_for_a_hundred_units_conforms() {
        let mut exchange = whole();
        exchange["exchangeRate"] = json!(1150);
        assert_conforms(&with(arithmetic, 115.0, &exchange));
    }

    #[test]
    fn no_exchange_is_not_judged() {
        assert_nothing(&of(&json!(null)));
    }
}
