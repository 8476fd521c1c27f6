//! What a caller of the customer overview must send, read by the rules of its data model.

use http::header::{ACCEPT, AUTHORIZATION};
use jiff::civil::Date;
use listener::ReceivedRequest;
use wire::identifiers::PartyId;
use wire::messages::{OverviewEndpoint, header as names, query};
use wire::profile::{FromRule, OnlyPrimaryOwnerRule, PartyKind, ServiceProfile, ToRule};

use super::behaviour::OverviewBehaviour;
use super::behaviour::OverviewDefect as Defect;
use super::behaviour::OverviewVariant as Variant;
use super::refusal::Refusal;
use crate::journal::Warning;

/// The query of customerRelationships.
pub(super) struct Inquiry {
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) only_primary_owner: OwnerFlag,
}

/// `onlyPrimaryOwner`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OwnerFlag {
    True,
    False,
    NotSent,
}

impl Inquiry {
    pub(super) fn read(
        request: &ReceivedRequest,
        today: Date,
        behaviour: OverviewBehaviour,
    ) -> Result<Self, Refusal> {
        let from = date(request, query::FROM_DATE, today, behaviour)?;
        let to = date(request, query::TO_DATE, today, behaviour)?;
        let refused = from > to && !behaviour.has(Defect::ReversedAnswered)
            || from == to && behaviour.has(Defect::OneDayRefused);
        if refused {
            return Err(Refusal::Period);
        }
        Ok(Self {
            from,
            to,
            only_primary_owner: owner_flag(request, behaviour)?,
        })
    }

    /// What a service may ask for, as far as the request itself says it.
    pub(super) fn within(
        &self,
        service: &ServiceProfile,
        customer: &str,
        today: Date,
        behaviour: OverviewBehaviour,
    ) -> Result<(), Refusal> {
        if behaviour.has(Defect::TenYearsRefused)
            && self.from <= wire::dates::years_before(today, 10)
        {
            return Err(Refusal::Period);
        }
        let free = behaviour.has(Defect::LimitsUnchecked) || behaviour.limits_are_free;
        if !free && !self.is_in_period(service, today, behaviour) {
            return Err(Refusal::Beyond);
        }
        let owner_flag = service.only_primary_owner == OnlyPrimaryOwnerRule::Either
            || behaviour.is(Variant::OlderVersion)
            || self.only_primary_owner == OwnerFlag::True;
        let is_organisation = customer.len() == 9;
        let kind = !is_organisation || service.party_kinds.contains(&PartyKind::Organisation);
        if owner_flag && kind || behaviour.limits_are_free || behaviour.is(Variant::OwnerFlagFree) {
            Ok(())
        } else {
            Err(Refusal::Beyond)
        }
    }

    /// Death and bankruptcy are not known here: their limits are the agencies' own.
    fn is_in_period(
        &self,
        service: &ServiceProfile,
        today: Date,
        behaviour: OverviewBehaviour,
    ) -> bool {
        let year = today.year() - 1;
        let from = match service.period.from {
            FromRule::YearsBeforeToday { years } => {
                self.from >= wire::dates::years_before(today, years)
            }
            FromRule::FirstDayOfLastYear => self.from >= Date::constant(year, 1, 1),
            FromRule::Today => self.from == today,
            FromRule::MonthsBeforeDeath { .. } | FromRule::MonthsBeforeBankruptcy { .. } => true,
        };
        let to = match service.period.to {
            ToRule::NotBeforeFrom => true,
            ToRule::Today => {
                self.to == today
                    || behaviour.is(Variant::RegisterLimitsUnchecked) && {
                        !matches!(service.period.from, FromRule::Today)
                    }
            }
            ToRule::LastDayOfLastYear => self.to <= Date::constant(year, 12, 31),
        };
        from && to
    }
}

fn owner_flag(
    request: &ReceivedRequest,
    behaviour: OverviewBehaviour,
) -> Result<OwnerFlag, Refusal> {
    let value = parameter(request, query::ONLY_PRIMARY_OWNER_OF_OVERVIEW);
    let Some(value) = value.filter(|_| !behaviour.is(Variant::OlderVersion)) else {
        return Ok(OwnerFlag::NotSent);
    };
    match value {
        "TRUE" if behaviour.has(Defect::CapitalsAreFalse) => Ok(OwnerFlag::False),
        _ if value.eq_ignore_ascii_case("true") => Ok(OwnerFlag::True),
        _ if value.eq_ignore_ascii_case("false") => Ok(OwnerFlag::False),
        _ if behaviour.has(Defect::OwnerFlagUnchecked) => Ok(OwnerFlag::False),
        _ => Err(Refusal::OwnerFlag),
    }
}

