//! How far reading an answer got: layers, and what ended the reading in one of them. Values only; sentences are made
//! where something is shown.

use pack::text::Text;
use serde::{Deserialize, Serialize};

use crate::exchange::Coding;

/// The layers of an answer, in the order in which they are read. A rule about a later layer cannot be decided where
/// reading ended in an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// Whether a complete HTTP answer came.
    Transport,
    /// The HTTP status.
    Status,
    /// Content-Type.
    MediaType,
    /// How much the harness reads.
    Size,
    /// Content-Encoding (RFC 9110, 8.4).
    ContentCoding,
    /// JWE compact serialization (RFC 7516, 7.1).
    JweForm,
    /// The JWE protected header.
    JweHeader,
    /// Opening the JWE with the agency's key.
    Decryption,
    /// The JSON text (RFC 8259).
    Json,
    /// The JSON Schema of the document.
    Schema,
}

impl Layer {
    /// All layers, in order.
    pub const ALL: [Self; 10] = [
        Self::Transport,
        Self::Status,
        Self::MediaType,
        Self::Size,
        Self::ContentCoding,
        Self::JweForm,
        Self::JweHeader,
        Self::Decryption,
        Self::Json,
        Self::Schema,
    ];

    /// Its stable id, as records have it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Transport => "transport",
            Self::Status => "status",
            Self::MediaType => "media-type",
            Self::Size => "size",
            Self::ContentCoding => "content-coding",
            Self::JweForm => "jwe-form",
            Self::JweHeader => "jwe-header",
            Self::Decryption => "decryption",
            Self::Json => "json",
            Self::Schema => "schema",
        }
    }

    /// Its name for people.
    pub fn name(self) -> Text {
        match self {
            Self::Transport => Text::new("transport", "transport"),
            Self::Status => Text::new("status", "status"),
            Self::MediaType => Text::new("media type", "medietype"),
            Self::Size => Text::new("size", "størrelse"),
            Self::ContentCoding => Text::new("content coding", "innholdskoding"),
            Self::JweForm => Text::new("JWE form", "JWE-form"),
            Self::JweHeader => Text::new("JWE header", "JWE-header"),
            Self::Decryption => Text::new("decryption", "dekryptering"),
            Self::Json => Text::same("JSON"),
            Self::Schema => Text::new("schema", "skjema"),
        }
    }
}

/// A part of a JWE in compact serialization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The protected header.
    Header,
    /// The encrypted content encryption key.
    EncryptedKey,
    /// The initialization vector.
    Vector,
    /// The ciphertext.
    Ciphertext,
    /// The authentication tag.
    Tag,
}

impl Part {
    /// All parts, in order.
    pub const ALL: [Self; 5] = [
        Self::Header,
        Self::EncryptedKey,
        Self::Vector,
        Self::Ciphertext,
        Self::Tag,
    ];

    /// Its name for people.
    pub fn name(self) -> Text {
        match self {
            Self::Header => Text::new("header", "headeren"),
            Self::EncryptedKey => Text::new("encrypted key", "den krypterte nøkkelen"),
            Self::Vector => Text::new("initialization vector", "initialiseringsvektoren"),
            Self::Ciphertext => Text::new("ciphertext", "den krypterte teksten"),
            Self::Tag => Text::new("authentication tag", "autentiseringsmerket"),
        }
    }
}

/// Where reading a body ended, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreadable {
    /// In which layer.
    pub layer: Layer,
    /// Why.
    pub fault: Fault,
}

impl From<Fault> for Unreadable {
    fn from(fault: Fault) -> Self {
        Self {
            layer: fault.layer(),
            fault,
        }
    }
}

