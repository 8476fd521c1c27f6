//! A target for tests of the doctor.

use std::collections::BTreeMap;

use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use wire::jose::encrypt::DecryptionKey;
use wire::jose::sign::SigningKey;

use crate::target::{Agency, Issuer, RegisterAddresses, Target, TlsSettings};

pub(super) fn target() -> Target {
    let key = PKey::from_rsa(Rsa::generate(2048).expect("a key")).expect("a key");
    let agency = Agency {
        orgno: "915429785".into(),
        client_id: "client".into(),
        client_key: SigningKey::from_pkey(key.clone()),
        client_key_name: mock_agency::maskinporten_client::KeyName::Kid("k".into()),
        decryption_key: DecryptionKey::from_pkey(key),
        order_signer: None,
    };
    Target {
        name: "the bank".into(),
        build: None,
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
        digest: String::new(),
    }
}
