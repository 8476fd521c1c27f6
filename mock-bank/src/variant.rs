//! Right behaviours that differ from the bank's usual ones.

mod rewrite;

use std::collections::BTreeMap;

pub(crate) use rewrite::{overlooks, rewrite};

macro_rules! variants {
    ($($variant:ident = $name:literal, $what:literal;)*) => {
        /// A behaviour that differs from the usual and is right.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Variant { $(#[doc = concat!("`", $name, "`")] $variant,)* }

        impl Variant {
            /// Every variant there is, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in settings.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What is different, in words.
            pub fn what(self) -> &'static str {
                match self { $(Self::$variant => $what,)* }
            }
        }
    };
}

variants! {
    NullsForAbsent = "nulls-for-absent", "Absent optional fields are written as null.";
    AllLinks = "all-links", "self, prev and last links stand beside next.";
    UnknownFields = "unknown-fields", "Answers have fields that the API does not know.";
    OtherErrorCodes = "other-error-codes", "404 comes with ACC-003 and 500 with ACC-500.";
    OrderRefusedWith403 = "order-refused-with-403", "An order that is invalid or does not fit is refused with 403 ACC-011.";
    JweOaepA128Cbc = "jwe-rsa-oaep-a128cbc-hs256", "The pair RSA-OAEP with A128CBC-HS256.";
    JweOaepA256Gcm = "jwe-rsa-oaep-a256gcm", "The pair RSA-OAEP with A256GCM.";
    JweA256Cbc = "jwe-rsa-oaep-256-a256cbc-hs512", "The pair RSA-OAEP-256 with A256CBC-HS512.";
    JweA128Gcm = "jwe-rsa-oaep-256-a128gcm", "The pair RSA-OAEP-256 with A128GCM.";
    JweA256Gcm = "jwe-rsa-oaep-256-a256gcm", "The pair RSA-OAEP-256 with A256GCM.";
    JweWithoutKid = "jwe-without-kid", "The encrypted answer names no key.";
    JweWithoutCty = "jwe-without-cty", "The encrypted answer does not say what is inside.";
    FieldsReversed = "fields-reversed", "Fields come in another order.";
    SpacedJson = "spaced-json", "JSON is written over several lines.";
    EscapedJson = "escaped-json", "Letters outside ASCII are escaped.";
    ShortNumbers = "short-numbers", "Numbers have no more decimals than they need.";
    PagesOf1200 = "pages-of-1200", "A page has 1200 transactions.";
    PagesOf5000 = "pages-of-5000", "A page has 5000 transactions.";
    AccountsInOnePage = "accounts-in-one-page", "All accounts come on one page.";
    AccountsInSmallPages = "accounts-in-small-pages", "Accounts come three by three.";
    SlashAfterBaseUrl = "slash-after-base-url", "The base URL is registered with a slash at its end.";
    UuidReferencesCapital = "capital-references", "References are written in capital letters.";
    EchoesCase = "echoes-case", "The answer repeats CorrelationID and AccountInfoRequestID as headers, in capital letters.";
    SlowerAnswers = "slower-answers", "Answers take a little longer.";
    ChunkedBodies = "chunked-bodies", "Bodies come in chunks, without their length.";
    Http1Only = "http1-only", "The bank speaks HTTP/1.1 alone.";
    MediaTypeWithParameter = "media-type-with-parameter", "The media type has a parameter.";
    CapitalMediaType = "capital-media-type", "The media type is written in capital letters.";
    ErrorsWithMore = "errors-with-more", "Error bodies have more members than code and message.";
    NorwegianErrors = "norwegian-errors", "Error messages are in Norwegian.";
    TimesInUtc = "times-in-utc", "Times are given in UTC.";
    TimesWithFractions = "times-with-fractions", "Times have fractions of seconds.";
    LateToDateTaken = "late-to-date-taken", "A toDate in the future is accepted.";
    LaxIdentifiers = "lax-identifiers", "A PartyID that cannot be finds nobody, and other spellings of a UUID are taken.";
    NeedlessOrderOverlooked = "needless-order-overlooked", "A reference is overlooked where the service has none.";
    NeverClear = "never-clear", "Clear text is refused in test too.";
    StrictUuids = "strict-uuids", "The nil UUID and other versions than 4 are refused.";
    LooseOrderTyp = "loose-order-typ", "Other spellings of the order's typ are taken.";
}

/// The variants that a bank has; none for a bank that does the usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(try_from = "BTreeMap<String, bool>")]
pub struct Variants(u64);

const _: () = assert!(Variant::ALL.len() <= 64, "the set has room for 64 variants");

impl Variants {
    /// Whether the bank has this variant.
    pub fn has(self, variant: Variant) -> bool {
        self.0 >> (variant as u64) & 1 == 1
    }
}

impl FromIterator<Variant> for Variants {
    fn from_iter<I: IntoIterator<Item = Variant>>(variants: I) -> Self {
        Self(
            variants
                .into_iter()
                .fold(0, |set, variant| set | 1 << (variant as u64)),
        )
    }
}

/// A name that is no variant's.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("there is no variant `{0}`")]
pub struct UnknownVariant(pub String);

impl TryFrom<BTreeMap<String, bool>> for Variants {
    type Error = UnknownVariant;

    fn try_from(switches: BTreeMap<String, bool>) -> Result<Self, UnknownVariant> {
        let mut chosen = Vec::new();
        for (name, is_on) in switches {
            let variant = Variant::from_name(&name)?;
            chosen.extend(is_on.then_some(variant));
        }
        Ok(chosen.into_iter().collect())
    }
}

impl Variant {
    /// The variant of that name; underscores stand for hyphens.
    ///
    /// # Errors
    /// [`UnknownVariant`] with the name as given.
    pub fn from_name(name: &str) -> Result<Self, UnknownVariant> {
        let spelt = name.replace('_', "-");
        let found = Self::ALL
            .iter()
            .copied()
            .find(|variant| variant.name() == spelt);
        found.ok_or_else(|| UnknownVariant(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variant_is_found_by_its_name() {
        for variant in Variant::ALL {
            assert_eq!(Variant::from_name(variant.name()), Ok(*variant));
        }
    }

    #[test]
    fn a_name_of_nothing_is_refused() {
        assert!(Variant::from_name("unheard-of").is_err());
    }

    #[test]
    fn a_set_holds_what_was_put_in_and_nothing_else() {
        let set: Variants = [Variant::AllLinks].into_iter().collect();
        assert!(set.has(Variant::AllLinks));
        assert!(!set.has(Variant::NeverClear));
    }
}
