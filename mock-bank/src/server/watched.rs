//! Looks at the bytes of requests as they come in, for the defects that are about what a parser hides.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::defect::{Defect, Defects};

/// What is looked for, in the bytes that come together.
type Look = fn(&[u8]) -> bool;

/// Defects that show in the bytes of a request, and what each looks for.
const LOOKS: [(Defect, Look); 5] = [
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
pub(super) struct Watched {
    look: Option<Look>,
    breaks_off: bool,
    /// Whether something odd came since it was last asked.
    odd: AtomicBool,
}

impl Watched {
    /// Looks for what one of the bank's defects is about, if any.
    pub(super) fn new(defects: &Defects) -> Self {
        let look = LOOKS.iter().find(|(defect, _)| defects.has(*defect));
        Self {
            look: look.map(|(_, look)| *look),
            breaks_off: defects.has(Defect::ControlCharactersBreakOff),
            odd: AtomicBool::default(),
        }
    }

    /// Looks at bytes that came together; an error breaks the connection off.
    pub(super) fn look(&self, bytes: &[u8]) -> io::Result<()> {
        if self.look.is_some_and(|is_odd| is_odd(bytes)) {
            if self.breaks_off {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            self.odd.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Whether something odd came since this was last asked.
    pub(super) fn take(&self) -> bool {
        self.odd.swap(false, Ordering::Relaxed)
    }
}
