//! The period and `OnlyPrimaryOwner`.

use jiff::civil::Date;
use wire::dates::{months_before, parse_iso, years_before};
use wire::messages::{Endpoint, query};
use wire::profile::{FromRule, ToRule};

use crate::agency::check::call::nothing;
use crate::agency::check::tally::{
    Judged, NOTHING, Tally, breach, each, each_judged, no_bank_call,
};
use crate::agency::check::{To, With, calls};
use crate::agency::journal::Call;
use crate::agency::scenario_run::{JournalView, ScenarioRun, is_on};
use pack::text::Text;

fn period_of(call: &Call) -> Option<(Date, Date)> {
    let date = |name: &str| parse_iso(&call.parameter(name)?).ok();
    Some((date(query::FROM_DATE)?, date(query::TO_DATE)?))
}

/// Both dates are there, as YYYY-MM-DD.
pub(super) fn form(view: &JournalView<'_>, with: &With) -> Judged {
    let concerned =
        calls(view, with.to).filter(|call| with.to == To::Overview || call.route.is_some());
    each(concerned, nothing(with.to), |call| {
        period_of(call).is_none().then(|| {
            breach(
                "fromDate or toDate is missing or no date",
                "fromDate eller toDate mangler eller er ikke en dato",
            )
            .wants(
                "fromDate and toDate as YYYY-MM-DD",
                "fromDate og toDate som YYYY-MM-DD",
            )
            .received(call.query.clone())
        })
    })
}

/// `toDate` is not before fromDate.
pub(super) fn order(view: &JournalView<'_>, with: &With) -> Judged {
    each_judged(calls(view, with.to), nothing(with.to), |call| {
        let (from, to) = period_of(call)?;
        Some(if from <= to {
            Ok(())
        } else {
            Err(breach(
                "the period ends before it begins",
                "perioden slutter før den begynner",
            )
            .wants("fromDate not after toDate", "fromDate ikke etter toDate")
            .received(format!("{from} to {to}")))
        })
    })
}

fn on_periods(
    view: &JournalView<'_>,
    check: impl Fn(&ScenarioRun, &Call, (Date, Date)) -> Option<crate::finding::Finding>,
) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        for call in run.bank_calls() {
            let Some(period) = period_of(call) else {
                continue;
            };
            tally.look(call);
            if let Some(finding) = check(run, call, period) {
                tally.breach(call, finding);
            }
        }
    }
    tally.judged(no_bank_call())
}

/// `fromDate` lies within the service's limit.
pub(super) fn limit(view: &JournalView<'_>, _with: &With) -> Judged {
    on_periods(view, |run, call, (from, _)| {
        let today = wire::dates::date_at(call.received);
        let earliest = match view.service.period.from {
            FromRule::YearsBeforeToday { years } => years_before(today, years),
            FromRule::MonthsBeforeDeath { months } => months_before(run.task.death?, months),
            FromRule::MonthsBeforeBankruptcy { .. } | FromRule::FirstDayOfLastYear => return None,
            FromRule::Today => today,
        };
        (from < earliest).then(|| {
            breach(
                format!("fromDate is earlier than {earliest}"),
                format!("fromDate er tidligere enn {earliest}"),
            )
            .wants(
                format!("{earliest} or later"),
                format!("{earliest} eller senere"),
            )
            .received(from.to_string())
        })
    })
}

fn wanted_end(rule: ToRule, today: Date) -> Text {
    match rule {
        ToRule::Today => Text::same(today.to_string()),
        ToRule::NotBeforeFrom => Text::new(
            format!("{today} or earlier"),
            format!("{today} eller tidligere"),
        ),
        ToRule::LastDayOfLastYear => Text::new("the last day of last year", "siste dag i fjor"),
    }
}

/// `toDate` is as the service says.
pub(super) fn end(view: &JournalView<'_>, _with: &With) -> Judged {
    on_periods(view, |_, call, (_, to)| {
        let today = wire::dates::date_at(call.received);
        let right = match view.service.period.to {
            ToRule::Today => to == today,
            ToRule::NotBeforeFrom => to <= today,
            ToRule::LastDayOfLastYear => true,
        };
        (!right).then(|| {
            let wanted = wanted_end(view.service.period.to, today);
            breach(
                format!("toDate does not fit; today is {today}"),
                format!("toDate passer ikke; i dag er {today}"),
            )
            .wants(wanted.en, wanted.nb)
            .received(to.to_string())
        })
    })
}

/// The period is the same through the case.
pub(super) fn same(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        let mut first = None;
        for call in run.bank_calls() {
            let Some(period) = period_of(call) else {
                continue;
            };
            tally.look(call);
            if *first.get_or_insert(period) != period {
                tally.breach(
                    call,
                    breach(
                        "the period changes within the case",
                        "perioden endrer seg innenfor saken",
                    )
                    .wants(
                        "the period of the case's first call",
                        "perioden i sakens første kall",
                    )
                    .received(format!("{} to {}", period.0, period.1)),
                );
            }
        }
    }
    tally.judged(no_bank_call())
}

fn on_accounts(
    view: &JournalView<'_>,
    check: impl Fn(Option<String>) -> Option<crate::finding::Finding>,
) -> Judged {
    let accounts = calls(view, To::Bank).filter(|call| is_on(call, Endpoint::Accounts));
    each(accounts, no_bank_call(), |call| {
        check(call.parameter(query::ONLY_PRIMARY_OWNER))
    })
}

/// Accounts has `OnlyPrimaryOwner`.
pub(super) fn owner_present(view: &JournalView<'_>, _with: &With) -> Judged {
    on_accounts(view, |value| {
        value.is_none().then(|| {
            breach("OnlyPrimaryOwner is missing", "OnlyPrimaryOwner mangler")
                .wants("OnlyPrimaryOwner", "OnlyPrimaryOwner")
                .received(NOTHING)
        })
    })
}

/// It is true or false.
pub(super) fn owner_spelling(view: &JournalView<'_>, _with: &With) -> Judged {
    on_accounts(view, |value| {
        let value = value?;
        let right = value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false");
        (!right).then(|| {
            breach(
                "OnlyPrimaryOwner is neither true nor false",
                "OnlyPrimaryOwner er verken true eller false",
            )
            .wants("true or false", "true eller false")
            .received(value)
        })
    })
}

/// It is true.
pub(super) fn owner_true(view: &JournalView<'_>, _with: &With) -> Judged {
    on_accounts(view, |value| {
        let value = value?;
        value.eq_ignore_ascii_case("false").then(|| {
            breach(
                "OnlyPrimaryOwner is not true",
                "OnlyPrimaryOwner er ikke true",
            )
            .wants("true", "true")
            .received(value)
        })
    })
}

/// No query parameter comes twice.
pub(super) fn once(view: &JournalView<'_>, with: &With) -> Judged {
    each(calls(view, with.to), nothing(with.to), |call| {
        let mut names: Vec<String> = call
            .parameters()
            .into_iter()
            .map(|(name, _)| name.to_lowercase())
            .collect();
        names.sort();
        let twice = names.windows(2).find(|pair| pair[0] == pair[1])?;
        Some(
            breach(
                "a query parameter comes twice",
                "en spørreparameter kommer to ganger",
            )
            .wants("every query parameter once", "hver spørreparameter én gang")
            .received(twice[0].clone()),
        )
    })
}
