//! Correct behaviours that differ from the usual ones, end to end.

use std::sync::Arc;

use mock_bank::{DataSet, Variant};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wire::population::PopulationRole as Role;

use crate::support::{Ask, Registers, Setup, setup_on, setup_with};

async fn with(variant: Variant) -> Setup {
    setup_with(|config| config.variants = [variant].into_iter().collect()).await
}

fn police(setup: &Setup) -> Ask {
    let owner = setup.agency.person(Role::OwnerOfSeveralAccounts);
    let last_year = wire::dates::years_before(wire::dates::today(), 1).to_string();
    setup
        .agency
        .police(owner.id.as_str())
        .query("fromDate", &last_year)
}

#[tokio::test]
async fn a_bank_may_accept_the_reference_type_in_capital_letters() {
    let setup = with(Variant::ReferenceTypeAnyCase).await;
    let ask = police(&setup).with("AdditionalReferenceIDType", "POL1");
    assert_eq!(setup.agency.send(&ask).await.status, 200);
}

#[tokio::test]
async fn a_bank_may_read_a_missing_date_as_today() {
    let setup = with(Variant::DatesOptional).await;
    let mut ask = police(&setup);
    ask.query.retain(|(name, _)| name != "toDate");
    assert_eq!(setup.agency.send(&ask).await.status, 200);
}

/// The two variants that refuse a request for a moment do so after some requests only.
#[tokio::test]
async fn a_correct_request_is_served_by_a_bank_with_any_variant() {
    let mut registers = Registers::start().await;
    let data = Arc::new(DataSet::make(1));
    let mut refused = Vec::new();
    for variant in Variant::ALL {
        let setup = setup_on(registers, |config| {
            config.variants = [*variant].into_iter().collect();
            config.data = Some(Arc::clone(&data));
        })
        .await;
        let ask = police(&setup).without("Accept");
        let status = setup.agency.send(&ask).await.status;
        if status != 200 {
            refused.push((variant.name(), status));
        }
        registers = setup.registers;
    }
    assert_eq!(refused, []);
}

async fn endpoints_of_a_reference(variant: Variant) {
    let setup = with(variant).await;
    let ask = police(&setup);
    let reference = setup.agency.references(&ask).await.remove(0);
    let in_path = reference
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D");
    for rest in ["", "/transactions", "/cards", "/roles"] {
        let answer = setup
            .agency
            .send(&setup.agency.account(&ask, &in_path, rest))
            .await;
        assert_eq!(answer.status, 200, "{reference}{rest}");
    }
    let details = setup
        .agency
        .send(&setup.agency.account(&ask, &in_path, ""))
        .await;
    assert_eq!(
        details.json()["account"]["accountReference"],
        reference.as_str()
    );
}

#[tokio::test]
async fn references_in_base64_serve_every_endpoint() {
    endpoints_of_a_reference(Variant::ReferencesInBase64).await;
}

#[tokio::test]
async fn long_references_serve_every_endpoint() {
    endpoints_of_a_reference(Variant::LongReferences).await;
}

#[tokio::test]
async fn a_long_reference_with_another_end_is_not_found() {
    let setup = with(Variant::LongReferences).await;
    let ask = police(&setup);
    let reference = setup.agency.references(&ask).await.remove(0);
    let answer = setup
        .agency
        .send(&setup.agency.account(&ask, &reference[..97], ""))
        .await;
    assert_eq!(answer.status, 404);
}

async fn statuses(setup: &Setup, requests: usize) -> Vec<u16> {
    let ask = police(setup);
    let mut statuses = Vec::new();
    for _ in 0..requests {
        statuses.push(setup.agency.send(&ask).await.status);
    }
    statuses
}

#[tokio::test]
async fn one_request_is_too_many_and_the_next_is_served() {
    let setup = with(Variant::OneTooManyRequests).await;
    let mut expected = vec![200; 12];
    expected[4] = 429;
    assert_eq!(statuses(&setup, 12).await, expected);
}

#[tokio::test]
async fn one_request_finds_the_bank_out_of_service_and_the_next_is_served() {
    let setup = with(Variant::OneOutOfService).await;
    let mut expected = vec![200; 12];
    expected[8] = 503;
    assert_eq!(statuses(&setup, 12).await, expected);
}

#[tokio::test]
async fn a_refusal_for_a_moment_says_when_to_repeat() {
    let setup = with(Variant::OneTooManyRequests).await;
    statuses(&setup, 4).await;
    let request = setup.agency.prepare(&police(&setup));
    let answer = setup.agency.client.execute(request).await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["retry-after"]),
        (429, &"1".parse().unwrap())
    );
}

