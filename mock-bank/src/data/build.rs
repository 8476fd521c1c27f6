//! Makes the data set: what each role of the population means in this bank.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::civil::Date;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wire::dates;
use wire::identifiers::{AccountNumber, NationalId};
use wire::people::{self, Party};
use wire::population::{self, Person, PersonKind, PopulationRole};

use crate::data::catalogue;
use crate::data::counterparties::{self, Counterparty};
use crate::data::declared;
use crate::data::ledger::{self, Ledger};
use crate::data::model::{
    Account, AccountIndex, AccountType, Card, DataSet, Holding, PartyIndex, Permission,
};

/// Transactions of the first account with many, spread over the last ten years.
pub(crate) const MANY: u32 = 25_000;
/// Transactions of the other accounts with many: several pages of them.
pub(crate) const SEVERAL_PAGES: u32 = 6_000;

/// Makes the data set of that seed as it is at this time.
pub(crate) fn build(seed: u64, people: &[Party], orgno: &str, now: Timestamp) -> DataSet {
    let today = dates::date_at(now);
    let mut parties = population::population(seed, today);
    let mut notices = population::notices(&parties, today);
    parties.extend(people::persons(people, today));
    notices.extend(people::notices(people, today));
    notices.sort_by_key(|notice| notice.registered);
    let by_id = parties
        .iter()
        .enumerate()
        .map(|(index, person)| (person.id.clone(), index))
        .collect::<HashMap<_, _>>();
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(2);
    let counterparties = counterparties::make(&mut rng);
    let mut builder = Builder {
        by_hand: Vec::new(),
        rng,
        numbers: HashSet::new(),
        accounts: Vec::new(),
        parties: &parties,
        counterparties: &counterparties,
        now,
        today,
    };
    catalogue::fill(&mut builder);
    declared::fill(&mut builder, people, orgno);
    let former_names = former_names(&builder);
    let (accounts, by_hand) = (builder.accounts, builder.by_hand);
    DataSet {
        former_names,
        parties,
        accounts,
        counterparties,
        by_hand,
        notices,
        as_of: now,
        by_id,
        entries: OnceLock::new(),
    }
}

/// The first of the owners, and of the owners of several accounts, changed its name eight months ago.
fn former_names(builder: &Builder<'_>) -> Vec<(PartyIndex, String, Date)> {
    let until = dates::months_before(builder.today, 8);
    [
        PopulationRole::Owner,
        PopulationRole::OwnerOfSeveralAccounts,
    ]
    .into_iter()
    .filter_map(|role| builder.of_role(role).first().copied())
    .map(|party| (party, "TIDLIGERE NAVN".to_owned(), until))
    .collect()
}

/// Accounts under construction.
pub(crate) struct Builder<'p> {
    pub(crate) rng: ChaCha8Rng,
    numbers: HashSet<String>,
    accounts: Vec<Account>,
    pub(crate) by_hand: Vec<PartyIndex>,
    pub(crate) parties: &'p [Person],
    pub(crate) counterparties: &'p [Counterparty],
    pub(crate) now: Timestamp,
    pub(crate) today: Date,
}

/// How many transactions an account of this type has in ten years. People pay from the accounts that have all kinds of
/// transactions in any quarter; money that is saved or lent moves once a month.
pub(crate) fn usual_count(kind: AccountType) -> u32 {
    match kind {
        AccountType::Salary
        | AccountType::Currency
        | AccountType::Business
        | AccountType::CreditCard
        | AccountType::PrepaidCard => 400,
        AccountType::Loan
        | AccountType::Savings
        | AccountType::Client
        | AccountType::TaxDeduction
        | AccountType::WithoutBalance
        | AccountType::Other => 120,
    }
}

/// How many transactions an account has, and since when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Activity {
    pub(crate) count: u32,
    pub(crate) since: Date,
}

