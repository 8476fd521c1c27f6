//! The bank as an agency sees it: over HTTP, with registers of the tests' own.
#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

mod accounts;
mod answers;
mod connections;
mod defects;
mod oed;
mod operator;
mod order_content;
mod order_form;
mod order_request;
mod parameters;
mod production;
mod sister_services;
mod support;
mod token;
mod transport;
mod variants;
