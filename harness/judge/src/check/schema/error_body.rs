//! The body of an error: a code that machines act on, and words for people.

use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::{Finding, NOTHING};
use crate::observations;

checks! {
    "error-body": Answer(error_body, Evidence::Kept), NEEDS_ERROR_BODY,
        "an error answer is a JSON object with a code of the form ACC-nnn and a message that says something",
        "et feilsvar er et JSON-objekt med en kode på formen ACC-nnn og en melding som sier noe";
}

observations! {
    /// No code of the API.
    ERROR_WITHOUT_CODE = "error-without-code" {
        observed: "the error has no code of the API", "feilen har ingen kode fra API-et";
        expected: "ACC-nnn", "ACC-nnn";
    }
    /// No message.
    ERROR_WITHOUT_MESSAGE = "error-without-message" {
        observed: "the error does not say what was wrong", "feilen sier ikke hva som var galt";
        expected: "a message", "en melding";
    }
}

/// Technical specification, `Error400` to `Error500`.
fn error_body(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let Some(document) = seen.answer.document() else {
        return Judged::nothing();
    };
    let text = |name: &str| document.get(name).and_then(serde_json::Value::as_str);
    let mut findings = Vec::new();
    if !text("code").is_some_and(is_code) {
        findings.push(
            Finding::breach(&ERROR_WITHOUT_CODE)
                .received(text("code").unwrap_or(NOTHING))
                .at("/code"),
        );
    }
    if text("message").is_none_or(|message| message.trim().is_empty()) {
        findings.push(
            Finding::breach(&ERROR_WITHOUT_MESSAGE)
                .received(NOTHING)
                .at("/message"),
        );
    }
    seen.judged(findings)
}

fn is_code(code: &str) -> bool {
    code.strip_prefix("ACC-")
        .is_some_and(|digits| digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::answer::{Answer, Content};
    use crate::check::fixture::{ask, assert_breach, assert_conforms, exchange};

    fn judged(document: serde_json::Value) -> Judged {
        let answer = Answer {
            status: 400,
            media_type: None,
            repeats: None,
            content: Content::Clear { document },
        };
        ask(
            error_body,
            &exchange(400, "application/json", b""),
            &answer,
            &[],
        )
    }

    #[test]
    fn a_code_and_a_message_conform() {
        assert_conforms(&judged(
            json!({"code": "ACC-001", "message": "fromDate is missing"}),
        ));
    }

    #[test]
    fn a_code_of_another_form_breaches() {
        assert_breach(
            &judged(json!({"code": "E400", "message": "x"})),
            &ERROR_WITHOUT_CODE,
        );
    }

    #[test]
    fn an_empty_message_breaches() {
        assert_breach(
            &judged(json!({"code": "ACC-001", "message": " "})),
            &ERROR_WITHOUT_MESSAGE,
        );
    }
}
