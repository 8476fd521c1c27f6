//! The day that an account was closed, against its status, its balances and today.

use crate::check::day::day;
use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::NOTHING;
use crate::observations;

checks! {
    "end-date-while-open": Each(Objects::Account, while_open), NEEDS_DELIVERED_ACCOUNT,
        "an account that is declared open or enabled has no endDate",
        "en konto som er oppgitt som åpen eller er enabled, ikke har endDate";
    "end-date-future": Each(Objects::Account, in_future), NEEDS_CLOSED_ACCOUNT,
        "endDate is not in the future",
        "endDate ikke er i framtiden";
    "end-date-same-day": Each(Objects::Account, same_day), NEEDS_CLOSED_ACCOUNT,
        "endDate is not the same day as startDate",
        "endDate ikke er samme dag som startDate";
    "status-against-dates": Each(Objects::Account, status_agrees), NEEDS_DELIVERED_ACCOUNT,
        "a deleted account has an endDate and no balance, and a disabled one no endDate",
        "en deleted konto har endDate og ingen saldo, og en disabled konto ingen endDate";
    "details-closed-without-balance-self": Each(Objects::Account, closed_without_balance), NEEDS_CLOSED_ACCOUNT,
        "an account whose endDate lies in the period has no balance",
        "en konto med endDate i perioden, ikke har saldo";
    "balance-of-later-closed": Each(Objects::Account, later_closed), NEEDS_DECLARED_ACCOUNT,
        "an account that was closed after the period may have a balance at its end",
        "en konto som ble avsluttet etter perioden, kan ha saldo ved slutten av den";
}

observations! {
    /// An endDate of an open account.
    END_WHILE_OPEN = "end-date-while-open" {
        observed: "the account is open and has an endDate", "kontoen er åpen og har en endDate";
        expected: "no endDate", "ingen endDate";
    }
    /// An endDate in the future.
    END_IN_FUTURE = "end-date-in-future" {
        observed: "endDate is in the future", "endDate er i framtiden";
        expected: "{today} or earlier, or no endDate", "{today} eller tidligere, eller ingen endDate";
    }
    /// Closed on the day it was opened.
    END_SAME_DAY = "end-date-same-day" {
        observed: "endDate is the same day as startDate", "endDate er samme dag som startDate";
        expected: "a later day", "en senere dag";
    }
    /// Deleted without an endDate.
    DELETED_WITHOUT_END = "deleted-without-end-date" {
        observed: "the account is deleted and has no endDate", "kontoen er deleted og har ingen endDate";
    }
    /// Disabled with an endDate.
    DISABLED_WITH_END = "disabled-with-end-date" {
        observed: "the account is disabled and has an endDate", "kontoen er disabled og har en endDate";
    }
    /// Deleted with a balance.
    DELETED_WITH_BALANCE = "deleted-with-balance" {
        observed: "the account is deleted and has a balance", "kontoen er deleted og har en saldo";
    }
    /// A balance although the account ended in the period.
    ENDED_WITH_BALANCE = "ended-account-with-balance" {
        observed: "endDate lies in the period and the account has a balance", "endDate ligger i perioden, og kontoen har en saldo";
        expected: "no balance", "ingen saldo";
    }
    /// No balance of an account that was closed later.
    LATER_CLOSED_WITHOUT = "later-closed-without-balance" {
        observed: "the account was closed after the period and has no balance at its end", "kontoen ble avsluttet etter perioden og har ingen saldo ved slutten av den";
    }
}

fn while_open(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let declared = place.declared(grounds).is_some_and(|fact| {
        fact.closed.is_none()
            && (fact.opened.is_some() || fact.status.as_deref() == Some("enabled"))
    });
    let enabled = place.text("status") == Some("enabled");
    if !declared && !enabled {
        return;
    }
    tally.thing();
    let Some(end) = place.member("endDate") else {
        return;
    };
    let within = end
        .value
        .as_str()
        .and_then(day)
        .is_some_and(|end| end <= grounds.to);
    if declared || within {
        tally.add(end.breach(&END_WHILE_OPEN));
    }
}

fn in_future(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(end) = place.member("endDate") else {
        return;
    };
    let Some(last) = end.value.as_str().and_then(day) else {
        return;
    };
    tally.thing();
    if last > grounds.today {
        tally.add(end.breach(&END_IN_FUTURE).with("today", grounds.today));
    }
}

fn same_day(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let first = place.text("startDate").and_then(day);
    let (Some(first), Some(end)) = (first, place.member("endDate")) else {
        return;
    };
    tally.thing();
    if end.value.as_str().and_then(day) == Some(first) {
        tally.add(end.breach(&END_SAME_DAY));
    }
}

