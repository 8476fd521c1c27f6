//! What the bytes of a file are, found by their form alone.

use std::borrow::Cow;

use openssl::x509::X509;

use pack::text::Text;

/// What a key or certificate is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Pkcs12,
    Pkcs8,
    EncryptedPkcs8,
    Pkcs1,
    Sec1,
    /// PKCS#1 or SEC1 in PEM with `Proc-Type: 4,ENCRYPTED`.
    EncryptedTraditional,
    Certificate,
    PublicKey,
    Request,
    Pkcs7,
    OpenSsh,
    Putty,
    Pgp,
    JavaKeyStore,
    Jwk,
    Empty,
    Unknown,
}

/// How it is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Pem,
    Der,
}

/// One thing in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) encoding: Encoding,
    pub(super) bytes: Vec<u8>,
}

impl Kind {
    /// Whether a private key is in it.
    pub(super) fn holds_key(self) -> bool {
        match self {
            Self::Pkcs12
            | Self::Pkcs8
            | Self::EncryptedPkcs8
            | Self::Pkcs1
            | Self::Sec1
            | Self::EncryptedTraditional => true,
            Self::Certificate
            | Self::PublicKey
            | Self::Request
            | Self::Pkcs7
            | Self::OpenSsh
            | Self::Putty
            | Self::Pgp
            | Self::JavaKeyStore
            | Self::Jwk
            | Self::Empty
            | Self::Unknown => false,
        }
    }
}

impl Block {
    /// In words, with an article.
    pub(super) fn words(&self) -> Text {
        let encoding = match self.encoding {
            Encoding::Pem => "PEM",
            Encoding::Der => "DER",
        };
        let of = |en: &str, nb: &str, form: &str| {
            Text::new(
                format!("{en} ({form}{encoding})"),
                format!("{nb} ({form}{encoding})"),
            )
        };
        let key = |form: &str| of("a private key", "en privat nøkkel", form);
        let encrypted = |form: &str| {
            of(
                "an encrypted private key",
                "en kryptert privat nøkkel",
                form,
            )
        };
        match self.kind {
            Kind::Pkcs12 => Text::same("PKCS#12"),
            Kind::Pkcs8 => key("PKCS#8, "),
            Kind::EncryptedPkcs8 => encrypted("PKCS#8, "),
            Kind::Pkcs1 => key("PKCS#1, "),
            Kind::Sec1 => key("SEC1, "),
            Kind::EncryptedTraditional => encrypted("PKCS#1/SEC1, "),
            Kind::Certificate => of("a certificate", "et sertifikat", ""),
            Kind::PublicKey => of("a public key", "en offentlig nøkkel", ""),
            Kind::Request => of("a certificate request", "en sertifikatforespørsel", ""),
            Kind::Pkcs7 => of("certificates in PKCS#7", "sertifikater i PKCS#7", ""),
            Kind::OpenSsh => Text::new("a key of OpenSSH", "en nøkkel fra OpenSSH"),
            Kind::Putty => Text::new("a key of PuTTY", "en nøkkel fra PuTTY"),
            Kind::Pgp => Text::new("a key of PGP", "en nøkkel fra PGP"),
            Kind::JavaKeyStore => Text::new("a Java key store", "et Java-nøkkellager"),
            Kind::Jwk => Text::new("JSON", "JSON"),
            Kind::Empty => Text::new("nothing (it is empty)", "ingenting (den er tom)"),
            Kind::Unknown => Text::new(
                "something that is neither PEM nor DER",
                "noe som verken er PEM eller DER",
            ),
        }
    }
}

/// Everything in a file; never empty.
pub(super) fn blocks(bytes: &[u8]) -> Vec<Block> {
    let text = text(bytes);
    let found = text.as_deref().map(pem).unwrap_or_default();
    if !found.is_empty() {
        return found;
    }
    let der = text.as_deref().and_then(bare_base64);
    let der = der.as_deref().unwrap_or(bytes);
    let kind = kind_of_der(der)
        .or_else(|| kind_of_others(bytes, text.as_deref()))
        .unwrap_or(Kind::Unknown);
    vec![Block {
        kind,
        encoding: Encoding::Der,
        bytes: der.to_vec(),
    }]
}

/// The bytes as text, also of the UTF-16 that PowerShell writes.
fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let wide = |unit: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let units: Vec<u16> = bytes
            .chunks_exact(2)
            .map(|two| unit([two[0], two[1]]))
            .collect();
        String::from_utf16(&units).ok().map(Cow::Owned)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => wide(u16::from_be_bytes, rest),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Some(Cow::Borrowed(text)),
            // A preamble in another character set is no obstacle.
            Err(_) if bytes.first() != Some(&0x30) => Some(String::from_utf8_lossy(bytes)),
            Err(_) => None,
        },
    }
}

