use super::*;
use jiff::civil::date;

const TODAY: Date = date(2026, 11, 22);

fn people() -> Vec<Person> {
    population(7, TODAY)
}

fn of_role(role: PopulationRole) -> Vec<Person> {
    people()
        .into_iter()
        .filter(|person| person.role == role)
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_people() {
    assert_eq!(population(7, TODAY), population(7, TODAY));
}

#[test]
fn another_seed_gives_other_people() {
    assert_ne!(population(7, TODAY)[0].id, population(8, TODAY)[0].id);
}

#[test]
fn numbers_and_names_do_not_depend_on_the_day() {
    let later = population(7, date(2027, 3, 31));
    let same = people()
        .iter()
        .zip(&later)
        .all(|(a, b)| a.id == b.id && a.name == b.name && a.role == b.role);
    assert!(same);
}

#[test]
fn everybody_is_synthetic() {
    for person in people() {
        assert!(person.id.is_synthetic(), "{}", person.id);
        assert_eq!(PartyId::parse(person.id.as_str()).as_ref(), Ok(&person.id));
    }
}

#[test]
fn no_number_and_no_name_is_used_twice() {
    for seed in 0..20 {
        let people = population(seed, TODAY);
        let ids: HashSet<_> = people.iter().map(|person| &person.id).collect();
        let names: HashSet<_> = people.iter().map(|person| &person.name).collect();
        assert_eq!((ids.len(), names.len()), (people.len(), people.len()));
    }
}

#[test]
fn there_are_at_least_48_parties_and_four_organisations() {
    let people = people();
    let organisations = people
        .iter()
        .filter(|person| person.kind == PersonKind::Organisation)
        .count();
    assert!(people.len() >= 48 && organisations >= 4);
}

#[test]
fn a_deceased_with_many_transactions_died_two_months_ago() {
    let dates: Vec<_> = of_role(PopulationRole::DeceasedManyTransactions)
        .iter()
        .map(|person| person.date_of_death)
        .collect();
    assert_eq!(dates, [Some(date(2026, 9, 22))]);
}

#[test]
fn the_dead_died_two_ten_and_fourteen_months_ago() {
    let dates: Vec<_> = of_role(PopulationRole::Deceased)
        .into_iter()
        .filter_map(|person| person.date_of_death)
        .collect();
    for expected in [date(2026, 9, 22), date(2026, 1, 22), date(2025, 9, 22)] {
        assert!(dates.contains(&expected), "{expected}");
    }
}

#[test]
fn somebody_is_dead_since_nobody_knows_when() {
    let person = of_role(PopulationRole::DeceasedWithoutDate).remove(0);
    assert_eq!((person.deceased, person.date_of_death), (true, None));
}

#[test]
fn only_the_dead_have_a_date_of_death() {
    assert!(
        people()
            .iter()
            .all(|person| person.deceased || person.date_of_death.is_none())
    );
}

#[test]
fn a_deceased_holder_of_a_d_number_has_one() {
    let person = of_role(PopulationRole::DeceasedDNumber).remove(0);
    assert_eq!(
        person.national_id().map(NationalId::kind),
        Some(NationalIdKind::D)
    );
}

#[test]
fn a_client_address_shields_nobody() {
    let clients: Vec<_> = people()
        .into_iter()
        .filter(|person| person.protection == AddressProtection::Client)
        .collect();
    assert!(!clients.is_empty() && clients.iter().all(|person| !person.is_shielded()));
}

#[test]
fn the_first_wards_have_a_guardian_of_the_population_for_daily_banking() {
    let guardians = of_role(PopulationRole::Guardian);
    for ward in &of_role(PopulationRole::Ward)[..4] {
        let current = |one: &&Guardianship| {
            one.is_in_force(TODAY) && one.tasks.contains(&Task::daily_banking())
        };
        let guardianship = ward.guardianships.iter().find(current).unwrap();
        assert!(
            guardians
                .iter()
                .any(|person| person.national_id() == guardianship.guardian.as_ref())
        );
    }
}

#[test]
fn a_withdrawn_death_leaves_the_person_alive() {
    let person = of_role(PopulationRole::DeathWithdrawn).remove(0);
    assert_eq!(
        (
            person.deceased,
            person.date_of_death,
            person.withdrawn_death
        ),
        (false, None, Some(date(2026, 8, 22)))
    );
}

#[test]
fn somebody_dead_has_a_client_address() {
    let has_client_address =
        |person: &Person| person.deceased && person.protection == AddressProtection::Client;
    assert!(people().iter().any(has_client_address));
}

#[test]
fn some_guardianship_has_ended() {
    let wards = of_role(PopulationRole::Ward);
    let mut all = wards.iter().flat_map(|ward| &ward.guardianships);
    assert!(all.any(|one| !one.is_in_force(TODAY)));
}
