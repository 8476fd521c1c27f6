//! Transactions: the period, the pages, and what stands in each.

mod bank_wide;
mod booked;
mod booking;
mod complete;
mod counterparty;
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
    bank_wide::CHECKS,
    booked::CHECKS,
    booking::CHECKS,
    complete::CHECKS,
    counterparty::CHECKS,
    cut::CHECKS,
    exchange::CHECKS,
    identifiers::CHECKS,
    pages::CHECKS,
    period::CHECKS,
    status::CHECKS,
];

/// The day a transaction is placed in the period by (interpretation I-86): of a booked one when it was booked, of another
/// when it was registered, or else its value date.
fn transaction_day(transaction: &Place<'_>) -> Option<Date> {
    let date = |name: &str| transaction.text(name).and_then(day);
    match transaction.text("status") {
        Some("pending" | "info") => date("registered").or_else(|| date("valueDate")),
        Some(_) | None => date("bookingDate"),
    }
}
