//! The access token: each thing that must stop one, and what must not.

use serde_json::{Value, json};
use wire::jose::sign::{SignatureAlgorithm, SigningKey, assemble_jws, sign_bytes, sign_compact};
use wire::jose::strict::encode_base64url;
use wire::population::PopulationRole as Role;

use crate::support::{Ask, Setup, setup};

fn good(setup: &Setup) -> Ask {
    setup
        .agency
        .police(setup.agency.person(Role::Owner).id.as_str())
}

async fn refusal(change: impl FnOnce(&Setup, Ask) -> Ask) -> (u16, String) {
    let setup = setup().await;
    let ask = change(&setup, good(&setup));
    setup.agency.send(&ask).await.refusal()
}

fn unauthenticated() -> (u16, String) {
    (401, "ACC-010".to_owned())
}

fn forbidden() -> (u16, String) {
    (403, "ACC-011".to_owned())
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

#[tokio::test]
async fn one_token_serves_several_requests() {
    let setup = setup().await;
    let ask = good(&setup);
    for _ in 0..3 {
        assert_eq!(setup.agency.send(&ask).await.status, 200);
    }
}

#[tokio::test]
async fn accepts_what_is_right_in_an_unusual_way() {
    let setup = setup().await;
    for ask in [
        good(&setup).token("scope", json!("bits:kundeforhold bits:kontoinformasjon")),
        good(&setup).token("aud", json!([setup.bank.base_url()])),
        good(&setup).token(
            "supplier",
            json!({"authority": "iso6523-actorid-upis", "ID": "0192:310000019"}),
        ),
        good(&setup).token("unknown", json!({"a": 1})),
        good(&setup).token_header("typ", json!("JWT")),
        good(&setup).token("exp", json!(now() - 5)),
        good(&setup).token("iat", json!(now() + 5)),
    ] {
        assert_eq!(setup.agency.send(&ask).await.status, 200, "{}", ask.token);
    }
}

#[tokio::test]
async fn refuses_a_token_whose_claims_do_not_hold() {
    let setup = setup().await;
    let base = setup.bank.base_url().to_owned();
    for (name, value) in [
        ("exp", json!(now() - 60)),
        ("exp", Value::Null),
        ("exp", json!("2026-01-01")),
        ("exp", json!(1e300)),
        ("iat", json!(now() + 60)),
        ("nbf", json!(now() + 60)),
        ("iss", json!("https://maskinporten.example/")),
        ("iss", json!(setup.registers.issuer().trim_end_matches('/'))),
        ("iss", Value::Null),
        ("aud", json!("unspecified")),
        ("aud", json!(format!("{base}/"))),
        ("aud", json!(base.to_uppercase())),
        ("aud", Value::Null),
        ("aud", json!({})),
    ] {
        let answer = setup
            .agency
            .send(&good(&setup).token(name, value.clone()))
            .await;
        assert_eq!(answer.refusal(), unauthenticated(), "{name}: {value}");
    }
}

#[tokio::test]
async fn refuses_a_scope_or_consumer_that_is_not_the_services() {
    let setup = setup().await;
    for (name, value) in [
        ("scope", json!("bits:kundeforhold")),
        ("scope", json!("bits:kontoinformasjonx")),
        ("scope", json!("BITS:KONTOINFORMASJON")),
        ("scope", Value::Null),
        ("consumer", Value::Null),
        ("consumer", json!("0192:915429785")),
        (
            "consumer",
            json!({"authority": "other", "ID": "0192:915429785"}),
        ),
        (
            "consumer",
            json!({"authority": "iso6523-actorid-upis", "ID": "915429785"}),
        ),
        (
            "consumer",
            json!({"authority": "iso6523-actorid-upis", "ID": "0192:311000004"}),
        ),
    ] {
        let answer = setup
            .agency
            .send(&good(&setup).token(name, value.clone()))
            .await;
        assert_eq!(answer.refusal(), forbidden(), "{name}: {value}");
    }
}

#[tokio::test]
async fn refuses_headers_that_bring_a_key_or_an_extension() {
    let setup = setup().await;
    for (name, value) in [
        ("crit", json!([])),
        ("crit", json!(["exp"])),
        ("jwk", json!({"kty": "RSA"})),
        ("jku", json!("https://example.com/jwk")),
        ("x5c", json!(["MII"])),
        ("x5u", json!("https://example.com/x")),
        ("zip", json!("DEF")),
        ("b64", json!(false)),
        ("alg", json!("RS512")),
        ("alg", json!("PS256")),
        ("alg", json!("rs256")),
        ("kid", Value::Null),
        ("kid", json!("")),
        ("kid", json!(1)),
        ("kid", json!("stranger")),
    ] {
        let answer = setup
            .agency
            .send(&good(&setup).token_header(name, value.clone()))
            .await;
        assert_eq!(answer.refusal(), unauthenticated(), "{name}: {value}");
    }
}

#[tokio::test]
async fn refuses_what_is_no_bearer_token() {
    let setup = setup().await;
    for text in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer a.b.c",
        "Bearer x",
        "Basic YTpi",
        "bearer-token",
        "Bearer  ",
        "Bearer a.b.c.d.e",
    ] {
        let mut ask = good(&setup);
        ask.authorization = Some(text.to_owned());
        assert_eq!(
            setup.agency.send(&ask).await.refusal(),
            unauthenticated(),
            "{text:?}"
        );
    }
}

