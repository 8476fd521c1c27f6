//! Card numbers are masked.

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::observations;

checks! {
    "cards-masked": Each(Objects::Cards, masked), NEEDS_CARDS,
        "the whole number of a card is not shown",
        "hele kortnummeret ikke vises";
    "cards-masked-in-transactions": Each(Objects::Transactions, masked_in_transaction), NEEDS_CARDS,
        "the whole number of a transaction's card is not shown",
        "hele nummeret på kortet i en transaksjon ikke vises";
    "card-mask-form": Each(Objects::AllCards, form), NEEDS_CARDS,
        "a card number shows at most its first six and last four digits, with X for the others",
        "et kortnummer viser høyst de seks første og fire siste sifrene, med X for de andre";
}

observations! {
    /// A whole number.
    CARD_NOT_MASKED = "card-not-masked" {
        observed: "the whole card number is shown", "hele kortnummeret vises";
        expected: "a masked number", "et maskert nummer";
    }
    /// A masked number in another form than the recommended one.
    CARD_MASK_FORM = "card-mask-form" {
        observed: "the card number is not masked in the recommended form", "kortnummeret er ikke maskert i den anbefalte formen";
        expected: "at most six digits, X for the rest, at most four digits, no spaces", "høyst seks siffer, X for resten, høyst fire siffer, ingen mellomrom";
    }
    /// A masked number of an unusual length.
    CARD_LENGTH_UNUSUAL = "card-length-unusual" {
        observed: "the card number has an unusual length", "kortnummeret har en uvanlig lengde";
        expected: "usually 12 to 19 characters", "vanligvis 12 til 19 tegn";
    }
}

fn masked(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(number) = place.member("cardIdentifier") else {
        return;
    };
    let Some(text) = number.value.as_str() else {
        return;
    };
    tally.thing();
    if is_whole(text) {
        tally.add(number.breach(&CARD_NOT_MASKED).received(hide(text)));
    }
}

fn masked_in_transaction(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    if let Some(card) = place.member("paymentCard") {
        masked(&card, grounds, tally);
    }
}

/// Interpretation I-77. A whole number breaks another rule and is not judged here.
fn form(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(number) = place.member("cardIdentifier") else {
        return;
    };
    let Some(text) = number.value.as_str().filter(|text| !is_whole(text)) else {
        return;
    };
    tally.thing();
    if !is_masked(text) {
        tally.add(number.breach(&CARD_MASK_FORM).received(hide(text)));
    } else if !(12..=19).contains(&text.len()) {
        tally.add(number.note(&CARD_LENGTH_UNUSUAL));
    }
}

/// Twelve to nineteen digits and nothing that could stand for a digit.
fn is_whole(text: &str) -> bool {
    let digits = text.chars().filter(|one| one.is_numeric()).count();
    let separators = |one: char| one.is_whitespace() || one == '-' || one == '.';
    (12..=19).contains(&digits) && text.chars().all(|one| one.is_numeric() || separators(one))
}

/// Up to six digits, at least one X, up to four digits.
fn is_masked(text: &str) -> bool {
    let (Some(first), Some(last)) = (text.find('X'), text.rfind('X')) else {
        return false;
    };
    let (head, middle, tail) = (&text[..first], &text[first..=last], &text[last + 1..]);
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    head.len() <= 6
        && tail.len() <= 4
        && digits(head)
        && digits(tail)
        && middle.bytes().all(|byte| byte == b'X')
}

/// The number as a report may show it: a number that came unmasked is not spread further.
fn hide(text: &str) -> String {
    text.chars()
        .enumerate()
        .map(|(index, character)| {
            if (6..12).contains(&index) && character.is_ascii_digit() {
                '•'
            } else {
                character
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Objects};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, assert_nothing, judge};

    fn of(number: &str) -> Judged {
        let check = Each::new(Objects::Transactions, masked_in_transaction);
        judge(
            check,
            &[Shown::transactions(
                json!({"transactions": [{"paymentCard": {"cardIdentifier": number}}]}),
            )],
        )
    }

    fn in_form(number: &str) -> Judged {
        let document = json!({"paymentCards": [{"cardIdentifier": number}]});
        let shown = Shown::of(wire::messages::Endpoint::Cards, document);
        judge(Each::new(Objects::AllCards, form), &[shown])
    }

    #[test]
    fn masked_numbers_conform() {
        for number in ["492500XXXXXX1234", "XXXXXXXXXXXX1234", "4925XXXXXXXXXXXX"] {
            assert_conforms(&of(number));
            assert_conforms(&in_form(number));
        }
    }

    #[test]
    fn whole_numbers_breach() {
        for number in [
            "4925001234561234",
            "4925 0012 3456 1234",
            "4925-0012-3456-1234",
        ] {
            assert_breach(&of(number), &CARD_NOT_MASKED);
            assert_nothing(&in_form(number));
        }
    }

    #[test]
    fn numbers_in_another_form_breach_the_recommendation_only() {
        for number in [
            "4925001XXXXX1234",
            "49250012XXXX1234",
            "492500XXXXX01234",
            "492500******1234",
            "4925 00XX XXXX 1234",
            "492500xxxxxx1234",
            "",
            "492500XXX1XX1234",
            "４９２５００XXXXXX1234",
        ] {
            assert_conforms(&of(number));
            assert_breach(&in_form(number), &CARD_MASK_FORM);
        }
    }

    #[test]
    fn a_number_that_came_unmasked_is_not_repeated() {
        assert_eq!(hide("4925001234561234"), "492500••••••1234");
    }

    #[test]
    fn a_transaction_without_card_is_not_judged() {
        let check = Each::new(Objects::Transactions, masked_in_transaction);
        assert_nothing(&judge(
            check,
            &[Shown::transactions(json!({"transactions": [{}]}))],
        ));
    }
}
