//! Who is in the population: one line for each party. New parties go to the end, so that a seed keeps giving the
//! earlier ones the same numbers.

use super::guardianship::History;
use super::{AddressProtection, PopulationRole};

use AddressProtection::{Client, Confidential, StrictlyConfidential};
use PopulationRole as Role;

/// One party before it has a number and a name.
#[derive(Clone, Copy)]
pub(super) struct Member {
    pub(super) role: PopulationRole,
    pub(super) deceased: bool,
    pub(super) months_dead: Option<i32>,
    pub(super) months_since_withdrawn_death: Option<i32>,
    pub(super) months_bankrupt: Option<i32>,
    pub(super) protection: AddressProtection,
    pub(super) guardianships: Option<History>,
}

const fn alive(role: PopulationRole) -> Member {
    Member {
        role,
        deceased: false,
        months_dead: None,
        months_since_withdrawn_death: None,
        months_bankrupt: None,
        protection: AddressProtection::None,
        guardianships: None,
    }
}

const fn dead(role: PopulationRole, months: i32) -> Member {
    Member {
        deceased: true,
        months_dead: Some(months),
        ..alive(role)
    }
}

const fn dead_at_unknown_date(role: PopulationRole) -> Member {
    Member {
        deceased: true,
        ..alive(role)
    }
}

const fn withdrawn_death(member: Member, months: i32) -> Member {
    Member {
        months_since_withdrawn_death: Some(months),
        ..member
    }
}

const fn protected(member: Member, protection: AddressProtection) -> Member {
    Member {
        protection,
        ..member
    }
}

const fn bankrupt(member: Member, months: i32) -> Member {
    Member {
        months_bankrupt: Some(months),
        ..member
    }
}

const fn guarded(member: Member, history: History) -> Member {
    Member {
        guardianships: Some(history),
        ..member
    }
}

const fn ward(history: History) -> Member {
    guarded(alive(Role::Ward), history)
}

pub(super) const MEMBERS: [Member; 107] = [
    alive(Role::Owner),
    alive(Role::Owner),
    alive(Role::Owner),
    alive(Role::Owner),
    alive(Role::Owner),
    protected(alive(Role::Owner), Client),
    alive(Role::OwnerOfSeveralAccounts),
    alive(Role::OwnerOfSeveralAccounts),
    alive(Role::OwnerOfSeveralAccounts),
    alive(Role::OwnerOfSeveralAccounts),
    alive(Role::OwnerOfEveryAccountType),
    alive(Role::OwnerOfEveryAccountType),
    alive(Role::ClosedAccount),
    alive(Role::ClosedAccount),
    alive(Role::ChangedOwner),
    alive(Role::ChangedOwner),
    alive(Role::DisposesOnly),
    alive(Role::DisposesOnly),
    alive(Role::OwnsAndDisposes),
    alive(Role::OwnsAndDisposes),
    alive(Role::Guarantor),
    alive(Role::Guarantor),
    alive(Role::CoBorrower),
    alive(Role::CoBorrower),
    alive(Role::ManyTransactions),
    alive(Role::NoTransactions),
    alive(Role::NoTransactions),
    dead(Role::Deceased, 2),
    dead(Role::Deceased, 14),
    dead(Role::Deceased, 10),
    dead_at_unknown_date(Role::DeceasedWithoutDate),
    dead(Role::DeceasedSeveralAccounts, 2),
    dead(Role::DeceasedSeveralAccounts, 10),
    dead(Role::DeceasedClosedAccount, 10),
    dead(Role::DeceasedManyTransactions, 2),
    dead(Role::DeceasedDNumber, 3),
    dead(Role::DeceasedNoRelationship, 2),
    protected(alive(Role::Shielded), Confidential),
    protected(alive(Role::Shielded), Confidential),
    protected(alive(Role::StrictlyShielded), StrictlyConfidential),
    protected(dead(Role::ShieldedDeceased, 2), Confidential),
    alive(Role::DNumber),
    alive(Role::DNumber),
    alive(Role::OrganisationOwner),
    alive(Role::OrganisationOwner),
    alive(Role::OrganisationOwner),
    bankrupt(alive(Role::OrganisationOwner), 4),
    alive(Role::NoRelationship),
    alive(Role::NoRelationship),
    alive(Role::DataNotDelivered),
    alive(Role::DataNotDelivered),
    alive(Role::CardHolder),
    alive(Role::CardHolder),
    alive(Role::ForeignCurrency),
    alive(Role::ForeignCurrency),
    alive(Role::OpenedLater),
    alive(Role::OpenedLater),
    ward(History::Usual),
    ward(History::AfterAnother),
    alive(Role::Guardian),
    bankrupt(alive(Role::Owner), 6),
    dead(Role::Deceased, 1),
    dead(Role::Deceased, 5),
    dead(Role::DeceasedNoRelationship, 8),
    alive(Role::DisposesOnly),
    alive(Role::OrganisationOwner),
    alive(Role::Owner),
    alive(Role::ReopenedAccount),
    dead(Role::DeceasedOwnsAndDisposes, 4),
    withdrawn_death(alive(Role::DeathWithdrawn), 3),
    protected(dead(Role::Deceased, 3), Client),
    bankrupt(alive(Role::OwnerOfSeveralAccounts), 3),
    alive(Role::Guardian),
    alive(Role::GuardianWithDNumber),
    ward(History::TwoGuardians),
    ward(History::ManyTasks),
    ward(History::OtherTasks),
    ward(History::NoTask),
    ward(History::BeganLastYear),
    ward(History::EndedLastYear),
    ward(History::EndedBefore),
    ward(History::BeganAfter),
    ward(History::EndedSince),
    ward(History::Renewed),
    ward(History::GuardianWithDNumber),
    ward(History::GuardianWithoutNumber),
    ward(History::PowerOfAttorney),
    ward(History::Minor),
    guarded(alive(Role::WardOfNoAccount), History::Usual),
    guarded(alive(Role::WardWithClosedAccount), History::Usual),
    guarded(alive(Role::DNumber), History::Usual),
    guarded(alive(Role::NoRelationship), History::Usual),
    guarded(
        protected(alive(Role::Shielded), Confidential),
        History::Usual,
    ),
    guarded(alive(Role::ManyTransactions), History::Usual),
    guarded(alive(Role::OwnsAndDisposes), History::Usual),
    bankrupt(alive(Role::Owner), 30),
    bankrupt(alive(Role::DNumber), 5),
    bankrupt(alive(Role::NoRelationship), 5),
    bankrupt(protected(alive(Role::Shielded), Confidential), 5),
    bankrupt(alive(Role::ClosedAccount), 5),
    bankrupt(alive(Role::ManyTransactions), 5),
    bankrupt(alive(Role::OwnsAndDisposes), 5),
    bankrupt(alive(Role::Guarantor), 5),
    bankrupt(alive(Role::CoBorrower), 5),
    alive(Role::ManagerOfBankrupt),
    alive(Role::UnitOfBankrupt),
    alive(Role::OpenedToday),
];
