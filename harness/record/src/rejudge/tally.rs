//! How much of a record was judged again, and why the rest was not.

use crate::{Basis, Record};
use pack::reason::Reason;

/// The count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Instances judged again.
    pub again: usize,
    /// Instances that keep their outcome, by the reason, the most frequent first.
    pub kept: Vec<(Reason, usize)>,
}

/// Counts what the outcomes of a record rest on.
pub fn tally(record: &Record) -> Tally {
    let mut tally = Tally::default();
    for basis in record.cases.iter().filter_map(|case| case.basis.as_ref()) {
        match basis {
            Basis::JudgedAgain => tally.again += 1,
            Basis::Kept(why) => match tally.kept.iter_mut().find(|(known, _)| known == why) {
                Some((_, count)) => *count += 1,
                None => tally.kept.push((why.clone(), 1)),
            },
        }
    }
    tally
        .kept
        .sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    tally
}
