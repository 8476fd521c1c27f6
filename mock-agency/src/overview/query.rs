//! What a caller of the customer overview must send, read by the rules of its data model.

use http::header::AUTHORIZATION;
use jiff::civil::Date;
use listener::ReceivedRequest;
use wire::identifiers::PartyId;
use wire::messages::{header as names, query, scope};
use wire::profile::ServiceProfile;

use super::refusal::Refusal;
use crate::journal::Warning;

/// The query of customerRelationships.
pub(super) struct Inquiry {
    pub(super) only_primary_owner: bool,
    /// Whether the period ends today or later; only then is an account known to be active.
    pub(super) until_today: bool,
}

impl Inquiry {
    pub(super) fn read(request: &ReceivedRequest) -> Result<Self, Refusal> {
        case_headers(request)?;
        let (from, to) = (
            date(request, query::FROM_DATE)?,
            date(request, query::TO_DATE)?,
        );
        if from > to {
            return Err(Refusal::Period);
        }
        let only = parameter(request, "onlyPrimaryOwner");
        Ok(Self {
            only_primary_owner: only.is_some_and(|value| value.eq_ignore_ascii_case("true")),
            until_today: to >= wire::dates::date_at(request.received),
        })
    }
}

/// The token of the Authorization header. One without a scheme is accepted with a warning.
pub(super) fn token<'a>(
    request: &'a ReceivedRequest,
    warnings: &mut Vec<Warning>,
) -> Option<&'a str> {
    let value = request.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let Some((scheme, token)) = value.split_once(' ') else {
        warnings.push(Warning::TokenWithoutScheme);
        return Some(value);
    };
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

/// The scopes that a consumer's tokens may have for customerRelationships: the usual one, and those of its services.
pub(super) fn relationship_scopes(consumer: &str) -> Vec<&'static str> {
    let services = wire::profile::builtin_services().iter();
    let own = services.filter_map(|service| service.overview.consumer_scopes.get(consumer));
    std::iter::once(scope::CUSTOMER_RELATIONSHIP)
        .chain(own.map(String::as_str))
        .collect()
}

/// Refuses a mandate that none of the agency's services has, and an agency that has no service.
pub(super) fn check_mandate(request: &ReceivedRequest, consumer: &str) -> Result<(), Refusal> {
    let mandate = header(request, names::LEGAL_MANDATE)?;
    let mandate =
        wire::mandate::decode(&mandate).map_err(|_broken| Refusal::Header(names::LEGAL_MANDATE))?;
    let mut services = wire::profile::builtin_services()
        .iter()
        .filter(|service| service.agency.orgnos.iter().any(|orgno| orgno == consumer))
        .peekable();
    if services.peek().is_none() {
        return Err(Refusal::Unauthorised);
    }
    let knows = |service: &ServiceProfile| {
        service
            .overview_mandates()
            .iter()
            .any(|one| one.text == mandate)
    };
    if services.any(knows) {
        Ok(())
    } else {
        Err(Refusal::Header(names::LEGAL_MANDATE))
    }
}

/// `CorrelationID` and `AccountInfoRequestID` are UUIDs; the mandate was read with the service.
pub(super) fn case_headers(request: &ReceivedRequest) -> Result<(), Refusal> {
    for name in [names::CORRELATION_ID, names::ACCOUNT_INFO_REQUEST_ID] {
        let value = header(request, name)?;
        if uuid::Uuid::try_parse(&value).is_err() {
            return Err(Refusal::Header(name));
        }
    }
    Ok(())
}

/// The one value of a mandatory header.
pub(super) fn header(request: &ReceivedRequest, name: &'static str) -> Result<String, Refusal> {
    let mut values = request.headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value
            .to_str()
            .map(str::to_owned)
            .map_err(|_not_text| Refusal::Header(name)),
        (None, _) | (Some(_), Some(_)) => Err(Refusal::Header(name)),
    }
}

/// `CustomerID`: a person's or an organisation's number.
pub(super) fn customer(request: &ReceivedRequest) -> Result<String, Refusal> {
    let value = header(request, names::CUSTOMER_ID).map_err(|_missing| Refusal::Customer)?;
    PartyId::parse(&value).map_err(|_invalid| Refusal::Customer)?;
    Ok(value)
}

fn date(request: &ReceivedRequest, name: &str) -> Result<Date, Refusal> {
    let value = parameter(request, name).ok_or(Refusal::Period)?;
    wire::dates::parse_iso(value).map_err(|_invalid| Refusal::Period)
}

fn parameter<'a>(request: &'a ReceivedRequest, name: &str) -> Option<&'a str> {
    let pairs = request.uri.query().unwrap_or_default().split('&');
    pairs
        .filter_map(|pair| pair.split_once('='))
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}
