//! Whether the target has what an instance needs, and which parties it uses.

use std::sync::Arc;

use jiff::civil::date;
use wire::profile::{FurtherCheck, KFR, PartyKind, ServiceProfile};
use wire::world::{AccountFact, PartyEntry, Relation, party_trait};

use crate::Instance;
use crate::target::Target;
use pack::catalogue::{Need, PartySelector, Role, Script};
use pack::reason::{self, Reason};

/// Whether what is declared about an account fits a case's wish.
pub fn fits(fact: &AccountFact, wanted: &str) -> bool {
    match wanted {
        "open" => {
            fact.relation == Relation::Owner && fact.closed.is_none() && !fact.data_not_delivered
        }
        "closed" => fact.closed.is_some(),
        "credit-line" => fact.credit_line,
        "data-not-delivered" => fact.data_not_delivered,
        "cards" => fact.cards.is_some_and(|cards| cards > 0),
        "foreign-currency" => fact.currency != "NOK",
        "disposed" => fact.relation == Relation::Disposes,
        "many-transactions" => fact.transactions.is_some_and(|count| count > 1000),
        other => fact.traits.iter().any(|found| found == other),
    }
}

/// The parties an instance uses, or why it does not run.
pub(super) fn decide(
    instance: &Instance,
    target: &Target,
    parties: &[Arc<PartyEntry>],
    own_registers: bool,
) -> Result<Vec<Arc<PartyEntry>>, Reason> {
    for need in &instance.case.needs {
        let has = match need {
            Need::OwnRegisters => own_registers,
            other => target.has(*other),
        };
        if !has {
            return Err(lacks(*need));
        }
    }
    // Of such a service nothing is accepted in production: a case about that names the service.
    let about_production =
        instance.case.needs.contains(&Need::ProductionMode) && instance.case.services.is_some();
    if target.production && !about_production && is_for_test_only(&instance.service) {
        return Err(lacks(Need::TestMode));
    }
    if instance.case.asks_kfr() {
        // Numbers are drawn when the case begins: what is written is nobody's.
        let institution = target.agencies.get(KFR);
        return institution
            .map(|_| vec![Arc::new(PartyEntry::default())])
            .ok_or_else(|| Reason::new(&reason::NEEDS_INSTITUTION));
    }
    let found = match target.role {
        Role::Bank | Role::Agency => select(instance, parties)?,
        Role::Overview => select_customer(instance, parties)?,
    };
    match &instance.case.script {
        Script::Retrieval(_) | Script::Property(_) => Ok(found),
        Script::Request(_) | Script::Steps(_) | Script::WholeRun(_) | Script::Journal(_) => {
            Ok(found.into_iter().take(1).collect())
        }
    }
}

/// Interpretation I-39: a service whose mandates are all for test does not run in production.
pub fn is_for_test_only(service: &ServiceProfile) -> bool {
    service.mandates.iter().all(|mandate| mandate.test_only)
}

fn select(
    instance: &Instance,
    parties: &[Arc<PartyEntry>],
) -> Result<Vec<Arc<PartyEntry>>, Reason> {
    let traits = match &instance.case.party {
        PartySelector::Usual => None,
        PartySelector::Traits(map) => map.get(&instance.service.id).or_else(|| map.get("*")),
    };
    let found: Vec<Arc<PartyEntry>> = match traits {
        None => {
            let mut usual: Vec<_> = parties
                .iter()
                .filter(|party| is_usual(party, &instance.service))
                .cloned()
                .collect();
            usual.sort_by_key(|party| unsuitability(party));
            usual
        }
        Some(traits) if traits == &["any"] => parties
            .iter()
            .filter(|party| may_be_asked_about(party, &instance.service))
            .filter(|party| has_whole_period(party, &instance.service))
            .cloned()
            .collect(),
        Some(traits) => {
            let mut found: Vec<_> = parties
                .iter()
                .filter(|party| traits.iter().all(|wanted| party.has_trait(wanted)))
                .filter(|party| has_account(party, instance.case.account.as_deref()))
                .cloned()
                .collect();
            found.sort_by_key(|party| unsuitability(party));
            found
        }
    };
    let found: Vec<_> = found
        .into_iter()
        .filter(|party| has_account(party, instance.case.account.as_deref()))
        .filter(|party| may_be_asked_about(party, &instance.service))
        .collect();
    if found.is_empty() {
        return Err(needs_fixture(traits.map(Vec::as_slice), instance));
    }
    Ok(found)
}

