//! The traits a party of the world file may have. A party has every trait that is true of it.

/// Owns an account, or did.
pub const OWNER: &str = "owner";
/// Owns several accounts.
pub const SEVERAL_ACCOUNTS: &str = "several-accounts";
/// Owns an account of each type of the API.
pub const EVERY_ACCOUNT_TYPE: &str = "every-account-type";
/// Owns an account that has been closed.
pub const CLOSED_ACCOUNT: &str = "closed-account";
/// Has an account whose owner changed.
pub const CHANGED_OWNER: &str = "changed-owner";
/// Disposes of somebody else's account and owns none.
pub const DISPOSES_ONLY: &str = "disposes-only";
/// Owns an account and disposes of somebody else's.
pub const OWNS_AND_DISPOSES: &str = "owns-and-disposes";
/// Guarantees a loan.
pub const GUARANTOR: &str = "guarantor";
/// Is co-borrower of a loan.
pub const CO_BORROWER: &str = "co-borrower";
/// Has an account with many transactions.
pub const MANY_TRANSACTIONS: &str = "many-transactions";
/// Has an account without a transaction.
pub const NO_TRANSACTIONS: &str = "no-transactions";
/// Is dead.
pub const DECEASED: &str = "deceased";
/// Is dead, with no known date.
pub const DECEASED_DATE_UNKNOWN: &str = "deceased-date-unknown";
/// Has a confidential or strictly confidential address.
pub const SHIELDED: &str = "shielded";
/// Has a D-number.
pub const D_NUMBER: &str = "d-number";
/// Is an organisation.
pub const ORGANISATION: &str = "organisation";
/// The bank does not know it.
pub const NO_RELATIONSHIP: &str = "no-relationship";
/// Has an account whose reference is `dataNotDelivered`.
pub const DATA_NOT_DELIVERED: &str = "data-not-delivered";
/// Has cards.
pub const CARDS: &str = "cards";
/// Has an account in another currency than NOK.
pub const FOREIGN_CURRENCY: &str = "foreign-currency";
/// Has an account that was opened recently.
pub const OPENED_LATER: &str = "opened-later";
/// Has a client address, which shields nobody.
pub const CLIENT_ADDRESS: &str = "client-address";
/// Was registered as dead; the registration was withdrawn.
pub const DEATH_WITHDRAWN: &str = "death-withdrawn";
/// Has an account that is blocked because its owner is bankrupt.
pub const BLOCKED_BY_BANKRUPTCY: &str = "blocked-by-bankruptcy";
/// Has an account that was closed and opened again.
pub const REOPENED_ACCOUNT: &str = "reopened-account";
/// Has an account whose older history must be got by hand.
pub const PARTLY_ARCHIVED: &str = "partly-archived";
/// Has agreements with the bank that the API does not reach, so that the account list is `partial`.
pub const MORE_BY_HAND: &str = "more-by-hand";

/// All of them.
pub const ALL: [&str; 27] = [
    OWNER,
    SEVERAL_ACCOUNTS,
    EVERY_ACCOUNT_TYPE,
    CLOSED_ACCOUNT,
    CHANGED_OWNER,
    DISPOSES_ONLY,
    OWNS_AND_DISPOSES,
    GUARANTOR,
    CO_BORROWER,
    MANY_TRANSACTIONS,
    NO_TRANSACTIONS,
    DECEASED,
    DECEASED_DATE_UNKNOWN,
    SHIELDED,
    D_NUMBER,
    ORGANISATION,
    NO_RELATIONSHIP,
    DATA_NOT_DELIVERED,
    CARDS,
    FOREIGN_CURRENCY,
    OPENED_LATER,
    CLIENT_ADDRESS,
    DEATH_WITHDRAWN,
    BLOCKED_BY_BANKRUPTCY,
    REOPENED_ACCOUNT,
    PARTLY_ARCHIVED,
    MORE_BY_HAND,
];
