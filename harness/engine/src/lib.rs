//! Sends requests to a bank under test and hands the answers to the judge: stimulus, scenes, tokens, sending,
//! properties, and the runner that carries out a plan.

pub mod clock;
pub mod event;
pub mod interruption;
pub mod property;
pub mod proxy;
pub mod registers;
pub mod runner;
pub mod scene;
pub mod send;
pub mod stimulus;
pub mod tokens;
