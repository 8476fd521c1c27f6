//! A case: what is sent, what must come back, why, and how strong the rule is.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::messages::{Endpoint, KfrOperation, Operation, OverviewEndpoint};
use wire::profile::{KFR, ServiceProfile};

use crate::catalogue::change::{Change, SendMode};
use crate::catalogue::entry::{Guards, Interpretation, Role};
use crate::catalogue::template::Template;
use crate::property::PropertyName;
use crate::text::Text;

/// The stable name of a case, e.g. `ORDER-FORM-003`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseId(pub String);

impl fmt::Display for CaseId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The strength of a rule, by the document's own word.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "UPPERCASE")]
#[value(rename_all = "UPPER")]
pub enum Level {
    /// «kan», «may», «can».
    May,
    /// «bør», «anbefales», «should», «recommended».
    Should,
    /// «skal», «må», «must», «shall», «required».
    Must,
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::May => "MAY",
            Self::Should => "SHOULD",
            Self::Must => "MUST",
        })
    }
}

/// One case of the catalogue.
#[derive(Clone, Debug)]
pub struct Case {
    /// Stable id.
    pub id: CaseId,
    /// The family, e.g. `HEADERS`.
    pub family: String,
    /// What the family is about, where its file says so.
    pub about: Option<Text>,
    /// What is at risk where the rule is broken: the gravest of what its family and its requirements guard.
    pub guards: Guards,
    /// The rule as a sentence.
    pub title: Text,
    /// Why it matters.
    pub why: Text,
    /// The level it is judged at.
    pub level: Level,
    /// The level of the sentence tested, as the case file has it, under every reading.
    pub written_level: Level,
    /// What changes under other readings than ours.
    pub under: Vec<Under>,
    /// The requirements it tests.
    pub requirements: Vec<String>,
    /// The interpretations it rests on.
    pub interpretations: Vec<String>,
    /// The services it applies to; `None` for all.
    pub services: Option<Vec<String>>,
    /// The endpoints it unfolds over.
    pub endpoints: Endpoints,
    /// The party it needs.
    pub party: PartySelector,
    /// The account it needs, by trait.
    pub account: Option<String>,
    /// What the target or the run must be able to.
    pub needs: Vec<Need>,
    /// The valid request that is changed, where it is not the usual one.
    pub baseline: Baseline,
    /// What is done and what must come back.
    pub script: Script,
    /// See [`Case::stimulus`].
    pub(super) stimulus: String,
}

impl Case {
    /// Whether it applies to a service.
    pub fn serves(&self, service: &str) -> bool {
        self.services
            .as_ref()
            .is_none_or(|services| services.iter().any(|one| one == service))
    }

    /// What it is about in the journal of an agency; `None` for a case of banks.
    pub fn journal(&self) -> Option<&Journal> {
        match &self.script {
            Script::Journal(journal) => Some(journal),
            Script::Request(_)
            | Script::Steps(_)
            | Script::Retrieval(_)
            | Script::WholeRun(_)
            | Script::Property(_) => None,
        }
    }

    /// Whom it is held against.
    pub fn role(&self) -> Role {
        match (self.journal(), &self.endpoints) {
            (Some(_), _) => Role::Agency,
            (None, Endpoints::OfOverview(_) | Endpoints::OfKfr(_)) => Role::Overview,
            (None, Endpoints::OfTheService | Endpoints::OutsideTheService | Endpoints::Only(_)) => {
                Role::Bank
            }
        }
    }

    /// Whether it is judged from a scenario.
    pub fn watches(&self, scenario: &str) -> bool {
        self.journal()
            .is_some_and(|journal| journal.watches(scenario))
    }

    /// Names what the case sends: the start of a SHA-256 digest over the valid request and every change to it, as the
    /// case file has them. What is expected of the answers, and how it is weighed, is no part of it.
    pub fn stimulus(&self) -> String {
        self.stimulus.clone()
    }

