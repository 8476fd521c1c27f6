//! The form of account numbers.

use wire::identifiers::AccountNumber;

use crate::check::Grounds;
use crate::check::account_list::List;
use crate::check::tally::Tally;
use pack::text::Text;

/// An account number is usually eleven digits with a check digit; some products have longer ones.
pub fn number_form(list: &List, _: &Grounds<'_>, tally: &mut Tally) {
    for entry in &list.entries {
        let Some(number) = entry.number.as_deref() else {
            continue;
        };
        tally.thing();
        if number.len() == 11 && AccountNumber::parse(number).is_ok() {
            continue;
        }
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if digits && number.len() > 11 {
            tally.add(
                entry
                    .note(
                        "/accountIdentifier",
                        Text::new(
                            "The account number is longer than eleven digits.",
                            "Kontonummeret er lengre enn elleve siffer.",
                        ),
                    )
                    .received(number),
            );
            continue;
        }
        let what = if digits && number.len() == 11 {
            Text::new(
                "The account number has the wrong check digit.",
                "Kontonummeret har feil kontrollsiffer.",
            )
        } else {
            Text::new(
                "The account number has another form than eleven digits.",
                "Kontonummeret har en annen form enn elleve siffer.",
            )
        };
        tally.add(entry.breach("/accountIdentifier", what).received(number));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::Judged;
    use crate::check::accounts::fixture::{NUMBER, declaring, judged, list};
    use crate::check::fixture::{assert_breach, assert_conforms};

    fn of(number: &str) -> Judged {
        judged(
            number_form,
            &list("complete", &json!([{"accountIdentifier": number}])),
            &declaring(&[], &[]),
        )
    }

    #[test]
    fn eleven_digits_with_their_check_digit_conform() {
        assert_conforms(&of(NUMBER));
    }

    #[test]
    fn longer_numbers_are_only_noted() {
        let judged = of("860111179470001");
        assert_conforms(&judged);
        assert_eq!(judged.findings.len(), 1);
    }

    #[test]
    fn a_wrong_check_digit_breaches() {
        assert_breach(&of("86011117948"), "check digit");
    }

    #[test]
    fn full_stops_and_letters_breach() {
        for number in [
            "8601.11.17947",
            "NO9386011117947",
            "",
            "８６０１１１１７９４７",
        ] {
            assert_breach(&of(number), "another form");
        }
    }
}
