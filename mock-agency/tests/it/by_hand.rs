//! Tokens, orders, requests and answers by hand, on the command line.

use serde_json::{Value, json};
use wire::jose::encrypt::{JweOptions, encrypt_compact};
use wire::jose::jwk::rsa_from_members;
use wire::jose::sign::{SignatureAlgorithm, verify_bytes};
use wire::jose::strict::{ReadJws, read_jws};
use wire::world::{BankEntry, Mode, World};

use crate::program::run;
use crate::support::Setup;

const BASE_URL: &str = "https://bank.example/v2";
const PARTY: &str = "974720760";

/// Registers with one bank in their world.
async fn setup() -> Setup {
    let setup = Setup::new().await;
    World::update(&setup.registers.world_file, |world| {
        world.banks.push(BankEntry {
            orgno: "310000027".to_owned(),
            base_url: BASE_URL.to_owned(),
            mode: Mode::Test,
            ca_file: None,
            right_of_disposal: None,
            parties: Vec::new(),
        });
    })
    .unwrap();
    setup
}

fn command(setup: &Setup, command: &str, arguments: &[&str]) -> (i32, String, String) {
    let world = setup.registers.world_file.to_str().unwrap();
    let mut all = vec![command, "--service", "politi-utlevering", "--world", world];
    if command != "token" {
        all.extend(["--party", PARTY]);
    }
    all.extend(arguments);
    run(&all)
}

fn printed(setup: &Setup, name: &str, arguments: &[&str]) -> ReadJws {
    let (code, out, message) = command(setup, name, arguments);
    assert_eq!(code, 0, "{message}");
    read_jws(out.trim_end()).unwrap()
}

