//! One source for all targets: each is the reader of its own name.

#![no_main]

use libfuzzer_sys::fuzz_target;
use readers::Reader;

const READ: Reader = readers::named(env!("CARGO_BIN_NAME"));

fuzz_target!(|bytes: &[u8]| READ(bytes));
