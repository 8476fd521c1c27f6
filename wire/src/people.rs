//! A developer's own people: who they are for the registers, and which accounts a mock bank keeps for them. They are written
//! in a people file (`mock-agency/people.schema.json`), read once by the registers and passed on in the world file, so that
//! registers and bank know the same.

mod day;
mod file;
mod table;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use day::{Day, DayError, Unit};
pub use file::{PeopleError, load};

use crate::identifiers::PartyId;
use crate::population::{
    self, ADULT, AddressProtection, MINOR, Notice, NoticeKind, POWER_OF_ATTORNEY, Person,
    PersonKind, PopulationRole, Task,
};
use crate::world::Amount;

/// A person or an organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Party {
    /// Its number, a synthetic one.
    pub number: PartyId,
    /// Its name.
    pub name: String,
    /// Whether it is dead.
    #[serde(default)]
    pub deceased: bool,
    /// When it died, where that is known.
    pub date_of_death: Option<Day>,
    /// Protection of its address.
    #[serde(default)]
    pub address: AddressProtection,
    /// Whether it has products that the API does not reach, so that its account list is `partial`.
    #[serde(default)]
    pub more_by_hand: bool,
    /// Its guardianships, in force or ended.
    #[serde(default)]
    pub guardianships: Vec<Guardianship>,
    /// Notices of bankruptcies about it.
    #[serde(default)]
    pub bankruptcies: Vec<Bankruptcy>,
    /// The accounts that it owns.
    #[serde(default)]
    pub accounts: Vec<Account>,
}

/// A guardianship.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Guardianship {
    /// The guardian; none where the registry has no number.
    pub guardian: Option<PartyId>,
    /// What kind it is.
    #[serde(default)]
    pub kind: GuardianshipKind,
    /// First day.
    pub from: Day,
    /// Last day; none while it goes on.
    pub to: Option<Day>,
    /// Whether the guardian has the task of daily banking.
    pub daily_banking: bool,
}

/// The kinds of guardianships that the registry has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GuardianshipKind {
    /// For an adult.
    #[default]
    Adult,
    /// For somebody under age.
    Minor,
    /// A confirmed power of attorney in place of a guardianship.
    PowerOfAttorney,
}

/// A notice of the register of bankruptcies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Bankruptcy {
    /// What it is about.
    #[serde(rename = "type")]
    pub kind: NoticeKind,
    /// The day of the ruling.
    pub ruling: Day,
}

/// An account of its owner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Account {
    /// Its number.
    pub number: String,
    /// The organisation number of the bank that keeps it; not said: every mock bank of the world does.
    pub bank: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: AccountKind,
    /// Its currency.
    #[serde(default)]
    pub currency: Currency,
    /// Its name; not said: that of its type.
    pub name: Option<String>,
    /// When it was opened.
    pub opened: Day,
    /// Since when it is closed.
    pub closed: Option<Day>,
    /// The booked balance of today, or of the day that it was closed.
    pub balance: Option<Amount>,
    /// The credit line.
    pub credit_line: Option<Amount>,
    /// Whether nobody may use it.
    #[serde(default)]
    pub blocked: bool,
    /// Whether the other endpoints deliver nothing for it.
    #[serde(default)]
    pub data_not_delivered: bool,
    /// What is older than this day must be got by hand.
    pub archived_before: Option<Day>,
    /// Transactions to generate.
    pub transactions: Option<Transactions>,
    /// Transactions one by one.
    #[serde(default)]
    pub booked: Vec<Booking>,
    /// Its cards; not said: those that its type usually has.
    pub cards: Option<Vec<Card>>,
    /// Who else may use it or see it.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Who guarantees it.
    #[serde(default)]
    pub guarantors: Vec<PartyId>,
    /// Who borrows together with its owner.
    #[serde(default)]
    pub co_borrowers: Vec<PartyId>,
}

/// `AccountType` of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the words of the API")]
pub enum AccountKind {
    LoanAccount,
    SalaryAccount,
    CurrencyAccount,
    SavingsAccount,
    ClientAccount,
    TaxDeductionAccount,
    BusinessAccount,
    CreditCardAccount,
    PrepaidCardAccount,
    AccountWithoutBalance,
    OtherAccount,
}

/// Currencies that an account may be kept in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "codes of ISO 4217")]
pub enum Currency {
    #[default]
    Nok,
    Chf,
    Dkk,
    Eur,
    Gbp,
    Sek,
    Usd,
}

/// Transactions to generate, spread evenly until today or the account's last day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Transactions {
    /// How many, the salaries among them.
    pub count: u32,
    /// Over how many years.
    pub years: i16,
    /// The day of each month that a salary comes in, or the month's last day where it is shorter.
    pub salary_day: Option<i8>,
    /// The salary.
    pub salary: Amount,
}

impl Transactions {
    /// The first day of the time that they are spread over.
    pub fn since(&self, until: Date) -> Date {
        crate::dates::years_before(until, self.years)
    }

