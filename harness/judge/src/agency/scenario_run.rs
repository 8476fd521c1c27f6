//! What the checks look at: the traffic of the scenarios of one service, and the facts of the environment.

use std::collections::BTreeMap;

use crate::agency::journal::Register;
use jiff::civil::Date;
use openssl::pkey::{PKey, Public};
use wire::messages::Endpoint;
use wire::profile::ServiceProfile;

use crate::agency::journal::{Call, MoreCalls, Place, UnreadableRequest};
use pack::catalogue::To;
use pack::reason::Reason;
use pack::scenario::{BankName, Scenario};

/// What the agency was asked to do.
#[derive(Clone, Debug)]
pub struct Task {
    /// The service.
    pub service: String,
    /// The number of the case as the agency was given it; none where nothing says that a new case begins.
    pub case: Option<String>,
    /// Number of the control object.
    pub party: String,
    /// Its date of death, where the service counts from it.
    pub death: Option<Date>,
    /// The day of the newest ruling that opens its bankruptcy, where the service counts from it.
    pub bankruptcy: Option<Date>,
    /// The guardian's number, where the service has one.
    pub guardian: Option<String>,
    /// First and last day of the guardianship, where the service has one; no last day while it goes on.
    pub guardianship: Option<(Date, Option<Date>)>,
    /// The organisation number that the agency asks under.
    pub consumer: String,
    /// Who asks at the agency.
    pub requester: String,
    /// Whether only accounts that the control object owns are needed.
    pub only_primary_owner: bool,
    /// First day of the period.
    pub from: Date,
    /// Last day of the period.
    pub to: Date,
    /// The endpoints beside Accounts.
    pub endpoints: Vec<Endpoint>,
    /// Organisation numbers of the banks.
    pub banks: Vec<String>,
}

/// How a scenario ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The agency had done what it was asked to.
    Done,
    /// At the time limit.
    TimeLimit,
    /// The agency was started, and made no call.
    Silent(Reason),
    /// The agency could not be started.
    NotTriggered(Reason),
    /// It was not run: the whole run ended before.
    Stopped,
    /// The whole run was interrupted before it or in the middle of it.
    Interrupted,
}

/// One scenario, as it was run.
#[derive(Clone, Debug)]
pub struct ScenarioRun {
    /// The scenario.
    pub scenario: Scenario,
    /// What the agency was asked to do.
    pub task: Task,
    /// Every call in the order of arrival, up to the journal's bounds.
    pub calls: Vec<Call>,
    /// The calls beyond them.
    pub more_calls: MoreCalls,
    /// Connections without a request that can be read.
    pub unreadable: Vec<UnreadableRequest>,
    /// Further ones of these, that were counted only.
    pub more_unreadable: u64,
    /// How it ended.
    pub ended: Ended,
}

impl ScenarioRun {
    /// Whether the agency did nothing where a bank waited for it.
    pub fn is_idle(&self) -> bool {
        let nothing = self.calls.is_empty() && self.unreadable.is_empty();
        nothing && !self.scenario.banks.is_empty()
    }

    /// The calls to banks.
    pub fn bank_calls(&self) -> impl Iterator<Item = &Call> {
        self.calls.iter().filter(|call| call.bank().is_some())
    }

    /// The calls to one bank.
    pub fn calls_to(&self, bank: BankName) -> impl Iterator<Item = &Call> {
        self.calls
            .iter()
            .filter(move |call| call.bank() == Some(bank))
    }

    /// The calls to a register.
    pub fn register_calls(&self, register: Register) -> impl Iterator<Item = &Call> {
        self.calls
            .iter()
            .filter(move |call| call.place == Place::Register(register))
    }

    /// The grants sent to Maskinporten.
    pub fn grants(&self) -> impl Iterator<Item = &Call> {
        self.register_calls(Register::Maskinporten)
            .filter(|call| call.path == "/token")
    }

    /// The requests to the customer overview.
    pub fn overview_calls(&self) -> impl Iterator<Item = &Call> {
        self.register_calls(Register::CustomerOverview)
    }

    /// The requests to the API registry.
    pub fn overview_and_registry(&self) -> impl Iterator<Item = &Call> {
        self.overview_calls()
            .chain(self.register_calls(Register::ApiRegistry))
    }

