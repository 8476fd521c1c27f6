//! What a behaviour does in one of the services that have rules of their own.

use jiff::civil::{Date, date};
use openssl::sha::sha256;
use reqwest::header::HeaderMap;
use serde_json::Value;
use uuid::Uuid;
use wire::identifiers::PartyId;
use wire::messages::{Endpoint, header, scope};
use wire::profile::ServiceProfile;

use super::request::put;
use super::{Behaviour, Defect};
use crate::retrieval::{AgencyIdentity, Inquiry};

/// A synthetic organisation number, for the client that asks about an organisation where only persons are asked about.
const ORGANISATION: &str = "310000027";
/// A synthetic national identity number, for the client that names its users by such.
const USER_BY_NUMBER: &str = "22919524786";
/// The mandate of Konkursbehandling in another spelling.
const OTHER_SPELLING: &str = "kkl. § 156 (3) og (4), jf. kkfor. § 21";
/// The mandate of Skatt-Kontroll in the tables of validation.
const SHORT_MANDATE: &str =
    "Skatteforvaltningsloven §10-2 første ledd, jf. skatteforvaltningsforskriften §10-2-1";

impl Behaviour {
    /// The behaviour in a service: a deviation that is about another one is none.
    pub(crate) fn in_service(self, service: &ServiceProfile) -> Self {
        let prefix = self.defect.and_then(Defect::prefix);
        if prefix.is_none_or(|prefix| prefix == service.prefix) {
            return self;
        }
        Self {
            defect: None,
            ..self
        }
    }

    /// The inquiry of a service that the client works by in place of the one it was given.
    pub(super) fn change_inquiry_of_service(self, inquiry: &mut Inquiry) {
        let today = wire::dates::today();
        let before = |day: Date| day.yesterday().unwrap_or(day);
        let last_year = today.year() - 1;
        match self.defect {
            Some(
                Defect::VergeOwnerFalse
                | Defect::KonkursOwnerFalse
                | Defect::SkattOwnerFalseUnasked
                | Defect::UtleggOwnerFalse,
            ) => inquiry.only_primary_owner = false,
            Some(Defect::VergeThisYear) => inquiry.to = today,
            Some(Defect::VergeTwoYears) => inquiry.from = date(last_year - 1, 1, 1),
            Some(Defect::VergeWholeYear) => {
                inquiry.from = date(last_year, 1, 1);
                inquiry.to = date(last_year, 12, 31);
            }
            Some(Defect::KonkursFromTooEarly) => {
                inquiry.from = wire::dates::months_before(inquiry.from, 1);
            }
            Some(Defect::KonkursToYesterday) => inquiry.to = before(inquiry.to),
            Some(Defect::SkattElevenYears) => inquiry.from = wire::dates::years_before(today, 11),
            Some(Defect::SkattIntoFuture) => inquiry.to = today.tomorrow().unwrap_or(today),
            Some(Defect::UtleggYesterday) => {
                (inquiry.from, inquiry.to) = (before(inquiry.from), before(inquiry.to));
            }
            Some(Defect::UtleggSplitMidnight) => inquiry.from = before(inquiry.from),
            Some(_) | None => self.change_numbers(inquiry),
        }
    }

    fn change_numbers(self, inquiry: &mut Inquiry) {
        let guardian = inquiry.reference.clone().unwrap_or_default();
        match self.defect {
            Some(Defect::VergeAsksAboutGuardian) => {
                inquiry.party = PartyId::parse(&guardian).unwrap_or(inquiry.party.clone());
            }
            Some(Defect::VergeOrganisation) => {
                inquiry.party = PartyId::parse(ORGANISATION).unwrap_or(inquiry.party.clone());
            }
            Some(Defect::VergeWardAsGuardian) => {
                inquiry.reference = Some(inquiry.party.to_string());
            }
            Some(Defect::VergeCasePerGuardian) => inquiry.case = named(&guardian),
            Some(Defect::SkattCasePerRequester) => inquiry.case = named(&inquiry.requester),
            Some(Defect::SkattRequesterShared) => {
                "kontrollgruppe-1".clone_into(&mut inquiry.requester);
            }
            Some(Defect::SkattRequesterNationalId) => {
                USER_BY_NUMBER.clone_into(&mut inquiry.requester);
            }
            Some(_) | None => {}
        }
    }

