//! One change to a token or an order, and its short notation.

use std::str::FromStr;

use serde_json::Value;

/// One change. The notation is the words on the command line: `claim NAME=VALUE`, `without NAME`,
/// `header NAME=VALUE`, `without-header NAME`, `alg NAME`, `sign-with NAME`, `text NAME`.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Sets a claim; dots lead into objects (`consumer.ID`).
    Claim(String, Value),
    /// Removes a claim.
    WithoutClaim(String),
    /// Sets a member of the header.
    Header(String, Value),
    /// Removes a member of the header.
    WithoutHeader(String),
    /// Says and uses this algorithm: `none` leaves the signature empty, `HS256` signs with the public key as a
    /// secret, a name that there is not is only said.
    Algorithm(String),
    /// Signs with the key of this name: `other` for one that nobody knows under the same `kid`, or the name of an
    /// order certificate of the world file.
    SignWith(String),
    /// Changes the text after signing.
    Text(TextForm),
}

/// How the signed text is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextForm {
    /// Without the signature.
    TwoParts,
    /// With a part too many.
    FourParts,
    /// With base64 padding.
    Padded,
    /// Not a JWS at all.
    Garbage,
    /// The flattened JSON serialization.
    Json,
    /// The first claim twice.
    DuplicateClaim,
    /// One bit of the signature flipped.
    BrokenSignature,
    /// A claim added after signing.
    ChangedPayload,
}

impl TextForm {
    const ALL: [(Self, &'static str); 8] = [
        (Self::TwoParts, "two-parts"),
        (Self::FourParts, "four-parts"),
        (Self::Padded, "padded"),
        (Self::Garbage, "garbage"),
        (Self::Json, "json"),
        (Self::DuplicateClaim, "duplicate-claim"),
        (Self::BrokenSignature, "broken-signature"),
        (Self::ChangedPayload, "changed-payload"),
    ];
}

/// A notation that is not a change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a change: {problem}")]
pub struct EditError {
    text: String,
    problem: &'static str,
}

impl Edit {
    /// `NAME=VALUE` as a claim.
    ///
    /// # Errors
    /// Without `=` or a name.
    pub fn claim(pair: &str) -> Result<Self, EditError> {
        pair_of(pair).map(|(name, value)| Self::Claim(name, value))
    }

    /// `NAME=VALUE` as a member of the header.
    ///
    /// # Errors
    /// Without `=` or a name.
    pub fn header(pair: &str) -> Result<Self, EditError> {
        pair_of(pair).map(|(name, value)| Self::Header(name, value))
    }
}

fn pair_of(pair: &str) -> Result<(String, Value), EditError> {
    match pair.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value_of(value))),
        Some(_) | None => Err(EditError {
            text: pair.to_owned(),
            problem: "it must be NAME=VALUE",
        }),
    }
}

/// JSON where it is, else a text.
fn value_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_no_json| Value::String(text.to_owned()))
}

impl FromStr for Edit {
    type Err = EditError;

    fn from_str(text: &str) -> Result<Self, EditError> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let name = || rest.to_owned();
        match word {
            "claim" => Self::claim(rest),
            "without" => Ok(Self::WithoutClaim(name())),
            "header" => Self::header(rest),
            "without-header" => Ok(Self::WithoutHeader(name())),
            "alg" => Ok(Self::Algorithm(name())),
            "sign-with" => Ok(Self::SignWith(name())),
            "text" => TextForm::ALL
                .into_iter()
                .find(|(_, known)| *known == rest)
                .map(|(form, _)| Self::Text(form))
                .ok_or_else(|| EditError {
                    text: text.to_owned(),
                    problem: "there is no such form of the text",
                }),
            _other => Err(EditError {
                text: text.to_owned(),
                problem: "its first word is unknown",
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_json_where_it_can_be() {
        assert_eq!(
            Edit::claim("cards=false"),
            Ok(Edit::Claim("cards".to_owned(), json!(false)))
        );
        assert_eq!(
            Edit::claim("version=1.0.0"),
            Ok(Edit::Claim("version".to_owned(), json!("1.0.0")))
        );
    }

    #[test]
    fn refuses_a_pair_without_name_or_value() {
        for pair in ["exp", "=1"] {
            assert!(Edit::claim(pair).is_err(), "{pair}");
        }
    }
}
