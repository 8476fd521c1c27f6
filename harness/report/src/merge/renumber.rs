//! Numbers exchanges so that no two shards have the same, and every place that names one follows.

use judge::exchange::ExchangeId;
use record::Record;

/// The shards with their exchanges numbered one after the other.
pub(super) fn apart(shards: &[Record]) -> Vec<Record> {
    let mut offset = 0;
    let mut renumbered = Vec::with_capacity(shards.len());
    for shard in shards {
        let mut shard = shard.clone();
        let highest = highest(&shard);
        if offset > 0 {
            shift(&mut shard, offset);
        }
        offset += highest;
        renumbered.push(shard);
    }
    renumbered
}

/// The number in a key: `x000123`, or plain digits.
fn number(key: &str) -> Option<u64> {
    key.trim_start_matches('x').parse().ok()
}

fn highest(shard: &Record) -> u64 {
    let keys = shard.exchanges.keys().filter_map(|key| number(key));
    let findings = shard.cases.iter().flat_map(|case| &case.findings);
    let named = findings.filter_map(|finding| finding.exchange.map(|id| id.0));
    let rows = shard.fields.rows.iter();
    let seen = rows.flat_map(|row| {
        row.first_with
            .iter()
            .chain(&row.first_without)
            .chain(&row.withheld)
    });
    let places = seen.map(|place| place.exchange.0);
    keys.chain(named).chain(places).max().unwrap_or_default()
}

fn shift(shard: &mut Record, by: u64) {
    let key = |old: &str| match number(old) {
        Some(number) => format!("x{:06}", number + by),
        None => format!("{old}+{by}"),
    };
    let exchanges = std::mem::take(&mut shard.exchanges);
    shard.exchanges = exchanges
        .into_iter()
        .map(|(old, exchange)| (key(&old), exchange))
        .collect();
    let moved = |id: &mut ExchangeId| id.0 += by;
    for case in &mut shard.cases {
        for reference in &mut case.exchanges {
            reference.id = key(&reference.id);
        }
        case.findings
            .iter_mut()
            .filter_map(|finding| finding.exchange.as_mut())
            .for_each(moved);
    }
    for row in &mut shard.fields.rows {
        let places = row.first_with.iter_mut().chain(&mut row.first_without);
        places
            .chain(&mut row.withheld)
            .for_each(|place| moved(&mut place.exchange));
    }
}
