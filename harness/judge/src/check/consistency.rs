//! What one endpoint says agrees with what another says, and with what it says again.

mod balances;
mod card_values;
mod cards;
mod details;
mod lists;
mod names;
mod overlap;
mod owner;
mod pages;
mod repeated;

pub use repeated::same_data;

use crate::check::Check;

/// The checks of the family, module by module.
pub(crate) const FAMILY: &[&[Check]] = &[
    balances::CHECKS,
    card_values::CHECKS,
    cards::CHECKS,
    details::CHECKS,
    lists::CHECKS,
    names::CHECKS,
    overlap::CHECKS,
    owner::CHECKS,
    pages::CHECKS,
    repeated::CHECKS,
];
