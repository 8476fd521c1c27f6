//! Cards, in Cards and in transactions.

mod list;
mod mask;
mod values;

use crate::check::Check;

/// The checks of the family, module by module.
pub(crate) const FAMILY: &[&[Check]] = &[list::CHECKS, mask::CHECKS, values::CHECKS];
