//! Signing reports, and checking a signature.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use openssl::ec::{EcGroup, EcKey};
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use tempfile::TempDir;
use wire::pki::{Authority, Subject, Validity, chain_to_pem};

use super::{code, copy_run, folder, good_run, program, small_run, words, write_target};

fn validity() -> Validity {
    let now = Timestamp::now();
    Validity {
        not_before: now - SignedDuration::from_hours(1),
        not_after: now + SignedDuration::from_hours(24),
    }
}

fn p256() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).expect("a known curve");
    PKey::from_ec_key(EcKey::generate(&group).expect("a key")).expect("a key")
}

/// A folder with a signer's key, its public half, its certificate and the root above it.
static KEYS: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = folder();
    let (key, root_key) = (p256(), p256());
    let root = Authority::root(&Subject::named("Test root"), validity(), root_key).expect("a root");
    let public = PKey::public_key_from_der(&key.public_key_to_der().expect("DER")).expect("a key");
    let leaf = root
        .issue(&Subject::named("Report signer"), validity(), &public, &[])
        .expect("a certificate");
    for (name, pem) in [
        ("signer.pem", key.private_key_to_pem_pkcs8().expect("PEM")),
        ("signer.pub", public.public_key_to_pem().expect("PEM")),
        ("chain.pem", chain_to_pem(&[leaf])),
        ("root.pem", chain_to_pem(&[root.certificate])),
    ] {
        fs::write(folder.path().join(name), pem).expect("the file is written");
    }
    folder
});

fn file(name: &str) -> String {
    KEYS.path().join(name).display().to_string()
}

fn sign(folder: &Path, more: &[&str]) -> std::process::Output {
    let key = file("signer.pem");
    let mut arguments = vec!["report", "sign", "out", "--key", &key];
    arguments.extend(more);
    program(folder, &arguments)
}

fn verify(folder: &Path, more: &[&str]) -> std::process::Output {
    let mut arguments = vec!["report", "verify", "out"];
    arguments.extend(more);
    program(folder, &arguments)
}

#[test]
fn a_run_signs_its_reports_and_a_root_vouches_for_them() {
    let folder = folder();
    let (key, chain) = (file("signer.pem"), file("chain.pem"));
    let output = small_run(folder.path(), &["--sign", "--key", &key, "--chain", &chain]);
    assert_eq!(code(&output), 0, "{}", words(&output));
    assert!(folder.path().join("out/report.jws").is_file());
    let output = verify(folder.path(), &["--root", &file("root.pem")]);
    assert_eq!(code(&output), 0, "{}", words(&output));
    assert!(words(&output).contains("VERIFIED"), "{}", words(&output));
}

#[test]
fn a_run_is_signed_afterwards_and_verified_by_key() {
    let folder = copy_run(good_run());
    assert_eq!(code(&sign(folder.path(), &[])), 0);
    let output = verify(
        folder.path(),
        &["--key", &file("signer.pub"), "--lang", "nb"],
    );
    assert_eq!(code(&output), 0, "{}", words(&output));
    assert!(words(&output).contains("BEKREFTET"), "{}", words(&output));
}

#[test]
fn one_changed_byte_of_a_report_is_found_and_named() {
    let folder = copy_run(good_run());
    assert_eq!(code(&sign(folder.path(), &[])), 0);
    let page = folder.path().join("out/report.html");
    let mut bytes = fs::read(&page).expect("a page");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&page, bytes).expect("the page is written");
    let output = verify(folder.path(), &["--key", &file("signer.pub")]);
    assert_eq!(code(&output), 1, "{}", words(&output));
    assert!(
        words(&output).contains("FAIL  report.html"),
        "{}",
        words(&output)
    );
}

