//! Changes as an author writes them in a case file: the canonical form of generated inputs, and the text of a
//! saved regression.

use std::fmt::Write as _;

use serde_json::Value;

use pack::catalogue::{
    Base, Change, CustomerKind, Edit, Filter, JsonTemplate, Offset, OrderForm, Part, Piece,
    ReferenceChoice, SendMode, Template, TokenForm, TokenSigner, Unit, ValueEdit,
};

/// Each change as an inline table of TOML. A null has no form in TOML and is written as such all the same.
pub fn written_changes(changes: &[Change]) -> Vec<String> {
    changes
        .iter()
        .map(|change| format!("{{ {} }}", members(change)))
        .collect()
}

/// Text as a basic string of TOML.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(control));
            }
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    quoted
}

fn members(change: &Change) -> String {
    match change {
        Change::Header(name, edit) => format!("header = {}, {}", quoted(name), text_edit(edit)),
        Change::Query(name, edit) => format!("query = {}, {}", quoted(name), text_edit(edit)),
        Change::Method(method) => format!("method = {}", quoted(method)),
        Change::Path(path) => format!("path = {}", text(path)),
        Change::Agency(service) => format!("agency = {}", quoted(service)),
        Change::TokenClaim(name, edit) => format!("token = {}, {}", quoted(name), value_edit(edit)),
        Change::TokenHeader(name, edit) => {
            format!("token-header = {}, {}", quoted(name), value_edit(edit))
        }
        Change::TokenSigner(signer) => format!("token-key = {}", quoted(token_signer(*signer))),
        Change::TokenTamper(part) => format!("token-tamper = {}", quoted(tampered(*part))),
        Change::TokenForm(form) => format!("token-form = {}", quoted(token_form(*form))),
        Change::OrderClaim(name, edit) => format!("order = {}, {}", quoted(name), value_edit(edit)),
        Change::OrderPayload(payload) => format!("order-payload = {}", text(payload)),
        Change::OrderHeader(name, edit) => {
            format!("order-header = {}, {}", quoted(name), value_edit(edit))
        }
        Change::OrderAlgorithm(name) => format!("order-algorithm = {}", quoted(name)),
        Change::OrderCertificate(name) => format!("order-certificate = {}", quoted(name)),
        Change::OrderSigner(name) => format!("order-signer = {}", quoted(name)),
        Change::OrderAttacker => "order-key = \"attacker\"".to_owned(),
        Change::OrderEmbed(member) => format!("order-embed = {}", quoted(member)),
        Change::OrderTamper(part) => format!("order-tamper = {}", quoted(tampered(*part))),
        Change::OrderForm(form) => format!("order-form = {}", quoted(order_form(*form))),
        Change::Part(name, edit) => format!("part = {}, {}", quoted(name), text_edit(edit)),
        Change::Send(mode) => format!("send = {}", quoted(send_mode(*mode))),
        Change::Reference(choice) => format!("reference = {}", quoted(reference(*choice))),
        Change::RotateCertificate => "certpub = \"rotated\"".to_owned(),
        Change::KarSilent => "kar = \"silent\"".to_owned(),
    }
}

fn text_edit(edit: &Edit) -> String {
    match edit {
        Edit::Remove => "remove = true".to_owned(),
        Edit::Value(value) => format!("value = {}", text(value)),
        Edit::Twice(value) => format!("twice = {}", text(value)),
        Edit::Rename(name) => format!("rename = {}", quoted(name)),
        Edit::Append(value) => format!("append = {}", text(value)),
        Edit::Bytes(bytes) => {
            let hex = bytes
                .iter()
                .fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
            format!("bytes = \"{hex}\"")
        }
        Edit::Raw(value) => format!("raw = {}", text(value)),
    }
}

fn value_edit(edit: &ValueEdit) -> String {
    match edit {
        ValueEdit::Remove => "remove = true".to_owned(),
        ValueEdit::Value(value) => format!("value = {}", json(value)),
    }
}

fn json(value: &JsonTemplate) -> String {
    match value {
        JsonTemplate::Plain(plain) => plain_json(plain),
        JsonTemplate::Text(template) => text(template),
        JsonTemplate::Array(items) => format!(
            "[{}]",
            items.iter().map(json).collect::<Vec<_>>().join(", ")
        ),
        JsonTemplate::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, member)| format!("{} = {}", quoted(name), json(member)))
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
    }
}

fn plain_json(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(&escaped(text)),
        other => other.to_string(),
    }
}

/// A template as a basic string of TOML.
pub(super) fn text(template: &Template) -> String {
    quoted(&template.pieces.iter().map(piece).collect::<String>())
}

fn escaped(literal: &str) -> String {
    literal.replace('{', "{{").replace('}', "}}")
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Literal(literal) => escaped(literal),
        Piece::Expression {
            base,
            offsets,
            filters,
        } => {
            let offsets: String = offsets.iter().map(|one| offset(*one)).collect();
            let filters: String = filters
                .iter()
                .fold(String::new(), |text, one| text + "|" + &filter(one));
            format!("{{{}{offsets}{filters}}}", base_name(base))
        }
    }
}

fn offset(offset: Offset) -> String {
    let unit = match offset.unit {
        Unit::Years => 'y',
        Unit::Months => 'm',
        Unit::Days => 'd',
        Unit::Hours => 'h',
        Unit::Seconds => 's',
    };
    format!("{:+}{unit}", offset.amount)
}

