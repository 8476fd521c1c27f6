//! A target, a key and a certificate for tests of the doctor.

use std::collections::BTreeMap;

use jiff::Timestamp;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::X509;
use wire::jose::encrypt::DecryptionKey;
use wire::jose::sign::SigningKey;
use wire::pki::{Authority, Subject, Validity};

use plan::target::{Agency, Issuer, RegisterAddresses, Target, TlsSettings};

pub(super) fn key() -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(2048).expect("a key")).expect("a key")
}

/// That many seconds after 1970 began.
pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a moment within range")
}

/// A certificate of the key that vouches for itself from second 1,000 to 2,000.
pub(super) fn certificate(key: &PKey<Private>) -> X509 {
    let subject = Subject {
        organisation: None,
        organisational_unit: None,
        common_name: "Godkjenning".into(),
        serial_number: None,
    };
    let validity = Validity {
        not_before: at(1_000),
        not_after: at(2_000),
    };
    Authority::root(&subject, validity, key.clone())
        .expect("a certificate")
        .certificate
}

pub(super) fn target() -> Target {
    let key = key();
    let agency = Agency {
        orgno: "915429785".into(),
        client_id: "client".into(),
        client_key: SigningKey::from_pkey(key.clone()),
        client_key_name: plan::target::KeyName::Kid("k".into()),
        decryption_key: DecryptionKey::from_pkey(key),
        order_signer: None,
    };
    Target {
        role: pack::catalogue::Role::Bank,
        name: "the bank".into(),
        build: None,
        vendor: None,
        orgno: "310000027".into(),
        base_url: "https://bank.example/v2".into(),
        audience: "https://bank.example/v2".into(),
        production: false,
        alternative_2: false,
        services: vec!["politi-utlevering".into()],
        tls: TlsSettings::default(),
        parties: Vec::new(),
        agencies: BTreeMap::from([("politi-utlevering".to_owned(), agency)]),
        issuer: Issuer {
            issuer: "https://issuer.example/".into(),
            token_endpoint: "https://issuer.example/token".into(),
            jwks_uri: None,
            key: None,
        },
        registers: RegisterAddresses::default(),
        order_certificates: BTreeMap::new(),
        readings: BTreeMap::new(),
        response_time_limit: None,
        secrets: Vec::new(),
        digest: String::new(),
    }
}
