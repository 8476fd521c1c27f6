//! Periods: inside and outside the service's limits and the order's period, and cut into pieces.

use jiff::ToSpan as _;
use jiff::civil::Date;
use proptest::collection::vec;
use proptest::prop_oneof;
use proptest::strategy::{Just, SBoxedStrategy, Strategy as _};
use wire::messages::{Endpoint, query};
use wire::profile::{FromRule, ToRule};

use crate::property::input::Refusal;
use crate::property::strategy::day::{Day, between};
use crate::property::strategy::{PartStrategy, Source, template};
use crate::property::{Facts, Input, Part};
use pack::catalogue::{Change, Edit, JsonTemplate, ValueEdit};
use pack::text::Text;

/// Sets fromDate or toDate of the request.
pub(super) fn asks(name: &str, text: &str) -> Change {
    Change::Query(name.to_owned(), Edit::Value(template(text)))
}

/// Sets fromDate or toDate of the order.
pub(super) fn orders(name: &str, text: &str) -> Change {
    Change::OrderClaim(
        name.to_owned(),
        ValueEdit::Value(JsonTemplate::Text(template(text))),
    )
}

fn is_day(name: &str, day: &Day) -> Text {
    let words = day.words();
    Text::new(
        format!("{name} is {}", words.en),
        format!("{name} er {}", words.nb),
    )
}

/// fromDate where every bank must accept it: strictly inside the limit, so that no reading of the boundary day
/// matters (I-15).
pub(super) fn surely_inside(facts: &Facts) -> Option<PartStrategy> {
    match facts.service.period.from {
        FromRule::YearsBeforeToday { .. } => {
            let rule = facts.inside_rule();
            let days = between(
                facts.first_day(0).saturating_add(1.day()),
                facts.today,
                facts.today,
            );
            Some(days.prop_map(move |day| from_part(&rule, &day)).sboxed())
        }
        // Three months are 89 days at least.
        FromRule::MonthsBeforeDeath { .. } => Some((0..=88_i32).prop_map(before_death).sboxed()),
        FromRule::MonthsBeforeBankruptcy { .. }
        | FromRule::FirstDayOfLastYear
        | FromRule::Today => None,
    }
}

fn from_part(rule: &str, day: &Day) -> Part {
    Part::valid(
        rule,
        is_day("fromDate", day),
        vec![asks(query::FROM_DATE, &day.text)],
    )
}

fn before_death(days: i32) -> Part {
    let words = match days {
        0 => Text::new("fromDate is the date of death", "fromDate er dødsdatoen"),
        days => Text::new(
            format!("fromDate is {days} days before the death"),
            format!("fromDate er {days} dager før dødsfallet"),
        ),
    };
    Part::valid(
        "OED-FROMDATE-INSIDE",
        words,
        vec![asks(query::FROM_DATE, &format!("{{death-{days}d}}"))],
    )
}

/// Periods inside the service's limits, the limits themselves included.
pub(super) fn inside(facts: &Facts) -> Source {
    let baseline = facts.baseline();
    let (first, today) = (facts.first_day(0), facts.today);
    let (rule, to_rule) = (facts.inside_rule(), facts.rule("TODATE-INSIDE"));
    let latest_from = facts.last_day();
    let parts: SBoxedStrategy<Vec<Part>> = match facts.service.period.to {
        ToRule::NotBeforeFrom => {
            let ends_after = facts.account_since(0);
            (
                between(first, latest_from, today),
                between(ends_after.max(first), today, today),
                proptest::bool::ANY,
            )
                .prop_map(move |(from, to, with_end)| {
                    let (from, to) = if from.date > to.date {
                        (to.clone(), from)
                    } else {
                        (from, to)
                    };
                    let mut parts = vec![from_part(&rule, &from)];
                    if with_end {
                        let words = is_day("toDate", &to);
                        parts.push(Part::valid(
                            &to_rule,
                            words,
                            vec![asks(query::TO_DATE, &to.text)],
                        ));
                    }
                    parts
                })
                .sboxed()
        }
        ToRule::Today | ToRule::LastDayOfLastYear => {
            prop_oneof![4 => between(first, latest_from, today), 1 => limit(facts)]
                .prop_map(move |from| vec![from_part(&rule, &from)])
                .sboxed()
        }
    };
    Source::Generated(
        parts
            .prop_map(move |parts| Input::accepted(baseline.clone(), parts))
            .sboxed(),
    )
}

/// How case files write the service's first day.
fn limit_text(facts: &Facts) -> String {
    match facts.service.period.from {
        FromRule::YearsBeforeToday { years } => format!("today-{years}y"),
        FromRule::MonthsBeforeDeath { months } => format!("death-{months}m"),
        FromRule::MonthsBeforeBankruptcy { months } => format!("bankruptcy-{months}m"),
        FromRule::FirstDayOfLastYear => "year-start".to_owned(),
        FromRule::Today => "today".to_owned(),
    }
}

