//! What a signature is made over: everything that a report rests on, by name and digest.

use std::collections::BTreeMap;

use jiff::Timestamp;
use openssl::sha::sha256;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::signature::bundle::{Bundle, BundleError, digest};
use crate::signature::members::members;
use judge::verdict::Verdict;
use pack::hex::hex;
use pack::message::UserError;
use record::{FORMAT, PackRecord, Subject, ToolRecord};

/// Names the form of the manifest.
pub(super) const MANIFEST_FORMAT: &str = "dsop-conformance-signature/1";

/// The member of the record that holds the evidence.
const EVIDENCE: &str = "exchanges";
/// The member of the evidence that holds the exchanges, beside their values.
const EXCHANGES: &str = "all";

/// The payload of a signature. Digests are SHA-256, hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// [`MANIFEST_FORMAT`].
    pub format: String,
    /// Name of the run.
    pub run: String,
    /// Its verdict.
    pub verdict: Verdict,
    /// When the signature was made, by the signer's clock.
    pub signed: Timestamp,
    /// The program that made the record.
    pub tool: Program,
    /// The program that made the signature.
    pub signer: Program,
    /// The case pack, its digest included.
    pub pack: Program,
    /// Who was tested, by which profile.
    pub target: Target,
    /// The record.
    pub record: SignedRecord,
    /// The evidence within the record.
    pub evidence: Evidence,
    /// The other reports of the folder.
    pub files: Vec<FileDigest>,
}

/// Something with a version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Digest of the executable, or of the pack's files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// Who was tested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Target {
    /// `bank` or `agency`.
    pub role: String,
    /// Name.
    pub name: String,
    /// Organisation number.
    pub orgno: String,
    /// Digest of the profile.
    pub profile_sha256: String,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileDigest {
    /// Its name in the folder.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// Its digest.
    pub sha256: String,
}

/// The record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedRecord {
    /// The file, compressed as it is.
    pub file: FileDigest,
    /// Digest of the bytes of each member's value, so that it can be said what was changed.
    pub members: BTreeMap<String, String>,
}

/// The evidence: the member `exchanges` of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// How many exchanges.
    pub exchanges: usize,
    /// Digest of the member's bytes.
    pub sha256: String,
}

/// Why there is no manifest of some files.
#[derive(Debug, Error)]
pub enum ManifestError {
    /// A file cannot be read.
    #[error(transparent)]
    File(#[from] BundleError),
    /// The record is none.
    #[error("{name} is no record of a run: {reason}")]
    NoRecord {
        /// The file's name.
        name: String,
        /// Why.
        reason: String,
    },
}

impl UserError for ManifestError {}

/// The form of a record, which is read before anything else of it.
#[derive(Deserialize)]
struct Named {
    format: String,
}

/// What a manifest says of a record, read without holding the record.
#[derive(Deserialize)]
struct Head {
    run: String,
    verdict: Verdict,
    tool: ToolRecord,
    pack: PackRecord,
    subject: Subject,
}

impl Manifest {
    /// The manifest of the files as they are now, to be signed by `signer` then.
    ///
    /// # Errors
    /// A file cannot be read, or the record is none.
    pub fn of(bundle: &Bundle, at: Timestamp, signer: Program) -> Result<Self, ManifestError> {
        let bytes = bundle.read_record()?;
        let no_record = |reason: String| ManifestError::NoRecord {
            name: bundle.record_name().to_owned(),
            reason,
        };
        let named: Named =
            serde_json::from_slice(&bytes).map_err(|error| no_record(error.to_string()))?;
        if named.format != FORMAT {
            return Err(no_record(format!(
                "its format is {}, not {FORMAT}",
                named.format
            )));
        }
        let head: Head =
            serde_json::from_slice(&bytes).map_err(|error| no_record(error.to_string()))?;
        let members = member_digests(&bytes)
            .ok_or_else(|| no_record("it is not one JSON object, each member once".to_owned()))?;
        let evidence =
            evidence(&bytes).ok_or_else(|| no_record(format!("it has no object {EVIDENCE}")))?;
        let files = bundle
            .others()
            .into_iter()
            .map(|name| bundle.digest(name))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            format: MANIFEST_FORMAT.into(),
            run: head.run,
            verdict: head.verdict,
            signed: at,
            tool: Program {
                name: head.tool.name,
                version: head.tool.version,
                sha256: None,
            },
            signer,
            pack: Program {
                name: head.pack.name,
                version: head.pack.version,
                sha256: Some(head.pack.digest),
            },
            target: Target {
                role: head.subject.role.name().to_owned(),
                name: head.subject.name,
                orgno: head.subject.orgno,
                profile_sha256: head.subject.profile_digest,
            },
            record: SignedRecord {
                file: bundle.digest(bundle.record_name())?,
                members,
            },
            evidence,
            files,
        })
    }
}

/// Digest of each member of a record as it stands in its bytes; `None` if they are no JSON object, or one with a
/// member twice.
pub(super) fn member_digests(bytes: &[u8]) -> Option<BTreeMap<String, String>> {
    let digest_of = |place| bytes.get(place).map(|value| hex(&sha256(value)));
    let found = members(bytes)?;
    let count = found.len();
    let digests = found
        .into_iter()
        .map(|(name, place)| Some((name, digest_of(place)?)))
        .collect::<Option<BTreeMap<_, _>>>()?;
    (digests.len() == count).then_some(digests)
}

fn evidence(bytes: &[u8]) -> Option<Evidence> {
    let found = members(bytes)?;
    let (_, place) = found.into_iter().find(|(name, _)| name == EVIDENCE)?;
    let text = bytes.get(place)?;
    let inside = members(text)?;
    let (_, all) = inside.into_iter().find(|(name, _)| name == EXCHANGES)?;
    Some(Evidence {
        exchanges: members(text.get(all)?)?.len(),
        sha256: hex(&sha256(text)),
    })
}

/// This program, by the bytes of its executable where they can be read.
pub(super) fn this_program() -> Program {
    let executable = std::env::current_exe().and_then(|path| digest(&path));
    Program {
        name: "dsop-conformance".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        sha256: executable.ok().map(|(_, digest)| digest),
    }
}
