//! An account list without accounts is an answer, not an error.

use crate::check::account_list::is_empty_list;
use crate::check::{Grounds, Judged, Seen};
use crate::finding::Finding;
use pack::text::Text;

/// The list is empty and complete.
pub fn empty_complete(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    empty(seen, "complete")
}

/// The list is empty, and the answer says that there is something it does not deliver.
pub fn empty_partial(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    empty(seen, "partial")
}

fn empty(seen: Seen<'_>, status: &str) -> Judged {
    let Some(document) = seen.answer.document().filter(|_| seen.answer.status == 200) else {
        return Judged::nothing(Text::new(
            "needs an accepted answer",
            "krever et godtatt svar",
        ));
    };
    let mut findings = Vec::new();
    if !is_empty_list(document, "accounts") {
        findings.push(
            Finding::breach(Text::new("The list has accounts.", "Listen har konti."))
                .expected(Text::new("an empty list", "en tom liste"))
                .at("/accounts"),
        );
    }
    let found = document
        .get("responseDetails")
        .and_then(|details| details.get("status"))
        .and_then(|found| found.as_str());
    if found != Some(status) {
        findings.push(
            Finding::breach(Text::new(
                "The empty list has the wrong status.",
                "Den tomme listen har feil status.",
            ))
            .expected(Text::same(status))
            .received(found.unwrap_or_default())
            .at("/responseDetails/status"),
        );
    }
    Judged::of(
        1,
        findings
            .into_iter()
            .map(|finding| finding.in_exchange(seen.exchange.id))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::answer::{Answer, Content};
    use crate::check::AnswerCheck;
    use crate::check::fixture::{ask, assert_breach, assert_conforms, assert_nothing, exchange};

    fn judged(check: AnswerCheck, status: u16, document: Value) -> Judged {
        let answer = Answer {
            status,
            media_type: None,
            repeats: None,
            content: Content::Clear { document },
        };
        ask(
            check,
            &exchange(status, "application/json", b""),
            &answer,
            &[],
        )
    }

    #[test]
    fn an_empty_complete_list_conforms() {
        for accounts in [json!([]), json!(null)] {
            let document = json!({"responseDetails": {"status": "complete"}, "accounts": accounts});
            assert_conforms(&judged(empty_complete, 200, document));
        }
    }

    #[test]
    fn an_account_breaches() {
        let document = json!({"responseDetails": {"status": "complete"}, "accounts": [{}]});
        assert_breach(&judged(empty_complete, 200, document), "has accounts");
    }

    #[test]
    fn the_status_tells_whether_something_is_left_out() {
        let document = json!({"responseDetails": {"status": "partial"}, "accounts": []});
        assert_breach(
            &judged(empty_complete, 200, document.clone()),
            "wrong status",
        );
        assert_conforms(&judged(empty_partial, 200, document));
    }

    #[test]
    fn an_error_is_not_judged() {
        assert_nothing(&judged(empty_complete, 404, json!({"code": "ACC-002"})));
    }
}
