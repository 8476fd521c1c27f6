//! The parts of a record that are joined item by item.

use std::collections::BTreeSet;

use judge::check::fields::{FieldMatrix, MatrixRow, RowVerdict};
use record::{
    CaseRecord, Counts, DeviationRecord, DeviationState, InterpretationRecord, JudgedRecord,
    Record, RequirementRecord, TimingRecord,
};

/// What was selected; the shards themselves only where some are missing.
pub(super) fn selection(shards: &[Record]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in shards.iter().flat_map(|shard| &shard.settings.selection) {
        if !words.contains(word) {
            words.push(word.clone());
        }
    }
    let named: BTreeSet<(usize, usize)> = words.iter().filter_map(|word| shard_of(word)).collect();
    let of = named.first().map_or(0, |(_, of)| *of);
    let complete = of > 0 && named == (1..=of).map(|part| (part, of)).collect();
    words.retain(|word| !complete || shard_of(word).is_none());
    words
}

fn shard_of(word: &str) -> Option<(usize, usize)> {
    let (part, of) = word.strip_prefix("--shard ")?.split_once('/')?;
    Some((part.parse().ok()?, of.parse().ok()?))
}

/// How the shards were judged again, if they were.
pub(super) fn judged(shards: &[Record]) -> Option<JudgedRecord> {
    let all = || shards.iter().filter_map(|shard| shard.judged.as_ref());
    let first = all().next()?;
    Some(JudgedRecord {
        at: all().map(|judged| judged.at).max().unwrap_or(first.at),
        again: all().map(|judged| judged.again).sum(),
        kept: all().map(|judged| judged.kept).sum(),
        ..first.clone()
    })
}

/// The requirements with their counts over all cases.
pub(super) fn requirements(shards: &[Record], cases: &[CaseRecord]) -> Vec<RequirementRecord> {
    let mut joined: Vec<RequirementRecord> = Vec::new();
    for requirement in shards.iter().flat_map(|shard| &shard.requirements) {
        match joined.iter_mut().find(|known| known.id == requirement.id) {
            Some(known) => add_missing(&mut known.cases, &requirement.cases),
            None => joined.push(requirement.clone()),
        }
    }
    for requirement in &mut joined {
        let id = &requirement.id;
        requirement.counts = Counts::of(cases.iter().filter(|case| case.requirements.contains(id)));
    }
    joined
}

/// The interpretations with all cases that rest on them.
pub(super) fn interpretations(shards: &[Record]) -> Vec<InterpretationRecord> {
    let mut joined: Vec<InterpretationRecord> = Vec::new();
    for one in shards.iter().flat_map(|shard| &shard.interpretations) {
        match joined
            .iter_mut()
            .find(|known| known.interpretation.id == one.interpretation.id)
        {
            Some(known) => add_missing(&mut known.cases, &one.cases),
            None => joined.push(one.clone()),
        }
    }
    joined
}

fn add_missing(known: &mut Vec<String>, more: &[String]) {
    let missing: Vec<String> = more
        .iter()
        .filter(|one| !known.contains(one))
        .cloned()
        .collect();
    known.extend(missing);
    known.sort();
}

/// The field matrix, summed.
pub(super) fn fields(shards: &[Record]) -> FieldMatrix {
    let mut shards = shards.iter().map(|shard| &shard.fields);
    let mut joined = shards.next().cloned().unwrap_or_default();
    for row in shards.flat_map(|fields| &fields.rows) {
        let same = |known: &&mut MatrixRow| {
            known.service == row.service
                && known.endpoint == row.endpoint
                && known.api_path == row.api_path
        };
        match joined.rows.iter_mut().find(same) {
            Some(known) => add_row(known, row),
            None => joined.rows.push(row.clone()),
        }
    }
    joined
}

fn add_row(known: &mut MatrixRow, more: &MatrixRow) {
    known.answers += more.answers;
    known.answers_with += more.answers_with;
    known.had += more.had;
    known.had_not += more.had_not;
    if known.first_with.is_empty() {
        known.first_with.clone_from(&more.first_with);
    }
    if known.first_without.is_empty() {
        known.first_without.clone_from(&more.first_without);
    }
    known.withheld.extend(more.withheld.iter().cloned());
    if weight(more.verdict) > weight(known.verdict) {
        known.verdict = more.verdict;
    }
}

/// What one shard saw outweighs what another did not.
fn weight(verdict: RowVerdict) -> u8 {
    match verdict {
        RowVerdict::NotSeen => 0,
        RowVerdict::NeverDelivered => 1,
        RowVerdict::Conforms => 2,
        RowVerdict::Observed => 3,
        RowVerdict::Breach => 4,
    }
}

/// The declarations: one that holds in any shard holds, one that was run and did not happen is stale.
pub(super) fn deviations(shards: &[Record]) -> Vec<DeviationRecord> {
    let mut joined: Vec<DeviationRecord> = Vec::new();
    for deviation in shards.iter().flat_map(|shard| &shard.deviations) {
        match joined
            .iter_mut()
            .find(|known| known.subject == deviation.subject && known.section == deviation.section)
        {
            Some(known) => {
                add_missing(&mut known.instances, &deviation.instances);
                if firmness(deviation.state) > firmness(known.state) {
                    known.state = deviation.state;
                }
            }
            None => joined.push(deviation.clone()),
        }
    }
    joined
}

fn firmness(state: DeviationState) -> u8 {
    match state {
        DeviationState::NotRun => 0,
        DeviationState::Stale => 1,
        DeviationState::Holds => 2,
        DeviationState::WithoutReason => 3,
        DeviationState::Expired => 4,
    }
}

/// Response times: counts and histograms summed, percentiles read off the sum.
pub(super) fn timing(shards: &[Record]) -> Vec<TimingRecord> {
    let mut joined: Vec<(TimingRecord, bool)> = Vec::new();
    for timing in shards.iter().flat_map(|shard| &shard.timing) {
        let same = |(known, _): &&mut (TimingRecord, bool)| {
            known.service == timing.service && known.endpoint == timing.endpoint
        };
        match joined.iter_mut().find(same) {
            Some((known, summed)) => {
                add_timing(known, timing);
                *summed = true;
            }
            None => joined.push((timing.clone(), false)),
        }
    }
    joined
        .into_iter()
        .map(|(mut timing, summed)| {
            if summed {
                [timing.p50, timing.p90, timing.p99] =
                    [0.5, 0.9, 0.99].map(|share| percentile(&timing, share));
            }
            timing
        })
        .collect()
}

fn add_timing(known: &mut TimingRecord, more: &TimingRecord) {
    known.count += more.count;
    known.max = known.max.max(more.max);
    for (bound, count) in &more.histogram {
        match known
            .histogram
            .iter_mut()
            .find(|(other, _)| other.total_cmp(bound).is_eq())
        {
            Some((_, sum)) => *sum += count,
            None => known.histogram.push((*bound, *count)),
        }
    }
    known
        .histogram
        .sort_by(|one, other| one.0.total_cmp(&other.0));
}

/// The upper bound of the step in which the share is reached, and never more than the longest.
fn percentile(timing: &TimingRecord, share: f64) -> f64 {
    let mut seen = 0;
    for (bound, count) in &timing.histogram {
        seen += count;
        if as_float(seen) >= share * as_float(timing.count) {
            return bound.min(timing.max);
        }
    }
    timing.max
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a run has fewer than 2^52 answers"
)]
fn as_float(count: usize) -> f64 {
    count as f64
}
