//! The period and `OnlyPrimaryOwner`.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use jiff::civil::Date;
use pack::catalogue::{To, With};
use pack::reason::NO_CASE_WITH_BOTH_STEPS;
use pack::text::Text;
use wire::dates::{date_at, months_before, parse_iso, years_before};
use wire::messages::{Endpoint, query};
use wire::profile::{FromRule, ServiceProfile, ToRule};

use crate::agency::check::checks;
use crate::agency::check::collect::{
    Collector, Judged, NOTHING, breach, each, each_judged, no_call, not_applicable,
};
use crate::agency::journal::Call;
use crate::agency::scenario_run::{JournalView, Task, asks_about_an_account, is_on};
use crate::finding::Finding;
use crate::observations;

observations! {
    /// A date is missing or no date.
    FORM = "period-form" {
        observed: "fromDate or toDate is missing or not a date", "fromDate eller toDate mangler eller er ikke en dato";
        expected: "fromDate and toDate as YYYY-MM-DD", "fromDate og toDate som ÅÅÅÅ-MM-DD";
    }
    /// It ends before it begins.
    REVERSED = "period-reversed" {
        observed: "the period ends before it begins", "perioden slutter før den begynner";
        expected: "fromDate not after toDate", "fromDate ikke etter toDate";
    }
    /// It begins too early.
    TOO_EARLY = "period-too-early" {
        observed: "fromDate is earlier than the service allows", "fromDate er tidligere enn tjenesten tillater";
        expected: "{earliest} or later", "{earliest} eller senere";
    }
    /// It ends on another day.
    END = "period-end" {
        observed: "toDate is not as the service says; the day of the call is {today}",
            "toDate er ikke slik tjenesten sier; kallet er gjort {today}";
        expected: "{end}", "{end}";
    }
    /// Outside the last calendar year.
    OUTSIDE_YEAR = "period-outside-year" {
        observed: "the period is not within the last calendar year", "perioden ligger ikke innenfor det siste kalenderåret";
        expected: "{first} to {last}, or less", "{first} til {last}, eller kortere";
    }
    /// Another day than today.
    NOT_TODAY = "period-not-today" {
        observed: "the period is not the day of the call", "perioden er ikke dagen for kallet";
        expected: "{today} to {today}", "{today} til {today}";
    }
    /// Two days where one is asked about.
    TWO_DAYS = "period-of-two-days" {
        observed: "fromDate and toDate are different days", "fromDate og toDate er ulike dager";
        expected: "the same day twice", "samme dag to ganger";
    }
    /// Several lists in place of one.
    IN_PARTS = "period-in-parts" {
        observed: "a bank is asked for account lists of several periods", "en bank blir bedt om kontolister for flere perioder";
        expected: "one period: {first}", "én periode: {first}";
    }
    /// Step 1 about another period.
    STEPS_DIFFER = "period-of-steps-differs" {
        observed: "step 1 has another period than step 2", "trinn 1 har en annen periode enn trinn 2";
        expected: "{of_banks}", "{of_banks}";
    }
    /// Step 1 about others' accounts too.
    STEP_ONE_WIDER = "owner-of-steps-differs" {
        observed: "onlyPrimaryOwner is false in step 1, and in no call to Accounts",
            "onlyPrimaryOwner er false i trinn 1, og ikke i noe kall til Accounts";
        expected: "true", "true";
    }
    /// It changes.
    CHANGES = "period-changes" {
        observed: "the period changes within the case", "perioden endrer seg innenfor saken";
        expected: "the period of the first call of the case: {first}", "perioden i sakens første kall: {first}";
    }
    /// The flag is missing.
    OWNER_MISSING = "owner-missing" {
        observed: "OnlyPrimaryOwner is missing", "OnlyPrimaryOwner mangler";
        expected: "OnlyPrimaryOwner", "OnlyPrimaryOwner";
    }
    /// The flag is no boolean.
    OWNER_SPELLING = "owner-spelling" {
        observed: "OnlyPrimaryOwner is neither true nor false", "OnlyPrimaryOwner er verken true eller false";
        expected: "true or false", "true eller false";
    }
    /// The flag is false.
    OWNER_FALSE = "owner-false" {
        observed: "OnlyPrimaryOwner is false", "OnlyPrimaryOwner er false";
        expected: "true", "true";
    }
    /// A parameter comes twice.
    TWICE = "query-twice" {
        observed: "the query parameter {name} comes twice", "spørreparameteren {name} kommer to ganger";
        expected: "every query parameter once", "hver spørreparameter én gang";
    }
}

