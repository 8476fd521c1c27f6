//! What the bank knows: parties, accounts and who has which relation to them.

use std::collections::HashMap;
use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::civil::Date;
use wire::identifiers::{NationalId, PartyId};
use wire::people::{AccountKind, Party};
use wire::population::{Notice, Person};
use wire::world::PartyEntry;

use crate::data::build;
use crate::data::counterparties::Counterparty;
use crate::data::ledger::Ledger;
use crate::request::period::Period;

/// Place of a party in [`DataSet::parties`].
pub(crate) type PartyIndex = usize;
/// Place of an account in [`DataSet::accounts`].
pub(crate) type AccountIndex = usize;

/// Everything that a bank knows. It never changes, so that banks of one seed can share it.
#[derive(Debug)]
pub struct DataSet {
    pub(crate) parties: Vec<Person>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) counterparties: Vec<Counterparty>,
    /// Parties who have products that the API does not reach, so that the list is partial.
    pub(crate) by_hand: Vec<PartyIndex>,
    /// Former names: the party, the name, and the last day that it was used.
    pub(crate) former_names: Vec<(PartyIndex, String, Date)>,
    /// The notices of bankruptcies about the parties, in order of registration.
    pub(crate) notices: Vec<Notice>,
    /// When the data set was created: the time of the newest balances.
    pub(crate) as_of: Timestamp,
    pub(crate) by_id: HashMap<PartyId, PartyIndex>,
    /// What the world file says of the parties, once somebody has asked for it.
    pub(crate) entries: OnceLock<Vec<PartyEntry>>,
}

impl DataSet {
    /// The data set of that seed as it is now.
    pub fn make(seed: u64) -> Self {
        Self::with(seed, &[], "")
    }

    /// The same with further people and those of their accounts that the bank with this number keeps.
    pub fn with(seed: u64, people: &[Party], orgno: &str) -> Self {
        build::build(seed, people, orgno, Timestamp::now())
    }

    /// The party's name on that day.
    pub(crate) fn name_on(&self, party: PartyIndex, day: Date) -> &str {
        self.former_names
            .iter()
            .find(|(holder, _, until)| *holder == party && day <= *until)
            .map_or(self.parties[party].name.as_str(), |(_, name, _)| name)
    }

    /// The person with this number, if the bank knows it.
    pub(crate) fn person(&self, id: &NationalId) -> Option<PartyIndex> {
        self.party(&PartyId::Person(id.clone()))
    }

    /// Whether the party is or was somebody's guardian.
    pub(crate) fn is_guardian(&self, party: PartyIndex) -> bool {
        (0..self.parties.len()).any(|ward| self.is_guardian_of(party, ward))
    }

    /// Whether the party is or was the guardian of the other.
    pub(crate) fn is_guardian_of(&self, party: PartyIndex, ward: PartyIndex) -> bool {
        let number = self.parties[party].national_id();
        number.is_some()
            && self.parties[ward]
                .guardianships
                .iter()
                .any(|one| one.guardian.as_ref() == number)
    }

    /// The party with this number, if the bank knows it.
    pub(crate) fn party(&self, id: &PartyId) -> Option<PartyIndex> {
        self.by_id.get(id).copied()
    }
}

impl From<AccountKind> for AccountType {
    fn from(kind: AccountKind) -> Self {
        match kind {
            AccountKind::LoanAccount => Self::Loan,
            AccountKind::SalaryAccount => Self::Salary,
            AccountKind::CurrencyAccount => Self::Currency,
            AccountKind::SavingsAccount => Self::Savings,
            AccountKind::ClientAccount => Self::Client,
            AccountKind::TaxDeductionAccount => Self::TaxDeduction,
            AccountKind::BusinessAccount => Self::Business,
            AccountKind::CreditCardAccount => Self::CreditCard,
            AccountKind::PrepaidCardAccount => Self::PrepaidCard,
            AccountKind::AccountWithoutBalance => Self::WithoutBalance,
            AccountKind::OtherAccount => Self::Other,
        }
    }
}

