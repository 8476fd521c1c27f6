//! The bank's synthetic customers, accounts, cards, roles and transactions.

pub(crate) mod build;
pub(crate) mod catalogue;
pub(crate) mod counterparties;
pub(crate) mod declared;
pub(crate) mod facts;
pub(crate) mod ledger;
pub(crate) mod model;
pub(crate) mod transactions;
