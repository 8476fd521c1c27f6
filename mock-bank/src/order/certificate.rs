//! The police's certificate: the chain up to the installed root, and whose certificate it is.

use jiff::Timestamp;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Public};
use openssl::x509::X509;
use wire::jose::sign::Verifier;
use wire::pki;

use crate::config::Mode;
use crate::defect::{Defect, Defects};
use crate::refusal::{Refusal, Rule, Ruling};
use crate::request::parameters::sentence;

/// The OU that the prosecuting authority's certificates have.
const UNIT: &str = "Påtalemyndigheten";

/// The CN that approves orders in this environment.
fn common_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Test => "Godkjenning av utleveringspålegg TEST",
        Mode::Production => "Godkjenning av utleveringspålegg",
    }
}

/// A key of the police's key set with its certificates.
#[derive(Debug)]
pub(crate) struct PoliceKey {
    /// The key of the leaf.
    pub(crate) key: PKey<Public>,
    /// The same, prepared for PS256.
    pub(crate) verifier: Verifier,
    /// Leaf first, then the intermediates.
    pub(crate) chain: Vec<X509>,
    /// Whether the JWK's own `n` and `e` are the leaf's.
    pub(crate) key_is_the_leafs: bool,
    /// From when the JWK itself is valid, in seconds since 1970.
    pub(crate) nbf: Option<i64>,
    /// Until when the JWK itself is valid, in seconds since 1970.
    pub(crate) exp: Option<i64>,
}

/// Judges a key of the police: every rule on the certificate, at this time.
pub(crate) fn judge(
    key: &PoliceKey,
    roots: &[X509],
    mode: Mode,
    now: Timestamp,
    defects: &Defects,
) -> Ruling {
    let (leaf, intermediates) = key
        .chain
        .split_first()
        .ok_or_else(|| Refusal::from(Rule::OrderKeyWithoutCertificate))?;
    if !key.key_is_the_leafs {
        return Err(Rule::OrderKeyNotOfCertificate.into());
    }
    defects.unless(Defect::OrderChainUnchecked, || {
        in_time(key, now)?;
        pki::validate_chain(leaf, intermediates, roots, now)
            .map_err(|error| Refusal::from(Rule::OrderChain).because(sentence(&error)))
    })?;
    defects.unless(Defect::OrderUnitUnchecked, || unit(leaf))?;
    defects.unless(Defect::OrderCommonNameUnchecked, || name(leaf, mode))
}

fn in_time(key: &PoliceKey, now: Timestamp) -> Ruling {
    let now = now.as_second();
    if key.nbf.is_some_and(|nbf| now < nbf) || key.exp.is_some_and(|exp| now >= exp) {
        return Err(Rule::OrderKeyTime.into());
    }
    Ok(())
}

fn unit(leaf: &X509) -> Ruling {
    if is_only(leaf, Nid::ORGANIZATIONALUNITNAME, UNIT) {
        return Ok(());
    }
    Err(Rule::OrderUnit.into())
}

fn name(leaf: &X509, mode: Mode) -> Ruling {
    if is_only(leaf, Nid::COMMONNAME, common_name(mode)) {
        return Ok(());
    }
    Err(Rule::OrderCommonName.into())
}

fn is_only(leaf: &X509, attribute: Nid, expected: &str) -> bool {
    pki::subject_value(leaf, attribute) == [expected]
}
