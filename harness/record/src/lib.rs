//! The record of a run: the JSON report that every other report is made from.

pub mod agency;
mod assemble;
pub mod causes;
pub mod choice;
pub mod deviation;
mod evidence;
#[cfg(any(test, feature = "fixture"))]
pub mod fixture;
mod kept;
pub mod log;
mod property;
pub mod redact;
pub mod rejudge;
pub mod result;
pub mod scope;
mod stored;
mod subject;
pub mod tried;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use judge::check::fields::FieldMatrix;
use judge::finding::Finding;
use judge::verdict::{Outcome, Verdict};
use pack::catalogue::{Guards, Interpretation, Level, Source};
use pack::reason::{INTERRUPTED, Reason, STOPPED, UNREACHABLE};
use pack::text::Text;

pub(crate) use assemble::blank_case;
pub use assemble::{
    Circumstances, Grounds, Totals, assemble, case_of, continued, exchange_key, sources,
};
pub use causes::{Cause, Layer, Owner};
pub use evidence::{
    ExchangeRecord, ProtectionRecord, RequestRecord, ResponseRecord, record_exchange,
};
pub use kept::KeptJson;
pub use property::{CounterexampleRecord, PropertyRecord};
pub use subject::{
    BankRecord, Mode, OverviewRecord, RightOfDisposal, ServiceRecord, Subject, SubjectRole,
};

/// Names the form of the record; changes when a reader would have to change.
pub const FORMAT: &str = "dsop-conformance-report/4";

/// A run, complete.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// [`FORMAT`].
    pub format: String,
    /// Name of the run: also its folder below `reports/runs`.
    pub run: String,
    /// The program that made it.
    pub tool: ToolRecord,
    /// The case pack.
    pub pack: PackRecord,
    /// What was tested.
    pub subject: Subject,
    /// How the run was set up.
    pub settings: SettingsRecord,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// Where it was judged again from the evidence of another record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<JudgedRecord>,
    /// The verdict.
    pub verdict: Verdict,
    /// What explains many findings at once, the cause that explains most first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<Cause>,
    /// Counts over all instances.
    pub counts: Counts,
    /// Counts per family, in the catalogue's order.
    pub families: Vec<FamilyRecord>,
    /// Every instance, in the catalogue's order. Written as rules and their tests.
    #[serde(with = "stored::cases")]
    pub cases: Vec<CaseRecord>,
    /// Requirement coverage.
    pub requirements: Vec<RequirementRecord>,
    /// The interpretations the run relies on.
    pub interpretations: Vec<InterpretationRecord>,
    /// The field matrix; only the answers of a bank have one.
    #[serde(default, skip_serializing_if = "has_no_rows")]
    pub fields: FieldMatrix,
    /// Declared deviations and what became of them.
    pub deviations: Vec<DeviationRecord>,
    /// Response times; only those of a bank are measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timing: Vec<TimingRecord>,
    /// The evidence, by exchange id. Written with every value once.
    #[serde(with = "stored::evidence")]
    pub exchanges: BTreeMap<String, ExchangeRecord>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_false(value: &bool) -> bool {
    !*value
}

fn has_no_rows(fields: &FieldMatrix) -> bool {
    fields.rows.is_empty()
}

/// The program that made a record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ToolRecord {
    /// `dsop-conformance`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The case pack of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackRecord {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// SHA-256 over all its files.
    pub digest: String,
}

/// How a run was set up.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SettingsRecord {
    /// Seed of everything random that matters.
    pub seed: u64,
    /// Whether SHOULD counts as MUST.
    pub strict: bool,
    /// Requests at the same time.
    pub jobs: usize,
    /// Whether personal data was kept.
    pub full_evidence: bool,
    /// What was selected; empty for everything.
    pub selection: Vec<String>,
    /// Whether the target was the mock in the harness itself.
    #[serde(default, skip_serializing_if = "is_false")]
    pub embedded_mock: bool,
}

/// Counts of outcomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// All instances.
    pub instances: usize,
    /// Kept.
    pub conforms: usize,
    /// MUST broken.
    pub violations: usize,
    /// MUST broken and declared.
    pub declared: usize,
    /// SHOULD broken.
    pub warnings: usize,
    /// MAY broken.
    pub observations: usize,
    /// Could not be decided.
    pub inconclusive: usize,
    /// Not applicable.
    pub not_applicable: usize,
}

/// A family's counts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FamilyRecord {
    /// The family.
    pub family: String,
    /// Its counts.
    pub counts: Counts,
}

