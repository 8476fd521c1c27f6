//! Production mode, HTTPS, and keys that change.

use mock_bank::{Mode, make_identity};
use wire::jose::strict::{CompactJwe, base64url};
use wire::population::PopulationRole as Role;

use crate::support::registers::{NAME_IN_PRODUCTION, UNIT, subject, valid};
use crate::support::{Agency, Scene, scene, scene_with};

async fn production() -> Scene {
    let scene = scene_with(|config| config.mode = Mode::Production).await;
    let own = scene.registers.police_key.clone();
    let leaf = scene
        .registers
        .intermediate
        .issue(
            &subject(UNIT, NAME_IN_PRODUCTION),
            valid(1, 10),
            &own.public(),
            &[],
        )
        .unwrap();
    scene.registers.add_police_key(
        "police-p",
        &own,
        &[leaf, scene.registers.intermediate.certificate.clone()],
    );
    scene
}

#[tokio::test]
async fn production_encrypts() {
    let scene = production().await;
    let ask = scene
        .agency
        .police(scene.agency.person(Role::Owner).id.as_str())
        .with("Accept", "application/jose");
    let answer = scene
        .agency
        .send(&ask.order_header("kid", "police-p".into()))
        .await;
    assert_eq!(
        scene.agency.decrypt(&answer)["responseDetails"]["status"],
        "complete"
    );
}

#[tokio::test]
async fn production_does_not_answer_in_clear() {
    let scene = production().await;
    let ask = scene
        .agency
        .police(scene.agency.person(Role::Owner).id.as_str());
    let answer = scene
        .agency
        .send(&ask.order_header("kid", "police-p".into()))
        .await;
    assert_eq!(answer.refusal(), (406, "ACC-013".to_owned()));
}

#[tokio::test]
async fn production_refuses_the_certificate_of_the_test_environment() {
    let scene = production().await;
    let ask = scene
        .agency
        .police(scene.agency.person(Role::Owner).id.as_str())
        .with("Accept", "application/jose");
    assert_eq!(
        scene.agency.send(&ask).await.refusal(),
        (400, "ACC-001".to_owned())
    );
}

#[tokio::test]
async fn the_jwe_is_of_the_usual_pair_and_names_the_certificate() {
    let scene = scene().await;
    let ask = scene
        .agency
        .police(scene.agency.person(Role::Owner).id.as_str())
        .without("Accept");
    let answer = scene.agency.send(&ask).await;
    let jwe = CompactJwe::parse(std::str::from_utf8(&answer.body).unwrap()).unwrap();
    let header: serde_json::Value =
        serde_json::from_slice(&base64url(jwe.protected).unwrap()).unwrap();
    let thumbprint =
        wire::pki::thumbprint_sha256(&scene.registers.holdings.lock().unwrap().agency_certificate);
    assert_eq!(header["alg"], "RSA-OAEP-256");
    assert_eq!(header["enc"], "A128CBC-HS256");
    assert_eq!(header["cty"], "application/json");
    assert_eq!(header["kid"], thumbprint);
}

#[tokio::test]
async fn two_answers_share_no_key_and_no_vector() {
    let scene = scene().await;
    let ask = scene
        .agency
        .police(scene.agency.person(Role::Owner).id.as_str())
        .without("Accept");
    let (one, other) = (scene.agency.send(&ask).await, scene.agency.send(&ask).await);
    let key = |answer: &crate::support::Answer| {
        wire::jose::encrypt::unwrap_content_key(
            std::str::from_utf8(&answer.body).unwrap(),
            &scene.agency.decryption_key,
        )
        .unwrap()
    };
    assert_ne!(key(&one), key(&other));
}

#[tokio::test]
async fn a_new_certificate_of_the_agency_is_picked_up() {
    let scene = scene().await;
    let ask = scene
        .agency
        .police(scene.agency.person(Role::Owner).id.as_str())
        .without("Accept");
    scene.agency.send(&ask).await;
    let new = crate::support::registers::key("new-agency");
    let public = wire::jose::sign::SigningKey::from_pkey(new.clone()).public();
    let certificate = scene
        .registers
        .intermediate
        .issue(&subject("Etat", "Ny"), valid(1, 10), &public, &[])
        .unwrap();
    scene.registers.holdings.lock().unwrap().agency_certificate = certificate;
    tokio::time::sleep(std::time::Duration::from_millis(120)).await;
    let answer = scene.agency.send(&ask).await;
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
    let scene = scene_with(|config| config.tls = Some(made.identity)).await;
    let mut agency = Agency::new(scene.bank.base_url(), &scene.registers);
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
    let scene = scene().await;
    let mut config = mock_bank::BankConfig::new(scene.registers.addresses());
    config.listen = scene.bank.address();
    let error = mock_bank::Bank::start(config)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("cannot listen on 127.0.0.1:"), "{error}");
}

#[tokio::test]
async fn a_bank_that_was_shut_down_does_not_answer() {
    let scene = scene().await;
    let address = scene.bank.address();
    scene.bank.shutdown().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