fn status_agrees(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(status) = place.member("status") else {
        return;
    };
    tally.thing();
    let ended = place.member("endDate").is_some();
    match status.value.as_str() {
        Some("deleted") => {
            if !ended {
                tally.add(status.note(&DELETED_WITHOUT_END));
            }
            if !place.elements("balances").is_empty() {
                tally.add(status.note(&DELETED_WITH_BALANCE));
            }
        }
        Some("disabled") if ended => tally.add(status.note(&DISABLED_WITH_END)),
        Some(_) | None => {}
    }
}

fn closed_without_balance(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let end = place.text("endDate").and_then(day);
    let ended = end.is_some_and(|end| grounds.from <= end && end <= grounds.to);
    if !ended || place.text("status") == Some("enabled") {
        return;
    }
    tally.thing();
    let mut balances = place.elements("balances").into_iter();
    if let Some(amount) = balances.find_map(|balance| balance.member("amount")) {
        tally.add(amount.breach(&ENDED_WITH_BALANCE));
    }
}

fn later_closed(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let closed = place.declared(grounds).and_then(|fact| fact.closed);
    if closed.is_none_or(|closed| closed <= grounds.to) {
        return;
    }
    tally.thing();
    if place.elements("balances").is_empty() {
        tally.add(place.note(&LATER_CLOSED_WITHOUT).received(NOTHING));
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::{Value, json};

    use super::*;
    use crate::check::details::fixture::{judged, judged_with};
    use crate::check::fixture::{assert_breach, assert_conforms, assert_nothing};

    #[test]
    fn a_declared_open_account_has_no_end() {
        let open = json!({"opened": "2020-01-01"});
        assert_conforms(&judged(while_open, &json!({}), &open));
        let ended = json!({"endDate": "9999-12-31"});
        assert_breach(&judged(while_open, &ended, &open), &END_WHILE_OPEN);
    }

    #[test]
    fn an_enabled_account_did_not_end_in_the_period() {
        let enabled = |end: &str| json!({"status": "enabled", "endDate": end});
        assert_breach(
            &judged(while_open, &enabled("2026-01-01"), &json!({})),
            &END_WHILE_OPEN,
        );
        let closed_later = judged_with(
            Objects::Account,
            while_open,
            &enabled("2026-05-01"),
            &json!({}),
            |grounds| grounds.to = date(2026, 3, 31),
        );
        assert_conforms(&closed_later);
    }

    #[test]
    fn an_account_that_nothing_says_is_open_is_not_judged() {
        let ended = json!({"status": "deleted", "endDate": "2026-01-01"});
        assert_nothing(&judged(while_open, &ended, &json!({})));
    }

    #[test]
    fn an_end_in_the_future_breaches() {
        let of = |end: &str| judged(in_future, &json!({"endDate": end}), &json!({}));
        assert_conforms(&of("2026-11-22"));
        assert_breach(&of("2026-11-23"), &END_IN_FUTURE);
    }

    #[test]
    fn an_end_on_the_first_day_breaches() {
        let of = |end: &str| {
            let account = json!({"startDate": "2020-01-01", "endDate": end});
            judged(same_day, &account, &json!({}))
        };
        assert_conforms(&of("2020-01-02"));
        assert_breach(&of("2020-01-01"), &END_SAME_DAY);
    }

    #[test]
    fn a_status_that_contradicts_dates_or_balances_is_noted() {
        let notes = |account: &Value| judged(status_agrees, account, &json!({})).findings.len();
        assert_eq!(notes(&json!({"status": "enabled"})), 0);
        assert_eq!(notes(&json!({"status": "deleted", "balances": [{}]})), 2);
        assert_eq!(
            notes(&json!({"status": "disabled", "endDate": "2020-01-01"})),
            1
        );
    }

    #[test]
    fn an_account_that_ended_in_the_period_has_no_balance() {
        let of = |end: &str, balances: Value| {
            let account = json!({"status": "deleted", "endDate": end, "balances": balances});
            judged(closed_without_balance, &account, &json!({}))
        };
        assert_conforms(&of("2026-01-01", json!([])));
        assert_breach(
            &of("2026-01-01", json!([{"amount": 0}])),
            &ENDED_WITH_BALANCE,
        );
        assert_nothing(&of("2020-01-01", json!([{"amount": 0}])));
    }

    #[test]
    fn an_account_closed_after_the_period_is_noted_without_balance() {
        let fact = json!({"closed": "2026-05-01"});
        let of = |account: &Value| {
            judged_with(Objects::Account, later_closed, account, &fact, |grounds| {
                grounds.to = date(2026, 3, 31);
            })
        };
        assert_eq!(of(&json!({})).findings.len(), 1);
        assert_eq!(of(&json!({"balances": [{}]})).findings.len(), 0);
        assert_nothing(&judged(later_closed, &json!({}), &json!({})));
    }
}
