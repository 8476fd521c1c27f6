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
/// Is a person.
pub const PERSON: &str = "person";
/// Had a guardian for daily banking over the whole of last year, and has one now.
pub const WARD: &str = "ward";
/// Had two of them.
pub const WARD_TWO_GUARDIANS: &str = "ward-two-guardians";
/// Has a guardian with five tasks or more, daily banking among them.
pub const WARD_MANY_TASKS: &str = "ward-many-tasks";
/// Has a guardian without the task of daily banking.
pub const WARD_OTHER_TASK: &str = "ward-other-task";
/// Has a guardian by an entry without tasks.
pub const WARD_NO_TASK: &str = "ward-no-task";
/// Has a guardian for daily banking since a day of last year.
pub const WARD_BEGAN: &str = "ward-began";
/// Had a guardian for daily banking until a day of last year.
pub const WARD_ENDED: &str = "ward-ended";
/// Had one that ended before last year.
pub const WARD_ENDED_BEFORE: &str = "ward-ended-before";
/// Has one that began after last year.
pub const WARD_BEGAN_AFTER: &str = "ward-began-after";
/// Had one over the whole of last year that has ended since.
pub const WARD_ENDED_SINCE: &str = "ward-ended-since";
/// Has a guardian with a D-number.
pub const WARD_GUARDIAN_D_NUMBER: &str = "ward-guardian-d-number";
/// Has a guardian whose number is not known.
pub const WARD_GUARDIAN_UNNAMED: &str = "ward-guardian-unnamed";
/// Has a guardian who disposes of none of its accounts.
pub const WARD_NOT_DISPOSED: &str = "ward-not-disposed";
/// Has a confirmed power of attorney in place of a guardianship.
pub const WARD_POWER_OF_ATTORNEY: &str = "ward-power-of-attorney";
/// The newest notice about it opens a bankruptcy.
pub const BANKRUPT: &str = "bankrupt";
/// A bankruptcy was opened again.
pub const BANKRUPT_TWICE: &str = "bankrupt-twice";
/// A bankruptcy was opened more than two years ago.
pub const BANKRUPT_LONG_AGO: &str = "bankrupt-long-ago";
/// The newest notice about it annuls a bankruptcy.
pub const BANKRUPT_ANNULLED: &str = "bankrupt-annulled";
/// The newest notice about it reverses a bankruptcy.
pub const BANKRUPT_REVERSED: &str = "bankrupt-reversed";
/// The newest notice about it is that the estate is wound up.
pub const BANKRUPT_CLOSED: &str = "bankrupt-closed";
/// Owns an account, and no notice of a bankruptcy is about it.
pub const SOLVENT_OWNER: &str = "solvent-owner";
/// Disposes of an account of a bankrupt organisation.
pub const MANAGER_OF_BANKRUPT: &str = "manager-of-bankrupt";
/// Is the business of a bankrupt person, without a notice of its own.
pub const UNIT_OF_BANKRUPT: &str = "unit-of-bankrupt";
/// Has an account that was opened today.
pub const OPENED_TODAY: &str = "opened-today";

/// All of them.
pub const ALL: [&str; 52] = [
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
    PERSON,
    WARD,
    WARD_TWO_GUARDIANS,
    WARD_MANY_TASKS,
    WARD_OTHER_TASK,
    WARD_NO_TASK,
    WARD_BEGAN,
    WARD_ENDED,
    WARD_ENDED_BEFORE,
    WARD_BEGAN_AFTER,
    WARD_ENDED_SINCE,
    WARD_GUARDIAN_D_NUMBER,
    WARD_GUARDIAN_UNNAMED,
    WARD_NOT_DISPOSED,
    WARD_POWER_OF_ATTORNEY,
    BANKRUPT,
    BANKRUPT_TWICE,
    BANKRUPT_LONG_AGO,
    BANKRUPT_ANNULLED,
    BANKRUPT_REVERSED,
    BANKRUPT_CLOSED,
    SOLVENT_OWNER,
    MANAGER_OF_BANKRUPT,
    UNIT_OF_BANKRUPT,
    OPENED_TODAY,
];
