//! The values that templates stand for.

use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};
use serde_json::Value;
use uuid::Uuid;

use crate::scene::Scene;
use crate::stimulus::StimulusError;
use pack::catalogue::{
    Base, CustomerKind, Filter, JsonTemplate, Offset, Piece, Role, Template, Unit,
};
use pack::reason::{self, Reason};
use plan::target::Target;
use wire::profile::ServiceProfile;
use wire::world::{AccountFact, GuardianshipFact, PartyEntry, Relation, RelationshipFact};

/// What is known when a template gets its value.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    /// The bank under test.
    pub target: &'a Target,
    /// The services of the catalogue.
    pub services: &'a [ServiceProfile],
    /// The agency case; absent while the scene itself is being set.
    pub scene: Option<&'a Scene>,
    /// Who is asked about.
    pub party: &'a PartyEntry,
    /// This moment.
    pub now: Timestamp,
    /// Today in Europe/Oslo.
    pub today: Date,
    /// The access token.
    pub token: Option<&'a str>,
    /// The order and its claims.
    pub order: Option<(&'a str, &'a Value)>,
    /// The accountReference in the path.
    pub reference: Option<&'a str>,
    /// The account number behind it.
    pub account_number: Option<&'a str>,
    /// Path below the base URL.
    pub path: &'a str,
}

enum Found {
    Day(Date),
    Moment(i64),
    Text(String),
    Json(Value),
}

