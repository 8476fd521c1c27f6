//! The clock of a run, handed in so that tests can set it, and the minutes around midnight in Oslo.

use std::fmt::Debug;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;

use pack::catalogue::{Case, Change, Script, Step};

/// Tells what time it is.
pub trait Clock: Debug + Send + Sync {
    /// This moment.
    fn now(&self) -> Timestamp;

    /// This day in Norway.
    fn today(&self) -> Date {
        wire::dates::date_at(self.now())
    }
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// No request is made so shortly before midnight: it could arrive on the next day.
const BEFORE_MIDNIGHT: Duration = Duration::from_secs(10);

/// A case about the edge of a period sends several requests, and needs more time.
const BEFORE_MIDNIGHT_AT_AN_EDGE: Duration = Duration::from_secs(30);

/// No request is made so shortly after midnight: a bank's clock may be some seconds behind.
const AFTER_MIDNIGHT: Duration = Duration::from_secs(10);

/// How long to wait until the day in Norway is certain; `at_an_edge` where a request is about the edge of a period.
pub(crate) fn until_the_day_is_certain(now: Timestamp, at_an_edge: bool) -> Option<Duration> {
    let today = wire::dates::date_at(now);
    let before = if at_an_edge {
        BEFORE_MIDNIGHT_AT_AN_EDGE
    } else {
        BEFORE_MIDNIGHT
    };
    let after_last = between(wire::dates::start_of_day(today), now);
    if after_last < AFTER_MIDNIGHT {
        return Some(AFTER_MIDNIGHT.saturating_sub(after_last));
    }
    let tomorrow = today.tomorrow().ok()?;
    let until_next = between(now, wire::dates::start_of_day(tomorrow));
    (until_next <= before).then(|| until_next + AFTER_MIDNIGHT)
}

fn between(earlier: Timestamp, later: Timestamp) -> Duration {
    Duration::try_from(later.duration_since(earlier)).unwrap_or_default()
}

/// Whether a case sets a day of its own: in its valid request, or by a change of one.
pub(crate) fn is_at_an_edge(case: &Case) -> bool {
    let steps: &[Step] = match &case.script {
        Script::Request(step) => std::slice::from_ref(step),
        Script::Steps(steps) => steps,
        Script::Retrieval(_) | Script::WholeRun(_) | Script::Property(_) | Script::Journal(_) => {
            &[]
        }
    };
    let changes = steps.iter().flat_map(|step| &step.changes);
    case.baseline.from.is_some()
        || case.baseline.to.is_some()
        || changes.into_iter().any(sets_a_day)
}

fn sets_a_day(change: &Change) -> bool {
    use wire::messages::query::{FROM_DATE, TO_DATE};
    let is_day = |name: &str| [FROM_DATE, TO_DATE].contains(&name);
    matches!(change, Change::Query(name, _) | Change::OrderClaim(name, _) if is_day(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pause(now: &str, at_an_edge: bool) -> Option<u64> {
        let now = now.parse().expect("a moment");
        until_the_day_is_certain(now, at_an_edge).map(|pause| pause.as_secs())
    }

    #[test]
    fn nothing_waits_at_noon() {
        assert_eq!(pause("2026-11-27T11:00:00Z", true), None);
    }

    #[test]
    fn a_request_seconds_before_midnight_waits_over_it() {
        assert_eq!(pause("2026-11-27T22:59:55Z", false), Some(15));
    }

    #[test]
    fn only_a_case_at_an_edge_waits_half_a_minute_before_midnight() {
        assert_eq!(pause("2026-11-27T22:59:35Z", true), Some(35));
        assert_eq!(pause("2026-11-27T22:59:35Z", false), None);
    }

    #[test]
    fn a_request_seconds_after_midnight_waits_for_clocks_that_are_behind() {
        assert_eq!(pause("2026-11-27T23:00:03Z", false), Some(7));
        assert_eq!(pause("2026-11-27T23:00:10Z", false), None);
    }

    #[test]
    fn midnight_is_that_of_oslo_on_both_days_of_a_clock_change() {
        for midnight in [
            "2026-03-28T23:00:00Z",
            "2026-03-29T22:00:00Z",
            "2026-10-24T22:00:00Z",
            "2026-10-25T23:00:00Z",
        ] {
            assert_eq!(pause(midnight, false), Some(10), "{midnight}");
        }
    }

    #[test]
    fn the_last_day_of_a_year_and_a_leap_day_end_like_others() {
        assert_eq!(pause("2026-12-31T22:59:59Z", false), Some(11));
        assert_eq!(pause("2028-02-29T22:59:59Z", false), Some(11));
    }
}
