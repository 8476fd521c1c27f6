//! `responseDetails`: whether an answer is complete, and what is said where it is not.

use crate::check::Grounds;
use crate::check::place::Place;
use crate::check::tally::Tally;
use pack::text::Text;

/// No object of the answer has a member twice (RFC 8259, 4).
pub fn members_once(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    tally.thing();
    if let Some(name) = &place.view.answer.repeats {
        tally.add(
            place
                .breach(Text::new(
                    "An object has a member twice.",
                    "Et objekt har samme medlem to ganger.",
                ))
                .expected(Text::new("unique names", "unike navn"))
                .received(name.clone()),
        );
    }
}

/// An answer is partial only with a message that says why (1 to 500 characters).
pub fn partial_explained(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(status) = place.path(&["responseDetails", "status"]) else {
        return;
    };
    tally.thing();
    if status.value.as_str() != Some("partial") {
        return;
    }
    let message = place
        .text_at(&["responseDetails", "message"])
        .unwrap_or_default();
    let length = message.chars().count();
    if message.trim().is_empty() || length > 500 {
        tally.add(
            status
                .breach(Text::new(
                    "The answer is partial and no message says what is missing.",
                    "Svaret er «partial», og ingen melding sier hva som mangler.",
                ))
                .expected(Text::new(
                    "a message of 1 to 500 characters",
                    "en melding på 1 til 500 tegn",
                )),
        );
    } else {
        tally.add(status.note(Text::new(
            format!("The answer is partial: {message}"),
            format!("Svaret er «partial»: {message}"),
        )));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Objects};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, judge};

    fn of(details: &Value) -> Judged {
        let check = Each::new(&[Objects::Documents], partial_explained, || {
            Text::same("needs an answer")
        });
        judge(
            check,
            &[Shown::accounts(json!({"responseDetails": details}))],
        )
    }

    #[test]
    fn an_answer_with_a_member_twice_breaches() {
        let check = Each::new(&[Objects::Documents], members_once, || {
            Text::same("needs an answer")
        });
        let shown = Shown::accounts(json!({"accounts": []})).repeating("accounts");
        assert_breach(&judge(check, &[shown]), "twice");
    }

    #[test]
    fn an_answer_with_every_member_once_conforms() {
        let check = Each::new(&[Objects::Documents], members_once, || {
            Text::same("needs an answer")
        });
        assert_conforms(&judge(check, &[Shown::accounts(json!({"accounts": []}))]));
    }

    #[test]
    fn a_complete_answer_needs_no_message() {
        assert_conforms(&of(&json!({"status": "complete"})));
    }

    #[test]
    fn a_partial_answer_with_a_message_conforms() {
        assert_conforms(&of(
            &json!({"status": "partial", "message": "Older than 2018 by hand"}),
        ));
    }

    #[test]
    fn a_partial_answer_without_words_breaches() {
        for message in [json!(null), json!(" "), json!(7), json!("x".repeat(501))] {
            assert_breach(
                &of(&json!({"status": "partial", "message": message})),
                "no message",
            );
        }
    }
}
