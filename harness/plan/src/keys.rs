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

use open::Want;

/// Whether a file of these bytes holds a private key, and how many certificates, as far as it opens without a password.
pub fn held(bytes: &[u8]) -> (bool, usize) {
    let blocks = form::blocks(bytes);
    let opened = |want| open::open(&blocks, want, &mut |_| Ok(None));
    let key = opened(Want::Key).ok().and_then(|contents| contents.key);
    let certificates = opened(Want::Certificates);
    let certificates = certificates.unwrap_or_default();
    (key.is_some(), certificates.certificates.len())
}
