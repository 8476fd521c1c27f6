//! `CertPub`: the certificate that answers to an agency are encrypted to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use josekit::jwe::alg::rsaes::{RsaesJweAlgorithm, RsaesJweEncrypter};
use openssl::pkey::{Id, PKey, Public};
use openssl::x509::X509;
use serde_json::Value;
use wire::identifiers::iso6523;

use crate::registers::police::seconds;
use crate::registers::{RegisterError, Registry};

/// Key of the publisher's address in the locator's answer.
const PUBLISHER: &str = "difi-bcp-v1";

/// An agency's certificate, prepared for encryption.
#[derive(Debug)]
pub(crate) struct AgencyCertificate {
    /// The RSA key.
    pub(crate) key: PKey<Public>,
    /// The same, prepared for RSA-OAEP-256.
    pub(crate) encrypter: RsaesJweEncrypter,
    /// `x5t#S256` of the certificate.
    pub(crate) thumbprint: String,
}

/// Certificates by the agency's organisation number.
#[derive(Debug)]
pub(crate) struct CertPub {
    locator: String,
    longest: Duration,
    known: Mutex<HashMap<String, (Instant, Arc<AgencyCertificate>)>>,
    fetching: tokio::sync::Mutex<()>,
}

impl CertPub {
    pub(crate) fn new(locator: &str, longest: Duration) -> Self {
        Self {
            locator: locator.trim_end_matches('/').to_owned(),
            longest,
            known: Mutex::default(),
            fetching: tokio::sync::Mutex::new(()),
        }
    }

    /// The agency's certificate, valid now; of several the one that became valid last.
    pub(crate) async fn find(
        &self,
        orgno: &str,
        now: Timestamp,
        registry: &Registry,
    ) -> Result<Arc<AgencyCertificate>, RegisterError> {
        if let Some(certificate) = self.look_up(orgno) {
            return Ok(certificate);
        }
        let _turn = self.fetching.lock().await;
        if let Some(certificate) = self.look_up(orgno) {
            return Ok(certificate);
        }
        let certificate = match self.fetch(orgno, now, registry).await {
            Ok(certificate) => Arc::new(certificate),
            Err(error @ RegisterError::Unusable(_)) => return self.last_known(orgno).ok_or(error),
            Err(error @ RegisterError::Unknown) => return Err(error),
        };
        self.known
            .lock()
            .expect("no holder of the lock panics")
            .insert(orgno.to_owned(), (Instant::now(), Arc::clone(&certificate)));
        Ok(certificate)
    }

    fn look_up(&self, orgno: &str) -> Option<Arc<AgencyCertificate>> {
        let known = self.known.lock().expect("no holder of the lock panics");
        let (fetched, certificate) = known.get(orgno)?;
        (fetched.elapsed() <= self.longest).then(|| Arc::clone(certificate))
    }

    /// What was fetched last, for the time that `CertPub` is out of service.
    fn last_known(&self, orgno: &str) -> Option<Arc<AgencyCertificate>> {
        let known = self.known.lock().expect("no holder of the lock panics");
        known
            .get(orgno)
            .map(|(_, certificate)| Arc::clone(certificate))
    }

    async fn fetch(
        &self,
        orgno: &str,
        now: Timestamp,
        registry: &Registry,
    ) -> Result<AgencyCertificate, RegisterError> {
        let participant = format!("iso6523-actorid-upis::{}", iso6523(orgno));
        let located = registry
            .get(
                &format!("{}/lookup/v2/{participant}", self.locator),
                "application/json",
            )
            .await?;
        let publisher = publisher(&located)?;
        let process = format!("bdx-procid-dsop::{}", wire::messages::CERTIFICATE_PROCESS);
        let xml = registry
            .get(
                &format!("{publisher}/api/v1/{participant}/{process}"),
                "application/xml",
            )
            .await?;
        choose(&certificates(&xml)?, now)
    }
}

pub(crate) fn publisher(located: &[u8]) -> Result<String, RegisterError> {
    let unusable = |what: &str| RegisterError::Unusable(what.to_owned());
    let map: Value =
        serde_json::from_slice(located).map_err(|_| unusable("the locator's answer is no JSON"))?;
    map.get(PUBLISHER)
        .and_then(Value::as_str)
        .map(|address| address.trim_end_matches('/').to_owned())
        .ok_or_else(|| unusable("the locator names no publisher"))
}

/// The `Certificate` elements of a publisher's answer, whatever their namespace prefix.
pub(crate) fn certificates(xml: &[u8]) -> Result<Vec<X509>, RegisterError> {
    let text = std::str::from_utf8(xml)
        .map_err(|_| RegisterError::Unusable("the publisher's answer is not UTF-8".to_owned()))?;
    Ok(elements(text, "Certificate")
        .filter_map(|content| {
            let base64: String = content.split_ascii_whitespace().collect();
            X509::from_der(&openssl::base64::decode_block(&base64).ok()?).ok()
        })
        .collect())
}

/// The text of every element of that local name that has no elements inside.
fn elements<'a>(xml: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    xml.split('<').filter_map(move |piece| {
        let (tag, content) = piece.split_once('>')?;
        let qualified = tag.split_ascii_whitespace().next()?;
        let local = qualified.rsplit(':').next()?;
        (local == name && !tag.ends_with('/') && !qualified.starts_with('/')).then_some(content)
    })
}

pub(crate) fn choose(
    certificates: &[X509],
    now: Timestamp,
) -> Result<AgencyCertificate, RegisterError> {
    let second = now.as_second();
    let newest = certificates
        .iter()
        .filter(|one| seconds(one.not_before()) <= second && second < seconds(one.not_after()))
        .filter_map(|one| one.public_key().ok().map(|key| (one, key)))
        .filter(|(_, key)| key.id() == Id::RSA)
        .max_by_key(|(one, _)| seconds(one.not_before()))
        .ok_or(RegisterError::Unknown)?;
    let (certificate, key) = newest;
    let encrypter = key
        .public_key_to_der()
        .ok()
        .and_then(|der| RsaesJweAlgorithm::RsaOaep256.encrypter_from_der(der).ok())
        .ok_or(RegisterError::Unknown)?;
    Ok(AgencyCertificate {
        key,
        encrypter,
        thumbprint: wire::pki::thumbprint_sha256(certificate),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_elements_under_any_prefix() {
        let xml = r#"<?xml version="1.0"?><v:Process xmlns:v="urn:x"><v:Certificate expire="1">AB
            CD</v:Certificate><Certificate>EF</Certificate><CertificateList/></v:Process>"#;
        let found: Vec<_> = elements(xml, "Certificate").map(str::trim).collect();
        assert_eq!(found, ["AB\n            CD", "EF"]);
    }

    #[test]
    fn the_publishers_address_may_end_in_a_slash() {
        assert_eq!(
            publisher(br#"{"difi-bcp-v1":"http://h/p/"}"#).unwrap(),
            "http://h/p"
        );
    }

    #[test]
    fn an_agency_without_valid_certificate_is_unknown() {
        assert!(matches!(
            choose(&[], wire::dates::now()),
            Err(RegisterError::Unknown)
        ));
    }
}
