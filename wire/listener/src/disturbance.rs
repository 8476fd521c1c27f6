//! Latency and failures that an operator asks for.

use std::time::Duration;

use serde_json::{Value, json};

/// Longest latency.
const LONGEST: Duration = Duration::from_mins(1);

/// How much later requests are answered, and how many of them fail.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Disturbance {
    latency: Duration,
    failure_rate: f64,
    /// The share of a failure that the requests so far add up to.
    due: f64,
}

/// What one request meets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Disturbed {
    /// How much later it is answered.
    pub latency: Duration,
    /// Whether it fails.
    pub fails: bool,
}

impl Disturbance {
    /// Reads `latency` (`500ms`, `2s`) or `failure-rate` (`0.1`); `false` for another key.
    ///
    /// # Errors
    /// A value that is none.
    pub fn read(&mut self, key: &str, value: &str) -> Result<bool, String> {
        match key {
            "latency" => {
                let latency = duration(value).filter(|latency| *latency <= LONGEST);
                self.latency = latency.ok_or_else(|| {
                    format!("latency is 500ms or 2s, and one minute at most, not `{value}`")
                })?;
            }
            "failure-rate" => {
                let rate = value.parse().ok().filter(|rate| (0.0..=1.0).contains(rate));
                self.failure_rate =
                    rate.ok_or_else(|| format!("failure-rate is between 0 and 1, not `{value}`"))?;
            }
            _another => return Ok(false),
        }
        Ok(true)
    }

    /// Whether nothing is disturbed.
    pub fn is_none(&self) -> bool {
        self.latency.is_zero() && self.failure_rate <= 0.0
    }

    /// What the next request meets. Failures come evenly: with 0.1 each tenth request fails.
    pub fn meet(&mut self) -> Disturbed {
        self.due += self.failure_rate;
        // Ten tenths are a little less than one.
        let fails = self.due > 0.999_999;
        if fails {
            self.due -= 1.0;
        }
        Disturbed {
            latency: self.latency,
            fails,
        }
    }

    /// As an operator reads it.
    pub fn json(&self) -> Value {
        json!({"latency": format!("{}ms", self.latency.as_millis()), "failureRate": self.failure_rate})
    }
}

fn duration(text: &str) -> Option<Duration> {
    match text.strip_suffix("ms") {
        Some(number) => number.parse().ok().map(Duration::from_millis),
        None => text
            .strip_suffix('s')?
            .parse()
            .ok()
            .map(Duration::from_secs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disturbance(key: &str, value: &str) -> Disturbance {
        let mut disturbance = Disturbance::default();
        assert_eq!(disturbance.read(key, value), Ok(true));
        disturbance
    }

    #[test]
    fn every_tenth_request_fails_at_a_rate_of_a_tenth() {
        let mut disturbance = disturbance("failure-rate", "0.1");
        let failed: Vec<usize> = (1..=30).filter(|_| disturbance.meet().fails).collect();
        assert_eq!(failed, [10, 20, 30]);
    }

    #[test]
    fn latency_is_written_with_its_unit() {
        let latency = |text| disturbance("latency", text).meet().latency;
        assert_eq!(
            [latency("500ms"), latency("2s")],
            [Duration::from_millis(500), Duration::from_secs(2)]
        );
    }

    #[test]
    fn what_is_out_of_bounds_is_refused() {
        for (key, value) in [
            ("latency", "500"),
            ("latency", "61s"),
            ("failure-rate", "1.5"),
            ("failure-rate", "NaN"),
        ] {
            assert!(
                Disturbance::default().read(key, value).is_err(),
                "{key}={value}"
            );
        }
    }
}
