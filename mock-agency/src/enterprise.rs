//! Enterprise certificates (virksomhetssertifikater) of the agencies: to sign grants with, and to have answers
//! encrypted to.

use jiff::{SignedDuration, Timestamp};
use openssl::error::ErrorStack;
use openssl::pkey::{PKey, Private, Public};
use openssl::x509::X509;
use wire::pki::{Authority, PkiError, Subject, Validity};

use crate::maskinporten::Authorities;

/// Names of the authority's keys.
pub(crate) const ENTERPRISE_KEYS: [&str; 2] = ["enterprise-root", "enterprise-intermediate"];

/// A certificate could not be issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// The certificate could not be made.
    #[error("cannot issue a certificate: {0}")]
    Pki(#[from] PkiError),
    /// A key could not be used.
    #[error("cannot use a key: {0}")]
    Key(#[from] ErrorStack),
    /// A key could not be written as a JWK.
    #[error("cannot use a key: {0}")]
    Jose(#[from] wire::jose::JoseError),
    /// The clock is so far off that a validity cannot be expressed.
    #[error("the clock is at {0}, too far off to issue certificates")]
    Clock(Timestamp),
}

/// A validity of `from` to `to` days from `now`.
pub(crate) fn days(now: Timestamp, from: i64, to: i64) -> Result<Validity, IssueError> {
    let at = |days: i64| {
        now.checked_add(SignedDuration::from_hours(24 * days))
            .map_err(|_out_of_range| IssueError::Clock(now))
    };
    Ok(Validity {
        not_before: at(from)?,
        not_after: at(to)?,
    })
}

/// The public half of a key.
pub(crate) fn public(key: &PKey<Private>) -> Result<PKey<Public>, IssueError> {
    Ok(PKey::public_key_from_der(&key.public_key_to_der()?)?)
}

/// The authority that issues enterprise certificates.
pub(crate) struct Enterprise {
    root: Authority,
    intermediate: Authority,
    now: Timestamp,
}

impl Enterprise {
    /// Makes the authority, valid around `now`.
    pub(crate) fn new(
        root: PKey<Private>,
        intermediate: PKey<Private>,
        now: Timestamp,
    ) -> Result<Self, IssueError> {
        let root = Authority::root(&authority_subject("Rot"), days(now, -3650, 3650)?, root)?;
        let intermediate = root.intermediate(
            &authority_subject("Utsteder"),
            days(now, -1825, 1825)?,
            intermediate,
            true,
        )?;
        Ok(Self {
            root,
            intermediate,
            now,
        })
    }

    /// The root that Maskinporten and banks trust.
    pub(crate) fn root(&self) -> &X509 {
        &self.root.certificate
    }

    /// What Maskinporten knows of the authority.
    pub(crate) fn authorities(&self) -> Authorities {
        Authorities {
            roots: vec![self.root.certificate.clone()],
            intermediates: vec![self.intermediate.certificate.clone()],
        }
    }

    /// A certificate for an organisation.
    pub(crate) fn issue(
        &self,
        orgno: &str,
        name: &str,
        key: &PKey<Public>,
        validity: Validity,
    ) -> Result<X509, IssueError> {
        Ok(self
            .intermediate
            .issue(&subject(orgno, name), validity, key, &[])?)
    }

    /// A certificate like this one that expired a month ago.
    pub(crate) fn expired(&self, like: &X509, orgno: &str) -> Result<X509, IssueError> {
        let key = like.public_key()?;
        let validity = days(self.now, -760, -30)?;
        self.issue(orgno, &format!("Organisasjon {orgno}"), &key, validity)
    }

    /// A certificate for an organisation, valid for two years, with its chain up to but without the root.
    pub(crate) fn issue_chain(
        &self,
        orgno: &str,
        name: &str,
        key: &PKey<Public>,
    ) -> Result<[X509; 2], IssueError> {
        let leaf = self.issue(orgno, name, key, days(self.now, -1, 730)?)?;
        Ok([leaf, self.intermediate.certificate.clone()])
    }
}

fn subject(orgno: &str, name: &str) -> Subject {
    Subject {
        organisation: Some(name.to_owned()),
        organisational_unit: None,
        common_name: name.to_owned(),
        serial_number: Some(orgno.to_owned()),
    }
}

fn authority_subject(role: &str) -> Subject {
    Subject {
        organisation: Some("DSOP Testsertifikater".to_owned()),
        organisational_unit: None,
        common_name: format!("DSOP Test Virksomhetssertifikat {role}"),
        serial_number: None,
    }
}
