//! Card numbers are masked.

use crate::check::Grounds;
use crate::check::place::Place;
use crate::check::tally::Tally;
use pack::text::Text;

/// A card's number shows at most the first six and last four digits.
pub fn masked(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(number) = place.member("cardIdentifier") else {
        return;
    };
    let Some(text) = number.value.as_str() else {
        return;
    };
    tally.thing();
    if !is_masked(text) {
        let finding = number.breach(Text::new(
            "The card number is not masked as it should be.",
            "Kortnummeret er ikke maskert slik det skal.",
        ));
        tally.add(
            finding
                .expected(Text::new(
                    "at most six digits, X for the rest, at most four digits, no spaces",
                    "høyst seks siffer, X for resten, høyst fire siffer, ingen mellomrom",
                ))
                .received(hide(text)),
        );
    } else if !(12..=19).contains(&text.len()) {
        tally.add(number.note(Text::new(
            "The card number is of an unusual length.",
            "Kortnummeret har en uvanlig lengde.",
        )));
    }
}

/// The same for the card of a transaction.
pub fn masked_in_transaction(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    if let Some(card) = place.member("paymentCard") {
        masked(&card, grounds, tally);
    }
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
        let check = Each::new(&[Objects::Transactions], masked_in_transaction, || {
            Text::same("needs a card")
        });
        judge(
            check,
            &[Shown::transactions(
                json!({"transactions": [{"paymentCard": {"cardIdentifier": number}}]}),
            )],
        )
    }

    #[test]
    fn masked_numbers_conform() {
        for number in ["492500XXXXXX1234", "XXXXXXXXXXXX1234", "4925XXXXXXXXXXXX"] {
            assert_conforms(&of(number));
        }
    }

    #[test]
    fn numbers_that_show_too_much_breach() {
        for number in [
            "4925001234561234",
            "4925001XXXXX1234",
            "492500XXXXX01234",
            "492500******1234",
            "4925 00XX XXXX 1234",
            "492500xxxxxx1234",
            "",
            "492500XXX1XX1234",
            "４９２５００XXXXXX1234",
        ] {
            assert_breach(&of(number), "not masked");
        }
    }

    #[test]
    fn a_number_that_came_unmasked_is_not_repeated() {
        assert_eq!(hide("4925001234561234"), "492500••••••1234");
    }

    #[test]
    fn a_transaction_without_card_is_not_judged() {
        let check = Each::new(&[Objects::Transactions], masked_in_transaction, || {
            Text::same("needs a card")
        });
        assert_nothing(&judge(
            check,
            &[Shown::transactions(json!({"transactions": [{}]}))],
        ));
    }
}