#[test]
fn the_pack_that_a_run_used_is_told_from_another() {
    let folder = copy_run(good_run());
    assert_eq!(code(&sign(folder.path(), &[])), 0);
    let pack = folder.path().join("cases");
    super::copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases"),
        &pack,
    );
    let held = |folder: &Path| verify(folder, &["--key", &file("signer.pub"), "--pack", "cases"]);
    let output = held(folder.path());
    assert_eq!(code(&output), 0, "{}", words(&output));
    let file = pack.join("pack.toml");
    let text = fs::read_to_string(&file).expect("the pack") + "\n";
    fs::write(&file, text).expect("the pack is written");
    let output = held(folder.path());
    assert_eq!(code(&output), 1, "{}", words(&output));
    assert!(
        words(&output).contains("is not the run's"),
        "{}",
        words(&output)
    );
}

#[test]
fn the_profile_that_a_run_used_is_told_from_another() {
    let folder = folder();
    let target = write_target(folder.path(), "http://127.0.0.1:9/v2");
    let run = [
        "run",
        "--target",
        &target,
        "--out",
        "out",
        "--retries",
        "0",
        "--case",
        "TOKEN-002",
    ];
    assert_eq!(code(&program(folder.path(), &run)), 3);
    assert_eq!(code(&sign(folder.path(), &[])), 0);
    let held = || {
        verify(
            folder.path(),
            &["--key", &file("signer.pub"), "--profile", &target],
        )
    };
    let output = held();
    assert_eq!(code(&output), 0, "{}", words(&output));
    let profile = folder.path().join(&target);
    let text = fs::read_to_string(&profile).expect("the profile") + "\n";
    fs::write(&profile, text).expect("the profile is written");
    let output = held();
    assert_eq!(code(&output), 1, "{}", words(&output));
    assert!(
        words(&output).contains("FAIL  target profile"),
        "{}",
        words(&output)
    );
}

#[test]
fn a_run_that_nobody_signed_is_not_verified() {
    let output = verify(good_run().path(), &["--key", &file("signer.pub")]);
    assert_eq!(code(&output), 1, "{}", words(&output));
}

#[test]
fn nothing_is_verified_without_somebody_to_trust() {
    let output = verify(good_run().path(), &[]);
    assert_eq!(code(&output), 2, "{}", words(&output));
}

#[test]
fn a_folder_without_a_run_is_wrong_use() {
    let folder = folder();
    fs::create_dir(folder.path().join("out")).expect("a folder");
    for output in [
        sign(folder.path(), &[]),
        verify(folder.path(), &["--key", &file("signer.pub")]),
    ] {
        assert_eq!(code(&output), 2, "{}", words(&output));
    }
}

#[test]
fn a_file_that_holds_no_key_is_named_before_anything_is_sent() {
    let folder = folder();
    fs::write(folder.path().join("no.pem"), "no key").expect("the file is written");
    let output = small_run(folder.path(), &["--sign", "--key", "no.pem"]);
    assert_eq!(code(&output), 2, "{}", words(&output));
    assert!(words(&output).contains("no.pem"), "{}", words(&output));
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_chain_of_another_key_is_refused() {
    let folder = copy_run(good_run());
    let output = sign(folder.path(), &["--chain", &file("root.pem")]);
    assert_eq!(code(&output), 2, "{}", words(&output));
    assert!(
        words(&output).contains("the first certificate of the chain"),
        "{}",
        words(&output)
    );
}

#[test]
fn a_signature_needs_the_record() {
    let folder = folder();
    let key = file("signer.pem");
    let output = small_run(
        folder.path(),
        &["--format", "html", "--sign", "--key", &key],
    );
    assert_eq!(code(&output), 2, "{}", words(&output));
}

#[test]
fn no_report_holds_the_signing_key() {
    let folder = copy_run(good_run());
    assert_eq!(
        code(&sign(folder.path(), &["--chain", &file("chain.pem")])),
        0
    );
    let pem = fs::read_to_string(file("signer.pem")).expect("the key");
    let secret = pem.lines().nth(1).expect("a line of the key");
    for entry in fs::read_dir(folder.path().join("out")).expect("the folder") {
        let path = entry.expect("an entry").path();
        let text = fs::read(&path).expect("a report");
        let text = String::from_utf8_lossy(&text);
        assert!(
            !text.contains(secret) && !text.contains("PRIVATE KEY"),
            "{}",
            path.display()
        );
    }
}
