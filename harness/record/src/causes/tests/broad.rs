//! Each broad fault alone.

use serde_json::json;

use super::made::{Answer, Made, causes, delivered, finding, plain, refusal, wrong_pair};
use judge::verdict::Verdict;

/// A bank that refuses rightly and delivers rightly.
fn right() -> Made {
    Made::new()
        .each("ACCOUNTS", 1..9, |made, id| made.kept(id, &delivered()))
        .each("TRANSPORT", 1..9, |made, id| made.kept(id, &refusal(400)))
}

#[test]
fn a_right_bank_has_no_cause() {
    assert_eq!(causes(&right().record()), []);
}

#[test]
fn refusals_in_plain_text_are_one_cause() {
    let wrong = wrong_pair("400 ACC-001", "400 (unreadable body: x)");
    let record = Made::new()
        .each("ACCOUNTS", 1..9, |made, id| made.kept(id, &delivered()))
        .each("PERIOD", 1..20, |made, id| {
            made.broken(id, &plain(400), wrong.clone())
        })
        .record();
    assert_eq!(causes(&record), [("refusals-media-type", 19)]);
    assert_eq!(
        record.causes[0].text().en,
        "refusals have the media type text/plain instead of application/json (19 of 19)"
    );
}

#[test]
fn refusals_whose_body_is_plain_text_are_one_cause_though_no_code_was_read() {
    let record = Made::new()
        .each("ACCOUNTS", 1..9, |made, id| made.kept(id, &delivered()))
        .each("PERIOD", 1..20, |made, id| made.unread(id, &plain(400)))
        .broken(
            "TRANSPORT-001",
            &plain(400),
            finding("answer-media-type-differs").at("header:Content-Type"),
        )
        .record();
    assert_eq!(causes(&record), [("refusals-media-type", 20)]);
}

#[test]
fn refusals_that_only_say_that_they_are_json_are_one_cause() {
    let page = Answer {
        headers: vec![("Content-Type", "application/json")],
        ..plain(400)
    };
    let record = Made::new()
        .each("ACCOUNTS", 1..9, |made, id| made.kept(id, &delivered()))
        .each("PERIOD", 1..20, |made, id| made.unread(id, &page))
        .record();
    assert_eq!(causes(&record), [("refusals-unreadable", 19)]);
}

#[test]
fn a_few_refusals_that_cannot_be_read_are_the_targets_to_change() {
    let record = right()
        .each("PERIOD", 1..4, |made, id| made.unread(id, &plain(400)))
        .record();
    assert_eq!(causes(&record), [("refusals-unreadable", 3)]);
    assert_eq!(record.causes[0].owner, crate::causes::Owner::Target);
}

#[test]
fn a_cause_shows_one_of_its_exchanges() {
    let wrong = wrong_pair("400 ACC-001", "400");
    let record = Made::new()
        .each("ACCOUNTS", 1..4, |made, id| made.kept(id, &delivered()))
        .each("PERIOD", 1..6, |made, id| {
            made.broken(id, &plain(400), wrong.clone())
        })
        .record();
    assert_eq!(record.causes[0].exchange.as_deref(), Some("x000004"));
}

#[test]
fn refusals_without_content_type_are_one_cause() {
    let answer = Answer {
        headers: Vec::new(),
        ..refusal(400)
    };
    let differs = finding("answer-media-type-differs").received("—");
    let record = Made::new()
        .each("ACCOUNTS", 1..9, |made, id| made.kept(id, &delivered()))
        .each("PERIOD", 1..9, |made, id| {
            made.broken(id, &answer, differs.clone())
        })
        .record();
    assert_eq!(causes(&record), [("refusals-no-media-type", 8)]);
}

#[test]
fn refusals_with_status_500_are_one_cause() {
    let wrong = wrong_pair("400 ACC-001", "500 ACC-500: oops");
    let record = Made::new()
        .each("ACCOUNTS", 1..9, |made, id| made.kept(id, &delivered()))
        .each("PERIOD", 1..9, |made, id| {
            made.broken(id, &refusal(500), wrong.clone())
        })
        .record();
    assert_eq!(causes(&record), [("refusals-status", 8)]);
}

