//! A certificate for HTTPS that the bank creates for itself.

use std::net::IpAddr;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use wire::pki::{Authority, Subject, Validity};

use crate::config::TlsIdentity;

/// A fresh identity, and the CA certificate that callers must trust.
#[derive(Debug)]
pub struct MadeIdentity {
    /// Certificate and key for the server.
    pub identity: TlsIdentity,
    /// PEM of the CA.
    pub ca_pem: Vec<u8>,
}

/// Why no certificate can be created.
#[derive(Debug, thiserror::Error)]
#[error("no certificate for HTTPS can be created: {0}")]
pub struct MakeIdentityError(String);

/// Makes a CA and a server certificate for this address and `localhost`, valid for thirty days.
///
/// # Errors
/// [`MakeIdentityError`] when the crypto library gives up.
pub fn make_identity(address: IpAddr) -> Result<MadeIdentity, MakeIdentityError> {
    let failed = |error: &dyn std::fmt::Display| MakeIdentityError(error.to_string());
    let key = || -> Result<PKey<Private>, openssl::error::ErrorStack> {
        PKey::from_rsa(Rsa::generate(2048)?)
    };
    let now = Timestamp::now();
    let validity = Validity {
        not_before: now - SignedDuration::from_hours(1),
        not_after: now + Duration::from_hours(720),
    };
    let ca = Authority::root(
        &subject("mock-bank CA"),
        validity,
        key().map_err(|error| failed(&error))?,
    )
    .map_err(|error| failed(&error))?;
    let server_key = key().map_err(|error| failed(&error))?;
    let public = wire::jose::sign::SigningKey::from_pkey(server_key.clone()).public();
    let names = [
        address.to_string(),
        "127.0.0.1".to_owned(),
        "localhost".to_owned(),
    ];
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let leaf = ca
        .issue(&subject("mock-bank"), validity, &public, &names)
        .map_err(|error| failed(&error))?;
    let ca_pem = ca.certificate.to_pem().map_err(|error| failed(&error))?;
    Ok(MadeIdentity {
        identity: TlsIdentity {
            chain: vec![leaf],
            key: server_key,
        },
        ca_pem,
    })
}

fn subject(common_name: &str) -> Subject {
    Subject {
        organisation: Some("Syntetisk Sparebank".to_owned()),
        organisational_unit: None,
        common_name: common_name.to_owned(),
        serial_number: None,
    }
}
