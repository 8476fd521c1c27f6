//! A token or an order before it is signed.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use serde_json::{Map, Value, json};
use wire::jose::JoseError;
use wire::jose::sign::{SignatureAlgorithm, SigningKey, assemble_jws, sign_bytes};
use wire::jose::strict::{encode_base64url, read_jws};

use super::edit::{Edit, TextForm};

/// The key of a signed text.
#[derive(Clone, Debug)]
struct Signer {
    key: SigningKey,
    kid: Option<String>,
}

/// The keys that a draft can be signed with.
#[derive(Clone, Debug)]
pub struct Keys {
    usual: SigningKey,
    named: BTreeMap<String, Signer>,
}

impl Keys {
    /// The usual key alone.
    pub fn new(usual: SigningKey) -> Self {
        Self {
            usual,
            named: BTreeMap::new(),
        }
    }

    /// Adds a key by a name, with the `kid` that is said with it.
    pub fn add(&mut self, name: &str, key: SigningKey, kid: &str) {
        let kid = Some(kid.to_owned());
        self.named.insert(name.to_owned(), Signer { key, kid });
    }

    fn named(&self, name: &str) -> Result<Signer, DraftError> {
        if name == "other" {
            let key = SigningKey::from_pkey(PKey::from_rsa(Rsa::generate(2048)?)?);
            return Ok(Signer { key, kid: None });
        }
        let found = self.named.get(name).cloned();
        found.ok_or_else(|| DraftError::UnknownKey {
            name: name.to_owned(),
            known: self.named.keys().cloned().collect::<Vec<_>>().join(", "),
        })
    }
}

