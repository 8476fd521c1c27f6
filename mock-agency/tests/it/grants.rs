//! Grants that Maskinporten refuses, each for its own reason.

use jiff::SignedDuration;
use mock_agency::maskinporten_client::{KeyName, TokenRequest, grant};
use serde_json::{Value, json};
use wire::jose::sign::{SignatureAlgorithm, SigningKey, sign_compact};
use wire::jose::strict::read_jws;

use crate::maskinporten::{changed, refusal, refused, request, token};
use crate::support::Setup;

#[tokio::test]
async fn refuses_a_scope_that_the_client_does_not_have() {
    let setup = Setup::new().await;
    let agency = setup.agency("oppgjor-etter-dodsfall");
    let request = TokenRequest {
        scope: "bits:kontoinformasjon bits:kundeforhold.konto",
        ..request(&agency)
    };
    let (error, description) = refusal(token(&setup, &request).await);
    assert_eq!(error, "invalid_scope");
    assert!(
        description.contains("bits:kundeforhold.konto"),
        "{description}"
    );
}

#[tokio::test]
async fn refuses_an_unknown_client() {
    let setup = Setup::new().await;
    let agency = setup.agency("politi-utlevering");
    let request = TokenRequest {
        client_id: "somebody",
        ..request(&agency)
    };
    assert_eq!(refusal(token(&setup, &request).await).0, "invalid_client");
}

#[tokio::test]
async fn refuses_the_certificate_of_another_organisation() {
    let setup = Setup::new().await;
    let (police, digdir) = (
        setup.agency("politi-utlevering"),
        setup.agency("oppgjor-etter-dodsfall"),
    );
    let request = TokenRequest {
        key: &digdir.client_key,
        key_name: &digdir.key_name,
        ..request(&police)
    };
    let (error, description) = refusal(token(&setup, &request).await);
    assert_eq!(error, "invalid_client");
    assert!(description.contains("915429785"), "{description}");
}

#[tokio::test]
async fn refuses_a_certificate_from_an_unknown_root() {
    let setup = Setup::new().await;
    let police = setup.agency("politi-utlevering");
    let signer = police.order_signer.as_ref().unwrap();
    let path = setup.world().resolve(police_chain(&setup).as_path());
    let chain = KeyName::Chain(wire::pki::chain_from_pem(&std::fs::read(path).unwrap()).unwrap());
    let request = TokenRequest {
        key: &signer.key,
        key_name: &chain,
        ..request(&police)
    };
    let (error, description) = refusal(token(&setup, &request).await);
    assert_eq!(
        (error.as_str(), description.contains("not trusted")),
        ("invalid_client", true),
        "{description}"
    );
}

fn police_chain(setup: &Setup) -> std::path::PathBuf {
    setup.registers.world.agencies[0]
        .order_chain
        .clone()
        .unwrap()
}

#[tokio::test]
async fn refuses_another_keys_signature_under_the_right_certificate() {
    let setup = Setup::new().await;
    let (police, digdir) = (
        setup.agency("politi-utlevering"),
        setup.agency("oppgjor-etter-dodsfall"),
    );
    let request = TokenRequest {
        key: &digdir.client_key,
        ..request(&police)
    };
    let (error, description) = refusal(token(&setup, &request).await);
    assert_eq!(
        (error.as_str(), description.contains("signature")),
        ("invalid_grant", true),
        "{description}"
    );
}

#[tokio::test]
async fn refuses_an_unknown_kid() {
    let setup = Setup::new().await;
    let agency = setup.agency("politi-utlevering");
    let kid = KeyName::Kid("somebody's".to_owned());
    let request = TokenRequest {
        key_name: &kid,
        ..request(&agency)
    };
    assert_eq!(refusal(token(&setup, &request).await).0, "invalid_client");
}

#[tokio::test]
async fn refuses_alg_none_and_hs256_with_the_public_key() {
    let setup = Setup::new().await;
    let agency = setup.agency("politi-utlevering");
    let good = read_jws(&grant(&request(&agency), wire::dates::now()).unwrap()).unwrap();
    let pem = agency.client_key.public().public_key_to_pem().unwrap();
    let mut header = good.header.clone();
    header["alg"] = json!("HS256");
    let secret = SigningKey::secret(&pem);
    let confused =
        sign_compact(&header, &good.payload, &secret, SignatureAlgorithm::Hs256).unwrap();
    header["alg"] = json!("none");
    let payload = good.payload.to_string();
    let unsigned =
        wire::jose::sign::assemble_jws(header.to_string().as_bytes(), payload.as_bytes(), b"");
    for assertion in [confused, unsigned] {
        let (error, description) = refused(&setup, &assertion).await;
        assert_eq!(
            (error.as_str(), description.contains("alg")),
            ("invalid_grant", true),
            "{description}"
        );
    }
}

