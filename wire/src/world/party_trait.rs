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
    /// Is a person.
    PERSON = "person";
    /// Had a guardian for daily banking over the whole of last year, and has one now.
    WARD = "ward";
    /// Had two of them.
    WARD_TWO_GUARDIANS = "ward-two-guardians";
    /// Has a guardian with five tasks or more, daily banking among them.
    WARD_MANY_TASKS = "ward-many-tasks";
    /// Has a guardian without the task of daily banking.
    WARD_OTHER_TASK = "ward-other-task";
    /// Has a guardian by an entry without tasks.
    WARD_NO_TASK = "ward-no-task";
    /// Has a guardian for daily banking since a day of last year.
    WARD_BEGAN = "ward-began";
    /// Had a guardian for daily banking until a day of last year.
    WARD_ENDED = "ward-ended";
    /// Had one that ended before last year.
    WARD_ENDED_BEFORE = "ward-ended-before";
    /// Has one that began after last year.
    WARD_BEGAN_AFTER = "ward-began-after";
    /// Had one over the whole of last year that has ended since.
    WARD_ENDED_SINCE = "ward-ended-since";
    /// Has a guardian with a D-number.
    WARD_GUARDIAN_D_NUMBER = "ward-guardian-d-number";
    /// Has a guardian whose number is not known.
    WARD_GUARDIAN_UNNAMED = "ward-guardian-unnamed";
    /// Has a guardian who disposes of none of its accounts.
    WARD_NOT_DISPOSED = "ward-not-disposed";
    /// Has a confirmed power of attorney in place of a guardianship.
    WARD_POWER_OF_ATTORNEY = "ward-power-of-attorney";
    /// The newest notice about it opens a bankruptcy.
    BANKRUPT = "bankrupt";
    /// A bankruptcy was opened again.
    BANKRUPT_TWICE = "bankrupt-twice";
    /// A bankruptcy was opened more than two years ago.
    BANKRUPT_LONG_AGO = "bankrupt-long-ago";
    /// The newest notice about it annuls a bankruptcy.
    BANKRUPT_ANNULLED = "bankrupt-annulled";
    /// The newest notice about it reverses a bankruptcy.
    BANKRUPT_REVERSED = "bankrupt-reversed";
    /// The newest notice about it is that the estate is wound up.
    BANKRUPT_CLOSED = "bankrupt-closed";
    /// Owns an account, and no notice of a bankruptcy is about it.
    SOLVENT_OWNER = "solvent-owner";
    /// Disposes of an account of a bankrupt organisation.
    MANAGER_OF_BANKRUPT = "manager-of-bankrupt";
    /// Is the business of a bankrupt person, without a notice of its own.
    UNIT_OF_BANKRUPT = "unit-of-bankrupt";
    /// Has an account that was opened today.
    OPENED_TODAY = "opened-today";
    /// Step 1: owns open accounts at one bank of KAR, and has for ten years.
    CUSTOMER = "customer";
    /// Step 1: owns open accounts at two banks of KAR.
    CUSTOMER_OF_TWO = "customer-of-two";
    /// Step 1: owns an account at one bank of KAR, and only disposes of one at another.
    CUSTOMER_DISPOSES = "customer-disposes";
    /// Step 1: a relationship of its own ended.
    CUSTOMER_ENDED = "customer-ended";
    /// Step 1: a relationship of its own began, after another.
    CUSTOMER_BEGAN = "customer-began";
    /// Step 1: at one bank nobody knows whether it owns or owned anything.
    CUSTOMER_HISTORY_MISSING = "customer-history-missing";
    /// Step 1: owns an account at a bank that only KFR knows.
    CUSTOMER_KFR_ONLY = "customer-kfr-only";
    /// Step 1: KAR and KFR both know it as a customer of the same bank.
    CUSTOMER_BOTH_REGISTERS = "customer-both-registers";
    /// Step 1: nobody's customer.
    CUSTOMER_OF_NOBODY = "customer-of-nobody";
}
