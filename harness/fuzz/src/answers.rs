//! What a bank answers, from the bytes of a connection to the document.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::date;
use judge::answer::{Answer, Content};
use judge::check::schema::Schemas;
use judge::check::{AccountInView, Grounds, Seen, Tools, View, registry};
use judge::exchange::{Codings, Exchange, ExchangeId, Received, SentRequest};
use judge::open::{open, remarks};
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::X509;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use wire::identifiers::PartyId;
use wire::jose::encrypt::{
    ContentEncryption, DecryptionKey, JweOptions, KeyManagement, decrypt_compact, encrypt_compact,
};
use wire::jose::sign::SigningKey;
use wire::jose::strict::{self, CompactJwe, read_jws};
use wire::messages::Endpoint;
use wire::world::PartyEntry;

use super::files::CATALOGUE;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
});

static KEY: LazyLock<PKey<Private>> = LazyLock::new(|| {
    let rsa = Rsa::generate(2048).expect("a key");
    PKey::from_rsa(rsa).expect("a key")
});

fn decryption_key() -> DecryptionKey {
    DecryptionKey::from_pkey(KEY.clone())
}

/// Everything that a connection brings.
pub(super) fn connection(bytes: &[u8]) {
    if let Ok(received) = RUNTIME.block_on(engine::send::answer_in(bytes)) {
        let _ = remarks(&received);
        let _ = open(&received, &decryption_key(), true);
    }
}

/// The body of an answer.
pub(super) fn answer(bytes: &[u8]) {
    let received = received(200, "application/jose", bytes);
    let _ = remarks(&received);
    let _ = open(&received, &decryption_key(), true);
    let _ = mock_agency::retrieval::open(bytes, &decryption_key());
}

fn received(status: u16, media_type: &str, body: &[u8]) -> Received {
    Received {
        status,
        version: "HTTP/1.1".into(),
        headers: vec![("content-type".into(), media_type.into())],
        body: Bytes::copy_from_slice(body),
        truncated: None,
        codings: Codings::default(),
    }
}

/// The content of an encrypted answer, after a byte that says how it is encrypted: what comes out is what went in.
pub(super) fn encrypted(bytes: &[u8]) {
    let Some((first, content)) = bytes.split_first() else {
        return;
    };
    let enc = if first & 1 == 0 {
        ContentEncryption::A128CbcHs256
    } else {
        ContentEncryption::A256Gcm
    };
    let mut options = JweOptions::new(KeyManagement::RsaOaep256, enc);
    if first & 2 != 0 {
        options.extra_header.insert("zip".into(), json!("DEF"));
    }
    let key = decryption_key();
    let jwe = encrypt_compact(content, &key.public(), &options).expect("the key is good");
    let opened = open(
        &received(200, "application/jose", jwe.as_bytes()),
        &key,
        false,
    );
    if let (Ok(went_in), Some(came_out)) = (strict::json(content), opened.document()) {
        assert_eq!(&went_in, came_out);
    }
}

/// Compact serializations, signed and encrypted.
pub(super) fn jose(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = read_jws(&text);
    if let Ok(jwe) = CompactJwe::parse(&text) {
        assert_eq!(jwe.assemble(), text);
        let _ = jwe.header();
    }
    assert!(decrypt_compact(&text, &decryption_key()).is_err());
}

/// JSON: what is read strictly is what any reader reads.
pub(super) fn json(bytes: &[u8]) {
    if let Ok(value) = strict::json(bytes) {
        let other: Value = serde_json::from_slice(bytes).expect("it is JSON");
        assert_eq!(value, other);
    }
}

/// Certificates in PEM or DER.
pub(super) fn certificate(bytes: &[u8]) {
    let mut chain = wire::pki::chain_from_pem(bytes).unwrap_or_default();
    chain.extend(X509::from_der(bytes));
    for certificate in &chain {
        let _ = wire::pki::thumbprint_sha256(certificate);
        let _ = wire::pki::subject_value(certificate, openssl::nid::Nid::COMMONNAME);
        let _ = wire::pki::validity_of(certificate);
        let _ = wire::pki::validate_chain(certificate, &chain, &chain, Timestamp::UNIX_EPOCH);
    }
    let _ = plan::keys::held(bytes);
}

/// Private keys, as files hold them.
pub(super) fn key(bytes: &[u8]) {
    let _ = DecryptionKey::from_pem(bytes);
    let _ = SigningKey::from_pem(bytes);
    let _ = plan::keys::held(bytes);
}

