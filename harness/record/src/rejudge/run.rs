//! The whole record, judged again.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use thiserror::Error;
use wire::profile::ServiceProfile;

use crate::deviation::Declarations;
use crate::rejudge::rows;
use crate::rejudge::walk::{Again, walk};
use crate::{
    BankRecord, Basis, CaseRecord, Grounds, JudgedRecord, PackRecord, Record, SubjectRole,
    ToolRecord, Totals, blank_case,
};
use judge::check::fields::FieldMatrix;
use judge::verdict::Outcome;
use pack::catalogue::{Catalogue, Script};
use pack::message::UserError;
use pack::reason::{self, Reason, ReasonKind};
use plan::{Instance, unfold};

/// What a record is judged again by.
#[derive(Debug)]
pub struct Setting<'a> {
    /// The case pack.
    pub catalogue: &'a Catalogue,
    /// What the bank has declared. A declaration must have been in time when the run ended.
    pub declarations: &'a Declarations,
    /// Whether SHOULD counts as MUST.
    pub strict: bool,
    /// The time of judging.
    pub at: Timestamp,
}

/// Why a record cannot be judged again.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RejudgeError {
    /// An agency is judged by everything it did in a scenario; a record keeps the calls that findings rest on.
    #[error(
        "it is the record of an agency: these are judged by whole scenarios, and a record does not keep them"
    )]
    Agency,
    /// A customer overview is asked again in seconds.
    #[error(
        "it is the record of a customer overview: these are not judged again, run again instead"
    )]
    Overview,
    /// The pack does not have a service of the run.
    #[error("the case pack has no service {0}")]
    Service(String),
}

impl UserError for RejudgeError {}

/// Judges a record again. The evidence stays as it is, and every instance says what its outcome rests on.
///
/// # Errors
/// [`RejudgeError`]
pub fn rejudge(record: &Record, setting: &Setting<'_>) -> Result<Record, RejudgeError> {
    let bank = match &record.subject.role {
        SubjectRole::Bank(bank) => bank,
        SubjectRole::Agency => return Err(RejudgeError::Agency),
        SubjectRole::Overview(_) => return Err(RejudgeError::Overview),
    };
    let catalogue = setting.catalogue;
    let services = services(record, catalogue)?;
    let ids: Vec<&str> = services.iter().map(|service| service.id.as_str()).collect();
    let judge = Judge {
        record,
        bank,
        catalogue,
        matrix: record.fields.again(&catalogue.fields, &ids),
        readings: readings(record),
        same_pack: record.pack.digest == catalogue.digest,
    };
    let mut cases = judge.cases(&services);
    let mut settings = record.settings.clone();
    settings.strict |= setting.strict;
    let totals = Totals::of(
        &mut cases,
        &Grounds {
            role: pack::catalogue::Role::Bank,
            requirements: &catalogue.requirements,
            interpretations: &catalogue.interpretations,
            readings: &judge.readings,
            declarations: setting.declarations,
            today: wire::dates::date_at(record.ended),
            settings: &settings,
        },
    );
    let again = cases
        .iter()
        .filter(|case| case.basis == Some(Basis::JudgedAgain))
        .count();
    let mut fields = judge.matrix;
    fields.conclude();
    Ok(Record {
        format: record.format.clone(),
        run: record.run.clone(),
        tool: ToolRecord::this(),
        pack: PackRecord::of(catalogue),
        subject: record.subject.clone(),
        settings,
        started: record.started,
        ended: record.ended,
        judged: Some(JudgedRecord {
            at: setting.at,
            run: record.run.clone(),
            tool: record.tool.version.clone(),
            pack: record.pack.clone(),
            again,
            kept: cases.len() - again,
        }),
        verdict: totals.verdict,
        causes: Vec::new(),
        counts: totals.counts,
        families: totals.families,
        requirements: totals.requirements,
        interpretations: totals.interpretations,
        fields,
        deviations: totals.deviations,
        timing: record.timing.clone(),
        exchanges: record.exchanges.clone(),
        cases,
    }
    .explained())
}

