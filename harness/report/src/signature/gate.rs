//! The strict gate before a signature is verified: exact parts, strict JSON, known header members only.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use openssl::x509::X509;
use serde_json::{Map, Value};
use wire::jose::sign::SignatureAlgorithm;
use wire::jose::strict::read_jws;

use crate::signature::TYPE;
use crate::signature::key::signature_algorithm;
use crate::signature::manifest::{MANIFEST_FORMAT, Manifest};
use pack::text::Text;

/// A chain is no longer than this.
const MOST_CERTIFICATES: usize = 8;

/// A signature whose form is right. Nothing about it has been verified.
#[derive(Debug)]
pub(super) struct Sealed {
    pub(super) algorithm: SignatureAlgorithm,
    pub(super) signer: Signer,
    pub(super) manifest: Manifest,
    pub(super) input: String,
    pub(super) signature: Vec<u8>,
}

/// How a signature names its key.
#[derive(Debug)]
pub(super) enum Signer {
    /// By certificate, with further ones that may lead to a root.
    Certified { leaf: X509, issuers: Vec<X509> },
    /// By thumbprint.
    Named(String),
}

/// Reads a signature; the text says what is wrong with its form.
pub(super) fn read(text: &str) -> Result<Sealed, Text> {
    let jws = read_jws(text).map_err(|error| {
        Text::new(
            format!("it is no JWS in compact serialization: {error}"),
            format!("den er ingen JWS i kompakt form: {error}"),
        )
    })?;
    let header = jws.header.as_object().ok_or_else(no_header)?;
    only_known_members(header)?;
    if header.get("typ").and_then(Value::as_str) != Some(TYPE) {
        return Err(Text::new(
            format!("its typ is not {TYPE}"),
            format!("dens typ er ikke {TYPE}"),
        ));
    }
    let algorithm = header
        .get("alg")
        .and_then(Value::as_str)
        .and_then(signature_algorithm)
        .ok_or_else(|| {
            Text::new(
                "its alg is none of PS256, RS256 and ES256",
                "dens alg er ingen av PS256, RS256 og ES256",
            )
        })?;
    Ok(Sealed {
        algorithm,
        signer: signer(header)?,
        manifest: manifest(jws.payload)?,
        input: jws.signing_input,
        signature: jws.signature,
    })
}

fn no_header() -> Text {
    Text::new("it has no header", "den har ikke noe hode")
}

/// A header that could change how the signature is read, or whose key is trusted, is none of ours.
fn only_known_members(header: &Map<String, Value>) -> Result<(), Text> {
    const KNOWN: [&str; 4] = ["alg", "typ", "x5c", "kid"];
    match header.keys().find(|name| !KNOWN.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => Err(Text::new(
            format!("its header carries {name:?}, which no signature of this tool has"),
            format!("hodet har {name:?}, som ingen signatur fra dette verktøyet har"),
        )),
    }
}

fn signer(header: &Map<String, Value>) -> Result<Signer, Text> {
    match (header.get("x5c"), header.get("kid")) {
        (Some(chain), None) => certified(chain).ok_or_else(|| {
            Text::new(
                "its x5c holds no certificates",
                "dens x5c inneholder ikke sertifikater",
            )
        }),
        (None, Some(Value::String(name))) => Ok(Signer::Named(name.clone())),
        _ => Err(Text::new(
            "it names its key neither by certificate nor by thumbprint alone",
            "den navngir nøkkelen verken med sertifikat eller med fingeravtrykk alene",
        )),
    }
}

fn certified(chain: &Value) -> Option<Signer> {
    let entries = chain.as_array()?;
    if entries.len() > MOST_CERTIFICATES {
        return None;
    }
    let certificates = entries
        .iter()
        .map(|entry| X509::from_der(&STANDARD.decode(entry.as_str()?).ok()?).ok())
        .collect::<Option<Vec<X509>>>()?;
    let (leaf, issuers) = certificates.split_first()?;
    Some(Signer::Certified {
        leaf: leaf.clone(),
        issuers: issuers.to_vec(),
    })
}

fn manifest(payload: Value) -> Result<Manifest, Text> {
    let manifest: Manifest = serde_json::from_value(payload).map_err(|error| {
        Text::new(
            format!("its payload is no manifest: {error}"),
            format!("innholdet er ikke noe manifest: {error}"),
        )
    })?;
    if manifest.format == MANIFEST_FORMAT {
        Ok(manifest)
    } else {
        Err(Text::new(
            format!(
                "its format is {:?}, not {MANIFEST_FORMAT:?}",
                manifest.format
            ),
            format!(
                "formatet er {:?}, ikke {MANIFEST_FORMAT:?}",
                manifest.format
            ),
        ))
    }
}
