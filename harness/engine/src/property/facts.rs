//! What generators know about the target: who may be asked about, which day it is, what the run can forge.

use std::sync::Arc;

use jiff::civil::Date;
use wire::messages::Endpoint;
use wire::profile::{FromRule, FurtherCheck, ServiceProfile, ToRule};
use wire::world::{AccountFact, PartyEntry, party_trait};

use pack::catalogue::{Level, Need};
use plan::Instance;
use plan::fits;
use plan::target::Target;

/// The most parties that requests are spread over: each needs an account list of its own.
const MOST_PARTIES: usize = 8;

/// What generators know.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The service.
    pub service: Arc<ServiceProfile>,
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The level of the property's case.
    pub level: Level,
    /// Who may be asked about; the first is the plainest.
    pub parties: Vec<Arc<PartyEntry>>,
    /// Today in Europe/Oslo.
    pub today: Date,
    /// Whether the target answers in clear where that is asked for, which is quicker to judge.
    pub clear: bool,
    /// Whether the run can issue tokens in the issuer's name.
    pub minting: bool,
    /// What the target can of the rest.
    pub(super) abilities: Vec<Need>,
}

/// The endpoint of an instance of a property.
pub(crate) fn property_endpoint(instance: &Instance) -> Endpoint {
    let endpoint = instance.endpoint.of_bank();
    endpoint.expect("the loader has properties in the cases of banks alone")
}

impl Facts {
    /// What is known for an instance; `parties` are those its case selects.
    pub fn of(
        instance: &Instance,
        target: &Target,
        parties: &[Arc<PartyEntry>],
        today: Date,
        clear: bool,
    ) -> Self {
        let needs = [
            Need::TestMode,
            Need::ProductionMode,
            Need::Alternative1,
            Need::Alternative2,
            Need::TokenMinting,
            Need::OwnPoliceKeys,
        ];
        let parties: Vec<Arc<PartyEntry>> = parties
            .iter()
            .filter(|party| is_fit(party, instance))
            .take(MOST_PARTIES)
            .cloned()
            .collect();
        Self {
            service: Arc::clone(&instance.service),
            endpoint: property_endpoint(instance),
            level: instance.case.written_level,
            parties,
            today,
            clear,
            minting: target.has(Need::TokenMinting),
            abilities: needs.into_iter().filter(|need| target.has(*need)).collect(),
        }
    }

    /// Whether the service has extradition orders.
    pub fn has_order(&self) -> bool {
        self.service.further_check == FurtherCheck::ExtraditionOrder
    }

    /// The date of death of a party, where the service's period hangs on it.
    pub fn death(&self, party: usize) -> Option<Date> {
        self.parties.get(party)?.date_of_death
    }

    /// The first day that is inside the service's limit for a party.
    pub fn first_day(&self, party: usize) -> Date {
        match self.service.period.from {
            FromRule::YearsBeforeToday { years } => wire::dates::years_before(self.today, years),
            FromRule::MonthsBeforeDeath { months } => {
                wire::dates::months_before(self.death(party).unwrap_or(self.today), months)
            }
            FromRule::MonthsBeforeBankruptcy { months } => {
                let party = self.parties.get(party);
                let since = party.and_then(|party| party.bankrupt_since());
                wire::dates::months_before(since.unwrap_or(self.today), months)
            }
            FromRule::FirstDayOfLastYear => Date::constant(self.today.year() - 1, 1, 1),
            FromRule::Today => self.today,
        }
    }

    /// The last day that a request may name.
    pub fn last_day(&self) -> Date {
        match self.service.period.to {
            ToRule::NotBeforeFrom | ToRule::Today => self.today,
            ToRule::LastDayOfLastYear => Date::constant(self.today.year() - 1, 12, 31),
        }
    }

    /// The service's own requirement of that name.
    pub fn rule(&self, name: &str) -> String {
        format!("{}-{name}", self.service.prefix)
    }

    /// The requirement about periods inside the service's limits.
    pub fn inside_rule(&self) -> String {
        format!("{}-INSIDE", self.limit_rule())
    }

    /// The requirement about periods outside the service's limits.
    pub fn limit_rule(&self) -> String {
        self.rule(match self.service.period.from {
            FromRule::YearsBeforeToday { .. }
            | FromRule::MonthsBeforeDeath { .. }
            | FromRule::MonthsBeforeBankruptcy { .. } => "FROMDATE",
            FromRule::FirstDayOfLastYear => "PERIOD",
            FromRule::Today => "TODAY",
        })
    }

    /// The requirement about a toDate outside the service's limits.
    pub fn to_rule(&self) -> String {
        match self.service.period.from {
            FromRule::FirstDayOfLastYear | FromRule::Today => self.limit_rule(),
            FromRule::YearsBeforeToday { .. }
            | FromRule::MonthsBeforeDeath { .. }
            | FromRule::MonthsBeforeBankruptcy { .. } => self.rule("TODATE"),
        }
    }

    /// The first day on which an account that the bank may choose for a party was surely there and owned.
    pub fn account_since(&self, party: usize) -> Date {
        if self.endpoint == Endpoint::Accounts {
            return self.first_day(party);
        }
        let open = |fact: &&AccountFact| fits(fact, "open");
        let facts = self
            .parties
            .get(party)
            .map(|party| party.accounts.iter().filter(open).collect::<Vec<_>>());
        facts
            .unwrap_or_default()
            .into_iter()
            .map(|fact| match (fact.opened, fact.owner_from) {
                (Some(opened), Some(owned)) => opened.max(owned),
                (Some(opened), None) => opened,
                (None, _) => self.today,
            })
            .max()
            .unwrap_or(self.today)
    }
}

fn is_fit(party: &PartyEntry, instance: &Instance) -> bool {
    let has_no_list =
        party.has_trait(party_trait::SHIELDED) || party.has_trait(party_trait::WARD_NOT_DISPOSED);
    instance.endpoint == Endpoint::Accounts
        || (!has_no_list && party.accounts.iter().any(|fact| fits(fact, "open")))
}
