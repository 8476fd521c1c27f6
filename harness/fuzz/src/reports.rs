//! Reports that others hand in: records, logs, packages and signatures. What is shown of them on a terminal holds no
//! control characters.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use pack::catalogue::Role;
use pack::text::Language;
use plan::target::{Issuer, RegisterAddresses, Target, TlsSettings};
use record::Record;
use record::deviation::Declarations;
use record::redact::Redactor;
use record::rejudge::{Setting, rejudge};
use report::overview::{Entry, Signed};
use report::signature::{Against, Bundle, Trust};
use report::{diff, file, html, junit, markdown, package, sarif, show, signature, terminal};
use wire::jose::sign::SigningKey;
use wire::world::PartyEntry;

use super::files::{CATALOGUE, in_file};

/// A record, compressed or not: every report of it is made, and it is judged again.
pub(super) fn record(bytes: &[u8]) {
    if let Ok(record) = in_file(file::RECORD, bytes, file::read) {
        reports_of(&record);
        let declarations = Declarations::of_record(&record).unwrap_or_default();
        let setting = Setting {
            catalogue: &CATALOGUE,
            declarations: &declarations,
            strict: false,
            at: Timestamp::UNIX_EPOCH,
        };
        let _ = rejudge(&record, &setting);
    }
}

fn reports_of(record: &Record) {
    for language in [Language::En, Language::Nb] {
        let options = terminal::Options {
            language,
            matrix: true,
            ..terminal::Options::default()
        };
        harmless(&terminal::render(record, &options));
        for case in &record.cases {
            for form in [show::Form::Text, show::Form::Curl, show::Form::Json] {
                harmless(&show::show(record, &case.id, form, language).unwrap_or_default());
            }
        }
        for cause in &record.causes {
            let shown = show::show_cause(record, &cause.id, show::Form::Text, language);
            harmless(&shown.unwrap_or_default());
        }
        let difference = diff::diff(record, record);
        harmless(&diff::render(&difference, diff::Options { language }));
        let _ = markdown::render(record, language);
    }
    let _ = html::render(record, &html::Options::default());
    let _ = junit::render(record, &junit::Options::default());
    let _ = sarif::render(record, &sarif::Options::default());
    let _ = Entry::of(record, "x".into(), Signed::No, Timestamp::UNIX_EPOCH);
}

/// Holds what is printed against: no character of it acts on a terminal.
pub(super) fn harmless(shown: &str) {
    let acts = |character: char| character.is_control() && character != '\n';
    assert!(!shown.contains(acts), "{shown:?}");
}

/// The log of a run that did not come to its end.
pub(super) fn log(bytes: &[u8]) {
    in_file(record::log::FILE, bytes, |path| {
        let folder = path.parent().expect("the file is in a folder");
        let _ = record::log::is_cut_off(folder);
        let _ = record::log::restore(folder);
    });
}

/// Length of a package's comment, which has its digest.
const COMMENT: usize = 71;

/// A package: as it is, and with the digest at its end made right, which mutations get further with.
pub(super) fn package(bytes: &[u8]) {
    let _ = in_file("run.zip", bytes, package::unpack);
    if let Some(content) = bytes.len().checked_sub(COMMENT).map(|end| &bytes[..end]) {
        let digest = pack::hex::hex(&openssl::sha::sha256(content));
        let whole = [content, b"sha256:", digest.as_bytes()].concat();
        let _ = in_file("run.zip", &whole, package::unpack);
    }
}

static KEY: LazyLock<SigningKey> = LazyLock::new(|| {
    let rsa = openssl::rsa::Rsa::generate(2048).expect("a key");
    SigningKey::from_pkey(openssl::pkey::PKey::from_rsa(rsa).expect("a key"))
});

/// A signature beside a record: as it is, and, of a header and a manifest on two lines, signed with the reader's key.
pub(super) fn signature(bytes: &[u8]) {
    let text = match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => signed(&bytes[..end], &bytes[end + 1..]),
        None => bytes.to_vec(),
    };
    let trust = Trust::Key(KEY.public());
    let against = Against {
        trust: &trust,
        now: Timestamp::UNIX_EPOCH,
        strict: true,
        pack: ("", true),
        profile: Some(""),
    };
    in_file("report.jws", &text, |path| {
        let folder = path.parent().expect("the file is in a folder");
        std::fs::write(folder.join("report.json"), "{}").expect("a record");
        let bundle = Bundle::at(folder).expect("a folder");
        if let Ok(examination) = signature::verify(&bundle, &against) {
            assert!(!examination.is_verified());
            harmless(&signature::render(&examination, Language::En));
        }
    });
}

fn signed(header: &[u8], manifest: &[u8]) -> Vec<u8> {
    let encode = wire::jose::strict::encode_base64url;
    let input = format!("{}.{}", encode(header), encode(manifest));
    let algorithm = wire::jose::sign::SignatureAlgorithm::Ps256;
    let signature = wire::jose::sign::sign_bytes(algorithm, &KEY, input.as_bytes());
    format!("{input}.{}", encode(&signature.expect("the key is good"))).into_bytes()
}

/// Redaction of a text: a second time changes nothing.
pub(super) fn redaction(bytes: &[u8]) {
    let party = PartyEntry {
        party_id: "01010750160".into(),
        name: Some("BLÅ ØRRETHEST".into()),
        ..PartyEntry::default()
    };
    let redactor = Redactor::new([7; 32], &target(party), false);
    let text = String::from_utf8_lossy(bytes);
    let once = redactor.text(&text);
    assert_eq!(redactor.text(&once), once, "{text:?}");
    let _ = redactor.header("Set-Cookie", bytes);
    let _ = redactor.header("Authorization", bytes);
    if let Ok(document) = serde_json::from_slice(bytes) {
        let _ = redactor.json(&document);
    }
}

fn target(party: PartyEntry) -> Target {
    Target {
        role: Role::Bank,
        name: String::new(),
        build: None,
        vendor: None,
        orgno: String::new(),
        base_url: String::new(),
        audience: String::new(),
        production: false,
        alternative_2: false,
        services: Vec::new(),
        tls: TlsSettings::default(),
        parties: vec![party],
        agencies: BTreeMap::new(),
        issuer: Issuer {
            issuer: String::new(),
            token_endpoint: String::new(),
            jwks_uri: None,
            key: None,
        },
        registers: RegisterAddresses::default(),
        order_certificates: BTreeMap::new(),
        readings: BTreeMap::new(),
        response_time_limit: None,
        digest: String::new(),
        secrets: Vec::new(),
    }
}
