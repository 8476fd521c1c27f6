//! The stimulus: small changes to a valid request.

use serde::Deserialize;
use serde_json::Value;

use crate::catalogue::template::{JsonTemplate, Template};

/// One small change to a valid request, order or token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A request header.
    Header(String, Edit),
    /// A query parameter.
    Query(String, Edit),
    /// The HTTP method.
    Method(String),
    /// The path below the base URL.
    Path(Template),
    /// The token of another service's agency.
    Agency(String),
    /// A claim of the access token; dots lead into objects.
    TokenClaim(String, ValueEdit),
    /// A member of the token's JOSE header.
    TokenHeader(String, ValueEdit),
    /// Who signs the token.
    TokenSigner(TokenSigner),
    /// A change to the token after signing.
    TokenTamper(Part),
    /// The form of the token.
    TokenForm(TokenForm),
    /// A claim of the order; dots lead into objects.
    OrderClaim(String, ValueEdit),
    /// The bytes of the order's payload, signed as they are.
    OrderPayload(Template),
    /// A member of the order's JOSE header.
    OrderHeader(String, ValueEdit),
    /// The order's algorithm, in the header and in truth; `none` leaves the signature empty.
    OrderAlgorithm(String),
    /// The order is signed with another certificate of the police's key set, by its name in the world file.
    OrderCertificate(String),
    /// The order is signed with the key of another certificate of the police's key set, or `usual` for the key
    /// that signs where nothing else is said; `kid` stays.
    OrderSigner(String),
    /// The order is signed by a key that is not in the police's key set; `kid` stays.
    OrderAttacker,
    /// The order's header carries the attacker's own key in that member, and the attacker signs.
    OrderEmbed(String),
    /// A change to the order after signing.
    OrderTamper(Part),
    /// The form of the order.
    OrderForm(OrderForm),
    /// How the bytes are sent.
    Send(SendMode),
    /// Which accountReference stands in the path.
    Reference(ReferenceChoice),
    /// The agency's certificate in `CertPub` is exchanged for a new one before the request.
    RotateCertificate,
}

/// What happens to a header or query parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// It is left out.
    Remove,
    /// It gets this value.
    Value(Template),
    /// It is sent a second time with this value.
    Twice(Template),
    /// It is sent under another name.
    Rename(String),
    /// This is put behind its value.
    Append(Template),
    /// It gets exactly these bytes.
    Bytes(Vec<u8>),
    /// A query parameter gets this value as it stands, without percent-encoding.
    Raw(Template),
}

/// What happens to a claim or header member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueEdit {
    /// It is left out.
    Remove,
    /// It gets this value.
    Value(JsonTemplate),
}

/// Who signs the access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenSigner {
    /// A key that the issuer never published; `kid` stays.
    Attacker,
    /// HS256 with the issuer's public key as the secret.
    PublicKeyAsSecret,
    /// Nobody: the signature is empty.
    None,
}

/// A part of a JWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// One bit of the signature is turned.
    Signature,
    /// The payload is changed and the signature kept.
    Payload,
}

/// Forms of an access token that are no JWS compact serialization of a right token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenForm {
    /// Header and payload only.
    TwoParts,
    /// A part too many.
    FourParts,
    /// base64url with padding.
    Padded,
    /// Not a JWS at all.
    Garbage,
    /// A claim stands twice.
    DuplicateClaim,
    /// JWS JSON serialization.
    Json,
}

/// Forms of an order that are no JWS compact serialization of a right order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderForm {
    /// Header and payload only.
    TwoParts,
    /// A part too many.
    FourParts,
    /// JWS JSON serialization, flattened.
    JsonFlattened,
    /// JWS JSON serialization, general.
    JsonGeneral,
    /// base64url with padding.
    Padded,
    /// A claim stands twice.
    DuplicateClaim,
    /// A header member stands twice.
    DuplicateHeader,
    /// Not a JWS at all.
    NotJws,
    /// The order encrypted as a JWE.
    Jwe,
    /// A JWE whose compressed content is far larger than itself.
    ZipBombJwe,
    /// A payload nested thousands of levels deep.
    Deep,
    /// A payload of many hundred kilobytes.
    Huge,
}