/// Names, numbers, dates, encodings and patterns.
pub(super) fn text(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = wire::mandate::decode(&text);
    assert_eq!(
        wire::mandate::decode(&wire::mandate::encode(&text)).as_deref(),
        Ok(&*text)
    );
    let _ = judge::agency::route::query(&text);
    let _ = judge::agency::route::Route::of(&text);
    let _ = PartyId::parse(&text);
    let _ = wire::identifiers::AccountNumber::parse(&text);
    let _ = wire::dates::parse_iso(&text);
    let _ = judge::check::day::days(&text);
    let _ = pack::catalogue::Template::parse(&text);
    let (pattern, name) = text.split_once('\n').unwrap_or((&text, ""));
    assert!(plan::matches(name, name));
    let _ = plan::matches(pattern, name);
    let shown = report::visible(&text, 1_000);
    assert!(!shown.contains(char::is_control), "{shown:?}");
}

static TOOLS: LazyLock<Tools> = LazyLock::new(|| Tools {
    schemas: Arc::new(Schemas::compile(&CATALOGUE.schemas).expect("the schemas compile")),
    rows: CATALOGUE.fields.clone().into(),
    recommended_rows: Arc::new(CATALOGUE.recommended_rows()),
});

/// What a profile declares about the party that documents are about.
static PARTY: LazyLock<PartyEntry> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/party.json");
    let text = std::fs::read(path).expect("the declared party is in the repository");
    serde_json::from_slice(&text).expect("a party")
});

/// A document of an endpoint, judged by every check; the first byte says which endpoint.
pub(super) fn document(bytes: &[u8]) {
    let Some((first, text)) = bytes.split_first() else {
        return;
    };
    let Ok(document) = serde_json::from_slice::<Value>(text) else {
        return;
    };
    let endpoints = Endpoint::ALL;
    let endpoint = endpoints[usize::from(first.wrapping_sub(b'0')) % endpoints.len()];
    let status = if document.get("code").is_some() {
        400
    } else {
        200
    };
    judge_all(endpoint, &document, status);
}

fn judge_all(endpoint: Endpoint, document: &Value, status: u16) {
    let answer = Answer {
        status,
        media_type: Some("application/json".into()),
        repeats: None,
        content: Content::Clear {
            document: document.clone(),
        },
    };
    let exchange = exchange(endpoint, status, document);
    let grounds = Grounds {
        service: CATALOGUE.service("politi-utlevering").expect("a service"),
        party: &PARTY,
        from: date(2025, 11, 22),
        to: date(2026, 11, 22),
        only_primary_owner: false,
        today: date(2026, 11, 22),
        production: false,
        alternative_2: false,
        base_url: "https://bank.example/v2",
        readings: &BTreeMap::new(),
    };
    let entry = document["accounts"].get(0).unwrap_or(&Value::Null);
    let account = (endpoint != Endpoint::Accounts).then(|| AccountInView {
        entry,
        reference: "ref-1",
        fact: PARTY.accounts.first(),
    });
    let differs = OnceCell::new();
    let view = |page| View {
        endpoint,
        page,
        last_page: page == 2,
        account,
        exchange: &exchange,
        answer: &answer,
        document,
        differs: &differs,
    };
    let seen = Seen {
        exchange: &exchange,
        answer: &answer,
    };
    for check in registry::all() {
        if let Some(mut running) = check.begin(&TOOLS) {
            running.see(&view(1), &grounds);
            running.see(&view(2), &grounds);
            let _ = running.conclude(&grounds);
        }
        let _ = check.answer(seen, &[seen], &grounds);
    }
}

fn exchange(endpoint: Endpoint, status: u16, document: &Value) -> Exchange {
    let body = document.to_string();
    Exchange {
        id: ExchangeId(1),
        request: SentRequest {
            service: "politi-utlevering".into(),
            endpoint: endpoint.into(),
            method: "GET".into(),
            url: "https://bank.example/v2/accounts?fromDate=2025-11-22&toDate=2026-11-22".into(),
            headers: Vec::new(),
            token_claims: None,
            order_claims: None,
        },
        outcome: Ok(received(status, "application/json", body.as_bytes())),
        started: Timestamp::UNIX_EPOCH,
        elapsed: Duration::from_millis(1),
    }
}
