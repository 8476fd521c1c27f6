//! Calls beyond the journal's bounds: each in brief, in a file that nobody else can open and that ends with the run.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Seek as _, SeekFrom};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use wire::messages::header;

use crate::agency::journal::{Call, Place};

/// Most characters of an address that are kept.
const LONGEST_TARGET: usize = 500;

/// What is kept of a call beyond the bounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BriefCall {
    /// Number within the run.
    pub number: u64,
    /// Where it went, in words.
    pub place: String,
    /// When its head was complete.
    pub received: Timestamp,
    /// From then to the answer, in milliseconds.
    pub took_ms: f64,
    /// Method.
    pub method: String,
    /// Path and query, at most 500 characters.
    pub target: String,
    /// The correlation that it came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation: Option<String>,
    /// Status of the answer; none when the caller went away first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
}

impl BriefCall {
    /// In brief.
    pub fn of(call: &Call) -> Self {
        let cut = |text: String| text.chars().take(LONGEST_TARGET).collect();
        Self {
            number: call.number,
            place: call.place.to_string(),
            received: call.received,
            took_ms: call.took.as_secs_f64() * 1_000.0,
            method: cut(call.method.clone()),
            target: cut(call.target()),
            correlation: call.header(header::CORRELATION_ID).map(cut),
            status: call.status(),
        }
    }
}

/// The calls of a scenario that came after the bounds were reached.
#[derive(Clone, Debug, Default)]
pub struct MoreCalls {
    /// How many.
    pub count: u64,
    /// Those of them that could not be written, because the disk was full or the like.
    pub lost: u64,
    /// The calls, one as JSON on each line.
    pub file: Option<Arc<File>>,
}

impl MoreCalls {
    /// The calls, in the order in which they ended.
    pub fn read(&self) -> impl Iterator<Item = BriefCall> + '_ {
        let file = self.file.as_deref();
        let from_the_start = file.and_then(|mut file| {
            file.seek(SeekFrom::Start(0)).ok()?;
            Some(BufReader::new(file))
        });
        let lines = from_the_start.into_iter().flat_map(BufReader::lines);
        lines.filter_map(|line| serde_json::from_str(&line.ok()?).ok())
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Register(register) => write!(formatter, "{register:?}"),
            Self::Bank(bank) => write!(formatter, "Bank {bank:?}"),
            Self::Unknown => formatter.write_str("unknown path"),
            Self::OtherHost => formatter.write_str("another host"),
        }
    }
}
