//! Everything that a signature is held against, in order.

use jiff::{SignedDuration, Timestamp};

use crate::signature::bundle::{Bundle, BundleError};
use crate::signature::chain;
use crate::signature::compare;
use crate::signature::gate;
use crate::signature::manifest::Manifest;
use crate::signature::statement::{Examination, Standing, Statement};
use crate::signature::trust;
use crate::signature::trust::Trust;
use pack::text::Text;

/// How far two clocks may be apart.
const CLOCKS: SignedDuration = SignedDuration::from_mins(5);

/// What a signature is held against.
#[derive(Clone, Debug)]
pub struct Against<'a> {
    /// Whom the reader trusts.
    pub trust: &'a Trust,
    /// The time.
    pub now: Timestamp,
    /// Whether a certificate that has expired since the signing is no longer good enough.
    pub strict: bool,
    /// Digest of the case pack that the reader has, and whether it is one they named (or the one built in).
    pub pack: (&'a str, bool),
    /// Digest of the target profile that the reader has.
    pub profile: Option<&'a str>,
}

/// Examines the signature of a bundle. No network is used.
///
/// # Errors
/// Neither record nor signature is there, or the signature's file cannot be read: there is nothing to examine.
pub fn verify(bundle: &Bundle, against: &Against<'_>) -> Result<Examination, BundleError> {
    let Some(text) = bundle.read_signature()? else {
        // Reading the record tells a run that is not signed from a path that names nothing.
        bundle.digest(bundle.record_name())?;
        return Ok(Examination {
            statements: vec![Statement::fails(
                about_signature(),
                Text::new(
                    format!(
                        "there is none: {} does not exist",
                        bundle.signature().display()
                    ),
                    format!("det finnes ingen: {} mangler", bundle.signature().display()),
                ),
            )],
        });
    };
    Ok(Examination {
        statements: examine(&text, bundle, against),
    })
}

fn about_signature() -> Text {
    Text::new("signature", "signatur")
}

fn examine(text: &str, bundle: &Bundle, against: &Against<'_>) -> Vec<Statement> {
    let sealed = match gate::read(text) {
        Ok(sealed) => sealed,
        Err(why) => return vec![Statement::fails(about_signature(), why)],
    };
    let made = trust::signature(&sealed, against.trust);
    let believed = made.standing != Standing::Fails;
    let mut statements = vec![made];
    if !believed {
        return statements;
    }
    statements.extend(chain::certificate(
        &sealed,
        against.trust,
        against.now,
        against.strict,
    ));
    statements.extend(time(&sealed.manifest, against.now));
    statements.extend(compare::files(&sealed.manifest, bundle));
    statements.push(pack(&sealed.manifest, against.pack));
    statements.extend(
        against
            .profile
            .map(|digest| profile(&sealed.manifest, digest)),
    );
    statements
}

fn time(manifest: &Manifest, now: Timestamp) -> Option<Statement> {
    let ahead = manifest.signed.duration_since(now);
    (ahead > CLOCKS).then(|| {
        Statement::fails(
            Text::new("time", "tidspunkt"),
            Text::new(
                format!(
                    "it says that it was signed at {}, which is still to come",
                    manifest.signed
                ),
                format!(
                    "den sier at den ble signert {}, som ikke har vært ennå",
                    manifest.signed
                ),
            ),
        )
    })
}

/// The pack the reader named must be the run's; the one built into this program need not be, and it is said.
fn pack(manifest: &Manifest, (digest, named): (&str, bool)) -> Statement {
    let about = Text::new("case pack", "testpakke");
    let bound = manifest.pack.sha256.as_deref().unwrap_or_default();
    let whose = format!(
        "{} {} ({})",
        manifest.pack.name,
        manifest.pack.version,
        short(bound)
    );
    match (digest == bound, named) {
        (true, true) => Statement::holds(
            about,
            Text::new(
                format!("the pack you named is the run's, {whose}"),
                format!("pakken du oppga, er kjøringens, {whose}"),
            ),
        ),
        (true, false) => Statement::holds(
            about,
            Text::new(
                format!("the pack built into this program is the run's, {whose}"),
                format!("pakken som er innebygd i dette programmet, er kjøringens, {whose}"),
            ),
        ),
        (false, true) => Statement::fails(
            about,
            Text::new(
                format!(
                    "the pack you named ({}) is not the run's, {whose}",
                    short(digest)
                ),
                format!(
                    "pakken du oppga ({}), er ikke kjøringens, {whose}",
                    short(digest)
                ),
            ),
        ),
        (false, false) => Statement::caution(
            about,
            Text::new(
                format!(
                    "the run used {whose}, not the pack built into this program ({}); --pack holds its files against the signature",
                    short(digest)
                ),
                format!(
                    "kjøringen brukte {whose}, ikke pakken som er innebygd i dette programmet ({}); --pack kontrollerer filene mot signaturen",
                    short(digest)
                ),
            ),
        ),
    }
}

fn profile(manifest: &Manifest, digest: &str) -> Statement {
    let about = Text::new("target profile", "målprofil");
    let bound = manifest.target.profile_sha256.as_str();
    if digest == bound {
        Statement::holds(
            about,
            Text::new(
                format!("the profile you named is the run's ({})", short(bound)),
                format!("profilen du oppga, er kjøringens ({})", short(bound)),
            ),
        )
    } else {
        Statement::fails(
            about,
            Text::new(
                format!(
                    "the profile you named ({}) is not the run's ({})",
                    short(digest),
                    short(bound)
                ),
                format!(
                    "profilen du oppga ({}), er ikke kjøringens ({})",
                    short(digest),
                    short(bound)
                ),
            ),
        )
    }
}

/// The start of a digest, enough for the eye.
fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}

#[cfg(test)]
mod tests;
