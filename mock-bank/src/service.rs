//! The services that the bank serves, and what each of them may ask for.

use jiff::civil::Date;
use wire::dates;
use wire::identifiers::PartyId;
use wire::messages::Endpoint;
use wire::profile::ServiceProfile;

use crate::defect::{Defect, Defects};
use crate::refusal::{Class, Refusal, Rule, Ruling};

/// The rules that a service is served by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum ServiceKind {
    /// Politi-Utlevering.
    Police,
    /// Oppgjør etter dødsfall.
    Oed,
}

impl ServiceKind {
    /// The kind of the service with that profile id.
    pub(crate) fn from_id(id: &str) -> Option<Self> {
        match id {
            "politi-utlevering" => Some(Self::Police),
            "oppgjor-etter-dodsfall" => Some(Self::Oed),
            _ => None,
        }
    }
}

/// A service as this bank serves it: the rules and the profile's texts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Service {
    pub(crate) kind: ServiceKind,
    pub(crate) profile: &'static ServiceProfile,
}

impl Service {
    /// The services of these ids, in their order; `None` for an id that is not served.
    pub(crate) fn find(id: &str) -> Option<Self> {
        let kind = ServiceKind::from_id(id)?;
        let profile = wire::profile::builtin_services()
            .iter()
            .find(|profile| profile.id == id)?;
        Some(Self { kind, profile })
    }

    /// Whether the agency with this organisation number is the service's.
    pub(crate) fn is_of(&self, orgno: &str) -> bool {
        self.profile.agency.orgnos.iter().any(|own| own == orgno)
    }

    /// Whether the decoded mandate is one of the service's texts.
    pub(crate) fn has_mandate(&self, text: &str) -> bool {
        self.profile
            .mandates
            .iter()
            .any(|mandate| mandate.text == text)
    }

    /// An endpoint outside the service is refused.
    /// Source: Løsningsbeskrivelse for Oppgjør etter dødsfall, API-spesifikasjon.
    pub(crate) fn admits(&self, endpoint: Endpoint, defects: &Defects) -> Ruling {
        let outside = match self.kind {
            ServiceKind::Police => false,
            ServiceKind::Oed => matches!(endpoint, Endpoint::Cards | Endpoint::Roles),
        };
        if !outside || defects.has(Defect::ForbiddenEndpointServed) {
            return Ok(());
        }
        let refusal = Refusal::from(Rule::EndpointNotOfService);
        if defects.has(Defect::ForbiddenEndpointIs403) {
            return Err(refusal.answered_as(Class::Forbidden));
        }
        Err(refusal)
    }

    /// The kinds of party that may be asked about.
    pub(crate) fn admits_party(&self, party: &PartyId, defects: &Defects) -> Ruling {
        match (self.kind, party) {
            (ServiceKind::Oed, PartyId::Organisation(_))
                if !defects.has(Defect::OedOrganisationServed) =>
            {
                Err(Rule::OrganisationNotOfService.into())
            }
            (ServiceKind::Police | ServiceKind::Oed, _) => Ok(()),
        }
    }

    /// Which values of `OnlyPrimaryOwner` the service accepts.
    pub(crate) fn admits_owner_choice(
        &self,
        only_primary_owner: bool,
        defects: &Defects,
    ) -> Ruling {
        match self.kind {
            ServiceKind::Oed if !only_primary_owner && !defects.has(Defect::OedDisposedServed) => {
                Err(Rule::DisposedNotOfService.into())
            }
            ServiceKind::Police | ServiceKind::Oed => Ok(()),
        }
    }
}

/// The earliest `fromDate` of the police: the same day ten years ago.
pub(crate) fn earliest_for_police(today: Date) -> Date {
    dates::years_before(today, 10)
}

/// The earliest `fromDate` of OED: the same day of the month three months before the death.
pub(crate) fn earliest_for_oed(date_of_death: Date) -> Date {
    dates::months_before(date_of_death, 3)
}
