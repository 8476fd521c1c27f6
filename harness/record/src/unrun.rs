//! Tests that were not run: the run ended before their turn.

use pack::reason::{Reason, STOPPED, UNREACHABLE};

/// Whether a reason says that the run ended first.
pub fn is_unrun(why: &Reason) -> bool {
    why.is(&STOPPED) || why.is(&UNREACHABLE)
}
