//! CertPub: the locator of an organisation's certificates, and the publisher of them.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{Method, StatusCode};
use listener::{ReceivedRequest, Reply, text};
use openssl::x509::X509;
use serde_json::json;
use wire::identifiers::iso6523;
use wire::messages::CERTIFICATE_PROCESS;
use wire::pki::validity_of;

use crate::journal::Register;
use crate::reply;

const PARTICIPANT_SCHEME: &str = "iso6523-actorid-upis";
const PROCESS_SCHEME: &str = "bdx-procid-dsop";
const LOOKUP: &str = "/lookup/v2/";
const CONTEXT: &str = "/certpub/";

/// Both halves of CertPub over one set of certificates.
pub(crate) struct CertPub {
    context: String,
    certificates: RwLock<HashMap<String, Vec<X509>>>,
    /// What it publishes in their place on an operator's demand.
    expired: HashMap<String, X509>,
}

impl CertPub {
    /// `base` is the address of the registers without trailing slash; `slash` says whether the locator's answer
    /// ends in one.
    pub(crate) fn new(base: &str, slash: bool) -> Self {
        let context = if slash {
            CONTEXT
        } else {
            CONTEXT.trim_end_matches('/')
        };
        Self {
            context: format!("{base}{context}"),
            certificates: RwLock::default(),
            expired: HashMap::new(),
        }
    }

    /// Adds a certificate that has expired.
    pub(crate) fn add_expired(&mut self, orgno: &str, certificate: X509) {
        self.expired.insert(orgno.to_owned(), certificate);
    }

    /// Publishes these certificates for an organisation, and no other. With none the organisation stays known to
    /// the locator, and the publisher has nothing.
    pub(crate) fn publish(&self, orgno: &str, certificates: Vec<X509>) {
        self.certificates
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(orgno.to_owned(), certificates);
    }

    /// What is published for an organisation.
    pub(crate) fn published(&self, orgno: &str) -> Option<Vec<X509>> {
        self.certificates
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(orgno)
            .cloned()
    }

    /// Which half a path belongs to.
    pub(crate) fn serves(path: &str) -> Option<Register> {
        if path.starts_with(LOOKUP) {
            Some(Register::CertPubLocator)
        } else if path.starts_with(CONTEXT) {
            Some(Register::CertPubPublisher)
        } else {
            None
        }
    }

    /// The answer to a request to either half; with `expired` certificates that have expired.
    pub(crate) fn answer(&self, request: &ReceivedRequest, expired: bool) -> Reply {
        if request.method != Method::GET {
            return reply::not_allowed("GET");
        }
        let Ok(path) = wire::mandate::decode(request.uri.path()) else {
            return text(
                StatusCode::BAD_REQUEST,
                "the path is not percent-encoded UTF-8",
            );
        };
        self.locate(&path)
            .or_else(|| self.process(&path, expired))
            .unwrap_or_else(|| text(StatusCode::NOT_FOUND, "no such participant or process"))
    }

    fn locate(&self, path: &str) -> Option<Reply> {
        let orgno = organisation(path.strip_prefix(LOOKUP)?)?;
        self.published(orgno)?;
        Some(reply::json(
            StatusCode::OK,
            &json!({"difi-bcp-v1": self.context}),
        ))
    }

    fn process(&self, path: &str, expired: bool) -> Option<Reply> {
        // A context without slash and one with it lead to one and to two slashes in the hands of a simple caller.
        let rest = path
            .strip_prefix(CONTEXT)?
            .trim_start_matches('/')
            .strip_prefix("api/v1/")?;
        let (participant, process) = rest.split_once('/')?;
        let orgno = organisation(participant)?;
        let mut certificates = self.published(orgno)?;
        if let Some(certificate) = self.expired.get(orgno).filter(|_| expired) {
            certificates = vec![certificate.clone()];
        }
        let known =
            process.strip_prefix(PROCESS_SCHEME)?.strip_prefix("::")? == CERTIFICATE_PROCESS;
        (known && !certificates.is_empty())
            .then(|| reply::xml(StatusCode::OK, document(orgno, &certificates)))
    }
}

fn organisation(participant: &str) -> Option<&str> {
    participant
        .strip_prefix(PARTICIPANT_SCHEME)?
        .strip_prefix("::0192:")
        .filter(|orgno| !orgno.contains('/'))
}

fn document(orgno: &str, certificates: &[X509]) -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Process xmlns=\"urn:fdc:difi.no:2017:virksert:v1\">\n  \
         <ParticipantIdentifier scheme=\"{PARTICIPANT_SCHEME}\">{participant}</ParticipantIdentifier>\n  \
         <ProcessIdentifier scheme=\"{PROCESS_SCHEME}\">{CERTIFICATE_PROCESS}</ProcessIdentifier>\n  \
         <Role>request</Role>\n",
        participant = iso6523(orgno)
    );
    for certificate in certificates {
        xml.push_str(&element(certificate).unwrap_or_default());
    }
    xml.push_str("</Process>\n");
    xml
}

fn element(certificate: &X509) -> Option<String> {
    let serial = certificate
        .serial_number()
        .to_bn()
        .ok()?
        .to_dec_str()
        .ok()?;
    let expire = validity_of(certificate).ok()?.not_after.as_millisecond();
    let der = certificate.to_der().ok()?;
    let mut element = String::new();
    writeln!(
        element,
        "  <Certificate serialNumber=\"{serial}\" expire=\"{expire}\">{}</Certificate>",
        STANDARD.encode(der)
    )
    .ok()?;
    Some(element)
}
