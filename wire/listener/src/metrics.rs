//! Counters of a server in the text format of `OpenMetrics` 1.0.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::StatusCode;

/// What a server calls its figures.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// What each figure's name begins with, e.g. `mock_bank`.
    pub prefix: &'static str,
    /// What requests are told apart by, e.g. `endpoint`.
    pub label: &'static str,
}

/// What was served and what went wrong since the start.
#[derive(Debug)]
pub struct Metrics {
    names: Names,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    /// By label and status.
    requests: BTreeMap<(&'static str, u16), u64>,
    /// By label: how many, and the time of all together.
    durations: BTreeMap<&'static str, (u64, Duration)>,
    /// Connections without a request that could be answered, by the id of the fault.
    faults: BTreeMap<&'static str, u64>,
}

impl Metrics {
    /// The media type of the text.
    pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// With nothing counted.
    pub fn new(names: Names) -> Self {
        Self {
            names,
            counts: Mutex::default(),
        }
    }

    /// Counts a request: what it belongs to, the status of its answer, and the time until the answer was ready.
    pub fn served(&self, label: &'static str, status: StatusCode, took: Duration) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.requests.entry((label, status.as_u16())).or_default() += 1;
        let (count, sum) = counts.durations.entry(label).or_default();
        *count += 1;
        *sum += took;
    }

    /// Counts a connection without a request that could be answered.
    pub fn fault(&self, id: &'static str) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.faults.entry(id).or_default() += 1;
    }

    /// All figures.
    #[expect(
        clippy::missing_panics_doc,
        reason = "writing to a string does not fail"
    )]
    pub fn text(&self) -> String {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        counts
            .write(self.names, &mut text)
            .expect("writing to a string does not fail");
        text
    }
}

impl Counts {
    fn write(&self, Names { prefix, label }: Names, text: &mut String) -> std::fmt::Result {
        writeln!(text, "# TYPE {prefix}_requests counter")?;
        writeln!(
            text,
            "# HELP {prefix}_requests Requests that were answered."
        )?;
        for ((of, status), count) in &self.requests {
            writeln!(
                text,
                "{prefix}_requests_total{{{label}=\"{of}\",status=\"{status}\"}} {count}"
            )?;
        }
        writeln!(text, "# TYPE {prefix}_request_seconds summary")?;
        writeln!(text, "# UNIT {prefix}_request_seconds seconds")?;
        writeln!(
            text,
            "# HELP {prefix}_request_seconds From the end of a head until the answer was ready."
        )?;
        for (of, (count, sum)) in &self.durations {
            let sum = sum.as_secs_f64();
            writeln!(
                text,
                "{prefix}_request_seconds_count{{{label}=\"{of}\"}} {count}\n\
                 {prefix}_request_seconds_sum{{{label}=\"{of}\"}} {sum}"
            )?;
        }
        writeln!(text, "# TYPE {prefix}_connection_faults counter")?;
        writeln!(
            text,
            "# HELP {prefix}_connection_faults Connections without a request that could be answered."
        )?;
        for (fault, count) in &self.faults {
            writeln!(
                text,
                "{prefix}_connection_faults_total{{fault=\"{fault}\"}} {count}"
            )?;
        }
        writeln!(text, "# EOF")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_label_and_status_and_ends_with_eof() {
        let metrics = Metrics::new(Names {
            prefix: "mock_agency",
            label: "register",
        });
        metrics.served("freg", StatusCode::OK, Duration::from_millis(250));
        metrics.served("freg", StatusCode::OK, Duration::from_millis(250));
        metrics.fault("plain-http");
        let text = metrics.text();
        for line in [
            "mock_agency_requests_total{register=\"freg\",status=\"200\"} 2",
            "mock_agency_request_seconds_count{register=\"freg\"} 2",
            "mock_agency_request_seconds_sum{register=\"freg\"} 0.5",
            "mock_agency_connection_faults_total{fault=\"plain-http\"} 1",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in {text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }
}
