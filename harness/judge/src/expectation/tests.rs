use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use wire::messages::Endpoint;
use wire::world::PartyEntry;

use crate::answer::Content;
use crate::check::fixture::grounds;
use crate::exchange::{ExchangeId, SentRequest};
use crate::expectation::*;
use pack::catalogue::{Pair, Step};

fn exchange(accept: &str) -> Exchange {
    Exchange {
        id: ExchangeId(1),
        request: SentRequest {
            service: "politi-utlevering".into(),
            endpoint: Endpoint::Accounts.into(),
            method: "GET".into(),
            url: "http://127.0.0.1/v2/accounts".into(),
            headers: vec![("Accept".into(), accept.into())],
            token_claims: None,
            order_claims: None,
        },
        outcome: Err(TransportFailure::TimedOut),
        started: jiff::Timestamp::UNIX_EPOCH,
        elapsed: Duration::ZERO,
    }
}

fn clear(status: u16, document: Value) -> Answer {
    Answer {
        status,
        media_type: Some("application/json".into()),
        repeats: None,
        content: Content::Clear { document },
    }
}

fn breaches(met: &Met) -> usize {
    match met {
        Met::Decided(findings) => findings
            .iter()
            .filter(|finding| finding.kind == Kind::Breach)
            .count(),
        Met::Undecided(why) => panic!("undecided: {why:?}"),
    }
}

fn coded(coding: &str) -> Exchange {
    let mut exchange = exchange("application/json");
    exchange.outcome = Ok(crate::exchange::Received {
        status: 200,
        version: "HTTP/1.1".into(),
        headers: vec![("content-encoding".into(), coding.into())],
        body: bytes::Bytes::new(),
        truncated: None,
        codings: crate::exchange::Codings::default(),
    });
    exchange
}

#[test]
fn a_readable_body_that_is_said_to_be_coded_is_noted() {
    let answer = clear(200, json!({}));
    let met = judge(&Expectation::Accepted, &coded("gzip"), Some(&answer), false);
    assert_eq!(breaches(&met), 0);
    assert!(matches!(met, Met::Decided(findings) if findings.len() == 1));
}

#[test]
fn identity_is_no_coding() {
    let answer = clear(200, json!({}));
    let met = judge(
        &Expectation::Accepted,
        &coded("identity"),
        Some(&answer),
        false,
    );
    assert_eq!(breaches(&met), 0);
}

fn refused() -> Expectation {
    Expectation::Refused {
        expected: vec![Pair::parse("400 ACC-001", Pair::KNOWN).expect("a pair")],
        also: vec![Pair::parse("403 ACC-011", Pair::KNOWN).expect("a pair")],
    }
}

#[test]
fn the_right_refusal_has_no_findings() {
    let answer = clear(
        400,
        json!({"code": "ACC-001", "message": "fromDate is no date"}),
    );
    assert_eq!(
        judge(
            &refused(),
            &exchange("application/jose"),
            Some(&answer),
            false
        ),
        Met::Decided(Vec::new())
    );
}

#[test]
fn a_pair_that_the_documents_leave_room_for_is_noted() {
    let answer = clear(403, json!({"code": "ACC-011", "message": "no"}));
    let met = judge(
        &refused(),
        &exchange("application/jose"),
        Some(&answer),
        false,
    );
    assert_eq!(breaches(&met), 0);
    assert!(matches!(met, Met::Decided(findings) if findings.len() == 1));
}

#[test]
fn the_right_status_with_the_wrong_code_is_a_breach() {
    let answer = clear(400, json!({"code": "ACC-010", "message": "no"}));
    assert_eq!(
        breaches(&judge(
            &refused(),
            &exchange("application/jose"),
            Some(&answer),
            false
        )),
        1
    );
}

#[test]
fn an_accepted_invalid_request_is_a_breach() {
    let answer = clear(200, json!({}));
    assert_eq!(
        breaches(&judge(
            &refused(),
            &exchange("application/jose"),
            Some(&answer),
            false
        )),
        1
    );
}

#[test]
fn a_refusal_without_a_message_is_noted() {
    let answer = clear(400, json!({"code": "ACC-001"}));
    let met = judge(
        &refused(),
        &exchange("application/jose"),
        Some(&answer),
        false,
    );
    assert_eq!(breaches(&met), 0);
    assert!(matches!(met, Met::Decided(findings) if findings.len() == 1));
}

#[test]
fn a_refusal_of_another_media_type_is_noted() {
    let mut answer = clear(400, json!({"code": "ACC-001", "message": "no"}));
    answer.media_type = Some("text/plain".into());
    let met = judge(
        &refused(),
        &exchange("application/jose"),
        Some(&answer),
        false,
    );
    assert_eq!(breaches(&met), 0);
    assert!(matches!(met, Met::Decided(findings) if findings.len() == 1));
}

fn html(status: u16) -> Answer {
    Answer {
        status,
        media_type: Some("text/html".into()),
        repeats: None,
        content: Content::Unreadable(crate::answer::Fault::Html.into()),
    }
}

