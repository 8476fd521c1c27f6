//! What is known about a customer's relationship with a bank, as the customer overview (step 1) shall answer.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A relationship with a bank over a time, both days included. A customer who owned an account there and only disposed
/// of one later has two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationshipFact {
    /// The bank's organisation number.
    pub orgno: String,
    /// The name that the register has for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The register that knows the relationship.
    pub register: CustomerRegister,
    /// First day.
    pub from: Date,
    /// Last day; none while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Whether the customer owns or owned an account there in that time.
    pub ownership: Ownership,
    /// Whether the customer owns an account there today that can be credited through NICS.
    pub active: bool,
}

/// The two registers behind the customer overview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CustomerRegister {
    /// The register of accounts that can be paid through NICS.
    Kar,
    /// The register of the customers of all other institutions.
    Kfr,
}

/// Whether a customer owns or owned an account at a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ownership {
    /// At least one.
    Owner,
    /// None.
    NotOwner,
    /// The history is missing.
    Unknown,
}
