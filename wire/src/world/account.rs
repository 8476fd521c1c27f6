//! What is known about an account of a bank's data. Whoever judges the bank's answers compares them with it; what is
//! left out is not compared.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Amount;
use crate::messages::Endpoint;

/// What the party is to an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Primary owner, now or once.
    #[default]
    Owner,
    /// Has a right of disposal over somebody else's account.
    Disposes,
    /// Guarantees somebody else's loan.
    Guarantor,
    /// Borrows together with the primary owner.
    CoBorrower,
}

/// What is known about an account of the bank's data.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AccountFact {
    /// Its number.
    pub number: String,
    /// What the party is to it.
    pub relation: Relation,
    /// Its `AccountType` in the API, e.g. `salaryAccount`.
    #[serde(rename = "type")]
    pub account_type: String,
    /// Its currency, ISO 4217.
    pub currency: String,
    /// Its name, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its status today: `enabled`, `disabled` or `deleted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// When it was opened, the last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Date>,
    /// When it was closed, if it is closed now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Date>,
    /// Earlier times that it was open, oldest first, where it was closed and opened again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<OpenTime>,
    /// First day of the party's relation to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_from: Option<Date>,
    /// Last day of the party's relation to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_to: Option<Date>,
    /// The number of its primary owner today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Every primary owner that it has had, oldest first; who owned it twice is there twice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<Holder>,
    /// Everybody else who may or might use it or see it; who had a role twice is there twice, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub role_holders: Vec<Holder>,
    /// Its cards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payment_cards: Vec<CardFact>,
    /// The institution that keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub servicer: Option<Institution>,
    /// Its balance on some days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub balances: Vec<BalanceFact>,
    /// Whether the bank delivers its balance of a past day; not said: it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub historic_balances: Option<bool>,
    /// Numbers and sums of its booked transactions in some periods.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub booked: Vec<BookedFact>,
    /// Whether its reference is `dataNotDelivered`.
    #[serde(default)]
    pub data_not_delivered: bool,
    /// What lies before this day must be got by hand, so that answers about it are `partial`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offline_before: Option<Date>,
    /// Endpoints whose data about it must always be got by hand, so that their answers are `partial`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offline: Vec<Endpoint>,
    /// How many booked transactions it has, over the longest period that anybody may ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transactions: Option<u64>,
    /// How many cards it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cards: Option<u64>,
    /// How many roles it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<u64>,
    /// Whether it has a credit line.
    #[serde(default)]
    pub credit_line: bool,
    /// The credit line, in the account's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_line_amount: Option<Amount>,
    /// Traits of the account itself, free words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traits: Vec<String>,
}

/// A time that an account was open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenTime {
    /// First day.
    pub opened: Date,
    /// The day that it was closed.
    pub closed: Date,
}

/// An owner or role holder of an account over a time, both days included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// The holder's number.
    pub party_id: String,
    /// The holder's name today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Names that the holder had before, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_names: Vec<FormerName>,
    /// The permission in the API, e.g. `rightToUseAlone`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    /// Last day; none while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Date>,
}

/// A name that somebody had until a day, that day included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormerName {
    /// The name.
    pub name: String,
    /// The last day that it was used.
    pub until: Date,
}

/// A financial institution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Institution {
    /// Its organisation number.
    pub orgno: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A payment card of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardFact {
    /// Its number as the API shows it, masked.
    pub number: String,
    /// The holder's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// Valid from, `YYYY-MM`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Valid to, `YYYY-MM`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry: Option<String>,
    /// `debitCard` or `creditCard`.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub card_type: Option<String>,
    /// Its status today: `active` or `blocked`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// `1` to `9`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Who issued it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Institution>,
}

/// The balance of an account at the end of a day, or on the day of the file at its time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BalanceFact {
    /// The day in Norway.
    pub date: Date,
    /// `availableBalance` or `bookedBalance`.
    #[serde(rename = "type")]
    pub balance_type: String,
    /// Without any credit line; debts are negative.
    pub amount: Amount,
    /// Its currency, where it is not the account's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// What was booked on an account in a period of days, both included, in the account's currency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookedFact {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// How many transactions.
    pub count: u64,
    /// Sum of all that came in.
    pub credit: Amount,
    /// Sum of all that went out; not negative.
    pub debit: Amount,
    /// How many of them correct an earlier one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reversals: Option<u64>,
}
