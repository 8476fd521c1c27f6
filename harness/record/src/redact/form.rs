//! What is no number for its form.

use crate::redact::reading::Unit;

const LENGTH: usize = 36;

/// The UUIDs in a text, as bytes from and to.
pub(super) fn uuids(units: &[Unit]) -> Vec<(usize, usize)> {
    let dashes = units
        .iter()
        .enumerate()
        .filter(|(_, unit)| unit.sign == '-');
    let starts = dashes.filter_map(|(at, _)| at.checked_sub(8));
    let found = starts.filter_map(|start| {
        let candidate = units.get(start..start + LENGTH)?;
        let after = units.get(start + LENGTH);
        let ends = !after.is_some_and(|unit| unit.sign.is_ascii_alphanumeric());
        (is_uuid(candidate) && ends).then(|| (candidate[0].from, candidate[LENGTH - 1].to))
    });
    found.collect()
}

fn is_uuid(units: &[Unit]) -> bool {
    units.iter().enumerate().all(|(at, unit)| match at {
        8 | 13 | 18 | 23 => unit.sign == '-',
        _ => unit.sign.is_ascii_hexdigit(),
    })
}
