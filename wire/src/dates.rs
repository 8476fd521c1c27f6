//! Calendar days in Norway and the arithmetic of the services' periods. The day is the one of Europe/Oslo.

use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

static OSLO: LazyLock<TimeZone> = LazyLock::new(|| {
    TimeZone::get("Europe/Oslo").expect("the time zone database is bundled into the program")
});

/// A text that is no day of the calendar in the form `YYYY-MM-DD`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a date in the form YYYY-MM-DD")]
pub struct DateError {
    /// The text as it was given.
    pub text: String,
}

/// The present moment.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Today's date in Europe/Oslo.
pub fn today() -> Date {
    date_at(now())
}

/// The date in Europe/Oslo at a moment.
pub fn date_at(moment: Timestamp) -> Date {
    moment.to_zoned(OSLO.clone()).date()
}

/// The moment a day begins in Europe/Oslo.
#[expect(clippy::missing_panics_doc, reason = "every day has a beginning")]
pub fn start_of_day(date: Date) -> Timestamp {
    date.to_zoned(OSLO.clone())
        .expect("a calendar day has a beginning in Europe/Oslo")
        .timestamp()
}

/// The same day of the calendar `years` earlier; 29 February becomes the 28th where there is none.
/// Stops at the first day of the calendar's range (year -9999).
pub fn years_before(date: Date, years: i16) -> Date {
    date.saturating_sub(Span::new().years(years))
}

/// The same day of the month `months` earlier, or the month's last day where it is shorter.
/// Stops at the first day of the calendar's range (year -9999).
pub fn months_before(date: Date, months: i32) -> Date {
    date.saturating_sub(Span::new().months(months))
}

/// Reads a date in exactly the form `YYYY-MM-DD`, four, two and two ASCII digits.
///
/// # Errors
/// Any other form, and days that no calendar has.
pub fn parse_iso(text: &str) -> Result<Date, DateError> {
    read_digits(text).ok_or_else(|| DateError {
        text: text.to_owned(),
    })
}

fn read_digits(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shape {
        return None;
    }
    let year = text[0..4].parse().ok()?;
    Date::new(year, text[5..7].parse().ok()?, text[8..10].parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_day_changes_at_midnight_in_norway() {
        let winter: Timestamp = "2026-01-31T23:00:00Z".parse().unwrap();
        let summer: Timestamp = "2026-06-30T22:00:00Z".parse().unwrap();
        assert_eq!(date_at(winter), date(2026, 2, 1));
        assert_eq!(date_at(summer), date(2026, 7, 1));
    }

    #[test]
    fn a_moment_before_midnight_belongs_to_the_day_that_ends() {
        let moment: Timestamp = "2026-01-31T22:59:59Z".parse().unwrap();
        assert_eq!(date_at(moment), date(2026, 1, 31));
    }

    #[test]
    fn a_day_begins_at_midnight_in_norway() {
        assert_eq!(
            start_of_day(date(2026, 7, 1)).to_string(),
            "2026-06-30T22:00:00Z"
        );
    }

    #[test]
    fn ten_years_before_is_the_same_day_of_the_month() {
        assert_eq!(years_before(date(2026, 11, 22), 10), date(2016, 11, 22));
    }

    #[test]
    fn a_leap_day_steps_back_to_the_28th() {
        assert_eq!(years_before(date(2028, 2, 29), 10), date(2018, 2, 28));
    }

    #[test]
    fn a_leap_day_stays_where_the_earlier_year_has_it() {
        assert_eq!(years_before(date(2028, 2, 29), 8), date(2020, 2, 29));
    }

    #[test]
    fn three_months_before_the_end_of_may_is_the_end_of_february() {
        assert_eq!(months_before(date(2026, 5, 31), 3), date(2026, 2, 28));
    }

    #[test]
    fn months_reach_into_the_year_before() {
        assert_eq!(months_before(date(2026, 1, 15), 3), date(2025, 10, 15));
    }

    #[test]
    fn reads_an_iso_date() {
        assert_eq!(parse_iso("2024-02-29"), Ok(date(2024, 2, 29)));
    }

    #[test]
    fn refuses_every_other_form_of_a_date() {
        for text in [
            "",
            "22.11.2026",
            "2026-11-22T00:00:00",
            "20261122",
            "2026-1-02",
            "+026-11-22",
            "2026-11-22 ",
        ] {
            assert!(parse_iso(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn refuses_days_that_do_not_exist() {
        for text in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31"] {
            assert!(parse_iso(text).is_err(), "{text:?}");
        }
    }
}
