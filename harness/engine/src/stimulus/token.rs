//! Access tokens: as issued, or changed and signed again.

use serde_json::{Map, Value, json};
use wire::jose::sign::{SignatureAlgorithm, SigningKey, assemble_jws, sign_bytes};
use wire::jose::strict::encode_base64url;

use crate::stimulus::changes::TokenChange;
use crate::stimulus::{StimulusError, Values};
use pack::catalogue::{Part, TokenForm, TokenSigner, ValueEdit};
use pack::reason;

/// A token as the issuer gave it, opened.
#[derive(Clone, Debug)]
pub struct IssuedToken {
    /// JWS compact serialization.
    pub compact: String,
    /// JOSE header.
    pub header: Map<String, Value>,
    /// Claims.
    pub claims: Map<String, Value>,
}

/// A token being changed.
#[derive(Debug)]
pub(super) struct TokenDraft<'a> {
    issued: &'a IssuedToken,
    header: Map<String, Value>,
    claims: Map<String, Value>,
    signer: Option<TokenSigner>,
    tamper: Option<Part>,
    form: Option<TokenForm>,
    changed: bool,
}

/// The keys a changed token can be signed with.
#[derive(Clone, Copy, Debug)]
pub(super) struct TokenKeys<'a> {
    pub(super) issuer: Option<&'a SigningKey>,
    pub(super) attacker: &'a SigningKey,
    /// The issuer's public key, PEM.
    pub(super) issuer_public: Option<&'a [u8]>,
}

impl<'a> TokenDraft<'a> {
    pub(super) fn new(issued: &'a IssuedToken) -> Self {
        Self {
            issued,
            header: issued.header.clone(),
            claims: issued.claims.clone(),
            signer: None,
            tamper: None,
            form: None,
            changed: false,
        }
    }

    /// Applies a change.
    pub(super) fn apply(
        &mut self,
        change: &TokenChange<'_>,
        values: &Values<'_>,
    ) -> Result<(), StimulusError> {
        self.changed = true;
        match *change {
            TokenChange::Claim(path, value) => edit(&mut self.claims, path, value, values)?,
            TokenChange::Header(path, value) => edit(&mut self.header, path, value, values)?,
            TokenChange::Signer(signer) => {
                if signer == TokenSigner::PublicKeyAsSecret {
                    self.header.insert("alg".into(), json!("HS256"));
                }
                self.signer = Some(signer);
            }
            TokenChange::Tamper(part) => self.tamper = Some(part),
            TokenChange::Form(form) => self.form = Some(form),
        }
        Ok(())
    }

    pub(super) fn claims(&self) -> Value {
        Value::Object(self.claims.clone())
    }

    /// The token to send.
    pub(super) fn finish(&self, keys: TokenKeys<'_>) -> Result<String, StimulusError> {
        if !self.changed {
            return Ok(self.issued.compact.clone());
        }
        let signed = if self.signed_anew() {
            self.sign(keys)?
        } else {
            self.issued.compact.clone()
        };
        let tampered = match self.tamper {
            Some(part) => tamper(&signed, part),
            None => signed,
        };
        Ok(match self.form {
            Some(form) => reform(&tampered, form),
            None => tampered,
        })
    }

    fn signed_anew(&self) -> bool {
        self.signer.is_some()
            || self.header != self.issued.header
            || self.claims != self.issued.claims
            || self.form == Some(TokenForm::DuplicateClaim)
    }

    fn sign(&self, keys: TokenKeys<'_>) -> Result<String, StimulusError> {
        let header = Value::Object(self.header.clone()).to_string();
        let mut payload = Value::Object(self.claims.clone()).to_string();
        if self.form == Some(TokenForm::DuplicateClaim) {
            payload.insert_str(1, "\"iss\":\"https://issuer.invalid/\",");
        }
        let input = format!(
            "{}.{}",
            encode_base64url(header.as_bytes()),
            encode_base64url(payload.as_bytes())
        );
        let signature = match self.signer {
            None => {
                let key = keys
                    .issuer
                    .ok_or_else(|| StimulusError::lacks(&reason::NEEDS_ISSUER_KEY))?;
                sign_bytes(SignatureAlgorithm::Rs256, key, input.as_bytes())?
            }
            Some(TokenSigner::Attacker) => {
                sign_bytes(SignatureAlgorithm::Rs256, keys.attacker, input.as_bytes())?
            }
            Some(TokenSigner::PublicKeyAsSecret) => {
                let secret = keys
                    .issuer_public
                    .ok_or_else(|| StimulusError::lacks(&reason::NEEDS_ISSUER_PUBLIC_KEY))?;
                sign_bytes(
                    SignatureAlgorithm::Hs256,
                    &SigningKey::secret(secret),
                    input.as_bytes(),
                )?
            }
            Some(TokenSigner::None) => Vec::new(),
        };
        Ok(assemble_jws(
            header.as_bytes(),
            payload.as_bytes(),
            &signature,
        ))
    }
}

