//! Transactions: the period, the pages, and what stands in each.

mod complete;
mod cut;
mod exchange;
mod identifiers;
mod pages;
mod period;
mod status;

use jiff::civil::Date;

use crate::check::Check;
use crate::check::day::day;
use crate::check::place::Place;

/// The checks of the family, module by module.
pub(crate) const FAMILY: &[&[Check]] = &[
    complete::CHECKS,
    cut::CHECKS,
    exchange::CHECKS,
    identifiers::CHECKS,
    pages::CHECKS,
    period::CHECKS,
    status::CHECKS,
];

/// The day a transaction is placed in the period by: when it was booked, or else its value date.
fn transaction_day(transaction: &Place<'_>) -> Option<Date> {
    transaction
        .text("bookingDate")
        .and_then(day)
        .or_else(|| transaction.text("valueDate").and_then(day))
}
