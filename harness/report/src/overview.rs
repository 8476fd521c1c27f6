//! Many reports together: banks and services with verdict, scope, age, signature and pack; the rules that most banks
//! break; the deviations by expiry date; and who has not reported. Pure: files are read by the caller.

mod page;
mod tables;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::group::groups;
use crate::scope;
use crate::standing::Standing;
use crate::summary::headline;
use judge::verdict::Verdict;
use pack::text::Text;
use record::{DeviationRecord, Record};

pub use page::page;
pub use tables::{csv, workbook};

/// What became of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signed {
    /// Verified against the reader's trust.
    Verified,
    /// There is one, and it was not checked: the reader named no key or root.
    Unchecked,
    /// There is none.
    No,
    /// It does not hold.
    Fails,
}

/// One report.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The folder or package.
    pub file: String,
    /// Name of what was tested.
    pub name: String,
    /// Its organisation number.
    pub orgno: String,
    /// Its build.
    pub build: Option<String>,
    /// Each service, and how many mandatory rules are broken in it.
    pub services: BTreeMap<String, usize>,
    /// The verdict.
    pub verdict: Verdict,
    /// The verdict as its own report says it.
    pub headline: Text,
    /// The scope.
    pub scope: record::scope::Scope,
    /// Mandatory rules that were tested.
    pub tested: usize,
    /// Mandatory rules that apply.
    pub mandatory: usize,
    /// Mandatory rules that are broken and not declared.
    pub broken: Vec<Broken>,
    /// Declared deviations.
    pub deviations: Vec<DeviationRecord>,
    /// When the run ended.
    pub ended: Timestamp,
    /// Whole days since then.
    pub age_days: i64,
    /// The signature.
    pub signed: Signed,
    /// Version of the case pack.
    pub pack: String,
}

/// A rule that is broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// The case.
    pub case: String,
    /// The rule.
    pub title: Text,
}

impl Entry {
    /// What the overview keeps of a record.
    pub fn of(record: &Record, file: String, signed: Signed, now: Timestamp) -> Self {
        let coverage = record.coverage();
        let broken = groups(record, Standing::Violation);
        let in_service = |id: &str| {
            let rules = broken.iter();
            let of_it = rules.filter(|one| one.instances.iter().any(|case| case.service == id));
            of_it.count()
        };
        let services = record.subject.services.iter();
        Self {
            file,
            name: record.subject.name.clone(),
            orgno: record.subject.orgno.clone(),
            build: record.subject.build.clone(),
            services: services
                .map(|service| (service.id.clone(), in_service(&service.id)))
                .collect(),
            verdict: record.verdict,
            headline: headline(record),
            scope: record.scope(),
            tested: coverage.tested,
            mandatory: coverage.all,
            broken: broken
                .iter()
                .map(|one| Broken {
                    case: one.case.case.clone(),
                    title: one.case.title.clone(),
                })
                .collect(),
            deviations: record.deviations.clone(),
            ended: record.ended,
            age_days: now.duration_since(record.ended).as_hours() / 24,
            signed,
            pack: record.pack.version.clone(),
        }
    }

    fn scope_name(&self) -> &'static str {
        scope::key(self.scope)
    }
}

/// A bank that was expected to report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Expected {
    /// Organisation number.
    pub orgno: String,
    /// Name.
    pub name: String,
}

/// Reads the expected banks: CSV with the organisation number first and the name second; a heading is skipped.
///
/// # Errors
/// The text is no CSV.
pub fn expected(text: &str) -> Result<Vec<Expected>, ::csv::Error> {
    let delimiter = if text.lines().next().is_some_and(|line| line.contains(';')) {
        b';'
    } else {
        b','
    };
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut expected = Vec::new();
    for row in reader.records() {
        let row = row?;
        let cell = |place| row.get(place).unwrap_or_default().trim().to_owned();
        let orgno: String = cell(0).chars().filter(|one| !one.is_whitespace()).collect();
        if !orgno.is_empty() && orgno.chars().all(|one| one.is_ascii_digit()) {
            expected.push(Expected {
                orgno,
                name: cell(1),
            });
        }
    }
    Ok(expected)
}