impl Builder<'_> {
    /// The parties of a role, in their order.
    pub(crate) fn of_role(&self, role: PopulationRole) -> Vec<PartyIndex> {
        self.parties
            .iter()
            .enumerate()
            .filter(|(_, person)| person.role == role)
            .map(|(index, _)| index)
            .collect()
    }

    /// The place of a person.
    pub(crate) fn party(&self, id: &NationalId) -> Option<PartyIndex> {
        self.parties
            .iter()
            .position(|person| person.national_id() == Some(id))
    }

    /// The accounts that a party owns.
    pub(crate) fn accounts_of(&self, party: PartyIndex) -> Vec<AccountIndex> {
        let owned = self.accounts.iter().enumerate();
        owned
            .filter(|(_, account)| {
                account
                    .owners
                    .last()
                    .is_some_and(|owner| owner.party == party)
            })
            .map(|(place, _)| place)
            .collect()
    }

    /// The first account of a party.
    pub(crate) fn first_account_of(&self, party: PartyIndex) -> Option<AccountIndex> {
        self.accounts
            .iter()
            .position(|account| account.owners.iter().any(|owner| owner.party == party))
    }

    /// The account in that place.
    pub(crate) fn account_mut(&mut self, index: AccountIndex) -> &mut Account {
        &mut self.accounts[index]
    }

    /// An account that the party has owned for years, with the usual activity.
    pub(crate) fn add(&mut self, party: PartyIndex, kind: AccountType) -> AccountIndex {
        let opened = dates::years_before(self.today, 12);
        let ten_years = dates::years_before(self.today, 10);
        self.add_with(
            party,
            kind,
            opened,
            None,
            Activity {
                count: usual_count(kind),
                since: ten_years,
            },
        )
    }

    /// An account over a given time with given activity.
    pub(crate) fn add_with(
        &mut self,
        party: PartyIndex,
        kind: AccountType,
        opened: Date,
        closed: Option<Date>,
        activity: Activity,
    ) -> AccountIndex {
        let currency = if kind == AccountType::Currency {
            "EUR"
        } else {
            "NOK"
        };
        let account = Account {
            number: self.unused_number(),
            kind,
            currency,
            name: kind.product().to_owned(),
            opened,
            closed,
            earlier: Vec::new(),
            is_blocked: closed.is_none() && self.parties[party].bankruptcy.is_some(),
            owners: vec![Holding {
                party,
                permission: Permission::Alone,
                from: opened,
                to: closed,
            }],
            disposers: Vec::new(),
            guarantors: Vec::new(),
            co_borrowers: Vec::new(),
            cards: self.cards_for(party, kind),
            ledger: self.ledger(kind, activity, closed),
            credit_line: credit_line(kind),
            data_not_delivered: false,
            archived_before: None,
        };
        self.accounts.push(account);
        self.accounts.len() - 1
    }

    /// Lets a party dispose of an account.
    pub(crate) fn let_dispose(
        &mut self,
        account: AccountIndex,
        party: PartyIndex,
        permission: Permission,
        from: Date,
        to: Option<Date>,
    ) {
        self.accounts[account].disposers.push(Holding {
            party,
            permission,
            from,
            to,
        });
    }

    /// Closes the account on the first day and opens it again, for the same owner, on the second.
    pub(crate) fn reopen(&mut self, account: AccountIndex, closed: Date, opened: Date) {
        let account = &mut self.accounts[account];
        account.earlier.push((account.opened, closed));
        account.opened = opened;
        account.ledger.pause = Some((ledger::start_of(closed), ledger::start_of(opened)));
        if let Some(mut owner) = account.owners.pop() {
            let again = Holding {
                from: opened,
                ..owner.clone()
            };
            owner.to = Some(closed);
            account.owners.extend([owner, again]);
        }
    }

    /// Makes another party the owner of an account from this day on.
    pub(crate) fn hand_over(&mut self, account: AccountIndex, party: PartyIndex, from: Date) {
        self.accounts[account].is_blocked = self.parties[party].bankruptcy.is_some();
        let owners = &mut self.accounts[account].owners;
        if let Some(last) = owners.last_mut() {
            last.to = from.yesterday().ok();
        }
        owners.push(Holding {
            party,
            permission: Permission::Alone,
            from,
            to: None,
        });
    }

    /// A card of this account's owner or another holder.
    pub(crate) fn card(&mut self, holder: PartyIndex, is_credit: bool, years_ago: i16) -> Card {
        let valid_from = dates::years_before(self.today, years_ago).first_of_month();
        let expiry = Date::new(valid_from.year() + 4, valid_from.month(), 1)
            .expect("the first of a month exists");
        let issuer = if is_credit { "554821" } else { "492517" };
        Card {
            masked_number: format!("{issuer}XXXXXX{:04}", self.rng.random_range(0..10_000)),
            holder,
            valid_from,
            valid_to: expiry.last_of_month(),
            is_credit,
            is_blocked: false,
            version: 1,
        }
    }

    /// Old and present card of an account that has cards at all.
    fn cards_for(&mut self, party: PartyIndex, kind: AccountType) -> Vec<Card> {
        let has_cards = match kind {
            AccountType::Salary
            | AccountType::CreditCard
            | AccountType::PrepaidCard
            | AccountType::Business
            | AccountType::Currency => true,
            AccountType::Loan
            | AccountType::Savings
            | AccountType::Client
            | AccountType::TaxDeduction
            | AccountType::WithoutBalance
            | AccountType::Other => false,
        };
        if !has_cards {
            return Vec::new();
        }
        let is_credit = kind == AccountType::CreditCard;
        [(10, 1), (6, 2), (2, 3)]
            .into_iter()
            .map(|(years, version)| Card {
                version,
                ..self.card(party, is_credit, years)
            })
            .collect()
    }

    fn ledger(&mut self, kind: AccountType, activity: Activity, closed: Option<Date>) -> Ledger {
        let opening = match kind {
            AccountType::Loan => -self.rng.random_range(100_000_000..300_000_000),
            AccountType::WithoutBalance => 0,
            _ => self.rng.random_range(100_000..5_000_000),
        };
        if activity.count == 0 || kind == AccountType::WithoutBalance {
            return Ledger::empty(opening);
        }
        let last = closed.map_or(self.now.as_second(), |day| {
            ledger::start_of(day) + 12 * 3600
        });
        Ledger {
            seed: self.rng.random(),
            count: activity.count,
            first: ledger::start_of(activity.since) + 6 * 3600,
            last: last.max(ledger::start_of(activity.since) + 7 * 3600),
            opening,
            has_cards: matches!(
                kind,
                AccountType::Salary
                    | AccountType::CreditCard
                    | AccountType::PrepaidCard
                    | AccountType::Business
                    | AccountType::Currency
            ),
            pause: None,
            listed: None,
        }
    }

    fn unused_number(&mut self) -> String {
        loop {
            let number = AccountNumber::synthetic(&mut self.rng).as_str().to_owned();
            if self.numbers.insert(number.clone()) {
                return number;
            }
        }
    }

    /// Whether the party is a business.
    pub(crate) fn is_organisation(&self, party: PartyIndex) -> bool {
        self.parties[party].kind == PersonKind::Organisation
    }
}

/// In hundredths.
fn credit_line(kind: AccountType) -> Option<i64> {
    match kind {
        AccountType::CreditCard => Some(5_000_000),
        AccountType::Business => Some(25_000_000),
        AccountType::Salary => Some(1_000_000),
        AccountType::Loan
        | AccountType::Currency
        | AccountType::Savings
        | AccountType::Client
        | AccountType::TaxDeduction
        | AccountType::PrepaidCard
        | AccountType::WithoutBalance
        | AccountType::Other => None,
    }
}
