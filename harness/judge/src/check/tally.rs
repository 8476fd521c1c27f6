//! Counts what a rule was held against and keeps the first findings, so that a thousand transactions with the
//! same fault become a few findings and a number.

use crate::check::Judged;
use crate::finding::{Finding, Kind};

/// How many findings of each kind are kept in full.
const KEPT: usize = 10;

/// What a check has seen so far.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    things: u64,
    breaches: Kept,
    notes: Kept,
}

#[derive(Clone, Debug, Default)]
struct Kept {
    first: Vec<Finding>,
    more: u64,
}

impl Kept {
    fn push(&mut self, finding: Finding) {
        if self.first.len() < KEPT {
            self.first.push(finding);
        } else {
            self.more += 1;
        }
    }

    fn into_findings(mut self) -> Vec<Finding> {
        if let Some(last) = self.first.last_mut() {
            last.also = self.more;
        }
        self.first
    }
}

impl Tally {
    /// One more thing that the rule is held against.
    pub fn thing(&mut self) {
        self.things += 1;
    }

    /// Many more things that the rule is held against.
    pub fn things(&mut self, count: u64) {
        self.things += count;
    }

    /// Whether nothing has been judged yet.
    pub fn is_empty(&self) -> bool {
        self.things == 0
    }

    /// Keeps a finding, by its kind.
    pub fn add(&mut self, finding: Finding) {
        match finding.kind {
            Kind::Breach => self.breaches.push(finding),
            Kind::Note => self.notes.push(finding),
        }
    }

    /// What came of it.
    pub fn judged(self) -> Judged {
        let mut findings = self.breaches.into_findings();
        findings.extend(self.notes.into_findings());
        Judged::of(self.things, findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::WRONG;

    #[test]
    fn counts_the_findings_it_does_not_list() {
        let mut tally = Tally::default();
        for _ in 0..25 {
            tally.thing();
            tally.add(Finding::breach(&WRONG));
        }
        let judged = tally.judged();
        assert_eq!(judged.findings.len(), KEPT);
        assert_eq!(judged.findings[KEPT - 1].also, 15);
    }

    #[test]
    fn notes_never_crowd_out_a_breach() {
        let mut tally = Tally::default();
        for _ in 0..50 {
            tally.add(Finding::note(&WRONG));
        }
        tally.add(Finding::breach(&WRONG));
        let judged = tally.judged();
        assert_eq!(judged.findings[0].kind, Kind::Breach);
    }
}
