//! Documents as the bank's variants write them.

mod text;
mod values;

use serde_json::Value;

use crate::core::Core;
use crate::defect::RawRequest;
use crate::exchange::Admitted;
use crate::refusal::{Refusal, Rule};
use crate::request::Incoming;
use crate::variant::Variant;

/// Whether the refusal of this request may be overlooked.
type Where = fn(&RawRequest<'_>) -> bool;

/// Rules that the documents leave a bank free not to have, and the requests where they do.
const OVERLOOKED: &[(Variant, Rule, Where)] = &[
    (Variant::LateToDateTaken, Rule::ToDateAhead, |_| true),
    (Variant::LaxIdentifiers, Rule::PartyIdForm, |_| true),
    (Variant::LaxIdentifiers, Rule::UuidForm, |raw| {
        raw.has_uuids_in_any_spelling()
    }),
    (
        Variant::NeedlessOrderOverlooked,
        Rule::ReferenceNotOfService,
        |_| true,
    ),
    (Variant::LooseOrderTyp, Rule::OrderTyp, |raw| {
        raw.names_jwt()
    }),
];

/// Whether the bank's variants answer in spite of the refusal.
pub(crate) fn overlooks(core: &Core, incoming: &Incoming, refusal: &Refusal) -> bool {
    OVERLOOKED.iter().any(|(variant, rule, is_free)| {
        core.has(*variant) && *rule == refusal.rule && is_free(&RawRequest::new(core, incoming))
    })
}

/// Writes the document again where one of the bank's variants changes it.
pub(crate) fn rewrite(core: &Core, admitted: &Admitted, document: Vec<u8>) -> Vec<u8> {
    if !values::CHANGING
        .iter()
        .chain(&text::CHANGING)
        .any(|variant| core.has(*variant))
    {
        return document;
    }
    let Ok(mut value) = serde_json::from_slice::<Value>(&document) else {
        return document;
    };
    values::change(core, admitted, &mut value);
    text::write(core, &value).into_bytes()
}

/// Every variant that writes documents again.
#[cfg(test)]
pub(crate) fn all() -> Vec<Variant> {
    [&values::CHANGING[..], &text::CHANGING].concat()
}
