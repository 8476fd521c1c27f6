//! Balances: for today the available and the booked one; for a period that is over, the booked one at its end;
//! for an account that was closed within the period, none.

use std::collections::BTreeSet;

use wire::world::AccountFact;

use crate::check::Grounds;
use crate::check::day::day;
use crate::check::place::Place;
use crate::check::tally::Tally;
use pack::text::Text;

const AVAILABLE: &str = "availableBalance";
const BOOKED: &str = "bookedBalance";

/// The declared account, if it is one that has a balance at the end of the period.
fn with_balance<'a>(place: &Place<'a>, grounds: &Grounds<'_>) -> Option<&'a AccountFact> {
    let fact = place.view.account.and_then(|account| account.fact)?;
    let partial = place
        .view
        .document
        .pointer("/responseDetails/status")
        .and_then(|status| status.as_str())
        == Some("partial");
    let open = !partial
        && fact.closed.is_none_or(|closed| closed > grounds.to)
        && fact.opened.is_none_or(|opened| opened <= grounds.to);
    (open && fact.account_type != "accountWithoutBalance").then_some(fact)
}

fn has(place: &Place<'_>, kind: &str) -> bool {
    place
        .elements("balances")
        .iter()
        .any(|balance| balance.text("type") == Some(kind) && balance.member("amount").is_some())
}

fn expect(place: &Place<'_>, tally: &mut Tally, kind: &str, what: Text) {
    tally.thing();
    if !has(place, kind) {
        tally.add(
            place
                .breach(what)
                .expected(Text::same(kind))
                .at(format!("{}/balances", place.pointer)),
        );
    }
}

/// A period up to today gives the booked balance.
pub fn booked_now(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    if grounds.to == grounds.today && with_balance(place, grounds).is_some() {
        expect(
            place,
            tally,
            BOOKED,
            Text::new(
                "The open account has no booked balance.",
                "Den åpne kontoen har ingen bokført saldo.",
            ),
        );
    }
}

/// A period up to today gives the available balance. A loan has none.
pub fn available_now(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let fact = with_balance(place, grounds).filter(|fact| fact.account_type != "loanAccount");
    if grounds.to == grounds.today && fact.is_some() {
        expect(
            place,
            tally,
            AVAILABLE,
            Text::new(
                "The open account has no available balance.",
                "Den åpne kontoen har ingen disponibel saldo.",
            ),
        );
    }
}

/// A period that is over gives the booked balance at its end.
pub fn booked_at_period_end(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    if grounds.to < grounds.today && with_balance(place, grounds).is_some() {
        expect(
            place,
            tally,
            BOOKED,
            Text::new(
                "The account has no booked balance for the end of the period.",
                "Kontoen har ingen bokført saldo for slutten av perioden.",
            ),
        );
    }
}

/// No balance is from after the end of the period.
pub fn registered_in_time(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(registered) = place.member("registered") else {
        return;
    };
    let Some(found) = registered.value.as_str().and_then(day) else {
        return;
    };
    tally.thing();
    if found > grounds.to {
        tally.add(
            registered
                .breach(Text::new(
                    "The balance is from after the end of the period.",
                    "Saldoen er fra etter slutten av perioden.",
                ))
                .expected(Text::new(
                    format!("{} or earlier", grounds.to),
                    format!("{} eller tidligere", grounds.to),
                )),
        );
    }
    if grounds.to < grounds.today && place.text("type") == Some(AVAILABLE) {
        tally.add(place.note(Text::new(
            "An available balance is delivered for a period that is over.",
            "Det utleveres disponibel saldo for en periode som er over.",
        )));
    }
}

/// An account that was closed within the period has no balance.
pub fn closed_without_balance(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let declared = place
        .view
        .account
        .and_then(|account| account.fact)
        .and_then(|fact| fact.closed);
    let Some(closed) = place.text("endDate").and_then(day).or(declared) else {
        return;
    };
    if closed > grounds.to {
        return;
    }
    tally.thing();
    let with_amount = place
        .elements("balances")
        .into_iter()
        .find(|balance| balance.member("amount").is_some());
    if let Some(balance) = with_amount {
        tally.add(balance.breach(Text::new(
            "An account that was closed within the period has a balance.",
            "En konto som ble avsluttet i perioden, har en saldo.",
        )));
    }
}

