//! The police's JWKS: the certificate that extradition orders are signed with, and every invalid or
//! alternative certificate that a bank must distinguish from it.

mod certificates;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{Method, StatusCode};
use listener::{ReceivedRequest, Reply};
use serde_json::{Value, json};
use wire::pki::{thumbprint_sha256, validity_of};

pub(crate) use certificates::{
    ORDER_KEYS, OrderCertificates, OrderKeys, PublishedCertificate, issue,
};

use crate::enterprise::IssueError;
use crate::jwk;
use crate::reply;

/// Path of the JWKS (order page, signature).
pub(crate) const JWKS_PATH: &str = "/.well-known/finans-jwks.json";

/// The register of the police's certificates.
pub(crate) struct PoliceJwks {
    document: Value,
}

impl PoliceJwks {
    /// Serves these certificates.
    pub(crate) fn new<'a>(
        certificates: impl IntoIterator<Item = &'a PublishedCertificate>,
    ) -> Result<Self, IssueError> {
        let keys = certificates
            .into_iter()
            .map(entry)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            document: json!({"keys": keys}),
        })
    }

    /// The answer to a request for the JWKS, with other `kid`s where it is `rotated`.
    pub(crate) fn answer(&self, request: &ReceivedRequest, rotated: bool) -> Reply {
        if request.method == Method::GET {
            reply::json(StatusCode::OK, &jwk::published(&self.document, rotated))
        } else {
            reply::not_allowed("GET")
        }
    }
}

fn entry(certificate: &PublishedCertificate) -> Result<Value, IssueError> {
    let leaf = &certificate.leaf;
    let validity = validity_of(leaf)?;
    let mut entry = jwk::members(&certificate.public_key)?;
    entry.insert("use".to_owned(), json!("sig"));
    entry.insert("kid".to_owned(), json!(certificate.kid));
    entry.insert("nbf".to_owned(), json!(validity.not_before.as_second()));
    entry.insert("exp".to_owned(), json!(validity.not_after.as_second()));
    entry.insert("x5t#S256".to_owned(), json!(thumbprint_sha256(leaf)));
    let chain = certificate
        .chain()
        .into_iter()
        .map(|one| one.to_der().map(|der| STANDARD.encode(der)));
    entry.insert(
        "x5c".to_owned(),
        json!(chain.collect::<Result<Vec<_>, openssl::error::ErrorStack>>()?),
    );
    Ok(Value::Object(entry))
}
