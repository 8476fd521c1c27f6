//! Balances: for today the available and the booked one; for a period that is over, the booked one at its end;
//! for an account that was closed within the period, none.

use std::collections::BTreeSet;

use wire::world::AccountFact;

use crate::check::day::{day, days};
use crate::check::declared::is_not_demanded;
use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::{NOTHING, Observation};
use crate::observations;

checks! {
    "details-booked-now": Each(Objects::Account, booked_now), NEEDS_OPEN_ACCOUNT,
        "a period up to today gives the booked balance of an open account",
        "en periode frem til i dag gir bokført saldo for en åpen konto";
    "details-available-now": Each(Objects::Account, available_now), NEEDS_OPEN_ACCOUNT,
        "a period up to today gives the available balance of an open account, except for a loan",
        "en periode frem til i dag gir disponibel saldo for en åpen konto, unntatt lån";
    "details-booked-at-period-end": Each(Objects::Account, booked_at_period_end), NEEDS_OPEN_ACCOUNT,
        "a period that is over gives the booked balance at its end",
        "en periode som er over, gir bokført saldo ved slutten av den";
    "details-balance-in-time": Each(Objects::Balances, registered_in_time), NEEDS_BALANCE,
        "no balance is from after the end of the period",
        "ingen saldo er fra etter slutten av perioden";
    "details-closed-without-balance": Each(Objects::Account, closed_without_balance), NEEDS_CLOSED_ACCOUNT,
        "an account that was closed within the period has no balance",
        "en konto som ble avsluttet i perioden, ikke har saldo";
    "details-one-balance-of-each-type": Each(Objects::Account, one_of_each_type), NEEDS_BALANCE,
        "no two balances have the same type, currency, credit line and date",
        "ingen to saldoer har samme type, valuta, kredittramme og dato";
    "details-balance-currency": Each(Objects::Account, balance_currency), NEEDS_BALANCE,
        "balances are in the account's currency",
        "saldoer er i kontoens valuta";
}

observations! {
    /// No booked balance today.
    BOOKED_MISSING = "booked-balance-missing" {
        observed: "the open account has no booked balance", "den åpne kontoen har ingen bokført saldo";
        expected: "bookedBalance", "bookedBalance";
    }
    /// No available balance today.
    AVAILABLE_MISSING = "available-balance-missing" {
        observed: "the open account has no available balance", "den åpne kontoen har ingen disponibel saldo";
        expected: "availableBalance", "availableBalance";
    }
    /// No booked balance at the end of the period.
    BOOKED_AT_END_MISSING = "period-end-balance-missing" {
        observed: "the account has no booked balance for the end of the period", "kontoen har ingen bokført saldo for slutten av perioden";
        expected: "bookedBalance", "bookedBalance";
    }
    /// A balance from after the period.
    BALANCE_TOO_LATE = "balance-after-period" {
        observed: "the balance is from after the end of the period", "saldoen er fra etter slutten av perioden";
        expected: "{to} or earlier", "{to} eller tidligere";
    }
    /// An available balance for a past period.
    AVAILABLE_FOR_PAST = "available-balance-for-past-period" {
        observed: "an available balance is delivered for a period that is over", "det utleveres disponibel saldo for en periode som er over";
        expected: "the booked balance alone", "bare bokført saldo";
    }
    /// A balance of a closed account.
    CLOSED_WITH_BALANCE = "closed-account-with-balance" {
        observed: "an account that was closed within the period has a balance", "en konto som ble avsluttet i perioden, har saldo";
        expected: "no balance", "ingen saldo";
    }
    /// The same kind of balance twice.
    BALANCE_TWICE = "balance-twice" {
        observed: "two balances have the same type, currency, credit line and date", "to saldoer har samme type, valuta, kredittramme og dato";
        expected: "each balance once", "hver saldo én gang";
    }
    /// A balance in another currency than the account's.
    BALANCE_CURRENCY = "balance-currency-differs" {
        observed: "the balance is in another currency than the account", "saldoen er i en annen valuta enn kontoen";
        expected: "{expected}", "{expected}";
    }
}

const AVAILABLE: &str = "availableBalance";
const BOOKED: &str = "bookedBalance";

