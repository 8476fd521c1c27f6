//! Traits that are true of a party for a time only, held against the days that the same entry declares.

use jiff::civil::{Date, date};

use crate::world::{PartyEntry, party_trait};

impl PartyEntry {
    /// Whether the days that are declared of the party contradict the trait on that day: a guardianship that began this
    /// year has begun last year when the year is over. What is not declared contradicts nothing.
    pub fn contradicts_trait(&self, name: &str, today: Date) -> bool {
        if name == party_trait::OPENED_TODAY {
            let mut opened = self.accounts.iter().map(|account| account.opened);
            return !self.accounts.is_empty()
                && opened.all(|day| day.is_some_and(|day| day != today));
        }
        let entries = || self.guardianships.iter().filter(|one| one.daily_banking);
        if entries().next().is_none() {
            return false;
        }
        let year = today.year() - 1;
        let (first, last) = (date(year, 1, 1), date(year, 12, 31));
        let within = |day: Date| first <= day && day <= last;
        let on =
            |day: Date| entries().any(|one| one.from <= day && one.to.is_none_or(|end| day <= end));
        let whole_year = on(first) && on(last);
        let holds = match name {
            party_trait::WARD => whole_year && on(today),
            party_trait::WARD_ENDED_SINCE => whole_year && !on(today),
            party_trait::WARD_BEGAN => !on(first) && entries().any(|one| within(one.from)),
            party_trait::WARD_ENDED => !on(last) && entries().any(|one| one.to.is_some_and(within)),
            party_trait::WARD_ENDED_BEFORE => {
                entries().all(|one| one.to.is_some_and(|end| end < first))
            }
            party_trait::WARD_BEGAN_AFTER => entries().all(|one| one.from > last),
            _ => true,
        };
        !holds
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::GuardianshipFact;

    fn ward(from: Date, to: Option<Date>) -> PartyEntry {
        PartyEntry {
            guardianships: vec![GuardianshipFact {
                guardian: None,
                from,
                to,
                daily_banking: true,
            }],
            ..PartyEntry::default()
        }
    }

    #[test]
    fn a_guardianship_of_this_year_is_one_of_last_year_when_the_year_is_over() {
        let party = ward(date(2026, 5, 1), None);
        let contradicted =
            |name| [2026, 2027].map(|year| party.contradicts_trait(name, date(year, 12, 1)));
        assert_eq!(contradicted(party_trait::WARD_BEGAN_AFTER), [false, true]);
        assert_eq!(contradicted(party_trait::WARD_BEGAN), [true, false]);
        assert_eq!(contradicted(party_trait::WARD), [true, true]);
    }

    #[test]
    fn a_guardianship_that_ended_last_year_ended_before_it_a_year_later() {
        let party = ward(date(2020, 1, 1), Some(date(2025, 6, 30)));
        let contradicted =
            |name| [2026, 2027].map(|year| party.contradicts_trait(name, date(year, 2, 1)));
        assert_eq!(contradicted(party_trait::WARD_ENDED), [false, true]);
        assert_eq!(contradicted(party_trait::WARD_ENDED_BEFORE), [true, false]);
    }

    #[test]
    fn a_trait_without_declared_days_is_believed() {
        let party = PartyEntry::default();
        assert!(!party.contradicts_trait(party_trait::WARD_BEGAN_AFTER, date(2027, 1, 1)));
        assert!(!party.contradicts_trait(party_trait::OPENED_TODAY, date(2027, 1, 1)));
    }
}
