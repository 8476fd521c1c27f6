//! Values in case files: text with `{base ±offset |filter}` expressions, parsed when the pack is loaded and
//! given their values when a request is rendered.

use serde_json::Value;
use thiserror::Error;

use crate::message::UserError;
use crate::nearest::advice;

/// Text with expressions in braces; `{{` and `}}` stand for literal braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The pieces in order.
    pub pieces: Vec<Piece>,
}

/// One piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text that is sent as it stands.
    Literal(String),
    /// A value known only when the request is rendered.
    Expression {
        /// Where the value comes from.
        base: Base,
        /// Calendar or clock steps, applied in order.
        offsets: Vec<Offset>,
        /// Changes of form, applied in order.
        filters: Vec<Filter>,
    },
}

/// Where an expression's value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// Today in Europe/Oslo.
    Today,
    /// This moment, as `NumericDate` (RFC 7519).
    Now,
    /// The party's date of death.
    Death,
    /// 1 January of the last calendar year.
    YearStart,
    /// 31 December of the last calendar year.
    YearEnd,
    /// The newest 29 February before today.
    LeapDay,
    /// 29 February of the newest year before this one that has none.
    NoLeapDay,
    /// Number of the party's guardian, or of the guardian of a party with that trait.
    Guardian(Option<String>),
    /// Number of the party's second guardian.
    SecondGuardian,
    /// First day of the party's guardianship.
    GuardianshipFrom,
    /// Last day of the party's guardianship.
    GuardianshipTo,
    /// Day of the party's newest bankruptcy order.
    Bankruptcy,
    /// Day of the party's first bankruptcy order.
    FirstBankruptcy,
    /// Day of the newest closing of an account that the party owns.
    Closed,
    /// Day of the newest opening of an account that the party owns.
    Opened,
    /// First day of the baseline's period.
    From,
    /// Last day of the baseline's period.
    To,
    /// First day of the order's period.
    OrderFrom,
    /// Last day of the order's period.
    OrderTo,
    /// The order's approvalTimestamp, as `NumericDate`.
    Approval,
    /// The order's exp.
    Exp,
    /// A new random UUID.
    Uuid,
    /// `AccountInfoRequestID` of the case.
    CaseId,
    /// `PartyID` of the party, or of another party with that trait.
    Party(Option<String>),
    /// A number that was drawn for the case, to be written to KFR.
    Customer(CustomerKind),
    /// The service's mandate text by number, not encoded.
    Mandate(Option<usize>),
    /// The first mandate text of another service.
    MandateOf(String),
    /// The access token of the baseline.
    Token,
    /// The extradition order of the baseline.
    Order,
    /// The audience that the bank expects in tokens.
    Audience,
    /// The issuer of tokens.
    Issuer,
    /// Organisation number of the agency of the service, or of another service.
    OrgNo(Option<String>),
    /// The agency's client id.
    ClientId,
    /// The accountReference in use.
    Reference,
    /// The path of the baseline, below the base URL.
    Path,
    /// The account number of the account in use.
    AccountNumber,
    /// A text many times over.
    Repeat(String, usize),
    /// Text that would otherwise be read as an expression.
    Text(String),
}

/// What kind of number was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomerKind {
    /// A fødselsnummer.
    Person,
    /// A D-number.
    DNumber,
    /// An organisation number.
    Organisation,
}

/// A step in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset {
    /// How many, negative for back in time.
    pub amount: i64,
    /// Of what.
    pub unit: Unit,
}

/// The unit of a step in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Calendar years.
    Years,
    /// Calendar months.
    Months,
    /// Days.
    Days,
    /// Hours; only for points in time.
    Hours,
    /// Seconds; only for points in time.
    Seconds,
}

/// A change of form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// A number becomes text.
    Text,
    /// Percent-encoding as the mandates are written.
    Encode,
    /// Percent-encoding of every byte but letters and digits.
    EncodeAll,
    /// Upper case.
    Upper,
    /// Lower case.
    Lower,
    /// base64url without padding.
    Base64Url,
    /// `NumericDate` to `YYYY-MM-DDThh:mm:ssZ`.
    Timestamp,
    /// A date in another form, e.g. `DD.MM.YYYY`.
    Format(String),
    /// With a slash at the end.
    TrailingSlash,
    /// Without a slash at the end.
    NoSlash,
}