impl Values<'_> {
    /// The text of a template.
    ///
    /// # Errors
    /// [`StimulusError::Lacks`] if the target's profile lacks a value.
    pub fn text(&self, template: &Template) -> Result<String, StimulusError> {
        template
            .pieces
            .iter()
            .map(|piece| Ok(as_text(&self.piece(piece)?)))
            .collect()
    }

    /// The JSON value of a template; a single numeric expression stays a number.
    ///
    /// # Errors
    /// As [`Values::text`].
    pub fn json(&self, template: &JsonTemplate) -> Result<Value, StimulusError> {
        Ok(match template {
            JsonTemplate::Plain(value) => value.clone(),
            JsonTemplate::Text(text) => match text.pieces.as_slice() {
                [only] => self.piece(only)?,
                _ => Value::String(self.text(text)?),
            },
            JsonTemplate::Array(items) => Value::Array(
                items
                    .iter()
                    .map(|item| self.json(item))
                    .collect::<Result<_, _>>()?,
            ),
            JsonTemplate::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(name, member)| Ok((name.clone(), self.json(member)?)))
                    .collect::<Result<_, StimulusError>>()?,
            ),
        })
    }

    /// The day a template stands for.
    ///
    /// # Errors
    /// [`StimulusError::Lacks`] if a value is missing or is no day.
    pub fn day(&self, template: &Template) -> Result<Date, StimulusError> {
        let text = self.text(template)?;
        wire::dates::parse_iso(&text)
            .map_err(|_| StimulusError::Lacks(Reason::new(&reason::NOT_A_DATE).with("value", text)))
    }

    fn piece(&self, piece: &Piece) -> Result<Value, StimulusError> {
        match piece {
            Piece::Literal(text) => Ok(Value::String(text.clone())),
            Piece::Expression {
                base,
                offsets,
                filters,
            } => {
                let mut found = self.base(base)?;
                for offset in offsets {
                    found = step(&found, *offset)?;
                }
                Ok(into_json(filters.iter().fold(found, apply)))
            }
        }
    }

    fn base(&self, base: &Base) -> Result<Found, StimulusError> {
        let scene = || self.scene.ok_or_else(|| missing("a scene"));
        let claim = |path: &str| {
            self.order
                .and_then(|(_, claims)| claims.pointer(path))
                .cloned()
                .ok_or_else(|| missing("the order"))
        };
        Ok(match base {
            Base::Today => Found::Day(self.today),
            Base::Now => Found::Moment(self.now.as_second()),
            Base::Death => Found::Day(
                self.party
                    .date_of_death
                    .ok_or_else(|| StimulusError::lacks(&reason::NEEDS_DATE_OF_DEATH))?,
            ),
            Base::YearStart => Found::Day(last_year(self.today).0),
            Base::YearEnd => Found::Day(last_year(self.today).1),
            Base::LeapDay => Found::Day(leap_day(self.today)),
            Base::NoLeapDay => Found::Text(no_leap_day(self.today)),
            Base::Guardian(None) => Found::Text(self.guardian(self.party, 0)?),
            Base::Guardian(Some(wanted)) => Found::Text(self.guardian_of(wanted)?),
            Base::SecondGuardian => Found::Text(self.guardian(self.party, 1)?),
            Base::GuardianshipFrom => Found::Day(self.guardianship()?.from),
            Base::GuardianshipTo => Found::Day(
                self.guardianship()?
                    .to
                    .ok_or_else(|| missing("the end of the guardianship"))?,
            ),
            Base::Bankruptcy => Found::Day(
                self.party
                    .bankrupt_since()
                    .ok_or_else(|| missing("the bankruptcy"))?,
            ),
            Base::FirstBankruptcy => Found::Day(self.first_bankruptcy()?),
            Base::Closed if self.target.role == Role::Overview => {
                Found::Day(self.newest_relationship(|one| one.to)?)
            }
            Base::Opened if self.target.role == Role::Overview => {
                Found::Day(self.newest_relationship(|one| Some(one.from))?)
            }
            Base::Closed => {
                Found::Day(self.newest("an account that was closed", |one| one.closed)?)
            }
            Base::Opened => {
                Found::Day(self.newest("the day an account was opened", |one| one.opened)?)
            }
            Base::From => Found::Day(scene()?.from),
            Base::To => Found::Day(scene()?.to),
            Base::OrderFrom => claimed_day(&claim("/fromDate")?),
            Base::OrderTo => claimed_day(&claim("/toDate")?),
            Base::Approval => claimed_moment(&claim("/approval/approvalTimestamp")?)?,
            Base::Exp => Found::Json(claim("/exp")?).number()?,
            Base::Uuid => Found::Text(Uuid::new_v4().to_string()),
            Base::CaseId => Found::Text(scene()?.case_id.to_string()),
            Base::Party(None) => Found::Text(scene()?.party.party_id.clone()),
            Base::Customer(kind) => Found::Text(drawn(scene()?, *kind)?),
            Base::Party(Some(wanted)) => Found::Text(self.other_party(wanted)?),
            Base::Mandate(number) => Found::Text(mandate(scene()?, *number)?),
            Base::MandateOf(service) => Found::Text(self.mandate_of(service)?),
            Base::Token => Found::Text(self.token.ok_or_else(|| missing("the token"))?.to_owned()),
            Base::Order => {
                Found::Text(self.order.ok_or_else(|| missing("the order"))?.0.to_owned())
            }
            Base::Audience => Found::Text(self.target.audience.clone()),
            Base::Issuer => Found::Text(self.target.issuer.issuer.clone()),
            Base::OrgNo(None) => Found::Text(scene()?.agency.orgno.clone()),
            Base::OrgNo(Some(service)) => Found::Text(self.orgno_of(service)?),
            Base::ClientId => Found::Text(scene()?.agency.client_id.clone()),
            Base::Reference => Found::Text(
                self.reference
                    .ok_or_else(|| missing("an accountReference"))?
                    .to_owned(),
            ),
            Base::Path => Found::Text(self.path.to_owned()),
            Base::AccountNumber => Found::Text(
                self.account_number
                    .map(str::to_owned)
                    .or_else(|| {
                        self.scene?
                            .party
                            .accounts
                            .first()
                            .map(|fact| fact.number.clone())
                    })
                    .ok_or_else(|| missing("an account number"))?,
            ),
            Base::Repeat(text, times) => Found::Text(text.repeat(*times)),
            Base::Text(text) => Found::Text(text.clone()),
        })
    }

    fn service(&self, id: &str) -> Result<&ServiceProfile, StimulusError> {
        let mut services = self.services.iter();
        services
            .find(|known| known.id == id)
            .ok_or_else(|| missing("that service"))
    }

    fn mandate_of(&self, service: &str) -> Result<String, StimulusError> {
        let mandate = self.service(service)?.mandates.first();
        mandate
            .map(|mandate| mandate.text.clone())
            .ok_or_else(|| missing("the mandate"))
    }

    fn orgno_of(&self, service: &str) -> Result<String, StimulusError> {
        Ok(self.service(service)?.orgno().to_owned())
    }

    fn guardian(&self, party: &PartyEntry, place: usize) -> Result<String, StimulusError> {
        let (start, end) = last_year(self.today);
        party
            .guardians(start, end)
            .get(place)
            .map(|number| (*number).to_owned())
            .ok_or_else(|| missing("the guardian"))
    }

    /// The first guardian with a number, whatever the tasks and the time are.
    fn guardian_of(&self, wanted: &str) -> Result<String, StimulusError> {
        let mut guardianships = self.other(wanted)?.guardianships.iter();
        guardianships
            .find_map(|one| one.guardian.clone())
            .ok_or_else(|| missing("the guardian"))
    }

    fn guardianship(&self) -> Result<&GuardianshipFact, StimulusError> {
        let mut guardianships = self.party.guardianships.iter();
        guardianships
            .find(|one| one.daily_banking)
            .ok_or_else(|| missing("the guardianship"))
    }

    /// The newest such day of the accounts that the party owns, of the last nine years: a period from a month before it
    /// may be asked for.
    fn newest(
        &self,
        what: &str,
        day: impl Fn(&AccountFact) -> Option<Date>,
    ) -> Result<Date, StimulusError> {
        let accounts = self.party.accounts.iter();
        let owned = accounts.filter(|one| one.relation == Relation::Owner);
        let first = wire::dates::years_before(self.today, 9);
        owned
            .filter_map(day)
            .filter(|day| first <= *day && *day <= self.today)
            .max()
            .ok_or_else(|| missing(what))
    }

    /// The newest such day of the relationships with banks.
    fn newest_relationship(
        &self,
        day: impl Fn(&RelationshipFact) -> Option<Date>,
    ) -> Result<Date, StimulusError> {
        let days = self.party.relationships.iter().filter_map(day);
        days.max()
            .ok_or_else(|| missing("a relationship that began or ended"))
    }

    fn first_bankruptcy(&self) -> Result<Date, StimulusError> {
        let notices = self.party.bankruptcies.iter();
        notices
            .filter(|one| one.kind == "aapning")
            .min_by_key(|one| one.registered)
            .map(|one| one.ruling)
            .ok_or_else(|| missing("the bankruptcy"))
    }

    fn other_party(&self, wanted: &str) -> Result<String, StimulusError> {
        self.other(wanted).map(|party| party.party_id.clone())
    }

    /// Another party with that trait, who is not the guardian of the party either.
    fn other(&self, wanted: &str) -> Result<&PartyEntry, StimulusError> {
        let own = self.scene.map(|scene| scene.party.party_id.as_str());
        let is_guardian = |party: &PartyEntry| {
            let mut guardianships = self.party.guardianships.iter();
            guardianships.any(|one| one.guardian.as_deref() == Some(party.party_id.as_str()))
        };
        self.target
            .parties
            .iter()
            .find(|party| {
                Some(party.party_id.as_str()) != own
                    && party.has_trait(wanted)
                    && !is_guardian(party)
            })
            .ok_or_else(|| {
                StimulusError::Lacks(
                    Reason::new(&reason::NEEDS_OTHER_PARTY_THAT_IS).with("trait", wanted),
                )
            })
    }
}

