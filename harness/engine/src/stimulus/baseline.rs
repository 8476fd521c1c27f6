//! The valid request that every case starts from.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use uuid::Uuid;
use wire::jose::sign::{SignatureAlgorithm, sign_compact};
use wire::messages::media_type;
use wire::profile::{FromRule, FurtherCheck, ServiceProfile, ToRule};
use wire::world::{GuardianshipFact, PartyEntry};

use crate::scene::{Scene, SignedOrder};
use crate::stimulus::values::timestamp;
use crate::stimulus::{StimulusError, Values};
use pack::catalogue::{Baseline, Role};
use pack::reason::{self, Reason};
use plan::target::Target;

/// Which scene a case needs.
#[derive(Clone, Debug)]
pub struct SceneChoice<'a> {
    /// The service.
    pub service: &'a Arc<ServiceProfile>,
    /// The party.
    pub party: &'a Arc<PartyEntry>,
    /// The baseline.
    pub baseline: &'a Baseline,
}

/// Sets a scene: a new agency case with its period, order and identifiers.
///
/// # Errors
/// [`StimulusError`] if the target lacks a value the baseline needs, or signing fails.
pub fn set_scene(
    choice: &SceneChoice<'_>,
    target: &Target,
    now: Timestamp,
) -> Result<Scene, StimulusError> {
    let today = wire::dates::date_at(now);
    let (service, party) = (choice.service, choice.party);
    let agency = target
        .agencies
        .get(&service.id)
        .ok_or_else(|| {
            StimulusError::Lacks(Reason::new(&reason::NEEDS_AGENCY).with("service", &service.id))
        })?
        .clone();
    let values = Values {
        target,
        services: &[],
        scene: None,
        party,
        now,
        today,
        token: None,
        order: None,
        reference: None,
        account_number: None,
        path: "",
    };
    let usual = usual_period(service, party, today);
    let from = choice
        .baseline
        .from
        .as_ref()
        .map(|from| values.day(from))
        .transpose()?
        .unwrap_or(usual.0);
    let to = choice
        .baseline
        .to
        .as_ref()
        .map(|to| values.day(to))
        .transpose()?
        .unwrap_or(usual.1);
    let case_id = Uuid::new_v4();
    // Step 1 knows neither orders nor guardians.
    let further_check = match target.role {
        Role::Bank | Role::Agency => service.further_check,
        Role::Overview => FurtherCheck::None,
    };
    let has_order = further_check == FurtherCheck::ExtraditionOrder;
    let order = match (has_order, &agency.order_signer) {
        (true, Some(signer)) => {
            let claims = valid_order(service, party, choice.baseline.mandate, case_id, now);
            let header = json!({"alg": "PS256", "typ": "JWT", "kid": signer.kid});
            let compact = sign_compact(&header, &claims, &signer.key, SignatureAlgorithm::Ps256)?;
            Some(SignedOrder { claims, compact })
        }
        (true, None) => {
            return Err(StimulusError::lacks(&reason::NEEDS_ORDER_KEY));
        }
        (false, _) => None,
    };
    let guardian = match further_check {
        FurtherCheck::Guardianship => Some(guardian(party, (from, to))?),
        FurtherCheck::None
        | FurtherCheck::ExtraditionOrder
        | FurtherCheck::Deceased
        | FurtherCheck::Bankruptcy => None,
    };
    Ok(Scene {
        service: Arc::clone(service),
        party: Arc::clone(party),
        agency,
        from,
        to,
        only_primary_owner: only_primary_owner(choice.baseline, target),
        mandate: choice.baseline.mandate,
        accept: choice
            .baseline
            .accept
            .clone()
            .unwrap_or_else(|| usual_media_type(target.role).to_owned()),
        case_id,
        today,
        requester_id: service
            .requester_id_required
            .then(|| "conformance-user-1".to_owned()),
        guardian,
        order,
        customers: Vec::new(),
        accounts: OnceCell::new(),
        controls: Mutex::new(HashMap::new()),
    })
}

/// What a valid request accepts.
fn usual_media_type(role: Role) -> &'static str {
    match role {
        Role::Bank | Role::Agency => media_type::JOSE,
        Role::Overview => media_type::JSON,
    }
}

/// The party's first guardian for daily banking in the period.
fn guardian(party: &PartyEntry, (from, to): (Date, Date)) -> Result<String, StimulusError> {
    let guardians = party.guardians(from, to);
    let number = guardians.first().ok_or_else(|| {
        StimulusError::Lacks(Reason::new(&reason::NEEDS_VALUE).with("name", "the guardian"))
    })?;
    Ok((*number).to_owned())
}

