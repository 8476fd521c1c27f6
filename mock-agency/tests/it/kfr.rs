//! An institution writes its customers to KFR.

use mock_agency::Registers;
use mock_agency::maskinporten_client::{TokenRequest, fetch_token};
use mock_agency::retrieval::{AgencyIdentity, http_client};
use serde_json::Value;
use wire::messages::{KfrOperation, OverviewEndpoint};

use crate::support::{Setup, config};

const INSTITUTION: &str = "310000035";
const CUSTOMER: &str = "974720760";

/// A request with the token of a service's client, about [`CUSTOMER`].
async fn request(
    registers: &Registers,
    (service, scope): (&str, &str),
    (method, path): (&str, &str),
) -> reqwest::RequestBuilder {
    let world = wire::world::World::load(&registers.world_file).unwrap();
    let client = AgencyIdentity::load(&world, service).unwrap();
    let http = http_client(None).unwrap();
    let base = registers.world.customer_overview.clone().unwrap();
    let token = TokenRequest {
        token_endpoint: &client.token_endpoint,
        issuer: &client.issuer,
        client_id: &client.client_id,
        key: &client.client_key,
        key_name: &client.key_name,
        scope,
        resource: Some(&base),
    };
    let token = fetch_token(&http, &token).await.unwrap();
    http.request(method.parse().unwrap(), format!("{base}{path}"))
        .bearer_auth(token.value)
        .header("CustomerID", CUSTOMER)
        .header("CorrelationID", "294fafb7-0e4e-4177-a5ff-ce7367c45814")
}

async fn write(registers: &Registers, operation: KfrOperation, institution: &str) -> (u16, Value) {
    let path = operation.path(institution);
    let client = ("kfr", "bits:kundeforhold.write");
    let request = request(registers, client, (operation.method(), &path)).await;
    let answer = request.send().await.unwrap();
    let returned = answer.headers().get("CorrelationID").cloned();
    assert_eq!(returned.unwrap(), "294fafb7-0e4e-4177-a5ff-ce7367c45814");
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or_default())
}

/// The banks that step 1 names today.
async fn banks(registers: &Registers) -> Value {
    let today = wire::dates::today();
    let path = OverviewEndpoint::CustomerRelationships.path();
    let path = format!("{path}?fromDate={today}&toDate={today}&onlyPrimaryOwner=true");
    let police = ("politi-utlevering", "bits:kundeforhold");
    let mandate = &wire::profile::service(police.0)
        .unwrap()
        .overview_mandates()[0];
    let request = request(registers, police, ("GET", &path)).await;
    let request = request
        .header("AccountInfoRequestID", uuid::Uuid::new_v4().to_string())
        .header("Legal-Mandate", &mandate.encoded);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    answer["banks"].clone()
}

#[tokio::test]
async fn a_customer_who_is_written_is_in_step_1_until_removed_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let registers = Registers::start(config(folder.path())).await.unwrap();
    assert_eq!(
        write(&registers, KfrOperation::Add, INSTITUTION).await.0,
        201
    );
    assert_eq!(
        write(&registers, KfrOperation::Add, INSTITUTION).await.0,
        200
    );
    registers.shutdown().await;
    let registers = Registers::start(config(folder.path())).await.unwrap();
    let named = banks(&registers).await;
    assert_eq!(named[0]["organizationID"], INSTITUTION, "{named}");
    assert_eq!(named[0]["activeAccount"], false);
    assert_eq!(
        write(&registers, KfrOperation::Remove, INSTITUTION).await.0,
        204
    );
    assert_eq!(banks(&registers).await, Value::Array(Vec::new()));
    let (status, answer) = write(&registers, KfrOperation::Remove, INSTITUTION).await;
    assert_eq!((status, &answer["errorCode"]), (404, &"KFR-008".into()));
}

#[tokio::test]
async fn nobody_writes_for_another_institution() {
    let setup = Setup::new().await;
    let (status, answer) = write(&setup.registers, KfrOperation::Add, "310000019").await;
    assert_eq!((status, &answer["errorCode"]), (403, &"KFR-003".into()));
}