/// The eleven account types of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum AccountType {
    Loan,
    Salary,
    Currency,
    Savings,
    Client,
    TaxDeduction,
    Business,
    CreditCard,
    PrepaidCard,
    WithoutBalance,
    Other,
}

impl AccountType {
    pub(crate) const ALL: [Self; 11] = [
        Self::Loan,
        Self::Salary,
        Self::Currency,
        Self::Savings,
        Self::Client,
        Self::TaxDeduction,
        Self::Business,
        Self::CreditCard,
        Self::PrepaidCard,
        Self::WithoutBalance,
        Self::Other,
    ];

    /// The value in the API.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Loan => "loanAccount",
            Self::Salary => "salaryAccount",
            Self::Currency => "currencyAccount",
            Self::Savings => "savingsAccount",
            Self::Client => "clientAccount",
            Self::TaxDeduction => "taxDeductionAccount",
            Self::Business => "businessAccount",
            Self::CreditCard => "creditCardAccount",
            Self::PrepaidCard => "prepaidCardAccount",
            Self::WithoutBalance => "accountWithoutBalance",
            Self::Other => "otherAccount",
        }
    }

    /// What the customer calls such an account.
    pub(crate) fn product(self) -> &'static str {
        match self {
            Self::Loan => "Boliglån",
            Self::Salary => "Lønnskonto",
            Self::Currency => "Valutakonto",
            Self::Savings => "Sparekonto",
            Self::Client => "Klientkonto",
            Self::TaxDeduction => "Skattetrekkskonto",
            Self::Business => "Driftskonto",
            Self::CreditCard => "Kredittkort",
            Self::PrepaidCard => "Gavekort",
            Self::WithoutBalance => "Fondskonto",
            Self::Other => "Depositumskonto",
        }
    }
}

/// What a party may do with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permission {
    Alone,
    WithOther,
    SeeOnly,
}

impl Permission {
    /// The value in the API.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Alone => "rightToUseAlone",
            Self::WithOther => "rightToUseWithOther",
            Self::SeeOnly => "rightToSeeOnly",
        }
    }
}

/// A party's relation to an account over a time; both days included.
#[derive(Debug, Clone)]
pub(crate) struct Holding {
    pub(crate) party: PartyIndex,
    pub(crate) permission: Permission,
    pub(crate) from: Date,
    pub(crate) to: Option<Date>,
}

impl Holding {
    fn in_period(&self, period: Period) -> bool {
        period.overlaps(self.from, self.to)
    }
}

/// A payment card; its number exists masked only.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    pub(crate) masked_number: String,
    pub(crate) holder: PartyIndex,
    pub(crate) valid_from: Date,
    pub(crate) valid_to: Date,
    pub(crate) is_credit: bool,
    pub(crate) is_blocked: bool,
    pub(crate) version: u8,
}

/// An account with everything that belongs to it.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) number: String,
    pub(crate) kind: AccountType,
    pub(crate) currency: &'static str,
    pub(crate) name: String,
    /// The last time it was opened.
    pub(crate) opened: Date,
    /// Since when it is closed.
    pub(crate) closed: Option<Date>,
    /// First and last day of the earlier times that it was open, oldest first.
    pub(crate) earlier: Vec<(Date, Date)>,
    /// Nobody may use it, e.g. because its owner is bankrupt.
    pub(crate) is_blocked: bool,
    /// One after another, without gap while the account is open.
    pub(crate) owners: Vec<Holding>,
    /// Who else may use it or see it.
    pub(crate) disposers: Vec<Holding>,
    pub(crate) guarantors: Vec<PartyIndex>,
    pub(crate) co_borrowers: Vec<PartyIndex>,
    pub(crate) cards: Vec<Card>,
    pub(crate) ledger: Ledger,
    /// In the account's hundredths.
    pub(crate) credit_line: Option<i64>,
    /// The other endpoints deliver nothing for it.
    pub(crate) data_not_delivered: bool,
    /// What is older than this day is in an archive and must be got by hand.
    pub(crate) archived_before: Option<Date>,
}