/// Sets or removes a member; dots lead into objects, which are made where they are missing.
pub(super) fn edit(
    object: &mut Map<String, Value>,
    path: &str,
    value: &ValueEdit,
    values: &Values<'_>,
) -> Result<(), StimulusError> {
    let (parents, name) = path
        .rsplit_once('.')
        .map_or((None, path), |(parents, name)| (Some(parents), name));
    let mut place = object;
    for parent in parents.into_iter().flat_map(|parents| parents.split('.')) {
        let member = place.entry(parent).or_insert_with(|| json!({}));
        if !member.is_object() {
            *member = json!({});
        }
        place = member
            .as_object_mut()
            .ok_or_else(|| StimulusError::Crypto("no object to edit".into()))?;
    }
    match value {
        ValueEdit::Remove => {
            place.remove(name);
        }
        ValueEdit::Value(template) => {
            place.insert(name.to_owned(), values.json(template)?);
        }
    }
    Ok(())
}

/// Turns a bit of the signature, or changes the payload and keeps the signature.
pub(super) fn tamper(compact: &str, part: Part) -> String {
    let mut parts: Vec<String> = compact.split('.').map(str::to_owned).collect();
    let index = match part {
        Part::Payload => 1,
        Part::Signature => 2,
    };
    if let Some(text) = parts.get_mut(index) {
        let mut bytes = wire::jose::strict::base64url(text).unwrap_or_default();
        match part {
            Part::Signature => {
                let middle = bytes.len() / 2;
                if let Some(byte) = bytes.get_mut(middle) {
                    *byte ^= 1;
                }
            }
            Part::Payload => {
                if bytes.last() == Some(&b'}') {
                    bytes.pop();
                    bytes.extend_from_slice(b",\"note\":\"changed after signing\"}");
                }
            }
        }
        *text = encode_base64url(&bytes);
    }
    parts.join(".")
}

fn reform(compact: &str, form: TokenForm) -> String {
    let parts: Vec<&str> = compact.split('.').collect();
    match (form, parts.as_slice()) {
        (TokenForm::TwoParts, [header, payload, _]) => format!("{header}.{payload}"),
        (TokenForm::FourParts, _) => format!("{compact}.e30"),
        (TokenForm::Padded, [header, payload, signature]) => {
            format!(
                "{}.{}.{}",
                padded(header),
                padded(payload),
                padded(signature)
            )
        }
        (TokenForm::Json, [header, payload, signature]) => {
            json!({"protected": header, "payload": payload, "signature": signature}).to_string()
        }
        (TokenForm::Garbage, _) => "this-is-no-token".into(),
        (
            TokenForm::DuplicateClaim | TokenForm::TwoParts | TokenForm::Padded | TokenForm::Json,
            _,
        ) => compact.into(),
    }
}

/// base64url with the padding that RFC 7515 leaves out; at least one `=`.
pub(super) fn padded(text: &str) -> String {
    let missing = (4 - text.len() % 4) % 4;
    format!("{text}{}", "=".repeat(missing.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tampered_signature_differs_in_one_bit() {
        let token = assemble_jws(b"{}", b"{}", &[0, 0, 0]);
        assert_eq!(
            tamper(&token, Part::Signature),
            assemble_jws(b"{}", b"{}", &[0, 1, 0])
        );
    }

    #[test]
    fn a_tampered_payload_keeps_header_and_signature() {
        let token = assemble_jws(b"{}", b"{\"a\":1}", &[7]);
        let changed = tamper(&token, Part::Payload);
        assert_ne!(changed, token);
        assert!(changed.starts_with("e30.") && changed.ends_with(".Bw"));
    }

    #[test]
    fn padding_is_always_visible() {
        assert_eq!(padded("e30"), "e30=");
        assert_eq!(padded("e30x"), "e30x=");
    }
}
