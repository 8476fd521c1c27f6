use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use openssl::x509::X509;
use serde_json::Value;
use wire::pki::{Validity, validity_of};

use crate::support::Setup;

const POLICE: &str = "915429785";
const PROCESS: &str = "bdx-procid-dsop::urn:fdc:bits.no:2018:dsop:account:1.0";

fn publisher_path(orgno: &str) -> String {
    format!("/certpub/api/v1/iso6523-actorid-upis::0192:{orgno}/{PROCESS}")
}

fn certificates(xml: &str) -> Vec<X509> {
    let mut found = Vec::new();
    for part in xml.split("<Certificate ").skip(1) {
        let base64 = part
            .split_once('>')
            .unwrap()
            .1
            .split_once("</Certificate>")
            .unwrap()
            .0;
        found.push(X509::from_der(&STANDARD.decode(base64).unwrap()).unwrap());
    }
    found
}

#[tokio::test]
async fn the_locator_leads_to_the_publisher() {
    let setup = Setup::new().await;
    let map = setup
        .get_json("/lookup/v2/iso6523-actorid-upis::0192:915429785")
        .await;
    let expected = format!("http://{}/certpub/", setup.registers.address());
    assert_eq!(map["difi-bcp-v1"], Value::from(expected));
}

#[tokio::test]
async fn the_publishers_address_may_come_without_a_slash() {
    let setup = Setup::with_options("publisher-slash = false").await;
    let map = setup
        .get_json("/lookup/v2/iso6523-actorid-upis::0192:915429785")
        .await;
    assert!(map["difi-bcp-v1"].as_str().unwrap().ends_with("/certpub"));
}

#[tokio::test]
async fn publishes_the_key_that_the_agency_decrypts_with() {
    let setup = Setup::new().await;
    for (service, orgno) in [
        ("politi-utlevering", POLICE),
        ("oppgjor-etter-dodsfall", "974720760"),
    ] {
        let (status, xml) = setup.get(&publisher_path(orgno)).await;
        assert_eq!(status, 200);
        let key = certificates(&xml)[0].public_key().unwrap();
        assert!(
            key.public_eq(&setup.agency(service).decryption_key.public()),
            "{service}"
        );
    }
}

#[tokio::test]
async fn the_document_names_participant_process_serial_number_and_expiry() {
    let setup = Setup::new().await;
    let (_, xml) = setup.get(&publisher_path(POLICE)).await;
    let certificate = &certificates(&xml)[0];
    let serial = certificate
        .serial_number()
        .to_bn()
        .unwrap()
        .to_dec_str()
        .unwrap();
    let expire = validity_of(certificate).unwrap().not_after.as_millisecond();
    for part in [
        "<Process xmlns=\"urn:fdc:difi.no:2017:virksert:v1\">",
        ">0192:915429785</ParticipantIdentifier>",
        ">urn:fdc:bits.no:2018:dsop:account:1.0</ProcessIdentifier>",
        &format!("serialNumber=\"{serial}\""),
        &format!("expire=\"{expire}\""),
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
}

#[tokio::test]
async fn accepts_percent_encoded_identifiers() {
    let setup = Setup::new().await;
    let path = publisher_path(POLICE).replace(':', "%3A");
    assert_eq!(setup.get(&path).await.0, 200);
    assert_eq!(
        setup
            .get("/lookup/v2/iso6523-actorid-upis%3a%3a0192%3a915429785")
            .await
            .0,
        200
    );
}

#[tokio::test]
async fn answers_404_for_other_organisations_processes_and_schemes() {
    let setup = Setup::new().await;
    for path in [
        "/lookup/v2/iso6523-actorid-upis::0192:000000000".to_owned(),
        "/lookup/v2/iso6523-actorid-upis::9908:915429785".to_owned(),
        publisher_path("000000000"),
        publisher_path(POLICE).replace("account:1.0", "account:2.0"),
    ] {
        assert_eq!(setup.get(&path).await.0, 404, "{path}");
    }
}

#[tokio::test]
async fn refuses_a_broken_escape() {
    let setup = Setup::new().await;
    assert_eq!(setup.get("/lookup/v2/%zz").await.0, 400);
}

#[tokio::test]
async fn another_certificate_can_be_published_and_removed() {
    let setup = Setup::new().await;
    let key = setup
        .agency("oppgjor-etter-dodsfall")
        .decryption_key
        .public();
    let now = wire::dates::now();
    let validity = Validity {
        not_before: now,
        not_after: now + jiff::SignedDuration::from_hours(24),
    };
    let rotated = setup
        .registers
        .issue_encryption_certificate(POLICE, &key, validity)
        .unwrap();
    setup
        .registers
        .set_encryption_certificate(POLICE, Some(rotated));
    let (_, xml) = setup.get(&publisher_path(POLICE)).await;
    assert!(certificates(&xml)[0].public_key().unwrap().public_eq(&key));

    setup.registers.set_encryption_certificate(POLICE, None);
    assert_eq!(setup.get(&publisher_path(POLICE)).await.0, 404);
    assert_eq!(
        setup
            .get("/lookup/v2/iso6523-actorid-upis::0192:915429785")
            .await
            .0,
        200
    );
}
