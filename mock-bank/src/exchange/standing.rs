//! What registers say of the control object, and the period that follows from it.

use jiff::civil::Date;
use wire::identifiers::{NationalId, PartyId};
use wire::population::NoticeKind;
use wire::profile::FurtherCheck;

use crate::core::Core;
use crate::defect::{Defect, Defects};
use crate::exchange::admission::Question;
use crate::refusal::{Rule, Ruling};
use crate::registers::bankruptcies::Notice;
use crate::registers::out_of_service;
use crate::registers::persons::{Guardianship, LifeStatus};
use crate::request::period::{self, Period};
use crate::service::Service;
use crate::variant::Variant;

/// The period that the service may get of this party.
pub(super) async fn period(
    core: &Core,
    party: &PartyId,
    guardian: Option<&NationalId>,
    service: Service,
    asked: Question<'_>,
) -> Ruling<Period> {
    let today = asked.moment.today;
    let rule = service.profile.period;
    let within = |origin| period::within(rule, origin, asked.period, today, core.defects());
    match service.profile.further_check {
        FurtherCheck::None | FurtherCheck::ExtraditionOrder => within(today)?,
        FurtherCheck::Deceased => {
            if let Some(day) = dead_since(core, party).await? {
                within(day)?;
            }
        }
        FurtherCheck::Bankruptcy => within(bankrupt_since(core, party, today).await?)?,
        FurtherCheck::Guardianship => {
            within(today)?;
            return guarded(core, party, guardian, asked.period).await;
        }
    }
    Ok(asked.period)
}

/// The day of death, from which the period is counted.
async fn dead_since(core: &Core, party: &PartyId) -> Ruling<Option<Date>> {
    let defects = core.defects();
    let PartyId::Person(person) = party else {
        return Ok(None);
    };
    let status = core
        .persons
        .life_status(person, &core.registry)
        .await
        .map_err(|_| out_of_service("the person registry"))?;
    match status {
        LifeStatus::DeadSince(day) => Ok(Some(day)),
        LifeStatus::Living if defects.has(Defect::LivingPersonServed) => Ok(None),
        LifeStatus::Living => Err(Rule::NotDead.into()),
        LifeStatus::DeadSinceUnknown if core.has(Variant::UnknownDeathServed) => Ok(None),
        LifeStatus::DeadSinceUnknown => Err(Rule::DeathDateUnknown.into()),
    }
}

/// The day of the newest bankruptcy order, from which the period is counted.
/// Source: Løsningsbeskrivelse for Konkursbehandling, Spesifikke valideringer.
async fn bankrupt_since(core: &Core, party: &PartyId, today: Date) -> Ruling<Date> {
    let defects = core.defects();
    let is_refused_kind = match party {
        PartyId::Organisation(_) => defects.has(Defect::BankruptCompaniesRefused),
        PartyId::Person(id) => {
            defects.has(Defect::BankruptPersonsRefused)
                || (defects.has(Defect::BankruptDNumbersRefused)
                    && id.kind() == wire::identifiers::NationalIdKind::D)
        }
    };
    if is_refused_kind {
        return Err(Rule::NotBankrupt.into());
    }
    let all = core
        .bankruptcies
        .notices(&core.registry)
        .await
        .map_err(|_| out_of_service("the register of bankruptcies"))?;
    let about: Vec<&Notice> = all.iter().filter(|one| one.debtor == *party).collect();
    let opening = opening(&about, core, defects);
    match opening {
        Some(_) if defects.has(Defect::LimitFromToday) => Ok(today),
        Some(opening) if defects.has(Defect::LimitFromRegistration) => {
            Ok(wire::dates::date_at(opening.registered))
        }
        Some(opening) => Ok(opening.ruling),
        None if defects.has(Defect::SolventServed) => Ok(today),
        None if defects.has(Defect::ManagerCountsAsDebtor) && manages(core, party) => Ok(today),
        None => Err(Rule::NotBankrupt.into()),
    }
}

