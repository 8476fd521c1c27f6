//! A signed run to spoil: keys, certificates and a folder of reports.

use std::fs;
use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use openssl::ec::{EcGroup, EcKey};
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private, Public};
use openssl::x509::X509;
use tempfile::TempDir;
use wire::keys::KeyStore;
use wire::pki::{Authority, Subject, Validity};

use crate::signature::manifest::{Manifest, Program};
use crate::signature::signer::seal;
use crate::signature::{Against, Bundle, Credentials, Examination, Trust, verify};
use crate::write;
use crate::write::Format;
use pack::text::Language;
use record::fixture::record;

static KEYS: LazyLock<(TempDir, KeyStore)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder for keys");
    let store = KeyStore::open(folder.path());
    (folder, store)
});

/// Digests that a reader would have; the fixture's record names them.
pub(super) fn pack_digest() -> String {
    record().pack.digest
}

pub(super) fn rsa(name: &str) -> PKey<Private> {
    KEYS.1.rsa(name).expect("a key can be made")
}

pub(super) fn p256() -> PKey<Private> {
    static KEY: LazyLock<PKey<Private>> = LazyLock::new(|| on_curve(Nid::X9_62_PRIME256V1));
    KEY.clone()
}

pub(super) fn on_curve(curve: Nid) -> PKey<Private> {
    let group = EcGroup::from_curve_name(curve).expect("a known curve");
    PKey::from_ec_key(EcKey::generate(&group).expect("a key can be made")).expect("a key")
}

pub(super) fn public(key: &PKey<Private>) -> PKey<Public> {
    let der = key.public_key_to_der().expect("a key has a public half");
    PKey::public_key_from_der(&der).expect("a public half")
}

pub(super) fn public_pem(key: &PKey<Private>) -> Vec<u8> {
    key.public_key_to_pem().expect("a key has a public half")
}

pub(super) fn now() -> Timestamp {
    "2026-11-25T12:00:00Z".parse().expect("a time")
}

pub(super) fn days(days: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * days)
}

pub(super) fn valid(from: i64, to: i64) -> Validity {
    Validity {
        not_before: days(from),
        not_after: days(to),
    }
}

/// A root, an issuer below it, and a signer's certificate.
pub(super) struct Certificates {
    pub(super) root: Authority,
    pub(super) issuer: Authority,
    pub(super) leaf: X509,
    pub(super) key: PKey<Private>,
}

pub(super) fn certificates(leaf: Validity) -> Certificates {
    let root =
        Authority::root(&Subject::named("Root"), valid(-900, 900), rsa("root")).expect("a root");
    let issuer = root
        .intermediate(
            &Subject::named("Issuer"),
            valid(-800, 800),
            rsa("issuer"),
            true,
        )
        .expect("an issuer");
    let subject = Subject {
        organisation: Some("Eksempelbanken".into()),
        ..Subject::named("Signer")
    };
    let key = rsa("signer");
    let leaf = issuer
        .issue(&subject, leaf, &public(&key), &[])
        .expect("a certificate");
    Certificates {
        root,
        issuer,
        leaf,
        key,
    }
}

impl Certificates {
    pub(super) fn credentials(&self, chain: &[X509]) -> Credentials {
        let key = Credentials::new(self.key.clone(), None).expect("a key that signs");
        Credentials {
            chain: chain.to_vec(),
            ..key
        }
    }

    pub(super) fn whole(&self) -> Credentials {
        self.credentials(&[self.leaf.clone(), self.issuer.certificate.clone()])
    }

    pub(super) fn trust(&self) -> Trust {
        Trust::Roots(vec![self.root.certificate.clone()])
    }
}

pub(super) fn credentials(key: &PKey<Private>) -> Credentials {
    Credentials::new(key.clone(), None).expect("a key that signs")
}

/// A folder with every report of the fixture's run.
pub(super) fn reports() -> (TempDir, Bundle) {
    let folder = tempfile::tempdir().expect("a folder");
    write::write(
        &record(),
        folder.path(),
        &Format::ALL,
        &write::Options::default(),
    )
    .expect("the reports are written");
    let bundle = Bundle::at(folder.path()).expect("a folder");
    (folder, bundle)
}

/// The same, signed at `at`.
pub(super) fn signed(credentials: &Credentials, at: Timestamp) -> (TempDir, Bundle) {
    let (folder, bundle) = reports();
    let text = seal(&manifest(&bundle, at), credentials).expect("the reports are signed");
    replace_signature(&bundle, &text);
    (folder, bundle)
}

/// The manifest of a bundle as it is; hashing the program itself takes too long to do it for every test.
pub(super) fn manifest(bundle: &Bundle, at: Timestamp) -> Manifest {
    let signer = Program {
        name: "tests".into(),
        version: "0".into(),
        sha256: None,
    };
    Manifest::of(bundle, at, signer).expect("a manifest")
}

pub(super) fn examine(bundle: &Bundle, trust: &Trust, at: Timestamp) -> Examination {
    let pack = pack_digest();
    let against = Against {
        trust,
        now: at,
        strict: false,
        pack: (&pack, false),
        profile: None,
    };
    verify(bundle, &against).expect("there is something to examine")
}

/// What does not hold, in English.
pub(super) fn failures(examination: &Examination) -> String {
    let lines: Vec<String> = examination
        .failures()
        .map(|one| {
            format!(
                "{}: {}",
                one.about.in_language(Language::En),
                one.says.in_language(Language::En)
            )
        })
        .collect();
    lines.join("\n")
}

/// A reader who trusts the holder of a key.
pub(super) fn by_key(key: &PKey<Private>) -> Trust {
    Trust::key(public(key)).expect("a key")
}

/// Changes a file of the bundle.
pub(super) fn edit(bundle: &Bundle, name: &str, change: impl FnOnce(&mut String)) {
    let path = bundle.folder().join(name);
    let text = crate::file::text(&path).expect("the file is there");
    let mut text = String::from_utf8(text).expect("it is text");
    change(&mut text);
    fs::write(&path, text).expect("the file is written");
}

/// Puts another signature beside the record.
pub(super) fn replace_signature(bundle: &Bundle, text: &str) {
    fs::write(bundle.signature(), text).expect("the file is written");
}