/// One instance.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseRecord {
    /// Instance id, e.g. `HEADERS-003/politi-utlevering/Accounts`.
    pub id: String,
    /// Case id.
    pub case: String,
    /// Family.
    pub family: String,
    /// What the family is about, where the pack says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Text>,
    /// What is at risk where the rule is broken.
    pub guards: Guards,
    /// Service.
    pub service: String,
    /// The endpoint of a bank that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// The field, for delivery tables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Level.
    pub level: Level,
    /// The rule as a sentence.
    pub title: Text,
    /// Why it matters.
    pub why: Text,
    /// Requirements tested.
    pub requirements: Vec<String>,
    /// Interpretations it relies on.
    pub interpretations: Vec<String>,
    /// The places in documents that the rule comes from.
    pub sources: Vec<Source>,
    /// What became of it.
    pub outcome: Outcome,
    /// Whether a declared deviation covers the violation.
    #[serde(default)]
    pub declared: bool,
    /// What was observed.
    pub findings: Vec<Finding>,
    /// Its exchanges in order, as keys of [`Record::exchanges`], with the part each played.
    pub exchanges: Vec<ExchangeReference>,
    /// How a property was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub property: Option<PropertyRecord>,
    /// Names what is sent: cases of two packs with the same name and the same digest send the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stimulus: Option<String>,
    /// What the outcome is based on, in a record that was judged again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
}

impl CaseRecord {
    /// Whether it was not run because the run ended first.
    pub fn was_not_run(&self) -> bool {
        match &self.outcome {
            Outcome::Inconclusive(why) => {
                why.is(&STOPPED) || why.is(&UNREACHABLE) || why.is(&INTERRUPTED)
            }
            Outcome::Conforms | Outcome::Violates | Outcome::NotApplicable(_) => false,
        }
    }
}

/// An exchange's part in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeReference {
    /// Key of [`Record::exchanges`].
    pub id: String,
    /// The part it played.
    pub role: Role,
}

/// How a record came to its outcomes where it was judged again from the evidence of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JudgedRecord {
    /// When.
    pub at: Timestamp,
    /// The run whose evidence it is.
    pub run: String,
    /// The version of the tool that made that run.
    pub tool: String,
    /// The case pack of that run.
    pub pack: PackRecord,
    /// Instances judged again.
    pub again: usize,
    /// Instances that keep their outcome.
    pub kept: usize,
}

/// What the outcome of an instance is based on, in a record that was judged again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is", content = "because")]
pub enum Basis {
    /// The stored evidence, judged again.
    JudgedAgain,
    /// The outcome of the run, since the stored evidence is not enough to judge again.
    Kept(Reason),
}

/// The part an exchange plays in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The account list that comes first.
    Setup,
    /// The same request without the change.
    Control,
    /// The request of the case.
    Request,
    /// Part of a whole retrieval.
    Retrieval,
}

/// A requirement and the cases that tested it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequirementRecord {
    /// Id.
    pub id: String,
    /// Level.
    pub level: Level,
    /// The place in a document that it comes from.
    pub source: Source,
    /// What it asks.
    pub text: Text,
    /// Instances that conform, violate, are inconclusive, not applicable.
    pub counts: Counts,
    /// The cases that name it.
    pub cases: Vec<String>,
    /// Why no test can reach it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untestable: Option<Text>,
}

/// An interpretation and the reading that was used.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InterpretationRecord {
    /// The interpretation.
    #[serde(flatten)]
    pub interpretation: Interpretation,
    /// The reading set by the profile, where it sets one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_to: Option<String>,
    /// The cases that rely on it.
    pub cases: Vec<String>,
}

/// A declared deviation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviationRecord {
    /// The case pattern or field path declared.
    pub subject: String,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// The documents' section.
    pub section: String,
    /// Until when it holds, ISO 8601.
    pub expires: String,
    /// The service that a field is declared for; `None` for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The endpoint that a field is declared for; `None` for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// What became of it.
    pub state: DeviationState,
    /// The instances it covers.
    pub instances: Vec<String>,
}

/// What became of a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviationState {
    /// It happened, as declared.
    Holds,
    /// It no longer happens.
    Stale,
    /// Its date has passed.
    Expired,
    /// It gives no reason.
    WithoutReason,
    /// Nothing it names was run.
    NotRun,
}

/// Response times of an endpoint.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TimingRecord {
    /// Service.
    pub service: String,
    /// Endpoint.
    pub endpoint: String,
    /// How many.
    pub count: usize,
    /// Milliseconds.
    pub p50: f64,
    /// Milliseconds.
    pub p90: f64,
    /// Milliseconds.
    pub p99: f64,
    /// Milliseconds.
    pub max: f64,
    /// Counts in steps of a logarithmic scale, for a plot: (upper bound in milliseconds, count).
    pub histogram: Vec<(f64, usize)>,
}
