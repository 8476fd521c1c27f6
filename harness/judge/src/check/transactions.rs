//! Transactions: the period, the pages, and what stands in each.

mod complete;
mod cut;
mod exchange;
mod identifiers;
mod pages;
mod period;
mod status;

pub use complete::{Complete, empty_list, many_pages};
pub use cut::cut_at_a_day;
pub use exchange::currency_exchange;
pub use identifiers::{Duplicates, Fault};
pub use pages::{PageOrder, page_size};
pub use period::{in_period, offset_given, within_account_life};
pub use status::{BookedDelivered, status_known};

use jiff::civil::Date;

use crate::check::day::day;
use crate::check::place::Place;

/// The day a transaction is placed in the period by: when it was booked, or else its value date.
fn transaction_day(transaction: &Place<'_>) -> Option<Date> {
    transaction
        .text("bookingDate")
        .and_then(day)
        .or_else(|| transaction.text("valueDate").and_then(day))
}
