//! The people of a people file: the accounts that this bank keeps for them, as the file says.

use std::collections::HashMap;

use jiff::civil::Date;
use rand::Rng as _;
use wire::dates;
use wire::identifiers::PartyId;
use wire::people::{self, BookingKind, CardKind, Currency, Party};
use wire::population::PopulationRole;
use wire::world::Amount;

use crate::data::build::{Activity, Builder, usual_count};
use crate::data::counterparties::Counterparty;
use crate::data::ledger::{self, Entry, Kind, Ledger};
use crate::data::model::{AccountType, Card, PartyIndex, Permission};

/// Places of the people in the data set.
type Places = HashMap<PartyId, PartyIndex>;

/// Adds the accounts of the people whom the file declares.
pub(crate) fn fill(builder: &mut Builder<'_>, people: &[Party], orgno: &str) {
    let declared = builder.of_role(PopulationRole::Declared);
    let numbers = people.iter().map(|party| party.number.clone());
    let places: Places = numbers.zip(declared).collect();
    for party in people {
        let Some(owner) = places.get(&party.number).copied() else {
            continue;
        };
        if party.more_by_hand {
            builder.by_hand.push(owner);
        }
        let kept = party.accounts.iter().filter(|account| {
            let bank = account.bank.as_deref();
            bank.is_none_or(|bank| bank == orgno)
        });
        for account in kept {
            add(builder, owner, account, &places);
        }
    }
}

fn add(builder: &mut Builder<'_>, owner: PartyIndex, of: &people::Account, places: &Places) {
    let (kind, today) = (AccountType::from(of.kind), builder.today);
    let (opened, closed) = (of.opened.on(today), of.closed.map(|day| day.on(today)));
    let index = builder.add_with(owner, kind, opened, closed, usual(kind, of, today));
    if let Some(cards) = &of.cards {
        let cards = cards
            .iter()
            .map(|of| card(builder, owner, kind, of, places));
        let cards = cards.collect();
        builder.account_mut(index).cards = cards;
    }
    let seed = builder.rng.random();
    let entries = entries(builder, of, closed.unwrap_or(today), seed);
    let account = builder.account_mut(index);
    account.number.clone_from(&of.number);
    account.currency = currency(of.currency);
    if let Some(name) = &of.name {
        account.name.clone_from(name);
    }
    account.is_blocked |= of.blocked;
    account.data_not_delivered = of.data_not_delivered;
    account.archived_before = of.archived_before.map(|day| day.on(today));
    account.credit_line = of.credit_line.map(hundredths);
    let all = |numbers: &[PartyId]| -> Vec<PartyIndex> {
        let found = numbers.iter().filter_map(|one| places.get(one));
        found.copied().collect()
    };
    account.guarantors = all(&of.guarantors);
    account.co_borrowers = all(&of.co_borrowers);
    account.ledger.has_cards &= !account.cards.is_empty();
    if let Some(entries) = entries {
        account.ledger.count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        account.ledger.listed = Some(entries.into());
        account.ledger.seed = seed;
    }
    if let Some(balance) = of.balance {
        let now = account.ledger.balance_at(closed.unwrap_or(today));
        account.ledger.opening += hundredths(balance) - now;
    }
    for role in &of.roles {
        let Some(party) = places.get(&role.party).copied() else {
            continue;
        };
        let from = role.from.map_or(opened, |day| day.on(today));
        let to = role.to.map(|day| day.on(today));
        builder.let_dispose(index, party, permission(role.permission), from, to);
    }
}

/// The usual transactions of the type, where the file says nothing about transactions.
fn usual(kind: AccountType, of: &people::Account, today: Date) -> Activity {
    let ten_years = dates::years_before(today, 10);
    let says_nothing = of.transactions.is_none() && of.booked.is_empty();
    Activity {
        count: if says_nothing { usual_count(kind) } else { 0 },
        since: of.opened.on(today).max(ten_years),
    }
}