checks! {
    "period-form" = form(Either, "to") finds [FORM]
        "Every call has fromDate and toDate as YYYY-MM-DD.", "Alle kall har fromDate og toDate som ÅÅÅÅ-MM-DD.";
    "period-order" = order(Either, "to") finds [REVERSED]
        "fromDate is not after toDate.", "fromDate er ikke etter toDate.";
    "period-limit" = limit(Either, "to") finds [TOO_EARLY]
        "fromDate is not earlier than the service allows: ten years before today for the police and Skatt-Kontroll, three months before death for an estate, 12 months before the ruling for a bankruptcy, 1 January of last year for Vergekontroll, today for FI-Utlegg.",
        "fromDate er ikke tidligere enn tjenesten tillater: ti år før i dag for politiet og Skatt-Kontroll, tre måneder før dødsfallet for et dødsbo, 12 måneder før kjennelsen for en konkurs, 1. januar i fjor for Vergekontroll, i dag for FI-Utlegg.";
    "period-end" = end(Either, "to") finds [END]
        "toDate is the day of the call for an estate, a bankruptcy and FI-Utlegg, not later than that for the police and Skatt-Kontroll, and not after last year for Vergekontroll.",
        "toDate er dagen for kallet for et dødsbo, en konkurs og FI-Utlegg, ikke senere enn den for politiet og Skatt-Kontroll, og ikke etter fjoråret for Vergekontroll.";
    "period-within-year" = within_year(Either, "to") finds [OUTSIDE_YEAR]
        "Both dates lie in the calendar year before the day of the call.", "Begge datoer ligger i kalenderåret før dagen for kallet.";
    "period-today" = only_today(Either, "to") finds [NOT_TODAY]
        "Both dates are the day of the call; a call of the first minute of a day may still have the day before.",
        "Begge datoer er dagen for kallet; et kall i det første minuttet av en dag kan fortsatt ha dagen før.";
    "period-one-day" = one_day(Either, "to") finds [TWO_DAYS]
        "fromDate and toDate are one day.", "fromDate og toDate er samme dag.";
    "period-in-one" = in_one(Banks) finds [IN_PARTS]
        "After a bank has delivered an account list in a scenario it is not asked for one of another period.",
        "Etter at en bank har utlevert en kontoliste i et scenario, bes den ikke om en for en annen periode.";
    "period-of-steps" = of_steps(Everything) finds [STEPS_DIFFER]
        "An answered request of step 1 has a period that calls to banks have too.",
        "En besvart forespørsel i trinn 1 har en periode som kall til banker også har.";
    "owner-of-steps" = owner_of_steps(Everything) finds [STEP_ONE_WIDER]
        "onlyPrimaryOwner of step 1 is false only where OnlyPrimaryOwner of a call to Accounts is.",
        "onlyPrimaryOwner i trinn 1 er bare false der OnlyPrimaryOwner i et kall til Accounts er det.";
    "period-same" = same(Banks) finds [CHANGES]
        "All calls to banks of a scenario have the same period.", "Alle kall til banker i et scenario har samme periode.";
    "owner-present" = owner_present(Either, "to") finds [OWNER_MISSING]
        "Accounts, or customerRelationships in step 1, has OnlyPrimaryOwner.",
        "Accounts, eller customerRelationships i trinn 1, har OnlyPrimaryOwner.";
    "owner-spelling" = owner_spelling(Either, "to") finds [OWNER_SPELLING]
        "OnlyPrimaryOwner is true or false, in capitals or not.", "OnlyPrimaryOwner er true eller false, med store bokstaver eller ikke.";
    "owner-true" = owner_true(Either, "to") finds [OWNER_FALSE]
        "OnlyPrimaryOwner is not false.", "OnlyPrimaryOwner er ikke false.";
    "query-once" = once(Either, "to") finds [TWICE]
        "No query parameter comes twice.", "Ingen spørreparameter kommer to ganger.";
}

