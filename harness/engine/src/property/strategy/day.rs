//! Days: uniformly, and often on leap days, year ends, month ends and limits.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan as _};
use proptest::sample::select;
use proptest::strategy::{SBoxedStrategy, Strategy as _};

use pack::text::Text;

/// A day, and how a case file writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Day {
    /// The day.
    pub(super) date: Date,
    /// A template for it.
    pub(super) text: String,
}

impl Day {
    /// A fixed day of the calendar.
    pub(super) fn fixed(date: Date) -> Self {
        Self {
            date,
            text: date.to_string(),
        }
    }

    /// So many days before today.
    pub(super) fn before(today: Date, days: i32) -> Self {
        let date = today.saturating_sub(Span::new().days(days));
        let text = match days {
            0 => "{today}".to_owned(),
            days => format!("{{today{:+}d}}", -days),
        };
        Self { date, text }
    }

    /// The day in words, with what is special about it.
    pub(super) fn words(&self) -> Text {
        let date = self.date;
        match (date.month(), date.day()) {
            (2, 29) => Text::new(
                format!("{date}, a leap day"),
                format!("{date}, en skuddårsdag"),
            ),
            (12, 31) => Text::new(
                format!("{date}, the end of a year"),
                format!("{date}, slutten av et år"),
            ),
            (1, 1) => Text::new(
                format!("{date}, the start of a year"),
                format!("{date}, starten på et år"),
            ),
            _ => Text::same(date.to_string()),
        }
    }
}

/// A day from `first` to `last`, both included; shrinking leads towards `last`.
pub(super) fn between(first: Date, last: Date, today: Date) -> SBoxedStrategy<Day> {
    let first = first.min(last);
    let (nearest, farthest) = (days(last, today), days(first, today));
    let anywhere = (nearest..=farthest)
        .prop_map(move |days| Day::before(today, days))
        .sboxed();
    let special = special_days(first, last);
    let edges = [
        first,
        first.saturating_add(1.day()).min(last),
        last.saturating_sub(1.day()).max(first),
        last,
    ];
    let edges = select(
        edges
            .map(|date| Day::before(today, days(date, today)))
            .to_vec(),
    );
    if special.is_empty() {
        return proptest::prop_oneof![4 => anywhere, 2 => edges].sboxed();
    }
    let leap: Vec<Day> = special
        .iter()
        .filter(|day| day.date.month() == 2 && day.date.day() == 29)
        .cloned()
        .collect();
    let special = select(special);
    if leap.is_empty() {
        return proptest::prop_oneof![4 => anywhere, 2 => edges, 2 => special].sboxed();
    }
    proptest::prop_oneof![4 => anywhere, 2 => edges, 2 => special, 3 => select(leap)].sboxed()
}

fn days(date: Date, today: Date) -> i32 {
    date.until(today)
        .map(|span| span.get_days())
        .unwrap_or_default()
}

/// Leap days, year ends, month ends and the days on which the clock changes.
fn special_days(first: Date, last: Date) -> Vec<Day> {
    let mut found = Vec::new();
    for year in first.year()..=last.year() {
        let fixed = [(1, 1), (2, 28), (3, 1), (6, 30), (12, 31)]
            .map(|(month, day)| Date::new(year, month, day).ok());
        let leap = Date::new(year, 2, 29).ok();
        let clock = [3, 10].map(|month| last_sunday(year, month));
        found.extend(
            leap.into_iter()
                .chain(fixed.into_iter().flatten())
                .chain(clock.into_iter().flatten()),
        );
    }
    found.retain(|date| (first..=last).contains(date));
    found.into_iter().map(Day::fixed).collect()
}

fn last_sunday(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1)
        .ok()?
        .nth_weekday_of_month(-1, Weekday::Sunday)
        .ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::strategy::ValueTree as _;

    use super::*;
    use crate::property::Seed;

    fn many(first: Date, last: Date) -> Vec<Day> {
        let strategy = between(first, last, date(2026, 11, 22));
        (0..400)
            .map(|index| {
                let mut runner = Seed::derive(1, "days", index).runner();
                strategy
                    .new_tree(&mut runner)
                    .expect("nothing is rejected")
                    .current()
            })
            .collect()
    }

    #[test]
    fn days_stay_between_their_limits() {
        let (first, last) = (date(2016, 11, 22), date(2026, 11, 22));
        for day in many(first, last) {
            assert!((first..=last).contains(&day.date), "{day:?}");
        }
    }

    #[test]
    fn leap_days_and_both_limits_are_met_often() {
        let (first, last) = (date(2016, 11, 22), date(2026, 11, 22));
        let days = many(first, last);
        for wanted in [date(2020, 2, 29), date(2024, 2, 29), first, last] {
            assert!(
                days.iter().filter(|day| day.date == wanted).count() > 4,
                "{wanted}"
            );
        }
    }

    #[test]
    fn a_single_day_is_all_there_is() {
        let day = date(2026, 1, 5);
        assert!(many(day, day).iter().all(|found| found.date == day));
    }

    #[test]
    fn a_day_before_today_is_written_from_today() {
        assert_eq!(Day::before(date(2026, 11, 22), 3).text, "{today-3d}");
        assert_eq!(Day::before(date(2026, 11, 22), 0).text, "{today}");
    }
}
