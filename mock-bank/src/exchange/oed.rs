//! The rules of Oppgjør etter dødsfall alone.

use wire::identifiers::PartyId;
use wire::messages::header;

use crate::core::Core;
use crate::defect::Defect;
use crate::exchange::admission::{Question, Subject, party_asked};
use crate::exchange::references::{is_related, open_reference};
use crate::refusal::{Rule, Ruling};
use crate::registers::out_of_service;
use crate::registers::persons::LifeStatus;
use crate::request::Incoming;
use crate::request::period;
use crate::request::query::Query;
use crate::service::Service;

/// Judges by the rules of the service: no reference, a dead control object, the period by the death.
pub(super) async fn admit(
    core: &Core,
    incoming: &Incoming,
    query: &Query,
    service: Service,
    asked: Question<'_>,
) -> Ruling<Subject> {
    let defects = core.defects();
    no_additional_reference(incoming)?;
    let subject = if let Some((party, only_primary_owner)) =
        party_asked(core, incoming, query, service, asked.route)?
    {
        let known = core.data.party(&party);
        if defects.has(Defect::OtherPartysReferenceFails) {
            core.memory
                .first("party of case", &asked.case_id.to_string(), party.as_str());
        }
        dead_since(core, &party, asked).await?;
        Subject::Party {
            party: known,
            only_primary_owner,
        }
    } else {
        let reference = asked.route.reference.unwrap_or_default();
        let opened = open_reference(core, reference, service)?;
        let party = core.data.parties[opened.party].id.as_str();
        if defects.has(Defect::OtherPartysReferenceFails)
            && core
                .memory
                .first("party of case", &asked.case_id.to_string(), party)
                != party
        {
            return Err(Rule::DefectFailed.into());
        }
        dead_since(core, &core.data.parties[opened.party].id, asked).await?;
        if !is_related(core, opened.account, opened.party, asked.period, false) {
            return Err(Rule::ReferenceUnknown.into());
        }
        Subject::Account {
            account: opened.account,
            reference: opened.text,
            party: Some(opened.party),
        }
    };
    Ok(subject)
}

fn no_additional_reference(incoming: &Incoming) -> Ruling {
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

/// The control object is dead, and the period is counted from the day of death.
async fn dead_since(core: &Core, party: &PartyId, asked: Question<'_>) -> Ruling {
    let defects = core.defects();
    let PartyId::Person(person) = party else {
        return Ok(());
    };
    let status = core
        .persons
        .life_status(person, &core.registry)
        .await
        .map_err(|_| out_of_service("the person registry"))?;
    match status {
        LifeStatus::DeadSince(day) => {
            period::within_oed_limits(asked.period, day, asked.moment.today, defects)
        }
        LifeStatus::Living if defects.has(Defect::LivingPersonServed) => Ok(()),
        LifeStatus::Living => Err(Rule::NotDead.into()),
        LifeStatus::DeadSinceUnknown if defects.has(Defect::UnknownDeathServed) => Ok(()),
        LifeStatus::DeadSinceUnknown => Err(Rule::DeathDateUnknown.into()),
    }
}
