//! `responseDetails`: whether an answer is complete, and what is said where it is not.

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::NOTHING;
use crate::observations;

checks! {
    "response-members-once": Each(Objects::Documents, members_once), NEEDS_ANSWER,
        "no object of an answer has a member twice",
        "ingen objekter i et svar har samme medlem to ganger";
    "response-partial-explained": Each(Objects::Documents, partial_explained), NEEDS_ANSWER,
        "a partial answer has a message of 1 to 500 characters that says what is missing",
        "et svar med «partial» har en melding på 1 til 500 tegn som sier hva som mangler";
}

observations! {
    /// A member twice.
    MEMBER_TWICE = "member-twice" {
        observed: "an object has the same member twice", "et objekt har samme medlem to ganger";
        expected: "unique names", "unike navn";
    }
    /// Partial without a message.
    PARTIAL_UNEXPLAINED = "partial-unexplained" {
        observed: "the answer is partial, and no message of the right length says what is missing", "svaret er «partial», og ingen melding av riktig lengde sier hva som mangler";
        expected: "a message of 1 to 500 characters", "en melding på 1 til 500 tegn";
    }
    /// Partial, with a message.
    PARTIAL = "partial-explained" {
        observed: "the answer is partial, with a message", "svaret er «partial», med en melding";
    }
}

/// RFC 8259, 4.
fn members_once(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    tally.thing();
    if let Some(name) = &place.view.answer.repeats {
        tally.add(place.breach(&MEMBER_TWICE).received(name));
    }
}

fn partial_explained(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
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
    let finding = if message.trim().is_empty() {
        status.breach(&PARTIAL_UNEXPLAINED).received(NOTHING)
    } else if length > 500 {
        status
            .breach(&PARTIAL_UNEXPLAINED)
            .received(length.to_string())
    } else {
        status.note(&PARTIAL).received(message)
    };
    tally.add(finding.at("/responseDetails/message"));
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Objects};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, judge};

    fn of(details: &Value) -> Judged {
        let check = Each::new(Objects::Documents, partial_explained);
        judge(
            check,
            &[Shown::accounts(json!({"responseDetails": details}))],
        )
    }

    #[test]
    fn an_answer_with_a_member_twice_breaches() {
        let check = Each::new(Objects::Documents, members_once);
        let shown = Shown::accounts(json!({"accounts": []})).repeating("accounts");
        assert_breach(&judge(check, &[shown]), &MEMBER_TWICE);
    }

    #[test]
    fn an_answer_with_every_member_once_conforms() {
        let check = Each::new(Objects::Documents, members_once);
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
                &PARTIAL_UNEXPLAINED,
            );
        }
    }
}
