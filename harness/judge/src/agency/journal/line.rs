//! A call on one line, for whoever watches.

use crate::agency::journal::Call;

/// Most characters of a path.
const LONGEST_PATH: usize = 100;

/// A call on one line.
pub fn line(call: &Call) -> String {
    let status = call
        .status()
        .map_or_else(|| "…".to_owned(), |status| status.to_string());
    format!(
        "{}: {} {} → {status}",
        call.place,
        printable(&call.method),
        printable(&call.path)
    )
}

/// A path may hold anything; control characters must not reach the terminal.
fn printable(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .take(LONGEST_PATH)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::journal::Place;
    use crate::agency::journal::tests::call;

    #[test]
    fn control_characters_of_a_path_do_not_reach_the_terminal() {
        assert!(!line(&call(Place::Unknown, "/a\u{1b}[2J")).contains('\u{1b}'));
    }
}
