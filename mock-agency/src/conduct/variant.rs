//! Right ways that differ from the client's usual one.

use super::UnknownConduct;

macro_rules! variants {
    ($($variant:ident $name:literal $why:literal $nb:literal)*) => {
        /// Another right way.
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

            /// The same in Norwegian Bokmål.
            pub fn text_in_norwegian(self) -> &'static str {
                match self { $(Self::$variant => $nb,)* }
            }
        }
    };
}

variants! {
    UpperCaseUuids "upper-case-uuids" "Writes UUIDs in capitals" "Skriver UUID-er med store bokstaver"
    GrantsByRs512 "grants-by-rs512" "Signs grants by RS512" "Signerer forespørsler om token med RS512"
    GrantsByKid "grants-by-kid" "Names its registered key by kid in grants" "Navngir den registrerte nøkkelen med kid i forespørsler om token"
    ShortGrants "short-grants" "Lets grants live ten seconds" "Lar forespørsler om token vare ti sekunder"
    Direct "direct" "Calls the banks directly, without step 1" "Kaller bankene direkte, uten trinn 1"
    AcceptsMore "accepts-more" "Takes application/jose before anything else" "Foretrekker application/jose, men tar imot mer"
    MandateFullyEncoded "mandate-fully-encoded" "Encodes the parentheses of the mandate too" "Koder parentesene i hjemmelen også"
    FiveAttempts "five-attempts" "Tries five times" "Prøver fem ganger"
    EndpointsReversed "endpoints-reversed" "Calls an account's endpoints in the other order" "Kaller en kontos endepunkter i motsatt rekkefølge"
    AccountsReversed "accounts-reversed" "Takes the accounts in the other order" "Tar kontiene i motsatt rekkefølge"
    PseudonymousRequester "pseudonymous-requester" "Sends a pseudonym as RequesterID" "Sender et pseudonym som RequesterID"
    ShorterPeriod "shorter-period" "Asks for less than it may" "Spør om mindre enn den kan"
    QueryReversed "query-reversed" "Sends the query parameters in another order" "Sender parametrene i en annen rekkefølge"
    OrderOfOneDay "order-of-one-day" "Has orders that live a day" "Har utleveringspålegg som varer en dag"
    OrderWithMoreClaims "order-with-more-claims" "Adds a claim of its own to orders" "Legger et eget felt til utleveringspålegg"
    TraceHeaders "trace-headers" "Sends headers for tracing" "Sender headere for sporing"
    FormReversed "form-reversed" "Sends the assertion before the grant type" "Sender assertion foran grant_type"
    OwnerFlagInCapitals "owner-flag-in-capitals" "Spells OnlyPrimaryOwner as TRUE" "Skriver OnlyPrimaryOwner som TRUE"
}

impl Variant {
    /// The variant of that name.
    ///
    /// # Errors
    /// When there is none.
    pub fn from_name(name: &str) -> Result<Self, UnknownConduct> {
        let found = Self::ALL
            .iter()
            .copied()
            .find(|variant| variant.name() == name);
        found.ok_or_else(|| UnknownConduct {
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
