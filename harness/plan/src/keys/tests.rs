//! Every format, right and wrong. The files are made here.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use jiff::{Timestamp, ToSpan as _};
use openssl::ec::{EcGroup, EcKey};
use openssl::nid::Nid;
use openssl::pkcs12::Pkcs12;
use openssl::pkey::{PKey, Private, Public};
use openssl::provider::Provider;
use openssl::rsa::Rsa;
use openssl::stack::Stack;
use openssl::symm::Cipher;
use openssl::x509::X509;
use tempfile::TempDir;
use wire::pki::{Authority, Subject, Validity, chain_to_pem};

use crate::keys::{Identity, Lacks, Reader, Setting};

const PASSWORD: &str = "hemmelig ord";

/// Keys with their certificates, in a folder for files.
struct Bench {
    folder: TempDir,
    rsa: PKey<Private>,
    ec: PKey<Private>,
    leaf: X509,
    root: X509,
}

/// Making RSA keys takes longer than all else.
static KEY: LazyLock<PKey<Private>> = LazyLock::new(rsa);

fn rsa() -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(2048).expect("a key")).expect("a key")
}

fn public(key: &PKey<Private>) -> PKey<Public> {
    PKey::public_key_from_der(&key.public_key_to_der().expect("DER")).expect("a key")
}

fn p256() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).expect("a known curve");
    PKey::from_ec_key(EcKey::generate(&group).expect("a key")).expect("a key")
}

impl Bench {
    fn new() -> Self {
        let validity = Validity {
            not_before: Timestamp::now(),
            not_after: Timestamp::now() + 1.hour(),
        };
        let (rsa, ec) = (KEY.clone(), p256());
        let root = Authority::root(&Subject::named("Root"), validity, p256()).expect("a root");
        let leaf = root
            .issue(&Subject::named("Leaf"), validity, &public(&rsa), &[])
            .expect("a certificate");
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            rsa,
            ec,
            leaf,
            root: root.certificate,
        }
    }

    fn put(&self, name: &str, content: &[u8]) {
        fs::write(self.folder.path().join(name), content).expect("the file is written");
    }

    /// A file that holds the RSA key and its certificates.
    fn pkcs12(&self, password: &str, algorithm: Option<Nid>) -> Vec<u8> {
        let mut issuers = Stack::new().expect("a stack");
        issuers.push(self.root.clone()).expect("a certificate more");
        let mut builder = Pkcs12::builder();
        builder
            .name("leaf")
            .pkey(&self.rsa)
            .cert(&self.leaf)
            .ca(issuers);
        if let Some(algorithm) = algorithm {
            builder.key_algorithm(algorithm).cert_algorithm(algorithm);
        }
        let made = builder.build2(password).expect("PKCS#12");
        made.to_der().expect("DER")
    }

    /// Reads a file as a setting with that password.
    fn read<T>(
        &self,
        name: &str,
        password: Option<&str>,
        read: impl FnOnce(&mut Reader, &Setting<'_>) -> Option<T>,
    ) -> Result<T, Lacks> {
        let mut reader = Reader::default();
        let setting = Setting::new(
            ("client-key", "[bank]"),
            Path::new(name),
            self.folder.path(),
        )
        .with_password("client-key-password", password);
        let read = read(&mut reader, &setting);
        reader
            .finish()
            .map(|_| read.expect("what is not reported is read"))
    }

    /// What is said of a file that does not give a key.
    fn refused(&self, name: &str, password: Option<&str>) -> (String, String) {
        let Lacks(lacks) = self
            .read(name, password, Reader::key)
            .expect_err("it gives no key");
        assert_eq!(lacks.len(), 1, "{lacks:?}");
        let said = lacks[0].to_string();
        assert!(
            said.contains("client-key of [bank]") && said.contains(name),
            "{said}"
        );
        (said, lacks[0].advice.en.clone())
    }

    fn identity(&self, key: &str, certificate: Option<&str>) -> Result<Identity, Lacks> {
        let mut reader = Reader::default();
        let setting = |name, file| {
            Setting::new((name, "[bank]"), Path::new(file), self.folder.path())
                .with_password("client-key-password", Some("file:password"))
        };
        let key = setting("client-key", key);
        let certificate = certificate.map(|file| setting("client-certificate", file));
        let made = reader.identity(Some(&key), certificate.as_ref());
        reader
            .finish()
            .map(|_| made.expect("what is not reported is made"))
    }
}

