//! When the account was opened and closed.

use wire::messages::Endpoint;
use wire::world::AccountFact;

use crate::check::day::day;
use crate::check::declared::{is_by_hand, is_not_demanded};
use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::NOTHING;
use crate::observations;

checks! {
    "details-dates-ordered": Each(Objects::Account, dates_ordered), NEEDS_CLOSED_ACCOUNT,
        "the account was not closed before it was opened",
        "kontoen ikke ble avsluttet før den ble åpnet";
    "details-within-period": Each(Objects::Account, within_period), NEEDS_DELIVERED_ACCOUNT,
        "the account existed within the period",
        "kontoen fantes i perioden";
    "details-dates-declared": Each(Objects::Account, dates_declared), NEEDS_DATES,
        "startDate and endDate are those of the declared account",
        "startDate og endDate er de som er oppgitt for kontoen";
}

observations! {
    /// Closed before it was opened.
    ENDS_BEFORE_START = "account-ends-before-start" {
        observed: "endDate is before startDate", "endDate er før startDate";
        expected: "{start} or later", "{start} eller senere";
    }
    /// Opened after the period.
    OPENED_AFTER_PERIOD = "account-opened-after-period" {
        observed: "the account was opened after the period", "kontoen ble åpnet etter perioden";
        expected: "{to} or earlier", "{to} eller tidligere";
    }
    /// Closed before the period.
    CLOSED_BEFORE_PERIOD = "account-closed-before-period" {
        observed: "the account was closed before the period", "kontoen ble avsluttet før perioden";
        expected: "{from} or later", "{from} eller senere";
    }
    /// The end of an earlier time, though the account is open again.
    END_OF_EARLIER_TIME = "account-end-of-earlier-time" {
        observed: "endDate is the day of an earlier closing, and the profile declares that the account is open again", "endDate er dagen for en tidligere avslutning, og profilen oppgir at kontoen er åpen igjen";
        expected: "no endDate", "ingen endDate";
    }
    /// A declared day that is not there.
    DATE_LACKING = "account-date-lacking" {
        observed: "{member} is not there, and the profile declares the day", "{member} mangler, og profilen oppgir dagen";
        expected: "{expected}", "{expected}";
    }
    /// Another day than declared.
    DATE_DIFFERS = "account-date-differs" {
        observed: "{member} is not the day that the profile declares", "{member} er ikke dagen profilen oppgir";
        expected: "{expected}", "{expected}";
    }
}

fn dates_ordered(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let (Some(start), Some(end)) = (place.member("startDate"), place.member("endDate")) else {
        return;
    };
    let days = (
        start.value.as_str().and_then(day),
        end.value.as_str().and_then(day),
    );
    let (Some(first), Some(last)) = days else {
        return;
    };
    tally.thing();
    if last < first {
        tally.add(end.breach(&ENDS_BEFORE_START).with("start", first));
    }
}

fn within_period(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    if let Some(start) = place.member("startDate")
        && let Some(first) = start.value.as_str().and_then(day)
    {
        tally.thing();
        if first > grounds.to {
            tally.add(start.breach(&OPENED_AFTER_PERIOD).with("to", grounds.to));
        }
    }
    if let Some(end) = place.member("endDate")
        && let Some(last) = end.value.as_str().and_then(day)
    {
        tally.thing();
        if last < grounds.from {
            tally.add(end.breach(&CLOSED_BEFORE_PERIOD).with("from", grounds.from));
        }
    }
}

fn dates_declared(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(fact) = place.view.account.and_then(|account| account.fact) else {
        return;
    };
    let closed = fact.closed.filter(|closed| *closed <= grounds.to);
    let reopened_later = fact.opened.is_some_and(|opened| opened > grounds.to);
    let before = fact.earlier.last().filter(|_| reopened_later);
    let days = [
        ("startDate", fact.opened, before.map(|time| time.opened)),
        ("endDate", closed, before.map(|time| time.closed)),
    ];
    if let Some(end) = place
        .member("endDate")
        .filter(|_| fact.closed.is_none() && !reopened_later)
    {
        let day = end.value.as_str().and_then(day);
        tally.thing();
        if day.is_some() && fact.earlier.iter().any(|time| Some(time.closed) == day) {
            tally.add(end.breach(&END_OF_EARLIER_TIME));
        }
    }
    for (name, declared, before) in days {
        let Some(declared) = declared else {
            continue;
        };
        let Some(found) = place.member(name) else {
            if declared < grounds.to && is_demanded(name, fact, grounds) {
                tally.thing();
                tally.add(
                    place
                        .breach(&DATE_LACKING)
                        .with("member", name)
                        .with("expected", declared)
                        .received(NOTHING),
                );
            }
            continue;
        };
        tally.thing();
        let day = found.value.as_str().and_then(day);
        if day != Some(declared) && (before.is_none() || day != before) {
            tally.add(
                found
                    .breach(&DATE_DIFFERS)
                    .with("member", name)
                    .with("expected", declared),
            );
        }
    }
}

