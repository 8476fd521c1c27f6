use std::io::{self, Read as _};
use std::sync::LazyLock;

use flate2::read::DeflateDecoder;
use josekit::jwe::{JweCompression, JweContext, JweDecrypter};
use openssl::encrypt::Decrypter;
use openssl::hash::MessageDigest;
use openssl::rsa::Padding;
use serde_json::Value;

use super::{ContentEncryption, DecryptionKey, KeyManagement};
use crate::jose::JoseError;
use crate::jose::strict::{CompactJwe, base64url, is_base64url};

static CONTEXT: LazyLock<JweContext> = LazyLock::new(context);

static INFLATING: LazyLock<JweContext> = LazyLock::new(|| {
    let mut context = context();
    context.add_compression(Box::new(BoundedDeflate));
    context
});

fn context() -> JweContext {
    let mut context = JweContext::new();
    context.remove_compression("DEF");
    context.remove_content_encryption("A192CBC-HS384");
    context.remove_content_encryption("A192GCM");
    context
}

/// No compressed content is inflated beyond this many bytes.
pub const LONGEST_INFLATED: usize = 16 * 1024 * 1024;

/// DEFLATE (RFC 1951) that stops one byte beyond [`LONGEST_INFLATED`], which tells the caller that there is more.
#[derive(Clone, Copy, Debug)]
struct BoundedDeflate;

impl JweCompression for BoundedDeflate {
    fn name(&self) -> &'static str {
        "DEF"
    }

    fn compress(&self, _: &[u8]) -> Result<Vec<u8>, io::Error> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn decompress(&self, message: &[u8]) -> Result<Vec<u8>, io::Error> {
        let mut content = Vec::new();
        DeflateDecoder::new(message)
            .take(LONGEST_INFLATED as u64 + 1)
            .read_to_end(&mut content)?;
        Ok(content)
    }

    fn box_clone(&self) -> Box<dyn JweCompression> {
        Box::new(*self)
    }
}

/// A decrypted text.
#[derive(Clone, PartialEq)]
pub struct Decrypted {
    /// The protected header, an object.
    pub header: Value,
    /// The content.
    pub plaintext: Vec<u8>,
}

/// The content is left out: it may be somebody's bank account.
impl std::fmt::Debug for Decrypted {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = self.plaintext.len();
        write!(
            formatter,
            "Decrypted {{ header: {}, plaintext: {bytes} bytes }}",
            self.header
        )
    }
}

/// A text whose form has been checked as far as its header allows.
struct Checked {
    header: Value,
    alg: KeyManagement,
}

/// Decrypts a compact serialization. Every algorithm of [`KeyManagement`] and [`ContentEncryption`] is read;
/// which are acceptable is for the caller to check first, together with `crit`, `typ` and the like.
///
/// # Errors
/// A wrong form, duplicate header members, `zip`, an algorithm not supported, a part whose length is not its
/// algorithm's, a key that does not fit, changed content.
pub fn decrypt_compact(text: &str, key: &DecryptionKey) -> Result<Decrypted, JoseError> {
    let checked = check(&CompactJwe::parse(text)?)?;
    if checked.header.get("zip").is_some() {
        return Err(JoseError::Compressed);
    }
    decrypt(&CONTEXT, checked, text, key)
}

/// Decrypts like [`decrypt_compact`], and inflates content whose `zip` is `DEF` (RFC 7516, 4.1.3), up to
/// [`LONGEST_INFLATED`].
///
/// # Errors
/// As [`decrypt_compact`], but for `zip`: another value than `DEF`, or content that is longer.
pub fn decrypt_compact_inflating(text: &str, key: &DecryptionKey) -> Result<Decrypted, JoseError> {
    let checked = check(&CompactJwe::parse(text)?)?;
    match checked.header.get("zip") {
        None => {}
        Some(Value::String(zip)) if zip == "DEF" => {}
        Some(_) => return Err(JoseError::Compressed),
    }
    let decrypted = decrypt(&INFLATING, checked, text, key)?;
    if decrypted.plaintext.len() > LONGEST_INFLATED {
        return Err(JoseError::Inflated(LONGEST_INFLATED));
    }
    Ok(decrypted)
}

fn decrypt(
    context: &JweContext,
    Checked { header, alg }: Checked,
    text: &str,
    key: &DecryptionKey,
) -> Result<Decrypted, JoseError> {
    let decrypter: &dyn JweDecrypter = key.decrypter(alg)?;
    let (plaintext, _) = context
        .deserialize_compact(text, decrypter)
        .map_err(|_| JoseError::Decryption)?;
    Ok(Decrypted { header, plaintext })
}

fn check(jwe: &CompactJwe<'_>) -> Result<Checked, JoseError> {
    let header = jwe.header()?;
    let alg = algorithm(&header, "alg", KeyManagement::from_name)?;
    let enc = algorithm(&header, "enc", ContentEncryption::from_name)?;
    for part in [jwe.encrypted_key, jwe.ciphertext] {
        if !is_base64url(part) {
            base64url(part)?;
        }
    }
    check_length("initialization vector", jwe.iv, enc.iv_bytes())?;
    check_length("authentication tag", jwe.tag, enc.tag_bytes())?;
    Ok(Checked { header, alg })
}

