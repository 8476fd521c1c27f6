//! What became of a check: findings with the calls they rest on, or why there was nothing to judge.

use crate::agency::journal::Call;
use crate::exchange::ExchangeId;
use crate::finding::Finding;
use pack::text::Text;

/// Findings of one kind that a report runs.
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
    /// The rule has nothing to hold on to, and that is in order.
    NotApplicable(Text),
    /// The agency did not do what the rule is about.
    Unseen(Text),
}

impl Judged {
    /// Whether the rule was found broken.
    #[cfg(test)]
    pub fn is_breach(&self) -> bool {
        matches!(self, Self::Decided { findings, .. } if findings.iter().any(|finding| finding.kind == crate::finding::Kind::Breach))
    }

    /// Whether the rule was found kept.
    #[cfg(test)]
    pub fn is_kept(&self) -> bool {
        matches!(self, Self::Decided { findings, .. } if findings.is_empty())
    }
}

/// Gathers what a check sees.
#[derive(Debug, Default)]
pub(super) struct Tally {
    findings: Vec<Finding>,
    evidence: Vec<u64>,
    looked: usize,
    more: u64,
}

impl Tally {
    /// One more call was looked at.
    pub(super) fn look(&mut self, call: &Call) {
        self.looked += 1;
        if self.evidence.len() < SHOWN {
            self.evidence.push(call.number);
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

    /// A breach that no call runs: something was not done.
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
    check: impl Fn(&Call) -> Option<Finding>,
) -> Judged {
    let mut tally = Tally::default();
    for call in calls {
        tally.look(call);
        if let Some(finding) = check(call) {
            tally.breach(call, finding);
        }
    }
    tally.judged(nothing)
}

/// As [`each`], where a call may have nothing to judge: `None`.
pub(super) fn each_judged<'a>(
    calls: impl IntoIterator<Item = &'a Call>,
    nothing: Judged,
    check: impl Fn(&Call) -> Option<Result<(), Finding>>,
) -> Judged {
    let mut tally = Tally::default();
    for call in calls {
        if let Some(result) = check(call) {
            tally.look(call);
            if let Err(finding) = result {
                tally.breach(call, finding);
            }
        }
    }
    tally.judged(nothing)
}

/// The agency made no call to a bank.
pub(super) fn no_bank_call() -> Judged {
    Judged::Unseen(Text::new(
        "the agency called no bank",
        "etaten kalte ingen bank",
    ))
}

/// The agency sent no grant.
pub(super) fn no_grant() -> Judged {
    Judged::Unseen(Text::new(
        "the agency asked for no token",
        "etaten ba ikke om noe token",
    ))
}

/// The agency sent no order.
pub(super) fn no_order() -> Judged {
    Judged::Unseen(Text::new(
        "no call carried an order that can be read",
        "ingen kall hadde et pålegg som kan leses",
    ))
}

/// The agency skipped step 1, which it may.
pub(super) fn no_step_one() -> Judged {
    Judged::NotApplicable(Text::new(
        "the agency did not use step 1",
        "etaten brukte ikke trinn 1",
    ))
}

pub(super) use crate::finding::NOTHING;

/// A breach of which only the sentence is known. A reader needs to see side by side what was asked for and what came, so
/// it is no finding before both are told.
pub(super) struct Broken(Text);

/// A breach of which what came is not yet known.
pub(super) struct Wanting {
    what: Text,
    expected: Text,
}

/// A breach with the sentence in both languages.
pub(super) fn breach(en: impl Into<String>, nb: impl Into<String>) -> Broken {
    Broken(Text::new(en, nb))
}

impl Broken {
    /// With what the rule asks for.
    pub(super) fn wants(self, en: impl Into<String>, nb: impl Into<String>) -> Wanting {
        Wanting {
            what: self.0,
            expected: Text::new(en, nb),
        }
    }
}

impl Wanting {
    /// With what came: a value of the call, never a token, an order or a key.
    pub(super) fn received(self, got: impl Into<String>) -> Finding {
        Finding::breach(self.what)
            .expected(self.expected)
            .received(got)
    }
}
