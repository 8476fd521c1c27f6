//! How a record is written: what many tests say alike, and values that many exchanges have, are written once. What
//! follows from the rest (the curl command of a request) is not written.

pub(crate) mod cases;
pub(crate) mod evidence;
