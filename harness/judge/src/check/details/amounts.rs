//! Amounts of balances and of the credit line, against what is declared.

use serde_json::Value;
use wire::world::{Amount, BalanceFact};

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::observations;

checks! {
    "balance-booked-declared": Each(Objects::Account, booked_today), NEEDS_DECLARED_ACCOUNT,
        "the booked balance of today is the declared one, in amount and sign",
        "bokført saldo i dag er den som er oppgitt, i beløp og fortegn";
    "balance-available-declared": Each(Objects::Account, available_today), NEEDS_DECLARED_ACCOUNT,
        "the available balance of today is the declared one, in amount and sign",
        "disponibel saldo i dag er den som er oppgitt, i beløp og fortegn";
    "balance-past-declared": Each(Objects::Account, booked_past), NEEDS_DECLARED_ACCOUNT,
        "the booked balance of a past day is the declared one, in amount and sign",
        "bokført saldo for en tidligere dag er den som er oppgitt, i beløp og fortegn";
    "balance-currency-declared": Each(Objects::Account, currency), NEEDS_DECLARED_ACCOUNT,
        "balances are in a currency that is declared for the account",
        "saldoer er i en valuta som er oppgitt for kontoen";
    "credit-line-declared": Each(Objects::Account, credit_line), NEEDS_CREDIT_LINE,
        "the credit line has the declared amount and the currency of the account",
        "kredittrammen har det oppgitte beløpet og kontoens valuta";
}

observations! {
    /// Another amount or sign than declared.
    BALANCE_DIFFERS = "balance-differs" {
        observed: "{type} is not the balance that is declared for {day}", "{type} er ikke saldoen som er oppgitt for {day}";
        expected: "{expected} {currency}, debts negative", "{expected} {currency}, gjeld som negativ";
    }
    /// A currency that the account does not have.
    BALANCE_CURRENCY_UNDECLARED = "balance-currency-undeclared" {
        observed: "the balance is in a currency that is not declared for the account", "saldoen er i en valuta som ikke er oppgitt for kontoen";
        expected: "{expected}", "{expected}";
    }
    /// Another credit line than declared.
    CREDIT_LINE_DIFFERS = "credit-line-differs" {
        observed: "{member} is not that of the declared credit line", "{member} er ikke den oppgitte kredittrammens";
        expected: "{expected}", "{expected}";
    }
}

/// The balance in ten-thousandths, debts negative, without any credit line (interpretation I-75).
fn signed(balance: &Place<'_>) -> Option<i64> {
    let read = |name: &str| ten_thousandths(balance.value.get(name)?);
    let amount = read("amount")?;
    let signed = match balance.text("creditDebitIndicator") {
        Some("debit") => -amount,
        Some("credit") => amount,
        Some(_) | None => (amount == 0).then_some(0)?,
    };
    let included = balance
        .value
        .get("creditLineIncluded")
        .and_then(Value::as_bool);
    if included == Some(true) {
        return Some(signed - read("creditLineAmount")?);
    }
    Some(signed)
}

fn ten_thousandths(value: &Value) -> Option<i64> {
    let number = value.as_number()?.to_string();
    number.parse().ok().map(Amount::ten_thousandths)
}

fn booked_today(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    if grounds.to == grounds.today {
        compare(place, grounds, tally, "bookedBalance");
    }
}

fn available_today(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    if grounds.to == grounds.today {
        compare(place, grounds, tally, "availableBalance");
    }
}

fn booked_past(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    if grounds.to < grounds.today {
        compare(place, grounds, tally, "bookedBalance");
    }
}

fn compare(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally, kind: &str) {
    let Some(fact) = place.declared(grounds) else {
        return;
    };
    let of_day = |one: &&BalanceFact| one.balance_type == kind && one.date == grounds.to;
    for declared in fact.balances.iter().filter(of_day) {
        let currency = declared.currency.as_ref().unwrap_or(&fact.currency);
        let mut found = place.elements("balances");
        found.retain(|balance| {
            let same = balance.text("currency").is_none_or(|text| text == currency);
            same && balance.text("type") == Some(kind) && signed(balance).is_some()
        });
        let Some(first) = found.first() else { continue };
        tally.thing();
        let wanted = Some(declared.amount.ten_thousandths());
        if found.iter().any(|balance| signed(balance) == wanted) {
            continue;
        }
        tally.add(
            first
                .breach(&BALANCE_DIFFERS)
                .at(format!("{}/amount", first.pointer()))
                .with("type", kind)
                .with("day", grounds.to)
                .with("expected", declared.amount.to_string())
                .with("currency", currency)
                .received(written(first)),
        );
    }
}

/// The amount as it came, with its direction.
fn written(balance: &Place<'_>) -> String {
    let amount = balance.value.get("amount").map(Value::to_string);
    let direction = balance.text("creditDebitIndicator").unwrap_or_default();
    format!("{} {direction}", amount.unwrap_or_default())
        .trim_end()
        .to_owned()
}