/// The number of that kind that was drawn for a case about KFR.
fn drawn(scene: &Scene, kind: CustomerKind) -> Result<String, StimulusError> {
    let place = match kind {
        CustomerKind::Person => 0,
        CustomerKind::DNumber => 1,
        CustomerKind::Organisation => 2,
    };
    let number = scene.customers.get(place).cloned();
    number.ok_or_else(|| missing("a number that was drawn"))
}

/// The text of a mandate of the service; without a number that of the scene.
fn mandate(scene: &Scene, number: Option<usize>) -> Result<String, StimulusError> {
    let mandate = scene.service.mandates.get(number.unwrap_or(scene.mandate));
    mandate
        .map(|mandate| mandate.text.clone())
        .ok_or_else(|| missing("the mandate"))
}

/// First and last day of the calendar year before today's.
pub(super) fn last_year(today: Date) -> (Date, Date) {
    let year = today.year() - 1;
    (Date::constant(year, 1, 1), Date::constant(year, 12, 31))
}

/// The newest 29 February before a day.
fn leap_day(today: Date) -> Date {
    let mut years = (1..=today.year()).rev();
    years
        .find_map(|year| Date::new(year, 2, 29).ok().filter(|day| *day < today))
        .unwrap_or(today)
}

/// 29 February of the newest year before a day's that has none.
fn no_leap_day(today: Date) -> String {
    let mut years = (1..today.year()).rev();
    let year = years.find(|year| Date::new(*year, 2, 29).is_err());
    format!("{:04}-02-29", year.unwrap_or(1))
}

fn missing(what: &str) -> StimulusError {
    StimulusError::Lacks(Reason::new(&reason::NEEDS_VALUE).with("name", what))
}

impl Found {
    fn number(self) -> Result<Self, StimulusError> {
        match self {
            Self::Json(Value::Number(number)) => number
                .as_i64()
                .map(Self::Moment)
                .ok_or_else(|| missing("a point in time")),
            other => Ok(other),
        }
    }
}