fn limit(facts: &Facts) -> SBoxedStrategy<Day> {
    Just(Day {
        date: facts.first_day(0),
        text: format!("{{{}}}", limit_text(facts)),
    })
    .sboxed()
}

/// Days beyond a limit: often one.
pub(super) fn beyond() -> SBoxedStrategy<i32> {
    prop_oneof![2 => Just(1_i32), 2 => 1..=40_i32, 1 => 1..=4_000_i32].sboxed()
}

/// How many days, in words.
pub(super) fn day_count(days: i32) -> Text {
    match days {
        1 => Text::new("1 day", "1 dag"),
        days => Text::new(format!("{days} days"), format!("{days} dager")),
    }
}

/// Periods outside the service's limits, each in one way.
pub(super) fn outside(facts: &Facts) -> Source {
    let baseline = facts.baseline();
    let parts = super::breaks::any_of(breaks(facts));
    Source::Generated(
        parts
            .prop_map(move |part| Input::refused(baseline.clone(), vec![part]))
            .sboxed(),
    )
}

/// Breaks of the rules about the period.
pub(super) fn breaks(facts: &Facts) -> Vec<PartStrategy> {
    let for_order = facts.has_order();
    let refusal = if for_order {
        Refusal::ParameterOrAccess
    } else {
        Refusal::Parameter
    };
    let (limit, rule) = (limit_text(facts), facts.limit_rule());
    let early = beyond().prop_map(move |days| {
        let count = day_count(days);
        let words = Text::new(
            format!(
                "fromDate is {} before the first day that may be asked for",
                count.en
            ),
            format!(
                "fromDate er {} før den første dagen det kan spørres om",
                count.nb
            ),
        );
        let change = asks(query::FROM_DATE, &format!("{{{limit}-{days}d}}"));
        Part::broken(&rule, words, vec![change], refusal)
    });
    let mut all = vec![early.sboxed()];
    match facts.service.period.to {
        ToRule::NotBeforeFrom => all.push(reversed(facts, refusal)),
        ToRule::Today => all.push(other_end(facts, refusal)),
        ToRule::LastDayOfLastYear => all.push(after_last_year(facts, refusal)),
    }
    all
}

fn reversed(facts: &Facts, refusal: Refusal) -> PartStrategy {
    let (today, rule) = (facts.today, facts.to_rule());
    (
        between(facts.first_day(0).saturating_add(1.day()), today, today),
        beyond(),
    )
        .prop_map(move |(from, days)| {
            let count = day_count(days);
            let words = Text::new(
                format!("toDate is {} before fromDate", count.en),
                format!("toDate er {} før fromDate", count.nb),
            );
            let to = from.date.saturating_sub(days.days());
            let changes = vec![
                asks(query::FROM_DATE, &from.text),
                asks(query::TO_DATE, &to.to_string()),
            ];
            Part::broken(&rule, words, changes, refusal)
        })
        .sboxed()
}

fn after_last_year(facts: &Facts, refusal: Refusal) -> PartStrategy {
    let rule = facts.to_rule();
    beyond()
        .prop_map(move |days| {
            let count = day_count(days);
            let words = Text::new(
                format!("toDate is {} after the last calendar year", count.en),
                format!("toDate er {} etter siste kalenderår", count.nb),
            );
            let change = asks(query::TO_DATE, &format!("{{year-end+{days}d}}"));
            Part::broken(&rule, words, vec![change], refusal)
        })
        .sboxed()
}

fn other_end(facts: &Facts, refusal: Refusal) -> PartStrategy {
    let rule = facts.to_rule();
    (beyond(), proptest::bool::ANY)
        .prop_map(move |(days, later)| {
            let count = day_count(days);
            let (sign, words) = if later {
                (
                    '+',
                    Text::new(
                        format!("toDate is {} after today", count.en),
                        format!("toDate er {} etter i dag", count.nb),
                    ),
                )
            } else {
                (
                    '-',
                    Text::new(
                        format!("toDate is {} before today", count.en),
                        format!("toDate er {} før i dag", count.nb),
                    ),
                )
            };
            let change = asks(query::TO_DATE, &format!("{{today{sign}{days}d}}"));
            Part::broken(&rule, words, vec![change], refusal)
        })
        .sboxed()
}

/// The order's period, ordered by day, ten years back at the most.
fn order_period(facts: &Facts) -> SBoxedStrategy<(Day, Day)> {
    let (first, today) = (facts.first_day(0), facts.today);
    let last = facts.account_since(0).max(first);
    (between(first, today, today), between(last, today, today))
        .prop_map(|(one, other)| {
            if one.date <= other.date {
                (one, other)
            } else {
                (other, one)
            }
        })
        .sboxed()
}