/// Whether the service's table has the field delivered, and nothing of the account must be obtained by hand.
fn is_demanded(name: &str, fact: &AccountFact, grounds: &Grounds<'_>) -> bool {
    !is_not_demanded(grounds, &format!("account.{name}"))
        && !is_by_hand(fact, Endpoint::AccountDetails, grounds)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::details::fixture::judged;
    use crate::check::fixture::{assert_breach, assert_conforms, assert_nothing};

    #[test]
    fn opening_before_closing_conforms() {
        assert_conforms(&judged(
            dates_ordered,
            &json!({"startDate": "2020-01-01", "endDate": "2026-01-01"}),
            &json!({}),
        ));
    }

    #[test]
    fn closing_before_opening_breaches() {
        let account = json!({"startDate": "2020-01-01", "endDate": "2019-12-31"});
        assert_breach(
            &judged(dates_ordered, &account, &json!({})),
            &ENDS_BEFORE_START,
        );
    }

    #[test]
    fn an_account_outside_the_period_breaches() {
        assert_conforms(&judged(
            within_period,
            &json!({"startDate": "2026-11-22"}),
            &json!({}),
        ));
        assert_breach(
            &judged(
                within_period,
                &json!({"startDate": "2026-11-23"}),
                &json!({}),
            ),
            &OPENED_AFTER_PERIOD,
        );
        assert_breach(
            &judged(within_period, &json!({"endDate": "2025-11-21"}), &json!({})),
            &CLOSED_BEFORE_PERIOD,
        );
    }

    #[test]
    fn the_declared_days_conform_and_others_breach() {
        let fact = json!({"opened": "2020-01-01"});
        assert_conforms(&judged(
            dates_declared,
            &json!({"startDate": "2020-01-01"}),
            &fact,
        ));
        assert_breach(
            &judged(dates_declared, &json!({"startDate": "2020-01-02"}), &fact),
            &DATE_DIFFERS,
        );
    }

    #[test]
    fn a_declared_day_that_is_not_there_breaches() {
        let fact = json!({"opened": "2020-01-01", "closed": "2026-05-01"});
        let judged = judged(dates_declared, &json!({"startDate": "2020-01-01"}), &fact);
        assert_breach(&judged, &DATE_LACKING);
    }

    #[test]
    fn a_day_that_must_be_obtained_by_hand_is_not_missed() {
        let fact = json!({"opened": "2020-01-01", "offline": ["AccountDetails"]});
        assert_nothing(&judged(dates_declared, &json!({}), &fact));
    }

    #[test]
    fn a_reopened_account_has_the_days_of_its_last_time() {
        let reopened = json!({
            "opened": "2024-01-01", "earlier": [{"opened": "2010-01-01", "closed": "2015-01-01"}]
        });
        let of = |start: &str| judged(dates_declared, &json!({"startDate": start}), &reopened);
        assert_conforms(&of("2024-01-01"));
        assert_breach(&of("2010-01-01"), &DATE_DIFFERS);
    }

    #[test]
    fn an_account_that_is_open_again_does_not_have_the_end_of_its_earlier_time() {
        let reopened = json!({
            "opened": "2024-01-01", "earlier": [{"opened": "2010-01-01", "closed": "2015-01-01"}]
        });
        let of = |account: &Value| judged(dates_declared, account, &reopened);
        assert_conforms(&of(&json!({"startDate": "2024-01-01"})));
        assert_breach(
            &of(&json!({"startDate": "2024-01-01", "endDate": "2015-01-01"})),
            &END_OF_EARLIER_TIME,
        );
    }

    #[test]
    fn days_that_are_not_declared_are_not_judged() {
        assert_nothing(&judged(
            dates_declared,
            &json!({"startDate": "2020-01-02"}),
            &json!({}),
        ));
    }
}
