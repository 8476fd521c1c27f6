//! The case pack: cases, scenarios, requirements, services and interpretations of both roles, as types, and the one
//! loader that finds every mistake an author can make before a run.

pub mod catalogue;
pub mod hex;
pub mod message;
pub mod nearest;
pub mod property;
pub mod reason;
pub mod scenario;
pub mod sentence;
pub mod text;
pub mod toml_file;
pub mod visible;
