//! Synthetic people and organisations, from which both the person registry and a bank's data set are built.
//! Their numbers and names depend on the seed alone; dates of death and of bankruptcy are relative to today, so
//! that a service's period has the same shape on every day.

mod customers;
mod guardianship;
mod members;
mod names;
mod notices;

use std::collections::HashSet;

use jiff::civil::Date;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::dates::months_before;
use crate::identifiers::{NationalId, NationalIdKind, OrganisationNumber, PartyId};

pub use customers::customers;
pub use guardianship::{ADULT, Guardianship, MINOR, POWER_OF_ATTORNEY, Task};
pub use notices::{Notice, NoticeKind, notices};

use members::{MEMBERS, Member};

/// A synthetic party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Birth number, D-number or organisation number, all synthetic.
    pub id: PartyId,
    /// An invented name in capitals, e.g. `SJENERT KAFFEKOPP`.
    pub name: String,
    /// Person or organisation.
    pub kind: PersonKind,
    /// Date of birth; none for organisations.
    pub birth: Option<Date>,
    /// Whether the person is dead.
    pub deceased: bool,
    /// When the person died; none for the living, and where the day is unknown.
    pub date_of_death: Option<Date>,
    /// The day of death of a registration that was withdrawn: in the registry's history, no longer in force.
    pub withdrawn_death: Option<Date>,
    /// Protection of the address.
    pub protection: AddressProtection,
    /// Who looks after the person's affairs, and who did.
    pub guardianships: Vec<Guardianship>,
    /// The day bankruptcy was opened, if it was.
    pub bankruptcy: Option<Date>,
    /// The party's role in a bank's data set.
    pub role: PopulationRole,
}

impl Person {
    /// Whether the address is confidential or strictly confidential, so that a bank shows nothing.
    pub fn is_shielded(&self) -> bool {
        match self.protection {
            AddressProtection::None | AddressProtection::Client => false,
            AddressProtection::Confidential | AddressProtection::StrictlyConfidential => true,
        }
    }

    /// The number as a person's, if it is one's.
    pub fn national_id(&self) -> Option<&NationalId> {
        match &self.id {
            PartyId::Person(id) => Some(id),
            PartyId::Organisation(_) => None,
        }
    }
}

/// Person or organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PersonKind {
    /// A human being.
    Person,
    /// A business.
    Organisation,
}

/// FREG's `adressebeskyttelse`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddressProtection {
    /// `ugradert`
    #[default]
    None,
    /// `klientadresse`
    Client,
    /// `fortrolig`
    Confidential,
    /// `strengtFortrolig`
    StrictlyConfidential,
}

impl AddressProtection {
    /// The `graderingsnivaa` FREG writes for it.
    pub fn freg_name(self) -> &'static str {
        match self {
            Self::None => "ugradert",
            Self::Client => "klientadresse",
            Self::Confidential => "fortrolig",
            Self::StrictlyConfidential => "strengtFortrolig",
        }
    }
}

/// The role of a party in a bank's data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PopulationRole {
    /// Owns an account.
    Owner,
    /// Owns several accounts.
    OwnerOfSeveralAccounts,
    /// Owns an account of each type.
    OwnerOfEveryAccountType,
    /// Owned an account that was closed.
    ClosedAccount,
    /// Owned an account that another has now.
    ChangedOwner,
    /// Disposes of another's account and owns none.
    DisposesOnly,
    /// Owns an account and disposes of another's.
    OwnsAndDisposes,
    /// Guarantees another's loan.
    Guarantor,
    /// Borrows together with another.
    CoBorrower,
    /// Has an account with a very large number of transactions.
    ManyTransactions,
    /// Has an account without any.
    NoTransactions,
    /// Dead, with an account.
    Deceased,
    /// Dead on a day that the registry does not know, with an account.
    DeceasedWithoutDate,
    /// Dead, with several accounts.
    DeceasedSeveralAccounts,
    /// Dead, with a closed account.
    DeceasedClosedAccount,
    /// Dead, with an account with several pages of transactions.
    DeceasedManyTransactions,
    /// Dead, with a D-number and an account.
    DeceasedDNumber,
    /// Dead, and unknown to the bank.
    DeceasedNoRelationship,
    /// Confidential address, with an account.
    Shielded,
    /// Strictly confidential address, with an account.
    StrictlyShielded,
    /// Confidential address and dead, with an account.
    ShieldedDeceased,
    /// Has a D-number and an account.
    DNumber,
    /// An organisation with accounts.
    OrganisationOwner,
    /// The bank does not know the party.
    NoRelationship,
    /// Has an account that the other endpoints deliver nothing for.
    DataNotDelivered,
    /// Has cards.
    CardHolder,
    /// Has an account in another currency.
    ForeignCurrency,
    /// Has an account that was opened a short while ago.
    OpenedLater,
    /// Has an account that was closed and opened again.
    ReopenedAccount,
    /// Dead, with an account of its own, and disposes of another's.
    DeceasedOwnsAndDisposes,
    /// Was registered as dead by mistake and is alive, with an account.
    DeathWithdrawn,
    /// Has a guardian, accounts that the guardian disposes of, and one that the guardian does not.
    Ward,
    /// Has a guardian who disposes of no account.
    WardOfNoAccount,
    /// Has a guardian, and an account that was closed last year.
    WardWithClosedAccount,
    /// Is a guardian, and disposes of the ward's account.
    Guardian,
    /// Is a guardian with a D-number.
    GuardianWithDNumber,
    /// Owns an account and disposes of those of a bankrupt organisation.
    ManagerOfBankrupt,
    /// The business of a bankrupt person, without a notice of its own.
    UnitOfBankrupt,
    /// Has an account that was opened today, and one that was closed yesterday.
    OpenedToday,
    /// Of a people file, which says what it has.
    Declared,
}

