//! An account list without accounts is an answer, not an error.

use crate::check::account_list::is_empty_list;
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::{Finding, NOTHING};
use crate::observations;

checks! {
    "accounts-empty-complete": Answer(empty_complete, Evidence::Kept), NEEDS_ANSWER,
        "the list is empty and the answer complete",
        "listen er tom og svaret komplett";
    "accounts-empty": Answer(empty_whatever, Evidence::Kept), NEEDS_ANSWER,
        "the list is empty",
        "listen er tom";
    "accounts-empty-partial": Answer(empty_partial, Evidence::Kept), NEEDS_ANSWER,
        "the list is empty, and the answer says that there is something it does not deliver",
        "listen er tom, og svaret sier at det er noe det ikke utleverer";
}

observations! {
    /// Accounts where there are none to deliver.
    ACCOUNTS_LISTED = "accounts-listed" {
        observed: "the list has accounts", "listen har konti";
        expected: "an empty list", "en tom liste";
    }
    /// An empty list with the wrong status.
    EMPTY_LIST_STATUS = "empty-account-list-status" {
        observed: "the answer with the empty list has the wrong status", "svaret med den tomme listen har feil status";
        expected: "{status}", "{status}";
    }
}

fn empty_complete(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    empty(seen, "complete")
}

fn empty_partial(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    empty(seen, "partial")
}

fn empty_whatever(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let Some(document) = seen.answer.document().filter(|_| seen.answer.status == 200) else {
        return Judged::nothing();
    };
    let is_empty = is_empty_list(document, "accounts");
    let finding = (!is_empty).then(|| Finding::breach(&ACCOUNTS_LISTED).at("/accounts"));
    seen.judged(finding)
}

fn empty(seen: Seen<'_>, status: &str) -> Judged {
    let Some(document) = seen.answer.document().filter(|_| seen.answer.status == 200) else {
        return Judged::nothing();
    };
    let mut findings = Vec::new();
    if !is_empty_list(document, "accounts") {
        findings.push(Finding::breach(&ACCOUNTS_LISTED).at("/accounts"));
    }
    let found = document
        .pointer("/responseDetails/status")
        .and_then(|found| found.as_str());
    if found != Some(status) {
        findings.push(
            Finding::breach(&EMPTY_LIST_STATUS)
                .with("status", status)
                .received(found.unwrap_or(NOTHING))
                .at("/responseDetails/status"),
        );
    }
    seen.judged(findings)
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
        assert_breach(&judged(empty_complete, 200, document), &ACCOUNTS_LISTED);
    }

    #[test]
    fn the_status_tells_whether_something_is_left_out() {
        let document = json!({"responseDetails": {"status": "partial"}, "accounts": []});
        assert_breach(
            &judged(empty_complete, 200, document.clone()),
            &EMPTY_LIST_STATUS,
        );
        assert_conforms(&judged(empty_partial, 200, document));
    }

    #[test]
    fn an_empty_list_may_have_any_status_where_only_accounts_are_forbidden() {
        let document = json!({"responseDetails": {"status": "partial"}, "accounts": []});
        assert_conforms(&judged(empty_whatever, 200, document));
        assert_breach(
            &judged(empty_whatever, 200, json!({"accounts": [{}]})),
            &ACCOUNTS_LISTED,
        );
    }

    #[test]
    fn an_error_is_not_judged() {
        assert_nothing(&judged(empty_complete, 404, json!({"code": "ACC-002"})));
    }
}
