//! When a call is made again.

use std::time::Duration;

use crate::behaviour::{Behaviour, Defect, Variant};

/// How often and after which pause a call is repeated that met a 5xx, a 429 or a broken connection. Any other
/// refusal is final: the same request would only be refused again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Most attempts, the first included.
    pub attempts: u32,
    /// Pause before the second attempt; it doubles for each one after.
    pub pause: Duration,
    /// Longest pause. A bank that asks for a longer one by `Retry-After` is not asked again.
    pub longest_pause: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 3,
            pause: Duration::from_millis(250),
            longest_pause: Duration::from_secs(10),
        }
    }
}

impl RetryPolicy {
    /// The policy of a client with this behaviour.
    pub(super) fn with_behaviour(self, behaviour: Behaviour) -> Self {
        match () {
            () if behaviour.has(Defect::RetriesAtOnce) => Self {
                pause: Duration::ZERO,
                ..self
            },
            () if behaviour.has(Defect::RetriesTooOften) => Self {
                attempts: 30,
                pause: self.pause.min(Duration::from_millis(30)),
                longest_pause: self.longest_pause.min(Duration::from_millis(120)),
            },
            () if behaviour.has(Defect::UnopenedRepeated) => Self {
                attempts: 8,
                pause: self.pause.min(Duration::from_millis(30)),
                longest_pause: self.longest_pause.min(Duration::from_millis(120)),
            },
            () if behaviour.has(Defect::RateLimitHammered) => Self {
                attempts: 15,
                pause: Duration::from_millis(5),
                longest_pause: Duration::from_millis(20),
            },
            () if behaviour.is(Variant::FiveAttempts) => Self {
                attempts: 5,
                ..self
            },
            () => self,
        }
    }

    /// The policy of a client with this behaviour towards Maskinporten and the customer overview.
    pub(super) fn of_registers(self, behaviour: Behaviour) -> Self {
        let hammers = [
            Defect::OverviewHammered,
            Defect::GatewayHammered,
            Defect::GrantHammered,
        ];
        match () {
            () if hammers.into_iter().any(|defect| behaviour.has(defect)) => Self {
                attempts: 15,
                pause: Duration::from_millis(5),
                longest_pause: Duration::from_millis(20),
            },
            () if behaviour.has(Defect::OverviewNotRetried)
                || behaviour.has(Defect::GrantNotRetried) =>
            {
                Self {
                    attempts: 1,
                    ..self
                }
            }
            () => self,
        }
    }

    /// Whether a status is worth another attempt.
    pub fn repeats(status: u16) -> bool {
        status == 429 || (500..600).contains(&status)
    }

    /// The pause after the failed attempt number `attempt` (from 1); `None` when it was the last.
    pub fn pause_after(&self, attempt: u32, asked: Option<Duration>) -> Option<Duration> {
        if attempt >= self.attempts {
            return None;
        }
        let doubled = self
            .pause
            .saturating_mul(2u32.saturating_pow(attempt.saturating_sub(1)));
        let pause = doubled
            .min(self.longest_pause)
            .max(asked.unwrap_or_default());
        (pause <= self.longest_pause).then_some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_technical_errors_and_rate_limits_only() {
        let repeated: Vec<u16> = [200, 400, 401, 403, 404, 406, 429, 500, 503, 599]
            .into_iter()
            .filter(|one| RetryPolicy::repeats(*one))
            .collect();
        assert_eq!(repeated, [429, 500, 503, 599]);
    }

    #[test]
    fn doubles_the_pause_and_stops_at_the_bound() {
        let policy = RetryPolicy {
            attempts: 4,
            ..RetryPolicy::default()
        };
        let pauses: Vec<_> = (1..=4)
            .map(|attempt| policy.pause_after(attempt, None))
            .collect();
        let milliseconds = |count| Some(Duration::from_millis(count));
        assert_eq!(
            pauses,
            [
                milliseconds(250),
                milliseconds(500),
                milliseconds(1000),
                None
            ]
        );
    }

    #[test]
    fn waits_as_long_as_the_bank_asks() {
        let asked = Some(Duration::from_secs(3));
        assert_eq!(RetryPolicy::default().pause_after(1, asked), asked);
    }

    #[test]
    fn gives_up_when_the_bank_asks_for_too_long_a_pause() {
        assert_eq!(
            RetryPolicy::default().pause_after(1, Some(Duration::from_hours(1))),
            None
        );
    }
}
