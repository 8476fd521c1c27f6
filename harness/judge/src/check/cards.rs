//! Cards, in Cards and in transactions.

mod declared;
mod list;
mod mask;
mod values;

pub(crate) use declared::missing;

use crate::check::Check;

/// The checks of the family, module by module.
pub(crate) const FAMILY: &[&[Check]] =
    &[declared::CHECKS, list::CHECKS, mask::CHECKS, values::CHECKS];