#[tokio::test]
async fn refuses_two_tokens() {
    let refusal = refusal(|_, ask| ask.and("Authorization", "Bearer a.b.c")).await;
    assert_eq!(refusal, unauthenticated());
}

async fn with_token(make: impl FnOnce(&Setup, &Ask) -> String) -> (u16, String) {
    refusal(|setup, mut ask| {
        ask.authorization = Some(format!("Bearer {}", make(setup, &ask)));
        ask
    })
    .await
}

#[tokio::test]
async fn refuses_a_token_of_another_key() {
    let refusal = with_token(|setup, ask| {
        sign_compact(
            &ask.token_header,
            &ask.token,
            &setup.registers.foreign_key,
            SignatureAlgorithm::Rs256,
        )
        .unwrap()
    })
    .await;
    assert_eq!(refusal, unauthenticated());
}

#[tokio::test]
async fn refuses_a_token_without_signature() {
    let refusal = with_token(|_, ask| {
        assemble_jws(
            br#"{"alg":"none","kid":"issuer-1"}"#,
            ask.token.to_string().as_bytes(),
            b"",
        )
    })
    .await;
    assert_eq!(refusal, unauthenticated());
}

#[tokio::test]
async fn refuses_a_token_signed_with_the_public_key_as_secret() {
    let refusal = with_token(|setup, ask| {
        let pem = setup
            .registers
            .issuer_key
            .public()
            .public_key_to_pem()
            .unwrap();
        let header = json!({"alg": "HS256", "kid": "issuer-1"});
        sign_compact(
            &header,
            &ask.token,
            &SigningKey::secret(&pem),
            SignatureAlgorithm::Hs256,
        )
        .unwrap()
    })
    .await;
    assert_eq!(refusal, unauthenticated());
}

fn signed(setup: &Setup, header: &str, payload: &str) -> String {
    let input = format!(
        "{}.{}",
        encode_base64url(header.as_bytes()),
        encode_base64url(payload.as_bytes())
    );
    let signature = sign_bytes(
        SignatureAlgorithm::Rs256,
        &setup.registers.issuer_key,
        input.as_bytes(),
    )
    .unwrap();
    assemble_jws(header.as_bytes(), payload.as_bytes(), &signature)
}

#[tokio::test]
async fn refuses_a_claim_that_occurs_twice() {
    let refusal = with_token(|setup, ask| {
        let payload = ask.token.to_string().replacen('{', r#"{"exp":1,"#, 1);
        signed(setup, r#"{"alg":"RS256","kid":"issuer-1"}"#, &payload)
    })
    .await;
    assert_eq!(refusal, unauthenticated());
}

#[tokio::test]
async fn refuses_a_header_member_that_occurs_twice() {
    let refusal = with_token(|setup, ask| {
        signed(
            setup,
            r#"{"alg":"none","alg":"RS256","kid":"issuer-1"}"#,
            &ask.token.to_string(),
        )
    })
    .await;
    assert_eq!(refusal, unauthenticated());
}

#[tokio::test]
async fn refuses_a_token_with_padding_or_more_parts() {
    for suffix in ["=", ".x", " x", "."] {
        let refusal = with_token(|setup, ask| {
            format!(
                "{}{suffix}",
                sign_compact(
                    &ask.token_header,
                    &ask.token,
                    &setup.registers.issuer_key,
                    SignatureAlgorithm::Rs256
                )
                .unwrap()
            )
        })
        .await;
        assert_eq!(refusal, unauthenticated(), "{suffix:?}");
    }
}

#[tokio::test]
async fn a_new_key_of_the_issuer_is_picked_up() {
    let setup = setup().await;
    assert_eq!(setup.agency.send(&good(&setup)).await.status, 200);
    let jwk = crate::support::registers::jwk("issuer-2", &setup.registers.foreign_key, &[]);
    setup
        .registers
        .holdings
        .lock()
        .unwrap()
        .issuer_keys
        .push(jwk);
    tokio::time::sleep(std::time::Duration::from_millis(80)).await;
    let mut ask = good(&setup).token_header("kid", json!("issuer-2"));
    let token = sign_compact(
        &ask.token_header,
        &ask.token,
        &setup.registers.foreign_key,
        SignatureAlgorithm::Rs256,
    )
    .unwrap();
    ask.authorization = Some(format!("Bearer {token}"));
    assert_eq!(setup.agency.send(&ask).await.status, 200);
}

#[tokio::test]
async fn a_refusal_does_not_repeat_the_token() {
    let setup = setup().await;
    let ask = good(&setup)
        .token("exp", json!(1))
        .token("client_id", json!("SECRETCLIENT"));
    let message = setup.agency.send(&ask).await.message();
    assert!(
        message.contains("expired") && !message.contains("SECRETCLIENT"),
        "{message}"
    );
}
