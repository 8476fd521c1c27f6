//! Errors that need a broken machine to come about, in both languages.

use std::io::{self, ErrorKind};
use std::path::PathBuf;

use mock_agency::conduct::Defect;
use mock_agency::front::FrontError;
use mock_agency::retrieval::IdentityError;
use mock_agency::{IssueError, RegistersError, StateError};
use mock_bank::BankError;
use wire::identifiers::OrganisationNumber;
use wire::jose::JoseError;
use wire::jose::strict::FormError;
use wire::keys::KeyError;
use wire::pki::PkiError;
use wire::profile::{FieldTableError, FieldTableProblem};

use super::Told;
use crate::text::Text;

fn io() -> io::Error {
    io::Error::from(ErrorKind::PermissionDenied)
}

fn file() -> PathBuf {
    PathBuf::from("fil.pem")
}

fn address() -> std::net::SocketAddr {
    std::net::SocketAddr::from(([127, 0, 0, 1], 8080))
}

fn table(problem: FieldTableProblem) -> Text {
    FieldTableError { line: 2, problem }.text()
}

/// One of every kind that no broken file brings about.
fn texts() -> Vec<Text> {
    [of_registers(), of_banks(), of_messages(), of_names()].concat()
}

fn of_registers() -> Vec<Text> {
    vec![
        KeyError::NoFolder.text(),
        KeyError::Io {
            path: file(),
            source: io(),
        }
        .text(),
        KeyError::Unusable {
            path: file(),
            problem: "it holds no key",
        }
        .text(),
        RegistersError::Listen {
            address: address(),
            source: io::Error::from(ErrorKind::AddrInUse),
        }
        .text(),
        RegistersError::State(StateError::NotAKey { path: file() }).text(),
        RegistersError::Issue(IssueError::Pki(PkiError::Validity)).text(),
        RegistersError::ClientKey { path: file() }.text(),
        RegistersError::CutShort.text(),
        StateError::File {
            action: "write",
            path: file(),
            source: io(),
        }
        .text(),
        StateError::Key {
            name: "a".into(),
            source: KeyError::NoFolder,
        }
        .text(),
    ]
}

fn of_banks() -> Vec<Text> {
    vec![
        FrontError::Listen {
            address: address(),
            source: io(),
        }
        .text(),
        IdentityError::UnknownService("x".into()).text(),
        IdentityError::NoAgency("x".into()).text(),
        IdentityError::Unreadable {
            path: file(),
            source: io(),
        }
        .text(),
        IdentityError::Unusable {
            path: file(),
            expected: "a certificate",
        }
        .text(),
        IdentityError::HalfAnOrderKey("x".into()).text(),
        BankError::Listen {
            address: address(),
            source: io(),
        }
        .text(),
        BankError::Read {
            path: file(),
            source: io(),
        }
        .text(),
        BankError::NoCertificate("fil.pem".into()).text(),
        BankError::Service("x".into()).text(),
        BankError::NoService.text(),
        BankError::Orgno("1".into()).text(),
        BankError::PageSize.text(),
        BankError::Random.text(),
    ]
}

fn of_messages() -> Vec<Text> {
    let part = FormError::InPart {
        part: "header",
        problem: Box::new(FormError::NotAnObject),
    };
    vec![
        JoseError::Compressed.text(),
        JoseError::AlgorithmMissing("alg").text(),
        JoseError::UnsupportedAlgorithm("x".into()).text(),
        JoseError::Length {
            part: "iv",
            expected: 12,
            found: 1,
        }
        .text(),
        JoseError::Decryption.text(),
        JoseError::Form(part).text(),
        FormError::PartCount {
            expected: 3,
            found: 2,
        }
        .text(),
        FormError::DuplicateMember("a".into()).text(),
        FormError::TooDeep.text(),
    ]
}

fn of_names() -> Vec<Text> {
    vec![
        PkiError::TooLong("x".into()).text(),
        PkiError::NoCertificate.text(),
        table(FieldTableProblem::Columns(4)),
        table(FieldTableProblem::Value(" x".into())),
        table(FieldTableProblem::Category("x".into())),
        table(FieldTableProblem::Twice),
        OrganisationNumber::parse("x")
            .expect_err("no number")
            .text(),
        OrganisationNumber::parse("1")
            .expect_err("no number")
            .text(),
        wire::dates::parse_iso("x").expect_err("no date").text(),
        mock_bank::Defect::from_name("x")
            .expect_err("no defect")
            .text(),
        Defect::from_name("x").expect_err("no defect").text(),
    ]
}

#[test]
fn every_error_says_something_else_in_norwegian() {
    for text in texts() {
        assert_ne!(text.en, text.nb);
    }
}

#[test]
fn no_english_word_is_left_in_the_norwegian_of_an_error() {
    const ENGLISH: [&str; 12] = [
        "the", "is", "are", "not", "no", "there", "must", "cannot", "of", "with", "and", "where",
    ];
    for text in texts() {
        let words = text.nb.split(|character: char| !character.is_alphabetic());
        let found: Vec<&str> = words.filter(|word| ENGLISH.contains(word)).collect();
        assert!(found.is_empty(), "{found:?} in {}", text.nb);
    }
}
