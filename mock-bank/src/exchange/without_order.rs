//! The rules of the services that carry no extradition order: parameters, guardian, and what registers say.

use wire::identifiers::NationalId;
use wire::messages::{Endpoint, header, reference_type};
use wire::profile::DisposedAccounts;

use crate::answer::accounts::is_of_guardian;
use crate::config::RightOfDisposal;
use crate::core::Core;
use crate::defect::Defect;
use crate::exchange::admission::{AskedGuardian, Question, Subject, party_asked};
use crate::exchange::references::{is_related, open_reference};
use crate::exchange::standing;
use crate::refusal::{Rule, Ruling};
use crate::request::Incoming;
use crate::request::parameters;
use crate::request::period::Period;
use crate::request::query::Query;
use crate::service::Service;

/// Judges by the rules of the service; gives the period that may be delivered too.
pub(super) async fn admit(
    core: &Core,
    incoming: &Incoming,
    query: &Query,
    service: Service,
    asked: Question<'_>,
) -> Ruling<(Subject, Period)> {
    requester(core, incoming, service, asked)?;
    let named = guardian(core, incoming, service, asked)?;
    let guardian = match (&named, service.has_guardian()) {
        (Some(id), true) => AskedGuardian::Named(core.data.person(id)),
        (None, true) | (_, false) => AskedGuardian::NotOfService,
    };
    if let Some((party, only_primary_owner)) =
        party_asked(core, incoming, query, service, asked.route)?
    {
        let only_primary_owner = owner_choice(core, service, only_primary_owner);
        let known = core.data.party(&party);
        if core.defects().has(Defect::OtherPartysReferenceFails) {
            core.memory
                .first("party of case", &asked.case_id.to_string(), party.as_str());
        }
        let period = standing::period(core, &party, named.as_ref(), service, asked).await?;
        let subject = Subject::Party {
            party: known,
            only_primary_owner,
            guardian,
        };
        return Ok((subject, period));
    }
    account(core, service, asked, named.as_ref(), guardian).await
}

fn owner_choice(core: &Core, service: Service, only_primary_owner: bool) -> bool {
    let defects = core.defects();
    if service.profile.disposed_accounts != DisposedAccounts::All {
        return only_primary_owner;
    }
    (only_primary_owner && !defects.has(Defect::SkattTrueMeansFalse))
        || (!only_primary_owner && defects.has(Defect::SkattFalseMeansTrue))
}

async fn account(
    core: &Core,
    service: Service,
    asked: Question<'_>,
    named: Option<&NationalId>,
    guardian: AskedGuardian,
) -> Ruling<(Subject, Period)> {
    let defects = core.defects();
    let reference = asked.route.reference.unwrap_or_default();
    let opened = open_reference(core, reference, service)?;
    let party = &core.data.parties[opened.party].id;
    if defects.has(Defect::OtherPartysReferenceFails)
        && core
            .memory
            .first("party of case", &asked.case_id.to_string(), party.as_str())
            != party.as_str()
    {
        return Err(Rule::DefectFailed.into());
    }
    let period = standing::period(core, party, named, service, asked).await?;
    let with_disposed = service.right_of_disposal(core.config.right_of_disposal, defects)
        == RightOfDisposal::Alternative2
        && service.profile.disposed_accounts != DisposedAccounts::Never;
    let is_listed = is_related(core, opened.account, opened.party, period, with_disposed)
        && (defects.has(Defect::GuardianCheckedAtAccountsOnly)
            || is_of_guardian(
                &core.data.accounts[opened.account],
                guardian,
                period,
                defects,
            ));
    if !is_listed {
        return Err(Rule::ReferenceUnknown.into());
    }
    let subject = Subject::Account {
        account: opened.account,
        reference: opened.text,
        party: Some(opened.party),
    };
    Ok((subject, period))
}

/// `RequesterID` where the service demands it.
fn requester(core: &Core, incoming: &Incoming, service: Service, asked: Question<'_>) -> Ruling {
    let defects = core.defects();
    let headers = &incoming.headers;
    if !service.profile.requester_id_required {
        let is_needless = headers.contains_key(header::REQUESTER_ID);
        if is_needless && core.has(crate::variant::Variant::NeedlessRequesterRefused) {
            return Err(Rule::ReferenceNotOfService.broken_by(header::REQUESTER_ID));
        }
        return Ok(());
    }
    let at_accounts_only = defects.has(Defect::SkattRequesterAtAccountsOnly)
        && asked.route.endpoint != Endpoint::Accounts;
    if at_accounts_only || defects.has(Defect::SkattRequesterOptional) {
        return Ok(());
    }
    let requester = parameters::mandatory_header(headers, header::REQUESTER_ID, defects)?;
    let case = asked.case_id.to_string();
    if defects.has(Defect::SkattRequesterPinned)
        && core.memory.first("requester of case", &case, requester) != requester
    {
        return Err(Rule::DefectRefused.into());
    }
    Ok(())
}

/// The guardian's number, where the service has one; no additional reference at all in the others.
fn guardian(
    core: &Core,
    incoming: &Incoming,
    service: Service,
    asked: Question<'_>,
) -> Ruling<Option<NationalId>> {
    let defects = core.defects();
    let headers = &incoming.headers;
    if !service.has_guardian() {
        no_additional_reference(core, incoming)?;
        return Ok(None);
    }
    if defects.has(Defect::GuardianCheckedAtAccountsOnly)
        && asked.route.endpoint != Endpoint::Accounts
    {
        return Ok(None);
    }
    defects.unless(Defect::SrfUnchecked, || {
        let name = header::ADDITIONAL_REFERENCE_ID_TYPE;
        match parameters::mandatory_header(headers, name, defects)? {
            reference_type::GUARDIAN => Ok(()),
            _ => Err(Rule::ReferenceTypeNotGuardian.into()),
        }
    })?;
    let name = header::ADDITIONAL_REFERENCE_ID;
    let text = match parameters::mandatory_header(headers, name, defects) {
        Err(_) if defects.has(Defect::GuardianOptional) => return Ok(None),
        text => text?,
    };
    match NationalId::parse(text) {
        Ok(id)
            if defects.has(Defect::GuardianDNumberRefused)
                && id.kind() == wire::identifiers::NationalIdKind::D =>
        {
            Err(Rule::GuardianForm.into())
        }
        Ok(id) => Ok(Some(id)),
        Err(_) if defects.has(Defect::GuardianFormUnchecked) => Ok(None),
        Err(_malformed) => Err(Rule::GuardianForm.into()),
    }
}

fn no_additional_reference(core: &Core, incoming: &Incoming) -> Ruling {
    if core.defects().has(Defect::OrderDemandedOfAll)
        && !incoming
            .headers
            .contains_key(header::ADDITIONAL_REFERENCE_ID)
    {
        return Err(Rule::HeaderMissing.broken_by(header::ADDITIONAL_REFERENCE_ID));
    }
    for name in [
        header::ADDITIONAL_REFERENCE_ID,
        header::ADDITIONAL_REFERENCE_ID_TYPE,
    ] {
        if incoming.headers.contains_key(name) {
            return Err(Rule::ReferenceNotOfService.broken_by(name));
        }
    }
    Ok(())
}