fn algorithm<A>(
    header: &Value,
    member: &'static str,
    from_name: impl Fn(&str) -> Option<A>,
) -> Result<A, JoseError> {
    let name = header
        .get(member)
        .and_then(Value::as_str)
        .ok_or(JoseError::AlgorithmMissing(member))?;
    from_name(name).ok_or_else(|| JoseError::UnsupportedAlgorithm(name.to_owned()))
}

fn check_length(part: &'static str, text: &str, expected: usize) -> Result<(), JoseError> {
    let found = base64url(text)?.len();
    if found == expected {
        Ok(())
    } else {
        Err(JoseError::Length {
            part,
            expected,
            found,
        })
    }
}

/// The content encryption key of a text, to see whether two answers share one.
///
/// # Errors
/// As [`decrypt_compact`], except for changed content, which is not looked at.
pub fn unwrap_content_key(text: &str, key: &DecryptionKey) -> Result<Vec<u8>, JoseError> {
    let jwe = CompactJwe::parse(text)?;
    let checked = check(&jwe)?;
    let encrypted = base64url(jwe.encrypted_key)?;
    match checked.alg {
        KeyManagement::RsaOaep256 => oaep(&encrypted, key, [MessageDigest::sha256(); 2]),
        KeyManagement::RsaOaep => oaep(&encrypted, key, [MessageDigest::sha1(); 2]),
        KeyManagement::Rsa15 => unwrapped(&encrypted, key, |to| to.set_rsa_padding(Padding::PKCS1)),
    }
}

/// How the content encryption key of a text was encrypted to this key in fact, if another way than its `alg` opens it.
pub fn wrapped_otherwise(text: &str, key: &DecryptionKey) -> Option<&'static str> {
    let jwe = CompactJwe::parse(text).ok()?;
    let alg = jwe.header().ok()?;
    let alg = alg.get("alg").and_then(Value::as_str);
    let encrypted = base64url(jwe.encrypted_key).ok()?;
    let (sha1, sha256) = (MessageDigest::sha1(), MessageDigest::sha256());
    let ways = [
        (KeyManagement::RsaOaep256.name(), [sha256, sha256]),
        (KeyManagement::RsaOaep.name(), [sha1, sha1]),
        ("OAEP with SHA-256, and MGF1 with SHA-1", [sha256, sha1]),
        ("OAEP with SHA-1, and MGF1 with SHA-256", [sha1, sha256]),
    ];
    let mut ways = ways.into_iter().filter(|(name, _)| alg != Some(*name));
    let found = ways.find(|(_, digests)| oaep(&encrypted, key, *digests).is_ok());
    let pkcs1 = || is_pkcs1(&encrypted, key).then_some(KeyManagement::Rsa15.name());
    let found = found.map(|(name, _)| name).or_else(pkcs1);
    found.filter(|name| alg != Some(*name))
}

/// Whether what was encrypted begins as PKCS #1 v1.5 has it (RFC 8017, 7.2.2): OpenSSL itself gives random bytes where
/// it does not.
fn is_pkcs1(encrypted: &[u8], key: &DecryptionKey) -> bool {
    const SHORTEST_PADDING: usize = 8;
    let plain = unwrapped(encrypted, key, |to| to.set_rsa_padding(Padding::NONE));
    let plain = plain.unwrap_or_default();
    let [0, 2, rest @ ..] = plain.as_slice() else {
        return false;
    };
    let padding = rest.iter().position(|byte| *byte == 0);
    let lengths = ContentEncryption::ALL.map(ContentEncryption::key_bytes);
    padding.is_some_and(|length| {
        length >= SHORTEST_PADDING && lengths.contains(&(rest.len() - length - 1))
    })
}

/// With OAEP's own digest and that of its mask.
fn oaep(
    encrypted: &[u8],
    key: &DecryptionKey,
    [own, mask]: [MessageDigest; 2],
) -> Result<Vec<u8>, JoseError> {
    unwrapped(encrypted, key, |decrypter| {
        decrypter.set_rsa_padding(Padding::PKCS1_OAEP)?;
        decrypter.set_rsa_oaep_md(own)?;
        decrypter.set_rsa_mgf1_md(mask)
    })
}

fn unwrapped(
    encrypted: &[u8],
    key: &DecryptionKey,
    set: impl FnOnce(&mut Decrypter<'_>) -> Result<(), openssl::error::ErrorStack>,
) -> Result<Vec<u8>, JoseError> {
    let mut decrypter = Decrypter::new(key.private())?;
    set(&mut decrypter)?;
    let mut content_key = vec![0; key.private().size()];
    let length = decrypter
        .decrypt(encrypted, &mut content_key)
        .map_err(|_| JoseError::Decryption)?;
    content_key.truncate(length);
    Ok(content_key)
}
