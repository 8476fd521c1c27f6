//! Changes and expectations in words, for people who read a case.

use crate::catalogue::case::{Expectation, Pair};
use crate::catalogue::change::{
    Change, Edit, OrderForm, Part, ReferenceChoice, SendMode, TokenForm, TokenSigner, ValueEdit,
};
use crate::catalogue::template::{Base, CustomerKind, Filter, JsonTemplate, Piece, Template, Unit};
use crate::hex::hex;
use crate::text::Text;

/// A change in words.
pub fn change(change: &Change) -> Text {
    match change {
        Change::Header(name, edit) => {
            edited(&format!("header {name}"), &format!("headeren {name}"), edit)
        }
        Change::Query(name, edit) => edited(
            &format!("query {name}"),
            &format!("parameteren {name}"),
            edit,
        ),
        Change::Method(method) => Text::new(
            format!("the method is {method}"),
            format!("metoden er {method}"),
        ),
        Change::Path(path) => both("the path is", "stien er", &template(path)),
        Change::Agency(service) => Text::new(
            format!("the token is that of the agency of {service}"),
            format!("tokenet tilhører etaten for {service}"),
        ),
        Change::TokenClaim(name, edit) => valued(
            &format!("token claim {name}"),
            &format!("token-claim {name}"),
            edit,
        ),
        Change::TokenHeader(name, edit) => valued(
            &format!("token header member {name}"),
            &format!("{name} i tokenets header"),
            edit,
        ),
        Change::TokenSigner(signer) => token_signer(*signer),
        Change::TokenTamper(part) => tampered("token", "tokenet", *part),
        Change::TokenForm(form) => token_form(*form),
        Change::OrderClaim(name, edit) => valued(
            &format!("order claim {name}"),
            &format!("{name} i pålegget"),
            edit,
        ),
        Change::OrderPayload(payload) => both(
            "the order's payload is",
            "påleggets innhold er",
            &template(payload),
        ),
        Change::OrderHeader(name, edit) => valued(
            &format!("order header member {name}"),
            &format!("{name} i påleggets header"),
            edit,
        ),
        Change::OrderAlgorithm(name) => Text::new(
            format!("the order is signed with {name}"),
            format!("pålegget er signert med {name}"),
        ),
        Change::OrderCertificate(name) => Text::new(
            format!("the order is signed with the police certificate «{name}»"),
            format!("pålegget er signert med politisertifikatet «{name}»"),
        ),
        Change::OrderSigner(name) => Text::new(
            format!(
                "the order is signed with the key of the police certificate «{name}»; kid unchanged"
            ),
            format!(
                "pålegget er signert med nøkkelen til politisertifikatet «{name}»; kid er uendret"
            ),
        ),
        Change::OrderAttacker => Text::new(
            "the order is signed by a key that is not the police's; kid unchanged",
            "pålegget er signert med en nøkkel som ikke er politiets; kid er uendret",
        ),
        Change::OrderEmbed(member) => Text::new(
            format!(
                "the order's header carries an attacker's key in {member}, and the attacker signs"
            ),
            format!(
                "påleggets header bærer en angripers nøkkel i {member}, og angriperen signerer"
            ),
        ),
        Change::OrderTamper(part) => tampered("order", "pålegget", *part),
        Change::OrderForm(form) => order_form(*form),
        Change::Part(name, edit) => {
            edited(&format!("the part {name}"), &format!("delen {name}"), edit)
        }
        Change::Send(mode) => send_mode(*mode),
        Change::Reference(choice) => reference(*choice),
        Change::RotateCertificate => Text::new(
            "the agency's certificate in CertPub is replaced first",
            "etatens sertifikat i CertPub byttes først",
        ),
        Change::KarSilent => Text::new(
            "KAR gives no answer during the request",
            "KAR svarer ikke under forespørselen",
        ),
    }
}

