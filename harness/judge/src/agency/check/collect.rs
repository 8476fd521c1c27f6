//! What became of a check: findings with the calls they rest on, or why there was nothing to judge.

use pack::catalogue::To;
use pack::reason::{NO_BANK_CALL, NO_GRANT, NO_STEP_ONE, Reason, ReasonKind};

use crate::agency::journal::Call;
use crate::exchange::ExchangeId;
use crate::finding::{Finding, Observation};

pub(super) use crate::finding::NOTHING;

/// Findings of one check that a report shows.
const SHOWN: usize = 5;

/// What became of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judged {
    /// There was something to judge.
    Decided {
        /// What was found.
        findings: Vec<Finding>,
        /// The calls it rests on.
        evidence: Vec<u64>,
    },
    /// The rule concerns nothing that was seen, and that is in order.
    NotApplicable(Reason),
    /// The agency did not do what the rule is about.
    Unseen(Reason),
}

impl Judged {
    /// What was found.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Decided { findings, .. } => findings,
            Self::NotApplicable(_) | Self::Unseen(_) => &[],
        }
    }
}

/// The agency did not do what the rule is about.
pub(super) fn unseen(kind: &ReasonKind) -> Judged {
    Judged::Unseen(Reason::new(kind))
}

/// The rule concerns nothing that was seen.
pub(super) fn not_applicable(kind: &ReasonKind) -> Judged {
    Judged::NotApplicable(Reason::new(kind))
}

/// No call of the kind that a case is about.
pub(super) fn no_call(to: To) -> Judged {
    match to {
        To::Bank => unseen(&NO_BANK_CALL),
        // It may go to the banks directly.
        To::Overview => not_applicable(&NO_STEP_ONE),
        To::Maskinporten => unseen(&NO_GRANT),
    }
}

/// A breach with what was received: a value of the call, never a token, an order or a key.
pub(super) fn breach(observation: &Observation, received: impl Into<String>) -> Finding {
    Finding::breach(observation).received(received)
}

/// Collects what a check sees.
#[derive(Debug, Default)]
pub(super) struct Collector {
    findings: Vec<Finding>,
    evidence: Vec<u64>,
    looked: usize,
    more: u64,
}

impl Collector {
    /// One more call was looked at.
    pub(super) fn look(&mut self, call: &Call) {
        self.looked += 1;
        if self.evidence.len() < SHOWN {
            self.evidence.push(call.number);
        }
    }

    /// A call was looked at, and may be a breach.
    pub(super) fn judge(&mut self, call: &Call, finding: Option<Finding>) {
        self.look(call);
        if let Some(finding) = finding {
            self.breach(call, finding);
        }
    }

    /// A breach in a call.
    pub(super) fn breach(&mut self, call: &Call, finding: Finding) {
        if self.findings.len() >= SHOWN {
            self.more += 1;
            return;
        }
        self.findings
            .push(finding.in_exchange(ExchangeId(call.number)));
        if !self.evidence.contains(&call.number) {
            self.evidence.push(call.number);
        }
    }

    /// A breach that no call shows: something was not done.
    pub(super) fn missing(&mut self, finding: Finding) {
        self.looked += 1;
        if self.findings.len() >= SHOWN {
            self.more += 1;
            return;
        }
        self.findings.push(finding);
    }

    /// The end; `nothing` says what was never seen.
    pub(super) fn judged(mut self, nothing: Judged) -> Judged {
        if self.looked == 0 {
            return nothing;
        }
        if let Some(last) = self.findings.last_mut() {
            last.also = self.more;
        }
        Judged::Decided {
            findings: self.findings,
            evidence: self.evidence,
        }
    }
}

/// Looks at calls one by one; a finding is a breach.
pub(super) fn each<'a>(
    calls: impl IntoIterator<Item = &'a Call>,
    nothing: Judged,
    check: impl Fn(&'a Call) -> Option<Finding>,
) -> Judged {
    each_judged(calls, nothing, |call| Some(check(call).map_or(Ok(()), Err)))
}

/// As [`each`], where a call may have nothing to judge: `None`.
pub(super) fn each_judged<'a>(
    calls: impl IntoIterator<Item = &'a Call>,
    nothing: Judged,
    check: impl Fn(&'a Call) -> Option<Result<(), Finding>>,
) -> Judged {
    let mut collector = Collector::default();
    for call in calls {
        if let Some(result) = check(call) {
            collector.judge(call, result.err());
        }
    }
    collector.judged(nothing)
}

/// A value that was received, or the sign for nothing.
pub(super) fn or_nothing(value: Option<String>) -> String {
    value.unwrap_or_else(|| NOTHING.to_owned())
}
