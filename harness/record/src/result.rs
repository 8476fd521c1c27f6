//! What a run leaves: results with their evidence, in the catalogue's order.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use wire::messages::Endpoint;

use crate::tried::Tried;
use crate::{ExchangeRecord, Role};
use judge::check::fields::FieldMatrix;
use judge::exchange::ExchangeId;
use judge::finding::Finding;
use judge::verdict::Outcome;
use pack::reason::Reason;
use pack::text::Text;
use plan::target::Target;
use plan::{Instance, Planned};

/// What became of one instance.
#[derive(Clone, Debug)]
pub struct CaseResult {
    /// The instance.
    pub instance: Instance,
    /// What became of it.
    pub outcome: Outcome,
    /// What was seen.
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
    pub endpoint: Endpoint,
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
    pub fn not_applicable(planned: &Planned, why: impl Into<Reason>) -> Self {
        Self::without_evidence(planned, Outcome::NotApplicable(why.into()))
    }

    /// An instance that could not be decided, and why.
    pub fn undecided(planned: &Planned, why: impl Into<Reason>) -> Self {
        Self::without_evidence(planned, Outcome::Inconclusive(why.into()))
    }
}

/// An answer that limits the rate.
#[derive(Clone, Debug)]
pub struct RateLimit {
    /// Service and endpoint.
    pub key: TimingKey,
    /// The exchange.
    pub exchange: ExchangeId,
    /// Status and code.
    pub got: String,
    /// The code of the error body.
    pub code: Option<String>,
    /// The exchange as a report keeps it.
    pub record: Arc<ExchangeRecord>,
}

/// Answers to valid requests, and those of them with a status of 500 or more.
#[derive(Clone, Debug, Default)]
pub struct ServerErrors {
    /// All answers.
    pub answers: u64,
    /// Those with each status of 500 or more.
    pub by_status: BTreeMap<u16, StatusCount>,
}

/// Answers of one status.
#[derive(Clone, Debug)]
pub struct StatusCount {
    /// How many.
    pub count: u64,
    /// The first of them, and the exchange as a report keeps it.
    pub first: (ExchangeId, Arc<ExchangeRecord>),
}

/// The bank does not fail at valid requests; where it does, the rule counts how often.
pub fn judge_server_errors(
    planned: &Planned,
    failures: &BTreeMap<TimingKey, ServerErrors>,
) -> CaseResult {
    if let Err(why) = &planned.decision {
        return CaseResult::not_applicable(planned, why.clone());
    }
    let instance = &planned.instance;
    let key = TimingKey {
        service: instance.service.id.clone(),
        endpoint: instance.endpoint,
    };
    let Some(seen) = failures.get(&key) else {
        let why = Text::new(
            "no valid request was answered",
            "ingen gyldig forespørsel ble besvart",
        );
        return CaseResult::not_applicable(planned, why);
    };
    let all = seen.answers;
    let findings: Vec<Finding> = seen
        .by_status
        .iter()
        .map(|(status, StatusCount { count, first })| {
            Finding::breach(Text::new(
                format!("{count} of {all} answers to valid requests have the status {status}"),
                format!("{count} av {all} svar på gyldige forespørsler har statusen {status}"),
            ))
            .received(status.to_string())
            .in_exchange(first.0)
        })
        .collect();
    let evidence = seen.by_status.values().map(|status| {
        let (exchange, record) = &status.first;
        (exchange.0, Role::Request, Arc::clone(record))
    });
    CaseResult {
        outcome: Outcome::of(&findings),
        evidence: evidence.collect(),
        findings,
        ..CaseResult::not_applicable(planned, Text::same(""))
    }
}