/// Why a template cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// A brace is not closed.
    #[error("the brace opened at character {0} is not closed; write {{{{ for a literal brace")]
    Unclosed(usize),
    /// A closing brace stands alone.
    #[error("a closing brace stands alone at character {0}; write }}}} for a literal brace")]
    Stray(usize),
    /// The base is not known.
    #[error("no value is called `{0}`; {advice}", advice = advice(.0, BASES))]
    UnknownBase(String),
    /// The offset cannot be read.
    #[error("`{0}` is no offset; write e.g. -10y, +3m, -1d, +2h or -300s")]
    Offset(String),
    /// The value has no such steps.
    #[error(
        "`{0}` cannot be stepped by `{1}`: a date has steps of y, m and d, a point in time of d, h and s, other values none"
    )]
    NoStep(String, String),
    /// The filter is not known.
    #[error("no filter is called `{0}`; {advice}", advice = advice(.0, FILTERS))]
    UnknownFilter(String),
}

impl UserError for TemplateError {}

impl Template {
    /// A text that is sent as it stands.
    pub fn literal(text: &str) -> Self {
        Self {
            pieces: vec![Piece::Literal(text.to_owned())],
        }
    }

    /// Reads a template.
    ///
    /// # Errors
    /// [`TemplateError`] says what cannot be read and where.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut rest = text.char_indices().peekable();
        while let Some((at, character)) = rest.next() {
            match character {
                '{' | '}' if rest.next_if(|(_, next)| *next == character).is_some() => {
                    literal.push(character);
                }
                '{' => {
                    let body = &text[at + 1..];
                    let length = body.find('}').ok_or(TemplateError::Unclosed(at))?;
                    if !literal.is_empty() {
                        pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                    }
                    pieces.push(parse_expression(&body[..length])?);
                    while rest.next_if(|(next, _)| *next <= at + 1 + length).is_some() {}
                }
                '}' => return Err(TemplateError::Stray(at)),
                other => literal.push(other),
            }
        }
        if !literal.is_empty() || pieces.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        Ok(Self { pieces })
    }
}

fn parse_expression(text: &str) -> Result<Piece, TemplateError> {
    if let Some(words) = text.strip_prefix("repeat:") {
        let (what, count) = words
            .rsplit_once(':')
            .ok_or_else(|| TemplateError::UnknownBase(text.to_owned()))?;
        let count = count
            .parse()
            .map_err(|_| TemplateError::UnknownBase(text.to_owned()))?;
        return Ok(plain(Base::Repeat(what.to_owned(), count)));
    }
    let mut parts = text.split('|');
    let head = parts.next().unwrap_or_default().trim();
    let filters = parts
        .map(|filter| parse_filter(filter.trim()))
        .collect::<Result<_, _>>()?;
    let (base, offsets) = parse_head(head)?;
    Ok(Piece::Expression {
        base,
        offsets,
        filters,
    })
}

fn plain(base: Base) -> Piece {
    Piece::Expression {
        base,
        offsets: Vec::new(),
        filters: Vec::new(),
    }
}

fn parse_head(head: &str) -> Result<(Base, Vec<Offset>), TemplateError> {
    if let Some(base) = parse_base(head) {
        return Ok((base, Vec::new()));
    }
    let start = head
        .char_indices()
        .position(|(at, character)| {
            matches!(character, '+' | '-')
                && head[at + 1..].starts_with(|next: char| next.is_ascii_digit())
        })
        .and_then(|position| head.char_indices().nth(position))
        .map(|(at, _)| at)
        .ok_or_else(|| TemplateError::UnknownBase(head.to_owned()))?;
    let base = parse_base(head[..start].trim())
        .ok_or_else(|| TemplateError::UnknownBase(head.to_owned()))?;
    let offsets = parse_offsets(&head[start..])?;
    if offsets.iter().any(|offset| !base.has_steps_of(offset.unit)) {
        let [base, offsets] = [&head[..start], &head[start..]].map(str::to_owned);
        return Err(TemplateError::NoStep(base, offsets));
    }
    Ok((base, offsets))
}