    /// Changes the headers of a call of a service that are right so far.
    pub(super) fn change_headers_of_service(self, headers: &mut HeaderMap, inquiry: &Inquiry) {
        match self.defect {
            Some(Defect::VergeTypeLeftOut) => {
                headers.remove(header::ADDITIONAL_REFERENCE_ID_TYPE);
            }
            Some(Defect::VergeGuardianChanges) if !headers.contains_key(header::PARTY_ID) => {
                put(
                    headers,
                    header::ADDITIONAL_REFERENCE_ID,
                    inquiry.party.as_str(),
                );
            }
            Some(
                Defect::VergeWithRequester
                | Defect::KonkursWithRequester
                | Defect::UtleggWithRequester,
            ) => put(headers, header::REQUESTER_ID, &inquiry.requester),
            Some(Defect::KonkursSendsReference | Defect::SkattSendsReference) => {
                put(headers, header::ADDITIONAL_REFERENCE_ID, "sak-17");
            }
            Some(Defect::SkattNoRequester) => drop(headers.remove(header::REQUESTER_ID)),
            Some(Defect::SkattRequesterPerCall) => {
                put(headers, header::REQUESTER_ID, &Uuid::new_v4().to_string());
            }
            Some(Defect::VergeStepOneMandate) => put_mandate_of_step_one(headers),
            Some(Defect::KonkursMandateDiffers) => put_mandate(headers, OTHER_SPELLING),
            Some(Defect::SkattShortMandate) => put_mandate(headers, SHORT_MANDATE),
            Some(Defect::KonkursCompanyAsVat)
                if headers.contains_key(header::PARTY_ID) && inquiry.party.as_str().len() == 9 =>
            {
                put(headers, header::PARTY_ID, &format!("{}MVA", inquiry.party));
            }
            Some(_) | None => {}
        }
    }

    /// An endpoint that the service does not have, for the client that calls one.
    pub(crate) fn endpoint_beyond_the_service(self) -> Option<Endpoint> {
        match self.defect {
            Some(Defect::CardsForOed | Defect::VergeAsksCards) => Some(Endpoint::Cards),
            Some(Defect::KonkursAsksRoles) => Some(Endpoint::Roles),
            Some(Defect::UtleggAsksTransactions) => Some(Endpoint::Transactions),
            Some(_) | None => None,
        }
    }

    /// Whether the client asks which bank has an account in a service without that endpoint.
    pub(crate) fn asks_for_provider(self) -> bool {
        self.has(Defect::ProviderAskedForOed) || self.has(Defect::SkattAsksProvider)
    }

    /// Whether the client calls an account that nothing is delivered for.
    pub(crate) fn calls_data_not_delivered(self) -> bool {
        self.has(Defect::DataNotDeliveredCalled) || self.has(Defect::SkattDataNotDeliveredCalled)
    }

    /// Whether the client asks under another of the service's numbers than the one it was given.
    pub(crate) fn asks_as_the_other_consumer(self, consumer: &str) -> bool {
        let delegated = consumer == "915429785";
        (self.has(Defect::UtleggAnAsIm) && delegated)
            || (self.has(Defect::UtleggImAsAn) && !delegated)
    }