fn claimed_day(value: &Value) -> Found {
    match value
        .as_str()
        .and_then(|text| wire::dates::parse_iso(text).ok())
    {
        Some(day) => Found::Day(day),
        None => Found::Json(value.clone()),
    }
}

fn claimed_moment(value: &Value) -> Result<Found, StimulusError> {
    value
        .as_str()
        .and_then(|text| text.parse::<Timestamp>().ok())
        .map(|moment| Found::Moment(moment.as_second()))
        .ok_or_else(|| missing("approvalTimestamp"))
}

fn step(found: &Found, offset: Offset) -> Result<Found, StimulusError> {
    match found {
        Found::Day(day) => step_day(*day, offset).map(Found::Day),
        Found::Moment(moment) => Ok(Found::Moment(moment + seconds(offset)?)),
        Found::Text(_) | Found::Json(_) => Err(missing("a date to step from")),
    }
}

fn step_day(day: Date, offset: Offset) -> Result<Date, StimulusError> {
    let years = |amount: i64| i16::try_from(amount).map_err(|_| missing("a year within reach"));
    let months = |amount: i64| i32::try_from(amount).map_err(|_| missing("a month within reach"));
    match offset.unit {
        Unit::Years => Ok(wire::dates::years_before(day, years(-offset.amount)?)),
        Unit::Months => Ok(wire::dates::months_before(day, months(-offset.amount)?)),
        Unit::Days => day
            .checked_add(Span::new().days(offset.amount))
            .map_err(|_| missing("a day within reach")),
        Unit::Hours | Unit::Seconds => Err(missing("a day step on a date")),
    }
}

fn seconds(offset: Offset) -> Result<i64, StimulusError> {
    Ok(offset.amount
        * match offset.unit {
            Unit::Days => 86_400,
            Unit::Hours => 3_600,
            Unit::Seconds => 1,
            Unit::Years | Unit::Months => return Err(missing("a step in days, hours or seconds")),
        })
}

fn apply(found: Found, filter: &Filter) -> Found {
    if let (Found::Moment(moment), Filter::Timestamp) = (&found, filter) {
        return Found::Text(timestamp(*moment));
    }
    if let (Found::Day(day), Filter::Format(form)) = (&found, filter) {
        return Found::Text(written(*day, form));
    }
    let text = as_text(&into_json(found));
    Found::Text(match filter {
        Filter::Text | Filter::Timestamp | Filter::Format(_) => text,
        Filter::Encode => wire::mandate::encode(&text),
        Filter::EncodeAll => encode_all(&text),
        Filter::Upper => text.to_uppercase(),
        Filter::Lower => text.to_lowercase(),
        Filter::Base64Url => wire::jose::strict::encode_base64url(text.as_bytes()),
        Filter::TrailingSlash => format!("{}/", text.trim_end_matches('/')),
        Filter::NoSlash => text.trim_end_matches('/').to_owned(),
    })
}

/// `NumericDate` as `YYYY-MM-DDThh:mm:ssZ`.
pub(super) fn timestamp(moment: i64) -> String {
    Timestamp::UNIX_EPOCH
        .checked_add(SignedDuration::from_secs(moment))
        .map(|moment| moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
        .unwrap_or_default()
}

fn written(day: Date, form: &str) -> String {
    form.replace("YYYY", &format!("{:04}", day.year()))
        .replace("YY", &format!("{:02}", day.year() % 100))
        .replace("MM", &format!("{:02}", day.month()))
        .replace("DD", &format!("{:02}", day.day()))
}

fn encode_all(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

fn into_json(found: Found) -> Value {
    match found {
        Found::Day(day) => Value::String(day.to_string()),
        Found::Moment(moment) => Value::from(moment),
        Found::Text(text) => Value::String(text),
        Found::Json(value) => value,
    }
}

fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_leap_day_is_the_newest_one_that_is_past() {
        let day = |year, month, day| leap_day(Date::constant(year, month, day)).to_string();
        assert_eq!(day(2028, 2, 29), "2024-02-29");
        assert_eq!(day(2028, 3, 1), "2028-02-29");
        assert_eq!(day(2034, 11, 27), "2032-02-29");
    }

    #[test]
    fn the_leap_day_that_does_not_exist_is_of_an_earlier_year() {
        assert_eq!(no_leap_day(Date::constant(2026, 11, 27)), "2025-02-29");
        assert_eq!(no_leap_day(Date::constant(2029, 1, 1)), "2027-02-29");
    }
}