async fn verifies(setup: &Setup, token: &ReadJws) -> bool {
    let keys = setup.get_json("/jwk").await;
    let text = |name: &str| keys["keys"][0][name].as_str().unwrap().to_owned();
    let key = rsa_from_members(&text("n"), &text("e")).unwrap();
    let input = token.signing_input.as_bytes();
    matches!(
        verify_bytes(SignatureAlgorithm::Rs256, &key, input, &token.signature),
        Ok(true)
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_for_the_bank_of_the_world() {
    let setup = setup().await;
    let token = printed(&setup, "token", &[]);
    assert_eq!(token.payload["aud"], BASE_URL);
    assert!(verifies(&setup, &token).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_token_is_signed_by_maskinportens_key() {
    let setup = setup().await;
    let changes = ["--claim", "consumer.ID=0192:1", "--without", "exp"];
    let token = printed(&setup, "token", &changes);
    assert_eq!(token.payload["consumer"]["ID"], "0192:1");
    assert_eq!(token.payload["exp"], Value::Null);
    assert!(verifies(&setup, &token).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_another_key_does_not_verify() {
    let setup = setup().await;
    let token = printed(&setup, "token", &["--form", "key-other"]);
    assert!(!verifies(&setup, &token).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_step_1_is_for_the_customer_overview() {
    let setup = setup().await;
    let token = printed(&setup, "token", &["--step-1"]);
    assert_eq!(token.payload["scope"], "bits:kundeforhold");
    let overview = setup.registers.world.customer_overview.clone();
    assert_eq!(token.payload["aud"], json!(overview));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_form_is_wrong_use() {
    let setup = setup().await;
    let (code, _, message) = command(&setup, "token", &["--form", "nothing"]);
    assert_eq!(
        (code, message.contains("--list-forms")),
        (2, true),
        "{message}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_names_its_case_and_party() {
    let setup = setup().await;
    let case = "465dec5e-b3ab-4486-8107-780c2b5a2ba4";
    let order = printed(&setup, "order", &["--case", case]);
    assert_eq!(order.payload["caseID"], case);
    assert_eq!(order.payload["partyID"], PARTY);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_can_be_signed_with_every_certificate_of_the_world() {
    let setup = setup().await;
    for certificate in &setup.registers.world.order_certificates {
        let order = printed(&setup, "order", &["--sign-with", &certificate.name]);
        assert_eq!(order.header["kid"], json!(certificate.kid));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_without_orders_has_none_to_print() {
    let setup = setup().await;
    let world = setup.registers.world_file.to_str().unwrap();
    let arguments = [
        "order",
        "--service",
        "oppgjor-etter-dodsfall",
        "--world",
        world,
        "--from",
        "2026-01-01",
        "--party",
        "13097248022",
    ];
    let (code, _, message) = run(&arguments);
    assert_eq!(
        (code, message.contains("no extradition orders")),
        (2, true),
        "{message}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_has_every_header_of_the_call() {
    let setup = setup().await;
    let (code, out, message) = command(&setup, "curl", &[]);
    assert_eq!(code, 0, "{message}");
    for part in [
        "'https://bank.example/v2/accounts?OnlyPrimaryOwner=true&fromDate=",
        "'AccountInfoRequestID: ",
        "'CorrelationID: ",
        "'Legal-Mandate: Straffeprosessloven%20",
        "'PartyID: 974720760'",
        "'RequesterID: ",
        "'AdditionalReferenceID: ey",
        "'AdditionalReferenceIDType: pol1'",
        "'Authorization: Bearer ey",
        "'Accept: application/jose'",
    ] {
        assert!(out.contains(part), "{part} in {out}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_accepts_a_token_a_header_and_a_defect_of_ones_own() {
    let setup = setup().await;
    let arguments = [
        "--token",
        "mine",
        "--header",
        "X-Mine=1",
        "--without-header",
        "requesterid",
        "--defect",
        "case-no-uuid",
        "--clear",
    ];
    let (code, out, message) = command(&setup, "curl", &arguments);
    assert_eq!(code, 0, "{message}");
    for part in [
        "'Authorization: Bearer mine'",
        "'x-mine: 1'",
        "'AccountInfoRequestID: sak-17'",
        "'Accept: application/json'",
    ] {
        assert!(out.contains(part), "{part} in {out}");
    }
    assert!(!out.contains("RequesterID"), "{out}");
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_needs_an_account_beyond_accounts() {
    let setup = setup().await;
    let (code, _, message) = command(&setup, "curl", &["--endpoint", "Transactions"]);
    assert_eq!(
        (code, message.contains("--account")),
        (2, true),
        "{message}"
    );
}

fn answer(setup: &Setup, service: &str) -> String {
    let key = setup.agency(service).decryption_key.public();
    encrypt_compact(br#"{"accounts": []}"#, &key, &JweOptions::default()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn opens_an_answer_to_whichever_agency_it_is() {
    let setup = setup().await;
    let world = setup.registers.world_file.to_str().unwrap();
    let file = setup.folder().join("answer");
    for service in ["politi-utlevering", "oppgjor-etter-dodsfall"] {
        std::fs::write(&file, answer(&setup, service) + "\n").unwrap();
        let (code, out, message) = run(&["open", file.to_str().unwrap(), "--world", world]);
        assert_eq!(code, 0, "{message}");
        let document: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(document, json!({"accounts": []}));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_changed_is_not_opened() {
    let setup = setup().await;
    let world = setup.registers.world_file.to_str().unwrap();
    let file = setup.folder().join("answer");
    let answer = answer(&setup, "politi-utlevering");
    let (rest, _tag) = answer.rsplit_once('.').unwrap();
    std::fs::write(&file, format!("{rest}.AAAAAAAAAAAAAAAAAAAAAA")).unwrap();
    let (code, out, message) = run(&["open", file.to_str().unwrap(), "--world", world]);
    assert_eq!((code, out.as_str()), (1, ""), "{message}");
    assert!(message.contains("was not opened"), "{message}");
}

#[test]
fn lists_the_forms_of_tokens_and_orders() {
    let (code, out, _) = run(&["--list-forms"]);
    assert_eq!(code, 0);
    for name in ["audience-with-slash", "common-name-other-environment"] {
        assert!(out.contains(name), "{out}");
    }
}
