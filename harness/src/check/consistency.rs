//! What one endpoint says agrees with what another says, and with what it says again.

mod cards;
mod details;
mod repeated;
mod roles;

pub use cards::TransactionCards;
pub use details::{account_number, account_reference, currency, owner, servicer, transaction_currency, type_and_status};
pub use repeated::same_data;
pub use roles::owner_named_alike;
