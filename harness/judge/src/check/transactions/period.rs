//! Transactions lie in the requested period.

use crate::check::day::has_offset;
use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::transactions::transaction_day;
use crate::check::{Grounds, checks};
use crate::observations;

checks! {
    "transactions-in-period": Each(Objects::Transactions, in_period), NEEDS_TRANSACTIONS,
        "every transaction lies in the period, both days included",
        "alle transaksjoner ligger i perioden, begge dager medregnet";
    "transactions-within-account-life": Each(Objects::Transactions, within_account_life), NEEDS_TRANSACTIONS,
        "every transaction was booked while the declared account existed",
        "alle transaksjoner er bokført mens den oppgitte kontoen fantes";
    "transactions-offset-given": Each(Objects::Transactions, offset_given), NEEDS_TRANSACTIONS,
        "dates and times of transactions say which time zone they are in",
        "tidspunkter for transaksjoner sier hvilken tidssone de er i";
}

observations! {
    /// A transaction from outside the period.
    OUTSIDE_PERIOD = "transaction-outside-period" {
        observed: "the transaction lies outside the requested period", "transaksjonen ligger utenfor perioden det spørres om";
        expected: "from {from} to {to}", "fra {from} til {to}";
    }
    /// A transaction from outside the account's life.
    OUTSIDE_ACCOUNT_LIFE = "transaction-outside-account-life" {
        observed: "the transaction was booked when the account did not exist", "transaksjonen er bokført da kontoen ikke fantes";
        expected: "a day while the account existed", "en dag mens kontoen fantes";
    }
    /// A date-time without offset.
    OFFSET_MISSING = "time-offset-missing" {
        observed: "{member} has no offset, so that its time zone is a guess", "{member} har ingen tidssone, så den må gjettes";
        expected: "a date-time with an offset", "et tidspunkt med tidssone";
    }
}

fn in_period(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(day) = transaction_day(place) else {
        return;
    };
    tally.thing();
    if day < grounds.from || day > grounds.to {
        tally.add(
            place
                .breach(&OUTSIDE_PERIOD)
                .with("from", grounds.from)
                .with("to", grounds.to)
                .received(day.to_string()),
        );
    }
}

fn within_account_life(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(fact) = place.view.account.and_then(|account| account.fact) else {
        return;
    };
    let Some(day) =
        transaction_day(place).filter(|_| fact.opened.is_some() || fact.closed.is_some())
    else {
        return;
    };
    tally.thing();
    if fact.opened.is_some_and(|opened| day < opened)
        || fact.closed.is_some_and(|closed| day > closed)
    {
        tally.add(
            place
                .breach(&OUTSIDE_ACCOUNT_LIFE)
                .received(day.to_string()),
        );
    }
}

/// Interpretation I-11.
fn offset_given(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    for name in ["bookingDate", "valueDate", "registered"] {
        let Some(moment) = place.member(name) else {
            continue;
        };
        let Some(text) = moment.value.as_str() else {
            continue;
        };
        tally.thing();
        if !has_offset(text) {
            tally.add(moment.breach(&OFFSET_MISSING).with("member", name));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Objects, Rule};
    use crate::check::fixture::{
        Shown, assert_breach, assert_conforms, assert_nothing, judge_for, party,
    };

    fn of(rule: Rule, transaction: &Value) -> Judged {
        let party = party(json!({"party_id": "1", "accounts": [{
            "number": "86011117947", "relation": "owner", "type": "salaryAccount", "currency": "NOK",
            "opened": "2026-01-01", "closed": "2026-10-01"
        }]}));
        let check = Each::new(Objects::Transactions, rule);
        judge_for(
            check,
            &[Shown::transactions(json!({"transactions": [transaction]}))],
            &party,
            |_| {},
        )
    }

    #[test]
    fn the_first_and_the_last_day_are_in_the_period() {
        for day in ["2025-11-22T00:00:00", "2026-11-22T23:59:59+01:00"] {
            assert_conforms(&of(in_period, &json!({"bookingDate": day})));
        }
    }

    #[test]
    fn the_days_around_the_period_breach() {
        for day in ["2025-11-21T23:59:59", "2026-11-23T00:00:00"] {
            assert_breach(
                &of(in_period, &json!({"bookingDate": day})),
                &OUTSIDE_PERIOD,
            );
        }
    }

    #[test]
    fn a_transaction_without_a_day_is_not_judged() {
        for odd in [
            json!({}),
            json!({"bookingDate": 7}),
            json!({"bookingDate": "yesterday"}),
            json!(null),
        ] {
            assert_nothing(&of(in_period, &odd));
        }
    }

    #[test]
    fn transactions_before_the_account_was_opened_breach() {
        assert_conforms(&of(
            within_account_life,
            &json!({"bookingDate": "2026-01-01"}),
        ));
        assert_breach(
            &of(within_account_life, &json!({"bookingDate": "2025-12-31"})),
            &OUTSIDE_ACCOUNT_LIFE,
        );
        assert_breach(
            &of(
                within_account_life,
                &json!({"status": "pending", "valueDate": "2026-10-02"}),
            ),
            &OUTSIDE_ACCOUNT_LIFE,
        );
    }

    #[test]
    fn a_date_time_without_offset_is_told() {
        assert_conforms(&of(
            offset_given,
            &json!({"bookingDate": "2026-01-01T10:00:00Z"}),
        ));
        assert_breach(
            &of(offset_given, &json!({"valueDate": "2026-01-01T10:00:00"})),
            &OFFSET_MISSING,
        );
    }
}
