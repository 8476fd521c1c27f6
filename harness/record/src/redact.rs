//! Takes secrets and personal data out of evidence. The same value gets the same placeholder within a run, so
//! that a reader can still follow it; placeholders of two runs cannot be compared.
//!
//! What is personal is known from the profile, from the name of the member it stands in, from its form, and from
//! what was met before: a name that stood in an answer is found again in an error message.

mod birth;
mod document;
mod encoded;
mod form;
mod fragment;
mod known;
mod name;
mod number;
mod reading;
mod scan;
mod secret;
mod sign;
mod span;

use std::sync::Arc;

use openssl::sha::Sha256;
use wire::identifiers::PartyId;
use wire::messages::header;

use judge::exchange::TransportFailure;
use judge::finding::{Finding, NOTHING};
use judge::verdict::Outcome;
use known::{Known, Words};
use name::Voice;
use pack::hex::hex;
use pack::reason::Reason;
use pack::sentence;
use pack::text::Text;

/// The value of a finding that says what the rule expects at its place.
const EXPECTED: &str = "expected";

use plan::secret::Secret;
use plan::target::Target;
use reading::{PLACEHOLDER, Reading};

/// Members of documents, orders and tokens whose text values are personal data.
const PERSONAL_MEMBERS: [(&str, &str); 16] = [
    ("partyID", "person"),
    ("birthDate", "birth"),
    ("dateOfBirth", "birth"),
    ("fodselsdato", "birth"),
    ("accountIdentifier", "account"),
    ("name", "name"),
    ("holderName", "name"),
    ("cardIdentifier", "card"),
    ("streetName", "address"),
    ("buildingNumber", "address"),
    ("postCode", "address"),
    ("townName", "address"),
    ("addressLines", "address"),
    ("additionalInfo", "text"),
    ("approvedByName", "name"),
    ("approvedByID", "person"),
];

fn personal_member(name: &str) -> Option<&'static str> {
    PERSONAL_MEMBERS
        .iter()
        .find(|(personal, _)| *personal == name)
        .map(|(_, kind)| *kind)
}

/// Replaces secrets and personal data by placeholders such as `‹person:5f3a1c00›`. Clones share what they have met.
#[derive(Clone)]
pub struct Redactor {
    key: [u8; 32],
    known: Arc<Known>,
    full_evidence: bool,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Redactor")
            .field("full_evidence", &self.full_evidence)
            .finish_non_exhaustive()
    }
}

impl Redactor {
    /// A redactor that knows the target's test people. `full_evidence` keeps personal data; tokens, orders and other
    /// secrets are replaced all the same. The key has to be random and is stored nowhere: who has it can try numbers
    /// until one gives a placeholder.
    pub fn new(key: [u8; 32], target: &Target, full_evidence: bool) -> Self {
        let known = Known::default();
        for secret in &target.secrets {
            known.keep(secret.expose());
        }
        for party in &target.parties {
            known.learn("person", &party.party_id);
            if let Some(name) = &party.name {
                known.learn_name(name, words_of(&party.party_id));
            }
            for account in &party.accounts {
                known.learn("account", &account.number);
                if let Some(owner) = &account.owner {
                    known.learn("person", owner);
                }
                if let Some(name) = &account.name {
                    known.learn_name(name, Words::Together);
                }
            }
        }
        Self::knowing(known, key, full_evidence)
    }

    /// Keeps a further secret of the harness's own out of everything from now on.
    pub fn keep(&self, secret: &Secret) {
        self.known.keep(secret.expose());
    }

    fn knowing(known: Known, key: [u8; 32], full_evidence: bool) -> Self {
        Self {
            key,
            known: Arc::new(known),
            full_evidence,
        }
    }

    /// A digest of bytes that may hold personal data: HMAC-SHA-256 with the run's key, hexadecimal. Within a run equal
    /// bytes have equal digests, and nobody can try what the bytes were.
    pub fn digest(&self, bytes: &[u8]) -> String {
        hex(&self.hmac(bytes))
    }

    /// HMAC (RFC 2104) from the digest itself: setting up OpenSSL's own takes longer than most texts.
    fn hmac(&self, bytes: &[u8]) -> [u8; 32] {
        const BLOCK: usize = 64;
        let keyed = |pad: u8, bytes: &[u8]| {
            let mut block = [pad; BLOCK];
            for (place, byte) in self.key.iter().enumerate() {
                block[place] ^= byte;
            }
            let mut digest = Sha256::new();
            digest.update(&block);
            digest.update(bytes);
            digest.finish()
        };
        keyed(0x5c, &keyed(0x36, bytes))
    }

