//! The example of a report: a real record in which everything that differs from run to run is the same every time,
//! so that the examples in the repository can be compared with new ones.
//!
//! Ports, UUIDs, placeholders, key names and dates are numbered in the order they are met; times are counted from one
//! fixed moment. What stands in the case pack is left alone, and so is what a bank decides: outcomes and findings.

mod settle;

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use record::{Record, TimingRecord};
use settle::Settler;

/// The moment the example run began.
const STARTED: &str = "2026-01-15T09:00:00Z";
/// The moment it ended.
const ENDED: &str = "2026-01-15T09:00:09.2Z";

/// The record as an example: trimmed to what its cases rest on, and settled.
///
/// # Errors
/// The record could not be read from its own JSON; this is not expected.
pub fn settled(mut record: Record, name: &str) -> Result<Record, serde_json::Error> {
    trim(&mut record);
    let mut settler = Settler::new(record.started);
    record.run = format!("example-{name}");
    record.started = serde_json::from_value(json!(STARTED))?;
    record.ended = serde_json::from_value(json!(ENDED))?;
    record.pack.digest = "0".repeat(64);
    record.subject.profile_digest = "1".repeat(64);
    reread(&mut record.subject, |subject| {
        settle(&mut subject["baseUrl"], &mut settler);
    })?;
    for case in &mut record.cases {
        reread(case, |case| {
            settle(&mut case["findings"], &mut settler);
            settle(&mut case["outcome"], &mut settler);
            if let Some(property) = case.get_mut("property") {
                settle(property, &mut settler);
            }
        })?;
    }
    for (position, exchange) in (1_u32..).zip(record.exchanges.values_mut()) {
        reread(exchange, |exchange| {
            let started = settler.moment(&exchange["started"]);
            settler.begin(started);
            settle(exchange, &mut settler);
            exchange["started"] = json!(format!(
                "2026-01-15T09:00:{:02}.{:03}Z",
                position / 100 % 60,
                position % 100 * 10
            ));
            exchange["elapsedMs"] = json!(f64::from(position % 7) + 2.25);
        })?;
    }
    Ok(record)
}

/// Changes a part of the record in its JSON.
fn reread<T: Serialize + DeserializeOwned>(
    part: &mut T,
    change: impl FnOnce(&mut Value),
) -> Result<(), serde_json::Error> {
    let mut value = serde_json::to_value(&*part)?;
    change(&mut value);
    *part = serde_json::from_value(value)?;
    Ok(())
}

/// Leaves out requirements, interpretations and field rows that no case of the run names, and sets the times.
fn trim(record: &mut Record) {
    let cases = &record.cases;
    let of = |names: fn(&record::CaseRecord) -> &Vec<String>| -> BTreeSet<&String> {
        cases.iter().flat_map(names).collect()
    };
    let requirements = of(|case| &case.requirements);
    let interpretations = of(|case| &case.interpretations);
    record
        .requirements
        .retain(|one| requirements.contains(&one.id));
    record
        .interpretations
        .retain(|one| interpretations.contains(&one.interpretation.id));
    record
        .fields
        .rows
        .retain(|row| row.endpoint == wire::messages::Endpoint::Cards);
    for timing in &mut record.timing {
        settle_timing(timing);
    }
}

/// Plausible response times, the same for the same number of answers.
fn settle_timing(timing: &mut TimingRecord) {
    let count = timing.count;
    (timing.p50, timing.p90, timing.p99, timing.max) = (4.25, 8.5, 21.0, 24.75);
    let few = count / 10;
    for (bound, answers) in &mut timing.histogram {
        *answers = match *bound {
            5.0 => count - 2 * few,
            10.0 | 50.0 => few,
            _ => 0,
        };
    }
}

fn settle(value: &mut Value, settler: &mut Settler) {
    match value {
        Value::String(text) => *text = settler.text(text),
        Value::Array(items) => items.iter_mut().for_each(|item| settle(item, settler)),
        Value::Object(members) => {
            for (name, member) in members {
                match settler.member(name, member) {
                    Some(settled) => *member = settled,
                    None => settle(member, settler),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::fixture::record;

    #[test]
    fn two_runs_that_differ_in_chance_alone_have_one_example() {
        let later: String = serde_json::to_string(&record())
            .expect("JSON")
            .replace("2026-11-22T10:15", "2026-12-03T11:47")
            .replace("a1b2c3d4", "9f9f9f9f")
            .replace(
                "3f0c1a52-8c1e-4c0e-9d59-0f6f4c2a1b11",
                "7d0c1a52-8c1e-4c0e-9d59-0f6f4c2a1b22",
            );
        let later: Record = serde_json::from_str(&later).expect("a record");
        let example = |record| {
            let settled = settled(record, "x").expect("settled");
            serde_json::to_value(&settled.exchanges["2"]).expect("JSON")
        };
        let (mut one, mut other) = (example(record()), example(later));
        for example in [&mut one, &mut other] {
            example["request"]["tokenClaims"]["exp"] = json!(0);
        }
        assert_eq!(one, other);
    }

    #[test]
    fn outcomes_are_left_alone() {
        let before = record();
        let after = settled(record(), "x").expect("settled");
        assert_eq!(after.counts, before.counts);
        assert_eq!(after.cases.len(), before.cases.len());
    }
}
