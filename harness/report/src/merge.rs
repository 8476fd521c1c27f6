//! The shards of one run joined into one record. Pure.
//!
//! Everything that can be counted again is counted again. Percentiles cannot: they are read off the joined
//! histograms. Placeholders of personal data differ between shards.

mod order;
mod parts;
mod renumber;

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use judge::verdict::{Weighed, weigh};
use pack::message::UserError;
use pack::text::Text;
use record::scope::{limit, scope};
use record::{CaseRecord, Counts, ExchangeRecord, FamilyRecord, Record};

/// Why records cannot be joined.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MergeError {
    /// There is nothing to join.
    #[error("name at least one report to join")]
    Empty,
    /// They are not shards of one run.
    #[error(
        "{run} is no shard of the same run as {first}: {what} differs ({found}, not {expected})"
    )]
    Different {
        /// The first record's run.
        first: String,
        /// The run that does not fit.
        run: String,
        /// What differs.
        what: Box<Text>,
        /// What the first has.
        expected: String,
        /// What this one has.
        found: String,
    },
    /// The same instance was judged twice.
    #[error("{id} is in both {first} and {second}")]
    Twice {
        /// The instance.
        id: String,
        /// The run it was in first.
        first: String,
        /// The run it was in again.
        second: String,
    },
}

impl UserError for MergeError {}

/// Joins shards into one record named `run`. Pack, profile, tool version, seed and strictness must be the same.
///
/// # Errors
/// There are no records, they are not of the same run, or an instance is in two of them.
pub fn merge(shards: &[Record], run: &str) -> Result<Record, MergeError> {
    let first = shards.first().ok_or(MergeError::Empty)?;
    for shard in shards {
        same_run(first, shard)?;
    }
    no_instance_twice(shards)?;
    let shards = &renumber::apart(shards);
    let mut cases: Vec<CaseRecord> = shards
        .iter()
        .flat_map(|shard| shard.cases.clone())
        .collect();
    let exchanges = shards
        .iter()
        .flat_map(|shard| shard.exchanges.clone())
        .collect();
    order::sort(&mut cases, shards);
    Ok(join(shards, first, run, cases, exchanges))
}

fn join(
    shards: &[Record],
    first: &Record,
    run: &str,
    cases: Vec<CaseRecord>,
    exchanges: BTreeMap<String, ExchangeRecord>,
) -> Record {
    let deviations = parts::deviations(shards);
    let broken = deviations
        .iter()
        .filter(|deviation| !deviation.state.is_sound())
        .count();
    let weighed = cases.iter().map(|case| Weighed {
        level: case.level,
        outcome: &case.outcome,
        declared: case.declared,
    });
    let mut settings = first.settings.clone();
    settings.selection = parts::selection(shards);
    settings.full_evidence = shards.iter().any(|shard| shard.settings.full_evidence);
    Record {
        format: first.format.clone(),
        run: run.to_owned(),
        tool: first.tool.clone(),
        pack: first.pack.clone(),
        subject: first.subject.clone(),
        started: shards
            .iter()
            .map(|shard| shard.started)
            .min()
            .unwrap_or(first.started),
        ended: shards
            .iter()
            .map(|shard| shard.ended)
            .max()
            .unwrap_or(first.ended),
        judged: parts::judged(shards),
        verdict: limit(
            weigh(weighed, settings.strict, broken),
            scope(&cases, &settings),
        ),
        causes: Vec::new(),
        counts: Counts::of(&cases),
        families: families(&cases),
        requirements: parts::requirements(shards, &cases),
        interpretations: parts::interpretations(shards),
        fields: parts::fields(shards),
        deviations,
        timing: parts::timing(shards),
        settings,
        cases,
        exchanges,
    }
    .explained()
}

fn same_run(first: &Record, shard: &Record) -> Result<(), MergeError> {
    let facts = |record: &Record| {
        [
            (Text::new("the format", "formatet"), record.format.clone()),
            (
                Text::new("the version of the tool", "verktøyets versjon"),
                record.tool.version.clone(),
            ),
            (
                Text::new("the case pack", "testpakken"),
                record.pack.digest.clone(),
            ),
            (
                Text::new("the target profile", "målprofilen"),
                record.subject.profile_digest.clone(),
            ),
            (
                Text::new("the build of the target", "målets bygg"),
                record.subject.build.clone().unwrap_or_default(),
            ),
            (
                Text::new("the seed", "frøet"),
                record.settings.seed.to_string(),
            ),
            (
                Text::new("strictness", "strengheten"),
                record.settings.strict.to_string(),
            ),
            (
                Text::new("whether it was judged again", "om den er bedømt på nytt"),
                record.judged.is_some().to_string(),
            ),
        ]
    };
    for ((what, expected), (_, found)) in facts(first).into_iter().zip(facts(shard)) {
        if expected != found {
            let (first, run) = (first.run.clone(), shard.run.clone());
            return Err(MergeError::Different {
                first,
                run,
                what: Box::new(what),
                expected,
                found,
            });
        }
    }
    Ok(())
}

fn no_instance_twice(shards: &[Record]) -> Result<(), MergeError> {
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    for shard in shards {
        for case in &shard.cases {
            if let Some(first) = known.insert(&case.id, &shard.run) {
                return Err(MergeError::Twice {
                    id: case.id.clone(),
                    first: first.to_owned(),
                    second: shard.run.clone(),
                });
            }
        }
    }
    Ok(())
}

fn families(cases: &[CaseRecord]) -> Vec<FamilyRecord> {
    let mut seen = BTreeSet::new();
    let names = cases
        .iter()
        .map(|case| &case.family)
        .filter(|family| seen.insert(family.as_str()));
    names
        .map(|family| FamilyRecord {
            family: family.clone(),
            counts: Counts::of(cases.iter().filter(|case| case.family == *family)),
        })
        .collect()
}

#[cfg(test)]
mod tests;