#[test]
fn a_body_that_cannot_be_read_leaves_acceptance_open() {
    let exchange = exchange("application/jose");
    let met = judge(&Expectation::Accepted, &exchange, Some(&html(200)), false);
    assert!(matches!(met, Met::Undecided(why) if why.text().en.contains("HTML")));
}

#[test]
fn a_refusal_whose_code_cannot_be_read_is_left_open() {
    let exchange = exchange("application/jose");
    let met = judge(&refused(), &exchange, Some(&html(400)), false);
    assert!(matches!(met, Met::Undecided(why) if why.text().en.contains("JWE form")));
}

#[test]
fn a_status_that_no_pair_has_is_a_breach_whatever_the_body() {
    let exchange = exchange("application/jose");
    let met = judge(&refused(), &exchange, Some(&html(502)), false);
    assert_eq!(breaches(&met), 1);
}

#[test]
fn an_invalid_request_answered_with_200_is_a_breach_whatever_the_body() {
    let exchange = exchange("application/jose");
    let met = judge(&refused(), &exchange, Some(&html(200)), false);
    assert_eq!(breaches(&met), 1);
}

#[test]
fn a_coding_that_was_undone_breaks_no_rule_of_acceptance() {
    let mut exchange = coded("gzip");
    if let Ok(received) = &mut exchange.outcome {
        received.codings.undone = vec![crate::exchange::Coding::Gzip];
    }
    let answer = clear(200, json!({}));
    let met = judge(&Expectation::Accepted, &exchange, Some(&answer), false);
    assert_eq!(breaches(&met), 0);
}

#[test]
fn clear_text_that_nobody_asked_for_is_noted_in_a_test_environment() {
    let answer = clear(200, json!({"accounts": []}));
    for (accept, notes) in [("application/jose", 1), ("application/json", 0)] {
        let met = judge(
            &Expectation::Accepted,
            &exchange(accept),
            Some(&answer),
            false,
        );
        assert_eq!(breaches(&met), 0, "{accept}");
        assert!(matches!(met, Met::Decided(findings) if findings.len() == notes));
    }
}

#[test]
fn clear_text_in_production_is_a_breach_whatever_was_asked_for() {
    let answer = clear(200, json!({"accounts": []}));
    for accept in ["application/json", "*/*", "application/jose"] {
        assert_eq!(
            breaches(&judge(
                &Expectation::Accepted,
                &exchange(accept),
                Some(&answer),
                true
            )),
            1,
            "{accept}"
        );
    }
}

#[test]
fn an_answer_to_head_is_judged_by_its_status_alone() {
    let mut head = exchange("application/jose");
    head.request.method = "HEAD".into();
    let answer = Answer {
        status: 400,
        media_type: None,
        repeats: None,
        content: Content::Empty,
    };
    assert_eq!(
        judge(&refused(), &head, Some(&answer), false),
        Met::Decided(Vec::new())
    );
}

#[test]
fn a_rate_limit_decides_nothing() {
    let answer = clear(429, json!({"code": "ACC-022", "message": "slow down"}));
    assert!(matches!(
        judge(
            &Expectation::Accepted,
            &exchange("application/jose"),
            Some(&answer),
            false
        ),
        Met::Undecided(_)
    ));
}

#[test]
fn silence_decides_nothing_but_where_survival_is_asked_for() {
    let silent = exchange("application/jose");
    assert!(matches!(
        judge(&refused(), &silent, None, false),
        Met::Undecided(_)
    ));
    assert_eq!(
        breaches(&judge(&Expectation::Survives, &silent, None, false)),
        1
    );
}

fn control(fault: crate::answer::Fault) -> Result<(), Halt> {
    accepted_control(Some(&unread(&fault.into())))
}

#[test]
fn a_control_with_an_encrypted_answer_that_does_not_open_was_accepted() {
    assert_eq!(control(crate::answer::Fault::NotOurKey), Ok(()));
    assert_eq!(control(crate::answer::Fault::HeaderNotJson), Ok(()));
}

#[test]
fn a_control_with_a_page_in_place_of_a_document_was_not_accepted() {
    assert!(control(crate::answer::Fault::Html).is_err());
}

/// How a case ends that names the checks of both kinds of answers.
fn of_either_kind(expectation: Expectation, answer: &Answer) -> Result<(), Halt> {
    let step = Step {
        endpoint: None,
        changes: Vec::new(),
        expectation,
        checks: vec!["transactions-list-answered".into(), "error-body".into()],
        fresh: Vec::new(),
        within: 0,
    };
    let (party, readings) = (PartyEntry::default(), BTreeMap::new());
    judge_answer(
        &step,
        (&coded("identity"), Some(answer)),
        &[],
        &grounds(&party, &readings),
        &mut Vec::new(),
    )
}

#[test]
fn a_refusal_that_is_expected_needs_no_document() {
    let refusal = clear(
        400,
        json!({"code": "ACC-001", "message": "fromDate is missing"}),
    );
    assert_eq!(of_either_kind(refused(), &refusal), Ok(()));
}

#[test]
fn a_document_that_is_expected_is_no_error_body() {
    let document = clear(200, json!({"transactions": []}));
    assert_eq!(of_either_kind(Expectation::Accepted, &document), Ok(()));
}