impl Account {
    /// Whether the account was open on some day of the period.
    pub(crate) fn exists_in(&self, period: Period) -> bool {
        let was_open = |(from, to): &(Date, Date)| period.overlaps(*from, Some(*to));
        period.overlaps(self.opened, self.closed) || self.earlier.iter().any(was_open)
    }

    /// Whether the account is open on that day; on the day of its closing it is not any more.
    pub(crate) fn is_open_on(&self, day: Date) -> bool {
        let was_open = |(from, to): &(Date, Date)| *from <= day && day < *to;
        (self.opened <= day && self.closed.is_none_or(|closed| day < closed))
            || self.earlier.iter().any(was_open)
    }

    /// Who owns the account at the end of the period, limited to the time in which the requested party had a role
    /// against it: who took over from that party later is not named.
    /// Source: Endpoint Accounts V.2.0 and Endpoint Account details V.2.0, primaryOwner.
    pub(crate) fn owner_for(&self, party: Option<PartyIndex>, to: Date) -> Option<&Holding> {
        let day = party.and_then(|party| self.last_day_of(party, to));
        self.owner_at(day.unwrap_or(to))
    }

    /// The last day up to `to` on which the party owned the account or disposed of it.
    fn last_day_of(&self, party: PartyIndex, to: Date) -> Option<Date> {
        self.owners
            .iter()
            .chain(&self.disposers)
            .filter(|holding| holding.party == party && holding.from <= to)
            .map(|holding| holding.to.map_or(to, |end| end.min(to)))
            .max()
    }

    /// Whether it has had more than one owner.
    pub(crate) fn has_changed_owner(&self) -> bool {
        let mut owners = self.owners.windows(2);
        owners.any(|pair| pair[0].party != pair[1].party)
    }

    /// Whether the party owned the account on some day of the period.
    pub(crate) fn is_owned_by(&self, party: PartyIndex, period: Period) -> bool {
        self.owners
            .iter()
            .any(|owner| owner.party == party && owner.in_period(period))
    }

    /// Whether the party disposed of the account on some day of the period.
    pub(crate) fn is_disposed_by(&self, party: PartyIndex, period: Period) -> bool {
        self.disposers
            .iter()
            .any(|holder| holder.party == party && holder.in_period(period))
    }

    /// The owner on that day, or the last one before it, with the dates of that owner's last ownership.
    pub(crate) fn owner_at(&self, day: Date) -> Option<&Holding> {
        let owner = self
            .owners
            .iter()
            .rev()
            .find(|owner| owner.from <= day)
            .or(self.owners.first())?;
        self.owners
            .iter()
            .rev()
            .find(|last| last.party == owner.party)
    }

    /// The role holders of the period, each with the dates of the last time that it had the role.
    /// Source: Endpoint Roles V.2.0, startDate and endDate.
    pub(crate) fn disposers_in(&self, period: Period) -> impl Iterator<Item = &Holding> {
        let same = |one: &Holding, other: &Holding| {
            one.party == other.party && one.permission == other.permission
        };
        self.disposers
            .iter()
            .enumerate()
            .filter(move |(place, holder)| {
                let is_last = !self.disposers[place + 1..]
                    .iter()
                    .any(|later| same(holder, later));
                let had_it =
                    |earlier: &&Holding| same(holder, earlier) && earlier.in_period(period);
                is_last && self.disposers.iter().any(|earlier| had_it(&earlier))
            })
            .map(|(_, holder)| holder)
    }

    /// The cards that could be used on some day of the period.
    pub(crate) fn cards_in(&self, period: Period) -> impl Iterator<Item = &Card> {
        self.cards
            .iter()
            .filter(move |card| period.overlaps(card.valid_from, Some(card.valid_to)))
    }

    /// Whether a part of the period is in the archive.
    pub(crate) fn is_archived_in(&self, period: Period) -> bool {
        self.archived_before.is_some_and(|day| period.from < day)
    }
}