/// Whether the answer may be JSON.
pub(super) fn admits_json(request: &ReceivedRequest) -> bool {
    let Some(accept) = request.headers.get(ACCEPT) else {
        return true;
    };
    let accept = accept.to_str().unwrap_or_default().to_ascii_lowercase();
    ["application/json", "application/*", "*/*"]
        .iter()
        .any(|one| accept.contains(one))
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

/// The service that consumer and mandate name together. Refuses a mandate that none of the consumer's services has,
/// and a consumer that has no service.
pub(super) fn service(
    request: &ReceivedRequest,
    consumer: &str,
    behaviour: OverviewBehaviour,
) -> Result<&'static ServiceProfile, Refusal> {
    let all = wire::profile::builtin_services();
    let own = |service: &&ServiceProfile| service.agency.orgnos.iter().any(|one| one == consumer);
    let Some(first) = all.iter().find(own) else {
        return if behaviour.has(Defect::ConsumerUnchecked) {
            all.first().ok_or(Refusal::Unauthorised)
        } else {
            Err(Refusal::Unauthorised)
        };
    };
    let optional =
        behaviour.is(Variant::OlderVersion) && !request.headers.contains_key(names::LEGAL_MANDATE);
    if behaviour.has(Defect::MandateUnchecked) || optional {
        return Ok(first);
    }
    let mandate = header(request, names::LEGAL_MANDATE)?;
    let mandate =
        wire::mandate::decode(&mandate).map_err(|_broken| Refusal::Header(names::LEGAL_MANDATE))?;
    let knows = |service: &ServiceProfile| {
        let step_two = service.mandates.iter();
        let step_two = step_two.filter(|_| behaviour.has(Defect::MandateOfStepTwo));
        let mut mandates = service.overview_mandates().iter().chain(step_two);
        mandates.any(|one| one.text == mandate)
    };
    if let Some(found) = all.iter().filter(own).find(|service| knows(service)) {
        return Ok(found);
    }
    if behaviour.has(Defect::MandateOfAnyService) && all.iter().any(knows) {
        return Ok(first);
    }
    Err(Refusal::Header(names::LEGAL_MANDATE))
}

/// `CorrelationID` and `AccountInfoRequestID` are UUIDs; the mandate was read with the service.
pub(super) fn case_headers(
    request: &ReceivedRequest,
    behaviour: OverviewBehaviour,
) -> Result<(), Refusal> {
    for (name, unchecked) in [
        (names::CORRELATION_ID, Defect::CorrelationUnchecked),
        (names::ACCOUNT_INFO_REQUEST_ID, Defect::CaseUnchecked),
    ] {
        let of_provider = request.uri.path() == OverviewEndpoint::AccountServicingProvider.path();
        let required = of_provider && name == names::CORRELATION_ID;
        let optional =
            behaviour.is(Variant::OlderVersion) && !required && !request.headers.contains_key(name);
        if behaviour.has(unchecked) || optional {
            continue;
        }
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
pub(super) fn customer(
    request: &ReceivedRequest,
    behaviour: OverviewBehaviour,
) -> Result<String, Refusal> {
    let in_query = parameter(request, names::CUSTOMER_ID);
    let mut values = request.headers.get_all(names::CUSTOMER_ID).iter();
    let value = match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().unwrap_or_default().to_owned(),
        (Some(value), Some(_)) if behaviour.has(Defect::FirstCustomerTaken) => {
            value.to_str().unwrap_or_default().to_owned()
        }
        (None, _) if behaviour.has(Defect::CustomerOfQuery) => {
            in_query.unwrap_or_default().to_owned()
        }
        (None, _) | (Some(_), Some(_)) => return Err(Refusal::Customer),
    };
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    let form = digits && matches!(value.len(), 9 | 11);
    let valid = PartyId::parse(&value).is_ok()
        || form && behaviour.is(Variant::CheckDigitUnchecked)
        || behaviour.has(Defect::CustomerUnchecked);
    let is_d_number = value.len() == 11 && value.as_bytes()[0] >= b'4';
    let refused = behaviour.has(Defect::OrganisationsRefused) && value.len() == 9
        || behaviour.has(Defect::DNumbersRefused) && is_d_number;
    if valid && !refused {
        Ok(value)
    } else {
        Err(Refusal::Customer)
    }
}

fn date(
    request: &ReceivedRequest,
    name: &str,
    today: Date,
    behaviour: OverviewBehaviour,
) -> Result<Date, Refusal> {
    let Some(value) = parameter(request, name) else {
        return if behaviour.has(Defect::MissingPeriodIsToday) || behaviour.is(Variant::OlderVersion)
        {
            Ok(today)
        } else {
            Err(Refusal::Period)
        };
    };
    let norwegian = || {
        let mut parts = value.split('.');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        wire::dates::parse_iso(&format!("{year}-{month}-{day}")).ok()
    };
    let lenient = behaviour.has(Defect::NorwegianDates).then(norwegian);
    wire::dates::parse_iso(value)
        .ok()
        .or(lenient.flatten())
        .ok_or(Refusal::Period)
}

/// The value of a query parameter, as it was sent.
pub(super) fn parameter<'a>(request: &'a ReceivedRequest, name: &str) -> Option<&'a str> {
    let pairs = request.uri.query().unwrap_or_default().split('&');
    pairs
        .filter_map(|pair| pair.split_once('='))
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}
