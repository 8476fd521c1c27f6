//! Production mode, HTTPS, and keys that change.

use mock_bank::{Mode, make_identity};
use wire::jose::strict::{CompactJwe, base64url};
use wire::population::PopulationRole as Role;

use crate::support::registers::{NAME_IN_PRODUCTION, UNIT, subject, valid};
use crate::support::{Agency, Setup, setup, setup_with};

async fn production() -> Setup {
    let setup = setup_with(|config| config.mode = Mode::Production).await;
    let own = setup.registers.police_key.clone();
    let leaf = setup
        .registers
        .intermediate
        .issue(
            &subject(UNIT, NAME_IN_PRODUCTION),
            valid(1, 10),
            &own.public(),
            &[],
        )
        .unwrap();
    setup.registers.add_police_key(
        "police-p",
        &own,
        &[leaf, setup.registers.intermediate.certificate.clone()],
    );
    setup
}

#[tokio::test]
async fn production_encrypts() {
    let setup = production().await;
    let ask = setup
        .agency
        .police(setup.agency.person(Role::Owner).id.as_str())
        .with("Accept", "application/jose");
    let answer = setup
        .agency
        .send(&ask.order_header("kid", "police-p".into()))
        .await;
    assert_eq!(
        setup.agency.decrypt(&answer)["responseDetails"]["status"],
        "complete"
    );
}

#[tokio::test]
async fn production_does_not_answer_in_clear() {
    let setup = production().await;
    let ask = setup
        .agency
        .police(setup.agency.person(Role::Owner).id.as_str());
    let answer = setup
        .agency
        .send(&ask.order_header("kid", "police-p".into()))
        .await;
    assert_eq!(answer.refusal(), (406, "ACC-013".to_owned()));
}

#[tokio::test]
async fn production_refuses_the_certificate_of_the_test_environment() {
    let setup = production().await;
    let ask = setup
        .agency
        .police(setup.agency.person(Role::Owner).id.as_str())
        .with("Accept", "application/jose");
    assert_eq!(
        setup.agency.send(&ask).await.refusal(),
        (400, "ACC-001".to_owned())
    );
}

#[tokio::test]
async fn the_jwe_is_of_the_usual_pair_and_names_the_certificate() {
    let setup = setup().await;
    let ask = setup
        .agency
        .police(setup.agency.person(Role::Owner).id.as_str())
        .without("Accept");
    let answer = setup.agency.send(&ask).await;
    let jwe = CompactJwe::parse(std::str::from_utf8(&answer.body).unwrap()).unwrap();
    let header: serde_json::Value =
        serde_json::from_slice(&base64url(jwe.protected).unwrap()).unwrap();
    let thumbprint =
        wire::pki::thumbprint_sha256(&setup.registers.holdings.lock().unwrap().agency_certificate);
    assert_eq!(header["alg"], "RSA-OAEP-256");
    assert_eq!(header["enc"], "A128CBC-HS256");
    assert_eq!(header["cty"], "application/json");
    assert_eq!(header["kid"], thumbprint);
}

#[tokio::test]
async fn two_answers_share_no_key_and_no_vector() {
    let setup = setup().await;
    let ask = setup
        .agency
        .police(setup.agency.person(Role::Owner).id.as_str())
        .without("Accept");
    let (one, other) = (setup.agency.send(&ask).await, setup.agency.send(&ask).await);
    let key = |answer: &crate::support::Answer| {
        wire::jose::encrypt::unwrap_content_key(
            std::str::from_utf8(&answer.body).unwrap(),
            &setup.agency.decryption_key,
        )
        .unwrap()
    };
    assert_ne!(key(&one), key(&other));
}

#[tokio::test]
async fn a_new_certificate_of_the_agency_is_picked_up() {
    let setup = setup().await;
    let ask = setup
        .agency
        .police(setup.agency.person(Role::Owner).id.as_str())
        .without("Accept");
    setup.agency.send(&ask).await;
    let new = crate::support::registers::key("new-agency");
    let public = wire::jose::sign::SigningKey::from_pkey(new.clone()).public();
    let certificate = setup
        .registers
        .intermediate
        .issue(&subject("Etat", "Ny"), valid(1, 10), &public, &[])
        .unwrap();
    setup.registers.holdings.lock().unwrap().agency_certificate = certificate;
    tokio::time::sleep(std::time::Duration::from_millis(120)).await;
    let answer = setup.agency.send(&ask).await;
    let decrypted = wire::jose::encrypt::decrypt_compact(
        std::str::from_utf8(&answer.body).unwrap(),
        &wire::jose::encrypt::DecryptionKey::from_pkey(new),
    );
    assert!(decrypted.is_ok());
}

#[tokio::test]
async fn https_serves_http_1_and_2() {
    let made = make_identity([127, 0, 0, 1].into()).unwrap();
    let ca = reqwest::Certificate::from_pem(&made.ca_pem).unwrap();
    let setup = setup_with(|config| config.tls = Some(made.identity)).await;
    let mut agency = Agency::new(setup.bank.base_url(), &setup.registers);
    for only_http1 in [false, true] {
        let builder = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_merge([ca.clone()]);
        agency.client = if only_http1 {
            builder.http1_only()
        } else {
            builder
        }
        .build()
        .unwrap();
        let ask = agency.police(agency.person(Role::Owner).id.as_str());
        assert_eq!(agency.send(&ask).await.status, 200, "{only_http1}");
    }
}

#[tokio::test]
async fn a_bank_cannot_listen_where_another_does() {
    let setup = setup().await;
    let mut config = mock_bank::BankConfig::new(setup.registers.addresses());
    config.listen = setup.bank.address();
    let error = mock_bank::Bank::start(config)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("cannot listen on 127.0.0.1:"), "{error}");
}

#[tokio::test]
async fn a_bank_that_was_shut_down_does_not_answer() {
    let setup = setup().await;
    let address = setup.bank.address();
    setup.bank.shutdown().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
