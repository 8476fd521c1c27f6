//! Guardianships as the person registry has them.

use jiff::civil::Date;

use super::members::MEMBERS;
use super::{Person, PopulationRole};
use crate::dates::months_before;
use crate::identifiers::NationalId;

/// A guardianship, in force or ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guardianship {
    /// The guardian's number; none where the registry knows name and date of birth only.
    pub guardian: Option<NationalId>,
    /// The guardian's name.
    pub name: String,
    /// FREG's `vergemaaltype`, e.g. [`ADULT`].
    pub kind: String,
    /// The first day of it.
    pub from: Date,
    /// The last day of it; none while nobody has ended it.
    pub to: Option<Date>,
    /// What the guardian may do; none in older entries, which say it by their extent alone.
    pub tasks: Vec<Task>,
}

/// A task of a guardian, in FREG's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// `vergeTjenestevirksomhet`, e.g. `bank`.
    pub agency: String,
    /// `vergeTjenesteoppgave`, e.g. `representasjonDagligbank`.
    pub task: String,
}

/// `vergemaaltype` of a guardianship for an adult.
pub const ADULT: &str = "voksen";
/// `vergemaaltype` of a guardianship for somebody under age.
pub const MINOR: &str = "mindreaarig";
/// `vergemaaltype` of a confirmed power of attorney, which is not a guardianship.
pub const POWER_OF_ATTORNEY: &str = "stadfestetFremtidsfullmakt";

impl Task {
    /// A task in FREG's words.
    pub fn new(agency: &str, task: &str) -> Self {
        Self {
            agency: agency.to_owned(),
            task: task.to_owned(),
        }
    }

    /// The task of daily banking, the one that Vergekontroll asks for.
    pub fn daily_banking() -> Self {
        Self::new("bank", "representasjonDagligbank")
    }
}

impl Guardianship {
    /// Whether it is a guardianship with the task of daily banking.
    pub fn is_for_daily_banking(&self) -> bool {
        self.kind != POWER_OF_ATTORNEY && self.tasks.contains(&Task::daily_banking())
    }

    /// Whether it is in force on a day.
    pub fn is_in_force(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// The guardianships of a member of the population. The last year is the calendar year before today's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum History {
    /// For daily banking since three years.
    Usual,
    /// The same with another task beside it, after one that ended and did not include the bank.
    AfterAnother,
    /// Two guardians at the same time.
    TwoGuardians,
    /// Daily banking among several tasks.
    ManyTasks,
    /// Without daily banking.
    OtherTasks,
    /// An entry that has no tasks.
    NoTask,
    /// Since 1 May of the last year.
    BeganLastYear,
    /// Until 31 August of the last year.
    EndedLastYear,
    /// Until the December before the last year.
    EndedBefore,
    /// Since the beginning of this year.
    BeganAfter,
    /// Ended after the last year.
    EndedSince,
    /// Ended and begun again in the last year.
    Renewed,
    /// By somebody with a D-number.
    GuardianWithDNumber,
    /// By somebody without a number.
    GuardianWithoutNumber,
    /// A confirmed power of attorney in place of a guardianship.
    PowerOfAttorney,
    /// For somebody under age.
    Minor,
}

struct Appointment<'a> {
    guardian: &'a (NationalId, String),
    today: Date,
}

impl Appointment<'_> {
    fn over(&self, from: Date, to: Option<Date>, tasks: Vec<Task>) -> Guardianship {
        Guardianship {
            guardian: Some(self.guardian.0.clone()),
            name: self.guardian.1.clone(),
            kind: ADULT.to_owned(),
            from,
            to,
            tasks,
        }
    }

    fn months_ago(&self, months: i32) -> Date {
        months_before(self.today, months)
    }

    /// For daily banking, since three years at the latest.
    fn usual(&self, to: Option<Date>) -> Guardianship {
        self.over(self.months_ago(36), to, vec![Task::daily_banking()])
    }
}

/// Gives everybody of the population whose line says so a guardian.
pub(super) fn appoint(people: &mut [Person], today: Date) {
    let numbered = |role: PopulationRole| -> Vec<(NationalId, String)> {
        let of_role = people.iter().filter(|person| person.role == role);
        of_role
            .filter_map(|person| Some((person.national_id()?.clone(), person.name.clone())))
            .collect()
    };
    let guardians = [
        numbered(PopulationRole::Guardian),
        numbered(PopulationRole::GuardianWithDNumber),
    ]
    .concat();
    for (person, member) in people.iter_mut().zip(MEMBERS) {
        if let (Some(history), [first, second, with_d_number]) =
            (member.guardianships, guardians.as_slice())
        {
            let by = |guardian| Appointment { guardian, today };
            person.guardianships = match history {
                History::TwoGuardians => vec![by(first).usual(None), by(second).usual(None)],
                History::GuardianWithDNumber => vec![by(with_d_number).usual(None)],
                history => entries(history, &by(first)),
            };
        }
    }
}

fn entries(history: History, by: &Appointment<'_>) -> Vec<Guardianship> {
    let last_year = by.today.year() - 1;
    let day = |year, month, day| Date::constant(year, month, day);
    let banking = || vec![Task::daily_banking()];
    match history {
        History::Usual | History::TwoGuardians | History::GuardianWithDNumber => {
            vec![by.usual(None)]
        }
        History::AfterAnother => vec![
            by.over(
                by.months_ago(60),
                Some(by.months_ago(40)),
                vec![Task::new("nav", "arbeid")],
            ),
            by.over(
                by.months_ago(36),
                None,
                vec![Task::daily_banking(), Task::new("skatteetaten", "skatt")],
            ),
        ],
        History::ManyTasks => vec![by.over(by.months_ago(36), None, many_tasks())],
        History::OtherTasks => vec![by.over(
            by.months_ago(36),
            None,
            vec![
                Task::new("nav", "arbeid"),
                Task::new("kartverket", "laaneopptak"),
            ],
        )],
        History::NoTask => vec![by.over(by.months_ago(36), None, Vec::new())],
        History::BeganLastYear => vec![by.over(day(last_year, 5, 1), None, banking())],
        History::EndedLastYear => vec![by.usual(Some(day(last_year, 8, 31)))],
        History::EndedBefore => {
            vec![by.over(
                by.months_ago(60),
                Some(day(last_year - 1, 12, 10)),
                banking(),
            )]
        }
        History::BeganAfter => vec![by.over(day(last_year + 1, 1, 1), None, banking())],
        History::EndedSince => {
            let end = by.months_ago(1).max(day(last_year, 12, 31));
            vec![by.usual(Some(end))]
        }
        History::Renewed => vec![
            by.usual(Some(day(last_year, 3, 31))),
            by.over(day(last_year, 5, 1), None, banking()),
        ],
        History::GuardianWithoutNumber => vec![Guardianship {
            guardian: None,
            ..by.usual(None)
        }],
        History::PowerOfAttorney => vec![Guardianship {
            kind: POWER_OF_ATTORNEY.to_owned(),
            ..by.usual(None)
        }],
        History::Minor => vec![Guardianship {
            kind: MINOR.to_owned(),
            ..by.usual(None)
        }],
    }
}

fn many_tasks() -> Vec<Task> {
    vec![
        Task::new("nav", "arbeid"),
        Task::new("nav", "pensjon"),
        Task::new("skatteetaten", "skatt"),
        Task::daily_banking(),
        Task::new("kartverket", "laaneopptak"),
        Task::new("namsmannen", "gjeldsordning"),
        Task::new("inkassoselskap", "forhandleOgInngaaInkassoavtaler"),
    ]
}