    /// The calls to banks, or the requests of step 1.
    pub fn requests(&self, to: To) -> impl Iterator<Item = &Call> {
        self.calls.iter().filter(move |call| match to {
            To::Bank => call.bank().is_some(),
            To::Overview => call.place == Place::Register(Register::CustomerOverview),
            To::Maskinporten => {
                call.place == Place::Register(Register::Maskinporten) && call.path == "/token"
            }
        })
    }

    /// The banks of the scenario that can be called and answer.
    pub fn answering_banks(&self) -> impl Iterator<Item = BankName> + '_ {
        let banks = self.scenario.banks.iter().copied();
        banks.filter(|bank| {
            matches!(bank, BankName::A | BankName::B) && self.scenario.entry(*bank).is_none()
        })
    }

    /// The account entries that a bank delivered in answers to Accounts, in order.
    pub fn accounts_of(&self, bank: BankName) -> Vec<&serde_json::Value> {
        self.calls_to(bank)
            .filter(|call| is_on(call, Endpoint::Accounts))
            .filter_map(Call::delivered)
            .filter_map(|document| document["accounts"].as_array())
            .flatten()
            .collect()
    }

    /// The references that a bank gave and that can be called, each once.
    pub fn references_of(&self, bank: BankName) -> Vec<&str> {
        let mut references = Vec::new();
        for account in self.accounts_of(bank) {
            if let Some(reference) = account["accountReference"].as_str()
                && reference != wire::messages::DATA_NOT_DELIVERED
                && !references.contains(&reference)
            {
                references.push(reference);
            }
        }
        references
    }
}

/// Whether a call of step 1 asks which bank has an account; the others ask for the relations of a person.
pub fn asks_about_an_account(call: &Call) -> bool {
    call.path.ends_with("/accountServicingProvider")
}

/// Whether a call to a bank is on an endpoint.
pub fn is_on(call: &Call, endpoint: Endpoint) -> bool {
    call.route
        .as_ref()
        .is_some_and(|route| route.endpoint == endpoint)
}

/// The account a call to a bank is about.
pub fn reference(call: &Call) -> Option<&str> {
    call.route.as_ref()?.reference.as_deref()
}

/// A key of the police's JWKS.
#[derive(Clone, Debug)]
pub struct PoliceKey {
    /// The key.
    pub key: PKey<Public>,
    /// Whether its certificate chains up to the root, is valid and has the right subject; why not, if not.
    pub fit: Result<(), String>,
}

/// What is true of the environment, whatever the scenario.
#[derive(Clone, Debug)]
pub struct EnvironmentFacts {
    /// Maskinporten's issuer.
    pub issuer: String,
    /// Base URLs by bank.
    pub base_urls: BTreeMap<BankName, String>,
    /// Base URL of the customer overview.
    pub overview: String,
    /// Address of the other host that links and redirects of some scenarios lead to.
    pub other_host: String,
    /// Client ids by service: one for each organisation number that has a client of its own.
    pub clients: BTreeMap<String, Vec<String>>,
    /// The police's keys by `kid`.
    pub police_keys: BTreeMap<String, PoliceKey>,
}

/// What a check looks at.
#[derive(Clone, Copy, Debug)]
pub struct JournalView<'a> {
    /// The service.
    pub service: &'a ServiceProfile,
    /// The environments, by their numbers.
    pub environments: &'a [EnvironmentFacts],
    /// The scenarios that the case is about.
    pub runs: &'a [&'a ScenarioRun],
}

impl EnvironmentFacts {
    /// The address of a call as the agency wrote it: with its own `Host`, where it sent one.
    pub fn url_called(&self, call: &Call) -> String {
        let known = match call.place {
            Place::Bank(bank) => self.base_urls.get(&bank).map_or("", String::as_str),
            Place::Register(_) | Place::Unknown => &self.issuer,
            Place::OtherHost => &self.other_host,
        };
        let (scheme, rest) = known.split_once("://").unwrap_or(("http", known));
        let authority = rest.split('/').next().unwrap_or_default();
        let host = call.header("host").unwrap_or_else(|| authority.to_owned());
        format!("{scheme}://{host}{}", call.target())
    }
}

impl<'a> JournalView<'a> {
    /// What is true of the environment that a call came to.
    pub fn facts(&self, call: &Call) -> &'a EnvironmentFacts {
        &self.environments[call.environment]
    }

    /// The calls that a case is about, of all its scenarios.
    pub fn calls(&self, to: To) -> impl Iterator<Item = &'a Call> + use<'a> {
        self.runs.iter().flat_map(move |run| run.requests(to))
    }
}
