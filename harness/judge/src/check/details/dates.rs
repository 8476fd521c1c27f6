//! When the account was opened and closed.

use crate::check::Grounds;
use crate::check::day::day;
use crate::check::place::Place;
use crate::check::tally::Tally;
use pack::text::Text;

/// The account was not closed before it was opened.
pub fn dates_ordered(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
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
        tally.add(
            end.breach(Text::new(
                "endDate is before startDate.",
                "endDate er før startDate.",
            ))
            .expected(Text::new(
                format!("{first} or later"),
                format!("{first} eller senere"),
            )),
        );
    }
}

/// The account existed within the period.
pub fn within_period(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    if let Some(start) = place.member("startDate")
        && let Some(first) = start.value.as_str().and_then(day)
    {
        tally.thing();
        if first > grounds.to {
            tally.add(start.breach(Text::new(
                "The account was opened after the period.",
                "Kontoen ble åpnet etter perioden.",
            )));
        }
    }
    if let Some(end) = place.member("endDate")
        && let Some(last) = end.value.as_str().and_then(day)
    {
        tally.thing();
        if last < grounds.from {
            tally.add(end.breach(Text::new(
                "The account was closed before the period.",
                "Kontoen ble avsluttet før perioden.",
            )));
        }
    }
}

/// startDate and endDate are those of the declared account.
pub fn dates_declared(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(fact) = place.view.account.and_then(|account| account.fact) else {
        return;
    };
    let closed = fact.closed.filter(|closed| *closed <= grounds.to);
    for (name, declared) in [("startDate", fact.opened), ("endDate", closed)] {
        let (Some(declared), Some(found)) = (declared, place.member(name)) else {
            continue;
        };
        tally.thing();
        if found.value.as_str().and_then(day) != Some(declared) {
            tally.add(
                found
                    .breach(Text::new(
                        format!("{name} is another day than the profile declares."),
                        format!("{name} er en annen dag enn profilen oppgir."),
                    ))
                    .expected(Text::same(declared.to_string())),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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
            "before startDate",
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
            "after the period",
        );
        assert_breach(
            &judged(within_period, &json!({"endDate": "2025-11-21"}), &json!({})),
            "before the period",
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
            "another day",
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
