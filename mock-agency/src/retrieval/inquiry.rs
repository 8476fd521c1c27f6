//! What is asked about whom: the content of one case, checked against the service before anything is sent.

use jiff::civil::Date;
use uuid::Uuid;
use wire::identifiers::PartyId;
use wire::messages::Endpoint;
use wire::profile::{FromRule, Mandate, OnlyPrimaryOwnerRule, PartyKind, ServiceProfile, ToRule};

/// One case at one bank.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// The control object.
    pub party: PartyId,
    /// First day of the period.
    pub from: Date,
    /// Last day of the period.
    pub to: Date,
    /// Whether only accounts that the party owns are asked for.
    pub only_primary_owner: bool,
    /// Which of the service's mandates, counted from 0.
    pub mandate: usize,
    /// Which endpoints beside Accounts; those that the service does not have are left out by
    /// [`Inquiry::new`].
    pub endpoints: Vec<Endpoint>,
    /// Who asks at the agency, the same for all of that person's cases; sent only where the service needs it.
    pub requester: String,
    /// `AdditionalReferenceID` of a service that has one but no order, e.g. the guardian's number.
    pub reference: Option<String>,
    /// `AccountInfoRequestID`.
    pub case: Uuid,
}

/// Why a case cannot be asked for in a service.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InquiryError {
    /// The party is of a kind that the service does not ask about.
    #[error("{service} is not about {kind}")]
    PartyKind {
        /// The service.
        service: String,
        /// What the party is.
        kind: &'static str,
    },
    /// The service has fewer mandates.
    #[error("{service} has {count} mandates, counted from 0; there is no {asked}")]
    Mandate {
        /// The service.
        service: String,
        /// How many it has.
        count: usize,
        /// Which was asked for.
        asked: usize,
    },
    /// The service may only ask for accounts that the party owns.
    #[error("{0} may only ask for accounts that the party owns")]
    OnlyPrimaryOwner(String),
    /// The period ends before it begins.
    #[error("the period from {from} to {to} ends before it begins")]
    Period {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// The first day cannot be found from what is known.
    #[error("{0}: give the first day of the period")]
    FromNeeded(&'static str),
    /// The service's reference is missing.
    #[error("{0} needs an additional reference, e.g. the guardian's number")]
    Reference(String),
    /// A text that cannot go into a header.
    #[error("{0} has characters that a header cannot carry")]
    Header(&'static str),
}

impl Inquiry {
    /// A case with everything that the service may ask for, accounts of the party's own only.
    pub fn new(service: &ServiceProfile, party: PartyId, (from, to): (Date, Date)) -> Self {
        Self {
            party,
            from,
            to,
            only_primary_owner: true,
            mandate: 0,
            endpoints: service
                .endpoints
                .iter()
                .copied()
                .filter(|one| one.needs_account_reference())
                .collect(),
            requester: "saksbehandler-1".to_owned(),
            reference: None,
            case: Uuid::new_v4(),
        }
    }

    /// Holds the case against the service.
    ///
    /// # Errors
    /// Names the first thing that the service does not allow.
    pub fn check(&self, service: &ServiceProfile) -> Result<(), InquiryError> {
        let (kind, word) = match self.party {
            PartyId::Person(_) => (PartyKind::Person, "persons"),
            PartyId::Organisation(_) => (PartyKind::Organisation, "organisations"),
        };
        let id = || service.id.clone();
        if !service.party_kinds.contains(&kind) {
            return Err(InquiryError::PartyKind {
                service: id(),
                kind: word,
            });
        }
        self.mandate(service)?;
        if service.only_primary_owner == OnlyPrimaryOwnerRule::TrueOnly && !self.only_primary_owner
        {
            return Err(InquiryError::OnlyPrimaryOwner(id()));
        }
        if self.from > self.to {
            return Err(InquiryError::Period {
                from: self.from,
                to: self.to,
            });
        }
        self.check_reference(service)?;
        let printable = |text: &str| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() || byte == b' ')
        };
        if printable(&self.requester) {
            Ok(())
        } else {
            Err(InquiryError::Header("the requester"))
        }
    }

    fn check_reference(&self, service: &ServiceProfile) -> Result<(), InquiryError> {
        match (
            service.additional_reference_type.as_deref(),
            &self.reference,
        ) {
            (None | Some(wire::messages::reference_type::EXTRADITION_ORDER), _) => Ok(()),
            (Some(_), None) => Err(InquiryError::Reference(service.id.clone())),
            (Some(_), Some(reference)) if reference.bytes().all(|byte| byte.is_ascii_graphic()) => {
                Ok(())
            }
            (Some(_), Some(_)) => Err(InquiryError::Header("the additional reference")),
        }
    }

    /// The mandate.
    ///
    /// # Errors
    /// When the service has no such mandate.
    pub fn mandate<'a>(&self, service: &'a ServiceProfile) -> Result<&'a Mandate, InquiryError> {
        service
            .mandates
            .get(self.mandate)
            .ok_or_else(|| InquiryError::Mandate {
                service: service.id.clone(),
                count: service.mandates.len(),
                asked: self.mandate,
            })
    }
}

