//! What all retrievals together say about the cases that they serve.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use wire::messages::Endpoint;

use crate::runner::retrieval::{Fault, Part, checks_of};
use judge::check::fields::FieldMatrix;
use judge::check::{Check, Judged};
use judge::finding::{Finding, Kind};
use judge::verdict::Outcome;
use pack::catalogue::Script;
use pack::reason::{self, Reason};
use plan::{Instance, Planned};
use record::result::CaseResult;
use record::{ExchangeRecord, Role};

/// All retrievals together.
#[derive(Default)]
pub(in crate::runner) struct Gathered {
    judged: HashMap<usize, Judged>,
    faults: HashMap<usize, Vec<Fault>>,
    halted: HashMap<usize, Reason>,
    served: HashSet<usize>,
    evidence: HashMap<usize, Vec<(u64, Endpoint, Arc<ExchangeRecord>)>>,
    matrix: Option<FieldMatrix>,
}

impl Gathered {
    pub(in crate::runner) fn take(&mut self, part: Part) {
        for index in &part.members {
            match &part.halted {
                Some(why) => {
                    self.halted.insert(*index, why.clone());
                }
                None => {
                    self.served.insert(*index);
                }
            }
            self.faults
                .entry(*index)
                .or_default()
                .extend(part.faults.iter().cloned());
            self.evidence
                .entry(*index)
                .or_default()
                .extend(part.evidence.iter().cloned());
        }
        for (index, judged) in part.judged {
            self.judged.entry(index).or_default().join(judged);
        }
        match (&mut self.matrix, part.matrix) {
            (Some(matrix), Some(more)) => matrix.join(more),
            (None, more) => self.matrix = more,
            (Some(_), None) => {}
        }
    }

    /// What became of an instance, over all its retrievals.
    pub(in crate::runner) fn conclude(&self, index: usize, planned: &Planned) -> CaseResult {
        if let Err(why) = &planned.decision {
            return CaseResult::not_applicable(planned, why.clone());
        }
        let judged = match (&planned.instance.row, &self.matrix) {
            (Some(row), Some(matrix)) => matrix.judge(row),
            _ => self.judged.get(&index).cloned().unwrap_or_default(),
        };
        let breached = judged
            .findings
            .iter()
            .any(|finding| finding.kind == Kind::Breach);
        let fault = self.faults.get(&index).and_then(|faults| {
            let concerned = |fault: &&Fault| {
                let concerns = fault.concerns.as_ref();
                concerns.is_none_or(|concerns| concerns.contains(&index))
            };
            faults.iter().filter(concerned).find(|fault| {
                planned.instance.endpoint == fault.endpoint || planned.instance.row.is_none()
            })
        });
        let outcome = match (breached, self.halted.get(&index), fault) {
            // What a retrieval that was cut off lacks would be taken for a breach.
            (_, Some(why), _) if why.is(&reason::INTERRUPTED) => Outcome::Inconclusive(why.clone()),
            (true, _, _) => Outcome::Violates,
            (false, Some(why), _) => Outcome::Inconclusive(why.clone()),
            (false, None, Some(fault)) if fault.concerns.is_some() => Outcome::Inconclusive(
                Reason::new(&reason::LIST_WITHOUT_END)
                    .with("endpoint", fault.endpoint)
                    .caused_by(&fault.received),
            ),
            (false, None, Some(fault)) if !judges_faults(planned) || fault.undecided => {
                Outcome::Inconclusive(
                    Reason::new(&reason::RETRIEVAL_FAILED)
                        .with("endpoint", fault.endpoint)
                        .caused_by(&fault.received),
                )
            }
            (false, None, _) if judged.things == 0 => Outcome::NotApplicable(
                judged
                    .missing
                    .clone()
                    .unwrap_or_else(|| Reason::new(&reason::NOTHING_TO_JUDGE)),
            ),
            (false, None, _) => Outcome::Conforms,
        };
        CaseResult {
            instance: planned.instance.clone(),
            evidence: self.evidence_of(index, &planned.instance, &judged.findings),
            outcome,
            findings: judged.findings,
            property: None,
        }
    }

    /// The exchanges that findings point to, or the first one on the instance's endpoint.
    fn evidence_of(
        &self,
        index: usize,
        instance: &Instance,
        findings: &[Finding],
    ) -> Vec<(u64, Role, Arc<ExchangeRecord>)> {
        const MOST: usize = 5;
        let all = self.evidence.get(&index).map_or(&[][..], Vec::as_slice);
        let wanted: HashSet<u64> = findings
            .iter()
            .filter_map(|finding| finding.exchange)
            .map(|id| id.0)
            .collect();
        let mut found: Vec<_> = all
            .iter()
            .filter(|(id, _, _)| wanted.contains(id))
            .take(MOST)
            .collect();
        if found.is_empty() {
            found.extend(
                all.iter()
                    .find(|(_, endpoint, _)| instance.endpoint == *endpoint),
            );
        }
        found
            .into_iter()
            .map(|(id, _, record)| (*id, Role::Retrieval, Arc::clone(record)))
            .collect()
    }

    pub(in crate::runner) fn into_matrix(self) -> Option<FieldMatrix> {
        self.matrix
    }
}

fn judges_faults(planned: &Planned) -> bool {
    matches!(&planned.instance.case.script, Script::Retrieval(survey) if checks_of(&survey.checks).any(Check::counts_failures))
}
