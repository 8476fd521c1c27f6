//! Account details with balances.

use jiff::civil::Date;

use crate::answer::accounts::{self, AskedAccount};
use crate::answer::parts::{self, Context};
use crate::answer::writer::Object;
use crate::data::ledger;
use crate::data::model::{Account, AccountType};
use crate::data::transactions::format_offset;
use crate::defect::Defect;
use crate::variant::{Variant, Variants};

/// A balance in hundredths; debts are negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Balance {
    pub(crate) kind: &'static str,
    pub(crate) amount: i64,
    /// RFC 3339 with Norway's offset.
    pub(crate) registered: String,
}

/// The balances of an account for a period that ends at `period.to`.
///
/// For today the available and the booked one, for a past day the booked one; none for an account that was closed by
/// then or not open yet, that has no balance by its type, or whose balance of that day is in the archive.
/// Source: Endpoint Account details V.2.0, balances; functional specification, balances.
pub(crate) fn balances(
    account: &Account,
    to: Date,
    today: Date,
    context: Context<'_>,
) -> Vec<Balance> {
    let defects = context.defects;
    let is_open = account.is_open_on(to)
        || (defects.has(Defect::ClosedAccountHasBalance) && account.opened <= to);
    let is_archived = account.archived_before.is_some_and(|day| to < day);
    if !is_open || is_archived || account.kind == AccountType::WithoutBalance {
        return Vec::new();
    }
    if to >= today || defects.has(Defect::TodaysBalanceForPast) {
        return balances_today(account, today, context);
    }
    if context.variants.has(Variant::NoHistoricBalances) {
        return Vec::new();
    }
    let registered = instant_of(to, context.variants);
    let booked = account.ledger.balance_at(to);
    let available = Balance {
        kind: AVAILABLE,
        amount: booked,
        registered: registered.clone(),
    };
    let booked = Balance {
        kind: BOOKED,
        amount: booked,
        registered,
    };
    if context.variants.has(Variant::AvailableForPastDay) {
        vec![available, booked]
    } else {
        vec![booked]
    }
}

const AVAILABLE: &str = "availableBalance";
const BOOKED: &str = "bookedBalance";

fn balances_today(account: &Account, today: Date, context: Context<'_>) -> Vec<Balance> {
    let booked = account.ledger.balance_at(today);
    let second = if context.variants.has(Variant::BalanceOfThisMoment) {
        jiff::Timestamp::now().as_second()
    } else {
        context.data.as_of.as_second().max(ledger::start_of(today))
    };
    let registered = local(second);
    vec![
        Balance {
            kind: AVAILABLE,
            amount: booked - reserved(account),
            registered: registered.clone(),
        },
        Balance {
            kind: BOOKED,
            amount: booked,
            registered,
        },
    ]
}

/// What is reserved today and not booked yet, in hundredths.
pub(crate) fn reserved(account: &Account) -> i64 {
    i64::try_from(account.ledger.random(0, 9) % 50_000).unwrap_or(0)
}

/// The instant that the balance of a past day is stamped with: the last second of the day in Norway.
fn instant_of(day: Date, variants: Variants) -> String {
    let next = day.tomorrow().unwrap_or(day);
    if variants.has(Variant::BalanceAtDaysEndInUtc) {
        format!("{day}T23:59:59Z")
    } else if variants.has(Variant::BalanceAtNextMidnight) {
        local(ledger::start_of(next))
    } else if variants.has(Variant::BalanceAtNoon) {
        local(ledger::start_of(day) + 12 * 3600)
    } else {
        local(ledger::start_of(next) - 1)
    }
}

fn local(second: i64) -> String {
    let zoned = ledger::timestamp(second).to_zoned(ledger::oslo().clone());
    format!(
        "{}{}",
        zoned.datetime(),
        format_offset(zoned.offset().seconds())
    )
}

/// Writes the document's `account`.
pub(crate) fn write(
    o: &mut Object<'_>,
    asked: AskedAccount<'_>,
    today: Date,
    context: Context<'_>,
) {
    let (account, period) = (asked.account, asked.period);
    let message = account
        .archived_before
        .filter(|_| account.is_archived_in(period))
        .map(parts::archive_message);
    parts::response_details(o, message.as_deref(), context.defects);
    o.object("account", |o| {
        accounts::heading(o, asked, context);
        let balances = balances(account, period.to, today, context);
        o.list("balances", balances, |o, balance| {
            write_balance(o, &balance, account);
        });
        o.text("startDate", &account.opened.to_string());
        o.text_if(
            "endDate",
            account.closed.map(|day| day.to_string()).as_deref(),
        );
    });
}

fn write_balance(o: &mut Object<'_>, balance: &Balance, account: &Account) {
    o.flag("creditLineIncluded", false);
    o.amount("amount", balance.amount);
    o.text(
        "creditDebitIndicator",
        if balance.amount < 0 {
            "debit"
        } else {
            "credit"
        },
    );
    o.text("registered", &balance.registered);
    o.text("type", balance.kind);
    if let Some(line) = account.credit_line {
        o.amount("creditLineAmount", line);
    }
    o.text_if(
        "creditLineCurrency",
        account.credit_line.map(|_| account.currency),
    );
    o.text("currency", account.currency);
}
