//! Correct behaviour that differs from the client's usual one.

use super::UnknownBehaviour;

macro_rules! variants {
    ($($variant:ident $name:literal $why:literal)*) => {
        /// Correct behaviour that differs from the usual one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Variant {
            $(#[doc = concat!($why, ".")] $variant,)*
        }

        impl Variant {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name on the command line.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it does.
            pub fn text(self) -> &'static str {
                match self { $(Self::$variant => $why,)* }
            }
        }
    };
}

variants! {
    UpperCaseUuids "upper-case-uuids" "Writes UUIDs in capitals"
    GrantsByRs512 "grants-by-rs512" "Signs grants by RS512"
    GrantsByKid "grants-by-kid" "Names its key by kid in grants, without certificates"
    ShortGrants "short-grants" "Sends grants that are valid for ten seconds"
    Direct "direct" "Calls the banks directly, without step 1"
    AcceptsMore "accepts-more" "Accepts other media types too, application/jose preferred"
    MandateFullyEncoded "mandate-fully-encoded" "Encodes the parentheses of the mandate too"
    FiveAttempts "five-attempts" "Makes up to five attempts"
    EndpointsReversed "endpoints-reversed" "Calls an account's endpoints in reverse order"
    AccountsReversed "accounts-reversed" "Asks about the accounts in reverse order"
    PseudonymousRequester "pseudonymous-requester" "Sends a pseudonym as RequesterID"
    ShorterPeriod "shorter-period" "Asks for less than it may"
    QueryReversed "query-reversed" "Sends the query parameters in another order"
    OrderOfOneDay "order-of-one-day" "Sends orders that are valid for one day"
    OrderWithMoreClaims "order-with-more-claims" "Adds a claim of its own to orders"
    TraceHeaders "trace-headers" "Sends headers for tracing"
    FormReversed "form-reversed" "Sends the assertion before the grant type"
    OwnerFlagInCapitals "owner-flag-in-capitals" "Spells OnlyPrimaryOwner as TRUE"
}

impl Variant {
    /// The variant of that name.
    ///
    /// # Errors
    /// When there is none.
    pub fn from_name(name: &str) -> Result<Self, UnknownBehaviour> {
        let found = Self::ALL
            .iter()
            .copied()
            .find(|variant| variant.name() == name);
        found.ok_or_else(|| UnknownBehaviour {
            kind: "variant",
            name: name.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_found_by_its_name_and_by_no_other() {
        for variant in Variant::ALL {
            assert_eq!(Variant::from_name(variant.name()), Ok(*variant));
        }
        assert!(Variant::from_name("no-such-variant").is_err());
    }
}