    /// The scope of tokens for step 1.
    pub(crate) fn overview_scope(self, identity: &AgencyIdentity) -> &'static str {
        if self.has(Defect::UtleggPlainScope) {
            scope::CUSTOMER_RELATIONSHIP
        } else {
            identity.service.overview_scope(&identity.consumer)
        }
    }

    /// The periods that a bank is asked about one after the other: one, but for the client that asks by the year.
    pub(crate) fn parts_of_period(self, inquiry: &Inquiry) -> Vec<(Date, Date)> {
        if !self.has(Defect::KonkursPeriodInYears) {
            return vec![(inquiry.from, inquiry.to)];
        }
        let (mut parts, mut to) = (Vec::new(), inquiry.to);
        while to >= inquiry.from {
            let from = wire::dates::years_before(to, 1).max(inquiry.from);
            parts.push((from, to));
            to = from.yesterday().unwrap_or(Date::MIN);
        }
        parts
    }

    /// Whether the client fails on a document that it did not expect.
    pub(crate) fn stumbles_over(self, document: &Value, inquiry: &Inquiry) -> bool {
        let accounts = || document["accounts"].as_array().into_iter().flatten();
        match self.defect {
            Some(Defect::KonkursNeedsUndecided) => accounts().any(|one| one["type"].is_null()),
            Some(Defect::KonkursRefusesUndecided) => accounts().any(|one| !one["type"].is_null()),
            Some(Defect::SkattNeedsOwnRole) => document["roles"]
                .as_array()
                .is_some_and(|roles| !roles.iter().any(|role| names(role, inquiry.party.as_str()))),
            Some(_) | None => false,
        }
    }
}

/// Whether a number is anywhere in a document.
fn names(value: &Value, number: &str) -> bool {
    match value {
        Value::String(text) => text == number,
        Value::Array(items) => items.iter().any(|item| names(item, number)),
        Value::Object(members) => members.values().any(|member| names(member, number)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A UUID that is always the same for a name.
pub(super) fn named(name: &str) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&sha256(name.as_bytes())[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

pub(super) fn put_mandate(headers: &mut HeaderMap, text: &str) {
    put(headers, header::LEGAL_MANDATE, &wire::mandate::encode(text));
}

/// The mandate of Vergekontroll's step 1 or 2.
fn mandate_of(step_one: bool) -> Option<&'static str> {
    let service = wire::profile::service("vergekontroll")?;
    let mandates = if step_one {
        service.overview_mandates()
    } else {
        &service.mandates
    };
    Some(&mandates.first()?.text)
}

fn put_mandate_of_step_one(headers: &mut HeaderMap) {
    if let Some(text) = mandate_of(true) {
        put_mandate(headers, text);
    }
}

/// Sends in step 1 what belongs to step 2.
pub(super) fn put_mandate_of_step_two(headers: &mut HeaderMap) {
    if let Some(text) = mandate_of(false) {
        put_mandate(headers, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(id: &str) -> &'static ServiceProfile {
        wire::profile::service(id).unwrap()
    }

    #[test]
    fn a_deviation_of_one_service_is_none_in_another() {
        let behaviour = Behaviour::with_defect(Defect::VergeAsksCards);
        let in_service = |id| behaviour.in_service(service(id)) == Behaviour::default();
        assert!(!in_service("vergekontroll") && in_service("politi-utlevering"));
    }

    #[test]
    fn a_deviation_of_every_service_is_one_in_each() {
        let behaviour = Behaviour::with_defect(Defect::CaseForEver);
        let mut services = wire::profile::builtin_services().iter();
        assert!(services.all(|service| behaviour.in_service(service) == behaviour));
    }

    #[test]
    fn the_parts_of_a_period_follow_on_each_other_without_a_gap() {
        let asked = PartyId::parse(ORGANISATION).unwrap();
        let period = (date(2024, 2, 29), date(2026, 11, 27));
        let inquiry = Inquiry::new(service("konkursbehandling"), asked, period);
        let behaviour = Behaviour::with_defect(Defect::KonkursPeriodInYears);
        let parts = behaviour.parts_of_period(&inquiry);
        assert_eq!((parts[0].1, parts[parts.len() - 1].0), (period.1, period.0));
        for pair in parts.windows(2) {
            assert_eq!(pair[1].1.tomorrow().unwrap(), pair[0].0);
        }
    }
}