/// A rule and the banks that break it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BrokenBy {
    /// The case.
    pub case: String,
    /// The rule.
    pub title: Text,
    /// The banks, by name.
    pub banks: Vec<String>,
}

/// A deviation and whose it is.
#[derive(Clone, Debug, Serialize)]
pub struct Expiry {
    /// Until when, ISO 8601.
    pub expires: String,
    /// The bank.
    pub bank: String,
    /// The case or field.
    pub subject: String,
    /// Who answers for it.
    pub owner: String,
}

/// Banks by what their latest report allows to say; the numbers add up to the banks that have reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sums {
    /// Conform.
    pub conform: usize,
    /// Conform with declared deviations.
    pub declared: usize,
    /// Do not conform.
    pub not: usize,
    /// Inconclusive, or no verdict on conformance.
    pub none: usize,
    /// The signature does not hold: not counted above.
    pub untrusted: usize,
}

/// Many reports together.
#[derive(Clone, Debug, Serialize)]
pub struct Overview {
    /// When it was made.
    pub at: Timestamp,
    /// The counts.
    pub sums: Sums,
    /// The latest report of each bank, by name.
    pub banks: Vec<Entry>,
    /// The rules that are broken, by most banks first.
    pub broken: Vec<BrokenBy>,
    /// The deviations, by date.
    pub deviations: Vec<Expiry>,
    /// Expected banks without a report.
    pub missing: Vec<Expected>,
    /// Files that could not be read, and why.
    pub unread: Vec<(String, String)>,
}

impl Overview {
    /// The overview of these reports. Of several reports of a bank the latest counts.
    pub fn of(
        entries: Vec<Entry>,
        expected: &[Expected],
        unread: Vec<(String, String)>,
        at: Timestamp,
    ) -> Self {
        let mut latest: BTreeMap<String, Entry> = BTreeMap::new();
        for entry in entries {
            let newer = latest
                .get(&entry.orgno)
                .is_none_or(|known| known.ended < entry.ended);
            if newer {
                latest.insert(entry.orgno.clone(), entry);
            }
        }
        let missing = expected.iter();
        let missing = missing.filter(|one| !latest.contains_key(&one.orgno));
        let missing = missing.cloned().collect();
        let mut banks: Vec<Entry> = latest.into_values().collect();
        banks.sort_by(|one, other| (&one.name, &one.orgno).cmp(&(&other.name, &other.orgno)));
        Self {
            at,
            sums: sums(&banks),
            broken: broken(&banks),
            deviations: deviations(&banks),
            banks,
            missing,
            unread,
        }
    }
}

fn sums(banks: &[Entry]) -> Sums {
    let mut sums = Sums::default();
    for bank in banks {
        let count = match (bank.signed, bank.verdict) {
            (Signed::Fails, _) => &mut sums.untrusted,
            (_, Verdict::Conformant) => &mut sums.conform,
            (_, Verdict::ConformantWithDeclaredDeviations) => &mut sums.declared,
            (_, Verdict::NonConformant) => &mut sums.not,
            (_, Verdict::Inconclusive | Verdict::NoVerdict) => &mut sums.none,
        };
        *count += 1;
    }
    sums
}

fn broken(banks: &[Entry]) -> Vec<BrokenBy> {
    let mut rules: BTreeMap<&str, BrokenBy> = BTreeMap::new();
    for bank in banks {
        for one in &bank.broken {
            let rule = rules.entry(&one.case).or_insert_with(|| BrokenBy {
                case: one.case.clone(),
                title: one.title.clone(),
                banks: Vec::new(),
            });
            rule.banks.push(bank.name.clone());
        }
    }
    let mut rules: Vec<BrokenBy> = rules.into_values().collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.banks.len()));
    rules
}

fn deviations(banks: &[Entry]) -> Vec<Expiry> {
    let all = banks.iter().flat_map(|bank| {
        bank.deviations.iter().map(|one| Expiry {
            expires: one.expires.clone(),
            bank: bank.name.clone(),
            subject: one.subject.clone(),
            owner: one.owner.clone(),
        })
    });
    let mut all: Vec<Expiry> = all.collect();
    all.sort_by(|one, other| one.expires.cmp(&other.expires));
    all
}

#[cfg(test)]
mod tests;