/// The customer that a case of step 1 asks about.
fn select_customer(
    instance: &Instance,
    parties: &[Arc<PartyEntry>],
) -> Result<Vec<Arc<PartyEntry>>, Reason> {
    let wanted = match &instance.case.party {
        PartySelector::Usual => vec![party_trait::CUSTOMER.to_owned()],
        PartySelector::Traits(map) => {
            let of_service = map.get(&instance.service.id).or_else(|| map.get("*"));
            of_service.cloned().unwrap_or_default()
        }
    };
    let may_be = |party: &PartyEntry| {
        !party.has_trait(party_trait::ORGANISATION)
            || instance
                .service
                .party_kinds
                .contains(&PartyKind::Organisation)
    };
    let found = parties.iter().find(|party| {
        wanted.iter().all(|one| party.has_trait(one))
            && may_be(party)
            && has_account(party, instance.case.account.as_deref())
    });
    found
        .map(|party| vec![Arc::clone(party)])
        .ok_or_else(|| needs_fixture(Some(&wanted), instance))
}

fn needs_fixture(traits: Option<&[String]>, instance: &Instance) -> Reason {
    let traits = match traits {
        Some(traits) => traits.join(" + "),
        None => usual_traits(&instance.service).join(" + "),
    };
    let kind = match &instance.case.account {
        Some(_) => reason::NEEDS_PARTY_WITH_ACCOUNT,
        None => reason::NEEDS_PARTY,
    };
    let reason = Reason::new(&kind).with("traits", traits);
    match &instance.case.account {
        Some(account) => reason.with("account", account),
        None => reason,
    }
}

fn lacks(need: Need) -> Reason {
    Reason::new(&match need {
        Need::TestMode => reason::NEEDS_TEST_MODE,
        Need::ProductionMode => reason::NEEDS_PRODUCTION_MODE,
        Need::Alternative1 => reason::NEEDS_ALTERNATIVE_1,
        Need::Alternative2 => reason::NEEDS_ALTERNATIVE_2,
        Need::OwnRegisters => reason::NEEDS_OWN_REGISTERS,
        Need::TokenMinting => reason::NEEDS_TOKEN_ISSUING,
        Need::OwnPoliceKeys => reason::NEEDS_OWN_POLICE_KEYS,
    })
}

fn usual_traits(service: &ServiceProfile) -> &'static [&'static str] {
    match service.further_check {
        FurtherCheck::Deceased => &[party_trait::OWNER, party_trait::DECEASED],
        FurtherCheck::Guardianship => &[party_trait::OWNER, party_trait::WARD],
        FurtherCheck::Bankruptcy => &[party_trait::OWNER, party_trait::BANKRUPT],
        FurtherCheck::None | FurtherCheck::ExtraditionOrder => &[party_trait::OWNER],
    }
}

fn is_usual(party: &PartyEntry, service: &ServiceProfile) -> bool {
    let unusual = [
        party_trait::SHIELDED,
        party_trait::ORGANISATION,
        party_trait::DATA_NOT_DELIVERED,
        party_trait::DECEASED_DATE_UNKNOWN,
        party_trait::WARD_NOT_DISPOSED,
    ];
    let wanted = usual_traits(service);
    let of_another_service = [
        (
            party_trait::DECEASED,
            party.has_trait(party_trait::DECEASED),
        ),
        (party_trait::WARD, !party.guardianships.is_empty()),
        (party_trait::BANKRUPT, !party.bankruptcies.is_empty()),
    ];
    wanted.iter().all(|wanted| party.has_trait(wanted))
        && !unusual.iter().any(|odd| party.has_trait(odd))
        && may_be_asked_about(party, service)
        && !of_another_service
            .iter()
            .any(|(name, holds)| *holds && !wanted.contains(name))
}

/// Whether the service may ask about the party at all: a person with a known date of death, a ward, somebody bankrupt.
pub fn may_be_asked_about(party: &PartyEntry, service: &ServiceProfile) -> bool {
    let is_organisation = party.has_trait(party_trait::ORGANISATION);
    if is_organisation && !service.party_kinds.contains(&PartyKind::Organisation) {
        return false;
    }
    let has_any = |names: &[&str]| names.iter().any(|name| party.has_trait(name));
    match service.further_check {
        FurtherCheck::Deceased => party.date_of_death.is_some(),
        FurtherCheck::Guardianship => {
            has_guardian_of_last_year(party)
                && has_any(&[
                    party_trait::WARD,
                    party_trait::WARD_BEGAN,
                    party_trait::WARD_ENDED,
                    party_trait::WARD_ENDED_SINCE,
                ])
        }
        FurtherCheck::Bankruptcy => party.bankrupt_since().is_some(),
        FurtherCheck::None | FurtherCheck::ExtraditionOrder => true,
    }
}

