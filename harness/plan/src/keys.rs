//! Keys and certificates as people have them: PKCS#12, and PEM or DER of PKCS#8, PKCS#1, SEC1 and X.509, with or without
//! a password. One reader for every setting and option that names one; what cannot be used is collected, so that all of
//! it is said at once.

mod form;
mod identity;
mod lack;
mod open;
mod reader;
mod setting;
#[cfg(test)]
mod tests;

pub use identity::Identity;
pub use lack::{Lack, Lacks};
pub use reader::Reader;
pub use setting::Setting;
