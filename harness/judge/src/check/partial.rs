//! `partial` and `complete`, held against their message and against what the profile declares: `partial` is about data
//! that must be obtained by hand, and excuses no other.

mod data;

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Check, Grounds, checks};
use crate::observations;

/// The checks of the family, module by module.
pub(crate) const FAMILY: &[&[Check]] = &[CHECKS, data::CHECKS];

checks! {
    "partial-message-says-why": Each(Objects::Documents, says_why), NEEDS_ANSWER,
        "the message of a partial answer is a sentence and not a placeholder",
        "meldingen i et svar med «partial» er en setning og ikke en plassholder";
    "complete-with-message": Each(Objects::Documents, complete), NEEDS_ANSWER,
        "a complete answer has no message",
        "et komplett svar har ingen melding";
}

observations! {
    /// A message that gives no reason.
    MESSAGE_WITHOUT_REASON = "partial-message-without-reason" {
        observed: "the message of the partial answer gives no reason", "meldingen i det delvise svaret oppgir ingen grunn";
        expected: "what is missing and why", "hva som mangler, og hvorfor";
    }
    /// Complete, and yet a message.
    COMPLETE_WITH_MESSAGE = "complete-with-message" {
        observed: "the answer is complete and has a message", "svaret er komplett og har en melding";
    }
}

fn message<'a>(place: &Place<'a>, status: &str) -> Option<Place<'a>> {
    let details = place.member("responseDetails")?;
    details
        .member("message")
        .filter(|_| details.text("status") == Some(status))
}

/// A reason needs two words: a single one only names a status. A message that is empty is judged elsewhere.
fn says_why(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    tally.thing();
    let Some(message) = message(place, "partial") else {
        return;
    };
    let text = message.value.as_str().unwrap_or_default().trim();
    let words = text
        .split_whitespace()
        .filter(|word| word.chars().filter(|one| one.is_alphabetic()).count() > 1);
    if !text.is_empty() && words.count() < 2 {
        tally.add(message.breach(&MESSAGE_WITHOUT_REASON));
    }
}

fn complete(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    tally.thing();
    let message = message(place, "complete");
    if let Some(message) = message.filter(|message| message.value.as_str() != Some("")) {
        tally.add(message.note(&COMPLETE_WITH_MESSAGE));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Rule};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, judge};

    fn of(rule: Rule, status: &str, message: &str) -> Judged {
        let details = json!({"status": status, "message": message});
        judge(
            Each::new(Objects::Documents, rule),
            &[Shown::accounts(json!({ "responseDetails": details }))],
        )
    }

    #[test]
    fn a_reason_in_any_language_conforms() {
        for message in [
            "Transactions before 2020 must be ordered by letter",
            "Eldre kontoutskrifter finnes på papir",
            "Manuell utlevering",
        ] {
            assert_conforms(&of(says_why, "partial", message));
        }
    }

    #[test]
    fn a_placeholder_breaches() {
        for message in ["-", "OK", "N/A", "partial", "Error 1", "..."] {
            assert_breach(&of(says_why, "partial", message), &MESSAGE_WITHOUT_REASON);
        }
    }

    #[test]
    fn a_complete_answer_needs_no_reason() {
        assert_conforms(&of(says_why, "complete", "OK"));
    }

    #[test]
    fn a_message_of_a_complete_answer_is_observed() {
        assert!(of(complete, "complete", "").findings.is_empty());
        let judged = of(complete, "complete", "OK");
        assert_conforms(&judged);
        assert_eq!(judged.findings[0].id, COMPLETE_WITH_MESSAGE.id);
    }
}
