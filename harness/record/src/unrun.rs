//! Why a test was not run at all: the run ended before its turn came.

use pack::text::Text;

/// The run was to stop at the first broken MUST.
pub fn stopped() -> Text {
    Text::new(
        "stopped after the first violation (--fail-fast)",
        "stanset etter første brudd (--fail-fast)",
    )
}

/// Nobody answered at the target, time after time.
pub fn unreachable() -> Text {
    Text::new("target unreachable", "målet kan ikke nås")
}

/// Whether a reason says that the run ended first.
pub fn is_unrun(why: &Text) -> bool {
    *why == stopped() || *why == unreachable()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_was_undecided_by_itself_was_run() {
        assert!(is_unrun(&stopped()));
        assert!(!is_unrun(&Text::new(
            "the control was refused",
            "kontrollen ble avvist"
        )));
    }
}
