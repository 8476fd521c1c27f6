use jiff::Timestamp;
use openssl::error::ErrorStack;
use openssl::stack::Stack;
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::verify::X509VerifyParam;
use openssl::x509::{X509, X509StoreContext, X509VerifyResult};

/// Why a chain does not hold. `depth` is 0 for the leaf and grows towards the root.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// No path leads to an installed root: unknown root, or an intermediate missing.
    #[error("no path from the certificate at depth {depth} to an installed root")]
    NoPath {
        /// Where the path ends.
        depth: u32,
    },
    /// Signed by itself and not installed.
    #[error("the certificate at depth {depth} is signed by itself and not installed as root")]
    SelfSigned {
        /// Where it stands.
        depth: u32,
    },
    /// Past the end of its validity.
    #[error("the certificate at depth {depth} has expired")]
    Expired {
        /// Where it stands.
        depth: u32,
    },
    /// Before the start of its validity.
    #[error("the certificate at depth {depth} is not valid yet")]
    NotYetValid {
        /// Where it stands.
        depth: u32,
    },
    /// Has issued a certificate without being an authority.
    #[error("the certificate at depth {depth} is no authority")]
    NotAnAuthority {
        /// Where it stands.
        depth: u32,
    },
    /// Something else, in OpenSSL's words.
    #[error("the certificate at depth {depth}: {reason}")]
    Other {
        /// Where it stands.
        depth: u32,
        /// What OpenSSL says.
        reason: &'static str,
    },
    /// OpenSSL failed.
    #[error("OpenSSL: {0}")]
    OpenSsl(#[from] ErrorStack),
}

/// Validates the chain from a leaf over the intermediates to one of the roots, at a given time. The order of the
/// intermediates does not matter, and those not needed are passed over. It looks at signatures, validity and
/// whether issuers are authorities; never at names, purposes or revocation.
///
/// # Errors
/// The first reason why it does not hold.
pub fn validate_chain(
    leaf: &X509,
    intermediates: &[X509],
    roots: &[X509],
    at: Timestamp,
) -> Result<(), ChainError> {
    let mut store = X509StoreBuilder::new()?;
    for root in roots {
        store.add_cert(root.clone())?;
    }
    let mut parameters = X509VerifyParam::new()?;
    parameters.set_time(at.as_second());
    store.set_param(&parameters)?;
    let mut untrusted = Stack::new()?;
    for intermediate in intermediates {
        untrusted.push(intermediate.clone())?;
    }
    let (holds, result, depth) =
        X509StoreContext::new()?.init(&store.build(), leaf, &untrusted, |context| {
            Ok((
                context.verify_cert()?,
                context.error(),
                context.error_depth(),
            ))
        })?;
    if holds {
        Ok(())
    } else {
        Err(refusal(result, depth))
    }
}

/// The numbers are OpenSSL's `X509_V_ERR_…`, which the crate does not name.
fn refusal(result: X509VerifyResult, depth: u32) -> ChainError {
    match result.as_raw() {
        2 | 20 | 21 => ChainError::NoPath { depth },
        9 => ChainError::NotYetValid { depth },
        10 => ChainError::Expired { depth },
        18 | 19 => ChainError::SelfSigned { depth },
        24 | 32 | 79 => ChainError::NotAnAuthority { depth },
        _ => ChainError::Other {
            depth,
            reason: result.error_string(),
        },
    }
}
