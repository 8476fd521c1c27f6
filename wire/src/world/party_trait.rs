//! The traits a party of the world file may have. A party has every trait that is true of it.

macro_rules! traits {
    ($($(#[doc = $meaning:literal])+ $name:ident = $word:literal;)+) => {
        $($(#[doc = $meaning])+ pub const $name: &str = $word;)+

        /// All of them.
        pub const ALL: &[&str] = &[$($name),+];

        /// What each of them means, in the order of [`ALL`].
        pub const MEANINGS: &[&str] = &[$(concat!($($meaning),+)),+];
    };
}

traits! {
    /// Owns an account, or did.
    OWNER = "owner";
    /// Owns several accounts.
    SEVERAL_ACCOUNTS = "several-accounts";
    /// Owns an account of each type of the API.
    EVERY_ACCOUNT_TYPE = "every-account-type";
    /// Owns an account that has been closed.
    CLOSED_ACCOUNT = "closed-account";
    /// Has an account whose owner changed.
    CHANGED_OWNER = "changed-owner";
    /// Disposes of somebody else's account and owns none.
    DISPOSES_ONLY = "disposes-only";
    /// Owns an account and disposes of somebody else's.
    OWNS_AND_DISPOSES = "owns-and-disposes";
    /// Guarantees a loan.
    GUARANTOR = "guarantor";
    /// Is co-borrower of a loan.
    CO_BORROWER = "co-borrower";
    /// Has an account with many transactions.
    MANY_TRANSACTIONS = "many-transactions";
    /// Has an account without a transaction.
    NO_TRANSACTIONS = "no-transactions";
    /// Is dead.
    DECEASED = "deceased";
    /// Is dead, with no known date.
    DECEASED_DATE_UNKNOWN = "deceased-date-unknown";
    /// Has a confidential or strictly confidential address.
    SHIELDED = "shielded";
    /// Has a D-number.
    D_NUMBER = "d-number";
    /// Is an organisation.
    ORGANISATION = "organisation";
    /// The bank does not know it.
    NO_RELATIONSHIP = "no-relationship";
    /// Has an account whose reference is `dataNotDelivered`.
    DATA_NOT_DELIVERED = "data-not-delivered";
    /// Has cards.
    CARDS = "cards";
    /// Has an account in another currency than NOK.
    FOREIGN_CURRENCY = "foreign-currency";
    /// Has an account that was opened recently.
    OPENED_LATER = "opened-later";
    /// Has a client address, which shields nobody.
    CLIENT_ADDRESS = "client-address";
    /// Was registered as dead; the registration was withdrawn.
    DEATH_WITHDRAWN = "death-withdrawn";
    /// Has an account that is blocked because its owner is bankrupt.
    BLOCKED_BY_BANKRUPTCY = "blocked-by-bankruptcy";
    /// Has an account that was closed and opened again.
    REOPENED_ACCOUNT = "reopened-account";
    /// Has an account whose older transactions are in an archive.
    PARTLY_ARCHIVED = "partly-archived";
    /// Has products that the API does not reach, so that its account list is `partial`.
    MORE_BY_HAND = "more-by-hand";
}
