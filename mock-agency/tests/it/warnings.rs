//! Forms that the one public consumer of DSOP uses and the documents do not describe: accepted, and in the journal.

use std::sync::{Arc, Mutex};

use mock_agency::maskinporten_client::{KeyName, TokenRequest};
use mock_agency::{Call, Journal, Register, Warning};
use serde_json::json;

use crate::maskinporten::{BANK, changed, request, token};
use crate::support::Setup;

#[derive(Default)]
struct Warnings(Mutex<Vec<(Register, u16, Vec<Warning>)>>);

impl Journal for Warnings {
    fn record(&self, call: Call) {
        let entry = (call.register.unwrap(), call.status.as_u16(), call.warnings);
        self.0.lock().unwrap().push(entry);
    }
}

async fn setup() -> (Setup, Arc<Warnings>) {
    let warnings = Arc::new(Warnings::default());
    let journal = Arc::clone(&warnings);
    (
        Setup::with(|config| config.journal = Some(journal)).await,
        warnings,
    )
}

#[tokio::test]
async fn accepts_a_resource_as_text() {
    let (setup, warnings) = setup().await;
    let agency = setup.agency("politi-utlevering");
    let assertion = changed(&agency, |_header, claims| claims["resource"] = json!(BANK));
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", assertion.as_str()),
    ];
    let endpoint = &setup.registers.world.token_endpoint;
    setup.http.post(endpoint).form(&form).send().await.unwrap();
    assert_eq!(
        *warnings.0.lock().unwrap(),
        [(Register::Maskinporten, 200, vec![Warning::ResourceAsText])]
    );
}

#[tokio::test]
async fn accepts_a_certificate_without_its_intermediate() {
    let (setup, warnings) = setup().await;
    let agency = setup.agency("politi-utlevering");
    let KeyName::Chain(chain) = &agency.key_name else {
        panic!("the agency signs with a certificate")
    };
    let leaf = KeyName::Chain(vec![chain[0].clone()]);
    let request = TokenRequest {
        key_name: &leaf,
        ..request(&agency)
    };
    token(&setup, &request).await.unwrap();
    assert_eq!(
        *warnings.0.lock().unwrap(),
        [(Register::Maskinporten, 200, vec![Warning::IncompleteChain])]
    );
}

#[tokio::test]
async fn the_full_chain_gives_no_warning() {
    let (setup, warnings) = setup().await;
    let agency = setup.agency("politi-utlevering");
    token(&setup, &request(&agency)).await.unwrap();
    assert_eq!(
        *warnings.0.lock().unwrap(),
        [(Register::Maskinporten, 200, Vec::new())]
    );
}

#[tokio::test]
async fn accepts_a_token_without_bearer_in_step_1() {
    let (setup, warnings) = setup().await;
    let agency = setup.agency("politi-utlevering");
    let overview = setup.registers.world.customer_overview.clone().unwrap();
    let request = TokenRequest {
        scope: "bits:kundeforhold",
        resource: Some(&overview),
        ..request(&agency)
    };
    let token = token(&setup, &request).await.unwrap();
    let today = wire::dates::today();
    let answer = setup
        .http
        .get(format!(
            "{overview}/customers/customerRelationships?fromDate={today}&toDate={today}"
        ))
        .header("Authorization", token.value)
        .header("CustomerID", "974720760")
        .header("CorrelationID", uuid::Uuid::new_v4().to_string())
        .header("AccountInfoRequestID", uuid::Uuid::new_v4().to_string())
        .header(
            "Legal-Mandate",
            &agency.service.overview_mandates()[0].encoded,
        )
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(
        warnings.0.lock().unwrap()[1],
        (
            Register::CustomerOverview,
            200,
            vec![Warning::TokenWithoutScheme]
        )
    );
}
