//! Guardianships as the person registry has them.

use jiff::civil::Date;

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
    /// Whether it is in force on a day.
    pub fn is_in_force(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// Every ward has a guardian for daily banking since three years, the guardians in turn. The second ward's guardian has
/// another task beside it, and there is a guardianship before it that ended and did not include the bank.
pub(super) fn appoint(people: &mut [Person], today: Date) {
    let guardians: Vec<(NationalId, String)> = people
        .iter()
        .filter(|person| person.role == PopulationRole::Guardian)
        .filter_map(|person| Some((person.national_id()?.clone(), person.name.clone())))
        .collect();
    let wards = people
        .iter_mut()
        .filter(|person| person.role == PopulationRole::Ward);
    for (number, (ward, (guardian, name))) in wards.zip(guardians.into_iter().cycle()).enumerate() {
        let since = |months, to, tasks| Guardianship {
            guardian: Some(guardian.clone()),
            name: name.clone(),
            kind: ADULT.to_owned(),
            from: months_before(today, months),
            to,
            tasks,
        };
        ward.guardianships = if number == 0 {
            vec![since(36, None, vec![Task::daily_banking()])]
        } else {
            let ended = Some(months_before(today, 40));
            vec![
                since(60, ended, vec![Task::new("nav", "arbeid")]),
                since(
                    36,
                    None,
                    vec![Task::daily_banking(), Task::new("skatteetaten", "skatt")],
                ),
            ]
        };
    }
}
