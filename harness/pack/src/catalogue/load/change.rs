//! A change as it is written in a case file.

use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::catalogue::change::{
    Change, Edit, OrderForm, Part, ReferenceChoice, SendMode, TokenForm, TokenSigner, ValueEdit,
};
use crate::catalogue::template::{JsonTemplate, Template};
use crate::catalogue::vocabulary::{Certificates, KeyMembers, OrderAlgorithms, SigningKeys, Word};

/// Text that may have expressions in braces, e.g. `{today-1d}`.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(inline, with = "String")]
pub(super) struct TemplateText {
    text: String,
    pub(super) template: Template,
}

impl Serialize for TemplateText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for TemplateText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let template = Template::parse(&text).map_err(D::Error::custom)?;
        Ok(Self { text, template })
    }
}

/// One small change to the valid request: exactly one key that says what is changed and, for a header, query parameter,
/// claim or header member, exactly one key that says how.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ChangeEntry {
    /// A request header, by name; with `value`, `remove`, `twice`, `rename`, `append` or `bytes`.
    header: Option<String>,
    /// A query parameter, by name; with `value`, `remove`, `twice`, `rename`, `append` or `raw`.
    query: Option<String>,
    /// The HTTP method.
    method: Option<String>,
    /// The path below the base URL.
    path: Option<TemplateText>,
    /// The access token is that of the agency of this service.
    agency: Option<String>,
    /// A claim of the access token, dots lead into objects; with `value` or `remove`.
    token: Option<String>,
    /// A member of the token's JOSE header; with `value` or `remove`.
    token_header: Option<String>,
    /// Who signs the token.
    token_key: Option<TokenSigner>,
    /// What is changed in the token after it is signed.
    token_tamper: Option<Part>,
    /// The form of the token.
    token_form: Option<TokenForm>,
    /// A claim of the extradition order, dots lead into objects; with `value` or `remove`.
    order: Option<String>,
    /// The bytes of the order's payload, signed as they are.
    order_payload: Option<TemplateText>,
    /// A member of the order's JOSE header; with `value` or `remove`.
    order_header: Option<String>,
    /// The order's algorithm, both in its header and for its signature.
    order_algorithm: Option<Word<OrderAlgorithms>>,
    /// The certificate of the police's key set that the order is signed with and names in `kid`.
    order_certificate: Option<Word<Certificates>>,
    /// The certificate of the police's key set whose key signs the order; `kid` is unchanged.
    order_signer: Option<Word<SigningKeys>>,
    /// The order is signed with a key that is not in the police's key set; `kid` is unchanged.
    order_key: Option<OrderKey>,
    /// The header member in which the order carries an attacker's own key; the attacker signs.
    order_embed: Option<Word<KeyMembers>>,
    /// What is changed in the order after it is signed.
    order_tamper: Option<Part>,
    /// The form of the order.
    order_form: Option<OrderForm>,
    /// A part of the batch that KFR is sent, `customer_type` or `customers`; with `value` or `remove`.
    part: Option<String>,
    /// How the request is sent.
    send: Option<SendMode>,
    /// Which accountReference is in the path.
    reference: Option<ReferenceChoice>,
    /// What happens to the agency's certificate in `CertPub` before the request.
    certpub: Option<Rotation>,
    /// What becomes of KAR, one of the registers behind the customer overview, during the request.
    kar: Option<Silence>,
    /// How: it gets this value. In strings, expressions in braces get their values.
    value: Option<Value>,
    /// How: it is left out.
    remove: Option<bool>,
    /// How: it is sent a second time, with this value.
    twice: Option<TemplateText>,
    /// How: it is sent under this name.
    rename: Option<String>,
    /// How: this is appended to its value.
    append: Option<TemplateText>,
    /// How: a header gets exactly these bytes, in hexadecimal.
    bytes: Option<String>,
    /// How: a query parameter gets this value without percent-encoding.
    raw: Option<TemplateText>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
enum OrderKey {
    /// A key made for the attack.
    Attacker,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
enum Rotation {
    /// It is replaced by a new one.
    Rotated,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
enum Silence {
    /// It gives no answer.
    Silent,
}

/// What an entry changes, as far as it is known without the keys that say how.
enum Subject {
    Header(String),
    Query(String),
    Part(String),
    Member(fn(String, ValueEdit) -> Change, String),
    Whole(Change),
}

impl ChangeEntry {
    /// The one change this entry asks for.
    pub(super) fn read(&self) -> Result<Change, String> {
        let mut subjects = self.members();
        subjects.extend(self.whole().into_iter().flatten().map(Subject::Whole));
        let Some(subject) = subjects.pop() else {
            return Err("a change names what it changes: header, query, method, path, agency, token…, order…, part, send, reference, certpub or kar".into());
        };
        if !subjects.is_empty() {
            return Err("set exactly one thing per change, and write one entry for each".into());
        }
        match subject {
            Subject::Header(name) => {
                field_name(&name)?;
                Ok(Change::Header(name, self.text_edit(&["bytes"])?))
            }
            Subject::Query(name) => Ok(Change::Query(name, self.text_edit(&["raw"])?)),
            Subject::Part(name) => {
                self.how(&["value", "remove"])?;
                Ok(Change::Part(name, self.text_edit(&[])?))
            }
            Subject::Member(change, name) => Ok(change(name, self.value_edit()?)),
            Subject::Whole(change) => match self.given().first() {
                None => Ok(change),
                Some(key) => Err(format!("`{key}` has no effect on this change")),
            },
        }
    }

