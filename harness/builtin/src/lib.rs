//! The case pack of this repository, embedded file by file.

include!(concat!(env!("OUT_DIR"), "/pack.rs"));