fn base_name(base: &Base) -> String {
    match base {
        Base::Today => "today".into(),
        Base::Now => "now".into(),
        Base::Death => "death".into(),
        Base::YearStart => "year-start".into(),
        Base::YearEnd => "year-end".into(),
        Base::LeapDay => "leap-day".into(),
        Base::NoLeapDay => "no-leap-day".into(),
        Base::Guardian(None) => "guardian".into(),
        Base::Guardian(Some(wanted)) => format!("guardian:{wanted}"),
        Base::SecondGuardian => "second-guardian".into(),
        Base::GuardianshipFrom => "guardianship-from".into(),
        Base::GuardianshipTo => "guardianship-to".into(),
        Base::Bankruptcy => "bankruptcy".into(),
        Base::FirstBankruptcy => "first-bankruptcy".into(),
        Base::Closed => "closed".into(),
        Base::Opened => "opened".into(),
        Base::From => "from".into(),
        Base::To => "to".into(),
        Base::OrderFrom => "order.from".into(),
        Base::OrderTo => "order.to".into(),
        Base::Approval => "approval".into(),
        Base::Exp => "exp".into(),
        Base::Uuid => "uuid".into(),
        Base::CaseId => "case-id".into(),
        Base::Party(None) => "party".into(),
        Base::Party(Some(wanted)) => format!("party:{wanted}"),
        Base::Customer(CustomerKind::Person) => "customer:person".into(),
        Base::Customer(CustomerKind::DNumber) => "customer:d-number".into(),
        Base::Customer(CustomerKind::Organisation) => "customer:organisation".into(),
        Base::Mandate(None) => "mandate".into(),
        Base::Mandate(Some(number)) => format!("mandate:{number}"),
        Base::MandateOf(service) => format!("mandate-of:{service}"),
        Base::Token => "token".into(),
        Base::Order => "order".into(),
        Base::Audience => "audience".into(),
        Base::Issuer => "issuer".into(),
        Base::OrgNo(None) => "orgno".into(),
        Base::OrgNo(Some(service)) => format!("orgno:{service}"),
        Base::ClientId => "client-id".into(),
        Base::Reference => "reference".into(),
        Base::Path => "path".into(),
        Base::AccountNumber => "account-number".into(),
        Base::Repeat(what, times) => format!("repeat:{what}:{times}"),
        Base::Text(literal) => format!("text:{literal}"),
    }
}

fn filter(filter: &Filter) -> String {
    match filter {
        Filter::Text => "string".into(),
        Filter::Encode => "encode".into(),
        Filter::EncodeAll => "encode-all".into(),
        Filter::Upper => "upper".into(),
        Filter::Lower => "lower".into(),
        Filter::Base64Url => "base64url".into(),
        Filter::Timestamp => "timestamp".into(),
        Filter::Format(form) => format!("format:{form}"),
        Filter::TrailingSlash => "trailing-slash".into(),
        Filter::NoSlash => "no-slash".into(),
    }
}

fn token_signer(signer: TokenSigner) -> &'static str {
    match signer {
        TokenSigner::Attacker => "attacker",
        TokenSigner::PublicKeyAsSecret => "public-key-as-secret",
        TokenSigner::None => "none",
    }
}

fn tampered(part: Part) -> &'static str {
    match part {
        Part::Signature => "signature",
        Part::Payload => "payload",
    }
}

fn token_form(form: TokenForm) -> &'static str {
    match form {
        TokenForm::TwoParts => "two-parts",
        TokenForm::FourParts => "four-parts",
        TokenForm::Padded => "padded",
        TokenForm::Garbage => "garbage",
        TokenForm::DuplicateClaim => "duplicate-claim",
        TokenForm::Json => "json",
    }
}

fn order_form(form: OrderForm) -> &'static str {
    match form {
        OrderForm::TwoParts => "two-parts",
        OrderForm::FourParts => "four-parts",
        OrderForm::JsonFlattened => "json-flattened",
        OrderForm::JsonGeneral => "json-general",
        OrderForm::Padded => "padded",
        OrderForm::DuplicateClaim => "duplicate-claim",
        OrderForm::DuplicateHeader => "duplicate-header",
        OrderForm::NotJws => "not-jws",
        OrderForm::Jwe => "jwe",
        OrderForm::ZipBombJwe => "zip-bomb-jwe",
        OrderForm::Deep => "deep",
        OrderForm::Huge => "huge",
    }
}

fn send_mode(mode: SendMode) -> &'static str {
    match mode {
        SendMode::SlowHeaders => "slow-headers",
        SendMode::OversizedHeaders => "oversized-headers",
        SendMode::Concurrently => "concurrently",
        SendMode::Http10 => "http-1.0",
        SendMode::BareLf => "bare-lf",
    }
}

fn reference(choice: ReferenceChoice) -> &'static str {
    match choice {
        ReferenceChoice::Unknown => "unknown",
        ReferenceChoice::OtherParty => "other-party",
        ReferenceChoice::AccountNumber => "account-number",
        ReferenceChoice::OtherCase => "other-case",
        ReferenceChoice::DataNotDelivered => "data-not-delivered",
    }
}
