use super::*;
use jiff::Timestamp;
use openssl::asn1::Asn1StringRef;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::x509::X509;

use crate::jose::sign::SigningKey;
use crate::keys::for_tests;

const UNIT: &str = "Påtalemyndigheten";
const NAME: &str = "Godkjenning av utleveringspålegg TEST";

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    moment("2026-11-22T12:00:00Z")
}

fn valid() -> Validity {
    Validity {
        not_before: moment("2026-01-01T00:00:00Z"),
        not_after: moment("2027-01-01T00:00:00Z"),
    }
}

fn expired() -> Validity {
    Validity {
        not_before: moment("2025-01-01T00:00:00Z"),
        not_after: moment("2026-01-01T00:00:00Z"),
    }
}

fn public(name: &str) -> PKey<openssl::pkey::Public> {
    SigningKey::from_pkey(for_tests(name)).public()
}

fn prosecutor() -> Subject {
    Subject {
        organisation: Some("Politiet".into()),
        organisational_unit: Some(UNIT.into()),
        common_name: NAME.into(),
        serial_number: Some("915429785".into()),
    }
}

struct Chain {
    root: Authority,
    intermediate: Authority,
    leaf: X509,
}

fn chain_with(intermediate: Validity, is_ca: bool, leaf: Validity) -> Chain {
    let root = Authority::root(&Subject::named("Root"), valid(), for_tests("root")).unwrap();
    let intermediate = root
        .intermediate(
            &Subject::named("Intermediate"),
            intermediate,
            for_tests("intermediate"),
            is_ca,
        )
        .unwrap();
    let leaf = intermediate
        .issue(&prosecutor(), leaf, &public("leaf"), &[])
        .unwrap();
    Chain {
        root,
        intermediate,
        leaf,
    }
}

fn chain() -> Chain {
    chain_with(valid(), true, valid())
}

fn validate(chain: &Chain, at: Timestamp) -> Result<(), ChainError> {
    validate_chain(
        &chain.leaf,
        std::slice::from_ref(&chain.intermediate.certificate),
        std::slice::from_ref(&chain.root.certificate),
        at,
    )
}

#[test]
fn a_whole_chain_holds() {
    assert!(validate(&chain(), now()).is_ok());
}

#[test]
fn a_chain_holds_at_a_time_of_which_the_clock_knows_nothing() {
    let future = Validity {
        not_before: moment("2090-01-01T00:00:00Z"),
        not_after: moment("2095-01-01T00:00:00Z"),
    };
    let root = Authority::root(&Subject::named("Root"), future, for_tests("root")).unwrap();
    let leaf = root
        .issue(&prosecutor(), future, &public("leaf"), &[])
        .unwrap();
    assert!(
        validate_chain(
            &leaf,
            &[],
            std::slice::from_ref(&root.certificate),
            moment("2092-01-01T00:00:00Z")
        )
        .is_ok()
    );
}

#[test]
fn an_intermediate_too_many_does_no_harm() {
    let chain = chain();
    let others = [
        chain.root.certificate.clone(),
        chain.intermediate.certificate.clone(),
    ];
    assert!(
        validate_chain(
            &chain.leaf,
            &others,
            std::slice::from_ref(&chain.root.certificate),
            now()
        )
        .is_ok()
    );
}

#[test]
fn refuses_a_chain_to_a_root_that_is_not_installed() {
    let chain = chain();
    let other = Authority::root(&Subject::named("Root"), valid(), for_tests("other")).unwrap();
    let refused = validate_chain(
        &chain.leaf,
        std::slice::from_ref(&chain.intermediate.certificate),
        std::slice::from_ref(&other.certificate),
        now(),
    );
    assert!(refused.is_err());
}

#[test]
fn refuses_a_chain_whose_own_root_is_sent_along() {
    let chain = chain();
    let sent = [
        chain.intermediate.certificate.clone(),
        chain.root.certificate.clone(),
    ];
    let other = Authority::root(&Subject::named("Other"), valid(), for_tests("other")).unwrap();
    let refused = validate_chain(
        &chain.leaf,
        &sent,
        std::slice::from_ref(&other.certificate),
        now(),
    );
    assert!(
        matches!(refused, Err(ChainError::SelfSigned { .. })),
        "{refused:?}"
    );
}

#[test]
fn refuses_a_chain_without_its_intermediate() {
    let chain = chain();
    let refused = validate_chain(
        &chain.leaf,
        &[],
        std::slice::from_ref(&chain.root.certificate),
        now(),
    );
    assert!(
        matches!(refused, Err(ChainError::NoPath { depth: 0 })),
        "{refused:?}"
    );
}

#[test]
fn refuses_an_expired_leaf() {
    let refused = validate(&chain_with(valid(), true, expired()), now());
    assert!(
        matches!(refused, Err(ChainError::Expired { depth: 0 })),
        "{refused:?}"
    );
}

#[test]
fn refuses_a_leaf_that_is_not_valid_yet() {
    let later = Validity {
        not_before: moment("2026-12-01T00:00:00Z"),
        ..valid()
    };
    let refused = validate(&chain_with(valid(), true, later), now());
    assert!(
        matches!(refused, Err(ChainError::NotYetValid { depth: 0 })),
        "{refused:?}"
    );
}

