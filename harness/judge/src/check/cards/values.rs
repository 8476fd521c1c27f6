//! Validity and version of a card.

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::observations;

checks! {
    "cards-year-month": Each(Objects::Cards, year_month), NEEDS_CARDS,
        "startDate and expiryDate of a card are a year and a month",
        "startDate og expiryDate for et kort er år og måned";
    "cards-dates-ordered": Each(Objects::Cards, dates_ordered), NEEDS_CARDS,
        "a card does not expire before it begins",
        "et kort ikke utløper før det begynner";
    "card-month-form": Each(Objects::AllCards, year_month), NEEDS_CARDS,
        "startDate and expiryDate of every card are a year of four digits and a month, in Cards and in Transactions",
        "startDate og expiryDate for alle kort er et år på fire siffer og en måned, i kort og i transaksjoner";
    "card-issuer-is-business": Each(Objects::AllCards, issuer), NEEDS_CARDS,
        "the issuer of a card is a business and not a person",
        "kortutstederen er en virksomhet og ikke en person";
    "cards-expired-before": Each(Objects::Cards, expired_before), NEEDS_CARDS,
        "no card expired before the period",
        "ingen kort utløp før perioden";
    "cards-version": Each(Objects::Cards, version), NEEDS_CARDS,
        "versionNumber is one digit from 1 to 9",
        "versionNumber er ett siffer fra 1 til 9";
}

observations! {
    /// Something else than a year and a month.
    NOT_YEAR_MONTH = "card-date-not-year-month" {
        observed: "{member} is not a year and a month", "{member} er ikke år og måned";
        expected: "YYYY-MM", "ÅÅÅÅ-MM";
    }
    /// Expires before it begins.
    CARD_EXPIRES_EARLY = "card-expires-before-start" {
        observed: "the card expires before it begins", "kortet utløper før det begynner";
        expected: "{start} or later", "{start} eller senere";
    }
    /// A person issued the card.
    CARD_ISSUER_PERSON = "card-issuer-is-person" {
        observed: "the card issuer is identified as a person", "kortutstederen er oppgitt som en person";
        expected: "countryIdentificationCode and an organisation number", "countryIdentificationCode og et organisasjonsnummer";
    }
    /// Expired before the period.
    CARD_EXPIRED = "card-expired-before-period" {
        observed: "the card expired before the period", "kortet utløp før perioden";
        expected: "{from} or later", "{from} eller senere";
    }
    /// Another version than 1 to 9.
    CARD_VERSION = "card-version" {
        observed: "versionNumber is not one digit from 1 to 9", "versionNumber er ikke ett siffer fra 1 til 9";
        expected: "1–9", "1–9";
    }
}

fn year_month(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    for name in ["startDate", "expiryDate"] {
        let Some(found) = place.member(name) else {
            continue;
        };
        tally.thing();
        if !found.value.as_str().is_some_and(is_year_month) {
            tally.add(found.breach(&NOT_YEAR_MONTH).with("member", name));
        }
    }
}

fn is_year_month(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 7
        && bytes[4] == b'-'
        && bytes[..4].iter().chain(&bytes[5..]).all(u8::is_ascii_digit)
        && matches!(&bytes[5..], [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2'])
}

fn dates_ordered(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let (Some(start), Some(expiry)) = (place.text("startDate"), place.text("expiryDate")) else {
        return;
    };
    if !is_year_month(start) || !is_year_month(expiry) {
        return;
    }
    tally.thing();
    if expiry < start {
        tally.add(
            place
                .breach(&CARD_EXPIRES_EARLY)
                .with("start", start)
                .received(expiry),
        );
    }
}

fn issuer(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(issuer) = place.member("cardIssuerIdentifier") else {
        return;
    };
    tally.thing();
    let digits = |text: &str| text.len() == 11 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = issuer.text("value").unwrap_or_default();
    if issuer.text("type") == Some("nationalIdentityNumber") || digits(number) {
        tally.add(issuer.breach(&CARD_ISSUER_PERSON).received(number));
    }
}

fn expired_before(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(expiry) = place.member("expiryDate") else {
        return;
    };
    let Some(month) = expiry.value.as_str().filter(|text| is_year_month(text)) else {
        return;
    };
    tally.thing();
    let first = month_of(grounds.from);
    if *month < *first {
        tally.add(expiry.breach(&CARD_EXPIRED).with("from", first));
    }
}

/// The month of a day, as cards have it.
pub(super) fn month_of(day: jiff::civil::Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

fn version(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(found) = place.member("versionNumber") else {
        return;
    };
    tally.thing();
    let right = |text: &str| matches!(text.as_bytes(), [b'1'..=b'9']);
    if !found.value.as_str().is_some_and(right) {
        tally.add(found.breach(&CARD_VERSION));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use wire::messages::Endpoint;

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Objects, Rule};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, judge};

    fn of(rule: Rule, card: &Value) -> Judged {
        let check = Each::new(Objects::Cards, rule);
        judge(
            check,
            &[Shown::of(Endpoint::Cards, json!({"paymentCards": [card]}))],
        )
    }

    #[test]
    fn a_year_and_a_month_conform() {
        assert_conforms(&of(
            year_month,
            &json!({"startDate": "2024-01", "expiryDate": "2028-12"}),
        ));
    }

    #[test]
    fn other_dates_breach() {
        for date in [
            json!("2024-13"),
            json!("2024-00"),
            json!("01/24"),
            json!("2024-01-01"),
            json!(202_401),
            json!("å024-1"),
        ] {
            assert_breach(
                &of(year_month, &json!({"startDate": date})),
                &NOT_YEAR_MONTH,
            );
        }
    }

    #[test]
    fn a_card_expires_after_it_begins() {
        assert_conforms(&of(
            dates_ordered,
            &json!({"startDate": "2024-01", "expiryDate": "2024-01"}),
        ));
        assert_breach(
            &of(
                dates_ordered,
                &json!({"startDate": "2024-01", "expiryDate": "2023-12"}),
            ),
            &CARD_EXPIRES_EARLY,
        );
    }

    #[test]
    fn versions_are_one_to_nine() {
        assert_conforms(&of(version, &json!({"versionNumber": "9"})));
        for odd in [json!("0"), json!("10"), json!(1), json!("")] {
            assert_breach(&of(version, &json!({"versionNumber": odd})), &CARD_VERSION);
        }
    }

    #[test]
    fn a_person_does_not_issue_a_card() {
        let issued = |value: &str, kind: &str| {
            of(
                issuer,
                &json!({"cardIssuerIdentifier": {"value": value, "type": kind}}),
            )
        };
        assert_conforms(&issued("974720760", "countryIdentificationCode"));
        assert_breach(
            &issued("974720760", "nationalIdentityNumber"),
            &CARD_ISSUER_PERSON,
        );
        assert_breach(
            &issued("13867498351", "countryIdentificationCode"),
            &CARD_ISSUER_PERSON,
        );
    }

    #[test]
    fn a_card_that_expired_in_the_month_before_the_period_breaches() {
        assert_conforms(&of(expired_before, &json!({"expiryDate": "2025-11"})));
        assert_breach(
            &of(expired_before, &json!({"expiryDate": "2025-10"})),
            &CARD_EXPIRED,
        );
    }
}