    fn members(&self) -> Vec<Subject> {
        let text = [
            self.header.clone().map(Subject::Header),
            self.query.clone().map(Subject::Query),
            self.part.clone().map(Subject::Part),
        ];
        let member = |name: &Option<String>, change: fn(String, ValueEdit) -> Change| {
            name.clone().map(|name| Subject::Member(change, name))
        };
        let members = [
            member(&self.token, Change::TokenClaim),
            member(&self.token_header, Change::TokenHeader),
            member(&self.order, Change::OrderClaim),
            member(&self.order_header, Change::OrderHeader),
        ];
        text.into_iter().chain(members).flatten().collect()
    }

    fn whole(&self) -> [Option<Change>; 18] {
        let template = |text: &Option<TemplateText>| text.clone().map(|text| text.template);
        [
            self.method.clone().map(Change::Method),
            template(&self.path).map(Change::Path),
            self.agency.clone().map(Change::Agency),
            self.token_key.map(Change::TokenSigner),
            self.token_tamper.map(Change::TokenTamper),
            self.token_form.map(Change::TokenForm),
            template(&self.order_payload).map(Change::OrderPayload),
            self.order_algorithm
                .map(|word| Change::OrderAlgorithm(word.name().to_owned())),
            self.order_certificate
                .map(|word| Change::OrderCertificate(word.name().to_owned())),
            self.order_signer
                .map(|word| Change::OrderSigner(word.name().to_owned())),
            self.order_key
                .map(|OrderKey::Attacker| Change::OrderAttacker),
            self.order_embed
                .map(|word| Change::OrderEmbed(word.name().to_owned())),
            self.order_tamper.map(Change::OrderTamper),
            self.order_form.map(Change::OrderForm),
            self.send.map(Change::Send),
            self.reference.map(Change::Reference),
            self.certpub
                .map(|Rotation::Rotated| Change::RotateCertificate),
            self.kar.map(|Silence::Silent| Change::KarSilent),
        ]
    }

    /// The keys that say how, of those that are written.
    fn given(&self) -> Vec<&'static str> {
        let keys = [
            (self.value.is_some(), "value"),
            (self.remove.is_some(), "remove"),
            (self.twice.is_some(), "twice"),
            (self.rename.is_some(), "rename"),
            (self.append.is_some(), "append"),
            (self.bytes.is_some(), "bytes"),
            (self.raw.is_some(), "raw"),
        ];
        let given = keys.into_iter().filter(|(is_given, _)| *is_given);
        given.map(|(_, key)| key).collect()
    }

    /// The only key that says how, if it is one of those that are possible.
    fn how(&self, possible: &[&str]) -> Result<&'static str, String> {
        let wrong = || Err(format!("say exactly one of {}", possible.join(", ")));
        match self.given().as_slice() {
            ["remove"] if self.remove == Some(false) => {
                Err("`remove` is true or not there at all".into())
            }
            [only] if possible.contains(only) => Ok(only),
            _ => wrong(),
        }
    }

    fn text_edit(&self, own: &[&'static str]) -> Result<Edit, String> {
        let possible: Vec<&str> = ["value", "remove", "twice", "rename", "append"]
            .iter()
            .chain(own)
            .copied()
            .collect();
        self.how(&possible)?;
        let template = |text: &Option<TemplateText>| text.clone().map(|text| text.template);
        let value = self.value.as_ref().map(|value| match value {
            Value::String(text) => Template::parse(text).map_err(|error| error.to_string()),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_) => {
                Err("the value of a header or query parameter is a text".to_owned())
            }
        });
        let bytes = self.bytes.as_deref().map(hexadecimal).transpose()?;
        let edit = [
            value.transpose()?.map(Edit::Value),
            self.remove.map(|_| Edit::Remove),
            template(&self.twice).map(Edit::Twice),
            self.rename.clone().map(Edit::Rename),
            template(&self.append).map(Edit::Append),
            bytes.map(Edit::Bytes),
            template(&self.raw).map(Edit::Raw),
        ];
        let edit = edit.into_iter().flatten().next();
        edit.ok_or_else(|| format!("say exactly one of {}", possible.join(", ")))
    }

    fn value_edit(&self) -> Result<ValueEdit, String> {
        self.how(&["value", "remove"])?;
        match &self.value {
            None => Ok(ValueEdit::Remove),
            Some(value) => JsonTemplate::parse(value)
                .map(ValueEdit::Value)
                .map_err(|error| error.to_string()),
        }
    }
}

/// A header that HTTP can carry at all (RFC 9110, 5.1).
fn field_name(name: &str) -> Result<(), String> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !name.is_empty() && name.bytes().all(token) {
        return Ok(());
    }
    Err(format!("`{name}` is not a name of a header"))
}

fn hexadecimal(text: &str) -> Result<Vec<u8>, String> {
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
    use crate::toml_file::read_whole;

    fn read(toml: &str) -> Result<Change, String> {
        read_whole::<ChangeEntry>("x.toml", toml)
            .map_err(|mistakes| mistakes[0].to_string())?
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
    fn refuses_a_value_for_a_change_that_has_none() {
        assert!(read("method = 'POST'\nvalue = 'x'").is_err());
    }

    #[test]
    fn refuses_what_a_header_or_a_query_parameter_cannot_have() {
        assert!(read("header = 'Accept'\nraw = 'x'").is_err());
        assert!(read("query = 'fromDate'\nbytes = '00'").is_err());
        assert!(read("order = 'partyID'\nappend = 'x'").is_err());
    }

    #[test]
    fn refuses_a_removal_that_removes_nothing() {
        assert!(read("header = 'Accept'\nremove = false").is_err());
    }

    #[test]
    fn refuses_an_algorithm_that_an_rsa_key_cannot_sign_with() {
        assert!(read("order-algorithm = 'ES256'").is_err());
        assert!(read("order-algorithm = 'PS265'").is_err());
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
