use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::StatusCode;
use listener::{Answering, Handler, Hosts, Listener, ReceivedRequest, Running, Settings, text};
use mock_agency::maskinporten_client::{
    AccessToken, KeyName, TokenError, TokenRequest, fetch_token, grant,
};
use mock_agency::retrieval::AgencyIdentity;
use serde_json::{Value, json};
use wire::jose::jwk::rsa_from_members;
use wire::jose::sign::{SignatureAlgorithm, sign_compact, verify_bytes};
use wire::jose::strict::read_jws;

use crate::support::Setup;

pub(crate) const BANK: &str = "https://bank.example/v2";

pub(crate) fn request(agency: &AgencyIdentity) -> TokenRequest<'_> {
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

pub(crate) async fn token(
    setup: &Setup,
    request: &TokenRequest<'_>,
) -> Result<AccessToken, TokenError> {
    fetch_token(&setup.http, request).await
}

pub(crate) fn refusal(result: Result<AccessToken, TokenError>) -> (String, String) {
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
pub(crate) async fn refused(setup: &Setup, assertion: &str) -> (String, String) {
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", assertion),
    ];
    let answer = setup
        .http
        .post(&setup.registers.world.token_endpoint)
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
pub(crate) fn changed(
    agency: &AgencyIdentity,
    change: impl FnOnce(&mut Value, &mut Value),
) -> String {
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
    let setup = Setup::new().await;
    let metadata = setup
        .get_json("/.well-known/oauth-authorization-server")
        .await;
    let world = &setup.registers.world;
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
    let setup = Setup::new().await;
    let agency = setup.agency("politi-utlevering");
    let token = token(&setup, &request(&agency)).await.unwrap();
    let read = read_jws(&token.value).unwrap();
    let keys = setup.get_json("/jwk").await;
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
    let setup = Setup::new().await;
    let agency = setup.agency("politi-utlevering");
    let token = token(&setup, &request(&agency)).await.unwrap();
    let mut claims = read_jws(&token.value).unwrap().payload;
    let issued = claims["iat"].as_i64().unwrap();
    let jti = claims.as_object_mut().unwrap().remove("jti").unwrap();
    assert!(uuid::Uuid::parse_str(jti.as_str().unwrap()).is_ok());
    assert_eq!(
        claims,
        json!({
            "iss": setup.registers.world.issuer,
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
    let setup = Setup::new().await;
    let agency = setup.agency("politi-utlevering");
    let token = token(
        &setup,
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
async fn accepts_a_key_that_is_registered_by_its_thumbprint() {
    let setup = Setup::new().await;
    let agency = setup.agency("politi-utlevering");
    let members = wire::jose::jwk::rsa_members(&agency.client_key.public()).unwrap();
    let canonical = format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, members.e, members.n);
    let digest = openssl::sha::sha256(canonical.as_bytes());
    let kid = KeyName::Kid(wire::jose::strict::encode_base64url(&digest));
    let token = token(
        &setup,
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
    let setup = Setup::with_options("services = [\"fi-utlegg-saldo\"]").await;
    let agency = setup.agency("fi-utlegg-saldo");
    let token = token(&setup, &request(&agency)).await.unwrap();
    let claims = read_jws(&token.value).unwrap().payload;
    assert_eq!(claims["consumer"]["ID"], "0192:915429785");
    assert_eq!(claims["supplier"]["ID"], "0192:974761076");
    assert_eq!(claims["delegation_source"], "https://tt02.altinn.no/");
}

#[tokio::test]
async fn accepts_a_grant_once() {
    let setup = Setup::new().await;
    let agency = setup.agency("politi-utlevering");
    let assertion = grant(&request(&agency), wire::dates::now()).unwrap();
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", assertion.as_str()),
    ];
    let first = setup
        .http
        .post(&agency.token_endpoint)
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(first.status(), 200);
    assert_eq!(first.headers()["cache-control"], "no-store");
    assert_eq!(refused(&setup, &assertion).await.0, "invalid_grant");
}

/// Answers every request with a redirect, and counts the requests.
struct Redirecting {
    to: String,
    requests: AtomicUsize,
}

impl Handler for Redirecting {
    fn answer(&self, _request: ReceivedRequest) -> Answering<'_> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let mut reply = text(StatusCode::TEMPORARY_REDIRECT, "");
        let location = self.to.parse().unwrap();
        reply.headers_mut().insert("location", location);
        Box::pin(async move { reply })
    }
}

async fn redirecting(to: &str) -> (String, Arc<Redirecting>, Running) {
    let listener = Listener::bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    let (address, handler) = (
        listener.address(),
        Arc::new(Redirecting {
            to: to.to_owned(),
            requests: AtomicUsize::default(),
        }),
    );
    let settings = Settings {
        tls: None,
        hosts: Hosts::new(address, []),
    };
    let running = listener.handle(settings, Arc::clone(&handler) as Arc<_>);
    (format!("http://{address}/token"), handler, running)
}

#[tokio::test]
async fn a_redirected_grant_is_not_sent_to_another_host() {
    let setup = Setup::new().await;
    let agency = setup.agency("politi-utlevering");
    let (elsewhere, other, _other) = redirecting("/").await;
    let (endpoint, first, _first) = redirecting(&elsewhere).await;
    let request = TokenRequest {
        token_endpoint: &endpoint,
        ..request(&agency)
    };
    let error = token(&setup, &request).await.unwrap_err();
    assert!(error.to_string().contains("redirect"), "{error}");
    let requests = [first, other].map(|one| one.requests.load(Ordering::Relaxed));
    assert_eq!(requests, [1, 0]);
}

#[tokio::test]
async fn accepts_rs384_and_rs512_too() {
    let setup = Setup::new().await;
    let agency = setup.agency("politi-utlevering");
    for algorithm in [SignatureAlgorithm::Rs384, SignatureAlgorithm::Rs512] {
        let mut read = read_jws(&grant(&request(&agency), wire::dates::now()).unwrap()).unwrap();
        read.header["alg"] = json!(algorithm.name());
        let assertion =
            sign_compact(&read.header, &read.payload, &agency.client_key, algorithm).unwrap();
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("assertion", &assertion),
        ];
        let answer = setup
            .http
            .post(&agency.token_endpoint)
            .form(&form)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{}", algorithm.name());
    }
}