#[test]
fn a_bank_that_refuses_everything_is_inconclusive_with_one_cause() {
    let page = Answer {
        headers: vec![("Content-Type", "text/html")],
        ..plain(403)
    };
    let wrong = wrong_pair("401 ACC-010", "403 (unreadable body: HTML)");
    let record = Made::new()
        .each("ACCOUNTS", 1..90, |made, id| {
            made.undecided(id, &page, "403 (unreadable body: HTML)")
        })
        .each("TOKEN", 1..20, |made, id| {
            made.broken(id, &page, wrong.clone())
        })
        .record();
    assert_eq!(causes(&record), [("no-valid-request-accepted", 108)]);
    assert_eq!(
        record.causes[0].text().en,
        "no valid request is accepted: 403 text/html"
    );
    assert_eq!(record.verdict, Verdict::Inconclusive);
}

#[test]
fn refusals_as_html_pages_are_one_cause_and_hide_no_other() {
    let page = |status| Answer {
        headers: vec![("Content-Type", "text/html")],
        ..plain(status)
    };
    let record = Made::new()
        .each("ACCOUNTS", 1..9, |made, id| made.kept(id, &delivered()))
        .each("TOKEN", 1..5, Made::accepted)
        .each("TOKEN", 5..60, |made, id| made.unread(id, &page(401)))
        .record();
    assert_eq!(causes(&record), [("refusals-media-type", 55)]);
}

#[test]
fn answers_without_any_body_accept_nothing() {
    let empty = Answer {
        status: 200,
        headers: vec![("Content-Type", "application/jose")],
        document: None,
        unreadable: None,
        jwe: None,
    };
    let record = Made::new()
        .each("ACCOUNTS", 1..90, |made, id| {
            made.undecided(id, &empty, "200 (no body)")
        })
        .record();
    assert_eq!(causes(&record), [("no-valid-request-accepted", 89)]);
}

#[test]
fn a_bank_that_refuses_everything_in_its_own_words_is_not_a_gateway() {
    let record = Made::new()
        .each("ACCOUNTS", 1..90, |made, id| {
            made.undecided(id, &refusal(401), "401 ACC-001")
        })
        .record();
    assert_eq!(causes(&record), [("bank-accepts-nothing", 89)]);
    assert_eq!(record.causes[0].owner, crate::causes::Owner::Target);
    assert_eq!(record.verdict, Verdict::Inconclusive);
}

#[test]
fn a_broad_fault_of_a_bank_that_accepts_leaves_the_verdict() {
    let record = right().each("TOKEN", 1..9, Made::accepted).record();
    assert_eq!(record.verdict, Verdict::NonConformant);
}

#[test]
fn tokens_that_are_not_validated_are_one_cause() {
    let record = right()
        .each("TOKEN", 1..18, Made::accepted)
        .each("TOKEN", 18..21, |made, id| made.kept(id, &refusal(401)))
        .record();
    assert_eq!(causes(&record), [("tokens-not-validated", 17)]);
}

#[test]
fn each_group_of_negative_cases_has_its_own_cause() {
    for (family, id) in [
        ("ORDER-FORM", "order-signature-not-checked"),
        ("ORDER-CONTENT", "order-content-not-checked"),
        ("ORDER-REQUEST", "order-not-held-against-request"),
        ("PERIOD", "period-not-checked"),
        ("MANDATE", "mandate-not-checked"),
        ("REFERENCE-TYPE", "reference-type-not-checked"),
        ("HEADERS", "headers-not-checked"),
        ("ENDPOINT", "references-not-checked"),
    ] {
        let record = right().each(family, 1..9, Made::accepted).record();
        assert_eq!(causes(&record), [(id, 8)], "{family}");
    }
}

#[test]
fn an_order_whose_form_alone_is_checked_is_one_cause() {
    let requirements = [
        "ORD-SIGNATURE",
        "ORD-JWKS",
        "ORD-KID",
        "ORD-ROOT",
        "ORD-SUBJECT",
    ];
    let form = right().each("ORDER-FORM", 1..30, |made, id| made.kept(id, &refusal(400)));
    let record = requirements
        .into_iter()
        .zip([30, 34, 38, 42, 46])
        .fold(form, |made, (requirement, first)| {
            made.each("ORDER-FORM", first..first + 4, |made, id| {
                made.accepted(id).about(requirement)
            })
        })
        .record();
    assert_eq!(causes(&record), [("order-signature-not-verified", 20)]);
}

#[test]
fn an_order_that_is_not_checked_at_all_is_one_cause() {
    let record = ["ORDER-FORM", "ORDER-CONTENT", "ORDER-REQUEST"]
        .into_iter()
        .fold(right(), |made, family| {
            made.each(family, 1..9, Made::accepted)
        })
        .record();
    assert_eq!(causes(&record), [("order-not-checked", 24)]);
}

