//! Opening what a file holds. OpenSSL is always given a callback for passwords, so that it never asks by itself.

use std::sync::OnceLock;

use openssl::error::ErrorStack;
use openssl::pkcs12::Pkcs12;
use openssl::pkey::{PKey, Private, Public};
use openssl::provider::Provider;
use openssl::rsa::Rsa;
use openssl::x509::X509;

use crate::keys::form::{Block, Encoding, Kind};
use crate::secret::Secret;
use pack::text::Text;

/// What is in a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Contents {
    pub(super) key: Option<PKey<Private>>,
    /// The key's own first, then as in the file.
    pub(super) certificates: Vec<X509>,
    pub(super) public: Option<PKey<Public>>,
}

/// Why something that was recognised does not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sealed {
    /// It has a password, and none is given.
    NoPassword,
    /// The password cannot be read.
    Password(Text),
    /// The password is another.
    WrongPassword,
    /// It is encrypted in a way that OpenSSL's legacy provider alone knows, and that cannot be loaded here.
    Legacy,
    /// It is damaged.
    Damaged(String),
}

/// What is wanted of a file. Where certificates are, keys beside them stay closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    Key,
    Certificates,
    PublicKey,
}

/// Gives the password of what is opened: `None` if there is none. With `true` a person may be asked.
pub(super) type GivePassword<'a> = &'a mut dyn FnMut(bool) -> Result<Option<Secret>, Text>;

/// Opens the blocks of a file.
pub(super) fn open(
    blocks: &[Block],
    want: Want,
    password: GivePassword<'_>,
) -> Result<Contents, Sealed> {
    let mut contents = Contents::default();
    for block in blocks {
        match block.kind {
            Kind::Pkcs12 => {
                let opened = pkcs12(&block.bytes, password)?;
                contents.key = contents.key.or(opened.key);
                contents.certificates.extend(opened.certificates);
            }
            Kind::Certificate => contents.certificates.push(certificate(block)?),
            Kind::PublicKey => contents.public = Some(public_key(block)?),
            Kind::Pkcs8
            | Kind::EncryptedPkcs8
            | Kind::Pkcs1
            | Kind::Sec1
            | Kind::EncryptedTraditional => {
                if want == Want::Key && contents.key.is_none() {
                    contents.key = Some(private_key(block, password)?);
                }
            }
            Kind::Request
            | Kind::Pkcs7
            | Kind::OpenSsh
            | Kind::Putty
            | Kind::Pgp
            | Kind::JavaKeyStore
            | Kind::Jwk
            | Kind::Empty
            | Kind::Unknown => {}
        }
    }
    Ok(contents)
}

fn damaged(errors: &ErrorStack) -> Sealed {
    let mut reasons = errors
        .errors()
        .iter()
        .filter_map(openssl::error::Error::reason);
    let reason = reasons.next_back();
    Sealed::Damaged(reason.unwrap_or("OpenSSL gives no reason").to_owned())
}

fn certificate(block: &Block) -> Result<X509, Sealed> {
    let read = match block.encoding {
        Encoding::Pem => X509::from_pem(&block.bytes),
        Encoding::Der => X509::from_der(&block.bytes),
    };
    read.map_err(|errors| damaged(&errors))
}

fn public_key(block: &Block) -> Result<PKey<Public>, Sealed> {
    let bytes = &block.bytes;
    let read = match block.encoding {
        Encoding::Pem => PKey::public_key_from_pem(bytes)
            .or_else(|_| Rsa::public_key_from_pem_pkcs1(bytes).and_then(PKey::from_rsa)),
        Encoding::Der => PKey::public_key_from_der(bytes)
            .or_else(|_| Rsa::public_key_from_der_pkcs1(bytes).and_then(PKey::from_rsa)),
    };
    read.map_err(|errors| damaged(&errors))
}