/// The period of a call.
pub(super) fn period_of(call: &Call) -> Option<(Date, Date)> {
    let date = |name: &str| parse_iso(&call.parameter(name)?).ok();
    Some((date(query::FROM_DATE)?, date(query::TO_DATE)?))
}

/// The earliest `fromDate` that a service allows in a task, where it sets a limit that can be known.
pub(super) fn earliest(service: &ServiceProfile, task: &Task, today: Date) -> Option<Date> {
    match service.period.from {
        FromRule::YearsBeforeToday { years } => Some(years_before(today, years)),
        FromRule::MonthsBeforeDeath { months } => Some(months_before(task.death?, months)),
        FromRule::MonthsBeforeBankruptcy { months } => {
            Some(months_before(task.bankruptcy?, months))
        }
        FromRule::FirstDayOfLastYear => Some(first_of(today.year() - 1)),
        FromRule::Today => Some(today),
    }
}

fn form(view: &JournalView<'_>, with: &With) -> Judged {
    let concerned = view
        .calls(with.to)
        .filter(|call| with.to == To::Overview || call.route.is_some())
        .filter(|call| !asks_about_an_account(call));
    each(concerned, no_call(with.to), |call| {
        period_of(call)
            .is_none()
            .then(|| breach(&FORM, &call.query))
    })
}

fn order(view: &JournalView<'_>, with: &With) -> Judged {
    each_judged(view.calls(with.to), no_call(with.to), |call| {
        let (from, to) = period_of(call)?;
        Some(if from <= to {
            Ok(())
        } else {
            Err(breach(&REVERSED, format!("{from}/{to}")))
        })
    })
}

fn on_periods(
    view: &JournalView<'_>,
    to: To,
    check: impl Fn(&Task, Date, (Date, Date)) -> Option<Finding>,
) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        for call in run.requests(to) {
            if let Some(period) = period_of(call) {
                collector.judge(call, check(&run.task, date_at(call.received), period));
            }
        }
    }
    collector.judged(no_call(to))
}

fn limit(view: &JournalView<'_>, with: &With) -> Judged {
    on_periods(view, with.to, |task, today, (from, _)| {
        let earliest = earliest(view.service, task, today)?;
        (from < earliest).then(|| breach(&TOO_EARLY, from.to_string()).with("earliest", earliest))
    })
}

fn end(view: &JournalView<'_>, with: &With) -> Judged {
    on_periods(view, with.to, |_, today, (_, to)| {
        let (right, end) = match view.service.period.to {
            ToRule::Today => (to == today, Text::same(today.to_string())),
            ToRule::NotBeforeFrom => {
                let end = Text::new(
                    format!("{today} or earlier"),
                    format!("{today} eller tidligere"),
                );
                (to <= today, end)
            }
            ToRule::LastDayOfLastYear => {
                let last = last_of(today.year() - 1);
                let end = Text::new(
                    format!("{last} or earlier"),
                    format!("{last} eller tidligere"),
                );
                (to <= last, end)
            }
        };
        (!right).then(|| {
            breach(&END, to.to_string())
                .with("today", today)
                .with("end", end)
        })
    })
}

fn first_of(year: i16) -> Date {
    jiff::civil::date(year, 1, 1)
}

fn last_of(year: i16) -> Date {
    jiff::civil::date(year, 12, 31)
}

fn written((from, to): (Date, Date)) -> String {
    format!("{from}/{to}")
}

