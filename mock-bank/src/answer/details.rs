//! Account details with balances.

use jiff::civil::Date;

use crate::answer::accounts;
use crate::answer::parts::{self, Context};
use crate::answer::writer::Object;
use crate::data::ledger;
use crate::data::model::{Account, AccountType};
use crate::data::transactions::format_offset;
use crate::defect::{Defect, Defects};
use crate::request::period::Period;

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
/// For today the available and the booked one, for a past day the booked one; none for an account
/// that is closed by then, was not opened yet, or has no balance by its type.
pub(crate) fn balances(
    account: &Account,
    period: Period,
    today: Date,
    as_of: jiff::Timestamp,
    defects: &Defects,
) -> Vec<Balance> {
    let is_closed = account.closed.is_some_and(|closed| closed <= period.to)
        && !defects.has(Defect::ClosedAccountHasBalance);
    let is_archived = account.archived_before.is_some_and(|day| period.to < day);
    if is_closed
        || is_archived
        || account.opened > period.to
        || account.kind == AccountType::WithoutBalance
    {
        return Vec::new();
    }
    let for_today = period.to >= today || defects.has(Defect::TodaysBalanceForPast);
    let booked = account
        .ledger
        .balance_at(if for_today { today } else { period.to });
    if !for_today {
        return vec![Balance {
            kind: "bookedBalance",
            amount: booked,
            registered: end_of(period.to),
        }];
    }
    let registered = local(as_of.as_second());
    let reserved = i64::try_from(account.ledger.random(0, 9) % 50_000).unwrap_or(0);
    vec![
        Balance {
            kind: "availableBalance",
            amount: booked - reserved,
            registered: registered.clone(),
        },
        Balance {
            kind: "bookedBalance",
            amount: booked,
            registered,
        },
    ]
}

fn end_of(day: Date) -> String {
    day.tomorrow()
        .map_or_else(|_| String::new(), |next| local(ledger::start_of(next) - 1))
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
    account: &Account,
    reference: &str,
    period: Period,
    today: Date,
    context: Context<'_>,
) {
    let message = account
        .archived_before
        .filter(|_| account.is_archived_in(period))
        .map(parts::archive_message);
    parts::response_details(o, message.as_deref(), context.defects);
    o.object("account", |o| {
        accounts::heading(o, account, reference, period, context);
        let balances = balances(account, period, today, context.data.as_of, context.defects);
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