/// Why a draft cannot be changed or signed.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// The text to begin with is not a JWS.
    #[error("it is not a compact JWS: {0}")]
    NotAJws(String),
    /// No key has this name.
    #[error("there is no key {name:?} to sign with; there are: other, {known}")]
    UnknownKey {
        /// The name.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// It could not be signed.
    #[error("it cannot be signed: {0}")]
    Sign(#[from] JoseError),
    /// No key could be generated.
    #[error("no key could be generated: {0}")]
    Key(#[from] openssl::error::ErrorStack),
}

/// A signed text before it is signed.
#[derive(Clone, Debug)]
pub struct Draft {
    header: Value,
    claims: Value,
    key: SigningKey,
    keys: Keys,
    /// What signs where the header names no algorithm that there is.
    usual: SignatureAlgorithm,
    unsigned: bool,
    secret: bool,
    text: Option<TextForm>,
}

impl Draft {
    /// The draft of a text that is signed already.
    ///
    /// # Errors
    /// When it is not a compact JWS of an object.
    pub fn of(text: &str, keys: Keys) -> Result<Self, DraftError> {
        let jws = read_jws(text).map_err(|error| DraftError::NotAJws(error.to_string()))?;
        Ok(Self {
            usual: algorithm(&jws.header).unwrap_or(SignatureAlgorithm::Rs256),
            header: jws.header,
            claims: jws.payload,
            key: keys.usual.clone(),
            keys,
            unsigned: false,
            secret: false,
            text: None,
        })
    }

    /// Makes one change.
    ///
    /// # Errors
    /// When it names a key that there is not.
    pub fn apply(&mut self, edit: &Edit) -> Result<(), DraftError> {
        match edit {
            Edit::Claim(path, value) => {
                let value = self.filled(value);
                set(&mut self.claims, path, value);
            }
            Edit::WithoutClaim(path) => remove(&mut self.claims, path),
            Edit::Header(path, value) => {
                let value = self.filled(value);
                set(&mut self.header, path, value);
            }
            Edit::WithoutHeader(path) => remove(&mut self.header, path),
            Edit::Algorithm(name) => {
                self.header["alg"] = json!(name);
                self.unsigned = name.eq_ignore_ascii_case("none");
                self.secret = name == "HS256";
            }
            Edit::SignWith(name) => {
                let signer = self.keys.named(name)?;
                self.key = signer.key;
                if let Some(kid) = signer.kid {
                    self.header["kid"] = json!(kid);
                }
            }
            Edit::Text(form) => self.text = Some(*form),
        }
        Ok(())
    }

    /// A value with its placeholders replaced: `{now}`, `{now+60}`, `{now-60}` (seconds since 1970), `{today-30}`
    /// (days), `{uuid}`, and `{NAME}` for a claim of the draft. One that is all of a text keeps its type.
    fn filled(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.filled_text(text),
            Value::Array(items) => items.iter().map(|item| self.filled(item)).collect(),
            Value::Object(members) => members
                .iter()
                .map(|(name, member)| (name.clone(), self.filled(member)))
                .collect::<Map<_, _>>()
                .into(),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    fn filled_text(&self, text: &str) -> Value {
        let Some((before, rest)) = text.split_once('{') else {
            return json!(text);
        };
        let Some((name, after)) = rest.split_once('}') else {
            return json!(text);
        };
        let Some(value) = self.placeholder(name) else {
            return json!(text);
        };
        if before.is_empty() && after.is_empty() {
            return value;
        }
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        json!(format!("{before}{value}{after}"))
    }

    fn placeholder(&self, name: &str) -> Option<Value> {
        if name == "uuid" {
            return Some(json!(uuid::Uuid::new_v4()));
        }
        if let Some(offset) = name.strip_prefix("now") {
            return Some(json!(wire::dates::now().as_second() + number(offset)?));
        }
        if let Some(offset) = name.strip_prefix("today") {
            let day = wire::dates::today().checked_add(number(offset)?.days());
            return day.ok().map(|day| json!(day));
        }
        get(&self.claims, name).cloned()
    }

    /// Signs it.
    ///
    /// # Errors
    /// When the key does not sign by the algorithm.
    pub fn write(&self) -> Result<String, DraftError> {
        let header = self.header.to_string();
        let claims = match self.text {
            Some(TextForm::DuplicateClaim) => twice(&self.claims),
            Some(_) | None => self.claims.to_string(),
        };
        let input = [&header, &claims].map(|part| encode_base64url(part.as_bytes()));
        let signature = self.signature(input.join(".").as_bytes())?;
        Ok(self.formed(&header, &claims, &signature))
    }

    fn signature(&self, input: &[u8]) -> Result<Vec<u8>, DraftError> {
        if self.unsigned {
            return Ok(Vec::new());
        }
        if self.secret {
            let secret = SigningKey::secret(&self.keys.usual.public().public_key_to_pem()?);
            return Ok(sign_bytes(SignatureAlgorithm::Hs256, &secret, input)?);
        }
        let algorithm = algorithm(&self.header).unwrap_or(self.usual);
        Ok(sign_bytes(algorithm, &self.key, input)?)
    }

    fn formed(&self, header: &str, claims: &str, signature: &[u8]) -> String {
        let whole = assemble_jws(header.as_bytes(), claims.as_bytes(), signature);
        let Some(form) = self.text else { return whole };
        match form {
            TextForm::DuplicateClaim => whole,
            TextForm::TwoParts => whole.rsplit_once('.').unwrap_or_default().0.to_owned(),
            TextForm::FourParts => format!("{whole}.e30"),
            TextForm::Padded => format!("{whole}=="),
            TextForm::Garbage => "this-is-not-a-jws".to_owned(),
            TextForm::Json => {
                let [protected, payload] =
                    [header, claims].map(|part| encode_base64url(part.as_bytes()));
                let signature = encode_base64url(signature);
                json!({"protected": protected, "payload": payload, "signature": signature})
                    .to_string()
            }
            TextForm::BrokenSignature => {
                let mut broken = signature.to_vec();
                if let Some(byte) = broken.first_mut() {
                    *byte ^= 1;
                }
                assemble_jws(header.as_bytes(), claims.as_bytes(), &broken)
            }
            TextForm::ChangedPayload => {
                let mut changed = self.claims.clone();
                changed["added"] = json!("after signing");
                assemble_jws(header.as_bytes(), changed.to_string().as_bytes(), signature)
            }
        }
    }
}

fn algorithm(header: &Value) -> Option<SignatureAlgorithm> {
    SignatureAlgorithm::from_name(header["alg"].as_str()?)
}

/// A signed number of seconds or days; nothing is 0.
fn number(offset: &str) -> Option<i64> {
    if offset.is_empty() {
        Some(0)
    } else {
        offset.parse().ok()
    }
}

/// An object's text with its first member twice.
fn twice(claims: &Value) -> String {
    let text = claims.to_string();
    let first = claims.as_object().and_then(|members| members.iter().next());
    match first {
        Some((name, value)) => text.replacen('{', &format!("{{{}:{value},", json!(name)), 1),
        None => text,
    }
}

fn get<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.')
        .try_fold(value, |value, name| value.get(name))
}

fn set(value: &mut Value, path: &str, new: Value) {
    let mut target = value;
    for name in path.split('.') {
        if !target.is_object() {
            *target = json!({});
        }
        target = &mut target[name];
    }
    *target = new;
}

fn remove(value: &mut Value, path: &str) {
    let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
    let parents = parent.split('.').filter(|name| !name.is_empty());
    let mut target = Some(value);
    for name in parents {
        target = target.and_then(|value| value.get_mut(name));
    }
    if let Some(members) = target.and_then(Value::as_object_mut) {
        members.remove(name);
    }
}

#[cfg(test)]
mod tests;