/// A file's name, its content, whether it has a password, and the key in it.
type Row<'a> = (&'a str, Vec<u8>, bool, &'a PKey<Private>);

fn table(bench: &Bench) -> Vec<Row<'_>> {
    let (key, ec) = (&bench.rsa, &bench.ec);
    let rsa = key.rsa().expect("RSA");
    let curve = ec.ec_key().expect("EC");
    let (aes, password) = (Cipher::aes_256_cbc(), PASSWORD.as_bytes());
    let pem = key.private_key_to_pem_pkcs8().expect("PEM");
    let text = String::from_utf8(pem.clone()).expect("text");
    let wide = text.encode_utf16().flat_map(u16::to_le_bytes);
    let der = key.private_key_to_pkcs8().expect("DER");
    vec![
        ("pkcs8.pem", pem.clone(), false, key),
        ("pkcs8.der", der.clone(), false, key),
        (
            "pkcs1.pem",
            rsa.private_key_to_pem().expect("PEM"),
            false,
            key,
        ),
        (
            "pkcs1.der",
            rsa.private_key_to_der().expect("DER"),
            false,
            key,
        ),
        (
            "sec1.pem",
            curve.private_key_to_pem().expect("PEM"),
            false,
            ec,
        ),
        (
            "sec1.der",
            curve.private_key_to_der().expect("DER"),
            false,
            ec,
        ),
        (
            "sealed-pkcs8.pem",
            key.private_key_to_pem_pkcs8_passphrase(aes, password)
                .expect("PEM"),
            true,
            key,
        ),
        (
            "sealed-pkcs8.der",
            key.private_key_to_pkcs8_passphrase(aes, password)
                .expect("DER"),
            true,
            key,
        ),
        (
            "sealed-pkcs1.pem",
            rsa.private_key_to_pem_passphrase(aes, password)
                .expect("PEM"),
            true,
            key,
        ),
        (
            "sealed-sec1.pem",
            curve
                .private_key_to_pem_passphrase(aes, password)
                .expect("PEM"),
            true,
            ec,
        ),
        ("new.p12", bench.pkcs12(PASSWORD, None), true, key),
        (
            "3des.p12",
            bench.pkcs12(PASSWORD, Some(Nid::PBE_WITHSHA1AND3_KEY_TRIPLEDES_CBC)),
            true,
            key,
        ),
        ("open.p12", bench.pkcs12("", None), false, key),
        (
            "utf-16.pem",
            [0xff, 0xfe].into_iter().chain(wide).collect(),
            false,
            key,
        ),
        (
            "one-line.pem",
            text.trim().replace('\n', "\\n").into_bytes(),
            false,
            key,
        ),
        (
            "base64.txt",
            openssl::base64::encode_block(&der).into_bytes(),
            false,
            key,
        ),
        (
            "preamble.pem",
            [b"Bag Attributes\n  friendlyName: \xe5\n".as_slice(), &pem].concat(),
            false,
            key,
        ),
    ]
}

