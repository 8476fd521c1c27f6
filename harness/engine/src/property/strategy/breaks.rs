//! One to three breaks at once.

use std::sync::Arc;

use proptest::strategy::Strategy as _;

use crate::property::strategy::place::one_at_each;
use crate::property::strategy::{PartStrategy, Source};
use crate::property::{Facts, Input};

/// Inputs that break one to three of these rules; `None` if there is none.
pub(super) fn combined(facts: &Facts, all: Vec<PartStrategy>) -> Option<Source> {
    if all.is_empty() {
        return None;
    }
    let baseline = facts.baseline();
    let parts = proptest::collection::vec(any_of(all), 1..=3);
    Some(Source::Generated(
        parts
            .prop_map(move |parts| Input::refused(baseline.clone(), one_at_each(parts)))
            .sboxed(),
    ))
}

/// Generated breaks and those the catalogue knows: two of three are generated.
pub(super) fn with_known(
    generated: Vec<PartStrategy>,
    known: Vec<PartStrategy>,
) -> Vec<PartStrategy> {
    if generated.is_empty() || known.is_empty() {
        return [generated, known].concat();
    }
    let chosen = (0..3_u8).no_shrink();
    let (generated, known) = (any_of(generated), any_of(known));
    vec![
        chosen
            .prop_flat_map(move |chosen| {
                if chosen == 0 {
                    known.clone()
                } else {
                    generated.clone()
                }
            })
            .sboxed(),
    ]
}

/// One of these, each as likely; shrinking stays within the one that was chosen.
pub(super) fn any_of(all: Vec<PartStrategy>) -> PartStrategy {
    let all = Arc::new(all);
    (0..all.len())
        .no_shrink()
        .prop_flat_map(move |chosen| all[chosen].clone())
        .sboxed()
}
