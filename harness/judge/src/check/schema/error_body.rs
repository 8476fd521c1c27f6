//! The body of an error: a code that machines act on, and words for people.

use crate::check::{Grounds, Judged, Seen};
use crate::finding::Finding;
use pack::text::Text;

/// An error answer is a JSON object with a code of the form `ACC-nnn` and a message that says something
/// (technical specification, `Error400` to `Error500`).
pub fn error_body(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let Some(document) = seen.answer.document() else {
        return Judged::nothing(Text::new(
            "needs an error answer with a JSON body",
            "krever et feilsvar med JSON-innhold",
        ));
    };
    let mut findings = Vec::new();
    let text = |name: &str| document.get(name).and_then(serde_json::Value::as_str);
    if !text("code").is_some_and(is_code) {
        findings.push(
            Finding::breach(Text::new(
                "The error has no code of the API.",
                "Feilen har ingen kode fra API-et.",
            ))
            .expected(Text::same("ACC-nnn"))
            .at("/code"),
        );
    }
    if text("message").is_none_or(|message| message.trim().is_empty()) {
        findings.push(
            Finding::breach(Text::new(
                "The error does not say what was wrong.",
                "Feilen sier ikke hva som var galt.",
            ))
            .at("/message"),
        );
    }
    let findings = findings
        .into_iter()
        .map(|finding| finding.in_exchange(seen.exchange.id))
        .collect();
    Judged::of(1, findings)
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
        assert_breach(&judged(json!({"code": "E400", "message": "x"})), "no code");
    }

    #[test]
    fn an_empty_message_breaches() {
        assert_breach(
            &judged(json!({"code": "ACC-001", "message": " "})),
            "does not say",
        );
    }
}