    /// The case under the readings that a profile sets, by interpretation.
    #[must_use]
    pub fn under(
        mut self,
        readings: &BTreeMap<String, String>,
        interpretations: &[Interpretation],
    ) -> Self {
        for id in &self.interpretations {
            let Some(value) = readings.get(id) else {
                continue;
            };
            let found = interpretations.iter().find(|one| one.id == *id);
            let weighed = found.filter(|one| one.rows.is_empty());
            let level = weighed.and_then(|one| one.reading_of(value)?.level);
            if let (Some(level), Level::Should) = (level, self.written_level) {
                self.level = level;
            }
            let own = self.under.iter();
            for other in own.filter(|one| one.interpretation == *id && one.value == *value) {
                self.level = other.level.unwrap_or(self.level);
                for step in self.script.steps_mut() {
                    let expected = other.expect.as_ref();
                    step.expectation = expected.unwrap_or(&step.expectation).clone();
                }
            }
        }
        self
    }

    /// Whether it sends a request to KFR, in the name of an institution.
    pub fn asks_kfr(&self) -> bool {
        let mut named = self.steps().iter().filter_map(|step| step.endpoint);
        matches!(self.endpoints, Endpoints::OfKfr(_)) || named.any(|one| one.of_kfr().is_some())
    }

    /// The requests it sends, if the case file lists them.
    pub fn steps(&self) -> &[Step] {
        match &self.script {
            Script::Request(step) => std::slice::from_ref(step),
            Script::Steps(steps) => steps,
            Script::Retrieval(_)
            | Script::WholeRun(_)
            | Script::Property(_)
            | Script::Journal(_) => &[],
        }
    }
}

/// What is expected of a case under another reading of an interpretation than ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Under {
    /// The interpretation.
    pub interpretation: String,
    /// The reading: a value of its setting.
    pub value: String,
    /// The level, where it differs.
    pub level: Option<Level>,
    /// What must come back, where it differs.
    pub expect: Option<Expectation>,
}

/// The endpoints a case unfolds over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoints {
    /// Every endpoint of the service.
    OfTheService,
    /// Every endpoint that the service has no access to.
    OutsideTheService,
    /// These, as far as the service has them.
    Only(Vec<Endpoint>),
    /// These of the customer overview, as far as the service has them in step 1.
    OfOverview(Vec<OverviewEndpoint>),
    /// These operations of KFR, which no agency's service has.
    OfKfr(Vec<KfrOperation>),
}

impl Endpoints {
    /// Those of a service.
    pub fn within(&self, service: &ServiceProfile) -> Vec<Operation> {
        let all = Endpoint::ALL.into_iter();
        let has = |endpoint: &Endpoint| service.endpoints.contains(endpoint);
        let of_bank: Vec<Endpoint> = match self {
            Self::OfTheService => all.filter(has).collect(),
            Self::OutsideTheService => all.filter(|endpoint| !has(endpoint)).collect(),
            Self::Only(only) => all
                .filter(|endpoint| only.contains(endpoint) && has(endpoint))
                .collect(),
            Self::OfOverview(only) => {
                let all = OverviewEndpoint::ALL.into_iter();
                let has = |one: &OverviewEndpoint| service.overview.endpoints.contains(one);
                let own = all.filter(|one| only.contains(one) && has(one));
                return own.map(Operation::from).collect();
            }
            Self::OfKfr(only) => {
                let own = only.iter().filter(|_| service.id == KFR);
                return own.map(|one| Operation::Kfr(*one)).collect();
            }
        };
        of_bank.into_iter().map(Operation::from).collect()
    }
}

/// Which party of the target's profile a case uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartySelector {
    /// The service's usual one: an owner for the police, a deceased owner for OED.
    Usual,
    /// One that has all these traits, per service; the key `*` serves every other service.
    Traits(BTreeMap<String, Vec<String>>),
}

