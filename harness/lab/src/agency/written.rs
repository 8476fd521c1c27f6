//! The journal as a file: every call of a run on a line of its own, redacted.

use std::io::Write;

use serde::Serialize;

use judge::agency::journal::{Brief, Disturbance};
use judge::agency::sight::{Facts, Show};
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
    Brief(Brief),
    /// A connection without a request that can be read.
    Unreadable {
        received: jiff::Timestamp,
        why: String,
    },
}

/// Writes every call of the scenarios down, in order.
///
/// # Errors
/// When the writer does not take it.
pub(super) fn write(
    out: &mut impl Write,
    shows: &[Show],
    stages: &[Facts],
    redactor: &Redactor,
) -> std::io::Result<()> {
    for show in shows {
        for call in &show.calls {
            let record = exchange(show, call, &stages[call.stage], redactor);
            let what = What::Call(Box::new(record));
            line(out, show, (call.number, call.place.to_string()), what)?;
        }
        for mut brief in show.beyond.read() {
            brief.target = redactor.text(&brief.target);
            let place = (brief.number, brief.place.clone());
            line(out, show, place, What::Brief(brief))?;
        }
        for disturbance in &show.disturbances {
            let place = disturbance
                .bank
                .map_or_else(|| "registers".to_owned(), |bank| format!("Bank {bank:?}"));
            line(
                out,
                show,
                (disturbance.number, place),
                unreadable(disturbance),
            )?;
        }
    }
    out.flush()
}

fn unreadable(disturbance: &Disturbance) -> What {
    What::Unreadable {
        received: disturbance.received,
        why: format!("{:?}", disturbance.fault),
    }
}

fn line(
    out: &mut impl Write,
    show: &Show,
    (number, place): (u64, String),
    what: What,
) -> std::io::Result<()> {
    let line = Line {
        service: &show.ask.service,
        scenario: &show.scenario.id,
        number,
        place,
        what,
    };
    serde_json::to_writer(&mut *out, &line)?;
    out.write_all(b"\n")
}
