//! Methods, paths, accepted media types and hostile input.

use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use wire::population::PopulationRole as Role;

use crate::support::{Ask, Setup, setup};

fn good(setup: &Setup) -> Ask {
    setup
        .agency
        .police(setup.agency.person(Role::Owner).id.as_str())
}

#[tokio::test]
async fn refuses_every_method_but_get() {
    let setup = setup().await;
    for method in [
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::PATCH,
        Method::OPTIONS,
    ] {
        let mut ask = good(&setup);
        ask.method = method.clone();
        assert_eq!(
            setup.agency.send(&ask).await.refusal(),
            (405, "ACC-012".to_owned()),
            "{method}"
        );
    }
}

#[tokio::test]
async fn says_which_method_is_allowed() {
    let setup = setup().await;
    let response = setup
        .agency
        .client
        .post(format!("{}/accounts", setup.bank.base_url()))
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["allow"], "GET");
}

#[tokio::test]
async fn a_path_that_is_no_resource_is_not_found() {
    let setup = setup().await;
    for path in ["/accounts/", "//accounts", "/unknown", "/accounts/a/b/c"] {
        let mut ask = good(&setup);
        ask.path = path.to_owned();
        let answer = setup.agency.send(&ask).await;
        assert_eq!(
            (answer.refusal(), answer.media_type.as_str()),
            ((404, "ACC-002".to_owned()), "application/json"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn refuses_a_media_type_that_is_not_offered() {
    let setup = setup().await;
    let answer = setup
        .agency
        .send(&good(&setup).with("Accept", "text/html"))
        .await;
    assert_eq!(answer.refusal(), (406, "ACC-013".to_owned()));
}

#[tokio::test]
async fn errors_are_json_in_clear_whatever_is_accepted() {
    let setup = setup().await;
    let answer = setup
        .agency
        .send(
            &good(&setup)
                .with("Accept", "application/jose")
                .without("CorrelationID"),
        )
        .await;
    assert_eq!(
        (answer.media_type.as_str(), answer.message().as_str()),
        ("application/json", "The header CorrelationID is missing.")
    );
}

#[tokio::test]
async fn hostile_values_are_refused_without_a_server_error() {
    let setup = setup().await;
    let deep = format!("Bearer {}.{}.x", "W1tb".repeat(2000), "W1tb".repeat(3000));
    let mut asks = vec![
        good(&setup).with("PartyID", "' OR 1=1 --"),
        good(&setup).with("CorrelationID", "../../etc/passwd"),
        good(&setup).with("Legal-Mandate", "%00%00"),
        good(&setup).with("AccountInfoRequestID", &"a".repeat(20_000)),
        good(&setup).query("fromDate", "-999999999-01-01"),
        good(&setup).query("toDate", "9999-12-31"),
        good(&setup).query("cursor", "%F0%9F%92%A9"),
    ];
    let mut with_deep_token = good(&setup);
    with_deep_token.authorization = Some(deep.clone());
    asks.push(with_deep_token);
    let mut with_deep_order = good(&setup);
    with_deep_order.order_text = Some(deep.replace("Bearer ", ""));
    asks.push(with_deep_order);
    let mut with_long_order = good(&setup);
    with_long_order.order_text = Some("a".repeat(60_000));
    asks.push(with_long_order);
    for ask in asks {
        let answer = setup.agency.send(&ask).await;
        assert!((400..500).contains(&answer.status), "{}", answer.status);
    }
}

#[tokio::test]
async fn headers_beyond_all_measure_are_refused() {
    let setup = setup().await;
    let answer = setup
        .agency
        .send(&good(&setup).with("X-Large", &"a".repeat(200_000)))
        .await;
    assert_eq!(answer.status, 431);
}

#[tokio::test]
async fn a_request_that_is_no_http_does_not_stop_the_bank() {
    let setup = setup().await;
    let mut stream = tokio::net::TcpStream::connect(setup.bank.address())
        .await
        .unwrap();
    stream.write_all(b"\x00\x01garbage\r\n\r\n").await.unwrap();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    assert_eq!(setup.agency.send(&good(&setup)).await.status, 200);
}

#[tokio::test]
async fn unknown_headers_queries_and_claims_are_passed_over() {
    let setup = setup().await;
    let ask = good(&setup)
        .with("X-Unknown", "1")
        .query("unknown", "2")
        .order("unknown", json!({"a": [1]}));
    assert_eq!(setup.agency.send(&ask).await.status, 200);
}

#[tokio::test]
async fn a_register_that_does_not_answer_is_a_technical_error_without_address() {
    let setup = crate::support::setup_with(|config| {
        config.registers.jwks_uri = "http://127.0.0.1:9/jwk".to_owned();
    })
    .await;
    let answer = setup.agency.send(&good(&setup)).await;
    assert_eq!(answer.refusal(), (500, "ACC-100".to_owned()));
    assert!(
        !answer.message().contains("127.0.0.1"),
        "{}",
        answer.message()
    );
}
