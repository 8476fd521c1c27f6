//! Whose signature it is: held against a key that the reader has, or against roots that the reader trusts.

use openssl::pkey::{PKey, Public};
use openssl::x509::X509;
use wire::jose::jwk_thumbprint;
use wire::jose::sign::verify_bytes;

use crate::signature::gate::{Sealed, Signer};
use crate::signature::key::{KeyError, fitting};
use crate::signature::statement::Statement;
use pack::text::Text;

/// Whom the reader trusts.
#[derive(Clone, Debug)]
pub enum Trust {
    /// This key alone.
    Key(PKey<Public>),
    /// Whoever has a certificate from one of these.
    Roots(Vec<X509>),
}

impl Trust {
    /// A public key.
    ///
    /// # Errors
    /// It is one that no report is signed with.
    pub fn key(key: PKey<Public>) -> Result<Self, KeyError> {
        fitting(&key)?;
        Ok(Self::Key(key))
    }
}

fn about_signature() -> Text {
    Text::new("signature", "signatur")
}

/// Whether the signature was made over its header and manifest by the key it should be. A failure means that nothing
/// in the manifest can be believed.
pub(super) fn signature(sealed: &Sealed, trust: &Trust) -> Statement {
    let key = match (trust, &sealed.signer) {
        (Trust::Key(key), Signer::Named(name)) => match jwk_thumbprint(key) {
            Ok(own) if own == *name => key.clone(),
            _ => return other_key(Some(name)),
        },
        (Trust::Key(key), Signer::Certified { leaf, .. }) => match leaf.public_key() {
            Ok(own) if own.public_eq(key) => own,
            _ => return other_key(None),
        },
        (Trust::Roots(_), Signer::Named(name)) => {
            return Statement::fails(
                about_signature(),
                Text::new(
                    format!(
                        "it names the key {name} and no certificate, so no root can vouch for it; give the public key"
                    ),
                    format!(
                        "den navngir nøkkelen {name} og intet sertifikat, så ingen rot kan gå god for den; oppgi den offentlige nøkkelen"
                    ),
                ),
            );
        }
        (Trust::Roots(_), Signer::Certified { leaf, .. }) => match leaf.public_key() {
            Ok(own) => own,
            Err(_) => return other_key(None),
        },
    };
    hold(sealed, &key)
}

fn other_key(name: Option<&str>) -> Statement {
    let (en, nb) = match name {
        Some(name) => (format!(" ({name})"), format!(" ({name})")),
        None => (String::new(), String::new()),
    };
    Statement::fails(
        about_signature(),
        Text::new(
            format!("it was made with another key{en} than the one given"),
            format!("den er laget med en annen nøkkel{nb} enn den oppgitte"),
        ),
    )
}

fn hold(sealed: &Sealed, key: &PKey<Public>) -> Statement {
    let fits = fitting(key).is_ok_and(|algorithms| algorithms.contains(&sealed.algorithm));
    if !fits {
        return Statement::fails(
            about_signature(),
            Text::new(
                format!("the key cannot have signed by {}", sealed.algorithm.name()),
                format!(
                    "nøkkelen kan ikke ha signert med {}",
                    sealed.algorithm.name()
                ),
            ),
        );
    }
    let right = verify_bytes(
        sealed.algorithm,
        key,
        sealed.input.as_bytes(),
        &sealed.signature,
    );
    if right.unwrap_or(false) {
        let name = sealed.algorithm.name();
        Statement::holds(
            about_signature(),
            Text::new(
                format!("made by the key, by {name}, at {}", sealed.manifest.signed),
                format!("laget med nøkkelen, med {name}, {}", sealed.manifest.signed),
            ),
        )
    } else {
        Statement::fails(
            about_signature(),
            Text::new(
                "it does not fit its own header and manifest: one of the three was changed, or it was never made with this key",
                "den passer ikke til sitt eget hode og manifest: en av de tre er endret, eller den er ikke laget med denne nøkkelen",
            ),
        )
    }
}
