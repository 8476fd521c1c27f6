//! How many generated exchanges a second go over the wire against the mock bank in the same process, and what the
//! cryptography of such an exchange costs by itself. Starting registers and bank is part of each sample.
//!
//! The figure for clear answers must be 1,000 a second or more on two cores. What orders and encryption take from
//! it is seen beside it, and `cryptography` is what no harness and no bank could be faster than.

use std::process::Command;

use divan::counter::ItemsCount;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use serde_json::json;
use wire::jose::encrypt::{ContentEncryption, JweOptions, KeyManagement, encrypt_compact};
use wire::jose::sign::{SignatureAlgorithm, SigningKey, sign_compact};

/// Exchanges in a sample: enough that starting up hardly counts.
const EXCHANGES: usize = 5_000;

fn main() {
    divan::main();
}

fn exchanges(bencher: divan::Bencher<'_, '_>, case: &str, more: &[&str]) {
    bencher.counter(ItemsCount::new(EXCHANGES)).bench(|| {
        let folder = tempfile::tempdir().expect("a folder for the reports");
        let output = Command::new(env!("CARGO_BIN_EXE_dsop-conformance"))
            .args(["run", "--quiet", "--format", "json", "--case", case])
            .args(["--property-cases", &EXCHANGES.to_string(), "--out"])
            .arg(folder.path())
            .args(more)
            .output()
            .expect("the program starts");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    });
}

/// Settlement after death: token, headers, clear answers.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn clear_answers(bencher: divan::Bencher<'_, '_>) {
    exchanges(bencher, "PROPERTY-014/oppgjor-etter-dodsfall/Accounts", &[]);
}

/// The police with one order for all requests, which the bank verifies each time; clear answers.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn clear_answers_with_an_order(bencher: divan::Bencher<'_, '_>) {
    exchanges(bencher, "PROPERTY-014/politi-utlevering/Accounts", &[]);
}

/// The police with an order signed anew for each request; clear answers.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn a_new_order_each_time(bencher: divan::Bencher<'_, '_>) {
    exchanges(bencher, "PROPERTY-005/politi-utlevering/Accounts", &[]);
}

/// Encrypted answers, as in production.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn encrypted_answers(bencher: divan::Bencher<'_, '_>) {
    exchanges(
        bencher,
        "PROPERTY-014/oppgjor-etter-dodsfall/Accounts",
        &["--mode", "production"],
    );
}

/// An order signed anew for each request, and encrypted answers.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn new_orders_and_encrypted_answers(bencher: divan::Bencher<'_, '_>) {
    exchanges(
        bencher,
        "PROPERTY-002/politi-utlevering/Accounts",
        &["--mode", "production"],
    );
}

mod cryptography {
    use super::{
        ContentEncryption, ItemsCount, JweOptions, KeyManagement, PKey, Rsa, SignatureAlgorithm,
        SigningKey, encrypt_compact, json, sign_compact,
    };

    fn key() -> SigningKey {
        let rsa = Rsa::generate(2048).expect("a key of 2048 bits");
        SigningKey::from_pkey(PKey::from_rsa(rsa).expect("an RSA key"))
    }

    /// Signing an order: PS256.
    #[divan::bench]
    fn sign_an_order(bencher: divan::Bencher<'_, '_>) {
        let (key, header, claims) = (
            key(),
            json!({"alg": "PS256", "typ": "JWT", "kid": "a"}),
            json!({"exp": 1}),
        );
        bencher.counter(ItemsCount::new(1_usize)).bench(|| {
            sign_compact(&header, &claims, &key, SignatureAlgorithm::Ps256).expect("signed")
        });
    }

    /// Encrypting an answer, and opening it again: RSA-OAEP-256 with A128CBC-HS256.
    #[divan::bench]
    fn encrypt_and_open_an_answer(bencher: divan::Bencher<'_, '_>) {
        let rsa = Rsa::generate(2048).expect("a key of 2048 bits");
        let key = PKey::from_rsa(rsa).expect("an RSA key");
        let public = SigningKey::from_pkey(key.clone()).public();
        let opener = wire::jose::encrypt::DecryptionKey::from_pkey(key);
        let options = JweOptions {
            alg: KeyManagement::RsaOaep256,
            enc: ContentEncryption::A128CbcHs256,
            extra_header: serde_json::Map::new(),
        };
        let document = vec![b'x'; 4_000];
        bencher.counter(ItemsCount::new(1_usize)).bench(|| {
            let compact = encrypt_compact(&document, &public, &options).expect("encrypted");
            wire::jose::encrypt::decrypt_compact(&compact, &opener).expect("opened")
        });
    }
}
