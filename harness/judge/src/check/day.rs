//! Days of the calendar in answers (interpretations I-11 and I-16).

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use wire::dates;

/// The day of a date or date-time. With an offset it is the day in Europe/Oslo, without one the day that is
/// written.
pub fn day(text: &str) -> Option<Date> {
    if text.len() == 10 {
        return dates::parse_iso(text).ok();
    }
    if text
        .as_bytes()
        .get(10)
        .is_none_or(|byte| !matches!(byte, b'T' | b't' | b' '))
    {
        return None;
    }
    match text.parse::<Timestamp>() {
        Ok(moment) => Some(dates::date_at(moment)),
        Err(_) => text.parse::<DateTime>().ok().map(DateTime::date),
    }
}

/// The days that an instant may be of (interpretation I-79): the day in Europe/Oslo and in UTC, and the day before
/// where it is the instant at which that day ends. Without an offset it is the day that is written.
pub fn days(text: &str) -> Vec<Date> {
    let Ok(moment) = text.parse::<Timestamp>() else {
        return day(text).into_iter().collect();
    };
    let before = moment
        .saturating_sub(Span::new().nanoseconds(1))
        .unwrap_or(moment);
    let mut days: Vec<Date> = [moment, before]
        .into_iter()
        .flat_map(|moment| {
            [
                dates::date_at(moment),
                moment.to_zoned(TimeZone::UTC).date(),
            ]
        })
        .collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// Whether a date-time says which zone it is in.
pub fn has_offset(text: &str) -> bool {
    text.len() > 10 && text.parse::<Timestamp>().is_ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_moment_late_in_the_evening_of_greenwich_is_the_next_day_in_oslo() {
        assert_eq!(day("2026-06-30T22:30:00Z"), Some(date(2026, 7, 1)));
        assert_eq!(day("2026-06-30T22:30:00+02:00"), Some(date(2026, 6, 30)));
    }

    #[test]
    fn an_instant_may_be_of_the_day_in_utc_or_oslo_or_of_the_day_that_ends() {
        let june = date(2026, 6, 30);
        for text in [
            "2026-06-30T23:59:59Z",
            "2026-07-01T00:00:00+02:00",
            "2026-07-01T00:00:00Z",
        ] {
            assert!(days(text).contains(&june), "{text}");
        }
        assert!(!days("2026-07-01T10:00:00Z").contains(&june));
    }

    #[test]
    fn without_an_offset_the_day_is_as_written() {
        assert_eq!(day("2026-06-30T23:59:59"), Some(date(2026, 6, 30)));
        assert_eq!(day("2026-06-30"), Some(date(2026, 6, 30)));
    }

    #[test]
    fn other_texts_have_no_day() {
        for text in [
            "",
            "30.06.2026",
            "2026-02-30",
            "2026-06-30X10:00",
            "å26-06-30T1",
            "99999-01-01T00:00:00Z",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn only_an_offset_tells_the_zone() {
        assert!(has_offset("2026-06-30T10:00:00+02:00"));
        assert!(!has_offset("2026-06-30T10:00:00"));
    }
}