/// What a case needs beside a party.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// The target runs in test mode.
    TestMode,
    /// The target runs in production mode.
    ProductionMode,
    /// The target delivers right of disposal by alternative 1.
    #[serde(rename = "alternative-1")]
    Alternative1,
    /// The target delivers right of disposal by alternative 2.
    #[serde(rename = "alternative-2")]
    Alternative2,
    /// The registers are the harness's own and can be changed during the run.
    #[serde(skip_deserializing)]
    #[schemars(skip)]
    OwnRegisters,
    /// The run can issue tokens in the issuer's name.
    #[serde(skip_deserializing)]
    #[schemars(skip)]
    TokenMinting,
    /// The run can sign with certificates of its own in the police's key set.
    #[serde(skip_deserializing)]
    #[schemars(skip)]
    OwnPoliceKeys,
}

/// The valid request that a case starts from, where it differs from the usual one. The control has it too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// First day of the period.
    pub from: Option<Template>,
    /// Last day of the period.
    pub to: Option<Template>,
    /// `OnlyPrimaryOwner` as sent.
    pub only_primary_owner: Option<String>,
    /// Number of the mandate text, from 0.
    pub mandate: usize,
    /// Accept header.
    pub accept: Option<String>,
}

/// What a case does.
#[derive(Clone, Debug)]
pub enum Script {
    /// One request on each endpoint.
    Request(Step),
    /// Several requests, in order.
    Steps(Vec<Step>),
    /// Judged from whole retrievals.
    Retrieval(Survey),
    /// Judged from all exchanges of the run, by this check.
    WholeRun(String),
    /// Generated requests and what must hold of them.
    Property(PropertyName),
    /// Judged from what an agency did in scenarios.
    Journal(Journal),
}

impl Script {
    /// The requests it sends, if the case file lists them.
    fn steps_mut(&mut self) -> &mut [Step] {
        match self {
            Self::Request(step) => std::slice::from_mut(step),
            Self::Steps(steps) => steps,
            Self::Retrieval(_) | Self::WholeRun(_) | Self::Property(_) | Self::Journal(_) => {
                &mut []
            }
        }
    }
}

/// A case that is judged from the journal of an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journal {
    /// The scenarios it is judged from; `None` for all.
    pub scenarios: Option<Vec<String>>,
    /// Scenarios that it is not judged from.
    pub except: Vec<String>,
    /// The check, by name.
    pub check: String,
    /// What the check needs to know.
    pub with: With,
}

impl Journal {
    /// Whether it is judged from a scenario.
    pub fn watches(&self, scenario: &str) -> bool {
        let named = self
            .scenarios
            .as_ref()
            .is_none_or(|scenarios| scenarios.iter().any(|one| one == scenario));
        named && !self.except.iter().any(|one| one == scenario)
    }
}

/// Which calls a check is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum To {
    /// The calls to banks.
    #[default]
    Bank,
    /// The calls to the customer overview.
    Overview,
    /// The requests for tokens.
    Maskinporten,
}

/// What a case tells its check of a journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct With {
    /// Which calls it is about.
    #[serde(default)]
    pub to: To,
    /// Name of a header.
    #[serde(default)]
    pub header: String,
    /// A member of an order, or a value.
    #[serde(default)]
    pub value: String,
    /// A status, or a number.
    #[serde(default)]
    pub number: u64,
}

/// One request and what must come back.
#[derive(Clone, Debug)]
pub struct Step {
    /// The endpoint; the instance's own if not said.
    pub endpoint: Option<Operation>,
    /// What is changed.
    pub changes: Vec<Change>,
    /// What must come back.
    pub expectation: Expectation,
    /// Named checks on the answer.
    pub checks: Vec<String>,
    /// What is made anew for this step instead of shared with the steps before.
    pub fresh: Vec<Fresh>,
    /// For how many seconds it is sent again while the answer is not as expected.
    pub within: u64,
}

impl Step {
    /// How many requests it sends: several where they are to come at the same time.
    pub fn requests(&self) -> usize {
        const AT_ONCE: usize = 8;
        if self.changes.contains(&Change::Send(SendMode::Concurrently)) {
            AT_ONCE
        } else {
            1
        }
    }
}