/// The bytes of the answer to a request without a token.
async fn bytes_of_an_answer(setup: &Setup, headers: &str) -> Vec<u8> {
    let address = setup.bank.address();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET /v2/accounts HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    bytes
}

async fn text_of_an_answer(variant: Variant, headers: &str) -> String {
    let setup = with(variant).await;
    let bytes = bytes_of_an_answer(&setup, headers).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn an_interim_answer_comes_before_the_final_one() {
    let text = text_of_an_answer(Variant::InterimAnswers, "").await;
    let final_head = text.split_once("\r\n\r\n").unwrap().1;
    assert!(
        text.starts_with("HTTP/1.1 103 ") && final_head.starts_with("HTTP/1.1 401 "),
        "{text}"
    );
}

#[tokio::test]
async fn a_trailer_comes_after_a_body_in_chunks() {
    let text = text_of_an_answer(Variant::ChunkedWithTrailers, "TE: trailers\r\n").await;
    assert!(
        text.contains("\r\n0\r\nx-body-state: complete\r\n"),
        "{text}"
    );
}

#[tokio::test]
async fn header_names_may_begin_with_capital_letters() {
    let text = text_of_an_answer(Variant::CapitalHeaderNames, "").await;
    assert!(
        text.contains("\r\nContent-Type: application/json"),
        "{text}"
    );
}

#[tokio::test]
async fn a_body_is_compressed_only_where_that_is_accepted() {
    let setup = with(Variant::GzipWhenAccepted).await;
    let is_compressed = async |headers: &str| {
        let bytes = bytes_of_an_answer(&setup, headers).await;
        let body = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        bytes[body.unwrap() + 4..].starts_with(&[0x1f, 0x8b])
    };
    assert_eq!(
        (
            is_compressed("Accept-Encoding: gzip, br\r\n").await,
            is_compressed("Accept-Encoding: identity\r\n").await
        ),
        (true, false)
    );
}

async fn refusal(variant: Variant, change: impl FnOnce(Ask) -> Ask) -> (u16, String) {
    let setup = with(variant).await;
    let ask = change(police(&setup));
    setup.agency.send(&ask).await.refusal()
}

#[tokio::test]
async fn an_unusable_token_may_be_forbidden() {
    let expired = |ask: Ask| ask.token("exp", json!(1));
    assert_eq!(
        refusal(Variant::TokenRefusedWith403, expired).await,
        (403, "ACC-011".to_owned())
    );
}

#[tokio::test]
async fn a_wrong_scope_may_be_unauthenticated() {
    let other_scope = |ask: Ask| ask.token("scope", json!("bits:kundeforhold"));
    assert_eq!(
        refusal(Variant::ConsumerRefusedWith401, other_scope).await,
        (401, "ACC-010".to_owned())
    );
}

#[tokio::test]
async fn a_foreign_mandate_may_be_forbidden() {
    let other = |ask: Ask| ask.with("Legal-Mandate", "Skatteforvaltningsloven");
    assert_eq!(
        refusal(Variant::MandateRefusedWith403, other).await,
        (403, "ACC-011".to_owned())
    );
}

#[tokio::test]
async fn a_norwegian_message_names_the_parameter() {
    let setup = with(Variant::NorwegianErrors).await;
    let ask = police(&setup).without("CorrelationID");
    assert_eq!(
        setup.agency.send(&ask).await.message(),
        "Headeren CorrelationID mangler."
    );
}

#[tokio::test]
async fn a_message_may_name_the_parameter_in_lower_case() {
    let setup = with(Variant::ErrorsInLowerCase).await;
    let ask = police(&setup).without("CorrelationID");
    assert_eq!(
        setup.agency.send(&ask).await.message(),
        "the header correlationid is missing."
    );
}

#[tokio::test]
async fn a_bank_without_historic_balances_declares_none() {
    let setup = with(Variant::NoHistoricBalances).await;
    let entry = setup.bank.world_entry();
    let today = wire::dates::today();
    let accounts = || entry.parties.iter().flat_map(|party| &party.accounts);
    let mut past = accounts()
        .flat_map(|account| &account.balances)
        .filter(|balance| balance.date < today);
    assert_eq!(past.next(), None);
    assert!(accounts().all(|account| account.historic_balances == Some(false)));
}
