//! What the registers say of a party, as facts and traits of the world file.

use jiff::civil::Date;
use wire::identifiers::{NationalIdKind, PartyId};
use wire::population::{Guardianship, NoticeKind, POWER_OF_ATTORNEY, Person, PopulationRole};
use wire::world::{GuardianshipFact, NoticeFact, party_trait};

use crate::data::model::{Account, DataSet, PartyIndex};

/// Account trait: the first of its owner's two guardians disposes of it, and the second does not.
pub(super) const FIRST_GUARDIAN_ONLY: &str = "first-guardian-only";

pub(super) fn guardianships(person: &Person) -> Vec<GuardianshipFact> {
    let fact = |one: &Guardianship| GuardianshipFact {
        guardian: one.guardian.as_ref().map(|id| id.as_str().to_owned()),
        from: one.from,
        to: one.to,
        daily_banking: one.is_for_daily_banking(),
    };
    person.guardianships.iter().map(fact).collect()
}

pub(super) fn notices(data: &DataSet, person: &Person) -> Vec<NoticeFact> {
    let about = data.notices.iter().filter(|one| one.debtor == person.id);
    about
        .map(|one| NoticeFact {
            kind: one.kind.name().to_owned(),
            ruling: one.ruling,
            registered: one.registered,
        })
        .collect()
}

/// The traits that follow from guardianships and bankruptcies.
pub(super) fn traits(data: &DataSet, party: PartyIndex, today: Date) -> Vec<String> {
    let person = &data.parties[party];
    let mut held = ward(data, party, today);
    held.extend(bankrupt(data, party, today));
    let of_role = |role| person.role == role;
    let owns = |account: &Account| account.owners.iter().any(|owner| owner.party == party);
    held.extend([
        (person.national_id().is_some(), party_trait::PERSON),
        (
            data.accounts
                .iter()
                .any(|account| owns(account) && account.opened == today),
            party_trait::OPENED_TODAY,
        ),
        (
            of_role(PopulationRole::ManagerOfBankrupt),
            party_trait::MANAGER_OF_BANKRUPT,
        ),
        (
            of_role(PopulationRole::UnitOfBankrupt),
            party_trait::UNIT_OF_BANKRUPT,
        ),
    ]);
    super::names(&held)
}

fn ward(data: &DataSet, party: PartyIndex, today: Date) -> Vec<(bool, &'static str)> {
    let person = &data.parties[party];
    let year = today.year() - 1;
    let (start, end) = (Date::constant(year, 1, 1), Date::constant(year, 12, 31));
    let entries = &person.guardianships;
    let banking: Vec<_> = entries
        .iter()
        .filter(|one| one.is_for_daily_banking() && one.guardian.is_some())
        .collect();
    let any = |is: &dyn Fn(&Guardianship) -> bool| banking.iter().any(|one| is(one));
    let covers = |one: &Guardianship| one.from <= start && one.to.is_none_or(|to| end <= to);
    let holds = |one: &Guardianship| covers(one) && one.to.is_none();
    let all = |is: &dyn Fn(&Guardianship) -> bool| {
        !banking.is_empty() && banking.iter().all(|one| is(one))
    };
    let disposed = data.accounts.iter().any(|account| {
        account.owners.iter().any(|owner| owner.party == party)
            && account
                .disposers
                .iter()
                .any(|holder| data.is_guardian_of(holder.party, party))
    });
    let is_ward = any(&holds);
    vec![
        (is_ward, party_trait::WARD),
        (
            banking.iter().filter(|one| holds(one)).count() > 1,
            party_trait::WARD_TWO_GUARDIANS,
        ),
        (
            any(&|one| holds(one) && one.tasks.len() >= 5),
            party_trait::WARD_MANY_TASKS,
        ),
        (
            banking.is_empty()
                && entries.iter().any(|one| {
                    !one.tasks.is_empty() && one.kind != POWER_OF_ATTORNEY && one.guardian.is_some()
                }),
            party_trait::WARD_OTHER_TASK,
        ),
        (
            entries.iter().any(|one| one.tasks.is_empty()),
            party_trait::WARD_NO_TASK,
        ),
        (
            all(&|one| start < one.from && one.from <= end),
            party_trait::WARD_BEGAN,
        ),
        (
            all(&|one| one.to.is_some_and(|to| start <= to && to < end)),
            party_trait::WARD_ENDED,
        ),
        (
            all(&|one| one.to.is_some_and(|to| to < start)),
            party_trait::WARD_ENDED_BEFORE,
        ),
        (all(&|one| end < one.from), party_trait::WARD_BEGAN_AFTER),
        (
            all(&|one| covers(one) && one.to.is_some()),
            party_trait::WARD_ENDED_SINCE,
        ),
        (
            any(&|one| {
                let number = one.guardian.as_ref();
                holds(one) && number.is_some_and(|id| id.kind() == NationalIdKind::D)
            }),
            party_trait::WARD_GUARDIAN_D_NUMBER,
        ),
        (
            entries.iter().any(|one| one.guardian.is_none()),
            party_trait::WARD_GUARDIAN_UNNAMED,
        ),
        (is_ward && !disposed, party_trait::WARD_NOT_DISPOSED),
        (
            entries.iter().any(|one| one.kind == POWER_OF_ATTORNEY),
            party_trait::WARD_POWER_OF_ATTORNEY,
        ),
    ]
}

fn bankrupt(data: &DataSet, party: PartyIndex, today: Date) -> Vec<(bool, &'static str)> {
    let person = &data.parties[party];
    let about = || data.notices.iter().filter(|one| one.debtor == person.id);
    let newest = about().next_back();
    let is = |kind| newest.is_some_and(|one| one.kind == kind);
    let openings = about()
        .filter(|one| one.kind == NoticeKind::Opening)
        .count();
    let two_years_ago = wire::dates::years_before(today, 2);
    let owns = data
        .accounts
        .iter()
        .any(|account| account.owners.iter().any(|owner| owner.party == party));
    vec![
        (is(NoticeKind::Opening), party_trait::BANKRUPT),
        (
            is(NoticeKind::Opening) && openings > 1,
            party_trait::BANKRUPT_TWICE,
        ),
        (
            is(NoticeKind::Opening) && newest.is_some_and(|one| one.ruling < two_years_ago),
            party_trait::BANKRUPT_LONG_AGO,
        ),
        (is(NoticeKind::Deletion), party_trait::BANKRUPT_ANNULLED),
        (is(NoticeKind::Reversal), party_trait::BANKRUPT_REVERSED),
        (is(NoticeKind::Closing), party_trait::BANKRUPT_CLOSED),
        (owns && newest.is_none(), party_trait::SOLVENT_OWNER),
    ]
}

/// Whether the first of its owner's guardians disposes of the account, and the second does not.
pub(super) fn first_guardian_only(account: &Account, data: &DataSet) -> bool {
    let Some(owner) = account.owners.last() else {
        return false;
    };
    let numbers = data.parties[owner.party].guardianships.iter();
    let guardians: Vec<_> = numbers
        .filter_map(|one| data.party(&PartyId::Person(one.guardian.clone()?)))
        .collect();
    let disposes = |guardian: &PartyIndex| {
        account
            .disposers
            .iter()
            .any(|holder| holder.party == *guardian)
    };
    matches!(guardians.as_slice(), [first, second] if first != second && disposes(first) && !disposes(second))
}
