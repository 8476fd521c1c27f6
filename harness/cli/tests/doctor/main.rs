//! The doctor, as a program, before banks and registers that run: of what is broken it says whose it is, and of what is
//! whole it says nothing.

mod bank;
mod environment;
mod profile;
mod proxy;
mod rate;
mod way;