fn services(
    record: &Record,
    catalogue: &Catalogue,
) -> Result<Vec<Arc<ServiceProfile>>, RejudgeError> {
    let services = record.subject.services.iter();
    services
        .map(|service| {
            catalogue
                .service(&service.id)
                .cloned()
                .map(Arc::new)
                .ok_or_else(|| RejudgeError::Service(service.id.clone()))
        })
        .collect()
}

fn readings(record: &Record) -> BTreeMap<String, String> {
    let set = record.interpretations.iter().filter_map(|one| {
        let reading = one.set_to.clone()?;
        Some((one.interpretation.id.clone(), reading))
    });
    set.collect()
}

struct Judge<'a> {
    record: &'a Record,
    bank: &'a BankRecord,
    catalogue: &'a Catalogue,
    matrix: FieldMatrix,
    readings: BTreeMap<String, String>,
    same_pack: bool,
}

impl Judge<'_> {
    fn cases(&self, services: &[Arc<ServiceProfile>]) -> Vec<CaseRecord> {
        let stored: BTreeMap<&str, &CaseRecord> = self
            .record
            .cases
            .iter()
            .map(|case| (case.id.as_str(), case))
            .collect();
        let mut cases = Vec::with_capacity(stored.len());
        for case in self.catalogue.bank_cases() {
            let case = Arc::new(case.clone());
            for service in services {
                for instance in unfold(&case, service, self.catalogue, &self.readings) {
                    cases.extend(match stored.get(instance.id.0.as_str()) {
                        Some(stored) => Some(self.case(&instance, stored)),
                        None => self.without_evidence(&instance),
                    });
                }
            }
        }
        cases
    }

    /// A whole run by another pack has nothing of what is new in this one. That decides nothing.
    fn without_evidence(&self, instance: &Instance) -> Option<CaseRecord> {
        let expected = !self.same_pack && self.record.settings.selection.is_empty();
        expected.then(|| {
            let why = Reason::new(&reason::NEW_CASE);
            CaseRecord {
                outcome: Outcome::Inconclusive(why.clone()),
                basis: Some(Basis::Kept(why)),
                ..blank_case(instance, self.catalogue)
            }
        })
    }

    fn case(&self, instance: &Instance, stored: &CaseRecord) -> CaseRecord {
        let (outcome, findings, basis) = match self.again(instance, stored) {
            Again::Judged(outcome, findings) => (outcome, findings, Basis::JudgedAgain),
            Again::Kept(why) => (
                stored.outcome.clone(),
                stored.findings.clone(),
                Basis::Kept(why),
            ),
        };
        CaseRecord {
            outcome,
            findings,
            exchanges: stored.exchanges.clone(),
            property: stored.property.clone(),
            stimulus: stored.stimulus.clone(),
            basis: Some(basis),
            ..blank_case(instance, self.catalogue)
        }
    }

    fn again(&self, instance: &Instance, stored: &CaseRecord) -> Again {
        let kept = |kind: &ReasonKind| Again::Kept(Reason::new(kind));
        let steps = match &instance.case.script {
            Script::Request(step) => std::slice::from_ref(step),
            Script::Steps(steps) => steps,
            Script::Retrieval(_) => {
                return match &instance.row {
                    Some(row) => rows::row(row, &self.matrix, stored),
                    None => kept(&reason::NEEDS_WHOLE_RETRIEVALS),
                };
            }
            Script::WholeRun(_) => {
                return kept(&reason::NEEDS_EVERY_ANSWER);
            }
            Script::Journal(_) => {
                return kept(&reason::ABOUT_AGENCIES);
            }
            Script::Property(_) => {
                return kept(&reason::NEEDS_GENERATED_REQUESTS);
            }
        };
        if stored.exchanges.is_empty() {
            return kept(&reason::NOT_RUN);
        }
        let same = match &stored.stimulus {
            Some(stimulus) => *stimulus == instance.case.stimulus(),
            None => self.same_pack,
        };
        if !same {
            return kept(&reason::OTHER_STIMULUS);
        }
        walk(
            instance,
            steps,
            stored,
            (self.record, self.bank),
            &self.readings,
        )
    }
}