/// An expectation in words.
pub fn expectation(expectation: &Expectation) -> Text {
    match expectation {
        Expectation::Accepted => Text::new(
            "Expected: 200 and a readable document",
            "Forventet: 200 og et lesbart dokument",
        ),
        Expectation::Refused { expected, also } if also.is_empty() => Text::new(
            format!("Expected: refused with {}", pairs(expected, "or")),
            format!("Forventet: avvist med {}", pairs(expected, "eller")),
        ),
        Expectation::Refused { expected, also } => Text::new(
            format!(
                "Expected: refused with {}; also accepted: {}",
                pairs(expected, "or"),
                pairs(also, "or")
            ),
            format!(
                "Forventet: avvist med {}; godtas også: {}",
                pairs(expected, "eller"),
                pairs(also, "eller")
            ),
        ),
        Expectation::Answered(statuses) => {
            let listed = |or: &str| {
                let statuses = statuses.iter().map(u16::to_string);
                statuses.collect::<Vec<_>>().join(&format!(" {or} "))
            };
            Text::new(
                format!("Expected: {}", listed("or")),
                format!("Forventet: {}", listed("eller")),
            )
        }
        Expectation::Either(refused) => Text::new(
            format!(
                "Expected: accepted, or refused with {}; which is noted",
                pairs(refused, "or")
            ),
            format!(
                "Forventet: godtatt, eller avvist med {}; utfallet noteres",
                pairs(refused, "eller")
            ),
        ),
        Expectation::Survives => Text::new(
            "Expected: a complete answer below 500, and the valid request is accepted afterwards",
            "Forventet: et fullstendig svar under 500, og den gyldige forespørselen godtas etterpå",
        ),
    }
}

fn pairs(pairs: &[Pair], or: &str) -> String {
    pairs
        .iter()
        .map(Pair::to_string)
        .collect::<Vec<_>>()
        .join(&format!(" {or} "))
}

fn both(en: &str, nb: &str, value: &str) -> Text {
    Text::new(format!("{en} {value}"), format!("{nb} {value}"))
}

fn edited(en: &str, nb: &str, edit: &Edit) -> Text {
    match edit {
        Edit::Remove => Text::new(format!("{en} is missing"), format!("{nb} mangler")),
        Edit::Value(value) | Edit::Raw(value) => Text::new(
            format!("{en} is {}", template(value)),
            format!("{nb} er {}", template(value)),
        ),
        Edit::Twice(value) => Text::new(
            format!(
                "{en} is sent twice, the second time with {}",
                template(value)
            ),
            format!("{nb} sendes to ganger, andre gang med {}", template(value)),
        ),
        Edit::Rename(name) => Text::new(
            format!("{en} is written {name}"),
            format!("{nb} skrives {name}"),
        ),
        Edit::Append(value) => Text::new(
            format!("{en} has {} appended", template(value)),
            format!("{nb} har {} lagt til på slutten", template(value)),
        ),
        Edit::Bytes(bytes) => {
            let hex = hex(&bytes[..bytes.len().min(16)]);
            Text::new(
                format!("{en} holds the bytes {hex}"),
                format!("{nb} inneholder bytene {hex}"),
            )
        }
    }
}

fn valued(en: &str, nb: &str, edit: &ValueEdit) -> Text {
    match edit {
        ValueEdit::Remove => Text::new(format!("{en} is missing"), format!("{nb} mangler")),
        ValueEdit::Value(value) => Text::new(
            format!("{en} is {}", json(value)),
            format!("{nb} er {}", json(value)),
        ),
    }
}

fn token_signer(signer: TokenSigner) -> Text {
    match signer {
        TokenSigner::Attacker => Text::new(
            "the token is signed with another key than the issuer's",
            "tokenet er signert med en annen nøkkel enn utstederens",
        ),
        TokenSigner::PublicKeyAsSecret => Text::new(
            "the token is signed with HS256 and the issuer's public key as the secret",
            "tokenet er signert med HS256 og utstederens offentlige nøkkel som hemmelighet",
        ),
        TokenSigner::None => Text::new("the token has no signature", "tokenet har ingen signatur"),
    }
}