    /// The placeholder of a value.
    fn placeholder(&self, kind: &str, value: &str) -> String {
        let digest = self.hmac(value.as_bytes());
        format!("‹{kind}:{}›", hex(&digest[..4]))
    }

    /// The placeholder of personal data, by the kind it is known as.
    fn personal(&self, kind: &'static str, value: &str) -> String {
        if self.full_evidence || is_placeholder(value) {
            return value.to_owned();
        }
        let number = whole_number(value);
        let plain = number.as_deref().unwrap_or(value);
        let of_form = number.as_ref().map(|_| "number");
        let kind = self.known.kind(plain).or(of_form).unwrap_or(kind);
        self.placeholder(kind, plain)
    }

    /// The placeholder of a secret, by the kind it was first met as.
    fn secret(&self, kind: &'static str, value: &str) -> String {
        if value.is_empty() || is_placeholder(value) {
            return value.to_owned();
        }
        let kind = self.known.kind(value).unwrap_or(kind);
        if value.len() <= scan::LONGEST {
            self.known.learn(kind, value);
        }
        self.placeholder(kind, value)
    }

    /// Remembers a value that stands in a personal member.
    fn learn(&self, kind: &'static str, value: &str, words: Words) {
        if is_placeholder(value) || value.len() > scan::LONGEST {
            return;
        }
        match whole_number(value) {
            Some(number) => self.known.learn(kind, &number),
            None if kind == "name" => self.known.learn_name(value, words),
            None => self.known.learn(kind, value),
        }
    }

    /// A header's value.
    pub fn header(&self, name: &str, value: &[u8]) -> String {
        // Field values may be Latin-1 (RFC 9110, 5.5): a letter that is lost would hide a name from us, and not from a reader.
        let text = match std::str::from_utf8(value) {
            Ok(text) => text.to_owned(),
            Err(_) => value.iter().copied().map(char::from).collect(),
        };
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if is("authorization") || is("proxy-authorization") {
            return self.credentials(&text);
        }
        if is("cookie") || is("set-cookie") {
            return self.cookies(&text, is("cookie"));
        }
        if secret::is_secret_name(name) {
            return self.secret("secret", &text);
        }
        if is(header::ADDITIONAL_REFERENCE_ID) && text.len() > 40 {
            return self.secret("order", &text);
        }
        if is(header::PARTY_ID) && text.chars().any(|character| character.is_ascii_digit()) {
            self.learn("person", &text, Words::Together);
            return self.personal("person", &text);
        }
        if is_of_dates(name) && is_date(&text) {
            return text;
        }
        self.text(&text)
    }

    fn credentials(&self, text: &str) -> String {
        match text.split_once(' ') {
            Some((scheme, rest)) if is_scheme(scheme) && !rest.trim().is_empty() => {
                let value = rest.trim_start();
                let gap = &rest[..rest.len() - value.len()];
                format!("{scheme} {gap}{}", self.secret("token", value))
            }
            _ if text.len() > 12 => self.secret("token", text),
            _ => text.to_owned(),
        }
    }

    /// Names and attributes of cookies stay; `all` says that every pair is a cookie, as in a request.
    fn cookies(&self, text: &str, all: bool) -> String {
        let pairs = text.split(';').enumerate();
        let shown: Vec<String> = pairs
            .map(|(place, pair)| match pair.split_once('=') {
                Some((name, value)) if all || place == 0 => {
                    format!("{}={}", self.text(name), self.secret("secret", value))
                }
                None if place == 0 && !pair.trim().is_empty() => self.secret("secret", pair),
                Some(_) | None => self.text(pair),
            })
            .collect();
        shown.join(";")
    }

    /// A sentence in both languages.
    pub fn words(&self, text: &Text) -> Text {
        // What reads alike in both languages is a value of the target.
        let voice = if text.en == text.nb {
            Voice::Target
        } else {
            Voice::Harness
        };
        Text::new(self.spoken(&text.en, voice), self.spoken(&text.nb, voice))
    }

    /// What a check observed: a value that stands in a personal member is personal, all else is free text.
    pub fn finding(&self, finding: &mut Finding) {
        let kind = finding.pointer.as_deref().and_then(kind_at);
        finding.received = finding.received.take().map(|received| match kind {
            Some(kind) if is_a_value(&received) => self.personal(kind, &received),
            Some(_) | None => in_brief(self.text(&received)),
        });
        for (name, value) in &mut finding.values {
            *value = match (&*value, kind) {
                (sentence::Value::Plain(text), Some(kind)) if name == EXPECTED => {
                    self.personal(kind, text).into()
                }
                (sentence::Value::Words(text), Some(kind))
                    if name == EXPECTED && text.en == text.nb =>
                {
                    Text::same(self.personal(kind, &text.en)).into()
                }
                (other, _) => self.value(other),
            };
        }
        finding.pointer = finding.pointer.take().map(|pointer| self.text(&pointer));
    }

