//! What defects and variants remember between requests.

use std::collections::HashMap;
use std::sync::Mutex;

/// First values, counts and highest ranks, by kind and name.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    first: Mutex<HashMap<(&'static str, String), String>>,
    counts: Mutex<HashMap<(&'static str, String), usize>>,
}

impl Memory {
    /// The value of the first time.
    pub(crate) fn first(&self, kind: &'static str, of: &str, is: &str) -> String {
        let mut first = self.first.lock().expect("no holder of the lock panics");
        first
            .entry((kind, of.to_owned()))
            .or_insert_with(|| is.to_owned())
            .clone()
    }

    /// How often it was asked about, this time included.
    pub(crate) fn count(&self, kind: &'static str, what: &str) -> usize {
        let mut counts = self.counts.lock().expect("no holder of the lock panics");
        let count = counts.entry((kind, what.to_owned())).or_default();
        *count += 1;
        *count
    }

    /// One less than before.
    pub(crate) fn uncount(&self, kind: &'static str, what: &str) {
        let mut counts = self.counts.lock().expect("no holder of the lock panics");
        if let Some(count) = counts.get_mut(&(kind, what.to_owned())) {
            *count = count.saturating_sub(1);
        }
    }

    /// The highest rank so far, this one included.
    pub(crate) fn highest(&self, kind: &'static str, of: &str, rank: usize) -> usize {
        let mut counts = self.counts.lock().expect("no holder of the lock panics");
        let highest = counts.entry((kind, of.to_owned())).or_default();
        *highest = rank.max(*highest);
        *highest
    }
}
