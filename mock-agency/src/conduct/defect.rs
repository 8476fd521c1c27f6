//! The mistakes that the client can be told to make.

use super::UnknownConduct;

macro_rules! defects {
    ($($variant:ident $name:literal $case:literal $rule:literal)*) => {
        /// A deliberate mistake of the client.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Defect {
            $(#[doc = concat!("Breaks: ", $rule)] $variant,)*
        }

        impl Defect {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name on the command line.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The case that is meant to find it.
            pub fn case(self) -> &'static str {
                match self { $(Self::$variant => $case,)* }
            }

            /// The rule that it breaks.
            pub fn rule(self) -> &'static str {
                match self { $(Self::$variant => $rule,)* }
            }
        }
    };
}

defects! {
    GrantAsJson "grant-as-json" "AGY-TOKEN-001" "a grant is a form with grant_type and assertion"
    GrantByPs256 "grant-by-ps256" "AGY-TOKEN-002" "an assertion is signed by RS256, RS384 or RS512"
    GrantWithoutKeyName "grant-without-key-name" "AGY-TOKEN-003" "an assertion names its key by x5c or kid"
    GrantForTokenEndpoint "grant-for-token-endpoint" "AGY-TOKEN-004" "aud of an assertion is the issuer"
    GrantOfFiveMinutes "grant-of-five-minutes" "AGY-TOKEN-005" "an assertion lives at most 120 seconds"
    GrantRepeatsJti "grant-repeats-jti" "AGY-TOKEN-006" "a grant is used once"
    GrantOfOtherClient "grant-of-other-client" "AGY-TOKEN-007" "iss of an assertion is the agency's own client"
    GrantWithoutResource "grant-without-resource" "AGY-TOKEN-008" "a token is asked for with the bank's base URL as resource"
    GrantResourceWithSlash "grant-resource-with-slash" "AGY-TOKEN-008" "the resource is the base URL exactly as registered"
    GrantScopeOfStepOne "grant-scope-of-step-one" "AGY-TOKEN-009" "a bank gets tokens with bits:kontoinformasjon"
    OverviewScopeOfStepTwo "overview-scope-of-step-two" "AGY-TOKEN-010" "the overview gets tokens with bits:kundeforhold"
    TokenSharedByBanks "token-shared-by-banks" "AGY-TOKEN-011" "a token for one bank is not sent to another"
    TokenKeptTooLong "token-kept-too-long" "AGY-TOKEN-012" "an expired token is not sent"
    TokenWithoutBearer "token-without-bearer" "AGY-TOKEN-013" "a token goes as Bearer in Authorization"
    TokenInQuery "token-in-query" "AGY-TOKEN-014" "a token is not part of an address"
    RefusedTokenAgain "refused-token-again" "AGY-TOKEN-015" "a refused token is replaced"
    TokenForEveryCall "token-for-every-call" "AGY-TOKEN-016" "a token serves several requests"
    TokenReplacedForEver "token-replaced-for-ever" "AGY-TOKEN-019" "a token that is always refused is not replaced for ever"
    GrantForEveryScope "grant-for-every-scope" "AGY-TOKEN-018" "a token has the scopes that are needed and no more"
    OverviewCustomerPadded "overview-customer-padded" "AGY-OVERVIEW-002" "CustomerID is the control object's number"
    OverviewWithoutCorrelation "overview-without-correlation" "AGY-OVERVIEW-003" "step 1 has a CorrelationID"
    OverviewWithoutCase "overview-without-case" "AGY-OVERVIEW-004" "step 1 has an AccountInfoRequestID"
    OverviewWithoutMandate "overview-without-mandate" "AGY-OVERVIEW-005" "step 1 has a Legal-Mandate"
    OverviewWithoutPeriod "overview-without-period" "AGY-OVERVIEW-006" "step 1 has a period"
    ProviderAskedForEstate "provider-asked-for-estate" "AGY-OVERVIEW-007" "an estate is looked up by customerRelationships alone"
    NoCustomerAskedAnyway "no-customer-asked-anyway" "AGY-OVERVIEW-011" "no bank is asked when the answer names none"
    EveryBankAsked "every-bank-asked" "AGY-OVERVIEW-008" "only the banks of the overview's answer are asked"
    BaseUrlWithSlash "base-url-with-slash" "AGY-OVERVIEW-009" "the registered base URL is used as it stands"
    OverviewOfOtherCase "overview-of-other-case" "AGY-OVERVIEW-010" "steps 1 and 2 of a case have one AccountInfoRequestID"
    FirstBankOnly "first-bank-only" "AGY-OVERVIEW-012" "every bank of the overview's answer is asked"
    OverviewNumberInQuery "overview-number-in-query" "AGY-OVERVIEW-013" "the number of a person is not part of an address"
    PostInsteadOfGet "post-instead-of-get" "AGY-HEADERS-001" "every call is a GET"
    CaseMissing "case-missing" "AGY-HEADERS-002" "every call has an AccountInfoRequestID"
    CaseNoUuid "case-no-uuid" "AGY-HEADERS-002" "AccountInfoRequestID is a UUID"
    CasePerCall "case-per-call" "AGY-HEADERS-003" "AccountInfoRequestID is the same through the case"
    CaseForEver "case-for-ever" "AGY-HEADERS-004" "each case has an AccountInfoRequestID of its own"
    CorrelationMissing "correlation-missing" "AGY-HEADERS-005" "every call has a CorrelationID"
    CorrelationNoUuid "correlation-no-uuid" "AGY-HEADERS-005" "CorrelationID is a UUID"
    CorrelationPerCase "correlation-per-case" "AGY-HEADERS-006" "each call has a CorrelationID of its own"
    MandateNotEncoded "mandate-not-encoded" "AGY-HEADERS-007" "Legal-Mandate is percent-encoded"
    MandateEncodedTwice "mandate-encoded-twice" "AGY-HEADERS-007" "Legal-Mandate is encoded once"
    MandateMisspelt "mandate-misspelt" "AGY-HEADERS-008" "Legal-Mandate is the service's own text"
    CasePerBank "case-per-bank" "AGY-HEADERS-003" "AccountInfoRequestID is the same at every bank of the case"
    MandateChanges "mandate-changes" "AGY-HEADERS-009" "the mandate is the same through the case"
    PartyWithSpace "party-with-space" "AGY-HEADERS-010" "PartyID is the control object's number"
    PartyEverywhere "party-everywhere" "AGY-HEADERS-011" "PartyID is for Accounts alone"
    RequesterMissing "requester-missing" "AGY-HEADERS-012" "the police send a RequesterID"
    RequesterAtRandom "requester-at-random" "AGY-HEADERS-013" "RequesterID is constant for a user"
    RequesterForEstate "requester-for-estate" "AGY-HEADERS-014" "a service without RequesterID sends none"
    ReferenceTypeOther "reference-type-other" "AGY-HEADERS-015" "AdditionalReferenceIDType is pol1"
    OrderMissing "order-missing" "AGY-HEADERS-016" "every police call carries the order"
    ReferenceForEstate "reference-for-estate" "AGY-HEADERS-017" "a service without additional reference sends none"
    CorrelationTwice "correlation-twice" "AGY-HEADERS-018" "each header comes once"
    AcceptsJsonOnly "accepts-json-only" "AGY-HEADERS-019" "the agency takes application/jose"
    NumberInQuery "number-in-query" "AGY-HEADERS-020" "the number of a person is not part of an address"
    ToDateMissing "to-date-missing" "AGY-PERIOD-001" "every call has both dates"
    DateNorwegian "date-norwegian" "AGY-PERIOD-001" "dates are YYYY-MM-DD"
    PeriodReversed "period-reversed" "AGY-PERIOD-002" "a period does not end before it begins"
    PeriodTooLong "period-too-long" "AGY-PERIOD-003" "the period begins within the service's limit"
    EstateUntilYesterday "estate-until-yesterday" "AGY-PERIOD-004" "an estate is asked about until today"
    PeriodChanges "period-changes" "AGY-PERIOD-005" "the period is the same through the case"
    PeriodIntoFuture "period-into-future" "AGY-PERIOD-010" "the period does not reach into the future"
    OwnerFlagMissing "owner-flag-missing" "AGY-PERIOD-006" "Accounts has OnlyPrimaryOwner"
    OwnerFlagAsNumber "owner-flag-as-number" "AGY-PERIOD-007" "OnlyPrimaryOwner is true or false"
    OwnerFlagFalse "owner-flag-false" "AGY-PERIOD-008" "an estate is asked about with OnlyPrimaryOwner true"
    FromDateTwice "from-date-twice" "AGY-PERIOD-009" "each query parameter comes once"
    DetailsFirst "details-first" "AGY-FLOW-001" "Accounts comes before the other endpoints"
    ReferenceFromNumber "reference-from-number" "AGY-FLOW-002" "account references come from the answer to Accounts"
    DataNotDeliveredCalled "data-not-delivered-called" "AGY-FLOW-003" "dataNotDelivered is not called"
    CardsForEstate "cards-for-estate" "AGY-FLOW-004" "no endpoint outside the service is called"
    PathUnknown "path-unknown" "AGY-FLOW-005" "only the paths of the API are called"
    ShieldedAskedAnyway "shielded-asked-anyway" "AGY-FLOW-007" "after an empty list nothing more is called"
    RequestBroken "request-broken" "AGY-FLOW-008" "every request is HTTP"
    LastAccountSkipped "last-account-skipped" "AGY-FLOW-006" "every account is asked about"
    OrderPadded "order-padded" "AGY-ORDER-001" "an order is a compact JWS, base64url without padding"
    OrderByRs256 "order-by-rs256" "AGY-ORDER-002" "an order is signed by PS256"
    OrderWithoutTyp "order-without-typ" "AGY-ORDER-003" "typ of an order is JWT"
    OrderKidUnknown "order-kid-unknown" "AGY-ORDER-004" "kid of an order names a key of the police's JWKS"
    OrderSignatureBroken "order-signature-broken" "AGY-ORDER-005" "an order's signature is that of its key"
    OrderCertificateExpired "order-certificate-expired" "AGY-ORDER-006" "an order's certificate is valid"
    OrderEmbedsKey "order-embeds-key" "AGY-ORDER-007" "an order brings no key of its own"
    OrderWithoutDistrict "order-without-district" "AGY-ORDER-008" "an order has all its claims"
    OrderVersionOther "order-version-other" "AGY-ORDER-009" "version of an order is 1.0.0"
    OrderIdNoUuid "order-id-no-uuid" "AGY-ORDER-010" "extraditionOrderID and caseID are UUIDs"
    OrderOfOtherParty "order-of-other-party" "AGY-ORDER-011" "partyID of the order is the control object"
    OrderMandateOther "order-mandate-other" "AGY-ORDER-012" "mandate of the order is that of the request"
    OrderReasonOther "order-reason-other" "AGY-ORDER-013" "reason of an order is that of its mandate"
    OrderOfElevenYears "order-of-eleven-years" "AGY-ORDER-014" "an order goes ten years back at most"
    RequestBeyondOrder "request-beyond-order" "AGY-ORDER-015" "a request's period lies within the order's"
    OwnerBeyondOrder "owner-beyond-order" "AGY-ORDER-016" "OnlyPrimaryOwner keeps to the order"
    OrderWithoutAccountList "order-without-account-list" "AGY-ORDER-017" "accountList of an order is true"
    OrderFlagsIgnored "order-flags-ignored" "AGY-ORDER-018" "an endpoint is called only where the order says so"
    OrderOfOtherCase "order-of-other-case" "AGY-ORDER-019" "caseID of the order is the AccountInfoRequestID"
    OrderOfAHundredDays "order-of-a-hundred-days" "AGY-ORDER-020" "an order lives 90 days at most"
    OrderExpired "order-expired" "AGY-ORDER-021" "an order is sent while it is valid"
    OrderApprovedWithOffset "order-approved-with-offset" "AGY-ORDER-022" "approvalTimestamp ends in Z"
    OrderPerCall "order-per-call" "AGY-ORDER-023" "the order is the same through the case"
    OrderIdForEver "order-id-for-ever" "AGY-ORDER-024" "each control object's order has an id of its own"
    FirstPageOnly "first-page-only" "AGY-ANSWERS-001" "next is followed to the end"
    NextRebuilt "next-rebuilt" "AGY-ANSWERS-002" "next is used as it stands"
    PageFetchedTwice "page-fetched-twice" "AGY-ANSWERS-003" "a page is fetched once"
    OtherHostFollowed "other-host-followed" "AGY-ANSWERS-004" "a next to another host is not followed"
    LoopFollowed "loop-followed" "AGY-ANSWERS-005" "a loop of next is left"
    UnknownFieldFatal "unknown-field-fatal" "AGY-ANSWERS-006" "unknown fields are ignored"
    NullFatal "null-fatal" "AGY-ANSWERS-007" "null stands for a missing value"
    PartialFatal "partial-fatal" "AGY-ANSWERS-008" "what a partial answer has is used"
    NeverRetries "never-retries" "AGY-ANSWERS-009" "a technical error is tried again"
    RetryAfterIgnored "retry-after-ignored" "AGY-ANSWERS-010" "Retry-After is kept"
    RetriesAtOnce "retries-at-once" "AGY-ANSWERS-012" "a pause comes before another attempt"
    RetriesTooOften "retries-too-often" "AGY-ANSWERS-011" "attempts are bounded"
    RefusalRepeated "refusal-repeated" "AGY-ANSWERS-013" "a refused request is not repeated unchanged"
    ForbiddenRepeated "forbidden-repeated" "AGY-ANSWERS-014" "a request refused with 403 is not repeated unchanged"
    UnknownRepeated "unknown-repeated" "AGY-ANSWERS-015" "a request refused with 404 is not repeated unchanged"
    MethodRepeated "method-repeated" "AGY-ANSWERS-016" "a request refused with 405 is not repeated unchanged"
    MediaTypeRepeated "media-type-repeated" "AGY-ANSWERS-017" "a request refused with 406 is not repeated unchanged"
    EmptyListFatal "empty-list-fatal" "AGY-ANSWERS-024" "an empty list does not lose the other banks"
    AbsoluteFollowed "absolute-followed" "AGY-ANSWERS-025" "only a relative next is followed"
    RateLimitFatal "rate-limit-fatal" "AGY-ANSWERS-026" "a call refused with 429 is made again"
    RateLimitHammered "rate-limit-hammered" "AGY-ANSWERS-027" "attempts at a call refused with 429 are bounded"
    BrokenListFatal "broken-list-fatal" "AGY-ANSWERS-028" "a list that can not be opened does not lose the other banks"
    FailingAccountFatal "failing-account-fatal" "AGY-ANSWERS-018" "one failing account does not lose the others"
    FailingBankFatal "failing-bank-fatal" "AGY-ANSWERS-019" "one failing bank does not lose the others"
    Impatient "impatient" "AGY-ANSWERS-020" "a slow answer is waited for"
    BrokenAnswerFatal "broken-answer-fatal" "AGY-ANSWERS-021" "an answer that can not be opened does not lose the others"
    AnyCertificateTrusted "any-certificate-trusted" "AGY-ANSWERS-022" "a bank's certificate is validated"
    RedirectFollowed "redirect-followed" "AGY-ANSWERS-023" "a redirect is not followed with the token"
    CardsUnasked "cards-unasked" "AGY-MINIMISATION-001" "only what the task needs is asked for"
    OwnerFalseUnasked "owner-false-unasked" "AGY-MINIMISATION-002" "others' accounts are asked for only where they are needed"
    TenYearsUnasked "ten-years-unasked" "AGY-MINIMISATION-003" "the period is no longer than the task needs"
    OrderOfEverything "order-of-everything" "AGY-MINIMISATION-004" "an order gives no more access than the task needs"
    EverythingTwice "everything-twice" "AGY-MINIMISATION-005" "nothing is fetched twice"
}

impl Defect {
    /// The defect of that name.
    ///
    /// # Errors
    /// When there is none.
    pub fn from_name(name: &str) -> Result<Self, UnknownConduct> {
        let found = Self::ALL
            .iter()
            .copied()
            .find(|defect| defect.name() == name);
        found.ok_or_else(|| UnknownConduct {
            kind: "defect",
            name: name.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_has_a_name_of_its_own() {
        let names: BTreeSet<&str> = Defect::ALL.iter().map(|defect| defect.name()).collect();
        assert_eq!(names.len(), Defect::ALL.len());
    }

    #[test]
    fn is_found_by_its_name_and_by_no_other() {
        for defect in Defect::ALL {
            assert_eq!(Defect::from_name(defect.name()), Ok(*defect));
        }
        assert!(Defect::from_name("no-such-defect").is_err());
    }
}
