//! When a transaction was booked and registered, and what refers to it.

use std::collections::BTreeMap;

use jiff::ToSpan;

use crate::check::day::day;
use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::NOTHING;
use crate::observations;

checks! {
    "booking-not-future": Each(Objects::Transactions, not_future), NEEDS_TRANSACTIONS,
        "no booked transaction has a bookingDate after today",
        "ingen bokført transaksjon har en bookingDate etter i dag";
    "booking-date-present": Each(Objects::Transactions, date_present), NEEDS_TRANSACTIONS,
        "a booked transaction has a bookingDate",
        "en bokført transaksjon har en bookingDate";
    "registered-before-booking": Each(Objects::Transactions, registered_first), NEEDS_TRANSACTIONS,
        "registered is not more than a day after bookingDate",
        "registered er ikke mer enn en dag etter bookingDate";
    "value-date-near-booking": Each(Objects::Transactions, value_date), NEEDS_TRANSACTIONS,
        "valueDate is not more than a year from bookingDate",
        "valueDate er ikke mer enn et år fra bookingDate";
    "references-consistent": Each(Objects::Transactions, references), NEEDS_TRANSACTIONS,
        "references of a transaction have a value, and one for each type",
        "referansene i en transaksjon har en verdi, og én for hver type";
}

observations! {
    /// Booked after today.
    BOOKED_IN_FUTURE = "booked-in-future" {
        observed: "the transaction is booked on a day in the future", "transaksjonen er bokført på en dag i framtiden";
        expected: "{today} or earlier", "{today} eller tidligere";
    }
    /// Booked, and no date of it.
    BOOKING_DATE_MISSING = "booking-date-missing" {
        observed: "a booked transaction has no bookingDate", "en bokført transaksjon har ingen bookingDate";
        expected: "bookingDate", "bookingDate";
    }
    /// Registered after it was booked.
    REGISTERED_LATE = "registered-after-booking" {
        observed: "registered is more than a day after bookingDate", "registered er mer enn en dag etter bookingDate";
        expected: "{booked} or earlier", "{booked} eller tidligere";
    }
    /// Interest from a day long before or after the booking.
    VALUE_DATE_FAR = "value-date-far-from-booking" {
        observed: "valueDate is more than a year from bookingDate", "valueDate er mer enn et år fra bookingDate";
        expected: "usually a day near {booked}", "vanligvis en dag nær {booked}";
    }
    /// A reference without value.
    REFERENCE_EMPTY = "reference-empty" {
        observed: "a reference has no value", "en referanse har ingen verdi";
        expected: "the number that goes with the type", "nummeret som hører til typen";
    }
    /// One type with two values.
    REFERENCE_AMBIGUOUS = "reference-ambiguous" {
        observed: "the transaction has another reference of the type {type}", "transaksjonen har en annen referanse av typen {type}";
        expected: "one value for each type", "én verdi for hver type";
    }
}

fn is_booked(transaction: &Place<'_>) -> bool {
    transaction.text("status") == Some("booked")
}

fn not_future(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(booking) = place.member("bookingDate").filter(|_| is_booked(place)) else {
        return;
    };
    let Some(booked) = booking.value.as_str().and_then(day) else {
        return;
    };
    tally.thing();
    if booked > grounds.today {
        tally.add(
            booking
                .breach(&BOOKED_IN_FUTURE)
                .with("today", grounds.today),
        );
    }
}

fn date_present(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    if !is_booked(place) {
        return;
    }
    tally.thing();
    if place.member("bookingDate").is_none() {
        tally.add(place.breach(&BOOKING_DATE_MISSING).received(NOTHING));
    }
}

fn registered_first(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(registered) = place.member("registered") else {
        return;
    };
    let days = (
        registered.value.as_str().and_then(day),
        place.text("bookingDate").and_then(day),
    );
    let (Some(performed), Some(booked)) = days else {
        return;
    };
    tally.thing();
    if booked.saturating_add(1.day()) < performed {
        tally.add(registered.breach(&REGISTERED_LATE).with("booked", booked));
    }
}