/// A period that a service allows and that asks for no more than usual: a year where ten are allowed, and from the
/// day of death where three months before it are.
///
/// # Errors
/// When the service counts from a day that is not known.
pub fn default_period(
    service: &ServiceProfile,
    today: Date,
    since: Option<Date>,
) -> Result<(Date, Date), InquiryError> {
    let last_year = today.year() - 1;
    let from = match service.period.from {
        FromRule::YearsBeforeToday { years } => wire::dates::years_before(today, years.min(1)),
        FromRule::MonthsBeforeDeath { .. } => {
            since.ok_or(InquiryError::FromNeeded("the date of death is not known"))?
        }
        FromRule::MonthsBeforeBankruptcy { .. } => since.ok_or(InquiryError::FromNeeded(
            "the date of the bankruptcy order is not known",
        ))?,
        FromRule::FirstDayOfLastYear => jiff::civil::date(last_year, 1, 1),
        FromRule::Today => today,
    };
    let to = match service.period.to {
        ToRule::NotBeforeFrom | ToRule::Today => today,
        ToRule::LastDayOfLastYear => jiff::civil::date(last_year, 12, 31),
    };
    Ok((from, to))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    fn service(id: &str) -> &'static ServiceProfile {
        wire::profile::service(id).unwrap()
    }

    fn inquiry(id: &str, party: &str) -> Inquiry {
        Inquiry::new(service(id), PartyId::parse(party).unwrap(), (TODAY, TODAY))
    }

    #[test]
    fn the_police_ask_for_one_year_unless_told_otherwise() {
        assert_eq!(
            default_period(service("politi-utlevering"), TODAY, None),
            Ok((date(2025, 11, 22), TODAY))
        );
    }

    #[test]
    fn an_estate_is_asked_for_from_the_day_of_death() {
        let death = date(2026, 9, 1);
        assert_eq!(
            default_period(service("oppgjor-etter-dodsfall"), TODAY, Some(death)),
            Ok((death, TODAY))
        );
    }

    #[test]
    fn an_unknown_day_of_death_must_be_said() {
        let period = default_period(service("oppgjor-etter-dodsfall"), TODAY, None);
        assert!(matches!(period, Err(InquiryError::FromNeeded(_))));
    }

    #[test]
    fn the_default_inquiry_is_allowed() {
        assert_eq!(
            inquiry("politi-utlevering", "974720760").check(service("politi-utlevering")),
            Ok(())
        );
    }

    #[test]
    fn refuses_an_organisation_in_a_service_about_persons() {
        let service = service("oppgjor-etter-dodsfall");
        let error = inquiry("oppgjor-etter-dodsfall", "974720760")
            .check(service)
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "oppgjor-etter-dodsfall is not about organisations"
        );
    }

    #[test]
    fn refuses_a_mandate_that_the_service_does_not_have() {
        let mut inquiry = inquiry("politi-utlevering", "974720760");
        inquiry.mandate = 2;
        assert!(matches!(
            inquiry.check(service("politi-utlevering")),
            Err(InquiryError::Mandate { asked: 2, .. })
        ));
    }

    #[test]
    fn refuses_a_period_that_ends_before_it_begins() {
        let mut inquiry = inquiry("politi-utlevering", "974720760");
        inquiry.to = date(2026, 11, 21);
        assert!(matches!(
            inquiry.check(service("politi-utlevering")),
            Err(InquiryError::Period { .. })
        ));
    }

    #[test]
    fn refuses_a_requester_with_a_line_break() {
        let mut inquiry = inquiry("politi-utlevering", "974720760");
        inquiry.requester = "a\r\nX: b".to_owned();
        assert!(matches!(
            inquiry.check(service("politi-utlevering")),
            Err(InquiryError::Header(_))
        ));
    }
}
