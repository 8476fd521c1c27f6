//! Validity and version of a card.

use crate::check::Grounds;
use crate::check::place::Place;
use crate::check::tally::Tally;
use pack::text::Text;

/// startDate and expiryDate are a year and a month.
pub fn year_month(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    for name in ["startDate", "expiryDate"] {
        let Some(found) = place.member(name) else {
            continue;
        };
        tally.thing();
        if !found.value.as_str().is_some_and(is_year_month) {
            tally.add(
                found
                    .breach(Text::new(
                        format!("{name} is not a year and a month."),
                        format!("{name} er ikke et år og en måned."),
                    ))
                    .expected(Text::new("YYYY-MM", "ÅÅÅÅ-MM")),
            );
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

/// A card does not expire before it begins.
pub fn dates_ordered(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
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
                .breach(Text::new(
                    "The card expires before it begins.",
                    "Kortet utløper før det begynner.",
                ))
                .expected(Text::new(
                    format!("{start} or later"),
                    format!("{start} eller senere"),
                ))
                .received(expiry),
        );
    }
}

/// versionNumber is one digit from 1 to 9.
pub fn version(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(found) = place.member("versionNumber") else {
        return;
    };
    tally.thing();
    if !found
        .value
        .as_str()
        .is_some_and(|text| matches!(text.as_bytes(), [b'1'..=b'9']))
    {
        tally.add(
            found
                .breach(Text::new(
                    "versionNumber is not 1 to 9.",
                    "versionNumber er ikke 1 til 9.",
                ))
                .expected(Text::same("1–9")),
        );
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
        let check = Each::new(&[Objects::Cards], rule, || Text::same("needs a card"));
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
                "year and a month",
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
            "expires",
        );
    }

    #[test]
    fn versions_are_one_to_nine() {
        assert_conforms(&of(version, &json!({"versionNumber": "9"})));
        for odd in [json!("0"), json!("10"), json!(1), json!("")] {
            assert_breach(
                &of(version, &json!({"versionNumber": odd})),
                "versionNumber",
            );
        }
    }
}
