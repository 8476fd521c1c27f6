//! The form of account numbers.

use wire::identifiers::AccountNumber;

use crate::check::account_list::List;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::observations;

checks! {
    "accounts-number-form": List(number_form), NEEDS_LISTED_ACCOUNT,
        "an account number is eleven digits with a right check digit; longer ones are only noted",
        "et kontonummer er elleve siffer med riktig kontrollsiffer; lengre numre bare noteres";
}

observations! {
    /// Longer than usual.
    LONG_NUMBER = "account-number-long" {
        observed: "the account number is longer than eleven digits", "kontonummeret er lengre enn elleve siffer";
        expected: "usually eleven digits", "vanligvis elleve siffer";
    }
    /// A wrong check digit.
    WRONG_CHECK_DIGIT = "account-number-check-digit" {
        observed: "the account number has the wrong check digit", "kontonummeret har feil kontrollsiffer";
        expected: "a number with a right check digit", "et nummer med riktig kontrollsiffer";
    }
    /// Something else than digits.
    WRONG_FORM = "account-number-form" {
        observed: "the account number has the wrong form", "kontonummeret har feil form";
        expected: "eleven digits", "elleve siffer";
    }
}

fn number_form(list: &List, _: &Grounds<'_>, tally: &mut Tally) {
    for entry in &list.entries {
        let Some(number) = entry.number.as_deref() else {
            continue;
        };
        tally.thing();
        if number.len() == 11 && AccountNumber::parse(number).is_ok() {
            continue;
        }
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let place = "/accountIdentifier";
        let finding = match (digits, number.len()) {
            (true, 12..) => entry.note(place, &LONG_NUMBER),
            (true, 11) => entry.breach(place, &WRONG_CHECK_DIGIT),
            (true | false, _) => entry.breach(place, &WRONG_FORM),
        };
        tally.add(finding.received(number));
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
        assert_breach(&of("86011117948"), &WRONG_CHECK_DIGIT);
    }

    #[test]
    fn full_stops_and_letters_breach() {
        for number in [
            "8601.11.17947",
            "NO9386011117947",
            "",
            "８６０１１１１７９４７",
        ] {
            assert_breach(&of(number), &WRONG_FORM);
        }
    }
}