fn currency(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(fact) = place.declared(grounds) else {
        return;
    };
    let others = fact.balances.iter().filter_map(|one| one.currency.as_ref());
    let declared: Vec<&String> = std::iter::once(&fact.currency).chain(others).collect();
    for balance in place.elements("balances") {
        let Some(found) = balance.member("currency") else {
            continue;
        };
        tally.thing();
        let text = found.value.as_str().unwrap_or_default();
        if !declared.iter().any(|one| *one == text) {
            tally.add(
                found
                    .breach(&BALANCE_CURRENCY_UNDECLARED)
                    .with("expected", &fact.currency),
            );
        }
    }
}

fn credit_line(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(fact) = place.declared(grounds) else {
        return;
    };
    let Some(declared) = fact
        .credit_line_amount
        .filter(|_| grounds.to == grounds.today)
    else {
        return;
    };
    for balance in place.elements("balances") {
        if let Some(amount) = balance.member("creditLineAmount") {
            tally.thing();
            if ten_thousandths(amount.value) != Some(declared.ten_thousandths()) {
                tally.add(
                    amount
                        .breach(&CREDIT_LINE_DIFFERS)
                        .with("member", "creditLineAmount")
                        .with("expected", declared.to_string()),
                );
            }
        }
        if let Some(currency) = balance.member("creditLineCurrency")
            && currency.value.as_str() != Some(&fact.currency)
        {
            tally.add(
                currency
                    .breach(&CREDIT_LINE_DIFFERS)
                    .with("member", "creditLineCurrency")
                    .with("expected", &fact.currency),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::check::Judged;
    use crate::check::details::fixture::{judged, judged_with};
    use crate::check::fixture::{assert_breach, assert_conforms, assert_nothing};

    fn declared(day: &str) -> Value {
        json!({"balances": [{"date": day, "type": "bookedBalance", "amount": "-557.27"}]})
    }

    fn balance(amount: f64, direction: &str) -> Value {
        json!({"balances": [{
            "type": "bookedBalance", "amount": amount, "creditDebitIndicator": direction, "currency": "NOK"
        }]})
    }

    fn today(account: &Value) -> Judged {
        judged(booked_today, account, &declared("2026-11-22"))
    }

    #[test]
    fn the_declared_balance_conforms() {
        assert_conforms(&today(&balance(557.27, "debit")));
    }

    #[test]
    fn another_amount_or_sign_breaches() {
        for (amount, direction) in [(557.27, "credit"), (55727.0, "debit"), (557.0, "debit")] {
            assert_breach(&today(&balance(amount, direction)), &BALANCE_DIFFERS);
        }
    }

    #[test]
    fn an_included_credit_line_is_subtracted() {
        let with_line = |included: bool| {
            json!({"balances": [{
                "type": "bookedBalance", "amount": 442.73, "creditDebitIndicator": "credit",
                "creditLineIncluded": included, "creditLineAmount": 1000
            }]})
        };
        assert_conforms(&today(&with_line(true)));
        assert_breach(&today(&with_line(false)), &BALANCE_DIFFERS);
    }

    #[test]
    fn a_balance_that_is_declared_for_another_day_is_not_compared() {
        let judged = judged(
            booked_today,
            &balance(1.0, "credit"),
            &declared("2026-11-21"),
        );
        assert_nothing(&judged);
    }

    #[test]
    fn the_balance_of_a_past_day_is_compared_with_that_day() {
        let of = |amount: f64| {
            let (account, fact) = (balance(amount, "debit"), declared("2026-03-31"));
            judged_with(Objects::Account, booked_past, &account, &fact, |grounds| {
                grounds.to = date(2026, 3, 31);
            })
        };
        assert_conforms(&of(557.27));
        assert_breach(&of(1.0), &BALANCE_DIFFERS);
    }

    #[test]
    fn the_available_balance_is_compared_with_the_available_one() {
        let fact = json!({"balances": [
            {"date": "2026-11-22", "type": "availableBalance", "amount": "10"}
        ]});
        let of = |amount: i32| {
            let account = json!({"balances": [
                {"type": "availableBalance", "amount": amount, "creditDebitIndicator": "credit"}
            ]});
            judged(available_today, &account, &fact)
        };
        assert_conforms(&of(10));
        assert_breach(&of(11), &BALANCE_DIFFERS);
    }

    #[test]
    fn a_currency_that_is_not_declared_breaches() {
        let of = |code: &str| json!({"balances": [{"currency": code}]});
        assert_conforms(&judged(currency, &of("NOK"), &json!({})));
        assert_breach(
            &judged(currency, &of("EUR"), &json!({})),
            &BALANCE_CURRENCY_UNDECLARED,
        );
    }

    #[test]
    fn the_credit_line_is_the_declared_one() {
        let fact = json!({"credit_line": true, "credit_line_amount": "10000"});
        let of = |amount: i32, currency: &str| {
            let account = json!({"balances": [
                {"creditLineAmount": amount, "creditLineCurrency": currency}
            ]});
            judged(credit_line, &account, &fact)
        };
        assert_conforms(&of(10_000, "NOK"));
        assert_breach(&of(20_000, "NOK"), &CREDIT_LINE_DIFFERS);
        assert_breach(&of(10_000, "EUR"), &CREDIT_LINE_DIFFERS);
    }
}
