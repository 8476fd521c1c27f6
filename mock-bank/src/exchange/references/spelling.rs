//! How account references are written: as UUIDs, or as the bank's variants have them.

use uuid::Uuid;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::core::Core;
use crate::variant::Variant;

/// Before the base64 text, so that every reference has these characters.
const SYMBOLS: &str = "+/";

/// The reference as the bank writes it.
pub(in crate::exchange) fn written(core: &Core, uuid: String) -> String {
    if core.has(Variant::ReferencesInBase64) {
        in_base64(&uuid)
    } else if core.has(Variant::LongReferences) {
        long(&uuid)
    } else if core.has(Variant::UuidReferencesCapital) {
        uuid.to_uppercase()
    } else {
        uuid
    }
}

/// The UUID of a reference; `None` if it is not written as the bank writes references.
pub(super) fn read(core: &Core, text: &str) -> Option<String> {
    let uuid = if core.has(Variant::ReferencesInBase64) {
        let bytes = STANDARD.decode(text.strip_prefix(SYMBOLS)?).ok()?;
        Uuid::from_slice(&bytes).ok()?.to_string()
    } else if core.has(Variant::LongReferences) {
        Uuid::try_parse(text.get(..32)?).ok()?.to_string()
    } else if core.has(Variant::UuidReferencesCapital) {
        return Some(text.to_lowercase());
    } else {
        text.to_owned()
    };
    (written(core, uuid.clone()) == text).then_some(uuid)
}

/// The reference in a path, decoded where the bank's references need that.
pub(super) fn from_path(core: &Core, text: &str) -> String {
    if core.has(Variant::ReferencesInBase64) {
        wire::mandate::decode(text).unwrap_or_else(|_| text.to_owned())
    } else {
        text.to_owned()
    }
}

fn in_base64(uuid: &str) -> String {
    let bytes = Uuid::try_parse(uuid).unwrap_or_default().into_bytes();
    format!("{SYMBOLS}{}", STANDARD.encode(bytes))
}

fn long(uuid: &str) -> String {
    let digits = uuid.replace('-', "");
    let reversed: String = digits.chars().rev().collect();
    format!("{digits}.{reversed}.{digits}")
}
