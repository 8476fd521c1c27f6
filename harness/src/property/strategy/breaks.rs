//! One to three breaks at once.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::strategy::Strategy as _;

use super::place::one_at_each;
use super::{PartStrategy, Source};
use crate::property::{Facts, Input};

/// Inputs that break one to three of these rules; `None` if there is none.
pub(super) fn combined(facts: &Facts, all: Vec<PartStrategy>) -> Option<Source> {
    if all.is_empty() {
        return None;
    }
    let baseline = facts.baseline();
    let parts = vec(any_of(all), 1..=3);
    Some(Source::Generated(parts.prop_map(move |parts| Input::refused(baseline.clone(), one_at_each(parts))).sboxed()))
}

/// One of these, each as likely; shrinking stays within the one that was chosen.
pub(super) fn any_of(all: Vec<PartStrategy>) -> PartStrategy {
    let all = Arc::new(all);
    (0..all.len()).no_shrink().prop_flat_map(move |chosen| all[chosen].clone()).sboxed()
}
