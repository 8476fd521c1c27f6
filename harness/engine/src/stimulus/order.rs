//! Extradition orders: valid, or changed in the ways a case asks for.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use openssl::rsa::Rsa;
use openssl::x509::X509;
use serde_json::{Map, Value, json};
use uuid::Uuid;
use wire::jose::encrypt::{ContentEncryption, JweOptions, KeyManagement, encrypt_compact};
use wire::jose::sign::{SignatureAlgorithm, SigningKey, assemble_jws, sign_bytes};
use wire::jose::strict::encode_base64url;

use crate::scene::SignedOrder;
use crate::stimulus::changes::OrderChange;
use crate::stimulus::token::{edit, padded, tamper};
use crate::stimulus::{StimulusError, Values};
use pack::catalogue::vocabulary::{NO_ALGORITHM, USUAL_KEY};
use pack::catalogue::{OrderForm, Part};
use pack::reason::{self, Reason};
use plan::target::{OrderSigner, Target};

/// An attacker's key and a certificate the attacker made.
#[derive(Clone, Debug)]
pub struct Attacker {
    /// The key; in nobody's key set.
    pub key: SigningKey,
    /// A self-signed certificate with the names the bank looks for.
    pub certificate: X509,
}

/// An order being changed.
#[derive(Debug)]
pub(super) struct OrderDraft<'a> {
    valid: &'a SignedOrder,
    header: Map<String, Value>,
    claims: Map<String, Value>,
    payload: Option<String>,
    usual: &'a SigningKey,
    signer: &'a SigningKey,
    attacker: &'a SigningKey,
    algorithm: Algorithm,
    tamper: Option<Part>,
    form: Option<OrderForm>,
    changed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Real(SignatureAlgorithm),
    None,
}

impl<'a> OrderDraft<'a> {
    pub(super) fn new(
        valid: &'a SignedOrder,
        signer: &'a OrderSigner,
        attacker: &'a Attacker,
    ) -> Self {
        let header = json!({"alg": "PS256", "typ": "JWT", "kid": signer.kid});
        Self {
            valid,
            header: header.as_object().cloned().unwrap_or_default(),
            claims: valid.claims.as_object().cloned().unwrap_or_default(),
            payload: None,
            usual: &signer.key,
            signer: &signer.key,
            attacker: &attacker.key,
            algorithm: Algorithm::Real(SignatureAlgorithm::Ps256),
            tamper: None,
            form: None,
            changed: false,
        }
    }

    pub(super) fn claims(&self) -> Value {
        Value::Object(self.claims.clone())
    }

    /// Applies a change.
    pub(super) fn apply(
        &mut self,
        change: &OrderChange<'_>,
        values: &Values<'_>,
        target: &'a Target,
        attacker: &'a Attacker,
    ) -> Result<(), StimulusError> {
        self.changed = true;
        match *change {
            OrderChange::Claim(path, value) => edit(&mut self.claims, path, value, values)?,
            OrderChange::Header(path, value) => edit(&mut self.header, path, value, values)?,
            OrderChange::Payload(payload) => self.payload = Some(values.text(payload)?),
            OrderChange::Algorithm(name) => self.use_algorithm(name)?,
            OrderChange::Certificate(name) => {
                let signer = certificate(target, name)?;
                self.signer = &signer.key;
                self.header.insert("kid".into(), json!(signer.kid));
            }
            OrderChange::Signer(USUAL_KEY) => self.signer = self.usual,
            OrderChange::Signer(name) => self.signer = &certificate(target, name)?.key,
            OrderChange::Attacker => self.signer = &attacker.key,
            OrderChange::Embed(member) => {
                self.header.remove("kid");
                self.header
                    .insert(member.to_owned(), embedded(member, attacker)?);
                self.signer = &attacker.key;
            }
            OrderChange::Tamper(part) => self.tamper = Some(part),
            OrderChange::Form(form) => self.form = Some(form),
            OrderChange::Anew => {
                let id = json!(Uuid::new_v4().to_string());
                self.claims.insert("extraditionOrderID".into(), id);
            }
        }
        Ok(())
    }

    fn use_algorithm(&mut self, name: &str) -> Result<(), StimulusError> {
        self.header.insert("alg".into(), json!(name));
        self.algorithm = match SignatureAlgorithm::from_name(name) {
            Some(algorithm) => Algorithm::Real(algorithm),
            None if name == NO_ALGORITHM => Algorithm::None,
            None => {
                return Err(StimulusError::Crypto(format!(
                    "no algorithm is called {name}"
                )));
            }
        };
        Ok(())
    }