fn tampered(en: &str, nb: &str, part: Part) -> Text {
    match part {
        Part::Signature => Text::new(
            format!("one bit of the {en}'s signature is flipped"),
            format!("én bit i signaturen til {nb} er byttet om"),
        ),
        Part::Payload => Text::new(
            format!("the {en}'s payload was changed after signing"),
            format!("innholdet i {nb} er endret etter signering"),
        ),
    }
}

fn token_form(form: TokenForm) -> Text {
    match form {
        TokenForm::TwoParts => Text::new("the token has two parts", "tokenet har to deler"),
        TokenForm::FourParts => Text::new("the token has four parts", "tokenet har fire deler"),
        TokenForm::Padded => Text::new(
            "the token's base64url is padded",
            "tokenets base64url har utfylling",
        ),
        TokenForm::Garbage => Text::new("the token is not a JWS", "tokenet er ikke en JWS"),
        TokenForm::DuplicateClaim => Text::new(
            "a claim of the token is present twice",
            "en claim i tokenet finnes to ganger",
        ),
        TokenForm::Json => Text::new(
            "the token is in JSON serialization",
            "tokenet er i JSON-serialisering",
        ),
    }
}

fn order_form(form: OrderForm) -> Text {
    match form {
        OrderForm::TwoParts => Text::new("the order has two parts", "pålegget har to deler"),
        OrderForm::FourParts => Text::new("the order has four parts", "pålegget har fire deler"),
        OrderForm::JsonFlattened => Text::new(
            "the order is in flattened JSON serialization",
            "pålegget er i flat JSON-serialisering",
        ),
        OrderForm::JsonGeneral => Text::new(
            "the order is in general JSON serialization",
            "pålegget er i generell JSON-serialisering",
        ),
        OrderForm::Padded => Text::new(
            "the order's base64url is padded",
            "påleggets base64url har utfylling",
        ),
        OrderForm::DuplicateClaim => Text::new(
            "a claim of the order is present twice",
            "en claim i pålegget finnes to ganger",
        ),
        OrderForm::DuplicateHeader => Text::new(
            "a header member of the order is present twice",
            "et header-felt i pålegget finnes to ganger",
        ),
        OrderForm::NotJws => Text::new("the order is not a JWS", "pålegget er ikke en JWS"),
        OrderForm::Jwe => Text::new(
            "the order is encrypted as a JWE",
            "pålegget er kryptert som en JWE",
        ),
        OrderForm::ZipBombJwe => Text::new(
            "the order is a JWE that claims to be compressed",
            "pålegget er en JWE som utgir seg for å være komprimert",
        ),
        OrderForm::Deep => Text::new(
            "the order's payload is nested thousands of levels deep",
            "påleggets innhold er nøstet tusenvis av nivåer",
        ),
        OrderForm::Huge => Text::new(
            "the order is hundreds of kilobytes",
            "pålegget er på flere hundre kilobyte",
        ),
    }
}

fn send_mode(mode: SendMode) -> Text {
    match mode {
        SendMode::SlowHeaders => {
            Text::new("the headers are sent slowly", "headerne sendes langsomt")
        }
        SendMode::OversizedHeaders => {
            Text::new("the headers are very large", "headerne er svært store")
        }
        SendMode::Concurrently => Text::new(
            "it is sent several times at once",
            "den sendes flere ganger samtidig",
        ),
        SendMode::Http10 => Text::new("it is sent as HTTP/1.0", "den sendes som HTTP/1.0"),
        SendMode::BareLf => Text::new("its lines end in a bare LF", "linjene slutter med bare LF"),
    }
}