#[test]
fn a_key_is_read_in_every_format_with_its_password_and_with_no_other() {
    let bench = Bench::new();
    bench.put("password", PASSWORD.as_bytes());
    bench.put("other", b"another");
    for (name, content, is_sealed, key) in table(&bench) {
        bench.put(name, &content);
        let password = is_sealed.then_some("file:password");
        let read = bench.read(name, password, Reader::key).expect(name);
        assert!(read.public_eq(key), "{name}");
        if is_sealed {
            let (said, _) = bench.refused(name, Some("file:other"));
            assert!(
                said.contains("the password does not open"),
                "{name}: {said}"
            );
            let (said, advice) = bench.refused(name, None);
            assert!(said.contains("no password is given"), "{name}: {said}");
            assert!(
                advice.contains("client-key-password = \"env:NAME\""),
                "{advice}"
            );
            let (said, _) = bench.refused(name, Some("file:nowhere"));
            assert!(said.contains("nowhere"), "{name}: {said}");
            assert!(!said.contains(PASSWORD));
        }
        // Half of a file gives no key, and nobody is asked for anything.
        bench.put("half", &content[..content.len() / 2]);
        bench.refused("half", password);
    }
}

#[test]
fn a_file_encrypted_in_the_old_way_opens_with_the_legacy_provider() {
    let Ok(_legacy) = Provider::try_load(None, "legacy", true) else {
        return;
    };
    let bench = Bench::new();
    bench.put("password", PASSWORD.as_bytes());
    let old = bench.pkcs12(PASSWORD, Some(Nid::PBE_WITHSHA1AND40BITRC2_CBC));
    bench.put("old.p12", &old);
    let read = bench.read("old.p12", Some("file:password"), Reader::key);
    assert!(read.expect("a key").public_eq(&bench.rsa));
}