/// Every 429 of the run has the code that the API names for it (DSOP Control API V2.0, response 429).
pub fn judge_rate_limits(planned: &Planned, limits: &[RateLimit]) -> CaseResult {
    const MOST: usize = 5;
    if let Err(why) = &planned.decision {
        return CaseResult::not_applicable(planned, why.clone());
    }
    let instance = &planned.instance;
    let seen: Vec<&RateLimit> = limits
        .iter()
        .filter(|limit| {
            limit.key.service == instance.service.id && limit.key.endpoint == instance.endpoint
        })
        .collect();
    if seen.is_empty() {
        let why = Text::new(
            "no answer limited the rate",
            "ingen svar begrenset hyppigheten",
        );
        return CaseResult::not_applicable(planned, why);
    }
    let wrong = |limit: &&&RateLimit| {
        limit.code.as_deref() != Some(wire::messages::code::TOO_MANY_REQUESTS)
    };
    let findings: Vec<Finding> = seen
        .iter()
        .filter(wrong)
        .take(MOST)
        .map(|limit| {
            Finding::breach(Text::new(
                "429 without the code for it",
                "429 uten koden for det",
            ))
            .expected(Text::same("429 ACC-022"))
            .received(limit.got.clone())
            .in_exchange(limit.exchange)
        })
        .collect();
    let evidence = seen
        .iter()
        .take(MOST)
        .map(|limit| (limit.exchange.0, Role::Request, Arc::clone(&limit.record)));
    CaseResult {
        outcome: Outcome::of(&findings),
        evidence: evidence.collect(),
        findings,
        ..CaseResult::not_applicable(planned, Text::same(""))
    }
}

/// A case about response times: every endpoint is measured; a limit of the profile is held against them.
pub fn judge_timing(
    planned: &Planned,
    timings: &HashMap<TimingKey, Vec<Duration>>,
    target: &Target,
) -> CaseResult {
    if let Err(why) = &planned.decision {
        return CaseResult::not_applicable(planned, why.clone());
    }
    let instance = &planned.instance;
    let key = TimingKey {
        service: instance.service.id.clone(),
        endpoint: instance.endpoint,
    };
    let Some(measured) = timings.get(&key).filter(|measured| !measured.is_empty()) else {
        let why = Text::new("no answer was measured", "ingen svar ble målt");
        return CaseResult::not_applicable(planned, why);
    };
    let summary = Percentiles::of(measured);
    let words = format!(
        "p50 {:.0} ms, p90 {:.0} ms, p99 {:.0} ms, max {:.0} ms, n = {}",
        summary.p50,
        summary.p90,
        summary.p99,
        summary.max,
        measured.len()
    );
    let finding = match target.response_time_limit {
        Some(limit) if summary.p90 > limit.as_secs_f64() * 1_000.0 => Finding::breach(Text::new(
            "nine of ten answers take longer than the profile's own limit",
            "ni av ti svar tar lengre tid enn profilens egen grense",
        ))
        .expected(Text::same(format!("p90 ≤ {} ms", limit.as_millis()))),
        _ => Finding::note(Text::new("response times", "svartider")),
    };
    let findings = vec![finding.received(words)];
    CaseResult {
        outcome: Outcome::of(&findings),
        findings,
        ..CaseResult::not_applicable(planned, Text::same(""))
    }
}

/// Percentiles of response times, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Percentiles {
    /// Half of the answers came within this time.
    pub p50: f64,
    /// Nine of ten did.
    pub p90: f64,
    /// Ninety-nine of a hundred did.
    pub p99: f64,
    /// All did.
    pub max: f64,
}

impl Percentiles {
    /// Of at least one measurement; the nearest-rank method.
    pub fn of(measured: &[Duration]) -> Self {
        let mut sorted: Vec<f64> = measured
            .iter()
            .map(|one| one.as_secs_f64() * 1_000.0)
            .collect();
        sorted.sort_by(f64::total_cmp);
        let rank = |percent: usize| {
            let position = (sorted.len() * percent).div_ceil(100).max(1) - 1;
            sorted.get(position).copied().unwrap_or_default()
        };
        Self {
            p50: rank(50),
            p90: rank(90),
            p99: rank(99),
            max: rank(100),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_measured_values() {
        let measured: Vec<Duration> = (1..=100).map(Duration::from_millis).collect();
        let percentiles = Percentiles::of(&measured);
        assert_eq!(
            (
                percentiles.p50,
                percentiles.p90,
                percentiles.p99,
                percentiles.max
            ),
            (50.0, 90.0, 99.0, 100.0)
        );
    }

    #[test]
    fn one_measurement_is_every_percentile() {
        let percentiles = Percentiles::of(&[Duration::from_millis(7)]);
        assert_eq!((percentiles.p50, percentiles.max), (7.0, 7.0));
    }
}
