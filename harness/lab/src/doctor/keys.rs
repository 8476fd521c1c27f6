//! Keys and certificates that the profile names: whether they belong together, and are still good.

use jiff::Timestamp;
use openssl::pkey::{HasPublic, PKeyRef};
use openssl::x509::X509;
use plan::target::KeyName;
use wire::pki::validity_of;

use crate::doctor::{Diagnosis, Whose};
use pack::text::Text;
use plan::target::{Agency, Target};

/// What is wrong with a certificate and the key that it is used with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// The certificate is another key's.
    OtherKey,
    /// Its time is over.
    Expired(Timestamp),
    /// Its time has not come.
    NotYet(Timestamp),
}

impl Flaw {
    /// What is wrong, if anything.
    pub(super) fn of<K: HasPublic>(
        certificate: &X509,
        key: &PKeyRef<K>,
        now: Timestamp,
    ) -> Option<Self> {
        if !certificate
            .public_key()
            .is_ok_and(|public| public.public_eq(key))
        {
            return Some(Self::OtherKey);
        }
        Self::of_time(certificate, now)
    }

    /// What is wrong with its time, if anything.
    pub(super) fn of_time(certificate: &X509, now: Timestamp) -> Option<Self> {
        let validity = validity_of(certificate).ok()?;
        if now > validity.not_after {
            return Some(Self::Expired(validity.not_after));
        }
        (now < validity.not_before).then_some(Self::NotYet(validity.not_before))
    }

    /// In words, of a certificate that the profile calls by `name`.
    pub(super) fn words(self, certificate: &str, key: &str) -> Text {
        match self {
            Self::OtherKey => Text::new(
                format!("{key} is not the key of the certificate in {certificate}"),
                format!("{key} er ikke nøkkelen til sertifikatet i {certificate}"),
            ),
            Self::Expired(at) => Text::new(
                format!("the certificate in {certificate} expired at {at}"),
                format!("sertifikatet i {certificate} utløp {at}"),
            ),
            Self::NotYet(at) => Text::new(
                format!("the certificate in {certificate} is not valid before {at}"),
                format!("sertifikatet i {certificate} er ikke gyldig før {at}"),
            ),
        }
    }
}

/// Looks at the client's key and certificate for tokens; `None` if nothing is wrong with them.
pub(super) fn client(what: Text, agency: &Agency, now: Timestamp) -> Option<Diagnosis> {
    let KeyName::Chain(chain) = &agency.client_key_name else {
        return None;
    };
    let flaw = Flaw::of(chain.first()?, &agency.client_key.public(), now)?;
    Some(Diagnosis::fault(
        what,
        flaw.words("client-chain", "client-key"),
        Whose::Configuration,
        Text::new(
            "client-chain is the enterprise certificate that belongs to client-key, leaf first, and still valid",
            "client-chain er virksomhetssertifikatet som hører til client-key, med bladsertifikatet først, og fortsatt gyldig",
        ),
    ))
}

/// Looks at the client certificate for TLS; `None` if there is none, or nothing is wrong with it.
pub(super) fn tls_client(target: &Target, now: Timestamp) -> Option<Diagnosis> {
    let identity = target.tls.client_identity.as_ref()?;
    let flaw = Flaw::of(identity.chain.first()?, &identity.key, now)?;
    Some(Diagnosis::fault(
        Text::new("client certificate", "klientsertifikat"),
        flaw.words("client-certificate", "client-key"),
        Whose::Configuration,
        Text::new(
            "name the certificate that the bank lets in, and its own key",
            "oppgi sertifikatet som banken slipper inn, og nøkkelen til det",
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::testing::{at, certificate, key};

    #[test]
    fn a_key_and_its_own_certificate_are_well() {
        let key = key();
        assert_eq!(Flaw::of(&certificate(&key), &key, at(1_500)), None);
    }

    #[test]
    fn another_key_is_found() {
        assert_eq!(
            Flaw::of(&certificate(&key()), &key(), at(1_500)),
            Some(Flaw::OtherKey)
        );
    }

    #[test]
    fn a_certificate_has_its_time() {
        let key = key();
        let certificate = certificate(&key);
        assert_eq!(
            Flaw::of(&certificate, &key, at(2_001)),
            Some(Flaw::Expired(at(2_000)))
        );
        assert_eq!(
            Flaw::of(&certificate, &key, at(999)),
            Some(Flaw::NotYet(at(1_000)))
        );
    }
}
