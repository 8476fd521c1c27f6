//! Writes the calls beyond the journal's bounds to a temporary file, each in brief.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::sync::Arc;

use judge::agency::journal::{BriefCall, Call, MoreCalls};

/// Writes calls down as they end.
#[derive(Default)]
pub(super) struct Overflow {
    count: u64,
    lost: u64,
    file: Option<BufWriter<File>>,
}

impl Overflow {
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    pub(super) fn write(&mut self, call: &Call) {
        self.count += 1;
        if self.try_write(&BriefCall::of(call)).is_err() {
            self.lost += 1;
        }
    }

    fn try_write(&mut self, brief: &BriefCall) -> Result<(), std::io::Error> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(BufWriter::new(tempfile::tempfile()?)),
        };
        serde_json::to_writer(&mut *file, brief)?;
        file.write_all(b"\n")
    }

    pub(super) fn take(&mut self) -> MoreCalls {
        let count = std::mem::take(&mut self.count);
        let lost = std::mem::take(&mut self.lost);
        match self.file.take().map(BufWriter::into_inner) {
            None => MoreCalls {
                count,
                lost,
                file: None,
            },
            Some(Ok(file)) => MoreCalls {
                count,
                lost,
                file: Some(Arc::new(file)),
            },
            Some(Err(_full)) => MoreCalls {
                count,
                lost: count,
                file: None,
            },
        }
    }
}
