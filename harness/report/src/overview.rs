//! Many reports together: banks and services with verdict, scope, age, signature and pack; the rules that most banks
//! break; the deviations by expiry date; and who has not reported. Pure: files are read by the caller.

mod page;
mod tables;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::group::groups;
use crate::standing::Standing;
use crate::summary::headline;
use judge::verdict::Verdict;
use pack::text::Text;
use record::{Cause, DeviationRecord, Record};

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
    /// Whose platform it runs on: the profile's word, or else the host of its address.
    pub vendor: String,
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
    pub broken: Vec<Named>,
    /// What explains many findings at once.
    pub causes: Vec<Named>,
    /// What moved since its report before this one, where there is one.
    pub since: Option<Since>,
    /// Its page, relative to the overview, where it has one.
    pub page: Option<String>,
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

/// A rule that is broken, or a cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The case, or the cause.
    pub id: String,
    /// The rule, or what is wrong.
    pub title: Text,
}

/// What moved between two reports of a bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Since {
    /// When the run before ended.
    pub ended: Timestamp,
    /// Rules that are broken now and were not.
    pub worse: Vec<String>,
    /// Rules that were broken and are not now.
    pub better: Vec<String>,
}

impl Entry {
    /// What the overview keeps of a record.
    pub fn of(record: &Record, file: String, signed: Signed, now: Timestamp) -> Self {
        let coverage = record.coverage();
        // Where nothing was accepted, nothing was tested: what single refusals break says nothing of the bank.
        let nothing = record.causes.iter().any(Cause::is_nothing_accepted);
        let broken = if nothing {
            Vec::new()
        } else {
            groups(record, Standing::Violation)
        };
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
            vendor: vendor(record),
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
                .map(|one| Named {
                    id: one.case.case.clone(),
                    title: one.case.title.clone(),
                })
                .collect(),
            causes: record
                .causes
                .iter()
                .map(|one| Named {
                    id: one.id.to_string(),
                    title: one.text(),
                })
                .collect(),
            since: None,
            page: None,
            deviations: record.deviations.clone(),
            ended: record.ended,
            age_days: now.duration_since(record.ended).as_hours() / 24,
            signed,
            pack: record.pack.version.clone(),
        }
    }

    /// What moved since an earlier report of the same bank.
    fn since(&self, before: &Self) -> Since {
        let lost = |from: &[Named], to: &[Named]| -> Vec<String> {
            let gone = from
                .iter()
                .filter(|one| to.iter().all(|other| other.id != one.id));
            gone.map(|one| one.id.clone()).collect()
        };
        Since {
            ended: before.ended,
            worse: lost(&self.broken, &before.broken),
            better: lost(&before.broken, &self.broken),
        }
    }
}

/// Whose platform a bank runs on: the profile's word, or else the host of its address.
fn vendor(record: &Record) -> String {
    let Some(bank) = record.subject.bank() else {
        return String::new();
    };
    bank.vendor.clone().unwrap_or_else(|| {
        let address = bank.base_url.as_str();
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        let host = rest.split('/').next().unwrap_or_default();
        let host = host.rsplit('@').next().unwrap_or_default();
        host.split(':').next().unwrap_or_default().to_owned()
    })
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

/// A rule or cause, and the banks that have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BrokenBy {
    /// The case, or the cause.
    pub id: String,
    /// The rule, or what is wrong.
    pub title: Text,
    /// The banks, by name.
    pub banks: Vec<String>,
    /// How many of them run on whose platform.
    pub vendors: BTreeMap<String, usize>,
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
    /// The causes, by most banks first.
    pub causes: Vec<BrokenBy>,
    /// The deviations, by date.
    pub deviations: Vec<Expiry>,
    /// Expected banks without a report.
    pub missing: Vec<Expected>,
    /// Files that could not be read, and why.
    pub unread: Vec<(String, String)>,
}

impl Overview {
    /// The overview of these reports. Of several reports of a bank the latest counts, and is compared with the one
    /// before it.
    pub fn of(
        mut entries: Vec<Entry>,
        expected: &[Expected],
        unread: Vec<(String, String)>,
        at: Timestamp,
    ) -> Self {
        let mut latest: BTreeMap<String, Entry> = BTreeMap::new();
        entries.sort_by_key(|entry| entry.ended);
        for mut entry in entries {
            let before = latest.get(&entry.orgno);
            entry.since = before.map(|before| entry.since(before));
            latest.insert(entry.orgno.clone(), entry);
        }
        let missing = expected.iter();
        let missing = missing.filter(|one| !latest.contains_key(&one.orgno));
        let missing = missing.cloned().collect();
        let mut banks: Vec<Entry> = latest.into_values().collect();
        banks.sort_by(|one, other| (&one.name, &one.orgno).cmp(&(&other.name, &other.orgno)));
        Self {
            at,
            sums: sums(&banks),
            broken: by_most(&banks, |bank| &bank.broken),
            causes: by_most(&banks, |bank| &bank.causes),
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

/// What banks have, by most banks first.
fn by_most(banks: &[Entry], of: impl Fn(&Entry) -> &[Named]) -> Vec<BrokenBy> {
    let mut all: BTreeMap<&str, BrokenBy> = BTreeMap::new();
    for bank in banks {
        for one in of(bank) {
            let known = all.entry(&one.id).or_insert_with(|| BrokenBy {
                id: one.id.clone(),
                title: one.title.clone(),
                banks: Vec::new(),
                vendors: BTreeMap::new(),
            });
            // A bank may have one kind of cause twice.
            if known.banks.last() != Some(&bank.name) {
                known.banks.push(bank.name.clone());
                *known.vendors.entry(bank.vendor.clone()).or_default() += 1;
            }
        }
    }
    let mut all: Vec<BrokenBy> = all.into_values().collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.banks.len()));
    all
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