#[test]
fn refuses_an_expired_intermediate() {
    let refused = validate(&chain_with(expired(), true, valid()), now());
    assert!(
        matches!(refused, Err(ChainError::Expired { depth: 1 })),
        "{refused:?}"
    );
}

#[test]
fn refuses_an_expired_root() {
    let refused = validate(&chain(), moment("2027-06-01T00:00:00Z"));
    assert!(
        matches!(refused, Err(ChainError::Expired { .. })),
        "{refused:?}"
    );
}

#[test]
fn refuses_an_intermediate_that_is_no_authority() {
    let refused = validate(&chain_with(valid(), false, valid()), now());
    assert!(
        matches!(refused, Err(ChainError::NotAnAuthority { depth: 1 })),
        "{refused:?}"
    );
}

#[test]
fn refuses_a_leaf_signed_by_itself() {
    let leaf = Authority::self_signed_leaf(&prosecutor(), valid(), &for_tests("leaf")).unwrap();
    let refused = validate_chain(
        &leaf,
        &[],
        std::slice::from_ref(&chain().root.certificate),
        now(),
    );
    assert!(
        matches!(refused, Err(ChainError::SelfSigned { depth: 0 })),
        "{refused:?}"
    );
}

#[test]
fn a_subject_comes_back_letter_by_letter() {
    let leaf = chain().leaf;
    assert_eq!(subject_value(&leaf, Nid::ORGANIZATIONALUNITNAME), [UNIT]);
    assert_eq!(subject_value(&leaf, Nid::COMMONNAME), [NAME]);
    assert_eq!(subject_value(&leaf, Nid::SERIALNUMBER), ["915429785"]);
}

#[test]
fn a_subject_is_written_as_utf_8() {
    let leaf = chain().leaf;
    let entry = leaf
        .subject_name()
        .entries_by_nid(Nid::ORGANIZATIONALUNITNAME)
        .next()
        .unwrap();
    assert_eq!(Asn1StringRef::as_slice(entry.data()), UNIT.as_bytes());
}

#[test]
fn a_subject_without_a_unit_has_none() {
    let leaf = chain().intermediate.certificate;
    assert!(subject_value(&leaf, Nid::ORGANIZATIONALUNITNAME).is_empty());
}

#[test]
fn refuses_a_common_name_of_65_characters() {
    let subject = Subject::named(&"å".repeat(65));
    assert!(matches!(
        Authority::root(&subject, valid(), for_tests("root")),
        Err(PkiError::TooLong(_))
    ));
}

#[test]
fn a_server_certificate_names_addresses_and_hosts() {
    let leaf = chain()
        .root
        .issue(
            &Subject::named("localhost"),
            valid(),
            &public("leaf"),
            &["127.0.0.1", "localhost", "::1"],
        )
        .unwrap();
    let names = leaf.subject_alt_names().unwrap();
    let addresses: Vec<_> = names.iter().filter_map(|name| name.ipaddress()).collect();
    let hosts: Vec<_> = names.iter().filter_map(|name| name.dnsname()).collect();
    assert_eq!(
        (addresses[0], addresses[1].len(), hosts),
        ([127, 0, 0, 1].as_slice(), 16, vec!["localhost"])
    );
}

#[test]
fn a_signing_certificate_names_no_host() {
    assert!(chain().leaf.subject_alt_names().is_none());
}

#[test]
fn a_validity_comes_back_to_the_second() {
    let leaf = chain().leaf;
    assert_eq!(validity_of(&leaf).unwrap(), valid());
}

#[test]
fn serial_numbers_are_not_repeated() {
    let serials =
        [chain().leaf, chain().leaf].map(|leaf| leaf.serial_number().to_bn().unwrap().to_vec());
    assert_ne!(serials[0], serials[1]);
}

#[test]
fn a_chain_comes_back_from_pem_in_its_order() {
    let chain = chain();
    let written = chain_to_pem(&[chain.leaf.clone(), chain.intermediate.certificate.clone()]);
    let read: Vec<_> = chain_from_pem(&written)
        .unwrap()
        .iter()
        .map(|c| thumbprint_sha256(c))
        .collect();
    assert_eq!(
        read,
        [
            thumbprint_sha256(&chain.leaf),
            thumbprint_sha256(&chain.intermediate.certificate)
        ]
    );
}

#[test]
fn refuses_pem_without_a_certificate() {
    assert!(matches!(
        chain_from_pem(b"nothing"),
        Err(PkiError::NoCertificate)
    ));
}

#[test]
fn a_thumbprint_is_43_characters() {
    assert_eq!(thumbprint_sha256(&chain().leaf).len(), 43);
}

#[test]
fn takes_a_common_name_of_64_characters() {
    let subject = Subject::named(&"å".repeat(64));
    assert!(Authority::root(&subject, valid(), for_tests("root")).is_ok());
}

#[test]
fn debug_shows_no_key() {
    assert!(!format!("{:?}", chain().root).contains("key"));
}