/// The declared account, if it is one that has a balance at the end of the period.
fn with_balance<'a>(place: &Place<'a>, grounds: &Grounds<'_>) -> Option<&'a AccountFact> {
    let fact = place.view.account.and_then(|account| account.fact)?;
    if is_not_demanded(grounds, "account.balances.amount") {
        return None;
    }
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

fn has_balance(place: &Place<'_>, kind: &str) -> bool {
    place
        .elements("balances")
        .iter()
        .any(|balance| balance.text("type") == Some(kind) && balance.member("amount").is_some())
}

fn expect(place: &Place<'_>, tally: &mut Tally, kind: &str, missing: &Observation) {
    tally.thing();
    if !has_balance(place, kind) {
        tally.add(
            place
                .breach(missing)
                .received(NOTHING)
                .at(format!("{}/balances", place.pointer())),
        );
    }
}

fn booked_now(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    if grounds.to == grounds.today && with_balance(place, grounds).is_some() {
        expect(place, tally, BOOKED, &BOOKED_MISSING);
    }
}

fn available_now(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let fact = with_balance(place, grounds).filter(|fact| fact.account_type != "loanAccount");
    if grounds.to == grounds.today && fact.is_some() {
        expect(place, tally, AVAILABLE, &AVAILABLE_MISSING);
    }
}

fn booked_at_period_end(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(fact) = with_balance(place, grounds).filter(|_| grounds.to < grounds.today) else {
        return;
    };
    if is_required(fact, grounds) {
        expect(place, tally, BOOKED, &BOOKED_AT_END_MISSING);
    } else if !has_balance(place, BOOKED) {
        tally.add(place.note(&BOOKED_AT_END_MISSING).received(NOTHING));
    }
}

/// Whether the balance of a past day is mandatory (interpretation I-76): where the bank is able to deliver it, unless
/// the profile chooses the reading by which it always is.
fn is_required(fact: &AccountFact, grounds: &Grounds<'_>) -> bool {
    if grounds
        .readings
        .get("I-76")
        .is_some_and(|reading| reading == "required")
    {
        return true;
    }
    let mut balances = fact.balances.iter();
    let is_kept =
        || balances.any(|balance| balance.balance_type == BOOKED && balance.date < grounds.today);
    fact.historic_balances.unwrap_or_else(is_kept)
}

fn registered_in_time(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(registered) = place.member("registered") else {
        return;
    };
    let Some(first) = registered
        .value
        .as_str()
        .and_then(|text| days(text).into_iter().min())
    else {
        return;
    };
    tally.thing();
    if first > grounds.to {
        tally.add(registered.breach(&BALANCE_TOO_LATE).with("to", grounds.to));
    }
    if grounds.to < grounds.today && place.text("type") == Some(AVAILABLE) {
        tally.add(place.note(&AVAILABLE_FOR_PAST));
    }
}

fn closed_without_balance(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
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
        .find_map(|balance| balance.member("amount"));
    if let Some(amount) = with_amount {
        tally.add(amount.breach(&CLOSED_WITH_BALANCE));
    }
}

fn one_of_each_type(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
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
            tally.add(balance.breach(&BALANCE_TWICE).received(kind));
        }
    }
}

fn balance_currency(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
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
                    .breach(&BALANCE_CURRENCY)
                    .with("expected", expected),
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

    fn for_a_past_period(rule: Rule, account: &Value, fact: &Value) -> Judged {
        judged_with(Objects::Account, rule, account, fact, |grounds| {
            grounds.to = date(2026, 3, 31);
        })
    }

    #[test]
    fn an_open_account_has_both_balances_today() {
        assert_conforms(&judged(booked_now, &both(), &json!({})));
        assert_conforms(&judged(available_now, &both(), &json!({})));
        assert_breach(
            &judged(booked_now, &json!({"balances": []}), &json!({})),
            &BOOKED_MISSING,
        );
        assert_breach(
            &judged(
                available_now,
                &json!({"balances": [{"type": "bookedBalance"}]}),
                &json!({}),
            ),
            &AVAILABLE_MISSING,
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
        let able = json!({"historic_balances": true});
        assert_conforms(&for_a_past_period(booked_at_period_end, &both(), &able));
        assert_breach(
            &for_a_past_period(booked_at_period_end, &json!({}), &able),
            &BOOKED_AT_END_MISSING,
        );
    }

    #[test]
    fn a_bank_that_may_be_unable_to_deliver_a_past_balance_is_observed() {
        for fact in [json!({}), json!({"historic_balances": false})] {
            let judged = for_a_past_period(booked_at_period_end, &json!({}), &fact);
            assert_nothing(&judged);
            assert_eq!(judged.findings.len(), 1);
        }
    }

    #[test]
    fn a_past_balance_is_mandatory_by_the_reading_that_says_so() {
        let readings = std::collections::BTreeMap::from([("I-76".into(), "required".into())]);
        let party = crate::check::fixture::party(json!({"party_id": "1"}));
        let mut grounds = crate::check::fixture::grounds(&party, &readings);
        let fact = AccountFact::default();
        assert!(is_required(&fact, &grounds));
        let usual = std::collections::BTreeMap::new();
        grounds.readings = &usual;
        assert!(!is_required(&fact, &grounds));
    }

    fn registered(on: &str) -> Judged {
        let account =
            json!({"balances": [{"type": "bookedBalance", "amount": 1, "registered": on}]});
        judged_with(
            Objects::Balances,
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
        for right in [
            "2026-03-31T23:59:59+02:00",
            "2026-03-31T23:59:59Z",
            "2026-04-01T00:00:00+02:00",
        ] {
            assert_conforms(&registered(right));
        }
        assert_breach(&registered("2026-11-22T10:00:00Z"), &BALANCE_TOO_LATE);
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
            &CLOSED_WITH_BALANCE,
        );
        assert_breach(
            &judged(
                closed_without_balance,
                &json!({"endDate": "2026-01-01", "balances": [{"amount": 0}]}),
                &json!({}),
            ),
            &CLOSED_WITH_BALANCE,
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
        assert_breach(
            &judged(one_of_each_type, &twice, &json!({})),
            &BALANCE_TWICE,
        );
    }

    #[test]
    fn a_balance_in_another_currency_breaches() {
        let account =
            |currency: &str| json!({"currency": "NOK", "balances": [{"currency": currency}]});
        assert_conforms(&judged(balance_currency, &account("NOK"), &json!({})));
        assert_breach(
            &judged(balance_currency, &account("EUR"), &json!({})),
            &BALANCE_CURRENCY,
        );
    }
}
