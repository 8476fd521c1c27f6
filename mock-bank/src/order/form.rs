//! The order's form and signature, before anything is known of its content.

use openssl::pkey::{PKey, Public};
use openssl::x509::X509;
use serde_json::Value;
use wire::jose::sign::{self, SignatureAlgorithm};
use wire::jose::strict::{self, CompactJws, ReadJws};

use crate::defect::{Defect, Defects};
use crate::order::certificate::PoliceKey;
use crate::refusal::{Refusal, Rule, Ruling};
use crate::request::parameters::sentence;

/// A longer order is refused unread.
const LONGEST: usize = 32 * 1024;

/// Header members that would bring a key, an address of one, or an extension with them.
const FOREIGN_MEMBERS: [&str; 9] = [
    "jwk", "jku", "x5c", "x5u", "x5t", "x5t#S256", "b64", "zip", "enc",
];

/// An order of correct form; its signature is not verified yet.
#[derive(Debug)]
pub(crate) struct FormedOrder {
    jws: ReadJws,
    algorithm: SignatureAlgorithm,
}

impl FormedOrder {
    /// Reads the order: a compact JWS with `alg` PS256, `typ` JWT and a `kid`, and no header member
    /// that brings a key or an extension of its own.
    pub(crate) fn read(text: &str, defects: &Defects) -> Ruling<Self> {
        if text.len() > LONGEST {
            return Err(Rule::OrderTooLong.into());
        }
        let jws = read_strictly(text, defects)?;
        let algorithm = algorithm(&jws.header, defects)?;
        defects.unless(Defect::OrderTypUnchecked, || typ(&jws.header))?;
        defects.unless(Defect::OrderCritIgnored, || {
            no_critical_extension(&jws.header)
        })?;
        defects.unless(Defect::OrderHeaderKeyTrusted, || {
            no_foreign_member(&jws.header)
        })?;
        Ok(Self { jws, algorithm })
    }

    /// The name of the certificate in the police's key set.
    pub(crate) fn kid(&self) -> Ruling<&str> {
        match self.jws.header.get("kid") {
            None => Err(Rule::OrderKidMissing.into()),
            Some(Value::String(kid)) if !kid.is_empty() => Ok(kid),
            Some(_) => Err(Rule::OrderKidForm.into()),
        }
    }

    /// The claims; to be used after the signature was verified.
    pub(crate) fn claims(&self) -> &Value {
        &self.jws.payload
    }

    /// Verifies the signature with the key of the police's certificate.
    pub(crate) fn verify(&self, key: &PoliceKey, defects: &Defects) -> Ruling {
        if self.algorithm == SignatureAlgorithm::Ps256 {
            let input = self.jws.signing_input.as_bytes();
            return judge(key.verifier.verify(input, &self.jws.signature), defects);
        }
        self.verify_with(&key.key, defects)
    }

    /// Verifies the signature with any key.
    pub(crate) fn verify_with(&self, key: &PKey<Public>, defects: &Defects) -> Ruling {
        let input = self.jws.signing_input.as_bytes();
        let holds = sign::verify_bytes(self.algorithm, key, input, &self.jws.signature);
        judge(holds.unwrap_or(false), defects)
    }

    /// The key of an `x5c` or `jwk` in the order's own header, which no bank may trust.
    pub(crate) fn brought_key(&self) -> Option<PKey<Public>> {
        let header = &self.jws.header;
        let certificate = header
            .get("x5c")
            .and_then(|x5c| x5c.get(0))
            .and_then(Value::as_str);
        if let Some(text) = certificate {
            let der = openssl::base64::decode_block(text).ok()?;
            return X509::from_der(&der).ok()?.public_key().ok();
        }
        let jwk = header.get("jwk")?;
        crate::registers::keys::rsa_key(jwk).ok()
    }
}

fn judge(holds: bool, defects: &Defects) -> Ruling {
    if holds || defects.has(Defect::OrderSignatureUnchecked) {
        return Ok(());
    }
    Err(Rule::OrderSignature.into())
}

fn read_strictly(text: &str, defects: &Defects) -> Ruling<ReadJws> {
    match strict::read_jws(text) {
        Ok(jws) => Ok(jws),
        Err(_) if defects.has(Defect::OrderDuplicateClaims) => read_laxly(text),
        Err(error) => Err(Refusal::from(Rule::OrderForm).because(sentence(&error))),
    }
}

/// As a library reads it that keeps the last of two members of the same name.
fn read_laxly(text: &str) -> Ruling<ReadJws> {
    let broken = || Refusal::from(Rule::OrderForm);
    let parts = CompactJws::parse(text).map_err(|_| broken())?;
    let object = |part: &str| {
        let bytes = strict::base64url(part).map_err(|_| broken())?;
        serde_json::from_slice::<Value>(&bytes).map_err(|_| broken())
    };
    Ok(ReadJws {
        header: object(parts.protected)?,
        payload: object(parts.payload)?,
        signing_input: parts.signing_input().clone(),
        signature: strict::base64url(parts.signature).map_err(|_| broken())?,
    })
}

fn algorithm(header: &Value, defects: &Defects) -> Ruling<SignatureAlgorithm> {
    let name = header
        .get("alg")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if name == "PS256" {
        return Ok(SignatureAlgorithm::Ps256);
    }
    let other =
        SignatureAlgorithm::from_name(name).filter(|_| defects.has(Defect::OrderAnyAlgorithm));
    other.ok_or_else(|| Rule::OrderAlgorithm.into())
}

fn typ(header: &Value) -> Ruling {
    match header.get("typ").and_then(Value::as_str) {
        Some("JWT") => Ok(()),
        _ => Err(Rule::OrderTyp.into()),
    }
}

fn no_critical_extension(header: &Value) -> Ruling {
    if header.get("crit").is_some() {
        return Err(Rule::OrderCritical.into());
    }
    Ok(())
}

fn no_foreign_member(header: &Value) -> Ruling {
    match FOREIGN_MEMBERS
        .iter()
        .find(|member| header.get(**member).is_some())
    {
        Some(member) => Err(Rule::OrderHeaderMember.broken_by(member)),
        None => Ok(()),
    }
}
