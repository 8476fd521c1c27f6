//! The pack that is built into the binary.

include!(concat!(env!("OUT_DIR"), "/pack.rs"));
