//! Service profiles and field delivery tables as data, read and not judged. Harness and mock bank both read
//! them and apply them each in its own way.

mod fields;
mod kfr;
mod service;

pub use fields::{
    Category, FieldRow, FieldTableError, FieldTableProblem, builtin_fields, parse_fields,
};
pub use kfr::{KFR, kfr};
pub use service::{
    Agency, DisposedAccounts, FromRule, FurtherCheck, LocalText, Mandate, OnlyPrimaryOwnerRule,
    Overview, PartyKind, PeriodRule, ProfileError, ServiceProfile, Source, Supplier, ToRule,
    builtin_services, completed, parse_service, service, sort_services,
};

#[cfg(test)]
mod tests;
