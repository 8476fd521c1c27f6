use jiff::Timestamp;
use openssl::asn1::{Asn1Time, Asn1TimeRef};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::x509::{X509, X509Ref};

use super::{PkiError, Validity};
use crate::jose::strict::encode_base64url;

/// The subject's values of one kind (e.g. `Nid::COMMONNAME`) as UTF-8, in the certificate's order. Values that
/// are no text are left out. They are not normalized: compare them byte for byte.
pub fn subject_value(certificate: &X509Ref, nid: Nid) -> Vec<String> {
    certificate
        .subject_name()
        .entries_by_nid(nid)
        .filter_map(|entry| entry.data().to_string().ok())
        .collect()
}

/// The certificate's `x5t#S256` (RFC 7517, section 4.9): base64url of the SHA-256 digest of its DER form.
#[expect(
    clippy::missing_panics_doc,
    reason = "every certificate in memory has a DER form"
)]
pub fn thumbprint_sha256(certificate: &X509Ref) -> String {
    let digest = certificate
        .digest(MessageDigest::sha256())
        .expect("a certificate that was read has a DER form");
    encode_base64url(&digest)
}

/// The certificates of a PEM text, in its order.
///
/// # Errors
/// A certificate that cannot be read, or none at all.
pub fn chain_from_pem(pem: &[u8]) -> Result<Vec<X509>, PkiError> {
    let certificates = X509::stack_from_pem(pem)?;
    if certificates.is_empty() {
        Err(PkiError::NoCertificate)
    } else {
        Ok(certificates)
    }
}

/// The certificates as one PEM text, in their order.
#[expect(
    clippy::missing_panics_doc,
    reason = "every certificate in memory has a PEM form"
)]
pub fn chain_to_pem(certificates: &[X509]) -> Vec<u8> {
    certificates
        .iter()
        .flat_map(|certificate| {
            certificate
                .to_pem()
                .expect("a certificate that was read can be written")
        })
        .collect()
}

/// When a certificate is valid.
///
/// # Errors
/// Times that are none.
pub fn validity_of(certificate: &X509Ref) -> Result<Validity, PkiError> {
    Ok(Validity {
        not_before: timestamp(certificate.not_before())?,
        not_after: timestamp(certificate.not_after())?,
    })
}

fn timestamp(time: &Asn1TimeRef) -> Result<Timestamp, PkiError> {
    let since = Asn1Time::from_unix(0)?.diff(time)?;
    let seconds = i64::from(since.days) * 86_400 + i64::from(since.secs);
    Timestamp::from_second(seconds).map_err(|_| PkiError::Validity)
}
