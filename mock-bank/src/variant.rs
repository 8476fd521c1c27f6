//! Correct behaviours that differ from the bank's usual ones.

mod rewrite;

use std::collections::BTreeMap;

#[cfg(test)]
pub(crate) use rewrite::all as of_documents;
pub(crate) use rewrite::{overlooks, rewrite};

macro_rules! variants {
    ($($variant:ident = $name:literal, $what:literal;)*) => {
        /// A correct behaviour that differs from the usual one.
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
    AllLinks = "all-links", "self, prev and last links come with next.";
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
    LaxIdentifiers = "lax-identifiers", "A PartyID that cannot be finds nobody, and UUIDs are accepted in other spellings: without hyphens, in braces, as a URN.";
    NeedlessOrderOverlooked = "needless-order-overlooked", "A reference is ignored where the service has none.";
    StrictUuids = "strict-uuids", "The nil UUID and other versions than 4 are refused.";
    LooseOrderTyp = "loose-order-typ", "Other spellings of the order's typ are accepted.";
    TwoDigitOffset = "two-digit-offset", "registered has an offset of two digits, e.g. +02.";
    IdentifiersWithNulls = "identifiers-with-nulls", "Where the bank has no number of a counterparty, value and type of its identifier are null.";
    NoHistoricBalances = "no-historic-balances", "The bank does not keep the balances of past days.";
    AvailableForPastDay = "available-for-past-day", "A past day has an available balance beside the booked one.";
    BalanceAtDaysEndInUtc = "balance-at-days-end-in-utc", "The balance of a past day is registered at 23:59:59Z of that day.";
    BalanceAtNextMidnight = "balance-at-next-midnight", "The balance of a past day is registered at the midnight that ends it in Norway.";
    BalanceAtNoon = "balance-at-noon", "The balance of a past day is registered at noon of that day.";
    BalanceOfThisMoment = "balance-of-this-moment", "Today's balance is registered at the time of the request.";
    BalancesNullWhereNone = "balances-null-where-none", "An account without a balance has null instead of a blank list of balances.";
    StatusOfToDate = "status-of-to-date", "status is the one at the end of the period, not today's.";
    NamesOfPeriodEnd = "names-of-period-end", "The names of owners and role holders are those at the end of the period, not today's.";
    OwnerAmongRoles = "owner-among-roles", "The owner is listed among the roles too.";
    ListsReversed = "lists-reversed", "Accounts, balances, cards, roles, references and counterparties come in the opposite order.";
    NewestFirst = "newest-first", "Transactions come with the newest first.";
    PendingTransactions = "pending-transactions", "A reserved transaction without booking date comes after the booked ones.";
    ValueDateLater = "value-date-later", "valueDate is two days after bookingDate.";
    RegisteredEarlier = "registered-earlier", "Transactions are registered two days before they are booked.";
    DatesWithoutOffset = "dates-without-offset", "bookingDate and valueDate have no offset.";
    ReferenceValuesWithSymbols = "reference-values-with-symbols", "Reference values of transactions have + and /.";
    ReferencesInBase64 = "references-in-base64", "Account references have +, / and =.";
    LongReferences = "long-references", "Account references are texts of 98 characters.";
    EmptyLinks = "empty-links", "links is a blank list where there is no further page.";
    PartialInEnglish = "partial-in-english", "The message of a partial answer is in English.";
    ErrorsInLowerCase = "errors-in-lower-case", "Error messages write the names of headers and parameters in lower case.";
    TokenRefusedWith403 = "token-refused-with-403", "An unusable access token is refused with 403 ACC-011.";
    ConsumerRefusedWith401 = "consumer-refused-with-401", "A wrong scope or consumer is refused with 401 ACC-010.";
    MandateRefusedWith403 = "mandate-refused-with-403", "A mandate that is not the service's is refused with 403 ACC-011.";
    OneTooManyRequests = "one-429", "One request is answered with 429 and Retry-After: 1.";
    OneOutOfService = "one-503", "One request is answered with 503 and Retry-After: 1.";
    ClockFast = "clock-20-seconds-fast", "The bank's clock is 20 seconds fast.";
    InterimAnswers = "interim-answers", "An interim answer 103 comes before each final one on HTTP/1.1.";
    GzipWhenAccepted = "gzip-when-accepted", "Bodies are compressed with gzip where Accept-Encoding names it.";
    ChunkedWithTrailers = "chunked-with-trailers", "Bodies come in chunks with a trailer after them.";
    ConnectionClose = "connection-close", "The connection is closed after each answer on HTTP/1.1.";
    CapitalHeaderNames = "capital-header-names", "Names of response headers begin with capital letters on HTTP/1.1.";
    MoreHeaders = "more-response-headers", "Answers have headers that the API does not name.";
    JoseWithCharset = "jose-with-charset", "The media type of an encrypted answer has a charset.";
    JweWithMoreMembers = "jwe-with-more-members", "The header of the encrypted answer has typ and x5t#S256 too.";
    NumbersWithExponent = "numbers-with-exponent", "Amounts are written with an exponent.";
    GuardianshipCut = "guardianship-cut", "A period that a guardianship covers in part is answered for that part.";
    TasklessGuardianTaken = "taskless-guardian-taken", "A guardianship whose entry has no tasks is accepted.";
    PowersOfAttorneyTaken = "powers-of-attorney-taken", "A confirmed power of attorney is accepted as a guardianship.";
    ClosedEstateServed = "closed-estate-served", "A debtor whose estate is wound up is accepted.";
    NeedlessRequesterRefused = "needless-requester-refused", "A RequesterID where the service has none is refused.";
    OthersFiltered = "others-filtered", "Other holders are left out of roles and cards of accounts that are only disposed of.";
    RegisterRefusedWith403 = "register-refusals-403", "What guardianship or bankruptcy does not cover is refused with 403 ACC-011.";
    UndecidedDelivered = "undecided-delivered", "Fields under consideration are delivered.";
    ShortTaxMandateTaken = "short-tax-mandate-taken", "The shorter mandate of Skatt-Kontroll is accepted.";
    EscapedSlashes = "escaped-slashes", "Slashes in texts are escaped.";
    DatesOptional = "dates-optional", "A missing fromDate or toDate means the day of the request.";
    UnknownDeathServed = "unknown-death-served", "A deceased person whose date of death is unknown is answered for.";
    ReferenceTypeAnyCase = "reference-type-any-case", "AdditionalReferenceIDType is compared without regard to case.";
    CompleteWithMessage = "complete-with-message", "A complete answer has a message.";
}

/// The variants that a bank has; none for a bank that does the usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Deserialize)]
#[serde(try_from = "BTreeMap<String, bool>")]
pub struct Variants(u128);

const _: () = assert!(
    Variant::ALL.len() <= 128,
    "the set has room for 128 variants"
);

impl Variants {
    /// Whether the bank has this variant.
    pub fn has(self, variant: Variant) -> bool {
        self.0 >> (variant as u32) & 1 == 1
    }
}

impl FromIterator<Variant> for Variants {
    fn from_iter<I: IntoIterator<Item = Variant>>(variants: I) -> Self {
        Self(
            variants
                .into_iter()
                .fold(0, |set, variant| set | 1 << (variant as u32)),
        )
    }
}

/// A name that no variant has.
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
    /// The variant of that name; underscores are read as hyphens.
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
        assert!(!set.has(Variant::SpacedJson));
    }
}
