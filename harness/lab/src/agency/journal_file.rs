//! The journal as a file: every call of a run on a line of its own, redacted.

use std::io::Write;

use serde::Serialize;

use judge::agency::journal::{BriefCall, Call, UnreadableRequest};
use judge::agency::scenario_run::{EnvironmentFacts, ScenarioRun};
use record::ExchangeRecord;
use record::agency::exchange;
use record::redact::Redactor;

/// A line of the file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    service: &'a str,
    scenario: &'a str,
    number: u64,
    place: String,
    #[serde(flatten)]
    what: What,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum What {
    /// A call, with everything that it brought and got.
    Call(Box<ExchangeRecord>),
    /// A call beyond the journal's bounds.
    BriefCall(BriefCall),
    /// A connection without a request that can be read.
    Unreadable {
        received: jiff::Timestamp,
        why: String,
    },
}

/// Writes one call of a scenario down.
///
/// # Errors
/// When the writer does not take it.
pub(super) fn call(
    out: &mut impl Write,
    run: &ScenarioRun,
    call: &Call,
    environments: &[EnvironmentFacts],
    redactor: &Redactor,
) -> std::io::Result<()> {
    let record = exchange(run, call, &environments[call.environment], redactor);
    let what = What::Call(Box::new(record));
    line(out, run, (call.number, call.place.to_string()), what)
}

/// Writes every call of the scenarios down, in order.
///
/// # Errors
/// When the writer does not take it.
pub(super) fn write(
    out: &mut impl Write,
    runs: &[ScenarioRun],
    environments: &[EnvironmentFacts],
    redactor: &Redactor,
) -> std::io::Result<()> {
    for run in runs {
        for one in &run.calls {
            call(out, run, one, environments, redactor)?;
        }
        for mut brief in run.more_calls.read() {
            brief.target = redactor.text(&brief.target);
            brief.method = redactor.text(&brief.method);
            brief.correlation = brief.correlation.map(|text| redactor.text(&text));
            let place = (brief.number, brief.place.clone());
            line(out, run, place, What::BriefCall(brief))?;
        }
        for request in &run.unreadable {
            let place = request.place();
            line(
                out,
                run,
                (request.number, place),
                unreadable(request, redactor),
            )?;
        }
    }
    out.flush()
}

fn unreadable(request: &UnreadableRequest, redactor: &Redactor) -> What {
    What::Unreadable {
        received: request.received,
        why: redactor.text(&format!("{:?}", request.fault)),
    }
}

fn line(
    out: &mut impl Write,
    run: &ScenarioRun,
    (number, place): (u64, String),
    what: What,
) -> std::io::Result<()> {
    let line = Line {
        service: &run.task.service,
        scenario: &run.scenario.id,
        number,
        place,
        what,
    };
    serde_json::to_writer(&mut *out, &line)?;
    out.write_all(b"\n")
}
