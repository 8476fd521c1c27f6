//! Counters in the text format of `OpenMetrics` 1.0.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::StatusCode;
use listener::Reply;

use crate::reply;

const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What was served and what went wrong since the start.
#[derive(Default)]
pub(super) struct Metrics(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    /// By register and status.
    requests: BTreeMap<(&'static str, u16), u64>,
    /// By register: how many, and the time of all together.
    durations: BTreeMap<&'static str, (u64, Duration)>,
    /// Connections without a request that could be answered, by the id of the fault.
    faults: BTreeMap<&'static str, u64>,
}

impl Metrics {
    pub(super) fn served(&self, register: &'static str, status: StatusCode, took: Duration) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts
            .requests
            .entry((register, status.as_u16()))
            .or_default() += 1;
        let (count, sum) = counts.durations.entry(register).or_default();
        *count += 1;
        *sum += took;
    }

    pub(super) fn fault(&self, id: &'static str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.faults.entry(id).or_default() += 1;
    }

    pub(super) fn reply(&self) -> Reply {
        reply::with_body(StatusCode::OK, MEDIA_TYPE, self.text().into())
    }

    fn text(&self) -> String {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        counts
            .write(&mut text)
            .expect("writing to a string cannot fail");
        text
    }
}

impl Counts {
    fn write(&self, text: &mut String) -> std::fmt::Result {
        writeln!(text, "# TYPE mock_agency_requests counter")?;
        writeln!(
            text,
            "# HELP mock_agency_requests Requests to the registers."
        )?;
        for ((register, status), count) in &self.requests {
            writeln!(
                text,
                "mock_agency_requests_total{{register=\"{register}\",status=\"{status}\"}} {count}"
            )?;
        }
        writeln!(text, "# TYPE mock_agency_request_seconds summary")?;
        writeln!(text, "# UNIT mock_agency_request_seconds seconds")?;
        writeln!(
            text,
            "# HELP mock_agency_request_seconds From the end of a head until the answer was ready."
        )?;
        for (register, (count, sum)) in &self.durations {
            let sum = sum.as_secs_f64();
            writeln!(
                text,
                "mock_agency_request_seconds_count{{register=\"{register}\"}} {count}\n\
                 mock_agency_request_seconds_sum{{register=\"{register}\"}} {sum}"
            )?;
        }
        writeln!(text, "# TYPE mock_agency_connection_faults counter")?;
        writeln!(
            text,
            "# HELP mock_agency_connection_faults Connections without a request that could be answered."
        )?;
        for (fault, count) in &self.faults {
            writeln!(
                text,
                "mock_agency_connection_faults_total{{fault=\"{fault}\"}} {count}"
            )?;
        }
        writeln!(text, "# EOF")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_register_and_status_and_ends_with_eof() {
        let metrics = Metrics::default();
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
