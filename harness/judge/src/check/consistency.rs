//! What one endpoint says agrees with what another says, and with what it says again.

mod cards;
mod details;
mod names;
mod repeated;

pub use repeated::same_data;

use crate::check::Check;

/// The checks of the family, module by module.
pub(crate) const FAMILY: &[&[Check]] = &[
    cards::CHECKS,
    details::CHECKS,
    names::CHECKS,
    repeated::CHECKS,
];