fn reference(choice: ReferenceChoice) -> Text {
    match choice {
        ReferenceChoice::Unknown => Text::new(
            "the accountReference is one that the bank never issued",
            "accountReference er en som banken aldri har utstedt",
        ),
        ReferenceChoice::OtherParty => Text::new(
            "the accountReference is another party's",
            "accountReference tilhører en annen part",
        ),
        ReferenceChoice::AccountNumber => Text::new(
            "the account number is used in place of the accountReference",
            "kontonummeret brukes i stedet for accountReference",
        ),
        ReferenceChoice::OtherCase => Text::new(
            "the accountReference was issued in another case",
            "accountReference ble utstedt i en annen sak",
        ),
        ReferenceChoice::DataNotDelivered => Text::new(
            "the accountReference is dataNotDelivered",
            "accountReference er dataNotDelivered",
        ),
    }
}

/// A template as a reader understands it: literals as they are, expressions in angle brackets.
fn template(template: &Template) -> String {
    let text: String = template.pieces.iter().map(piece).collect();
    if text.is_empty() {
        "«»".to_owned()
    } else {
        text
    }
}

fn json(value: &JsonTemplate) -> String {
    match value {
        JsonTemplate::Plain(plain) => plain.to_string(),
        JsonTemplate::Text(text) => template(text),
        JsonTemplate::Array(items) => format!(
            "[{}]",
            items.iter().map(json).collect::<Vec<_>>().join(", ")
        ),
        JsonTemplate::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, member)| format!("{name}: {}", json(member)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Literal(text) => text.clone(),
        Piece::Expression {
            base,
            offsets,
            filters,
        } => {
            let mut words = format!("<{}", base_name(base));
            for offset in offsets {
                let unit = match offset.unit {
                    Unit::Years => "y",
                    Unit::Months => "m",
                    Unit::Days => "d",
                    Unit::Hours => "h",
                    Unit::Seconds => "s",
                };
                words = format!("{words} {:+}{unit}", offset.amount);
            }
            for filter in filters {
                words = format!("{words}, {}", filter_name(filter));
            }
            words.push('>');
            words
        }
    }
}

fn base_name(base: &Base) -> String {
    match base {
        Base::Party(Some(wanted)) => format!("PartyID: {wanted}"),
        Base::Mandate(Some(number)) => format!("mandate {number}"),
        Base::MandateOf(service) => format!("mandate of {service}"),
        Base::OrgNo(Some(service)) => format!("orgno of {service}"),
        Base::Repeat(text, times) => format!("{times} × {text}"),
        Base::Text(text) => text.clone(),
        Base::OrderFrom => "order fromDate".into(),
        Base::OrderTo => "order toDate".into(),
        Base::CaseId => "AccountInfoRequestID".into(),
        Base::Party(None) => "PartyID".into(),
        Base::Customer(CustomerKind::Person) => "person".into(),
        Base::Customer(CustomerKind::DNumber) => "D-number".into(),
        Base::Customer(CustomerKind::Organisation) => "organisation".into(),
        Base::YearStart => "1 January last year".into(),
        Base::LeapDay => "the last 29 February".into(),
        Base::NoLeapDay => "29 February of a year that has none".into(),
        Base::YearEnd => "31 December last year".into(),
        Base::Guardian(Some(wanted)) => format!("guardian: {wanted}"),
        Base::Guardian(None) => "guardian".into(),
        Base::SecondGuardian => "second guardian".into(),
        Base::GuardianshipFrom => "first day of the guardianship".into(),
        Base::GuardianshipTo => "last day of the guardianship".into(),
        Base::Bankruptcy => "kjennelsesdato".into(),
        Base::FirstBankruptcy => "first kjennelsesdato".into(),
        Base::Closed => "newest closing of an account, or end of a relationship".into(),
        Base::Opened => "newest opening of an account, or beginning of a relationship".into(),
        Base::Mandate(None) => "mandate".into(),
        Base::OrgNo(None) => "orgno".into(),
        other => format!("{other:?}").to_lowercase(),
    }
}

fn filter_name(filter: &Filter) -> String {
    match filter {
        Filter::Format(form) => form.clone(),
        Filter::EncodeAll => "percent-encoded throughout".into(),
        Filter::Encode => "percent-encoded".into(),
        other => format!("{other:?}").to_lowercase(),
    }
}