/// The people of that seed, in a fixed order with unique numbers and names. Numbers, names and roles are the
/// same on every day; `today` moves the dates of death and of bankruptcy.
pub fn population(seed: u64, today: Date) -> Vec<Person> {
    let mut drawing = Drawing {
        rng: ChaCha8Rng::seed_from_u64(seed),
        taken: HashSet::new(),
        today,
    };
    let mut people: Vec<Person> = MEMBERS.iter().map(|member| drawing.draw(member)).collect();
    name_everybody(&mut people, seed);
    guardianship::appoint(&mut people, today);
    people
}

struct Drawing {
    rng: ChaCha8Rng,
    taken: HashSet<PartyId>,
    today: Date,
}

impl Drawing {
    fn draw(&mut self, member: &Member) -> Person {
        let id = self.unused_id(member);
        let birth = match &id {
            PartyId::Person(id) => Some(id.birth_date()),
            PartyId::Organisation(_) => None,
        };
        Person {
            kind: if birth.is_some() {
                PersonKind::Person
            } else {
                PersonKind::Organisation
            },
            id,
            name: String::new(),
            birth,
            deceased: member.deceased,
            date_of_death: member
                .months_dead
                .map(|months| months_before(self.today, months)),
            withdrawn_death: member
                .months_since_withdrawn_death
                .map(|months| months_before(self.today, months)),
            protection: member.protection,
            guardianships: Vec::new(),
            bankruptcy: member
                .months_bankrupt
                .map(|months| months_before(self.today, months)),
            role: member.role,
        }
    }

    fn unused_id(&mut self, member: &Member) -> PartyId {
        loop {
            let id = self.draw_id(member);
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }

    fn draw_id(&mut self, member: &Member) -> PartyId {
        let kind = match member.role {
            PopulationRole::OrganisationOwner | PopulationRole::UnitOfBankrupt => {
                return PartyId::Organisation(OrganisationNumber::synthetic(&mut self.rng));
            }
            PopulationRole::DNumber
            | PopulationRole::DeceasedDNumber
            | PopulationRole::GuardianWithDNumber => NationalIdKind::D,
            _ => NationalIdKind::Birth,
        };
        let years = if member.deceased {
            1930..=1970
        } else {
            1945..=2004
        };
        let year = self.rng.random_range(years);
        let month = self.rng.random_range(1..=12);
        let day = self.rng.random_range(1..=28);
        let birth = Date::new(year, month, day).expect("every month has 28 days");
        PartyId::Person(NationalId::synthetic(&mut self.rng, birth, kind))
    }
}

/// Names are drawn apart from the numbers, so that a change to the word lists leaves the numbers alone.
fn name_everybody(people: &mut [Person], seed: u64) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(1);
    let mut taken = HashSet::new();
    for person in people {
        person.name = loop {
            let name = match person.kind {
                PersonKind::Person => names::person(&mut rng),
                PersonKind::Organisation => names::organisation(&mut rng),
            };
            if taken.insert(name.clone()) {
                break name;
            }
        };
    }
}

#[cfg(test)]
mod tests;