/// No two balances say the same kind of thing.
pub fn one_of_each_type(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let mut seen = BTreeSet::new();
    for balance in place.elements("balances") {
        let Some(kind) = balance.text("type") else {
            continue;
        };
        tally.thing();
        let included = balance
            .value
            .get("creditLineIncluded")
            .and_then(serde_json::Value::as_bool);
        let moment = balance.text("registered");
        if !seen.insert((kind, balance.text("currency"), included, moment)) {
            tally.add(balance.breach(Text::new(
                "Two balances have the same type, currency, credit line and date.",
                "To saldoer har samme type, valuta, kredittramme og dato.",
            )));
        }
    }
}

/// The balance is in the account's currency.
pub fn balance_currency(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(expected) = place.text("currency") else {
        return;
    };
    for balance in place.elements("balances") {
        let Some(currency) = balance.member("currency") else {
            continue;
        };
        tally.thing();
        if currency.value.as_str() != Some(expected) {
            tally.add(
                currency
                    .breach(Text::new(
                        "The balance is in another currency than the account.",
                        "Saldoen er i en annen valuta enn kontoen.",
                    ))
                    .expected(Text::same(expected)),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::details::fixture::{judged, judged_with};
    use crate::check::each::{Objects, Rule};
    use crate::check::fixture::{assert_breach, assert_conforms, assert_nothing};

    fn both() -> Value {
        json!({"balances": [{"type": "availableBalance", "amount": 1}, {"type": "bookedBalance", "amount": 1}]})
    }

    fn for_a_past_period(rule: Rule, account: &Value) -> Judged {
        judged_with(&[Objects::Account], rule, account, &json!({}), |grounds| {
            grounds.to = date(2026, 3, 31);
        })
    }

    #[test]
    fn an_open_account_has_both_balances_today() {
        assert_conforms(&judged(booked_now, &both(), &json!({})));
        assert_conforms(&judged(available_now, &both(), &json!({})));
        assert_breach(
            &judged(booked_now, &json!({"balances": []}), &json!({})),
            "no booked",
        );
        assert_breach(
            &judged(
                available_now,
                &json!({"balances": [{"type": "bookedBalance"}]}),
                &json!({}),
            ),
            "no available",
        );
    }

    #[test]
    fn accounts_that_have_no_balance_owe_none() {
        for fact in [
            json!({"type": "accountWithoutBalance"}),
            json!({"closed": "2026-01-01"}),
        ] {
            assert_nothing(&judged(booked_now, &json!({}), &fact));
        }
        assert_nothing(&judged(
            available_now,
            &json!({}),
            &json!({"type": "loanAccount"}),
        ));
    }

    #[test]
    fn a_period_that_is_over_has_the_booked_balance() {
        assert_conforms(&for_a_past_period(booked_at_period_end, &both()));
        assert_breach(
            &for_a_past_period(booked_at_period_end, &json!({})),
            "end of the period",
        );
    }

    fn registered(on: &str) -> Judged {
        let account =
            json!({"balances": [{"type": "bookedBalance", "amount": 1, "registered": on}]});
        judged_with(
            &[Objects::Balances],
            registered_in_time,
            &account,
            &json!({}),
            |grounds| {
                grounds.to = date(2026, 3, 31);
            },
        )
    }

    #[test]
    fn a_balance_of_today_does_not_fit_a_period_that_is_over() {
        assert_conforms(&registered("2026-03-31T23:59:59+02:00"));
        assert_breach(&registered("2026-11-22T10:00:00Z"), "after the end");
    }

    #[test]
    fn a_closed_account_has_no_balance() {
        let fact = json!({"closed": "2026-01-01"});
        assert_conforms(&judged(
            closed_without_balance,
            &json!({"balances": []}),
            &fact,
        ));
        assert_breach(
            &judged(closed_without_balance, &both(), &fact),
            "closed within",
        );
        assert_breach(
            &judged(
                closed_without_balance,
                &json!({"endDate": "2026-01-01", "balances": [{"amount": 0}]}),
                &json!({}),
            ),
            "closed",
        );
    }

    #[test]
    fn an_open_account_is_not_judged_as_closed() {
        assert_nothing(&judged(closed_without_balance, &both(), &json!({})));
    }

    #[test]
    fn the_same_balance_twice_breaches() {
        assert_conforms(&judged(one_of_each_type, &both(), &json!({})));
        let twice = json!({"balances": [{"type": "bookedBalance"}, {"type": "bookedBalance"}]});
        assert_breach(&judged(one_of_each_type, &twice, &json!({})), "same type");
    }

    #[test]
    fn a_balance_in_another_currency_breaches() {
        let account =
            |currency: &str| json!({"currency": "NOK", "balances": [{"currency": currency}]});
        assert_conforms(&judged(balance_currency, &account("NOK"), &json!({})));
        assert_breach(
            &judged(balance_currency, &account("EUR"), &json!({})),
            "another currency",
        );
    }
}