/// The transactions that the file describes, oldest first; nothing where it describes none.
fn entries(
    builder: &Builder<'_>,
    of: &people::Account,
    until: Date,
    seed: u64,
) -> Option<Vec<Entry>> {
    if of.transactions.is_none() && of.booked.is_empty() {
        return None;
    }
    let now = builder.now.as_second();
    let noon = |day| (ledger::start_of(day) + 12 * 3600).min(now);
    let mut entries: Vec<Entry> = Vec::new();
    if let Some(wanted) = &of.transactions {
        let salaries = wanted.salary_days(until).into_iter().map(|day| Entry {
            second: noon(day),
            kind: Kind::Incoming,
            amount: hundredths(wanted.salary),
            text: Some("Lønn".to_owned()),
            counterparty: builder.counterparties.last().cloned(),
        });
        entries.extend(salaries);
        let rest = wanted.count - u32::try_from(entries.len()).unwrap_or(wanted.count);
        let first = ledger::start_of(wanted.since(until)) + 6 * 3600;
        let spread = Ledger {
            count: rest,
            first,
            last: noon(until).max(first),
            has_cards: true,
            seed,
            ..Ledger::empty(0)
        };
        entries.extend((0..rest).map(|index| generated(&spread, index)));
        if wanted.salary_day.is_some() {
            spend_what_comes_in(&mut entries);
        }
    }
    let booked = of.booked.iter().map(|one| Entry {
        second: noon(one.date.on(builder.today)),
        kind: booking_kind(one.kind),
        amount: hundredths(one.amount),
        text: one.text.clone(),
        counterparty: one
            .counterparty
            .as_deref()
            .and_then(|name| named(builder, name)),
    });
    entries.extend(booked);
    entries.sort_by_key(|entry| entry.second);
    Some(entries)
}

/// Makes what goes out about as much as what comes in, so that the balance of the past is not far from that of today.
fn spend_what_comes_in(entries: &mut [Entry]) {
    let sum = |is: fn(&i64) -> bool| -> i128 {
        let amounts = entries.iter().map(|entry| entry.amount).filter(is);
        amounts.map(i128::from).sum()
    };
    let (credit, debit) = (sum(|amount| *amount > 0), -sum(|amount| *amount < 0));
    for entry in entries.iter_mut().filter(|entry| entry.amount < 0) {
        let spent = i128::from(-entry.amount) * credit / debit;
        entry.amount = -i64::try_from(spent.max(1)).unwrap_or(i64::MAX);
    }
}

/// A transaction as the mock bank computes them, but no salary.
fn generated(spread: &Ledger, index: u32) -> Entry {
    let kind = match spread.kind(index) {
        Kind::Incoming => Kind::Transfer,
        kind => kind,
    };
    Entry {
        second: spread.booked_at(index),
        kind,
        amount: spread.amount(index),
        text: None,
        counterparty: None,
    }
}

/// Somebody of that name, the rest as one of the usual counterparties.
fn named(builder: &Builder<'_>, name: &str) -> Option<Counterparty> {
    let usual = builder.counterparties.first()?;
    Some(Counterparty {
        name: name.to_owned(),
        ..usual.clone()
    })
}

fn card(
    builder: &mut Builder<'_>,
    owner: PartyIndex,
    account: AccountType,
    of: &people::Card,
    places: &Places,
) -> Card {
    let is_credit = match of.kind {
        Some(kind) => kind == CardKind::CreditCard,
        None => account == AccountType::CreditCard,
    };
    let holder = of.holder.as_ref().and_then(|holder| places.get(holder));
    let drawn = builder.card(holder.copied().unwrap_or(owner), is_credit, 0);
    Card {
        masked_number: of.number.clone().unwrap_or(drawn.masked_number),
        valid_from: of.from.on(builder.today).first_of_month(),
        valid_to: of.to.on(builder.today).last_of_month(),
        is_blocked: of.blocked,
        ..drawn
    }
}

fn hundredths(amount: Amount) -> i64 {
    amount.ten_thousandths() / 100
}

fn currency(currency: Currency) -> &'static str {
    match currency {
        Currency::Nok => "NOK",
        Currency::Chf => "CHF",
        Currency::Dkk => "DKK",
        Currency::Eur => "EUR",
        Currency::Gbp => "GBP",
        Currency::Sek => "SEK",
        Currency::Usd => "USD",
    }
}