fn ordered(from: &Day, to: &Day) -> Part {
    let words = Text::new(
        format!("the order is for {} to {}", from.words().en, to.words().en),
        format!("pålegget gjelder {} til {}", from.words().nb, to.words().nb),
    );
    Part::valid(
        "ORD-REQUEST-PERIOD",
        words,
        vec![orders("fromDate", &from.text), orders("toDate", &to.text)],
    )
}

/// Requests whose period lies inside the order's.
pub(super) fn inside_order(facts: &Facts) -> Source {
    let baseline = facts.baseline();
    let since = facts.account_since(0);
    let inputs = (
        order_period(facts),
        proptest::bool::ANY,
        proptest::bool::ANY,
        0..=1_000_i32,
        0..=1_000_i32,
    )
        .prop_map(move |((from, to), at_first, at_last, later, earlier)| {
            let first = if at_first {
                from.date
            } else {
                from.date.saturating_add(later.days()).min(to.date)
            };
            let last = if at_last {
                to.date
            } else {
                to.date
                    .saturating_sub(earlier.days())
                    .max(first)
                    .max(since.min(to.date))
            };
            let asked = Text::new(
                format!("the request is for {first} to {last}"),
                format!("forespørselen gjelder {first} til {last}"),
            );
            let changes = vec![
                asks(query::FROM_DATE, &first.to_string()),
                asks(query::TO_DATE, &last.to_string()),
            ];
            let parts = vec![
                ordered(&from, &to),
                Part::valid("ORD-REQUEST-PERIOD", asked, changes),
            ];
            Input::accepted(baseline.clone(), parts)
        });
    Source::Generated(inputs.sboxed())
}

/// Requests whose period reaches outside the order's, at its beginning, its end, or both.
pub(super) fn outside_order(facts: &Facts) -> Source {
    let baseline = facts.baseline();
    let (first, today) = (facts.first_day(0), facts.today);
    let inner = between(
        first.saturating_add(30.days()),
        today.saturating_sub(30.days()),
        today,
    );
    let inputs = (inner, 0..=400_i32, 0..=29_i32, 0..=29_i32, 0..3_u8).prop_map(
        move |(from, length, early, late, side)| {
            let to = from
                .date
                .saturating_add(length.days())
                .min(today.saturating_sub(30.days()));
            let (early, late) = match side {
                0 => (early + 1, 0),
                1 => (0, late + 1),
                _ => (early + 1, late + 1),
            };
            Input::refused(baseline.clone(), vec![reaching_out(&from, to, early, late)])
        },
    );
    Source::Generated(inputs.sboxed())
}

fn reaching_out(from: &Day, to: Date, early: i32, late: i32) -> Part {
    let mut en = Vec::new();
    let mut nb = Vec::new();
    if early > 0 {
        en.push(format!("begins {} before", day_count(early).en));
        nb.push(format!("begynner {} før", day_count(early).nb));
    }
    if late > 0 {
        en.push(format!("ends {} after", day_count(late).en));
        nb.push(format!("slutter {} etter", day_count(late).nb));
    }
    let words = Text::new(
        format!(
            "the request {} the order's period, {} to {to}",
            en.join(" and "),
            from.date
        ),
        format!(
            "forespørselen {} påleggets periode, {} til {to}",
            nb.join(" og "),
            from.date
        ),
    );
    let changes = vec![
        orders("fromDate", &from.date.to_string()),
        orders("toDate", &to.to_string()),
        asks(
            query::FROM_DATE,
            &from.date.saturating_sub(early.days()).to_string(),
        ),
        asks(query::TO_DATE, &to.saturating_add(late.days()).to_string()),
    ];
    Part::broken(
        "ORD-REQUEST-PERIOD",
        words,
        changes,
        Refusal::ParameterOrAccess,
    )
}

/// A period and the pieces it is cut into; only where a period may end before today, and only for transactions.
pub(super) fn pieces(facts: &Facts) -> Option<Source> {
    let free_end = facts.service.period.to == ToRule::NotBeforeFrom;
    if !free_end || facts.endpoint != Endpoint::Transactions {
        return None;
    }
    let baseline = facts.baseline();
    let today = facts.today;
    let first = facts
        .account_since(0)
        .max(facts.first_day(0))
        .min(today.saturating_sub(2.days()));
    let first = first.max(wire::dates::years_before(today, 2));
    let cuts = vec(between(first.saturating_add(1.day()), today, today), 1..=4);
    let inputs = cuts.prop_map(move |cuts| {
        let mut starts: Vec<Date> = cuts
            .into_iter()
            .map(|day| day.date)
            .chain([first])
            .collect();
        starts.sort();
        starts.dedup();
        let ends = starts
            .iter()
            .skip(1)
            .map(|start| start.saturating_sub(1.day()))
            .chain([today]);
        let pieces = starts.iter().copied().zip(ends).collect();
        Input {
            pieces,
            ..Input::valid(baseline.clone())
        }
    });
    Some(Source::Generated(inputs.sboxed()))
}
