//! The documents that the bank delivers, filtered by service, and how they are packed.

pub(crate) mod accounts;
pub(crate) mod cards;
pub(crate) mod delivery;
pub(crate) mod details;
pub(crate) mod paging;
pub(crate) mod parts;
pub(crate) mod roles;
pub(crate) mod seal;
pub(crate) mod transactions;
pub(crate) mod writer;
