//! Notices of bankruptcies (Konkursvarsel) about the parties of a population.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Person, PopulationRole};
use crate::dates::{months_before, start_of_day};
use crate::identifiers::PartyId;

/// What a notice is about, with the register's `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NoticeKind {
    /// `aapning`: bankruptcy, compulsory liquidation or dissolution opened.
    #[serde(rename = "aapning")]
    Opening,
    /// `oppheving`: changed on appeal.
    #[serde(rename = "oppheving")]
    Reversal,
    /// `sletting`: the opening is annulled.
    #[serde(rename = "sletting")]
    Deletion,
    /// `avslutning`: the estate is wound up.
    #[serde(rename = "avslutning")]
    Closing,
}

impl NoticeKind {
    /// The register's `type`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Opening => "aapning",
            Self::Reversal => "oppheving",
            Self::Deletion => "sletting",
            Self::Closing => "avslutning",
        }
    }
}

/// A notice of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The debtor.
    pub debtor: PartyId,
    /// What it is about.
    pub kind: NoticeKind,
    /// `kjennelsesdato`: the day of the court's ruling.
    pub ruling: Date,
    /// When it was registered.
    pub registered: Timestamp,
}

impl Notice {
    /// A notice that is registered in the morning of the day after the ruling.
    pub fn new(debtor: PartyId, kind: NoticeKind, ruling: Date) -> Self {
        Self {
            debtor,
            kind,
            ruling,
            registered: start_of_day(ruling) + SignedDuration::from_hours(32),
        }
    }
}

/// The notices about a population, in order of registration. Every bankrupt party has an opening on its day; the second
/// of them was opened and annulled before. Of the organisations that are not bankrupt, the first was opened and
/// annulled, the second opened and reversed, the third opened and wound up.
pub fn notices(people: &[Person], today: Date) -> Vec<Notice> {
    let mut notices = Vec::new();
    let bankrupt = people
        .iter()
        .filter_map(|person| Some((person, person.bankruptcy?)));
    for (number, (person, day)) in bankrupt.enumerate() {
        let mut add = |kind, ruling| notices.push(Notice::new(person.id.clone(), kind, ruling));
        if number == 1 {
            add(NoticeKind::Opening, months_before(day, 8));
            add(NoticeKind::Deletion, months_before(day, 7));
        }
        add(NoticeKind::Opening, day);
    }
    let others = people.iter().filter(|person| {
        person.role == PopulationRole::OrganisationOwner && person.bankruptcy.is_none()
    });
    let histories = [
        (9, NoticeKind::Deletion, 8),
        (9, NoticeKind::Reversal, 7),
        (20, NoticeKind::Closing, 8),
    ];
    for (person, (opened, then, ended)) in others.zip(histories) {
        let mut add = |kind, months| {
            let ruling = months_before(today, months);
            notices.push(Notice::new(person.id.clone(), kind, ruling));
        };
        add(NoticeKind::Opening, opened);
        add(then, ended);
    }
    notices.sort_by_key(|notice| notice.registered);
    notices
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::population::population;

    const TODAY: Date = date(2026, 11, 27);

    fn newest(people: &[Person], id: &PartyId) -> Option<Notice> {
        let mut about = notices(people, TODAY);
        about.retain(|notice| notice.debtor == *id);
        about.pop()
    }

    #[test]
    fn the_newest_notice_about_a_bankrupt_party_is_its_opening() {
        let people = population(1, TODAY);
        for person in people.iter().filter(|person| person.bankruptcy.is_some()) {
            let notice = newest(&people, &person.id).unwrap();
            assert_eq!(
                (notice.kind, Some(notice.ruling)),
                (NoticeKind::Opening, person.bankruptcy)
            );
        }
    }

    #[test]
    fn nobody_else_has_an_opening_as_newest_notice() {
        let people = population(1, TODAY);
        for person in people.iter().filter(|person| person.bankruptcy.is_none()) {
            let newest = newest(&people, &person.id).map(|notice| notice.kind);
            assert_ne!(newest, Some(NoticeKind::Opening), "{}", person.id);
        }
    }

    #[test]
    fn there_are_notices_of_every_kind() {
        let notices = notices(&population(1, TODAY), TODAY);
        for kind in [
            NoticeKind::Opening,
            NoticeKind::Reversal,
            NoticeKind::Deletion,
            NoticeKind::Closing,
        ] {
            assert!(notices.iter().any(|notice| notice.kind == kind), "{kind:?}");
        }
    }
}
