//! The agency's client when something goes wrong at the bank: what it repeats, what it gives up, what it keeps.

use std::collections::HashSet;
use std::time::Duration;

use mock_agency::retrieval::{AnswerError, Problem};
use wire::messages::Endpoint;

use crate::bank::Say;
use crate::retrieval::{Case, accounts, problem, usual};

#[tokio::test]
async fn repeats_technical_errors_until_the_bound() {
    let case = Case::of_police(|asked| match asked.below() {
        "/accounts/a1/cards" => Say::Refuse(500, "ACC-100"),
        _other => usual(asked),
    })
    .await;
    let retrieval = case.run().await;
    let cards = &retrieval.account_data[0].steps[&Endpoint::Cards];
    assert!(
        matches!(problem(cards), Problem::Refused { status: 500, code: Some(code), .. } if code == "ACC-100")
    );
    let calls = case.bank.asked();
    let cards: Vec<_> = calls
        .iter()
        .filter(|call| call.below() == "/accounts/a1/cards")
        .collect();
    assert_eq!(cards.len(), 3);
    assert_eq!(
        cards
            .iter()
            .map(|call| call.header("CorrelationID"))
            .collect::<HashSet<_>>()
            .len(),
        3
    );
}

#[tokio::test]
async fn gets_through_when_a_technical_error_passes() {
    let case = Case::of_police(|asked| {
        if asked.earlier == 0 {
            Say::Refuse(503, "ACC-500")
        } else {
            usual(asked)
        }
    })
    .await;
    assert!(case.run().await.is_complete());
}

#[tokio::test]
async fn waits_as_long_as_the_bank_asks_for_a_pause() {
    let case = Case::of_police(|asked| match (asked.below(), asked.earlier) {
        ("/accounts", 0) => Say::Later(429, 1),
        _other => usual(asked),
    })
    .await;
    let start = std::time::Instant::now();
    assert!(case.run().await.is_complete());
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn does_not_come_back_when_the_bank_asks_for_an_hour() {
    let case = Case::of_police(|_asked| Say::Later(429, 3600)).await;
    let retrieval = case.run().await;
    assert!(matches!(
        problem(&retrieval.accounts),
        Problem::Refused { status: 429, .. }
    ));
    assert_eq!(case.bank.paths().len(), 1);
}

#[tokio::test]
async fn does_not_repeat_what_was_refused_for_good() {
    for status in [400, 403, 404, 405, 406] {
        let case = Case::of_police(move |_asked| Say::Refuse(status, "ACC-001")).await;
        let retrieval = case.run().await;
        assert!(
            matches!(problem(&retrieval.accounts), Problem::Refused { status: found, .. } if *found == status)
        );
        assert_eq!(case.bank.paths().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let case = Case::of_police(|asked| match (asked.below(), asked.earlier) {
        ("/accounts", 0) => Say::Refuse(401, "ACC-010"),
        _other => usual(asked),
    })
    .await;
    assert!(case.run().await.is_complete());
    let calls = case.bank.asked();
    assert_ne!(
        calls[0].header("Authorization"),
        calls[1].header("Authorization")
    );
}

#[tokio::test]
async fn a_bank_that_refuses_every_token_is_not_asked_for_ever() {
    let case = Case::of_police(|_asked| Say::Refuse(401, "ACC-010")).await;
    let retrieval = case.run().await;
    assert!(matches!(
        problem(&retrieval.accounts),
        Problem::Refused { status: 401, .. }
    ));
    assert_eq!(case.bank.paths().len(), 2);
}

#[tokio::test]
async fn one_failing_account_does_not_lose_the_others() {
    let case = Case::of_police(|asked| match asked.below() {
        "/accounts" => accounts(&["bad", "good"]),
        path if path.contains("/bad") => Say::Refuse(404, "ACC-002"),
        _other => usual(asked),
    })
    .await;
    let retrieval = case.run().await;
    assert_eq!(retrieval.problems().count(), 4);
    assert!(
        retrieval.account_data[1]
            .steps
            .values()
            .all(|step| step.document().is_some())
    );
}

#[tokio::test]
async fn an_answer_that_cannot_be_decrypted_is_reported_and_not_asked_for_again() {
    let case =
        Case::of_police(|_asked| Say::Bytes("application/jose", b"a.b.c.d.e".to_vec())).await;
    let retrieval = case.run().await;
    assert!(matches!(
        problem(&retrieval.accounts),
        Problem::Answer(AnswerError::Form(_))
    ));
    assert_eq!(case.bank.paths().len(), 1);
}

#[tokio::test]
async fn an_answer_in_clear_is_refused() {
    let case =
        Case::of_police(|_asked| Say::Bytes("application/json", b"{\"accounts\":[]}".to_vec()))
            .await;
    let retrieval = case.run().await;
    assert!(matches!(
        problem(&retrieval.accounts),
        Problem::Answer(AnswerError::MediaType(_))
    ));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let case = Case::of_police(|asked| match asked.below() {
        "/accounts" => Say::Redirect(format!("{}/elsewhere", asked.path)),
        _other => usual(asked),
    })
    .await;
    let retrieval = case.run().await;
    assert!(matches!(
        problem(&retrieval.accounts),
        Problem::Refused { status: 302, .. }
    ));
    assert_eq!(case.bank.paths(), ["/accounts"]);
}