#[test]
fn something_else_than_a_key_is_named_with_the_way_to_a_key() {
    let bench = Bench::new();
    let key = public(&bench.rsa);
    let pem = |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n");
    let rows: Vec<(&str, Vec<u8>, &str, &str)> = vec![
        (
            "a.pem",
            bench.leaf.to_pem().expect("PEM"),
            "a certificate (PEM)",
            "openssl pkey",
        ),
        (
            "a.cer",
            bench.leaf.to_der().expect("DER"),
            "a certificate (DER)",
            "openssl pkey",
        ),
        (
            "a.pub",
            key.public_key_to_pem().expect("PEM"),
            "a public key (PEM)",
            "openssl pkey",
        ),
        (
            "b.pub",
            key.public_key_to_der().expect("DER"),
            "a public key (DER)",
            "openssl pkey",
        ),
        (
            "a.ssh",
            pem("OPENSSH PRIVATE KEY").into_bytes(),
            "OpenSSH",
            "ssh-keygen -p -m PKCS8",
        ),
        ("a.p7b", pem("PKCS7").into_bytes(), "PKCS#7", "private key"),
        (
            "a.csr",
            pem("CERTIFICATE REQUEST").into_bytes(),
            "request",
            "openssl pkey",
        ),
        (
            "a.jks",
            vec![0xfe, 0xed, 0xfe, 0xed, 0, 0],
            "a Java key store",
            "keytool -importkeystore",
        ),
        (
            "a.ppk",
            b"PuTTY-User-Key-File-3: ssh-rsa\n".to_vec(),
            "PuTTY",
            "puttygen",
        ),
        ("a.jwk", b"{\"kty\": \"RSA\"}".to_vec(), "JSON", "PKCS#12"),
        (
            "a.txt",
            b"nothing of the kind".to_vec(),
            "neither PEM nor DER",
            "PKCS#12",
        ),
        ("empty", Vec::new(), "empty", "PKCS#12"),
    ];
    for (name, content, found, command) in rows {
        bench.put(name, &content);
        let (said, advice) = bench.refused(name, None);
        assert!(said.contains(found), "{name}: {said}");
        assert!(
            said.contains("a private key") && said.contains("expected"),
            "{said}"
        );
        assert!(advice.contains(command), "{name}: {advice}");
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let (said, _) = Bench::new().refused("keys/none.p12", None);
    assert!(said.contains("there is no file"), "{said}");
}

#[test]
fn a_key_of_another_kind_is_refused_where_rsa_is_needed() {
    let bench = Bench::new();
    bench.put("ec.pem", &bench.ec.private_key_to_pem_pkcs8().expect("PEM"));
    let short = Rsa::generate(1024).expect("a key");
    bench.put("short.pem", &short.private_key_to_pem().expect("PEM"));
    for (name, kind) in [("ec.pem", "EC, 256 bits"), ("short.pem", "RSA, 1024 bits")] {
        let refused = bench.read(name, None, Reader::signing_key);
        let said = refused.expect_err("it does not fit").to_string();
        assert!(said.contains(kind), "{said}");
    }
}

#[test]
fn a_key_goes_with_its_own_certificate_alone() {
    let bench = Bench::new();
    bench.put("password", PASSWORD.as_bytes());
    let pem = bench.rsa.private_key_to_pem_pkcs8().expect("PEM");
    bench.put("key.pem", &pem);
    bench.put("other.pem", &rsa().private_key_to_pem_pkcs8().expect("PEM"));
    bench.put("leaf.cer", &bench.leaf.to_der().expect("DER"));
    let chain = chain_to_pem(&[bench.root.clone(), bench.leaf.clone()]);
    bench.put("upside-down.pem", &chain);
    bench.put("both.pem", &[chain, pem].concat());
    bench.put("both.p12", &bench.pkcs12(PASSWORD, None));
    for (key, certificate, length) in [
        ("key.pem", Some("leaf.cer"), 1),
        ("key.pem", Some("upside-down.pem"), 2),
        ("key.pem", Some("both.p12"), 2),
        ("both.pem", None, 2),
        ("both.p12", None, 2),
    ] {
        let made = bench.identity(key, certificate).expect(key);
        assert_eq!(made.chain.len(), length, "{key}");
        assert_eq!(
            made.chain[0].to_der().ok(),
            bench.leaf.to_der().ok(),
            "{key}"
        );
    }
    let said = |key, certificate| {
        let refused = bench.identity(key, certificate);
        refused
            .expect_err("they do not belong together")
            .to_string()
    };
    assert!(said("key.pem", None).contains("no certificate"));
    let other = said("other.pem", Some("leaf.cer"));
    assert!(
        other.contains("other.pem") && other.contains("leaf.cer"),
        "{other}"
    );
}

#[test]
fn a_public_key_is_read_and_a_private_one_refused() {
    let bench = Bench::new();
    bench.put(
        "a.pub",
        &public(&bench.rsa).public_key_to_pem().expect("PEM"),
    );
    bench.put(
        "b.pub",
        &bench
            .rsa
            .rsa()
            .expect("RSA")
            .public_key_to_der_pkcs1()
            .expect("DER"),
    );
    bench.put("leaf.pem", &bench.leaf.to_pem().expect("PEM"));
    for name in ["a.pub", "b.pub", "leaf.pem"] {
        let read = bench.read(name, None, Reader::public_key).expect(name);
        assert!(read.public_eq(&bench.rsa), "{name}");
    }
    bench.put("a.key", &bench.rsa.private_key_to_pem_pkcs8().expect("PEM"));
    let refused = bench.read("a.key", None, Reader::public_key);
    assert!(
        refused.expect_err("a private key").0[0]
            .advice
            .en
            .contains("-pubout")
    );
}

#[test]
fn passwords_that_were_read_are_given_back_as_secrets() {
    let bench = Bench::new();
    bench.put("password", PASSWORD.as_bytes());
    bench.put("a.p12", &bench.pkcs12(PASSWORD, None));
    let mut reader = Reader::default();
    let setting = Setting::new(
        ("client-key", "[bank]"),
        Path::new("a.p12"),
        bench.folder.path(),
    )
    .with_password("client-key-password", Some("file:password"));
    reader.key(&setting).expect("a key");
    let secrets = reader.finish().expect("nothing is missing");
    assert!(secrets.iter().all(|secret| secret.expose() == PASSWORD) && !secrets.is_empty());
}
