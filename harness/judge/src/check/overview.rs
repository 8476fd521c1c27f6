//! The answers of the customer overview (step 1): which banks, and what is said of each.

mod active;
mod asked;
mod banks;
mod errors;
#[cfg(test)]
mod fixture;
mod kfr;
mod ownership;
mod provider;
mod repeated;
mod shape;

use super::Check;

/// The checks of the family, module by module.
pub(crate) const FAMILY: &[&[Check]] = &[
    active::CHECKS,
    banks::CHECKS,
    errors::CHECKS,
    kfr::CHECKS,
    ownership::CHECKS,
    provider::CHECKS,
    repeated::CHECKS,
    shape::CHECKS,
];
