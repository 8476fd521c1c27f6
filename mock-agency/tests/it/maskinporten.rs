use jiff::SignedDuration;
use mock_agency::maskinporten_client::{
    AccessToken, KeyName, TokenError, TokenRequest, fetch_token, grant,
};
use mock_agency::retrieval::AgencyIdentity;
use serde_json::{Value, json};
use wire::jose::jwk::rsa_from_members;
use wire::jose::sign::{SignatureAlgorithm, SigningKey, sign_compact, verify_bytes};
use wire::jose::strict::read_jws;

use crate::stage::Stage;

const BANK: &str = "https://bank.example/v2";

fn request(agency: &AgencyIdentity) -> TokenRequest<'_> {
    TokenRequest {
        token_endpoint: &agency.token_endpoint,
        issuer: &agency.issuer,
        client_id: &agency.client_id,
        key: &agency.client_key,
        key_name: &agency.key_name,
        scope: "bits:kontoinformasjon",
        resource: Some(BANK),
    }
}

async fn token(stage: &Stage, request: &TokenRequest<'_>) -> Result<AccessToken, TokenError> {
    fetch_token(&stage.http, request).await
}

fn refusal(result: Result<AccessToken, TokenError>) -> (String, String) {
    match result.unwrap_err() {
        TokenError::Refused {
            status: 400,
            error,
            description,
        } => (error, description),
        other => panic!("{other}"),
    }
}

/// Sends an assertion and gives `error` and `error_description` of the refusal.
async fn refused(stage: &Stage, assertion: &str) -> (String, String) {
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", assertion),
    ];
    let answer = stage
        .http
        .post(&stage.registers.world.token_endpoint)
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 400);
    let body: Value = answer.json().await.unwrap();
    assert!(body["error_uri"].is_string());
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    (text("error"), text("error_description"))
}

/// The police's grant with header and claims changed before it is signed.
fn changed(agency: &AgencyIdentity, change: impl FnOnce(&mut Value, &mut Value)) -> String {
    let good = grant(&request(agency), wire::dates::now()).unwrap();
    let mut read = read_jws(&good).unwrap();
    change(&mut read.header, &mut read.payload);
    sign_compact(
        &read.header,
        &read.payload,
        &agency.client_key,
        SignatureAlgorithm::Rs256,
    )
    .unwrap()
}

#[tokio::test]
async fn describes_itself_as_maskinporten_does() {
    let stage = Stage::new().await;
    let metadata = stage
        .get_json("/.well-known/oauth-authorization-server")
        .await;
    let world = &stage.registers.world;
    assert!(world.issuer.ends_with('/'));
    assert_eq!(
        metadata,
        json!({
            "issuer": world.issuer,
            "token_endpoint": world.token_endpoint,
            "jwks_uri": world.jwks_uri,
            "grant_types_supported": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256", "RS384", "RS512"],
        })
    );
}

#[tokio::test]
async fn issues_a_token_that_its_own_keys_verify() {
    let stage = Stage::new().await;
    let agency = stage.agency("politi-utlevering");
    let token = token(&stage, &request(&agency)).await.unwrap();
    let read = read_jws(&token.value).unwrap();
    let keys = stage.get_json("/jwk").await;
    let key = keys["keys"]
        .as_array()
        .unwrap()
        .iter()
        .find(|key| key["kid"] == read.header["kid"])
        .unwrap();
    let key = rsa_from_members(key["n"].as_str().unwrap(), key["e"].as_str().unwrap()).unwrap();
    let input = read.signing_input.as_bytes();
    assert!(verify_bytes(SignatureAlgorithm::Rs256, &key, input, &read.signature).unwrap());
}

#[tokio::test]
async fn a_token_says_for_whom_and_for_what_it_is() {
    let stage = Stage::new().await;
    let agency = stage.agency("politi-utlevering");
    let token = token(&stage, &request(&agency)).await.unwrap();
    let mut claims = read_jws(&token.value).unwrap().payload;
    let issued = claims["iat"].as_i64().unwrap();
    let jti = claims.as_object_mut().unwrap().remove("jti").unwrap();
    assert!(uuid::Uuid::parse_str(jti.as_str().unwrap()).is_ok());
    assert_eq!(
        claims,
        json!({
            "iss": stage.registers.world.issuer,
            "aud": BANK,
            "scope": "bits:kontoinformasjon",
            "client_id": agency.client_id,
            "client_amr": "virksomhetssertifikat",
            "token_type": "Bearer",
            "iat": issued,
            "exp": issued + 120,
            "consumer": {"authority": "iso6523-actorid-upis", "ID": "0192:915429785"},
        })
    );
}