/// What ended the reading of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "fault", content = "value")]
pub enum Fault {
    /// The body has more bytes than are read; the value is the limit.
    TooLong(usize),
    /// The document would need more memory than is allowed; the value is an estimate in bytes.
    TooLarge(usize),
    /// A content coding that is not known.
    CodingUnknown(String),
    /// A body that is not in the coding that it is said to be in.
    NotCoded(Coding),
    /// An HTML page.
    Html,
    /// An XML document.
    Xml,
    /// Text of another kind: neither JSON nor like a JWE.
    PlainText,
    /// Like a JWE, with another number of parts.
    PartCount(usize),
    /// A part that is empty or not base64url without padding.
    NotBase64url(Part),
    /// A JWE in the JSON serialization (RFC 7516, 7.2).
    JweJsonSerialization,
    /// An initialization vector or a tag of another length than its algorithm has.
    Length {
        /// Which part.
        part: Part,
        /// Bytes that the algorithm has.
        expected: usize,
        /// Bytes that there are.
        found: usize,
    },
    /// A JWE header that is no JSON object.
    HeaderNotJson,
    /// An algorithm that no agency is known to open.
    Algorithm {
        /// `alg`.
        alg: String,
        /// `enc`.
        enc: String,
    },
    /// A compression other than `DEF`.
    Compression(String),
    /// A header member that changes how the answer is read.
    HeaderMember(String),
    /// The content key does not decrypt with the agency's key.
    NotOurKey,
    /// The content key decrypts with the agency's key, but not by the algorithm that the header names.
    Wrapping {
        /// `alg`.
        alg: String,
        /// How it decrypts.
        found: String,
    },
    /// The content key decrypts, and has another length than the algorithm that the header names.
    ContentKey {
        /// `enc`.
        enc: String,
        /// Bytes that the algorithm has.
        expected: usize,
        /// Bytes that there are.
        found: usize,
    },
    /// The content key decrypts, but the content does not match its authentication tag.
    Altered,
    /// Bytes that are no UTF-8, from this offset.
    NotUtf8(usize),
    /// No JSON text, from about this offset.
    NotJson(usize),
}

impl Fault {
    /// The layer that it belongs to.
    pub fn layer(&self) -> Layer {
        match self {
            Self::TooLong(_) | Self::TooLarge(_) => Layer::Size,
            Self::CodingUnknown(_) | Self::NotCoded(_) => Layer::ContentCoding,
            Self::Html
            | Self::Xml
            | Self::PlainText
            | Self::PartCount(_)
            | Self::NotBase64url(_)
            | Self::JweJsonSerialization
            | Self::Length { .. } => Layer::JweForm,
            Self::HeaderNotJson
            | Self::Algorithm { .. }
            | Self::Compression(_)
            | Self::HeaderMember(_) => Layer::JweHeader,
            Self::NotOurKey | Self::Wrapping { .. } | Self::ContentKey { .. } | Self::Altered => {
                Layer::Decryption
            }
            Self::NotUtf8(_) | Self::NotJson(_) => Layer::Json,
        }
    }

    /// The same with each text from the answer changed: what a record keeps is redacted.
    #[must_use]
    pub fn map_text(self, change: impl Fn(&str) -> String) -> Self {
        match self {
            Self::CodingUnknown(name) => Self::CodingUnknown(change(&name)),
            Self::Algorithm { alg, enc } => Self::Algorithm {
                alg: change(&alg),
                enc: change(&enc),
            },
            Self::Wrapping { alg, found } => Self::Wrapping {
                alg: change(&alg),
                found: change(&found),
            },
            Self::ContentKey {
                enc,
                expected,
                found,
            } => Self::ContentKey {
                enc: change(&enc),
                expected,
                found,
            },
            Self::Compression(zip) => Self::Compression(change(&zip)),
            Self::HeaderMember(name) => Self::HeaderMember(change(&name)),
            Self::TooLong(_)
            | Self::TooLarge(_)
            | Self::NotCoded(_)
            | Self::Html
            | Self::Xml
            | Self::PlainText
            | Self::PartCount(_)
            | Self::NotBase64url(_)
            | Self::JweJsonSerialization
            | Self::Length { .. }
            | Self::HeaderNotJson
            | Self::NotOurKey
            | Self::Altered
            | Self::NotUtf8(_)
            | Self::NotJson(_) => self,
        }
    }
}

/// Something about the form of a body that is read all the same: only a case about that form judges it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "remark", content = "value")]
pub enum Remark {
    /// A content coding was undone though `identity` was asked for.
    Coded(Coding),
    /// The body begins with a byte order mark.
    ByteOrderMark,
    /// A JWE between quotation marks.
    Quoted,
    /// White space or line breaks around a JWE.
    SurroundingWhiteSpace,
}

impl Remark {
    /// The layer that it belongs to.
    pub fn layer(&self) -> Layer {
        match self {
            Self::Coded(_) => Layer::ContentCoding,
            Self::ByteOrderMark | Self::Quoted | Self::SurroundingWhiteSpace => Layer::JweForm,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_is_recorded_by_its_id() {
        for layer in Layer::ALL {
            let recorded = serde_json::to_value(layer).expect("a layer is a text");
            assert_eq!(recorded, layer.id());
        }
    }

    #[test]
    fn a_fault_is_read_back_as_it_was_recorded() {
        let unreadable = Unreadable::from(Fault::Length {
            part: Part::Tag,
            expected: 16,
            found: 8,
        });
        let recorded = serde_json::to_string(&unreadable).expect("a fault can be recorded");
        let restored: Unreadable = serde_json::from_str(&recorded).expect("a record can be read");
        assert_eq!(restored, unreadable);
    }
}