    /// The order to send.
    pub(super) fn finish(&self) -> Result<String, StimulusError> {
        if !self.changed {
            return Ok(self.valid.compact.clone());
        }
        let mut header = Value::Object(self.header.clone()).to_string();
        let mut payload = self
            .payload
            .clone()
            .unwrap_or_else(|| self.claims().to_string());
        match self.form {
            Some(OrderForm::DuplicateClaim) => {
                payload = payload.replacen('{', "{\"version\":\"9.9.9\",", 1);
            }
            Some(OrderForm::DuplicateHeader) => header.insert_str(1, "\"alg\":\"none\","),
            Some(OrderForm::Deep) => payload = deep(&payload),
            Some(OrderForm::Huge) => payload = huge(&payload),
            Some(
                OrderForm::TwoParts
                | OrderForm::FourParts
                | OrderForm::JsonFlattened
                | OrderForm::JsonGeneral
                | OrderForm::Padded
                | OrderForm::NotJws
                | OrderForm::Jwe
                | OrderForm::ZipBombJwe,
            )
            | None => {}
        }
        let input = format!(
            "{}.{}",
            encode_base64url(header.as_bytes()),
            encode_base64url(payload.as_bytes())
        );
        let compact = assemble_jws(
            header.as_bytes(),
            payload.as_bytes(),
            &self.signature(input.as_bytes())?,
        );
        let compact = self
            .tamper
            .map_or(compact.clone(), |part| tamper(&compact, part));
        match self.form {
            Some(form) => reform(&compact, form, self.attacker),
            None => Ok(compact),
        }
    }

    fn signature(&self, input: &[u8]) -> Result<Vec<u8>, StimulusError> {
        Ok(match self.algorithm {
            Algorithm::None => Vec::new(),
            Algorithm::Real(SignatureAlgorithm::Hs256) => {
                let public = self
                    .signer
                    .public()
                    .public_key_to_pem()
                    .map_err(|error| StimulusError::Crypto(error.to_string()))?;
                sign_bytes(
                    SignatureAlgorithm::Hs256,
                    &SigningKey::secret(&public),
                    input,
                )?
            }
            Algorithm::Real(algorithm) => sign_bytes(algorithm, self.signer, input)?,
        })
    }
}

fn certificate<'t>(target: &'t Target, name: &str) -> Result<&'t OrderSigner, StimulusError> {
    target.order_certificates.get(name).ok_or_else(|| {
        StimulusError::Lacks(Reason::new(&reason::NEEDS_POLICE_CERTIFICATE).with("name", name))
    })
}

fn embedded(member: &str, attacker: &Attacker) -> Result<Value, StimulusError> {
    let failed = |error: openssl::error::ErrorStack| StimulusError::Crypto(error.to_string());
    Ok(match member {
        "x5c" => json!([STANDARD.encode(attacker.certificate.to_der().map_err(failed)?)]),
        "jwk" => {
            let rsa: Rsa<openssl::pkey::Public> = attacker
                .certificate
                .public_key()
                .and_then(|key| key.rsa())
                .map_err(failed)?;
            json!({"kty": "RSA", "n": encode_base64url(&rsa.n().to_vec()), "e": encode_base64url(&rsa.e().to_vec())})
        }
        "jku" => json!("http://127.0.0.1:9/attacker-jwks.json"),
        other => {
            let why = format!("no key can be embedded in {other}");
            return Err(StimulusError::Crypto(why));
        }
    })
}

fn deep(payload: &str) -> String {
    const LEVELS: usize = 3_000;
    let nested = format!("{}{}", "[".repeat(LEVELS), "]".repeat(LEVELS));
    format!("{},\"nested\":{nested}}}", payload.trim_end_matches('}'))
}

fn huge(payload: &str) -> String {
    const CHARACTERS: usize = 300_000;
    let inner = payload.strip_suffix('}').unwrap_or(payload);
    format!("{inner},\"filler\":\"{}\"}}", "x".repeat(CHARACTERS))
}

fn reform(compact: &str, form: OrderForm, attacker: &SigningKey) -> Result<String, StimulusError> {
    let parts: Vec<&str> = compact.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else {
        return Err(StimulusError::Crypto("an order has three parts".into()));
    };
    Ok(match form {
        OrderForm::TwoParts => format!("{header}.{payload}"),
        OrderForm::FourParts => format!("{compact}.e30"),
        OrderForm::JsonFlattened => {
            json!({"protected": header, "payload": payload, "signature": signature}).to_string()
        }
        OrderForm::JsonGeneral => {
            json!({"payload": payload, "signatures": [{"protected": header, "signature": signature}]}).to_string()
        }
        OrderForm::Padded => format!("{}.{}.{}", padded(header), padded(payload), padded(signature)),
        OrderForm::NotJws => "extradition-order-201-2026".into(),
        OrderForm::Jwe => jwe(compact, Map::new(), attacker)?,
        OrderForm::ZipBombJwe => jwe(&"0".repeat(12_000), Map::from_iter([("zip".to_owned(), json!("DEF"))]), attacker)?,
        OrderForm::DuplicateClaim | OrderForm::DuplicateHeader | OrderForm::Deep | OrderForm::Huge => compact.into(),
    })
}

/// An order hidden in a JWE to the attacker: the bank has no key for it, whoever it is encrypted to.
fn jwe(
    content: &str,
    mut extra_header: Map<String, Value>,
    attacker: &SigningKey,
) -> Result<String, StimulusError> {
    let zip = extra_header.remove("zip");
    let options = JweOptions {
        alg: KeyManagement::RsaOaep256,
        enc: ContentEncryption::A128Gcm,
        extra_header,
    };
    let compact = encrypt_compact(content.as_bytes(), &attacker.public(), &options)?;
    let Some(zip) = zip else { return Ok(compact) };
    let (_, rest) = compact.split_once('.').unwrap_or_default();
    let header = json!({"alg": "RSA-OAEP-256", "enc": "A128GCM", "zip": zip}).to_string();
    Ok(format!("{}.{rest}", encode_base64url(header.as_bytes())))
}
