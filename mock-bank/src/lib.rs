//! A mock bank: the DSOP Control API V2.0 over a synthetic data set.
//!
//! The bank validates on its own everything that the service pages, the common standard and the
//! order page ask of a bank, and shares no validation with the harness that judges it. Rules consult
//! [`Defects`], so that a bank can be wrong in one respect.

#![cfg_attr(
    test,
    expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")
)]

mod answer;
mod bank;
mod config;
mod core;
mod data;
mod defect;
mod exchange;
pub mod foreign;
mod operator;
pub mod options;
mod order;
mod refusal;
mod registers;
mod request;
mod sealing;
mod server;
mod service;
mod tls;
mod variant;

pub use bank::{Bank, BankBuilder, BankError};
pub use config::{
    BankConfig, Mode, OrderRoot, Protocols, RegisterAddresses, RegisterTimes, RightOfDisposal,
    TlsIdentity, known_services,
};
pub use data::model::DataSet;
// `Family` is the older name of `Area`; it goes when no caller uses it any more.
pub use defect::{Area, Area as Family, Defect, Defects, UnknownDefect};
pub use registers::register_client;
pub use tls::{MadeIdentity, MakeIdentityError, make_identity};
pub use variant::{UnknownVariant, Variant, Variants};