#[tokio::test]
async fn without_a_resource_the_audience_is_unspecified() {
    let stage = Stage::new().await;
    let agency = stage.agency("politi-utlevering");
    let token = token(
        &stage,
        &TokenRequest {
            resource: None,
            ..request(&agency)
        },
    )
    .await
    .unwrap();
    assert_eq!(
        read_jws(&token.value).unwrap().payload["aud"],
        "unspecified"
    );
}

#[tokio::test]
async fn takes_a_key_that_is_registered_by_its_thumbprint() {
    let stage = Stage::new().await;
    let agency = stage.agency("politi-utlevering");
    let members = wire::jose::jwk::rsa_members(&agency.client_key.public()).unwrap();
    let canonical = format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, members.e, members.n);
    let digest = openssl::sha::sha256(canonical.as_bytes());
    let kid = KeyName::Kid(wire::jose::strict::encode_base64url(&digest));
    let token = token(
        &stage,
        &TokenRequest {
            key_name: &kid,
            ..request(&agency)
        },
    )
    .await
    .unwrap();
    assert_eq!(
        read_jws(&token.value).unwrap().payload["client_amr"],
        "private_key_jwt"
    );
}

#[tokio::test]
async fn a_supplier_gets_a_token_on_the_consumers_behalf() {
    let stage = Stage::with_options("services = [\"fi-utlegg-saldo\"]").await;
    let agency = stage.agency("fi-utlegg-saldo");
    let token = token(&stage, &request(&agency)).await.unwrap();
    let claims = read_jws(&token.value).unwrap().payload;
    assert_eq!(claims["consumer"]["ID"], "0192:915429785");
    assert_eq!(claims["supplier"]["ID"], "0192:974761076");
    assert!(claims["delegation_source"].is_string());
}

#[tokio::test]
async fn takes_a_grant_once() {
    let stage = Stage::new().await;
    let agency = stage.agency("politi-utlevering");
    let assertion = grant(&request(&agency), wire::dates::now()).unwrap();
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", assertion.as_str()),
    ];
    let first = stage
        .http
        .post(&agency.token_endpoint)
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(first.status(), 200);
    assert_eq!(first.headers()["cache-control"], "no-store");
    assert_eq!(refused(&stage, &assertion).await.0, "invalid_grant");
}

#[tokio::test]
async fn takes_rs384_and_rs512_too() {
    let stage = Stage::new().await;
    let agency = stage.agency("politi-utlevering");
    for algorithm in [SignatureAlgorithm::Rs384, SignatureAlgorithm::Rs512] {
        let mut read = read_jws(&grant(&request(&agency), wire::dates::now()).unwrap()).unwrap();
        read.header["alg"] = json!(algorithm.name());
        let assertion =
            sign_compact(&read.header, &read.payload, &agency.client_key, algorithm).unwrap();
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("assertion", &assertion),
        ];
        let answer = stage
            .http
            .post(&agency.token_endpoint)
            .form(&form)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{}", algorithm.name());
    }
}

#[tokio::test]
async fn refuses_a_scope_that_the_client_does_not_have() {
    let stage = Stage::new().await;
    let agency = stage.agency("oppgjor-etter-dodsfall");
    let request = TokenRequest {
        scope: "bits:kontoinformasjon bits:kundeforhold.konto",
        ..request(&agency)
    };
    let (error, description) = refusal(token(&stage, &request).await);
    assert_eq!(error, "invalid_scope");
    assert!(
        description.contains("bits:kundeforhold.konto"),
        "{description}"
    );
}

#[tokio::test]
async fn refuses_an_unknown_client() {
    let stage = Stage::new().await;
    let agency = stage.agency("politi-utlevering");
    let request = TokenRequest {
        client_id: "somebody",
        ..request(&agency)
    };
    assert_eq!(refusal(token(&stage, &request).await).0, "invalid_client");
}

#[tokio::test]
async fn refuses_the_certificate_of_another_organisation() {
    let stage = Stage::new().await;
    let (police, digdir) = (
        stage.agency("politi-utlevering"),
        stage.agency("oppgjor-etter-dodsfall"),
    );
    let request = TokenRequest {
        key: &digdir.client_key,
        key_name: &digdir.key_name,
        ..request(&police)
    };
    let (error, description) = refusal(token(&stage, &request).await);
    assert_eq!(error, "invalid_client");
    assert!(description.contains("915429785"), "{description}");
}

#[tokio::test]
async fn refuses_a_certificate_from_an_unknown_root() {
    let stage = Stage::new().await;
    let police = stage.agency("politi-utlevering");
    let signer = police.order_signer.as_ref().unwrap();
    let path = stage.world().resolve(police_chain(&stage).as_path());
    let chain = KeyName::Chain(wire::pki::chain_from_pem(&std::fs::read(path).unwrap()).unwrap());
    let request = TokenRequest {
        key: &signer.key,
        key_name: &chain,
        ..request(&police)
    };
    let (error, description) = refusal(token(&stage, &request).await);
    assert_eq!(
        (error.as_str(), description.contains("not trusted")),
        ("invalid_client", true),
        "{description}"
    );
}

