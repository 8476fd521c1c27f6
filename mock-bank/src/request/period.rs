//! The period of a request: form of the dates, their order, and the service's limits.

use jiff::civil::Date;
use wire::dates;
use wire::profile::{FromRule, PeriodRule, ToRule};

use crate::defect::{Defect, Defects};
use crate::refusal::{Refusal, Rule, Ruling};
use crate::service;

/// A period of days, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: Date,
    pub(crate) to: Date,
}

impl Period {
    /// Whether the day is in the period.
    pub(crate) fn contains(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// Whether some day of `from..=to` is in the period; without `to` it has no end.
    pub(crate) fn overlaps(self, from: Date, to: Option<Date>) -> bool {
        from <= self.to && to.is_none_or(|to| self.from <= to)
    }

    /// Whether the other period is within this one.
    pub(crate) fn covers(self, other: Self) -> bool {
        self.contains(other.from) && self.contains(other.to)
    }
}

/// Reads both dates and compares them.
pub(crate) fn read((from, to): (&str, &str), defects: &Defects) -> Ruling<Period> {
    let period = Period {
        from: date("fromDate", from, defects)?,
        to: date("toDate", to, defects)?,
    };
    if period.from > period.to && !defects.has(Defect::PeriodReversedAccepted) {
        return Err(Rule::PeriodReversed.into());
    }
    Ok(period)
}

fn date(name: &'static str, text: &str, defects: &Defects) -> Ruling<Date> {
    dates::parse_iso(text)
        .ok()
        .or_else(|| free_form(text).filter(|_| defects.has(Defect::DateFormsFree)))
        .ok_or_else(|| Rule::DateForm.broken_by(name))
}

/// `DD.MM.YYYY`, or a date with a time after it.
fn free_form(text: &str) -> Option<Date> {
    if let Some(date) = text.get(..10).and_then(|date| dates::parse_iso(date).ok()) {
        return Some(date);
    }
    let mut parts = text.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The police may ask for ten years back and up to today.
/// Source: Løsningsbeskrivelse for Politi-Utlevering, Gyldig forespørsel.
pub(crate) fn within_police_limits(period: Period, today: Date, defects: &Defects) -> Ruling {
    defects.unless(Defect::PeriodUnlimited, || {
        not_before(
            period.from,
            if defects.has(Defect::TenYearsOf365Days) {
                today.saturating_sub(jiff::Span::new().days(3_650))
            } else {
                service::earliest_for_police(today)
            },
            "10 years before today",
            defects,
        )
    })?;
    if period.to > today {
        return Err(Rule::ToDateAhead.into());
    }
    Ok(())
}

/// Whether a period is within the service's limits. `origin` is the day that its limit is counted from: the day of
/// death or of the bankruptcy order, else today.
/// Source: Gyldig forespørsel of the service pages.
pub(crate) fn within(
    rule: PeriodRule,
    origin: Date,
    period: Period,
    today: Date,
    defects: &Defects,
) -> Ruling {
    let last_year = today.year() - 1;
    let limit = |earliest, words: &str| {
        defects.unless(Defect::PeriodUnlimited, || {
            not_before(period.from, earliest, words, defects)
        })
    };
    match rule.from {
        FromRule::YearsBeforeToday { years } => {
            let years = if defects.has(Defect::SkattNineYears) {
                years - 1
            } else {
                years
            };
            limit(dates::years_before(today, years), "10 years before today")?;
        }
        FromRule::MonthsBeforeDeath { months } => limit(
            dates::months_before(origin, months),
            "3 months before the date of death",
        )?,
        FromRule::MonthsBeforeBankruptcy { months } => limit(
            dates::months_before(origin, months_counted(months, defects)),
            "12 months before the bankruptcy order",
        )?,
        FromRule::FirstDayOfLastYear => first_of_last_year(period, last_year, defects)?,
        FromRule::Today => {
            if period.from != today
                && !defects.has(Defect::UtleggAnyPeriod)
                && !defects.has(Defect::UtleggFromFree)
            {
                return Err(Rule::FromDateNotToday.into());
            }
        }
    }
    to_date(rule, period, today, defects)
}

fn months_counted(months: i32, defects: &Defects) -> i32 {
    if defects.has(Defect::LimitFourMonths) {
        4
    } else if defects.has(Defect::LimitThirteenMonths) {
        13
    } else {
        months
    }
}

fn first_of_last_year(period: Period, last_year: i16, defects: &Defects) -> Ruling {
    let year = if defects.has(Defect::YearBeforeAccepted) {
        last_year - 1
    } else {
        last_year
    };
    if period.from < Date::constant(year, 1, 1) {
        return Err(Refusal::from(Rule::PeriodTooEarly)
            .because("It is before 1 January of the last calendar year."));
    }
    let is_whole = period.from == Date::constant(last_year, 1, 1)
        && period.to == Date::constant(last_year, 12, 31);
    if defects.has(Defect::WholeYearOnly) && !is_whole {
        return Err(Rule::DefectRefused.into());
    }
    Ok(())
}

fn to_date(rule: PeriodRule, period: Period, today: Date, defects: &Defects) -> Ruling {
    let is_free = match rule.from {
        FromRule::MonthsBeforeDeath { .. } => defects.has(Defect::OedFreeToDate),
        FromRule::MonthsBeforeBankruptcy { .. } => defects.has(Defect::KonkursFreeToDate),
        FromRule::Today => {
            defects.has(Defect::UtleggAnyPeriod) || defects.has(Defect::UtleggToFree)
        }
        FromRule::YearsBeforeToday { .. } | FromRule::FirstDayOfLastYear => false,
    };
    match rule.to {
        ToRule::Today if period.to != today && !is_free => Err(Rule::ToDateNotToday.into()),
        ToRule::NotBeforeFrom if period.to != today && defects.has(Defect::SkattTodayOnly) => {
            Err(Rule::ToDateNotToday.into())
        }
        ToRule::NotBeforeFrom if period.to > today => Err(Rule::ToDateAhead.into()),
        ToRule::LastDayOfLastYear
            if period.to > Date::constant(today.year() - 1, 12, 31)
                && !defects.has(Defect::ThisYearAccepted) =>
        {
            Err(Rule::ToDateAfterLastYear.into())
        }
        ToRule::Today | ToRule::NotBeforeFrom | ToRule::LastDayOfLastYear => Ok(()),
    }
}

fn not_before(from: Date, earliest: Date, words: &str, defects: &Defects) -> Ruling {
    let earliest = if defects.has(Defect::PeriodLimitOneDayLate) {
        earliest.tomorrow().unwrap_or(earliest)
    } else if defects.has(Defect::PeriodLimitOneDayEarly) {
        earliest.yesterday().unwrap_or(earliest)
    } else if defects.has(Defect::LimitTooShort) {
        dates::months_before(earliest, -1)
    } else if defects.has(Defect::LimitMonthLong) {
        dates::months_before(earliest, 1)
    } else {
        earliest
    };
    if from < earliest {
        return Err(
            Refusal::from(Rule::PeriodTooEarly).because(format!("It is more than {words}."))
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    const NONE: Defects = Defects::NONE;
    const OED: PeriodRule = PeriodRule {
        from: FromRule::MonthsBeforeDeath { months: 3 },
        to: ToRule::Today,
    };
    const LAST_YEAR: PeriodRule = PeriodRule {
        from: FromRule::FirstDayOfLastYear,
        to: ToRule::LastDayOfLastYear,
    };

    fn period(from: Date, to: Date) -> Period {
        Period { from, to }
    }

    #[test]
    fn reads_a_period_of_one_day() {
        assert!(read(("2026-11-22", "2026-11-22"), &NONE).is_ok());
    }

    #[test]
    fn refuses_a_period_that_ends_before_it_begins() {
        let refusal = read(("2026-11-22", "2026-11-21"), &NONE).unwrap_err();
        assert_eq!(refusal.rule, Rule::PeriodReversed);
    }

    #[test]
    fn refuses_dates_in_other_forms() {
        for text in [
            "22.11.2026",
            "2026-11-22T00:00:00",
            "2026-11-22Z",
            "20261122",
            "2026-2-1",
            "2026-02-30",
            "2025-02-29",
            " 2026-11-22",
            "+2026-11-22",
        ] {
            assert!(read((text, "2026-11-22"), &NONE).is_err(), "{text}");
        }
    }

    #[test]
    fn accepts_the_29th_of_february_of_a_leap_year() {
        assert!(read(("2024-02-29", "2024-02-29"), &NONE).is_ok());
    }

    #[test]
    fn the_police_may_ask_for_exactly_ten_years() {
        let ten_years = period(day(2016, 11, 22), day(2026, 11, 22));
        assert_eq!(
            within_police_limits(ten_years, day(2026, 11, 22), &NONE),
            Ok(())
        );
    }

    #[test]
    fn the_police_may_not_ask_for_a_day_more_than_ten_years() {
        let more = period(day(2016, 11, 21), day(2026, 11, 22));
        assert!(within_police_limits(more, day(2026, 11, 22), &NONE).is_err());
    }

    #[test]
    fn ten_years_before_the_29th_of_february_is_the_28th() {
        let leap = period(day(2018, 2, 28), day(2028, 2, 29));
        assert_eq!(within_police_limits(leap, day(2028, 2, 29), &NONE), Ok(()));
    }

    #[test]
    fn the_police_may_not_ask_about_tomorrow() {
        let future = period(day(2026, 1, 1), day(2026, 11, 23));
        assert!(within_police_limits(future, day(2026, 11, 22), &NONE).is_err());
    }

    #[test]
    fn oed_may_ask_from_three_months_before_the_death() {
        let three = period(day(2026, 6, 30), day(2026, 11, 22));
        assert_eq!(
            within(OED, day(2026, 9, 30), three, day(2026, 11, 22), &NONE),
            Ok(())
        );
    }

    #[test]
    fn oed_may_not_ask_for_a_day_more() {
        let more = period(day(2026, 6, 29), day(2026, 11, 22));
        assert!(within(OED, day(2026, 9, 30), more, day(2026, 11, 22), &NONE).is_err());
    }

    #[test]
    fn oed_asks_until_today() {
        let yesterday = period(day(2026, 8, 1), day(2026, 11, 21));
        assert!(within(OED, day(2026, 9, 30), yesterday, day(2026, 11, 22), &NONE).is_err());
    }

    #[test]
    fn a_part_of_last_year_is_within_last_year() {
        let part = period(day(2025, 3, 1), day(2025, 3, 1));
        let today = day(2026, 11, 22);
        assert_eq!(within(LAST_YEAR, today, part, today, &NONE), Ok(()));
    }

    #[test]
    fn a_day_of_this_year_is_not_within_last_year() {
        let more = period(day(2025, 1, 1), day(2026, 1, 1));
        let today = day(2026, 11, 22);
        assert!(within(LAST_YEAR, today, more, today, &NONE).is_err());
    }

    #[test]
    fn on_new_years_day_the_year_before_is_last_year() {
        let whole = period(day(2026, 1, 1), day(2026, 12, 31));
        let today = day(2027, 1, 1);
        assert_eq!(within(LAST_YEAR, today, whole, today, &NONE), Ok(()));
    }

    #[test]
    fn a_period_overlaps_what_shares_a_day_with_it() {
        assert!(period(day(2026, 1, 1), day(2026, 1, 31)).overlaps(day(2026, 1, 31), None));
    }

    #[test]
    fn a_period_does_not_overlap_what_ended_the_day_before() {
        assert!(
            !period(day(2026, 1, 2), day(2026, 1, 31))
                .overlaps(day(2020, 1, 1), Some(day(2026, 1, 1)))
        );
    }
}
