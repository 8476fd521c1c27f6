//! What a run leaves: results with their evidence, in the catalogue's order.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use wire::messages::Operation;

use crate::tried::Tried;
use crate::{ExchangeRecord, Role};
use judge::check::fields::FieldMatrix;
use judge::check::run::{RateLimited, ValidAnswers};
use judge::check::{Input, registry};
use judge::finding::Finding;
use judge::verdict::Outcome;
use pack::reason::{self, Reason};
use plan::target::Target;
use plan::{Instance, Plan, Planned};

/// What became of one instance.
#[derive(Clone, Debug)]
pub struct CaseResult {
    /// The instance.
    pub instance: Instance,
    /// What became of it.
    pub outcome: Outcome,
    /// What was whole.
    pub findings: Vec<Finding>,
    /// Its evidence in order, by exchange number, with the part each exchange played.
    pub evidence: Vec<(u64, Role, Arc<ExchangeRecord>)>,
    /// How a property was tried.
    pub property: Option<Box<Tried>>,
}

/// What a run leaves.
#[derive(Debug)]
pub struct RunResult {
    /// In the plan's order.
    pub results: Vec<CaseResult>,
    /// The field matrix.
    pub fields: FieldMatrix,
    /// Response times.
    pub timings: BTreeMap<TimingKey, Vec<Duration>>,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
}

/// What response times are kept by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimingKey {
    /// The service.
    pub service: String,
    /// The endpoint.
    pub endpoint: Operation,
}

impl RunResult {
    /// What a plan leaves of which nothing has been run yet.
    pub fn of_nothing(plan: &Plan, now: Timestamp) -> Self {
        let unrun = |planned: &Planned| match &planned.decision {
            Ok(_) => CaseResult::undecided(planned, Reason::new(&reason::INTERRUPTED)),
            Err(why) => CaseResult::not_applicable(planned, why.clone()),
        };
        Self {
            results: plan.planned.iter().map(unrun).collect(),
            fields: FieldMatrix::default(),
            timings: BTreeMap::new(),
            started: now,
            ended: now,
        }
    }
}

impl CaseResult {
    fn without_evidence(planned: &Planned, outcome: Outcome) -> Self {
        Self {
            instance: planned.instance.clone(),
            outcome,
            findings: Vec::new(),
            evidence: Vec::new(),
            property: None,
        }
    }

    /// An instance that does not apply, and why.
    pub fn not_applicable(planned: &Planned, why: Reason) -> Self {
        Self::without_evidence(planned, Outcome::NotApplicable(why))
    }

    /// An instance that could not be decided, and why.
    pub fn undecided(planned: &Planned, why: Reason) -> Self {
        Self::without_evidence(planned, Outcome::Inconclusive(why))
    }
}

/// An answer that limits the rate.
#[derive(Clone, Debug)]
pub struct RateLimit {
    /// Service and endpoint.
    pub key: TimingKey,
    /// As checks see it.
    pub seen: RateLimited,
    /// The exchange as a report keeps it.
    pub record: Arc<ExchangeRecord>,
}

/// Answers to valid requests.
#[derive(Clone, Debug, Default)]
pub struct ServerErrors {
    /// As checks see them.
    pub answers: ValidAnswers,
    /// The first of each status of 500 or more, as a report keeps it.
    pub records: BTreeMap<u16, Arc<ExchangeRecord>>,
}

/// What only a whole run shows, by service and endpoint.
#[derive(Clone, Debug, Default)]
pub struct WholeRun {
    /// Answers that limit the rate.
    pub limits: Vec<RateLimit>,
    /// Answers to valid requests.
    pub errors: BTreeMap<TimingKey, ServerErrors>,
    /// Response times.
    pub timings: BTreeMap<TimingKey, Vec<Duration>>,
}

/// Judges a case about the whole run: by what limited the rate on its endpoint, by failures at valid requests, or by the
/// response times there.
pub fn judge_run(planned: &Planned, check: &str, whole: &WholeRun, target: &Target) -> CaseResult {
    const MOST_EVIDENCE: usize = 5;
    if let Err(why) = &planned.decision {
        return CaseResult::not_applicable(planned, why.clone());
    }
    let key = TimingKey {
        service: planned.instance.service.id.clone(),
        endpoint: planned.instance.endpoint,
    };
    let nothing = || Reason::new(&reason::NOTHING_TO_JUDGE);
    let Some(check) = registry::check(check) else {
        return CaseResult::undecided(planned, nothing());
    };
    let (judged, evidence) = match check.input {
        Input::RateLimits(judge) => {
            let here: Vec<&RateLimit> = whole
                .limits
                .iter()
                .filter(|limit| limit.key == key)
                .collect();
            let seen: Vec<RateLimited> = here.iter().map(|limit| limit.seen.clone()).collect();
            let evidence = here.iter().take(MOST_EVIDENCE).map(|limit| {
                let record = Arc::clone(&limit.record);
                (limit.seen.exchange.0, Role::Request, record)
            });
            (judge(&seen), evidence.collect())
        }
        Input::ServerErrors(judge) => {
            let seen = whole.errors.get(&key).cloned().unwrap_or_default();
            let evidence = seen.answers.failed.iter().filter_map(|(status, failed)| {
                let record = seen.records.get(status)?;
                Some((failed.first.0, Role::Request, Arc::clone(record)))
            });
            (judge(&seen.answers), evidence.collect())
        }
        Input::Timing(judge) => {
            let measured = whole.timings.get(&key).map_or(&[][..], Vec::as_slice);
            (judge(measured, target.response_time_limit), Vec::new())
        }
        Input::Answer(..)
        | Input::Each(..)
        | Input::List(_)
        | Input::Documents(..)
        | Input::Requests(_) => return CaseResult::undecided(planned, nothing()),
    };
    let judged = check.complete(judged);
    if judged.things == 0 {
        return CaseResult::not_applicable(planned, judged.missing.unwrap_or_else(nothing));
    }
    CaseResult {
        evidence,
        findings: judged.findings.clone(),
        ..CaseResult::without_evidence(planned, Outcome::of(&judged.findings))
    }
}
