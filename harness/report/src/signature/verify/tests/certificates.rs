//! Whether the signer's certificate is to be trusted, when it signed and now.

use openssl::x509::X509;
use wire::pki::{Authority, Subject};

use crate::signature::fixture::{
    Certificates, certificates, days, examine, failures, now, pack_digest, public, rsa, signed,
    valid,
};
use crate::signature::{Against, Standing, Trust, verify};

/// What is said of a signature made now with a chain, by one who trusts the root.
fn said(made: &Certificates, chain: &[X509]) -> String {
    let (_folder, bundle) = signed(&made.credentials(chain), now());
    failures(&examine(&bundle, &made.trust(), now()))
}

fn whole_chain(made: &Certificates) -> Vec<X509> {
    let certificates = [&made.leaf, &made.issuer.certificate, &made.root.certificate];
    certificates.map(X509::clone).to_vec()
}

#[test]
fn a_chain_to_a_trusted_root_is_verified() {
    let made = certificates(valid(-10, 10));
    assert_eq!(said(&made, &made.whole().chain), "");
}

#[test]
fn a_chain_with_its_root_is_verified() {
    let made = certificates(valid(-10, 10));
    assert_eq!(said(&made, &whole_chain(&made)), "");
}

#[test]
fn a_certificate_that_had_expired_when_it_signed_is_refused() {
    let made = certificates(valid(-10, -1));
    let found = said(&made, &made.whole().chain);
    assert!(
        found.contains("«Signer» (Eksempelbanken) had expired when the report was signed"),
        "{found}"
    );
}

#[test]
fn a_certificate_that_was_not_valid_yet_when_it_signed_is_refused() {
    let made = certificates(valid(1, 10));
    let found = said(&made, &made.whole().chain);
    assert!(
        found.contains("was not valid yet when the report was signed"),
        "{found}"
    );
}

#[test]
fn a_certificate_that_has_expired_since_is_a_caution() {
    let made = certificates(valid(-10, 10));
    let (_folder, bundle) = signed(&made.whole(), now());
    let examination = examine(&bundle, &made.trust(), days(20));
    assert_eq!(failures(&examination), "");
    let cautions: Vec<&str> = examination
        .statements
        .iter()
        .filter(|one| one.standing == Standing::Caution && one.about.en == "certificate")
        .map(|one| one.says.en.as_str())
        .collect();
    assert!(
        matches!(cautions[..], [one] if one.contains("has expired since (2026-12-05T12:00:00Z)")),
        "{cautions:?}"
    );
}

#[test]
fn a_certificate_that_has_expired_since_does_not_pass_the_strict() {
    let made = certificates(valid(-10, 10));
    let (_folder, bundle) = signed(&made.whole(), now());
    let (trust, pack) = (made.trust(), pack_digest());
    let against = Against {
        trust: &trust,
        now: days(20),
        strict: true,
        pack: (&pack, false),
        profile: None,
    };
    let found = failures(&verify(&bundle, &against).expect("something to examine"));
    assert!(found.contains("has expired since"), "{found}");
}

#[test]
fn an_issuer_that_has_expired_since_is_named() {
    let made = certificates(valid(-10, 890));
    let (_folder, bundle) = signed(&made.whole(), now());
    let examination = examine(&bundle, &made.trust(), days(850));
    let named = |says: &str| says.starts_with("«Issuer» was valid");
    assert!(examination.statements.iter().any(|one| named(&one.says.en)));
}

#[test]
fn a_missing_issuer_is_named() {
    let made = certificates(valid(-10, 10));
    let found = said(&made, &made.whole().chain[..1]);
    assert!(
        found.contains("«Issuer», who issued «Signer» (Eksempelbanken), is neither"),
        "{found}"
    );
}

#[test]
fn another_root_than_the_trusted_is_named() {
    let made = certificates(valid(-10, 10));
    let (_folder, bundle) = signed(&made.credentials(&whole_chain(&made)), now());
    let other = Authority::root(&Subject::named("Other root"), valid(-10, 10), rsa("other"));
    let trust = Trust::Roots(vec![other.expect("a root").certificate]);
    let found = failures(&examine(&bundle, &trust, now()));
    assert!(
        found.contains("leads to «Root», which is not among the roots"),
        "{found}"
    );
}

fn self_signed() -> Certificates {
    let mut made = certificates(valid(-10, 10));
    let subject = Subject::named("Alone");
    made.leaf =
        Authority::self_signed_leaf(&subject, valid(-10, 10), &made.key).expect("a certificate");
    made
}

#[test]
fn a_certificate_signed_by_itself_is_refused() {
    let made = self_signed();
    let found = said(&made, std::slice::from_ref(&made.leaf));
    assert!(
        found.contains("«Alone» is signed by itself alone"),
        "{found}"
    );
}

#[test]
fn a_certificate_signed_by_itself_passes_where_it_is_trusted() {
    let made = self_signed();
    let chain = std::slice::from_ref(&made.leaf);
    let (_folder, bundle) = signed(&made.credentials(chain), now());
    let trust = Trust::Roots(chain.to_vec());
    assert_eq!(failures(&examine(&bundle, &trust, now())), "");
}

#[test]
fn an_issuer_that_is_no_authority_is_refused() {
    let mut made = certificates(valid(-10, 10));
    let (subject, time) = (Subject::named("False issuer"), valid(-10, 10));
    let issuer = made.root.intermediate(&subject, time, rsa("issuer"), false);
    let issuer = issuer.expect("a certificate");
    let leaf = issuer.issue(&Subject::named("Signer"), time, &public(&made.key), &[]);
    made.leaf = leaf.expect("a certificate");
    let found = said(&made, &[made.leaf.clone(), issuer.certificate]);
    assert!(found.contains("without being an authority"), "{found}");
}

#[test]
fn the_certificate_of_a_server_is_refused() {
    let mut made = certificates(valid(-10, 10));
    let (subject, names) = (Subject::named("server"), ["bank.example"]);
    let leaf = made
        .issuer
        .issue(&subject, valid(-10, 10), &public(&made.key), &names);
    made.leaf = leaf.expect("a certificate");
    let found = said(&made, &made.whole().chain);
    assert!(found.starts_with("purpose: "), "{found}");
}