fn police_chain(stage: &Stage) -> std::path::PathBuf {
    stage.registers.world.agencies[0]
        .order_chain
        .clone()
        .unwrap()
}

#[tokio::test]
async fn refuses_another_keys_signature_under_the_right_certificate() {
    let stage = Stage::new().await;
    let (police, digdir) = (
        stage.agency("politi-utlevering"),
        stage.agency("oppgjor-etter-dodsfall"),
    );
    let request = TokenRequest {
        key: &digdir.client_key,
        ..request(&police)
    };
    let (error, description) = refusal(token(&stage, &request).await);
    assert_eq!(
        (error.as_str(), description.contains("signature")),
        ("invalid_grant", true),
        "{description}"
    );
}

#[tokio::test]
async fn refuses_an_unknown_kid() {
    let stage = Stage::new().await;
    let agency = stage.agency("politi-utlevering");
    let kid = KeyName::Kid("somebody's".to_owned());
    let request = TokenRequest {
        key_name: &kid,
        ..request(&agency)
    };
    assert_eq!(refusal(token(&stage, &request).await).0, "invalid_client");
}

#[tokio::test]
async fn refuses_alg_none_and_hs256_with_the_public_key() {
    let stage = Stage::new().await;
    let agency = stage.agency("politi-utlevering");
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
        let (error, description) = refused(&stage, &assertion).await;
        assert_eq!(
            (error.as_str(), description.contains("alg")),
            ("invalid_grant", true),
            "{description}"
        );
    }
}

#[tokio::test]
async fn refuses_each_claim_that_is_not_right() {
    let stage = Stage::new().await;
    let agency = stage.agency("politi-utlevering");
    let now = wire::dates::now().as_second();
    for (claim, value) in [
        ("aud", json!("https://maskinporten.no/")),
        ("exp", json!(now + 1000)),
        ("exp", json!(now - 1)),
        ("iat", json!(now + 60)),
        ("jti", json!(7)),
    ] {
        let assertion = changed(&agency, |_header, claims| claims[claim] = value.clone());
        let (error, description) = refused(&stage, &assertion).await;
        assert_eq!(error, "invalid_grant", "{claim} {value}");
        assert!(
            description.contains(&format!("the claim {claim} ")),
            "{description}"
        );
    }
}

#[tokio::test]
async fn refuses_a_resource_that_is_no_list() {
    let stage = Stage::new().await;
    let agency = stage.agency("politi-utlevering");
    let assertion = changed(&agency, |_header, claims| claims["resource"] = json!(BANK));
    assert_eq!(refused(&stage, &assertion).await.0, "invalid_target");
}

#[tokio::test]
async fn refuses_a_critical_header_member() {
    let stage = Stage::new().await;
    let agency = stage.agency("politi-utlevering");
    let assertion = changed(&agency, |header, _claims| header["crit"] = json!(["exp"]));
    assert!(refused(&stage, &assertion).await.1.contains("crit"));
}

#[tokio::test]
async fn a_grant_refused_for_its_signature_does_not_use_up_its_jti() {
    let stage = Stage::new().await;
    let agency = stage.agency("politi-utlevering");
    let good = grant(&request(&agency), wire::dates::now()).unwrap();
    let (input, _signature) = good.rsplit_once('.').unwrap();
    let (error, _) = refused(&stage, &format!("{input}.{}", "A".repeat(342))).await;
    assert_eq!(error, "invalid_grant");
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", good.as_str()),
    ];
    let answer = stage
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
    let stage = Stage::new().await;
    let agency = stage.agency("politi-utlevering");
    let yesterday = wire::dates::now() - SignedDuration::from_hours(24);
    let (error, description) = refused(&stage, &grant(&request(&agency), yesterday).unwrap()).await;
    assert_eq!(
        (error.as_str(), description.as_str()),
        ("invalid_grant", "the claim exp lies in the past")
    );
}

#[tokio::test]
async fn refuses_another_grant_type_and_a_get() {
    let stage = Stage::new().await;
    let endpoint = &stage.registers.world.token_endpoint;
    let form = [("grant_type", "client_credentials"), ("assertion", "a")];
    let answer = stage.http.post(endpoint).form(&form).send().await.unwrap();
    assert_eq!(
        answer.json::<Value>().await.unwrap()["error"],
        "unsupported_grant_type"
    );
    assert_eq!(stage.http.get(endpoint).send().await.unwrap().status(), 405);
}