impl Base {
    /// Whether its value can be moved in steps of a unit.
    fn has_steps_of(&self, unit: Unit) -> bool {
        match self {
            Self::Today
            | Self::Death
            | Self::YearStart
            | Self::LeapDay
            | Self::YearEnd
            | Self::GuardianshipFrom
            | Self::GuardianshipTo
            | Self::Bankruptcy
            | Self::FirstBankruptcy
            | Self::Closed
            | Self::Opened
            | Self::From
            | Self::To
            | Self::OrderFrom
            | Self::OrderTo => {
                matches!(unit, Unit::Years | Unit::Months | Unit::Days)
            }
            Self::Now | Self::Approval | Self::Exp => {
                matches!(unit, Unit::Days | Unit::Hours | Unit::Seconds)
            }
            Self::Uuid
            | Self::NoLeapDay
            | Self::CaseId
            | Self::Party(_)
            | Self::Customer(_)
            | Self::Guardian(_)
            | Self::SecondGuardian
            | Self::Mandate(_)
            | Self::MandateOf(_)
            | Self::Token
            | Self::Order
            | Self::Audience
            | Self::Issuer
            | Self::OrgNo(_)
            | Self::ClientId
            | Self::Reference
            | Self::Path
            | Self::AccountNumber
            | Self::Repeat(..)
            | Self::Text(_) => false,
        }
    }
}

fn parse_offsets(text: &str) -> Result<Vec<Offset>, TemplateError> {
    let wrong = || TemplateError::Offset(text.to_owned());
    let mut offsets = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest[1..].find(['+', '-']).map_or(rest.len(), |at| at + 1);
        let (one, after) = rest.split_at(end);
        let one = one.trim();
        let unit = match one.chars().last() {
            Some('y') => Unit::Years,
            Some('m') => Unit::Months,
            Some('d') => Unit::Days,
            Some('h') => Unit::Hours,
            Some('s') => Unit::Seconds,
            _ => return Err(wrong()),
        };
        let amount = one[..one.len() - 1].parse().map_err(|_| wrong())?;
        offsets.push(Offset { amount, unit });
        rest = after.trim();
    }
    Ok(offsets)
}

/// The values of templates, as they are written, with what each of them is.
pub(super) const MEANINGS_OF_BASES: &[(&str, &str)] = &[
    ("today", "today in Europe/Oslo, a date"),
    ("now", "this moment, a NumericDate"),
    ("death", "the party's date of death"),
    ("year-start", "1 January of the last calendar year"),
    ("year-end", "31 December of the last calendar year"),
    ("leap-day", "the newest 29 February before today"),
    (
        "no-leap-day",
        "29 February of the newest year before this one that has none",
    ),
    (
        "guardian",
        "number of the party's guardian; `guardian:TRAIT` of the guardian of another party with that trait",
    ),
    ("second-guardian", "number of the party's second guardian"),
    ("guardianship-from", "first day of the party's guardianship"),
    ("guardianship-to", "last day of the party's guardianship"),
    ("bankruptcy", "day of the party's newest bankruptcy order"),
    (
        "first-bankruptcy",
        "day of the party's first bankruptcy order",
    ),
    (
        "closed",
        "day of the newest closing of an account that the party owns, or in step 1 of the newest end of a relationship",
    ),
    (
        "opened",
        "day of the newest opening of an account that the party owns, or in step 1 of the newest beginning of a relationship",
    ),
    ("from", "first day of the baseline's period"),
    ("to", "last day of the baseline's period"),
    ("order.from", "first day of the order's period"),
    ("order.to", "last day of the order's period"),
    ("approval", "the order's approvalTimestamp, a NumericDate"),
    ("exp", "the order's exp, a NumericDate"),
    ("uuid", "a new random UUID"),
    ("case-id", "AccountInfoRequestID of the agency's case"),
    (
        "party",
        "PartyID of the party; `party:TRAIT` of another party with that trait",
    ),
    (
        "customer:KIND",
        "a synthetic number that was drawn for a case about KFR: `person` (the party itself), `d-number` or `organisation`",
    ),
    (
        "mandate",
        "the mandate text, not encoded; `mandate:N` the service's mandate number N, from 0",
    ),
    (
        "mandate-of:SERVICE",
        "the first mandate text of another service",
    ),
    ("token", "the access token"),
    ("order", "the extradition order"),
    ("audience", "the audience that the bank expects in tokens"),
    ("issuer", "the issuer of tokens"),
    (
        "orgno",
        "organisation number of the service's agency; `orgno:SERVICE` of another one's",
    ),
    ("client-id", "the agency's client id"),
    ("reference", "the accountReference in the path"),
    ("path", "the path of the valid request, below the base URL"),
    ("account-number", "the number of the account in use"),
    ("repeat:TEXT:N", "a text N times over"),
    (
        "text:TEXT",
        "a text that would otherwise be read as a value",
    ),
];

