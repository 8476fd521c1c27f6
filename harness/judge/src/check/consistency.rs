//! What one endpoint says agrees with what another says, and with what it says again.

mod cards;
mod details;
mod names;
mod repeated;

pub use cards::TransactionCards;
pub use details::{
    account_number, account_reference, currency, owner, servicer, transaction_currency,
    type_and_status,
};
pub use names::NamedAlike;
pub use repeated::same_data;
