//! The period and `OnlyPrimaryOwner`.

use jiff::civil::Date;
use pack::catalogue::{To, With};
use pack::text::Text;
use wire::dates::{date_at, months_before, parse_iso, years_before};
use wire::messages::{Endpoint, query};
use wire::profile::{FromRule, ServiceProfile, ToRule};

use crate::agency::check::checks;
use crate::agency::check::collect::{
    Collector, Judged, NOTHING, breach, each, each_judged, no_call,
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
        "fromDate is not earlier than the service allows: ten years before today for the police, three months before death for an estate.",
        "fromDate er ikke tidligere enn tjenesten tillater: ti år før i dag for politiet, tre måneder før dødsfallet for et dødsbo.";
    "period-end" = end(Either, "to") finds [END]
        "toDate is the day of the call for an estate, and not later than that for the police.",
        "toDate er dagen for kallet for et dødsbo, og ikke senere enn den for politiet.";
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
        FromRule::MonthsBeforeBankruptcy { .. } | FromRule::FirstDayOfLastYear => None,
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
            ToRule::LastDayOfLastYear => return None,
        };
        (!right).then(|| {
            breach(&END, to.to_string())
                .with("today", today)
                .with("end", end)
        })
    })
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
    use crate::agency::check::testing::{bank, check, step_one};
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