/// Whether the profile declares a guardian for daily banking in the year that the service asks about.
fn has_guardian_of_last_year(party: &PartyEntry) -> bool {
    let year = wire::dates::today().year() - 1;
    let guardians = party.guardians(date(year, 1, 1), date(year, 12, 31));
    !guardians.is_empty()
}

/// Whether every period of the service is valid for the party: not where its guardianship covers a part of the year.
fn has_whole_period(party: &PartyEntry, service: &ServiceProfile) -> bool {
    service.further_check != FurtherCheck::Guardianship || party.has_trait(party_trait::WARD)
}

/// Parties that have held an account for long, and with less that is special, come first: they make the plainest
/// baseline.
fn unsuitability(party: &PartyEntry) -> (bool, bool, usize) {
    let deliverable = party.accounts.iter().any(|account| {
        account.relation == Relation::Owner
            && account.closed.is_none()
            && !account.data_not_delivered
    });
    let large = party
        .traits
        .iter()
        .any(|found| found == "many-transactions");
    (
        !deliverable && !party.accounts.is_empty(),
        is_recent(party),
        party.traits.len() + usize::from(large) * 100,
    )
}

/// Whether some open account is declared to be the party's since less than three years: cases ask about earlier years.
fn is_recent(party: &PartyEntry) -> bool {
    let limit = wire::dates::years_before(wire::dates::today(), 3);
    let mut open = party
        .accounts
        .iter()
        .filter(|account| account.closed.is_none());
    open.any(|account| account.opened.max(account.owner_from) > Some(limit))
}

/// Whether the party has an account with that trait; without a trait, any party will do.
fn has_account(party: &PartyEntry, account: Option<&str>) -> bool {
    let Some(wanted) = account else { return true };
    party.accounts.iter().any(|fact| fits(fact, wanted))
}

/// The party that a service's ordinary requests to the target are made for, if it declares one.
pub fn usual_party_of<'a>(service: &ServiceProfile, target: &'a Target) -> Option<&'a PartyEntry> {
    match target.role {
        Role::Bank | Role::Agency => usual_party(service, &target.parties),
        Role::Overview => target.party_with(&[party_trait::CUSTOMER]),
    }
}

/// The party a service's ordinary requests are made for, if these have one.
pub fn usual_party<'a>(
    service: &ServiceProfile,
    parties: &'a [PartyEntry],
) -> Option<&'a PartyEntry> {
    let mut usual: Vec<_> = parties
        .iter()
        .filter(|party| is_usual(party, service))
        .collect();
    usual.sort_by_key(|party| unsuitability(party));
    usual.first().copied()
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;
    use serde_json::{Value, json};
    use wire::dates::{today, years_before};

    use super::*;

    fn owner(number: &str, traits: &[&str], owner_from: Date) -> PartyEntry {
        let party: Value = json!({"party_id": number, "traits": traits, "accounts": [
            {"number": "86011117947", "relation": "owner", "type": "salaryAccount", "currency": "NOK",
            "opened": "2010-03-01", "owner_from": owner_from}]});
        serde_json::from_value(party).expect("a party entry")
    }

    fn usual(parties: &[PartyEntry], service: &str) -> Option<String> {
        let service = wire::profile::service(service).expect("the service is built in");
        usual_party(service, parties).map(|party| party.party_id.clone())
    }

    #[test]
    fn whoever_bought_the_account_lately_is_not_the_usual_party() {
        let lately = years_before(today(), 1);
        let long_ago = years_before(today(), 9);
        let parties = [
            owner("1", &["owner"], lately),
            owner("2", &["owner", "several-accounts"], long_ago),
        ];
        assert_eq!(usual(&parties, "politi-utlevering").as_deref(), Some("2"));
    }

    #[test]
    fn a_guardianship_since_last_year_makes_no_ward_of_the_whole_year() {
        let mut ward = owner("1", &["owner", "ward"], years_before(today(), 9));
        let began = json!([{"guardian": "26845099148", "daily_banking": true,
            "from": date(today().year() - 1, 5, 1)}]);
        ward.guardianships = serde_json::from_value(began).expect("guardianships");
        assert_eq!(usual(&[ward], "vergekontroll"), None);
    }

    #[test]
    fn a_ward_whose_guardianship_ended_before_last_year_is_not_asked_about() {
        let mut ward = owner("1", &["owner", "ward"], years_before(today(), 9));
        let ended = json!([{"guardian": "26845099148", "daily_banking": true,
            "from": years_before(today(), 6), "to": years_before(today(), 3)}]);
        ward.guardianships = serde_json::from_value(ended).expect("guardianships");
        assert_eq!(usual(&[ward], "vergekontroll"), None);
    }
}