/// `OnlyPrimaryOwner` as it is spelled (I-01).
fn only_primary_owner(baseline: &Baseline, target: &Target) -> String {
    let value = baseline.only_primary_owner.as_deref().unwrap_or("true");
    match target.readings.get("I-01").map(String::as_str) {
        Some("upper-case") if target.role == Role::Bank => value.to_uppercase(),
        _ => value.to_owned(),
    }
}

/// The usual period: what an ordinary request of the service asks for.
fn usual_period(service: &ServiceProfile, party: &PartyEntry, today: Date) -> (Date, Date) {
    let from = match service.period.from {
        FromRule::MonthsBeforeDeath { .. } => party
            .date_of_death
            .unwrap_or_else(|| wire::dates::months_before(today, 1)),
        FromRule::YearsBeforeToday { years } if has_pages(party) => {
            // The longest period, a day inside it.
            let first = wire::dates::years_before(today, years);
            first.tomorrow().unwrap_or(first)
        }
        FromRule::YearsBeforeToday { .. } => wire::dates::years_before(today, 1),
        FromRule::MonthsBeforeBankruptcy { .. } => party.bankrupt_since().unwrap_or(today),
        FromRule::FirstDayOfLastYear => Date::constant(today.year() - 1, 1, 1),
        FromRule::Today => today,
    };
    let to = match service.period.to {
        ToRule::LastDayOfLastYear => Date::constant(today.year() - 1, 12, 31),
        ToRule::NotBeforeFrom | ToRule::Today => today,
    };
    within_guardianship(service, party, (from, to))
}

/// Whether the party has an account with so many transactions, over the longest period, that they come on several pages:
/// whoever is asked about pages is asked about all of them.
fn has_pages(party: &PartyEntry) -> bool {
    party.has_trait(wire::world::party_trait::MANY_TRANSACTIONS)
}

/// The part of the period in which the party had a guardian; the days beside its two ends are left open (I-48).
fn within_guardianship(
    service: &ServiceProfile,
    party: &PartyEntry,
    (from, to): (Date, Date),
) -> (Date, Date) {
    let mut entries = party.guardianships.iter().filter(|one| one.daily_banking);
    let inside = |one: &&GuardianshipFact| one.from <= to && one.to.is_none_or(|end| from <= end);
    let entry = entries.find(inside);
    let (FurtherCheck::Guardianship, Some(entry)) = (service.further_check, entry) else {
        return (from, to);
    };
    let first = entry.from.tomorrow().unwrap_or(entry.from);
    let last = entry.to.map_or(to, |end| end.yesterday().unwrap_or(end));
    (from.max(first), to.min(last))
}

/// The claims of a valid extradition order (Utleveringspålegg i tjenesten Politi-Utlevering, 2.1).
pub fn valid_order(
    service: &ServiceProfile,
    party: &PartyEntry,
    mandate: usize,
    case_id: Uuid,
    now: Timestamp,
) -> Value {
    let today = wire::dates::date_at(now);
    let approval = now.as_second() - 3_600;
    let mandate = service.mandates.get(mandate);
    json!({
        "extraditionOrderID": Uuid::new_v4().to_string(),
        "version": "1.0.0",
        "partyID": party.party_id,
        "mandate": mandate.map(|mandate| mandate.text.as_str()).unwrap_or_default(),
        "reason": mandate.and_then(|mandate| mandate.reason.as_deref()).unwrap_or_default(),
        "fromDate": wire::dates::years_before(today, 10).to_string(),
        "toDate": today.to_string(),
        "onlyPrimaryOwner": false,
        "accountList": true,
        "accountDetails": true,
        "transactions": true,
        "cards": true,
        "roles": true,
        "district": {"districtID": "201", "districtLabel": "Oslo politidistrikt"},
        "approval": {
            "approvedByID": "PTJ0001",
            "approvedByName": "SYNTETISK JURIST",
            "approvedByRole": "Politiadvokat",
            "approvalTimestamp": timestamp(approval),
        },
        "caseID": case_id.to_string(),
        "exp": now.as_second() + 30 * 86_400,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    fn usual(traits: &[&str]) -> (Date, Date) {
        let party = PartyEntry {
            traits: traits.iter().map(|name| (*name).to_owned()).collect(),
            ..PartyEntry::default()
        };
        let police = wire::profile::service("politi-utlevering").expect("it is built in");
        usual_period(police, &party, TODAY)
    }

    #[test]
    fn an_ordinary_party_is_asked_about_the_last_year() {
        assert_eq!(usual(&["owner"]), (date(2025, 11, 22), TODAY));
    }

    #[test]
    fn a_party_with_many_transactions_is_asked_about_all_of_them() {
        assert_eq!(usual(&["many-transactions"]), (date(2016, 11, 23), TODAY));
    }
}