    /// The days of the salaries, oldest first.
    pub fn salary_days(&self, until: Date) -> Vec<Date> {
        let Some(day) = self.salary_day else {
            return Vec::new();
        };
        let since = self.since(until);
        let months = (0..=i32::from(self.years) * 12).rev();
        let days = months.map(|back| {
            let month = crate::dates::months_before(until.first_of_month(), back);
            let last = month.days_in_month();
            month
                .with()
                .day(day.clamp(1, last))
                .build()
                .unwrap_or(month)
        });
        days.filter(|day| since < *day && *day <= until).collect()
    }
}

/// A transaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Booking {
    /// The day that it was booked.
    pub date: Day,
    /// What it added to the balance; below zero for what was paid.
    pub amount: Amount,
    /// What it is.
    #[serde(default, rename = "type")]
    pub kind: BookingKind,
    /// Its text.
    pub text: Option<String>,
    /// The name of the other side.
    pub counterparty: Option<String>,
}

/// What a transaction is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum BookingKind {
    #[default]
    Transfer,
    Salary,
    CardPurchase,
    CardPurchaseAbroad,
    Invoice,
    Charge,
    Reversal,
    CashWithdrawal,
}

/// A payment card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Card {
    /// Its number, masked: `492517XXXXXX1234`; not said: one that is drawn.
    pub number: Option<String>,
    /// Its holder; not said: the account's owner.
    pub holder: Option<PartyId>,
    /// Its type; not said: a credit card for a credit card account, else a debit card.
    #[serde(rename = "type")]
    pub kind: Option<CardKind>,
    /// A day of the month that it is valid from.
    pub from: Day,
    /// A day of the month that it is valid to.
    pub to: Day,
    /// Whether it is blocked.
    #[serde(default)]
    pub blocked: bool,
}

/// The type of a card in the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the words of the API")]
pub enum CardKind {
    DebitCard,
    CreditCard,
}

/// Somebody else's role against an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Role {
    /// Who has it.
    pub party: PartyId,
    /// What it permits.
    #[serde(default)]
    pub permission: Permission,
    /// First day; not said: the day that the account was opened.
    pub from: Option<Day>,
    /// Last day; none while it goes on.
    pub to: Option<Day>,
}

/// The permission of a role in the API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the words of the API")]
pub enum Permission {
    #[default]
    RightToUseAlone,
    RightToUseWithOther,
    RightToSeeOnly,
}

/// The people as the registers know them on this day, in the order of the file.
pub fn persons(people: &[Party], today: Date) -> Vec<Person> {
    let names: HashMap<_, _> = people
        .iter()
        .map(|party| (&party.number, party.name.as_str()))
        .collect();
    let person = |party| person(party, &names, today);
    people.iter().map(person).collect()
}

/// The notices of bankruptcies about them.
pub fn notices(people: &[Party], today: Date) -> Vec<Notice> {
    people
        .iter()
        .flat_map(|party| {
            let of_party = party.bankruptcies.iter();
            of_party.map(|one| Notice::new(party.number.clone(), one.kind, one.ruling.on(today)))
        })
        .collect()
}

fn person(party: &Party, names: &HashMap<&PartyId, &str>, today: Date) -> Person {
    let birth = match &party.number {
        PartyId::Person(id) => Some(id.birth_date()),
        PartyId::Organisation(_) => None,
    };
    let newest = party
        .bankruptcies
        .iter()
        .max_by_key(|one| one.ruling.on(today));
    Person {
        id: party.number.clone(),
        name: party.name.clone(),
        kind: if birth.is_some() {
            PersonKind::Person
        } else {
            PersonKind::Organisation
        },
        birth,
        deceased: party.deceased,
        date_of_death: party.date_of_death.map(|day| day.on(today)),
        withdrawn_death: None,
        protection: party.address,
        guardianships: party
            .guardianships
            .iter()
            .map(|one| guardianship(one, names, today))
            .collect(),
        bankruptcy: newest
            .filter(|one| one.kind == NoticeKind::Opening)
            .map(|one| one.ruling.on(today)),
        role: PopulationRole::Declared,
    }
}

fn guardianship(
    one: &Guardianship,
    names: &HashMap<&PartyId, &str>,
    today: Date,
) -> population::Guardianship {
    let name = one
        .guardian
        .as_ref()
        .and_then(|guardian| names.get(guardian));
    population::Guardianship {
        guardian: match &one.guardian {
            Some(PartyId::Person(id)) => Some(id.clone()),
            Some(PartyId::Organisation(_)) | None => None,
        },
        name: name.copied().unwrap_or("VERGE SYNTETISK").to_owned(),
        kind: match one.kind {
            GuardianshipKind::Adult => ADULT,
            GuardianshipKind::Minor => MINOR,
            GuardianshipKind::PowerOfAttorney => POWER_OF_ATTORNEY,
        }
        .to_owned(),
        from: one.from.on(today),
        to: one.to.map(|day| day.on(today)),
        tasks: vec![if one.daily_banking {
            Task::daily_banking()
        } else {
            Task::new("nav", "arbeid")
        }],
    }
}