fn value_date(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    const FAR: i32 = 366;
    let Some(value) = place.member("valueDate") else {
        return;
    };
    let days = (
        value.value.as_str().and_then(day),
        place.text("bookingDate").and_then(day),
    );
    let (Some(interest), Some(booked)) = days else {
        return;
    };
    tally.thing();
    if (interest - booked).get_days().abs() > FAR {
        tally.add(value.note(&VALUE_DATE_FAR).with("booked", booked));
    }
}

fn references(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let mut values = BTreeMap::new();
    for reference in place.elements("references") {
        tally.thing();
        let value = reference.text("value").unwrap_or_default().trim();
        if value.is_empty() {
            tally.add(reference.breach(&REFERENCE_EMPTY).received(NOTHING));
            continue;
        }
        let Some(kind) = reference.text("type") else {
            continue;
        };
        if *values.entry(kind).or_insert(value) != value {
            tally.add(
                reference
                    .breach(&REFERENCE_AMBIGUOUS)
                    .with("type", kind)
                    .received(value),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Rule};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, assert_nothing, judge};

    fn of(rule: Rule, transaction: &Value) -> Judged {
        judge(
            Each::new(Objects::Transactions, rule),
            &[Shown::transactions(json!({"transactions": [transaction]}))],
        )
    }

    #[test]
    fn a_booking_of_today_conforms() {
        assert_conforms(&of(
            not_future,
            &json!({"status": "booked", "bookingDate": "2026-11-22T23:59:59+01:00"}),
        ));
    }

    #[test]
    fn a_value_date_of_another_decade_is_observed() {
        let of = |value: &str| {
            let transaction = json!({"bookingDate": "2026-11-20", "valueDate": value});
            of(value_date, &transaction)
        };
        assert!(of("2026-12-01T00:00:00").findings.is_empty());
        let judged = of("1996-11-20T00:00:00");
        assert_conforms(&judged);
        assert_eq!(judged.findings[0].id, VALUE_DATE_FAR.id);
    }

    #[test]
    fn a_booking_of_tomorrow_breaches() {
        assert_breach(
            &of(
                not_future,
                &json!({"status": "booked", "bookingDate": "2026-11-23"}),
            ),
            &BOOKED_IN_FUTURE,
        );
    }

    #[test]
    fn a_pending_transaction_has_no_booking() {
        for rule in [not_future as Rule, date_present] {
            assert_nothing(&of(rule, &json!({"status": "pending"})));
        }
    }

    #[test]
    fn a_booked_transaction_without_its_date_breaches() {
        assert_conforms(&of(
            date_present,
            &json!({"status": "booked", "bookingDate": "2026-01-01"}),
        ));
        assert_breach(
            &of(
                date_present,
                &json!({"status": "booked", "bookingDate": null}),
            ),
            &BOOKING_DATE_MISSING,
        );
    }

    #[test]
    fn a_transaction_is_registered_before_it_is_booked() {
        let registered = |day: &str| json!({"bookingDate": "2026-01-05", "registered": day});
        assert_conforms(&of(registered_first, &registered("2026-01-06T08:00:00Z")));
        assert_breach(
            &of(registered_first, &registered("2026-01-07T08:00:00Z")),
            &REGISTERED_LATE,
        );
    }

    #[test]
    fn each_type_of_reference_has_one_value() {
        let of_values = |one: &str, other: &str| {
            let references = json!([{"type": "invoiceNumber", "value": one}, {"type": "invoiceNumber", "value": other}]);
            of(references_rule(), &json!({ "references": references }))
        };
        assert_conforms(&of_values("1", "1"));
        assert_breach(&of_values("1", "2"), &REFERENCE_AMBIGUOUS);
        assert_breach(&of_values("1", " "), &REFERENCE_EMPTY);
    }

    fn references_rule() -> Rule {
        references
    }
}