#[test]
fn a_bank_that_accepts_everything_has_one_cause() {
    let families = ["TOKEN", "PERIOD", "ORDER-FORM", "ORDER-CONTENT", "HEADERS"];
    let good = Made::new().each("ACCOUNTS", 1..9, |made, id| made.kept(id, &delivered()));
    let record = families
        .into_iter()
        .fold(good, |made, family| made.each(family, 1..9, Made::accepted))
        .record();
    assert_eq!(causes(&record), [("nothing-is-refused", 40)]);
}

#[test]
fn a_bank_that_accepts_nearly_everything_has_one_cause_though_a_server_refuses_some() {
    let families = ["TOKEN", "PERIOD", "ORDER-FORM", "ORDER-CONTENT", "HEADERS"];
    let good = Made::new()
        .each("ACCOUNTS", 1..9, |made, id| made.kept(id, &delivered()))
        .each("ROBUSTNESS", 1..4, |made, id| made.kept(id, &refusal(431)));
    let record = families
        .into_iter()
        .fold(good, |made, family| made.each(family, 1..9, Made::accepted))
        .record();
    assert_eq!(causes(&record), [("nothing-is-refused", 40)]);
}

#[test]
fn answers_that_cannot_be_read_are_one_cause() {
    let answer = Answer {
        document: None,
        unreadable: Some("the algorithm RSA1_5 is not allowed"),
        jwe: None,
        ..delivered()
    };
    let record = Made::new()
        .each("ACCOUNTS", 1..30, |made, id| {
            made.undecided(id, &answer, "200 (unreadable body: y)")
        })
        .broken(
            "JWE-001",
            &answer,
            finding("answer-unreadable").received("200"),
        )
        .record();
    assert_eq!(causes(&record), [("answers-unreadable", 30)]);
}

#[test]
fn a_case_that_ends_elsewhere_because_of_unreadable_answers_has_the_same_cause() {
    let why = "the authentication tag has 12 bytes instead of 16";
    let answer = Answer {
        document: None,
        unreadable: Some(why),
        jwe: None,
        ..delivered()
    };
    let record = Made::new()
        .each("ACCOUNTS", 1..30, |made, id| {
            made.undecided(id, &answer, "200 (unreadable body: y)")
        })
        .each("DETAILS", 1..9, |made, id| {
            made.unread_before(id, &refusal(404), why)
        })
        .record();
    assert_eq!(causes(&record), [("answers-unreadable", 37)]);
}

#[test]
fn answers_without_content_type_are_one_cause() {
    let answer = Answer {
        headers: Vec::new(),
        ..delivered()
    };
    let differs = finding("answer-media-type-differs")
        .received("—")
        .at("header:Content-Type");
    let record = Made::new()
        .each("ACCOUNTS", 1..9, |made, id| {
            made.broken(id, &answer, differs.clone())
        })
        .record();
    assert_eq!(causes(&record), [("answers-no-media-type", 8)]);
}

#[test]
fn answers_with_a_content_coding_are_one_cause() {
    let mut answer = delivered();
    answer.headers.push(("Content-Encoding", "gzip"));
    let coded = finding("content-encoding-false")
        .received("gzip")
        .at("header:Content-Encoding");
    let record = Made::new()
        .each("ACCOUNTS", 1..9, |made, id| {
            made.broken(id, &answer, coded.clone())
        })
        .record();
    assert_eq!(causes(&record), [("answers-coding", 8)]);
}

#[test]
fn answers_that_are_compressed_inside_the_jwe_are_one_cause() {
    let answer = Answer {
        jwe: Some(json!({"alg": "RSA-OAEP-256", "enc": "A256GCM", "zip": "DEF"})),
        ..delivered()
    };
    let zip = finding("jwe-zip").received("DEF");
    let record = Made::new()
        .each("JWE", 1..6, |made, id| {
            made.broken(id, &answer, zip.clone())
        })
        .record();
    assert_eq!(causes(&record), [("answers-jwe-header", 5)]);
}

#[test]
fn the_same_reason_for_many_undecided_cases_is_one_cause() {
    let record = right()
        .each("CARDS", 1..40, |made, id| {
            made.undecided(id, &refusal(500), "500 ACC-500: x")
        })
        .record();
    assert_eq!(causes(&record), [("valid-requests-refused", 39)]);
}

#[test]
fn the_same_observation_in_many_cases_is_one_cause() {
    let value = finding("amount-as-text").received("\"10.0\"");
    let record = right()
        .each("DETAILS", 1..8, |made, id| {
            made.broken(id, &delivered(), value.clone())
        })
        .record();
    assert_eq!(causes(&record), [("same-answer", 7)]);
}
