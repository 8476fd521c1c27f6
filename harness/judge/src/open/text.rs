//! Places in a text.

/// The offset in bytes of a line and a column, both counted from 1 as `serde_json` counts them.
pub(super) fn offset(text: &[u8], line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    (before + column.saturating_sub(1)).min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_counts_the_lines_before() {
        assert_eq!(offset(b"{\n  x}", 2, 3), 4);
    }
}