/// The blocks of a PEM text. Variables of pipelines often have `\n` for a line break, or lines that are indented.
fn pem(text: &str) -> Vec<Block> {
    const BEGIN: &str = "-----BEGIN ";
    let text = if text.contains('\n') {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.replace("\\n", "\n"))
    };
    let mut found = Vec::new();
    let mut rest = text.as_ref();
    while let Some(at) = rest.find(BEGIN) {
        rest = &rest[at..];
        let Some((label, _)) = rest[BEGIN.len()..].split_once("-----") else {
            break;
        };
        let end = format!("-----END {label}-----");
        let length = rest.find(&end).map_or(rest.len(), |at| at + end.len());
        let lines: Vec<&str> = rest[..length].lines().map(str::trim).collect();
        let block = lines.join("\n") + "\n";
        if let Some(kind) = kind_of_label(label, &block) {
            found.push(Block {
                kind,
                encoding: Encoding::Pem,
                bytes: block.into_bytes(),
            });
        }
        rest = &rest[length..];
    }
    found
}

/// `None` for what says nothing by itself, such as the parameters before an EC key.
fn kind_of_label(label: &str, block: &str) -> Option<Kind> {
    let is_encrypted = block.contains("Proc-Type: 4,ENCRYPTED");
    Some(match label {
        "PRIVATE KEY" => Kind::Pkcs8,
        "ENCRYPTED PRIVATE KEY" => Kind::EncryptedPkcs8,
        "RSA PRIVATE KEY" | "EC PRIVATE KEY" if is_encrypted => Kind::EncryptedTraditional,
        "RSA PRIVATE KEY" => Kind::Pkcs1,
        "EC PRIVATE KEY" => Kind::Sec1,
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => Kind::Certificate,
        "PUBLIC KEY" | "RSA PUBLIC KEY" => Kind::PublicKey,
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Kind::Request,
        "PKCS7" | "CMS" => Kind::Pkcs7,
        "OPENSSH PRIVATE KEY" => Kind::OpenSsh,
        other if other.ends_with("PARAMETERS") => return None,
        other if other.starts_with("PGP") => Kind::Pgp,
        _ => Kind::Unknown,
    })
}

/// DER in base64 without the lines of PEM around it, as a variable of a pipeline has it.
fn bare_base64(text: &str) -> Option<Vec<u8>> {
    let digits: String = text.split_whitespace().collect();
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
    let plausible = digits.len() > 40 && digits.bytes().all(is_base64);
    let der = plausible.then(|| openssl::base64::decode_block(&digits).ok())??;
    (der.first() == Some(&0x30)).then_some(der)
}

/// Told by the first members of the outer sequence (RFC 5208, 8017, 5915, 5280, 2986, 7292, 2315).
fn kind_of_der(bytes: &[u8]) -> Option<Kind> {
    let (0x30, content, _) = element(bytes)? else {
        return None;
    };
    let (first, body, rest) = element(content)?;
    Some(match (first, rest.first()?) {
        (0x02, 0x30) if body == [3] => Kind::Pkcs12,
        (0x02, 0x30) => Kind::Pkcs8,
        (0x02, 0x02) if element(rest)?.2.is_empty() => Kind::PublicKey,
        (0x02, 0x02) => Kind::Pkcs1,
        (0x02, 0x04) => Kind::Sec1,
        (0x30, 0x04) => Kind::EncryptedPkcs8,
        (0x30, 0x03) => Kind::PublicKey,
        (0x30, 0x30) if X509::from_der(bytes).is_ok() => Kind::Certificate,
        (0x30, 0x30) => Kind::Request,
        (0x06, 0xa0) => Kind::Pkcs7,
        _ => return None,
    })
}

/// The first element: its tag, its content, and what follows it. A content of no stated length goes on to the end.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0x80 => (rest.len(), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = digits
                .iter()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            (length, rest)
        }
        0x85.. => return None,
        short => (usize::from(*short), rest),
    };
    let (content, rest) = rest.split_at(length.min(rest.len()));
    Some((*tag, content, rest))
}

fn kind_of_others(bytes: &[u8], text: Option<&str>) -> Option<Kind> {
    let text = text.unwrap_or_default().trim_start();
    if bytes.starts_with(&[0xfe, 0xed, 0xfe, 0xed]) || bytes.starts_with(&[0xce; 4]) {
        return Some(Kind::JavaKeyStore);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Some(Kind::Empty);
    }
    if text.starts_with("PuTTY-User-Key-File") {
        return Some(Kind::Putty);
    }
    text.starts_with('{').then_some(Kind::Jwk)
}