fn private_key(block: &Block, password: GivePassword<'_>) -> Result<PKey<Private>, Sealed> {
    let bytes = &block.bytes;
    let is_encrypted = matches!(
        block.kind,
        Kind::EncryptedPkcs8 | Kind::EncryptedTraditional
    );
    if !is_encrypted {
        let read = match block.encoding {
            Encoding::Pem => PKey::private_key_from_pem_callback(bytes, answer("")),
            Encoding::Der => PKey::private_key_from_der(bytes),
        };
        return read.map_err(|errors| damaged(&errors));
    }
    let given = password(true).map_err(Sealed::Password)?;
    let given = given.ok_or(Sealed::NoPassword)?;
    let open = || match block.encoding {
        Encoding::Pem => PKey::private_key_from_pem_callback(bytes, answer(given.expose())),
        Encoding::Der => PKey::private_key_from_pkcs8_callback(bytes, answer(given.expose())),
    };
    with_legacy(open).map_err(|why| why.unwrap_or(Sealed::WrongPassword))
}

/// Answers OpenSSL's question for the password.
fn answer(password: &str) -> impl FnOnce(&mut [u8]) -> Result<usize, ErrorStack> {
    move |buffer| {
        let length = password.len().min(buffer.len());
        buffer[..length].copy_from_slice(&password.as_bytes()[..length]);
        Ok(length)
    }
}

fn pkcs12(bytes: &[u8], password: GivePassword<'_>) -> Result<Contents, Sealed> {
    let file = Pkcs12::from_der(bytes).map_err(|errors| damaged(&errors))?;
    let attempt = |password: &str| {
        // A C string ends at its first zero, so that such a password opens nothing.
        if password.contains('\0') {
            return Err(Sealed::WrongPassword);
        }
        let parsed = with_legacy(|| file.parse2(password)).map_err(|why| match why {
            Some(why) => why,
            None => Sealed::WrongPassword,
        })?;
        let issuers = parsed.ca.into_iter().flatten();
        Ok(Contents {
            certificates: parsed.cert.into_iter().chain(issuers).collect(),
            key: parsed.pkey,
            public: None,
        })
    };
    if let Some(given) = password(false).map_err(Sealed::Password)? {
        return attempt(given.expose());
    }
    // Many have an empty password.
    match attempt("") {
        Err(Sealed::WrongPassword) => {
            let asked = password(true).map_err(Sealed::Password)?;
            attempt(asked.ok_or(Sealed::NoPassword)?.expose())
        }
        opened => opened,
    }
}

/// Opens, with the legacy provider where the usual one does not know the encryption. Without a reason of its own it is
/// the password.
fn with_legacy<T>(open: impl Fn() -> Result<T, ErrorStack>) -> Result<T, Option<Sealed>> {
    match open() {
        Ok(opened) => Ok(opened),
        Err(errors) if !is_unsupported(&errors) => Err(None),
        Err(_) if !has_legacy() => Err(Some(Sealed::Legacy)),
        Err(_) => open().map_err(|errors| is_unsupported(&errors).then_some(Sealed::Legacy)),
    }
}

/// OpenSSL's number of the library of algorithms (`ERR_LIB_EVP`).
const ALGORITHMS: i32 = 6;
/// Its codes for an algorithm that is not found: `ERR_R_UNSUPPORTED`, `EVP_R_UNSUPPORTED_CIPHER`,
/// `EVP_R_UNKNOWN_PBE_ALGORITHM`, `EVP_R_UNSUPPORTED_ALGORITHM`, `EVP_R_UNKNOWN_CIPHER` and `EVP_R_UNKNOWN_DIGEST`.
const NOT_FOUND: [i32; 6] = [(0x2 << 18) + 268, 107, 121, 156, 160, 161];

/// Whether an algorithm was not found. A decoder that finds nothing calls that unsupported too, in a library of its own.
fn is_unsupported(errors: &ErrorStack) -> bool {
    errors
        .errors()
        .iter()
        .any(|error| error.library_code() == ALGORITHMS && NOT_FOUND.contains(&error.reason_code()))
}

/// Whether the legacy provider is there. It is loaded at the first file that needs it and stays.
fn has_legacy() -> bool {
    static LEGACY: OnceLock<Option<Provider>> = OnceLock::new();
    let load = || Provider::try_load(None, "legacy", true).ok();
    LEGACY.get_or_init(load).is_some()
}