const BASES: [&str; MEANINGS_OF_BASES.len()] = names(MEANINGS_OF_BASES);

/// The filters of templates, as they are written, with what each of them does.
pub(super) const MEANINGS_OF_FILTERS: &[(&str, &str)] = &[
    ("string", "a number becomes text"),
    ("encode", "percent-encoding as the mandates are written"),
    (
        "encode-all",
        "percent-encoding of every byte but letters and digits",
    ),
    ("upper", "upper case"),
    ("lower", "lower case"),
    ("base64url", "base64url without padding"),
    ("timestamp", "a NumericDate as YYYY-MM-DDThh:mm:ssZ"),
    (
        "format:FORM",
        "a date in another form, e.g. `format:DD.MM.YYYY`",
    ),
    ("trailing-slash", "with a slash appended, if there is none"),
    ("no-slash", "without a slash at the end"),
];

const FILTERS: [&str; MEANINGS_OF_FILTERS.len()] = names(MEANINGS_OF_FILTERS);

const fn names<const N: usize>(meanings: &[(&'static str, &str)]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut at = 0;
    while at < N {
        names[at] = meanings[at].0;
        at += 1;
    }
    names
}

fn parse_base(name: &str) -> Option<Base> {
    if let Some((word, argument)) = name.split_once(':') {
        let argument = argument.to_owned();
        return match word {
            "party" => Some(Base::Party(Some(argument))),
            "guardian" => Some(Base::Guardian(Some(argument))),
            "customer" => match argument.as_str() {
                "person" => Some(Base::Customer(CustomerKind::Person)),
                "d-number" => Some(Base::Customer(CustomerKind::DNumber)),
                "organisation" => Some(Base::Customer(CustomerKind::Organisation)),
                _ => None,
            },
            "mandate" => argument
                .parse()
                .ok()
                .map(|number| Base::Mandate(Some(number))),
            "mandate-of" => Some(Base::MandateOf(argument)),
            "orgno" => Some(Base::OrgNo(Some(argument))),
            "text" => Some(Base::Text(argument)),
            _ => None,
        };
    }
    Some(match name {
        "today" => Base::Today,
        "now" => Base::Now,
        "death" => Base::Death,
        "year-start" => Base::YearStart,
        "year-end" => Base::YearEnd,
        "leap-day" => Base::LeapDay,
        "no-leap-day" => Base::NoLeapDay,
        "guardian" => Base::Guardian(None),
        "second-guardian" => Base::SecondGuardian,
        "guardianship-from" => Base::GuardianshipFrom,
        "guardianship-to" => Base::GuardianshipTo,
        "bankruptcy" => Base::Bankruptcy,
        "first-bankruptcy" => Base::FirstBankruptcy,
        "closed" => Base::Closed,
        "opened" => Base::Opened,
        "from" => Base::From,
        "to" => Base::To,
        "order.from" => Base::OrderFrom,
        "order.to" => Base::OrderTo,
        "approval" => Base::Approval,
        "exp" => Base::Exp,
        "uuid" => Base::Uuid,
        "case-id" => Base::CaseId,
        "party" => Base::Party(None),
        "mandate" => Base::Mandate(None),
        "token" => Base::Token,
        "order" => Base::Order,
        "audience" => Base::Audience,
        "issuer" => Base::Issuer,
        "orgno" => Base::OrgNo(None),
        "client-id" => Base::ClientId,
        "reference" => Base::Reference,
        "path" => Base::Path,
        "account-number" => Base::AccountNumber,
        _ => return None,
    })
}

fn parse_filter(name: &str) -> Result<Filter, TemplateError> {
    Ok(match name {
        "string" => Filter::Text,
        "encode" => Filter::Encode,
        "encode-all" => Filter::EncodeAll,
        "upper" => Filter::Upper,
        "lower" => Filter::Lower,
        "base64url" => Filter::Base64Url,
        "timestamp" => Filter::Timestamp,
        "trailing-slash" => Filter::TrailingSlash,
        "no-slash" => Filter::NoSlash,
        other => match other.strip_prefix("format:") {
            Some(form) => Filter::Format(form.to_owned()),
            None => return Err(TemplateError::UnknownFilter(other.to_owned())),
        },
    })
}

/// A JSON value whose strings are templates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonTemplate {
    /// Null, boolean or number.
    Plain(Value),
    /// A string, or the typed value of a single expression.
    Text(Template),
    /// An array.
    Array(Vec<JsonTemplate>),
    /// An object.
    Object(Vec<(String, JsonTemplate)>),
}

impl JsonTemplate {
    /// Reads the JSON form of a TOML value.
    ///
    /// # Errors
    /// [`TemplateError`] of the first string that cannot be read.
    pub fn parse(value: &Value) -> Result<Self, TemplateError> {
        Ok(match value {
            Value::String(text) => Self::Text(Template::parse(text)?),
            Value::Array(items) => {
                Self::Array(items.iter().map(Self::parse).collect::<Result<_, _>>()?)
            }
            Value::Object(members) => Self::Object(
                members
                    .iter()
                    .map(|(name, member)| Ok((name.clone(), Self::parse(member)?)))
                    .collect::<Result<_, _>>()?,
            ),
            plain => Self::Plain(plain.clone()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only_expression(text: &str) -> (Base, Vec<Offset>, Vec<Filter>) {
        match Template::parse(text)
            .expect("the template is well formed")
            .pieces
            .remove(0)
        {
            Piece::Expression {
                base,
                offsets,
                filters,
            } => (base, offsets, filters),
            Piece::Literal(literal) => panic!("a literal: {literal}"),
        }
    }

    #[test]
    fn reads_a_date_with_two_steps_back() {
        let (base, offsets, filters) = only_expression("{today-10y-1d}");
        assert_eq!(base, Base::Today);
        assert_eq!(
            offsets,
            [
                Offset {
                    amount: -10,
                    unit: Unit::Years
                },
                Offset {
                    amount: -1,
                    unit: Unit::Days
                }
            ]
        );
        assert!(filters.is_empty());
    }

    #[test]
    fn reads_bases_that_have_a_hyphen() {
        assert_eq!(only_expression("{case-id|upper}").0, Base::CaseId);
        assert_eq!(
            only_expression("{mandate-of:oppgjor-etter-dodsfall|encode}").0,
            Base::MandateOf("oppgjor-etter-dodsfall".into())
        );
    }

    #[test]
    fn reads_doubled_braces_as_literals() {
        let template = Template::parse("{{\"a\": {now}}}").expect("well formed");
        assert_eq!(template.pieces[0], Piece::Literal("{\"a\": ".into()));
        assert_eq!(template.pieces[2], Piece::Literal("}".into()));
    }

    #[test]
    fn an_empty_text_is_one_empty_literal() {
        assert_eq!(
            Template::parse("").expect("well formed").pieces,
            [Piece::Literal(String::new())]
        );
    }

    #[test]
    fn refuses_a_base_nobody_knows() {
        assert_eq!(
            Template::parse("{yesterday}"),
            Err(TemplateError::UnknownBase("yesterday".into()))
        );
    }

    #[test]
    fn refuses_steps_that_a_value_cannot_take() {
        for text in ["{party-1d}", "{today+1h}", "{now-1y}"] {
            let read = Template::parse(text);
            assert!(matches!(read, Err(TemplateError::NoStep(..))), "{text}");
        }
    }

    #[test]
    fn every_value_and_filter_that_is_described_is_read() {
        for (name, _) in MEANINGS_OF_BASES {
            let text = name
                .replace("KIND", "person")
                .replace("SERVICE", "s")
                .replace("TEXT", "t")
                .replace('N', "1");
            assert!(Template::parse(&format!("{{{text}}}")).is_ok(), "{name}");
        }
        for (name, _) in MEANINGS_OF_FILTERS {
            assert!(
                Template::parse(&format!("{{from|{name}}}")).is_ok(),
                "{name}"
            );
        }
    }

    #[test]
    fn refuses_an_open_brace() {
        assert_eq!(Template::parse("a{today"), Err(TemplateError::Unclosed(1)));
    }

    #[test]
    fn reads_text_after_an_expression_with_letters_outside_ascii() {
        let template = Template::parse("ø{uuid}å").expect("well formed");
        assert_eq!(template.pieces[2], Piece::Literal("å".into()));
    }
}
