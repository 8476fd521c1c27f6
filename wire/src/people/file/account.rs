//! The accounts of a person.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{Reading, each, finished};
use crate::identifiers::{AccountNumber, OrganisationNumber, PartyId};
use crate::people::table::Table;
use crate::people::{
    Account, AccountKind, Booking, BookingKind, Card, Day, Role, Transactions, Unit,
};
use crate::world::Amount;

/// Most transactions of an account.
const MOST_TRANSACTIONS: u32 = 100_000;
/// What a salary is unless the file says so, in hundredths.
const SALARY: i64 = 3_200_000;
/// Since when an account is open unless the file says so.
const OPENED: Day = Day::Relative(-12, Unit::Years);

impl Reading<'_> {
    pub(super) fn accounts(&self, table: &Table<'_>, owner: Option<&PartyId>) -> Vec<Account> {
        let entries = table.tables("accounts").unwrap_or_default();
        let read = entries.iter().enumerate();
        read.filter_map(|(place, entry)| {
            let account = self.account(entry, &drawn(owner, place));
            entry.finish();
            account
        })
        .collect()
    }

    fn account(&self, table: &Table<'_>, drawn: &str) -> Option<Account> {
        let number = table.optional::<String>("number");
        if let Some(Err(error)) = number.as_deref().map(AccountNumber::parse) {
            table.wrong("number", format!("the account number {error}"));
        }
        let number = number.unwrap_or_else(|| drawn.to_owned());
        self.once(&number, table, "number");
        let bank = table.optional::<String>("bank");
        if let Some(Err(error)) = bank.as_deref().map(OrganisationNumber::parse) {
            table.wrong("bank", format!("the bank's organisation number {error}"));
        }
        let kind: Option<AccountKind> = table.required("type");
        let opened = self.past(table, "opened").unwrap_or(OPENED);
        let closed = self.past(table, "closed");
        self.in_order(table, "closed", opened, closed);
        let open = (opened, closed);
        let cards = table.tables("cards").map(|entries| {
            let cards = entries
                .iter()
                .filter_map(|entry| finished(entry, self.card(entry)));
            cards.collect()
        });
        let credit_line = self.amount(table, "credit-line");
        if credit_line.is_some_and(|line| line.ten_thousandths() <= 0) {
            table.wrong("credit-line", "a credit line is above zero");
        }
        Some(Account {
            number,
            bank,
            currency: table.or_default("currency"),
            name: self.named(table, "name", table.optional("name")),
            opened,
            closed,
            balance: self.amount(table, "balance"),
            credit_line,
            blocked: table.or_default("blocked"),
            data_not_delivered: table.or_default("data-not-delivered"),
            archived_before: self.past(table, "archived-before"),
            transactions: table
                .table("transactions")
                .and_then(|entry| finished(&entry, self.transactions(&entry, open))),
            booked: each(table, "booked", |entry| self.booking(entry, open)),
            cards,
            roles: each(table, "roles", |entry| self.role(entry)),
            guarantors: self.parties(table, "guarantors"),
            co_borrowers: self.parties(table, "co-borrowers"),
            kind: kind?,
        })
    }

    fn transactions(&self, table: &Table<'_>, open: (Day, Option<Day>)) -> Option<Transactions> {
        let count = table.required("count").filter(|count| {
            let fits = (1..=MOST_TRANSACTIONS).contains(count);
            if !fits {
                table.wrong(
                    "count",
                    format!("count is between 1 and {MOST_TRANSACTIONS}"),
                );
            }
            fits
        });
        let years = table.optional("years").unwrap_or(2);
        if !(1..=10).contains(&years) {
            table.wrong("years", "years is between 1 and 10");
        }
        let salary_day: Option<i8> = table.optional("salary-day");
        if salary_day.is_some_and(|day| !(1..=31).contains(&day)) {
            table.wrong("salary-day", "salary-day is between 1 and 31");
        }
        let salary = self.amount(table, "salary");
        if salary.is_some_and(|salary| salary.ten_thousandths() <= 0) {
            table.wrong("salary", "a salary is above zero");
        }
        let read = Transactions {
            count: count?,
            years,
            salary_day,
            salary: salary.unwrap_or(Amount::from_hundredths(SALARY)),
        };
        let until = open.1.map_or(self.today, |closed| closed.on(self.today));
        if (1..=10).contains(&years) && read.since(until) < open.0.on(self.today) {
            let message = "the account was opened later than the transactions begin; say fewer years, or when it was opened";
            table.wrong("years", message);
        }
        let salaries = read.salary_days(until).len();
        if salaries > usize::try_from(read.count).unwrap_or(usize::MAX) {
            table.wrong("count", format!("{salaries} salaries are more than count"));
        }
        Some(read)
    }

    fn booking(&self, table: &Table<'_>, (opened, closed): (Day, Option<Day>)) -> Option<Booking> {
        let date = self.day(table, "date", table.required("date"));
        let kind = table.or_default("type");
        let amount = self.exact(table, "amount", table.required("amount"));
        let text = self.named(table, "text", table.optional("text"));
        let counterparty = self.named(table, "counterparty", table.optional("counterparty"));
        let (date, amount) = (date?, amount?);
        let day = date.on(self.today);
        let last = closed.map_or(self.today, |closed| closed.on(self.today));
        if day < opened.on(self.today) || last < day {
            table.wrong(
                "date",
                format!(
                    "the account is open from {} to {last}, and not on {day}",
                    opened.on(self.today)
                ),
            );
        }
        if !fits(kind, amount) {
            table.wrong("amount", "what comes in is above zero, what goes out below; a transaction of zero there is not");
        }
        Some(Booking {
            date,
            amount,
            kind,
            text,
            counterparty,
        })
    }

    fn card(&self, table: &Table<'_>) -> Option<Card> {
        let number = table.optional::<String>("number");
        if number.as_deref().is_some_and(|number| !is_masked(number)) {
            table.wrong(
                "number",
                "a card number is written masked, such as 492517XXXXXX1234",
            );
        }
        let from = self.day(table, "from", table.required("from"));
        let to = self.day(table, "to", table.required("to"));
        let card = Card {
            number,
            holder: self.mention(table, "holder"),
            kind: table.optional("type"),
            blocked: table.or_default("blocked"),
            from: from?,
            to: to?,
        };
        self.in_order(table, "to", card.from, Some(card.to));
        Some(card)
    }

    fn role(&self, table: &Table<'_>) -> Option<Role> {
        let from = self.day(table, "from", table.optional("from"));
        let to = self.day(table, "to", table.optional("to"));
        if let Some(from) = from {
            self.in_order(table, "to", from, to);
        }
        let permission = table.or_default("permission");
        table.required::<String>("party")?;
        let party = self.mention(table, "party")?;
        Some(Role {
            party,
            permission,
            from,
            to,
        })
    }
}

/// A number for an account that has none, the same whenever the file is read.
fn drawn(owner: Option<&PartyId>, place: usize) -> String {
    let owner = owner.and_then(|owner| owner.as_str().parse::<u64>().ok());
    let seed = owner.unwrap_or_default() * 1_000 + place as u64;
    AccountNumber::synthetic(&mut ChaCha8Rng::seed_from_u64(seed))
        .as_str()
        .to_owned()
}

fn is_masked(number: &str) -> bool {
    number.len() == 16
        && number.bytes().enumerate().all(|(place, byte)| match place {
            6..=11 => byte == b'X',
            _ => byte.is_ascii_digit(),
        })
}

fn fits(kind: BookingKind, amount: Amount) -> bool {
    let amount = amount.ten_thousandths();
    match kind {
        BookingKind::Transfer => amount != 0,
        BookingKind::Salary | BookingKind::Reversal => amount > 0,
        BookingKind::CardPurchase
        | BookingKind::CardPurchaseAbroad
        | BookingKind::Invoice
        | BookingKind::Charge
        | BookingKind::CashWithdrawal => amount < 0,
    }
}
