//! Transactions lie in the requested period.

use crate::check::Grounds;
use crate::check::day::has_offset;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::transactions::transaction_day;
use pack::text::Text;

/// Every transaction lies in the period, both days included.
pub fn in_period(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(day) = transaction_day(place) else {
        return;
    };
    tally.thing();
    if day < grounds.from || day > grounds.to {
        tally.add(
            place
                .breach(Text::new(
                    "The transaction lies outside the requested period.",
                    "Transaksjonen ligger utenfor perioden det spørres om.",
                ))
                .expected(Text::new(
                    format!("from {} to {}", grounds.from, grounds.to),
                    format!("fra {} til {}", grounds.from, grounds.to),
                ))
                .received(day.to_string()),
        );
    }
}

/// Every transaction was booked while the declared account existed.
pub fn within_account_life(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
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
                .breach(Text::new(
                    "The transaction was booked when the account did not exist.",
                    "Transaksjonen er bokført da kontoen ikke fantes.",
                ))
                .received(day.to_string()),
        );
    }
}

/// Date-times say which zone they are in (interpretation I-11).
pub fn offset_given(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    for name in ["bookingDate", "valueDate", "registered"] {
        let Some(moment) = place.member(name) else {
            continue;
        };
        let Some(text) = moment.value.as_str() else {
            continue;
        };
        tally.thing();
        if !has_offset(text) {
            tally.add(moment.breach(Text::new(
                format!("{name} has no offset, so that its zone is a guess."),
                format!("{name} har ingen tidssone, så den må gjettes."),
            )));
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
        let check = Each::new(&[Objects::Transactions], rule, || {
            Text::same("needs a transaction")
        });
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
            assert_breach(&of(in_period, &json!({"bookingDate": day})), "outside");
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
            "did not exist",
        );
        assert_breach(
            &of(within_account_life, &json!({"valueDate": "2026-10-02"})),
            "did not exist",
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
            "valueDate",
        );
    }
}