fn booking_kind(kind: BookingKind) -> Kind {
    match kind {
        BookingKind::Transfer => Kind::Transfer,
        BookingKind::Salary => Kind::Incoming,
        BookingKind::CardPurchase => Kind::CardPurchase,
        BookingKind::CardPurchaseAbroad => Kind::CardPurchaseAbroad,
        BookingKind::Invoice => Kind::Invoice,
        BookingKind::Charge => Kind::Charge,
        BookingKind::Reversal => Kind::Reversal,
        BookingKind::CashWithdrawal => Kind::CashWithdrawal,
    }
}

fn permission(permission: people::Permission) -> Permission {
    match permission {
        people::Permission::RightToUseAlone => Permission::Alone,
        people::Permission::RightToUseWithOther => Permission::WithOther,
        people::Permission::RightToSeeOnly => Permission::SeeOnly,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use jiff::Timestamp;

    use super::*;
    use crate::data::build;
    use crate::data::model::{Account, DataSet};

    const EXAMPLE: &str = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../mock-agency/people.example.toml"
    );

    fn people() -> Vec<Party> {
        people::load(Path::new(EXAMPLE), &BTreeSet::new(), dates::today()).unwrap()
    }

    fn data(people: &[Party]) -> DataSet {
        build::build(1, people, "310000027", Timestamp::now())
    }

    fn account<'d>(data: &'d DataSet, number: &str) -> &'d Account {
        let mut accounts = data.accounts.iter();
        accounts.find(|account| account.number == number).unwrap()
    }

    fn balance(account: &Account) -> i64 {
        account.ledger.balance_at(dates::today())
    }

    #[test]
    fn generated_transactions_are_as_many_as_asked_with_a_salary_each_month() {
        let data = data(&people());
        let ledger = &account(&data, "99101234564").ledger;
        let salaries = (0..ledger.count).filter(|index| ledger.kind(*index) == Kind::Incoming);
        assert_eq!((ledger.count, salaries.count()), (300, 24));
    }

    #[test]
    fn the_balance_of_today_is_the_one_of_the_file() {
        let data = data(&people());
        assert_eq!(balance(account(&data, "99101234564")), 1_845_075);
        assert_eq!(balance(account(&data, "99101234998")), 500_000);
    }

    #[test]
    fn a_salary_is_spent() {
        let data = data(&people());
        let ledger = &account(&data, "99101234564").ledger;
        let two_years_ago = ledger.balance_at(dates::years_before(dates::today(), 2));
        let moved = balance(account(&data, "99101234564")) - two_years_ago;
        assert!(moved.abs() < 10_000_000, "{moved}");
    }

    #[test]
    fn transactions_by_hand_are_there_in_the_order_of_their_days() {
        let data = data(&people());
        let ledger = &account(&data, "99101234998").ledger;
        let amounts: Vec<i64> = (0..ledger.count)
            .map(|index| ledger.amount(index))
            .collect();
        assert_eq!(amounts, [-24_950, 150_000]);
    }

    #[test]
    fn whoever_has_a_role_in_the_file_disposes_of_the_account() {
        let data = data(&people());
        let holder = &account(&data, "99101234564").disposers[0];
        assert_eq!(data.parties[holder.party].name, "VAKKER VINDROSE");
        assert_eq!(holder.permission, Permission::SeeOnly);
    }

    #[test]
    fn accounts_of_other_banks_are_not_kept() {
        let mut people = people();
        people[0].accounts[0].bank = Some("310000019".to_owned());
        let data = data(&people);
        let kept = |number| data.accounts.iter().any(|account| account.number == number);
        assert!(!kept("99101234564") && kept("99101234998"));
    }

    #[test]
    fn the_people_of_the_seed_keep_their_accounts() {
        let numbers = |data: &DataSet| -> Vec<String> {
            let accounts = data.accounts.iter();
            accounts.map(|account| account.number.clone()).collect()
        };
        let without = numbers(&data(&[]));
        assert_eq!(numbers(&data(&people()))[..without.len()], without);
    }
}
