//! The services that the bank serves, and what each of them may ask for: its profile, read and not known by name.

use jiff::civil::Date;
use wire::dates;
use wire::identifiers::PartyId;
use wire::messages::Endpoint;
use wire::profile::{
    DisposedAccounts, FurtherCheck, OnlyPrimaryOwnerRule, PartyKind, ServiceProfile,
};

use crate::config::{Mode, RightOfDisposal};
use crate::defect::{Defect, Defects};
use crate::refusal::{Class, Refusal, Rule, Ruling};

/// A service as this bank serves it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Service {
    pub(crate) profile: &'static ServiceProfile,
}

impl Service {
    /// The service of this id; `None` for an id that is not served.
    pub(crate) fn find(id: &str) -> Option<Self> {
        let profile = wire::profile::builtin_services()
            .iter()
            .find(|profile| profile.id == id)?;
        Some(Self { profile })
    }

    /// Whether the agency with this organisation number is the service's.
    pub(crate) fn is_of(self, orgno: &str) -> bool {
        self.profile.agency.orgnos.iter().any(|own| own == orgno)
    }

    /// Whether the decoded mandate is one of the service's texts in this environment.
    pub(crate) fn has_mandate(self, text: &str, mode: Mode, defects: &Defects) -> bool {
        let is_valid_here = |test_only: bool| {
            !test_only || mode == Mode::Test || defects.has(Defect::TestMandateInProduction)
        };
        let of_step_two = self.profile.mandates.iter().any(|mandate| {
            is_valid_here(mandate.test_only) && is_the_mandate(&mandate.text, text, defects)
        });
        let of_step_one = defects.has(Defect::StepOneMandateTaken)
            && self
                .profile
                .overview
                .mandates
                .iter()
                .any(|mandate| mandate.text == text);
        of_step_two || of_step_one
    }

    /// Whether requests carry an extradition order.
    pub(crate) fn has_order(self) -> bool {
        self.profile.further_check == FurtherCheck::ExtraditionOrder
    }

    /// Whether requests name a guardian.
    pub(crate) fn has_guardian(self) -> bool {
        self.profile.further_check == FurtherCheck::Guardianship
    }

    /// How accounts that the control object disposes of are shown, where `OnlyPrimaryOwner` is false.
    pub(crate) fn right_of_disposal(
        self,
        chosen: RightOfDisposal,
        defects: &Defects,
    ) -> RightOfDisposal {
        match self.profile.disposed_accounts {
            DisposedAccounts::BanksChoice => chosen,
            DisposedAccounts::All if defects.has(Defect::SkattAlternativeOne) => {
                RightOfDisposal::Alternative1
            }
            DisposedAccounts::All | DisposedAccounts::Never => RightOfDisposal::Alternative2,
        }
    }

    /// An endpoint outside the service is refused.
    /// Source: API-spesifikasjon of the service pages.
    pub(crate) fn admits(self, endpoint: Endpoint, defects: &Defects) -> Ruling {
        if self.profile.has_endpoint(endpoint) || defects.has(Defect::ForbiddenEndpointServed) {
            return Ok(());
        }
        let refusal = Refusal::from(Rule::EndpointNotOfService);
        if defects.has(Defect::ForbiddenEndpointIs403) {
            return Err(refusal.answered_as(Class::Forbidden));
        }
        Err(refusal)
    }

    /// The kinds of party that may be asked about.
    pub(crate) fn admits_party(self, party: &PartyId, defects: &Defects) -> Ruling {
        let kind = match party {
            PartyId::Person(_) => PartyKind::Person,
            PartyId::Organisation(_) => PartyKind::Organisation,
        };
        if defects.has(Defect::SkattCompaniesRefused)
            && self.profile.disposed_accounts == DisposedAccounts::All
            && kind == PartyKind::Organisation
        {
            return Err(Rule::OrganisationNotOfService.into());
        }
        if self.profile.party_kinds.contains(&kind) || defects.has(Defect::OedOrganisationServed) {
            return Ok(());
        }
        Err(Rule::OrganisationNotOfService.into())
    }

    /// Which values of `OnlyPrimaryOwner` the service accepts.
    pub(crate) fn admits_owner_choice(self, only_primary_owner: bool, defects: &Defects) -> Ruling {
        match self.profile.only_primary_owner {
            OnlyPrimaryOwnerRule::TrueOnly
                if !only_primary_owner && !defects.has(Defect::OedDisposedServed) =>
            {
                Err(Rule::DisposedNotOfService.into())
            }
            OnlyPrimaryOwnerRule::TrueOnly | OnlyPrimaryOwnerRule::Either => Ok(()),
        }
    }
}

fn is_the_mandate(known: &str, text: &str, defects: &Defects) -> bool {
    let short = short_tax_mandate(known);
    if defects.has(Defect::SkattShortMandateOnly)
        && let Some(short) = &short
    {
        return text == short;
    }
    let is_of_version_1 = short.is_some() && text == "Skatteforvaltningsloven § 10-2";
    known == text || (is_of_version_1 && defects.has(Defect::SkattV1MandateTaken))
}

/// The text in the tables of validation of Skatt-Kontroll, where the mandate is the one with § 10-14.
pub(crate) fn short_tax_mandate(known: &str) -> Option<String> {
    let without = known.replace(" jf. § 10-14,", "");
    (without != known).then(|| without.replace("§ ", "§"))
}

/// The earliest `fromDate` of the police: the same day ten years ago.
pub(crate) fn earliest_for_police(today: Date) -> Date {
    dates::years_before(today, 10)
}