/// The opening that counts: the newest, unless the newest notice of all says that the bankruptcy is over.
fn opening<'a>(about: &[&'a Notice], core: &Core, defects: &Defects) -> Option<&'a Notice> {
    let is_opening = |one: &&&Notice| one.kind == NoticeKind::Opening.name();
    let openings = || about.iter().filter(is_opening);
    if defects.has(Defect::FirstNoticeCounts) {
        return openings().min_by_key(|one| one.registered).copied();
    }
    let newest = about.iter().max_by_key(|one| one.registered)?;
    let counts = match newest.kind.as_str() {
        "aapning" => true,
        "sletting" => defects.has(Defect::AnnulledServed),
        "oppheving" => defects.has(Defect::ReversedServed),
        "avslutning" => core.has(Variant::ClosedEstateServed),
        _other => false,
    };
    if !counts {
        return None;
    }
    openings().max_by_key(|one| one.registered).copied()
}

/// Whether the party disposes of an account of somebody bankrupt; with a defect alone.
fn manages(core: &Core, party: &PartyId) -> bool {
    let Some(party) = core.data.party(party) else {
        return false;
    };
    core.data.accounts.iter().any(|account| {
        account.is_blocked && account.disposers.iter().any(|holder| holder.party == party)
    })
}

/// The part of the period in which the person had this guardian for daily banking.
/// Source: Løsningsbeskrivelse for Vergekontroll, Spesifikke valideringer; Trinn 2a, toDate.
async fn guarded(
    core: &Core,
    party: &PartyId,
    guardian: Option<&NationalId>,
    asked: Period,
) -> Ruling<Period> {
    let defects = core.defects();
    let PartyId::Person(ward) = party else {
        return Ok(asked);
    };
    let entries = core
        .persons
        .guardianships(ward, &core.registry)
        .await
        .map_err(|_| out_of_service("the person registry"))?;
    let unchecked = defects.has(Defect::GuardianshipUnchecked)
        || (guardian.is_none()
            && (defects.has(Defect::GuardianOptional)
                || defects.has(Defect::GuardianFormUnchecked)
                || defects.has(Defect::GuardianCheckedAtAccountsOnly)));
    if unchecked {
        return Ok(asked);
    }
    let by_guardian: Vec<&Guardianship> = entries
        .iter()
        .filter(|one| {
            one.guardian.as_ref() == guardian || defects.has(Defect::AnyGuardianshipWillDo)
        })
        .filter(|one| one.is_current || !defects.has(Defect::GuardianshipHistoryIgnored))
        .filter(|one| one.appoints_guardian || core.has(Variant::PowersOfAttorneyTaken))
        .collect();
    if by_guardian.is_empty() {
        return Err(Rule::NotGuardian.into());
    }
    let times: Vec<Period> = by_guardian
        .into_iter()
        .filter(|one| has_task(one, core, defects))
        .map(|one| time(one, defects))
        .collect();
    if times.is_empty() {
        return Err(Rule::GuardianTask.into());
    }
    if times.iter().any(|time| time.covers(asked)) {
        return Ok(asked);
    }
    let overlap = times
        .iter()
        .find(|time| asked.overlaps(time.from, Some(time.to)))
        .ok_or(Rule::GuardianshipPeriod)?;
    if defects.has(Defect::DataOutsideGuardianship) {
        return Ok(asked);
    }
    if core.has(Variant::GuardianshipCut) {
        return Ok(Period {
            from: asked.from.max(overlap.from),
            to: asked.to.min(overlap.to),
        });
    }
    Err(Rule::GuardianshipPeriod.into())
}

fn has_task(one: &Guardianship, core: &Core, defects: &Defects) -> bool {
    let among = || one.tasks.iter().any(|task| task == DAILY_BANKING);
    if defects.has(Defect::GuardianTaskUnchecked) {
        return true;
    }
    if defects.has(Defect::GuardianTaskMustBeAlone) {
        return one.tasks.as_slice() == [DAILY_BANKING];
    }
    among() || (one.tasks.is_empty() && core.has(Variant::TasklessGuardianTaken))
}

/// FREG's name of the task of daily banking.
const DAILY_BANKING: &str = "representasjonDagligbank";

fn time(one: &Guardianship, defects: &Defects) -> Period {
    let from = if defects.has(Defect::GuardianshipStartUnchecked) {
        Date::MIN
    } else {
        one.from
    };
    let to = one
        .to
        .filter(|_| !defects.has(Defect::GuardianshipEndUnchecked))
        .unwrap_or(Date::MAX);
    Period { from, to }
}