/// What a step does not share with the steps before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fresh {
    /// `AccountInfoRequestID` (and with it order and references).
    Case,
    /// The access token.
    Token,
    /// The extradition order.
    Order,
}

/// What must come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// 200 with a readable document.
    Accepted,
    /// Refused with one of these pairs.
    Refused {
        /// The pairs the sources name.
        expected: Vec<Pair>,
        /// Pairs that the sources leave room for; noted.
        also: Vec<Pair>,
    },
    /// Answered with one of these statuses, whatever the body is.
    Answered(Vec<u16>),
    /// Either accepted or refused with one of these pairs; which is noted.
    Either(Vec<Pair>),
    /// Any complete answer below 500 in a right shape, and the control is still accepted afterwards.
    Survives,
}

/// An HTTP status and the code in the error body.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Pair {
    /// HTTP status.
    pub status: u16,
    /// e.g. `ACC-001`; `None` for any.
    pub code: Option<String>,
}

impl Pair {
    /// The pairs of the API: which code comes with which status.
    pub const KNOWN: &[&str] = &[
        "400 ACC-001",
        "401 ACC-010",
        "403 ACC-011",
        "404 ACC-002",
        "404 ACC-003",
        "405 ACC-012",
        "406 ACC-013",
        "429 ACC-022",
        "500 ACC-100",
        "500 ACC-500",
    ];

    /// The pairs of the customer overview.
    pub const KNOWN_TO_OVERVIEW: &[&str] = &[
        "400 ERR-002",
        "400 ERR-003",
        "400 ERR-004",
        "401 ERR-001",
        "403 ERR-001",
        "404 ERR-004",
        "400 KFR-004",
        "400 KFR-005",
        "400 KFR-009",
        "400 KFR-010",
        "401 KFR-001",
        "403 KFR-002",
        "403 KFR-003",
        "404 KFR-008",
        "500 KFR-007",
    ];

    /// Reads a pair of `known`, e.g. `400 ACC-001`, or a refusing status with any body, e.g. `404 *`.
    pub fn parse(text: &str, known: &[&str]) -> Option<Self> {
        let (status, code) = text.split_once(' ')?;
        let any = code == "*";
        let status = status
            .parse()
            .ok()
            .filter(|status| (400..600).contains(status))?;
        (any || known.contains(&text)).then(|| Self {
            status,
            code: (!any).then(|| code.to_owned()),
        })
    }

    /// Whether an answer has this status and code.
    pub fn matches(&self, status: u16, code: Option<&str>) -> bool {
        self.status == status
            && self
                .code
                .as_deref()
                .is_none_or(|expected| code == Some(expected))
    }
}

impl fmt::Display for Pair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.status)?;
        match &self.code {
            Some(code) => write!(formatter, " {code}"),
            None => Ok(()),
        }
    }
}

/// A case that is judged from whole retrievals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// The checks, by name.
    pub checks: Vec<String>,
    /// For the FIELDS family: the category whose rows the case unfolds over.
    pub rows: Option<wire::profile::Category>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_with_a_star_matches_any_code() {
        let pair = Pair::parse("404 *", Pair::KNOWN).expect("a pair");
        assert!(pair.matches(404, None));
        assert!(pair.matches(404, Some("ACC-002")));
        assert!(!pair.matches(400, Some("ACC-002")));
    }

    #[test]
    fn a_pair_with_a_code_wants_that_code() {
        let pair = Pair::parse("400 ACC-001", Pair::KNOWN).expect("a pair");
        assert!(pair.matches(400, Some("ACC-001")));
        assert!(!pair.matches(400, Some("ACC-010")));
        assert!(!pair.matches(400, None));
    }

    #[test]
    fn refuses_words_that_are_no_pair() {
        for text in [
            "400",
            "400 ACC-1",
            "4000 ACC-001",
            "ACC-001 400",
            "400  ACC-001",
            "401 ACC-999",
            "200 *",
        ] {
            assert_eq!(Pair::parse(text, Pair::KNOWN), None, "{text}");
        }
    }
}
