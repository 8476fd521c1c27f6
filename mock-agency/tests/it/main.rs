//! The registers and the agency's client, each started and called as a bank or an operator would.
#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

mod bank;
mod bankruptcies;
mod by_hand;
mod certpub;
mod faults;
mod grants;
mod hostile;
mod joined;
mod journal;
mod kfr;
mod maskinporten;
mod operations;
mod own_people;
mod page;
mod persons;
mod police;
mod program;
mod retrieval;
mod start;
mod support;
mod warnings;
