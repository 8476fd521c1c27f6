//! The clocks: tokens and orders live by them.

use jiff::Timestamp;

use super::{Sign, Whose};
use crate::exchange::Received;
use crate::text::Text;

/// Tokens live 120 s, and a bank allows few seconds of skew.
const TOLERATED_SECONDS: i64 = 10;

pub(super) fn examine(answer: Option<&Received>) -> Sign {
    let what = Text::new("clocks", "klokker");
    let date = answer
        .and_then(|answer| answer.header("date"))
        .and_then(parse);
    match date {
        None => Sign::skipped(what),
        Some(theirs) => compare(what, theirs, Timestamp::now()),
    }
}

fn parse(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::parse(text)
        .ok()
        .map(|zoned| zoned.timestamp())
}

fn compare(what: Text, theirs: Timestamp, ours: Timestamp) -> Sign {
    let apart = theirs.as_second() - ours.as_second();
    let seen = Text::new(
        format!("the bank's clock is {apart:+} s from this machine's"),
        format!("bankens klokke er {apart:+} s fra denne maskinens"),
    );
    if apart.abs() <= TOLERATED_SECONDS {
        return Sign::well(what, seen);
    }
    Sign::ill(
        what,
        seen,
        Whose::Configuration,
        Text::new(
            "set both clocks by NTP; one of them is wrong",
            "still begge klokkene etter NTP; en av dem går feil",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a moment within range")
    }

    #[test]
    fn clocks_a_minute_apart_are_ill() {
        assert_eq!(compare(Text::same(""), at(60), at(0)).state, State::Ill);
    }

    #[test]
    fn clocks_some_seconds_apart_are_well() {
        assert_eq!(compare(Text::same(""), at(9), at(0)).state, State::Well);
    }

    #[test]
    fn reads_the_date_of_http() {
        assert_eq!(parse("Thu, 01 Jan 1970 00:00:07 GMT"), Some(at(7)));
    }
}
