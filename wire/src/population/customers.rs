//! Synthetic customers of the customer overview (step 1), and the banks that they are customers of. Numbers depend on
//! the seed alone; days are relative to today.

use jiff::ToSpan;
use jiff::civil::Date;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::dates::{months_before, years_before};
use crate::identifiers::{AccountNumber, NationalId, NationalIdKind, OrganisationNumber};
use crate::world::{
    AccountFact, CustomerRegister, Institution, Ownership, PartyEntry, Relation, RelationshipFact,
    party_trait,
};

use CustomerRegister::{Kar, Kfr};
use Ownership::{NotOwner, Owner, Unknown};

/// A trait of accounts: the number has a wrong check digit, and is registered so.
const ODD_CHECK_DIGIT: &str = "odd-check-digit";

struct Bank {
    orgno: String,
    name: &'static str,
}

impl Bank {
    fn since(
        &self,
        register: CustomerRegister,
        ownership: Ownership,
        from: Date,
    ) -> RelationshipFact {
        RelationshipFact {
            orgno: self.orgno.clone(),
            name: Some(self.name.to_owned()),
            register,
            from,
            to: None,
            ownership,
            active: register == Kar && ownership == Owner,
        }
    }

    fn account(&self, number: String, opened: Date) -> AccountFact {
        AccountFact {
            number,
            relation: Relation::Owner,
            account_type: "salaryAccount".to_owned(),
            currency: "NOK".to_owned(),
            opened: Some(opened),
            servicer: Some(Institution {
                orgno: self.orgno.clone(),
                name: Some(self.name.to_owned()),
            }),
            ..AccountFact::default()
        }
    }
}

/// The customers of that seed. The three banks are known to the customer overview alone.
pub fn customers(seed: u64, today: Date) -> Vec<PartyEntry> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(7);
    let mut bank = |name| Bank {
        orgno: OrganisationNumber::synthetic(&mut rng).as_str().to_owned(),
        name,
    };
    let (first, second, other) = (
        bank("Syntetisk Sparebank"),
        bank("Syntetisk Folkebank"),
        bank("Syntetisk Kredittforetak"),
    );
    let long_ago = years_before(today, 12);
    let usual = || first.since(Kar, Owner, long_ago);
    let later = years_before(today, 3);
    let ended = RelationshipFact {
        to: Some(months_before(today, 26)),
        active: false,
        ..second.since(Kar, Owner, years_before(today, 8))
    };
    let began = second.since(Kar, Owner, months_before(today, 14));
    let mut people = vec![
        person(&mut rng, &[party_trait::CUSTOMER], vec![usual()]),
        person(
            &mut rng,
            &[party_trait::CUSTOMER_OF_TWO],
            vec![usual(), second.since(Kar, Owner, later)],
        ),
        person(
            &mut rng,
            &[party_trait::CUSTOMER_DISPOSES],
            vec![usual(), second.since(Kar, NotOwner, later)],
        ),
        person(
            &mut rng,
            &[party_trait::CUSTOMER_ENDED],
            vec![usual(), ended],
        ),
        person(
            &mut rng,
            &[party_trait::CUSTOMER_BEGAN],
            vec![usual(), began],
        ),
        person(
            &mut rng,
            &[party_trait::CUSTOMER_HISTORY_MISSING],
            vec![usual(), second.since(Kar, Unknown, later)],
        ),
        person(
            &mut rng,
            &[party_trait::CUSTOMER_KFR_ONLY],
            vec![usual(), other.since(Kfr, Owner, later)],
        ),
        person(
            &mut rng,
            &[party_trait::CUSTOMER_BOTH_REGISTERS],
            vec![usual(), first.since(Kfr, Owner, later)],
        ),
        person(&mut rng, &[party_trait::SHIELDED], vec![usual()]),
        person(&mut rng, &[party_trait::CUSTOMER_OF_NOBODY], Vec::new()),
    ];
    people.push(PartyEntry {
        party_id: number(&mut rng, NationalIdKind::D),
        ..entry(&[party_trait::D_NUMBER], vec![usual()])
    });
    people.push(PartyEntry {
        party_id: OrganisationNumber::synthetic(&mut rng).as_str().to_owned(),
        ..entry(&[party_trait::ORGANISATION], vec![usual()])
    });
    let mut drawn = || AccountNumber::synthetic(&mut rng).as_str().to_owned();
    let closed = AccountFact {
        closed: Some(months_before(today, 5)),
        ..first.account(drawn(), long_ago)
    };
    let odd = AccountFact {
        traits: vec![ODD_CHECK_DIGIT.to_owned()],
        ..first.account(with_another_check_digit(&drawn()), long_ago)
    };
    people[0].accounts = vec![first.account(drawn(), long_ago), odd, closed];
    people
}

fn with_another_check_digit(number: &str) -> String {
    let (rest, last) = number.split_at(number.len() - 1);
    let last = last.parse::<u8>().unwrap_or_default();
    format!("{rest}{}", (last + 1) % 10)
}

fn entry(traits: &[&str], relationships: Vec<RelationshipFact>) -> PartyEntry {
    PartyEntry {
        traits: traits.iter().map(|one| (*one).to_owned()).collect(),
        relationships,
        ..PartyEntry::default()
    }
}

fn person(
    rng: &mut ChaCha8Rng,
    traits: &[&str],
    relationships: Vec<RelationshipFact>,
) -> PartyEntry {
    PartyEntry {
        party_id: number(rng, NationalIdKind::Birth),
        ..entry(traits, relationships)
    }
}

fn number(rng: &mut ChaCha8Rng, kind: NationalIdKind) -> String {
    let days = rng.random_range(0..18_000);
    let birth = Date::constant(1950, 1, 1)
        .checked_add(days.days())
        .unwrap_or(Date::constant(1950, 1, 1));
    NationalId::synthetic(rng, birth, kind).as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::identifiers::PartyId;

    #[test]
    fn every_customer_has_a_number_of_its_own() {
        let customers = customers(1, date(2026, 11, 27));
        let mut numbers: Vec<_> = customers.iter().map(|one| one.party_id.clone()).collect();
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), customers.len());
        assert!(numbers.iter().all(|number| PartyId::parse(number).is_ok()));
    }

    #[test]
    fn the_odd_account_number_is_none_by_its_check_digit() {
        let customers = customers(1, date(2026, 11, 27));
        let odd = |one: &&AccountFact| one.traits.iter().any(|held| held == ODD_CHECK_DIGIT);
        let account = customers[0].accounts.iter().find(odd).unwrap();
        assert!(AccountNumber::parse(&account.number).is_err());
    }

    #[test]
    fn numbers_are_the_same_on_every_day() {
        let numbers = |day| -> Vec<String> {
            let customers = customers(3, day).into_iter();
            customers.map(|one| one.party_id).collect()
        };
        assert_eq!(numbers(date(2026, 1, 1)), numbers(date(2027, 5, 5)));
    }
}
