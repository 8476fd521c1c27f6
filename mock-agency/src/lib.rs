//! The agency's side of the DSOP world: the registers a bank needs (Maskinporten, the police's JWKS, CertPub,
//! the person registry) as real HTTP servers, and the agency client that retrieves account information.

mod bankruptcies;
pub mod behaviour;
mod body;
pub mod by_hand;
mod certpub;
pub mod config;
mod enterprise;
pub mod foreign;
mod identity;
mod joined;
pub mod journal;
mod jwk;
mod maskinporten;
pub mod maskinporten_client;
mod operations;
mod overview;
mod persons;
mod police;
pub mod registers;
mod reply;
pub mod retrieval;
mod router;
mod state;

pub use config::{Client, Mode, Options, OptionsError, RegistersConfig, Tls};
pub use enterprise::IssueError;
pub use journal::{Call, Journal, Register, Warning};
pub use operations::misbehaviours;
pub use overview::{
    Directory, OverviewBehaviour, OverviewDefect, OverviewVariant, Provider, RegisteredBank,
};
pub use registers::{BaseUrl, BaseUrlError, Registers, RegistersBuilder, RegistersError};
pub use state::StateError;
