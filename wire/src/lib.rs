//! The words both sides of the DSOP Control API speak: identifiers, dates, mandates, JOSE, certificates,
//! message names, service profiles, synthetic people and the world file. It holds no rules: what a bank must
//! accept or refuse is decided by its readers, each for itself.

#![cfg_attr(
    test,
    expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")
)]

pub mod dates;
pub mod identifiers;
pub mod jose;
pub mod keys;
pub mod lock;
pub mod mandate;
pub mod messages;
pub mod output;
pub mod people;
pub mod pki;
pub mod population;
pub mod profile;
pub mod world;
