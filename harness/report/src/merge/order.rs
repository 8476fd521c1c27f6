//! The catalogue's order of instances, as far as the shards still show it.

use std::collections::HashMap;

use record::{CaseRecord, Record};

/// Sorts by family, case, service, endpoint and field. A shard takes every n-th instance, so that the families come
/// in their order when the shards are read in turn.
pub(super) fn sort(cases: &mut [CaseRecord], shards: &[Record]) {
    let families = families(shards);
    let first = shards.first();
    let services: Vec<&str> = first
        .map(|record| {
            record
                .subject
                .services
                .iter()
                .map(|one| one.id.as_str())
                .collect()
        })
        .unwrap_or_default();
    let fields: HashMap<(&str, &str, &str), usize> = first
        .map(|record| record.fields.rows.as_slice())
        .unwrap_or_default()
        .iter()
        .enumerate()
        .map(|(position, row)| {
            (
                (
                    row.service.as_str(),
                    row.endpoint.name(),
                    row.api_path.as_str(),
                ),
                position,
            )
        })
        .collect();
    cases.sort_by_cached_key(|case| {
        let field = case.field.as_deref().unwrap_or_default();
        (
            place(&families, &case.family),
            case.case.clone(),
            place(&services, &case.service),
            endpoint(case.endpoint.as_deref()),
            fields
                .get(&(
                    case.service.as_str(),
                    case.endpoint.as_deref().unwrap_or_default(),
                    field,
                ))
                .copied()
                .unwrap_or_default(),
            case.id.clone(),
        )
    });
}

fn families(shards: &[Record]) -> Vec<&str> {
    let longest = shards
        .iter()
        .map(|shard| shard.cases.len())
        .max()
        .unwrap_or_default();
    let mut families: Vec<&str> = Vec::new();
    for position in 0..longest {
        for case in shards.iter().filter_map(|shard| shard.cases.get(position)) {
            if !families.contains(&case.family.as_str()) {
                families.push(&case.family);
            }
        }
    }
    families
}

fn place(list: &[&str], name: &str) -> usize {
    list.iter()
        .position(|known| *known == name)
        .unwrap_or(list.len())
}

fn endpoint(name: Option<&str>) -> usize {
    wire::messages::Endpoint::ALL
        .iter()
        .position(|known| Some(known.name()) == name)
        .unwrap_or(usize::MAX)
}