#[tokio::test]
async fn refuses_each_claim_that_is_wrong() {
    let setup = Setup::new().await;
    let agency = setup.agency("politi-utlevering");
    let now = wire::dates::now().as_second();
    for (claim, value) in [
        ("aud", json!("https://maskinporten.no/")),
        ("exp", json!(now + 1000)),
        ("exp", json!(now - 1)),
        ("iat", json!(now + 60)),
        ("iat", json!(now - 30)),
        ("jti", json!(7)),
    ] {
        let assertion = changed(&agency, |_header, claims| claims[claim] = value.clone());
        let (error, description) = refused(&setup, &assertion).await;
        assert_eq!(error, "invalid_grant", "{claim} {value}");
        assert!(
            description.contains(&format!("the claim {claim} ")),
            "{description}"
        );
    }
}

#[tokio::test]
async fn refuses_a_resource_that_is_a_number() {
    let setup = Setup::new().await;
    let agency = setup.agency("politi-utlevering");
    let assertion = changed(&agency, |_header, claims| claims["resource"] = json!(7));
    assert_eq!(refused(&setup, &assertion).await.0, "invalid_target");
}

#[tokio::test]
async fn refuses_a_claim_that_no_grant_has() {
    let setup = Setup::new().await;
    let agency = setup.agency("politi-utlevering");
    let assertion = changed(&agency, |_header, claims| claims["note"] = json!("x"));
    let (error, description) = refused(&setup, &assertion).await;
    assert_eq!(
        (error.as_str(), description.starts_with("Invalid assertion")),
        ("invalid_grant", true),
        "{description}"
    );
}

#[tokio::test]
async fn refuses_a_consumer_that_the_client_does_not_act_for() {
    let setup = Setup::new().await;
    let agency = setup.agency("politi-utlevering");
    let assertion = changed(&agency, |_header, claims| {
        claims["consumer_org"] = json!("974720760");
    });
    assert!(refused(&setup, &assertion).await.1.contains("974720760"));
}

#[tokio::test]
async fn refuses_a_critical_header_member() {
    let setup = Setup::new().await;
    let agency = setup.agency("politi-utlevering");
    let assertion = changed(&agency, |header, _claims| header["crit"] = json!(["exp"]));
    assert!(refused(&setup, &assertion).await.1.contains("crit"));
}

#[tokio::test]
async fn a_grant_refused_for_its_signature_does_not_use_up_its_jti() {
    let setup = Setup::new().await;
    let agency = setup.agency("politi-utlevering");
    let good = grant(&request(&agency), wire::dates::now()).unwrap();
    let (input, _signature) = good.rsplit_once('.').unwrap();
    let (error, _) = refused(&setup, &format!("{input}.{}", "A".repeat(342))).await;
    assert_eq!(error, "invalid_grant");
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", good.as_str()),
    ];
    let answer = setup
        .http
        .post(&agency.token_endpoint)
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn refuses_a_grant_from_yesterday() {
    let setup = Setup::new().await;
    let agency = setup.agency("politi-utlevering");
    let yesterday = wire::dates::now() - SignedDuration::from_hours(24);
    let (error, description) = refused(&setup, &grant(&request(&agency), yesterday).unwrap()).await;
    assert_eq!(
        (error.as_str(), description.as_str()),
        ("invalid_grant", "the claim exp lies in the past")
    );
}

#[tokio::test]
async fn refuses_another_grant_type_and_a_get() {
    let setup = Setup::new().await;
    let endpoint = &setup.registers.world.token_endpoint;
    let form = [("grant_type", "client_credentials"), ("assertion", "a")];
    let answer = setup.http.post(endpoint).form(&form).send().await.unwrap();
    assert_eq!(
        answer.json::<Value>().await.unwrap()["error"],
        "unsupported_grant_type"
    );
    assert_eq!(setup.http.get(endpoint).send().await.unwrap().status(), 405);
}
