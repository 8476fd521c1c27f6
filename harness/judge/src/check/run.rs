//! What only the exchanges of a whole run show: answers that limit the rate, failures at valid requests, and response
//! times.

use std::collections::BTreeMap;
use std::time::Duration;

use wire::messages::code::TOO_MANY_REQUESTS;

use crate::check::{Judged, checks};
use crate::exchange::ExchangeId;
use crate::finding::Finding;
use crate::observations;

/// How many findings about rate limits are listed.
const MOST: usize = 5;

/// An answer that limits the rate.
#[derive(Clone, Debug)]
pub struct RateLimited {
    /// The exchange.
    pub exchange: ExchangeId,
    /// Status and code.
    pub got: String,
    /// The code of the error body.
    pub code: Option<String>,
}

/// Judges the answers of an endpoint that limited the rate.
pub type RateLimitCheck = fn(&[RateLimited]) -> Judged;

/// Answers to valid requests, and those of them with a status of 500 or more.
#[derive(Clone, Debug, Default)]
pub struct ValidAnswers {
    /// All answers.
    pub count: u64,
    /// Those with each status of 500 or more.
    pub failed: BTreeMap<u16, Failed>,
}

/// Answers with one status of 500 or more.
#[derive(Clone, Copy, Debug)]
pub struct Failed {
    /// How many.
    pub count: u64,
    /// How many of them said by Retry-After that it will pass.
    pub will_pass: u64,
    /// The first of them.
    pub first: ExchangeId,
}

/// Judges the answers of an endpoint to valid requests.
pub type ServerErrorCheck = fn(&ValidAnswers) -> Judged;

/// Judges the response times of an endpoint, and the limit that the target's profile sets for them.
pub type TimingCheck = fn(&[Duration], Option<Duration>) -> Judged;

checks! {
    "rate-limit-code": RateLimits(rate_limit_code), NEEDS_RATE_LIMIT,
        "every answer 429 has the code ACC-022",
        "alle svar 429 har koden ACC-022";
    "server-errors": ServerErrors(server_errors), NEEDS_VALID_REQUEST,
        "no valid request is answered with a status of 500 or more",
        "ingen gyldig forespørsel besvares med en status på 500 eller mer";
    "timing": Timing(timing), NEEDS_MEASUREMENT,
        "nine of ten answers come within the limit that the profile sets; without a limit, response times are only measured",
        "ni av ti svar kommer innen grensen som profilen setter; uten grense blir svartider bare målt";
}

observations! {
    /// 429 with another code or none.
    RATE_LIMIT_WITHOUT_CODE = "rate-limit-without-code" {
        observed: "an answer limits the rate without the code for it", "et svar begrenser antall forespørsler uten koden for det";
        expected: "429 ACC-022", "429 ACC-022";
    }
    /// Failures at valid requests.
    VALID_REQUESTS_FAILED = "valid-requests-failed" {
        observed: "{count} of {all} answers to valid requests have the status {status}", "{count} av {all} svar på gyldige forespørsler har statusen {status}";
    }
    /// Slower than the profile's own limit.
    SLOW_ANSWERS = "slow-answers" {
        observed: "more than one of ten answers takes longer than the profile allows", "mer enn ett av ti svar tar lengre tid enn profilen tillater";
        expected: "p90 of at most {limit} ms", "p90 på høyst {limit} ms";
    }
    /// How long answers took.
    RESPONSE_TIMES = "response-times" {
        observed: "response times", "svartider";
    }
}

/// Every 429 has the code that the API names for it (DSOP Control API V2.0, response 429).
fn rate_limit_code(limits: &[RateLimited]) -> Judged {
    let findings = limits
        .iter()
        .filter(|limit| limit.code.as_deref() != Some(TOO_MANY_REQUESTS))
        .take(MOST)
        .map(|limit| {
            Finding::breach(&RATE_LIMIT_WITHOUT_CODE)
                .received(limit.got.clone())
                .in_exchange(limit.exchange)
        })
        .collect();
    Judged::of(limits.len() as u64, findings)
}