fn within_year(view: &JournalView<'_>, with: &With) -> Judged {
    on_periods(view, with.to, |_, today, (from, to)| {
        let (first, last) = (first_of(today.year() - 1), last_of(today.year() - 1));
        let outside = from < first || to > last;
        outside.then(|| {
            let found = breach(&OUTSIDE_YEAR, written((from, to)));
            found.with("first", first).with("last", last)
        })
    })
}

/// How long after midnight the day before may still be asked about: the call was made up before.
const OVER_MIDNIGHT: SignedDuration = SignedDuration::from_mins(1);

fn only_today(view: &JournalView<'_>, with: &With) -> Judged {
    let mut collector = Collector::default();
    for call in view.calls(with.to) {
        let Some(period) = period_of(call) else {
            continue;
        };
        let days = [call.received, call.received - OVER_MIDNIGHT].map(date_at);
        let right = days.iter().any(|day| period == (*day, *day));
        let found = breach(&NOT_TODAY, written(period)).with("today", days[0]);
        collector.judge(call, (!right).then_some(found));
    }
    collector.judged(no_call(with.to))
}

fn one_day(view: &JournalView<'_>, with: &With) -> Judged {
    on_periods(view, with.to, |_, _, (from, to)| {
        (from != to).then(|| breach(&TWO_DAYS, written((from, to))))
    })
}

fn in_one(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let mut first = BTreeMap::new();
        let lists = run
            .bank_calls()
            .filter(|call| is_on(call, Endpoint::Accounts));
        for call in lists {
            let (Some(bank), Some(period)) = (call.bank(), period_of(call)) else {
                continue;
            };
            let delivered = first.get(&bank).copied();
            let another = delivered
                .filter(|first| *first != period)
                .map(|first| breach(&IN_PARTS, written(period)).with("first", written(first)));
            collector.judge(call, another);
            if call.delivered().is_some() {
                first.entry(bank).or_insert(period);
            }
        }
    }
    collector.judged(no_call(To::Bank))
}

fn of_steps(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let of_banks: Vec<_> = run.bank_calls().filter_map(period_of).collect();
        let Some(first) = of_banks.first() else {
            continue;
        };
        let answered = run
            .overview_calls()
            .filter(|call| call.delivered().is_some());
        for (call, period) in answered.filter_map(|call| Some((call, period_of(call)?))) {
            let found = (!of_banks.contains(&period))
                .then(|| breach(&STEPS_DIFFER, written(period)).with("of_banks", written(*first)));
            collector.judge(call, found);
        }
    }
    collector.judged(not_applicable(&NO_CASE_WITH_BOTH_STEPS))
}

fn is_false(call: &Call) -> bool {
    let value = call.parameter(query::ONLY_PRIMARY_OWNER);
    value.is_some_and(|value| value.eq_ignore_ascii_case("false"))
}

fn owner_of_steps(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let lists: Vec<&Call> = run
            .bank_calls()
            .filter(|call| is_on(call, Endpoint::Accounts))
            .collect();
        if lists.is_empty() {
            continue;
        }
        let needed = lists.iter().any(|call| is_false(call));
        for call in run.overview_calls() {
            let wider = is_false(call) && !needed;
            collector.judge(call, wider.then(|| breach(&STEP_ONE_WIDER, "false")));
        }
    }
    collector.judged(not_applicable(&NO_CASE_WITH_BOTH_STEPS))
}

fn same(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let mut first = None;
        for (call, period) in run
            .bank_calls()
            .filter_map(|call| Some((call, period_of(call)?)))
        {
            let first = *first.get_or_insert(period);
            let changed = (first != period).then(|| {
                breach(&CHANGES, format!("{}/{}", period.0, period.1))
                    .with("first", format!("{}/{}", first.0, first.1))
            });
            collector.judge(call, changed);
        }
    }
    collector.judged(no_call(To::Bank))
}