    fn value(&self, value: &sentence::Value) -> sentence::Value {
        match value {
            sentence::Value::Plain(text) => in_brief(self.text(text)).into(),
            sentence::Value::Words(text) => {
                let text = self.words(text);
                Text::new(in_brief(text.en), in_brief(text.nb)).into()
            }
        }
    }

    /// Why no answer was received: a library may repeat bytes of the target.
    pub fn failure(&self, failure: &TransportFailure) -> TransportFailure {
        match failure {
            TransportFailure::Connect(why) => TransportFailure::Connect(self.text(why)),
            TransportFailure::Tls(why) => TransportFailure::Tls(self.text(why)),
            TransportFailure::TimedOut => TransportFailure::TimedOut,
            TransportFailure::OnlyHttp2 => TransportFailure::OnlyHttp2,
            TransportFailure::Interrupted(why) => TransportFailure::Interrupted(self.text(why)),
            TransportFailure::Incomplete(why) => TransportFailure::Incomplete(self.text(why)),
            TransportFailure::Malformed(why) => TransportFailure::Malformed(self.text(why)),
        }
    }

    /// An outcome with its reason.
    pub fn outcome(&self, outcome: &Outcome) -> Outcome {
        match outcome {
            Outcome::Inconclusive(why) => Outcome::Inconclusive(self.reason(why)),
            Outcome::NotApplicable(why) => Outcome::NotApplicable(self.reason(why)),
            Outcome::Conforms => Outcome::Conforms,
            Outcome::Violates => Outcome::Violates,
        }
    }

    fn reason(&self, reason: &Reason) -> Reason {
        let values = reason.values.iter();
        Reason {
            id: reason.id.clone(),
            values: values
                .map(|(name, value)| (name.clone(), self.value(value)))
                .collect(),
        }
    }
}

/// A text as findings and reasons have it: thousands of them may say the same, so that a long one is cut.
fn in_brief(mut text: String) -> String {
    const CHARACTERS: usize = 2_000;
    let mut rest = text.char_indices().skip(CHARACTERS);
    // What was cut before has one character more.
    if let (Some((at, _)), Some(_)) = (rest.next(), rest.next()) {
        let kept = &text[..at];
        let open = kept.rfind(PLACEHOLDER);
        let end = open
            .filter(|open| !kept[*open..].contains('›'))
            .unwrap_or(at);
        text.truncate(end);
        text.push('…');
    }
    text
}

/// The number that a value is, however it is written.
fn whole_number(value: &str) -> Option<String> {
    let can_be = value.len() <= scan::LONGEST;
    can_be.then(|| number::whole_number(&Reading::of(value).units))?
}

/// A person's name is found word by word, a business's is not.
fn words_of(number: &str) -> Words {
    match PartyId::parse(number) {
        Ok(PartyId::Organisation(_)) => Words::Together,
        Ok(PartyId::Person(_)) | Err(_) => Words::Each,
    }
}

/// Whether a member or header holds a date of the API, which may be somebody's day of birth by chance.
fn is_of_dates(name: &str) -> bool {
    let small = name.to_ascii_lowercase();
    let birth = small.contains("birth") || small.contains("fodsel");
    !birth && (small.contains("date") || small.contains("time") || small == "registered")
}

fn is_date(text: &str) -> bool {
    let shape = |byte: u8| byte.is_ascii_digit() || b"-:+.TZ".contains(&byte);
    (10..=35).contains(&text.len()) && text.as_bytes()[4] == b'-' && text.bytes().all(shape)
}

fn is_scheme(word: &str) -> bool {
    (1..=12).contains(&word.len())
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
}

fn is_placeholder(value: &str) -> bool {
    reading::placeholder(value) == Some(value.len())
}

/// Whether a finding shows a value of the target rather than that there is none, or a masked one.
fn is_a_value(got: &str) -> bool {
    !(got.is_empty() || matches!(got, "null" | "true" | "false" | NOTHING) || got.contains('•'))
}

/// The kind of personal data a JSON pointer leads to.
fn kind_at(pointer: &str) -> Option<&'static str> {
    let mut parts = pointer
        .rsplit('/')
        .filter(|part| !part.bytes().all(|byte| byte.is_ascii_digit()));
    let last = parts.next()?;
    match personal_member(last) {
        Some(kind) => Some(kind),
        None if last == "value" => (parts.next() == Some("identifier")).then_some("person"),
        None => None,
    }
}

#[cfg(test)]
mod seeds;
#[cfg(test)]
mod spellings;
#[cfg(test)]
mod tests;
