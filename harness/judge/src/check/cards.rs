//! Cards, in Cards and in transactions.

mod list;
mod mask;
mod values;

pub use list::{counted, empty_list, no_duplicates};
pub use mask::{masked, masked_in_transaction};
pub use values::{dates_ordered, version, year_month};