/// Looks at the flag of Accounts, or of customerRelationships.
fn on_owner(
    view: &JournalView<'_>,
    to: To,
    check: impl Fn(Option<String>) -> Option<Finding>,
) -> Judged {
    let concerned = view.calls(to).filter(|call| match to {
        To::Bank => is_on(call, Endpoint::Accounts),
        To::Overview => !asks_about_an_account(call),
        To::Maskinporten => false,
    });
    each(concerned, no_call(to), |call| {
        check(call.parameter(query::ONLY_PRIMARY_OWNER))
    })
}

fn owner_present(view: &JournalView<'_>, with: &With) -> Judged {
    on_owner(view, with.to, |value| {
        value.is_none().then(|| breach(&OWNER_MISSING, NOTHING))
    })
}

fn owner_spelling(view: &JournalView<'_>, with: &With) -> Judged {
    on_owner(view, with.to, |value| {
        let value = value?;
        let right = value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false");
        (!right).then(|| breach(&OWNER_SPELLING, value))
    })
}

fn owner_true(view: &JournalView<'_>, with: &With) -> Judged {
    on_owner(view, with.to, |value| {
        let value = value.filter(|value| value.eq_ignore_ascii_case("false"))?;
        Some(breach(&OWNER_FALSE, value))
    })
}

