//! The bytes of a connection, for defects that depend on how a request is written, which a parser hides.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::defect::{Defect, Defects};

/// Whether the pattern is in bytes that were received together.
type Pattern = fn(&[u8]) -> bool;

/// Defects that depend on the bytes of a request, and the pattern of each.
const PATTERNS: [(Defect, Pattern); 5] = [
    (Defect::HeaderNamesByCase, |bytes| {
        has(bytes, b"\nCORRELATIONID:")
    }),
    (Defect::SmallHeaderNamesFail, |bytes| {
        has(bytes, b"\ncorrelationid:")
    }),
    (Defect::SmallPartyIdFails, |bytes| has(bytes, b"\npartyid:")),
    (Defect::BareLineFeedsFail, |bytes| {
        bytes
            .windows(2)
            .any(|pair| pair[1] == b'\n' && pair[0] != b'\r')
    }),
    (Defect::ControlCharactersBreakOff, |bytes| {
        bytes.iter().any(|byte| matches!(byte, 1..=8))
    }),
];

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// What is looked for on one connection.
#[derive(Debug)]
pub(super) struct Inspected {
    pattern: Option<Pattern>,
    aborts: bool,
    found: AtomicBool,
}

impl Inspected {
    /// Looks for the pattern of one of the bank's defects, if any has one.
    pub(super) fn new(defects: &Defects) -> Self {
        let pattern = PATTERNS.iter().find(|(defect, _)| defects.has(*defect));
        Self {
            pattern: pattern.map(|(_, pattern)| *pattern),
            aborts: defects.has(Defect::ControlCharactersBreakOff),
            found: AtomicBool::default(),
        }
    }

    /// Inspects bytes that were received together; an error aborts the connection.
    pub(super) fn inspect(&self, bytes: &[u8]) -> io::Result<()> {
        if self.pattern.is_some_and(|is_in| is_in(bytes)) {
            if self.aborts {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            self.found.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Whether the pattern was found since this was last asked.
    pub(super) fn take(&self) -> bool {
        self.found.swap(false, Ordering::Relaxed)
    }
}