/// Where the target fails at valid requests, it is said how often. 503 with Retry-After is how a server says that it is
/// out of service for a while (RFC 9110, 15.6.4).
fn server_errors(answers: &ValidAnswers) -> Judged {
    let findings = answers
        .failed
        .iter()
        .map(|(status, failed)| {
            let passes = *status == 503 && failed.will_pass == failed.count;
            let finding = if passes {
                Finding::note(&VALID_REQUESTS_FAILED)
            } else {
                Finding::breach(&VALID_REQUESTS_FAILED)
            };
            finding
                .with("count", failed.count)
                .with("all", answers.count)
                .with("status", *status)
                .received(status.to_string())
                .in_exchange(failed.first)
        })
        .collect();
    Judged::of(answers.count, findings)
}

/// Every endpoint is measured; a limit of the profile is held against the ninetieth percentile.
fn timing(measured: &[Duration], limit: Option<Duration>) -> Judged {
    if measured.is_empty() {
        return Judged::nothing();
    }
    let times = Percentiles::of(measured);
    let received = format!(
        "p50 {:.0} ms, p90 {:.0} ms, p99 {:.0} ms, max {:.0} ms, n = {}",
        times.p50,
        times.p90,
        times.p99,
        times.max,
        measured.len()
    );
    let finding = match limit {
        Some(limit) if times.p90 > limit.as_secs_f64() * 1_000.0 => {
            Finding::breach(&SLOW_ANSWERS).with("limit", limit.as_millis().to_string())
        }
        Some(_) | None => Finding::note(&RESPONSE_TIMES),
    };
    Judged::of(measured.len() as u64, vec![finding.received(received)])
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
    use crate::check::fixture::{assert_breach, assert_conforms, assert_nothing};

    fn limited(code: Option<&str>) -> RateLimited {
        RateLimited {
            exchange: ExchangeId(1),
            got: "429".into(),
            code: code.map(str::to_owned),
        }
    }

    #[test]
    fn a_429_has_its_code() {
        assert_conforms(&rate_limit_code(&[limited(Some("ACC-022"))]));
        for code in [None, Some("ACC-001")] {
            assert_breach(&rate_limit_code(&[limited(code)]), &RATE_LIMIT_WITHOUT_CODE);
        }
        assert_nothing(&rate_limit_code(&[]));
    }

    #[test]
    fn a_failure_at_a_valid_request_breaches() {
        let mut answers = ValidAnswers::default();
        assert_nothing(&server_errors(&answers));
        answers.count = 100;
        assert_conforms(&server_errors(&answers));
        let failed = Failed {
            count: 2,
            will_pass: 1,
            first: ExchangeId(7),
        };
        answers.failed.insert(503, failed);
        assert_breach(&server_errors(&answers), &VALID_REQUESTS_FAILED);
    }

    #[test]
    fn an_outage_that_says_that_it_will_pass_is_noted() {
        let failed = Failed {
            count: 1,
            will_pass: 1,
            first: ExchangeId(7),
        };
        let of = |status| {
            server_errors(&ValidAnswers {
                count: 100,
                failed: BTreeMap::from([(status, failed)]),
            })
        };
        assert_conforms(&of(503));
        assert_eq!(of(503).findings.len(), 1);
        assert_breach(&of(500), &VALID_REQUESTS_FAILED);
    }

    #[test]
    fn response_times_are_held_against_the_limit_of_the_profile() {
        let measured: Vec<Duration> = (1..=100).map(Duration::from_millis).collect();
        let within = timing(&measured, Some(Duration::from_millis(90)));
        assert_conforms(&within);
        let beyond = timing(&measured, Some(Duration::from_millis(89)));
        assert_breach(&beyond, &SLOW_ANSWERS);
        assert_nothing(&timing(&[], None));
    }

    #[test]
    fn without_a_limit_response_times_are_a_note() {
        let judged = timing(&[Duration::from_mins(1)], None);
        assert_conforms(&judged);
        assert_eq!(judged.findings.len(), 1);
    }

    #[test]
    fn percentiles_are_measured_values() {
        let measured: Vec<Duration> = (1..=100).map(Duration::from_millis).collect();
        let times = Percentiles::of(&measured);
        assert_eq!(
            (times.p50, times.p90, times.p99, times.max),
            (50.0, 90.0, 99.0, 100.0)
        );
    }

    #[test]
    fn one_measurement_is_every_percentile() {
        let times = Percentiles::of(&[Duration::from_millis(7)]);
        assert_eq!((times.p50, times.max), (7.0, 7.0));
    }
}