fn once(view: &JournalView<'_>, with: &With) -> Judged {
    each(view.calls(with.to), no_call(with.to), |call| {
        let parameters = call.parameters().into_iter();
        let mut names: Vec<String> = parameters.map(|(name, _)| name.to_lowercase()).collect();
        names.sort();
        let name = &names.windows(2).find(|pair| pair[0] == pair[1])?[0];
        Some(breach(&TWICE, &call.query).with("name", name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::check::testing::{answered, bank, check, step_one};
    use wire::dates::today;

    fn target(endpoint: &str, from: Date, to: Date) -> String {
        format!("{endpoint}?fromDate={from}&toDate={to}&OnlyPrimaryOwner=true")
    }

    fn asked(from: Date, to: Date) -> Vec<Call> {
        vec![bank(0, &target("/accounts", from, to))]
    }

    fn year() -> Date {
        years_before(today(), 1)
    }

    #[test]
    fn both_dates_are_dates() {
        let wrong = bank(0, "/accounts?fromDate=01.01.2026&toDate=2026-02-01");
        check("period-form")
            .keeps(asked(year(), today()))
            .finds(&FORM, [wrong]);
    }

    #[test]
    fn account_servicing_provider_has_no_period() {
        check("period-form")
            .step_one()
            .finds(&FORM, [step_one("customerRelationships")])
            .ignores([step_one("accountServicingProvider")]);
    }

    #[test]
    fn the_period_is_not_reversed() {
        check("period-order")
            .keeps(asked(year(), today()))
            .finds(&REVERSED, asked(today(), year()));
    }

    #[test]
    fn the_period_begins_within_the_limit() {
        check("period-limit")
            .keeps(asked(year(), today()))
            .finds(&TOO_EARLY, asked(years_before(today(), 11), today()));
    }

    #[test]
    fn step_one_begins_within_the_limit_too() {
        let asked = |from| {
            let call = step_one(&target("customerRelationships", from, today()));
            vec![Call {
                received: jiff::Timestamp::now(),
                ..call
            }]
        };
        check("period-limit")
            .step_one()
            .keeps(asked(year()))
            .finds(&TOO_EARLY, asked(years_before(today(), 30)));
    }

    #[test]
    fn an_estate_ends_today_and_the_police_not_later() {
        let yesterday = today().yesterday().expect("a day");
        let tomorrow = today().tomorrow().expect("a day");
        check("period-end")
            .keeps(asked(year(), yesterday))
            .finds(&END, asked(year(), tomorrow));
        check("period-end")
            .estate()
            .keeps(asked(year(), today()))
            .finds(&END, asked(year(), yesterday));
    }

    #[test]
    fn vergekontroll_asks_about_the_last_calendar_year() {
        let year = today().year() - 1;
        let (first, last) = (first_of(year), last_of(year));
        check("period-within-year")
            .keeps(asked(first, last))
            .finds(
                &OUTSIDE_YEAR,
                asked(first.yesterday().expect("a day"), last),
            )
            .finds(&OUTSIDE_YEAR, asked(first, last.tomorrow().expect("a day")));
        check("period-end")
            .service("vergekontroll")
            .keeps(asked(first, last))
            .finds(&END, asked(first, today()));
    }

    #[test]
    fn konkursbehandling_begins_twelve_months_before_the_ruling() {
        let ruling = months_before(today(), 30);
        check("period-limit")
            .bankrupt_since(ruling)
            .keeps(asked(months_before(ruling, 12), today()))
            .finds(&TOO_EARLY, asked(months_before(ruling, 13), today()));
    }

    #[test]
    fn fi_utlegg_asks_about_today() {
        let yesterday = today().yesterday().expect("a day");
        check("period-today")
            .keeps(asked(today(), today()))
            .finds(&NOT_TODAY, asked(yesterday, today()));
        check("period-one-day")
            .keeps(asked(yesterday, yesterday))
            .finds(&TWO_DAYS, asked(yesterday, today()));
    }

    #[test]
    fn one_bank_is_asked_about_one_period() {
        let list = |from| {
            let call = bank(0, &target("/accounts", from, today()));
            answered(call, 200, serde_json::json!({"accounts": []}))
        };
        check("period-in-one")
            .keeps([list(year()), list(year())])
            .keeps([asked(today(), year()), vec![list(year())]].concat())
            .finds(&IN_PARTS, [list(year()), list(today())]);
    }

    fn both_steps(one: Date, two: Date) -> [Call; 2] {
        let step_one = step_one(&target("customerRelationships", one, today()));
        let step_one = answered(step_one, 200, serde_json::json!({"banks": []}));
        [step_one, bank(1, &target("/accounts", two, today()))]
    }

    #[test]
    fn both_steps_are_about_one_period() {
        check("period-of-steps")
            .keeps(both_steps(year(), year()))
            .finds(&STEPS_DIFFER, both_steps(today(), year()));
    }

    #[test]
    fn step_one_asks_about_others_only_where_step_two_does() {
        let steps = |one: &str, two: &str| {
            [
                step_one(&format!("customerRelationships?onlyPrimaryOwner={one}")),
                bank(1, &format!("/accounts?OnlyPrimaryOwner={two}")),
            ]
        };
        check("owner-of-steps")
            .keeps(steps("false", "FALSE"))
            .finds(&STEP_ONE_WIDER, steps("false", "true"));
    }

    #[test]
    fn the_period_stays_through_a_case() {
        let changing = [asked(year(), today()), asked(today(), today())].concat();
        check("period-same")
            .keeps(asked(year(), today()))
            .finds(&CHANGES, changing);
    }

    #[test]
    fn the_flag_is_there_and_a_boolean() {
        let with = |value: &str| [bank(0, &format!("/accounts?OnlyPrimaryOwner={value}"))];
        check("owner-present")
            .keeps(with("true"))
            .finds(&OWNER_MISSING, [bank(0, "/accounts")]);
        check("owner-spelling")
            .keeps(with("TRUE"))
            .finds(&OWNER_SPELLING, with("1"));
        check("owner-true")
            .keeps(with("true"))
            .finds(&OWNER_FALSE, with("false"));
    }

    #[test]
    fn the_flag_of_step_one_is_judged_too() {
        let with = |value: &str| {
            [step_one(&format!(
                "customerRelationships?onlyPrimaryOwner={value}"
            ))]
        };
        check("owner-true")
            .step_one()
            .keeps(with("true"))
            .finds(&OWNER_FALSE, with("false"));
    }

    #[test]
    fn query_parameters_come_once() {
        check("query-once")
            .keeps(asked(year(), today()))
            .finds(&TWICE, [bank(0, "/accounts?toDate=1&todate=1")]);
    }
}