/// How a request is put on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SendMode {
    /// The headers dribble in.
    SlowHeaders,
    /// One header of many kilobytes.
    OversizedHeaders,
    /// Several at the same time.
    Concurrently,
    /// HTTP/1.0.
    #[serde(rename = "http-1.0")]
    Http10,
    /// Lines end in a bare LF.
    BareLf,
}

/// Which accountReference stands in the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceChoice {
    /// A reference the bank never gave.
    Unknown,
    /// A reference that was given for another party.
    OtherParty,
    /// The account number itself.
    AccountNumber,
    /// A reference of the same party that was given in another case.
    OtherCase,
    /// The literal `dataNotDelivered`.
    DataNotDelivered,
}

/// A change as it stands in a case file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ChangeEntry {
    header: Option<String>,
    query: Option<String>,
    method: Option<String>,
    path: Option<String>,
    agency: Option<String>,
    token: Option<String>,
    token_header: Option<String>,
    token_key: Option<TokenSigner>,
    token_tamper: Option<Part>,
    token_form: Option<TokenForm>,
    order: Option<String>,
    order_payload: Option<String>,
    order_header: Option<String>,
    order_algorithm: Option<String>,
    order_certificate: Option<String>,
    order_signer: Option<String>,
    order_key: Option<OrderSigner>,
    order_embed: Option<String>,
    order_tamper: Option<Part>,
    order_form: Option<OrderForm>,
    send: Option<SendMode>,
    reference: Option<ReferenceChoice>,
    certpub: Option<Rotation>,
    value: Option<Value>,
    remove: Option<bool>,
    twice: Option<String>,
    rename: Option<String>,
    append: Option<String>,
    bytes: Option<String>,
    raw: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum OrderSigner {
    Attacker,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Rotation {
    Rotated,
}

impl ChangeEntry {
    /// The one change this entry asks for.
    pub(super) fn read(&self) -> Result<Change, String> {
        let mut found = self.edits()?;
        found.extend(self.choices()?);
        match found.len() {
            1 => Ok(found.remove(0)),
            0 => Err("a change needs one of header, query, method, path, token…, order…, send, reference".to_owned()),
            _ => Err("a change changes one thing; write one entry for each".to_owned()),
        }
    }

    fn edits(&self) -> Result<Vec<Change>, String> {
        let mut found = Vec::new();
        if let Some(name) = &self.header {
            found.push(Change::Header(name.clone(), self.text_edit()?));
        }
        if let Some(name) = &self.query {
            found.push(Change::Query(name.clone(), self.text_edit()?));
        }
        if let Some(name) = &self.token {
            found.push(Change::TokenClaim(name.clone(), self.value_edit()?));
        }
        if let Some(name) = &self.token_header {
            found.push(Change::TokenHeader(name.clone(), self.value_edit()?));
        }
        if let Some(name) = &self.order {
            found.push(Change::OrderClaim(name.clone(), self.value_edit()?));
        }
        if let Some(name) = &self.order_header {
            found.push(Change::OrderHeader(name.clone(), self.value_edit()?));
        }
        Ok(found)
    }

    fn choices(&self) -> Result<Vec<Change>, String> {
        let template = |text: &String| Template::parse(text).map_err(|error| error.to_string());
        let mut found = Vec::new();
        found.extend(self.method.clone().map(Change::Method));
        if let Some(path) = &self.path {
            found.push(Change::Path(template(path)?));
        }
        found.extend(self.agency.clone().map(Change::Agency));
        found.extend(self.token_key.map(Change::TokenSigner));
        found.extend(self.token_tamper.map(Change::TokenTamper));
        found.extend(self.token_form.map(Change::TokenForm));
        if let Some(payload) = &self.order_payload {
            found.push(Change::OrderPayload(template(payload)?));
        }
        found.extend(self.order_algorithm.clone().map(Change::OrderAlgorithm));
        found.extend(self.order_certificate.clone().map(Change::OrderCertificate));
        found.extend(self.order_signer.clone().map(Change::OrderSigner));
        found.extend(
            self.order_key
                .map(|OrderSigner::Attacker| Change::OrderAttacker),
        );
        found.extend(self.order_embed.clone().map(Change::OrderEmbed));
        found.extend(self.order_tamper.map(Change::OrderTamper));
        found.extend(self.order_form.map(Change::OrderForm));
        found.extend(self.send.map(Change::Send));
        found.extend(self.reference.map(Change::Reference));
        found.extend(
            self.certpub
                .map(|Rotation::Rotated| Change::RotateCertificate),
        );
        Ok(found)
    }

    fn text_edit(&self) -> Result<Edit, String> {
        let template = |text: &str| Template::parse(text).map_err(|error| error.to_string());
        let value = match &self.value {
            Some(Value::String(text)) => Some(Edit::Value(template(text)?)),
            Some(_) => {
                return Err("the value of a header or query parameter is a text".to_owned());
            }
            None => None,
        };
        let edits = [
            self.remove.filter(|remove| *remove).map(|_| Edit::Remove),
            value,
            self.twice
                .as_deref()
                .map(template)
                .transpose()?
                .map(Edit::Twice),
            self.rename.clone().map(Edit::Rename),
            self.append
                .as_deref()
                .map(template)
                .transpose()?
                .map(Edit::Append),
            self.bytes.as_deref().map(hex).transpose()?.map(Edit::Bytes),
            self.raw
                .as_deref()
                .map(template)
                .transpose()?
                .map(Edit::Raw),
        ];
        let mut edits = edits.into_iter().flatten();
        match (edits.next(), edits.next()) {
            (Some(edit), None) => Ok(edit),
            _ => {
                Err("say one of remove = true, value, twice, rename, append, bytes, raw".to_owned())
            }
        }
    }

    fn value_edit(&self) -> Result<ValueEdit, String> {
        match (&self.value, self.remove) {
            (None, Some(true)) => Ok(ValueEdit::Remove),
            (Some(value), None) => JsonTemplate::parse(value)
                .map(ValueEdit::Value)
                .map_err(|error| error.to_string()),
            _ => Err("say either value or remove = true".to_owned()),
        }
    }
}

fn hex(text: &str) -> Result<Vec<u8>, String> {
    let wrong = || format!("`{text}` is not an even number of hexadecimal digits");
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return Err(wrong());
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| wrong()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str) -> Result<Change, String> {
        toml::from_str::<ChangeEntry>(toml)
            .expect("the entry has known members")
            .read()
    }

    #[test]
    fn reads_a_removed_header() {
        assert_eq!(
            read("header = 'CorrelationID'\nremove = true"),
            Ok(Change::Header("CorrelationID".into(), Edit::Remove))
        );
    }

    #[test]
    fn refuses_two_changes_in_one_entry() {
        assert!(read("method = 'POST'\npath = '/x'").is_err());
    }

    #[test]
    fn refuses_a_header_without_an_edit() {
        assert!(read("header = 'Accept'").is_err());
    }

    #[test]
    fn reads_a_null_safe_typed_claim() {
        let change = read("order = 'transactions'\nvalue = false").expect("a claim and its value");
        assert_eq!(
            change,
            Change::OrderClaim(
                "transactions".into(),
                ValueEdit::Value(JsonTemplate::Plain(Value::Bool(false)))
            )
        );
    }

    #[test]
    fn reads_bytes_in_hexadecimal() {
        assert_eq!(
            read("header = 'PartyID'\nbytes = '00ff'"),
            Ok(Change::Header("PartyID".into(), Edit::Bytes(vec![0, 255])))
        );
    }
}
