//! What a signer's certificate says: who signed, and whether one the reader trusts vouches for that.

use jiff::Timestamp;
use openssl::x509::{X509, X509NameRef, X509Ref};
use wire::pki::{ChainError, validate_chain, validity_of};

use crate::signature::gate::{Sealed, Signer};
use crate::signature::key::other_purpose;
use crate::signature::statement::Statement;
use crate::signature::trust::Trust;
use pack::text::Text;

fn about_certificate() -> Text {
    Text::new("certificate", "sertifikat")
}

/// What the certificate says at the time of signing and now, where roots are what the reader trusts. `strict` lets no
/// certificate pass that has expired since.
pub(super) fn certificate(
    sealed: &Sealed,
    trust: &Trust,
    now: Timestamp,
    strict: bool,
) -> Vec<Statement> {
    let Signer::Certified { leaf, issuers } = &sealed.signer else {
        return Vec::new();
    };
    let Trust::Roots(roots) = trust else {
        return vec![Statement::caution(
            about_certificate(),
            Text::new(
                format!(
                    "it says {}; the key was held against, not the certificate",
                    name(leaf.subject_name())
                ),
                format!(
                    "det sier {}; nøkkelen er kontrollert, ikke sertifikatet",
                    name(leaf.subject_name())
                ),
            ),
        )];
    };
    let signed = sealed.manifest.signed;
    let at = |moment| validate_chain(leaf, issuers, roots, moment);
    let chain = Chain { leaf, issuers };
    let mut statements = vec![match (at(signed), at(now)) {
        (Ok(()), Ok(())) => Statement::holds(
            about_certificate(),
            Text::new(
                format!(
                    "{} is vouched for by a root you trust, when it signed and now",
                    name(leaf.subject_name())
                ),
                format!(
                    "{} står under en rot du stoler på, både da det signerte og nå",
                    name(leaf.subject_name())
                ),
            ),
        ),
        (Ok(()), Err(ChainError::Expired { depth })) => chain.expired_since(depth, strict),
        (Err(error), _) => Statement::fails(about_certificate(), chain.words(&error, Some(signed))),
        (Ok(()), Err(error)) => Statement::fails(about_certificate(), chain.words(&error, None)),
    }];
    if let Some(why) = other_purpose(leaf) {
        statements.push(Statement::fails(
            Text::new("purpose", "formål"),
            Text::new(
                format!("the certificate is not for signing: {}", why.en),
                format!("sertifikatet er ikke for signering: {}", why.nb),
            ),
        ));
    }
    statements
}

/// A name as a person reads it: the common name, and the organisation where there is one.
fn name(subject: &X509NameRef) -> String {
    let value = |nid| {
        let entry = subject.entries_by_nid(nid).next()?;
        entry.data().to_string().ok()
    };
    let common = value(openssl::nid::Nid::COMMONNAME).unwrap_or_else(|| "?".into());
    match value(openssl::nid::Nid::ORGANIZATIONNAME) {
        Some(organisation) => format!("«{common}» ({organisation})"),
        None => format!("«{common}»"),
    }
}

/// The certificates of a signature, by their distance from the signer.
struct Chain<'a> {
    leaf: &'a X509Ref,
    issuers: &'a [X509],
}

impl Chain<'_> {
    fn at(&self, depth: u32) -> Option<&X509Ref> {
        match (depth as usize).checked_sub(1) {
            None => Some(self.leaf),
            Some(place) => self.issuers.get(place).map(AsRef::as_ref),
        }
    }

    fn subject(&self, depth: u32) -> String {
        match self.at(depth) {
            Some(certificate) => name(certificate.subject_name()),
            None => "root".into(),
        }
    }

    fn expired_since(&self, depth: u32, strict: bool) -> Statement {
        let end = self
            .at(depth)
            .and_then(|certificate| validity_of(certificate).ok())
            .map(|validity| format!(" ({})", validity.not_after))
            .unwrap_or_default();
        let subject = self.subject(depth);
        let says = Text::new(
            format!(
                "{subject} was valid at the stated time of signing and has expired since{end}; nobody else vouches for that time"
            ),
            format!(
                "{subject} var gyldig på det oppgitte signeringstidspunktet og er utløpt siden{end}; ingen andre går god for tidspunktet"
            ),
        );
        if strict {
            Statement::fails(about_certificate(), says)
        } else {
            Statement::caution(about_certificate(), says)
        }
    }

    /// Why the chain does not hold; `signed` is the time of signing where that is when it did not.
    fn words(&self, error: &ChainError, signed: Option<Timestamp>) -> Text {
        let (en, nb) = match signed {
            Some(time) => (
                format!(" when the report was signed ({time})"),
                format!(" da rapporten ble signert ({time})"),
            ),
            None => (" now".into(), " nå".into()),
        };
        match error {
            ChainError::Expired { depth } => Text::new(
                format!("{} had expired{en}", self.subject(*depth)),
                format!("{} var utløpt{nb}", self.subject(*depth)),
            ),
            ChainError::NotYetValid { depth } => Text::new(
                format!("{} was not valid yet{en}", self.subject(*depth)),
                format!("{} var ikke gyldig ennå{nb}", self.subject(*depth)),
            ),
            ChainError::SelfSigned { depth: 0 } => Text::new(
                format!(
                    "{} is signed by itself alone, and is not among the roots you trust",
                    self.subject(0)
                ),
                format!(
                    "{} er bare signert av seg selv, og er ikke blant røttene du stoler på",
                    self.subject(0)
                ),
            ),
            ChainError::SelfSigned { depth } => Text::new(
                format!(
                    "it leads to {}, which is not among the roots you trust",
                    self.subject(*depth)
                ),
                format!(
                    "det leder til {}, som ikke er blant røttene du stoler på",
                    self.subject(*depth)
                ),
            ),
            ChainError::NoPath { depth } => {
                let issuer = self
                    .at(*depth)
                    .map_or_else(|| "?".into(), |certificate| name(certificate.issuer_name()));
                let subject = self.subject(*depth);
                Text::new(
                    format!(
                        "{issuer}, who issued {subject}, is neither in the signature nor among the roots you trust: an issuer in between is missing, or it is another root's"
                    ),
                    format!(
                        "{issuer}, som utstedte {subject}, er verken i signaturen eller blant røttene du stoler på: et mellomliggende sertifikat mangler, eller det hører til en annen rot"
                    ),
                )
            }
            ChainError::NotAnAuthority { depth } => Text::new(
                format!(
                    "{} issued a certificate without being an authority",
                    self.subject(*depth)
                ),
                format!(
                    "{} har utstedt et sertifikat uten å være utsteder",
                    self.subject(*depth)
                ),
            ),
            ChainError::Other { depth, reason } => Text::new(
                format!("{}: {reason}", self.subject(*depth)),
                format!("{}: {reason}", self.subject(*depth)),
            ),
            ChainError::OpenSsl(error) => Text::same(format!("OpenSSL: {error}")),
        }
    }
}
