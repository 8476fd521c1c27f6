//! The signature of a run's reports: one JWS (RFC 7515) beside the record, whose payload names everything that the
//! reports rest on by digest. It is made with a key of the bank and checked without a network.
//!
//! `report.jws` holds a compact serialization. Its header has `alg` (PS256, RS256 or ES256), `typ`, and either `x5c`
//! (the signer's certificate, then its issuers) or `kid` (the key's RFC 7638 thumbprint). Its payload is a
//! [`Manifest`]: SHA-256 of the record's bytes and of each member of it, of every other report in the folder, of the
//! evidence, the case pack and the target profile, with run, verdict, tool and time.

mod bundle;
mod chain;
mod compare;
mod gate;
mod key;
mod manifest;
mod members;
mod render;
mod signer;
mod statement;
mod trust;
mod verify;

#[cfg(test)]
mod fixture;

pub use bundle::{Bundle, BundleError};
pub use key::{Credentials, KeyError, signature_algorithm};
pub use manifest::{Evidence, FileDigest, Manifest, ManifestError, Program, SignedRecord, Target};
pub use render::render;
pub use signer::{SignError, sign};
pub use statement::{Examination, Standing, Statement};
pub use trust::Trust;
pub use verify::{Against, verify};

/// The `typ` of a report's signature.
pub const TYPE: &str = "dsop-conformance-report+jws";
