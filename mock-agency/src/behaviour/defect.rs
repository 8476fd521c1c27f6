//! The defects that the client can be given, each breaking one rule.

use super::UnknownBehaviour;

macro_rules! defects {
    ($($variant:ident $name:literal $rule:literal)*) => {
        /// A deliberate defect of the client.
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

            /// The rule that it breaks.
            pub fn rule(self) -> &'static str {
                match self { $(Self::$variant => $rule,)* }
            }
        }
    };
}

defects! {
    GrantAsJson "grant-as-json" "a grant is a form with grant_type and assertion"
    GrantByPs256 "grant-by-ps256" "an assertion is signed by RS256, RS384 or RS512"
    GrantWithoutKeyName "grant-without-key-name" "an assertion names its key by x5c or kid"
    GrantForTokenEndpoint "grant-for-token-endpoint" "aud of an assertion is the issuer"
    GrantOfFiveMinutes "grant-of-five-minutes" "an assertion is valid for at most 120 seconds"
    GrantRepeatsJti "grant-repeats-jti" "each grant has its own jti"
    GrantOfOtherClient "grant-of-other-client" "iss of an assertion is the agency's own client"
    GrantWithoutResource "grant-without-resource" "a token is asked for with the bank's base URL as resource"
    GrantResourceWithSlash "grant-resource-with-slash" "the resource is the base URL exactly as registered"
    GrantScopeOfStepOne "grant-scope-of-step-one" "a bank receives tokens with bits:kontoinformasjon"
    OverviewScopeOfStepTwo "overview-scope-of-step-two" "the customer overview receives tokens with bits:kundeforhold"
    GrantResourceAsText "grant-resource-as-text" "resource of a grant is a list"
    GrantOfLeafAlone "grant-of-leaf-alone" "x5c of a grant is the whole chain"
    GrantWithoutJti "grant-without-jti" "a grant has a jti"
    TokenSharedByBanks "token-shared-by-banks" "a token for one bank is not sent to another"
    TokenKeptTooLong "token-kept-too-long" "an expired token is not sent"
    TokenWithoutBearer "token-without-bearer" "a token is sent as Bearer in Authorization"
    TokenInQuery "token-in-query" "a token is not part of a URL"
    RefusedTokenAgain "refused-token-again" "a refused token is replaced"
    TokenForEveryCall "token-for-every-call" "a token is used for several requests"
    TokenReplacedForEver "token-replaced-for-ever" "a token that is always refused is not replaced again and again"
    GrantForEveryScope "grant-for-every-scope" "a token has the scopes that are needed and no more"
    OverviewCustomerPadded "overview-customer-padded" "CustomerID is the control object's number"
    OverviewWithoutCorrelation "overview-without-correlation" "step 1 has a CorrelationID"
    OverviewWithoutCase "overview-without-case" "step 1 has an AccountInfoRequestID"
    OverviewWithoutMandate "overview-without-mandate" "step 1 has a Legal-Mandate"
    OverviewWithoutPeriod "overview-without-period" "step 1 has a period"
    ProviderAskedForOed "provider-asked-for-oed" "in Oppgjør etter dødsfall step 1 calls customerRelationships only"
    NoCustomerAskedAnyway "no-customer-asked-anyway" "no bank is asked when the customer overview names none"
    EveryBankAsked "every-bank-asked" "only the banks that the customer overview names are asked"
    BaseUrlWithSlash "base-url-with-slash" "the registered base URL is used unchanged"
    OverviewOfOtherCase "overview-of-other-case" "steps 1 and 2 of a case have one AccountInfoRequestID"
    FirstBankOnly "first-bank-only" "every bank that the customer overview names is asked"
    OverviewNumberInQuery "overview-number-in-query" "a personal number is not part of a URL"
    OverviewTooEarly "overview-too-early" "the period of step 1 begins within the service's limit"
    OverviewUntilYesterday "overview-until-yesterday" "in Oppgjør etter dødsfall toDate of step 1 is today"
    OverviewOwnerFalse "overview-owner-false" "in Oppgjør etter dødsfall onlyPrimaryOwner of step 1 is true"
    OverviewWithoutOwner "overview-without-owner" "in Oppgjør etter dødsfall step 1 has onlyPrimaryOwner"
    OverviewMandateEncodedTwice "overview-mandate-encoded-twice" "Legal-Mandate of step 1 is encoded once"
    OverviewTokenAlone "overview-token-alone" "a token for step 1 is sent as Bearer"
    OverviewNumberInReferer "overview-number-in-referer" "a personal number is in CustomerID alone"
    HostOfOtherName "host-of-other-name" "a bank is called by its registered host"
    PostInsteadOfGet "post-instead-of-get" "every call is a GET"
    CaseMissing "case-missing" "every call has an AccountInfoRequestID"
    CaseNoUuid "case-no-uuid" "AccountInfoRequestID is a UUID"
    CasePerCall "case-per-call" "AccountInfoRequestID is the same through the case"
    CaseForEver "case-for-ever" "each case has an AccountInfoRequestID of its own"
    CorrelationMissing "correlation-missing" "every call has a CorrelationID"
    CorrelationNoUuid "correlation-no-uuid" "CorrelationID is a UUID"
    CorrelationPerCase "correlation-per-case" "each call has a CorrelationID of its own"
    MandateNotEncoded "mandate-not-encoded" "Legal-Mandate is percent-encoded"
    MandateEncodedTwice "mandate-encoded-twice" "Legal-Mandate is encoded once"
    MandateMisspelt "mandate-misspelt" "Legal-Mandate is the service's own text"
    CasePerBank "case-per-bank" "AccountInfoRequestID is the same at every bank of the case"
    MandateChanges "mandate-changes" "the mandate is the same through the case"
    PartyWithSpace "party-with-space" "PartyID is the control object's number"
    PartyEverywhere "party-everywhere" "PartyID is sent to Accounts only"
    RequesterMissing "requester-missing" "the police send a RequesterID"
    RequesterAtRandom "requester-at-random" "RequesterID is constant for a user"
    RequesterForOed "requester-for-oed" "a service without RequesterID sends none"
    ReferenceTypeOther "reference-type-other" "AdditionalReferenceIDType is pol1"
    OrderMissing "order-missing" "every police call carries the order"
    ReferenceForOed "reference-for-oed" "a service without additional reference sends none"
    CorrelationTwice "correlation-twice" "each header is sent once"
    AcceptsJsonOnly "accepts-json-only" "the agency accepts application/jose"
    NumberInQuery "number-in-query" "a personal number is not part of a URL"
    NumberInUserAgent "number-in-user-agent" "a personal number is in PartyID alone"
    CookieSent "cookie-sent" "no cookie is sent"
    ToDateMissing "to-date-missing" "every call has both dates"
    DateNorwegian "date-norwegian" "dates are YYYY-MM-DD"
    PeriodReversed "period-reversed" "fromDate is not after toDate"
    PeriodTooLong "period-too-long" "the period begins within the service's limit"
    OedUntilYesterday "oed-until-yesterday" "in Oppgjør etter dødsfall toDate is today"
    PeriodChanges "period-changes" "the period is the same through the case"
    PeriodIntoFuture "period-into-future" "toDate is not in the future"
    OwnerFlagMissing "owner-flag-missing" "Accounts has OnlyPrimaryOwner"
    OwnerFlagAsNumber "owner-flag-as-number" "OnlyPrimaryOwner is true or false"
    OwnerFlagFalse "owner-flag-false" "in Oppgjør etter dødsfall OnlyPrimaryOwner is true"
    FromDateTwice "from-date-twice" "each query parameter is sent once"
    DetailsFirst "details-first" "Accounts comes before the other endpoints"
    ReferenceFromNumber "reference-from-number" "account references come from the answer to Accounts"
    DataNotDeliveredCalled "data-not-delivered-called" "an account with dataNotDelivered is not called"
    CardsForOed "cards-for-oed" "no endpoint outside the service is called"
    PathUnknown "path-unknown" "only paths of the API are called"
    ShieldedAskedAnyway "shielded-asked-anyway" "after an empty list nothing more is called"
    RequestBroken "request-broken" "every request is well-formed HTTP"
    LastAccountSkipped "last-account-skipped" "every account is asked about"
    OrderPadded "order-padded" "an order is a compact JWS, base64url without padding"
    OrderByRs256 "order-by-rs256" "an order is signed by PS256"
    OrderWithoutTyp "order-without-typ" "typ of an order is JWT"
    OrderKidUnknown "order-kid-unknown" "kid of an order names a key of the police's JWKS"
    OrderSignatureBroken "order-signature-broken" "an order's signature verifies with its key"
    OrderCertificateExpired "order-certificate-expired" "an order's certificate is valid"
    OrderEmbedsKey "order-embeds-key" "an order has no embedded key"
    OrderWithoutDistrict "order-without-district" "an order has all its claims"
    OrderVersionOther "order-version-other" "version of an order is 1.0.0"
    OrderIdNoUuid "order-id-no-uuid" "extraditionOrderID and caseID are UUIDs"
    OrderOfOtherParty "order-of-other-party" "partyID of the order is the control object"
    OrderMandateOther "order-mandate-other" "mandate of the order is that of the request"
    OrderReasonOther "order-reason-other" "reason of an order is that of its mandate"
    OrderOfElevenYears "order-of-eleven-years" "fromDate of an order is at most ten years back"
    RequestBeyondOrder "request-beyond-order" "a request's period lies within the order's"
    OwnerBeyondOrder "owner-beyond-order" "OnlyPrimaryOwner matches the order"
    OrderWithoutAccountList "order-without-account-list" "accountList of an order is true"
    OrderFlagsIgnored "order-flags-ignored" "an endpoint is called only where the order permits it"
    OrderOfOtherCase "order-of-other-case" "caseID of the order is the AccountInfoRequestID"
    OrderOfAHundredDays "order-of-a-hundred-days" "an order is valid for at most 90 days"
    OrderExpired "order-expired" "an order is sent while it is valid"
    OrderApprovedWithOffset "order-approved-with-offset" "approvalTimestamp ends in Z"
    OrderPerCall "order-per-call" "the order is the same through the case"
    OrderIdForEver "order-id-for-ever" "each control object's order has an id of its own"
    FirstPageOnly "first-page-only" "next is followed to the end"
    NextRebuilt "next-rebuilt" "next is used unchanged"
    NextDecoded "next-decoded" "next keeps its percent-encoding"
    PageFetchedTwice "page-fetched-twice" "a page is fetched once"
    OtherHostFollowed "other-host-followed" "a next to another host is not followed"
    LoopFollowed "loop-followed" "a loop of next links is detected"
    UnknownFieldFatal "unknown-field-fatal" "unknown fields are ignored"
    NullFatal "null-fatal" "null is read as a missing value"
    PartialFatal "partial-fatal" "the data of a partial answer is used"
    NeverRetries "never-retries" "a request that met a technical error is repeated"
    RetryAfterIgnored "retry-after-ignored" "Retry-After is respected"
    RetriesAtOnce "retries-at-once" "there is a pause before another attempt"
    RetriesTooOften "retries-too-often" "attempts are bounded"
    RefusalRepeated "refusal-repeated" "a refused request is not repeated unchanged"
    ForbiddenRepeated "forbidden-repeated" "a request refused with 403 is not repeated unchanged"
    UnknownRepeated "unknown-repeated" "a request refused with 404 is not repeated unchanged"
    MethodRepeated "method-repeated" "a request refused with 405 is not repeated unchanged"
    MediaTypeRepeated "media-type-repeated" "a request refused with 406 is not repeated unchanged"
    EmptyListFatal "empty-list-fatal" "after an empty list the other banks are still asked"
    AbsoluteFollowed "absolute-followed" "only a relative next is followed"
    RateLimitFatal "rate-limit-fatal" "a call refused with 429 is repeated"
    RateLimitHammered "rate-limit-hammered" "attempts at a call refused with 429 are bounded"
    BrokenListFatal "broken-list-fatal" "after a list that cannot be decrypted the other banks are still asked"
    FailingAccountFatal "failing-account-fatal" "after one failing account the others are still asked for"
    FailingBankFatal "failing-bank-fatal" "after one failing bank the others are still asked"
    Impatient "impatient" "a slow answer is awaited"
    BrokenAnswerFatal "broken-answer-fatal" "after an answer that cannot be decrypted the other calls are still made"
    AnyCertificateTrusted "any-certificate-trusted" "a bank's certificate is validated"
    PlainHttp "plain-http" "nothing is sent to a bank in clear that is registered with https"
    UnauthenticListUsed "unauthentic-list-used" "nothing of an answer with a wrong authentication tag is used"
    UnopenedRepeated "unopened-repeated" "fetches of an answer that cannot be opened are bounded"
    RedirectFollowed "redirect-followed" "a redirect is not followed with the token"
    CardsUnasked "cards-unasked" "only what the task needs is asked for"
    OwnerFalseUnasked "owner-false-unasked" "others' accounts are asked for only where they are needed"
    TenYearsUnasked "ten-years-unasked" "the period is no longer than the task needs"
    OrderOfEverything "order-of-everything" "an order gives no more access than the task needs"
    EverythingTwice "everything-twice" "nothing is fetched twice"
    OverviewHammered "overview-hammered" "attempts at step 1 that meet a technical error are bounded"
    GatewayHammered "gateway-hammered" "attempts at step 1 that meet a time-out of a gateway are bounded"
    OverviewNotRetried "overview-not-retried" "step 1 that met a technical error is repeated"
    GrantHammered "grant-hammered" "grants that meet a technical error are bounded"
    GrantNotRetried "grant-not-retried" "a grant that met a technical error is made anew"
    UnregisteredFatal "unregistered-fatal" "a bank that the API registry does not have does not prevent the others"
    VersionOneCalled "version-one-called" "a bank that is registered with version 1 only is not called"
    ClearAnswerFatal "clear-answer-fatal" "after an answer in clear the other accounts are still asked for"
    ClearListUsed "clear-list-used" "a list in clear that was asked for encrypted is not used"
    VergeTypeLeftOut "verge-type-left-out" "in Vergekontroll AdditionalReferenceIDType is srf"
    VergeWardAsGuardian "verge-ward-as-guardian" "in Vergekontroll AdditionalReferenceID is the guardian"
    VergeGuardianChanges "verge-guardian-changes" "in Vergekontroll the guardian is the same through the case"
    VergeAsksCards "verge-asks-cards" "Vergekontroll has no Cards"
    VergeOwnerFalse "verge-owner-false" "in Vergekontroll OnlyPrimaryOwner is true"
    VergeThisYear "verge-this-year" "in Vergekontroll the period ends within the last calendar year"
    VergeTwoYears "verge-two-years" "in Vergekontroll the period begins within the last calendar year"
    VergeWholeYear "verge-whole-year" "in Vergekontroll the period lies within the guardianship"
    VergeStepOneMandate "verge-step-one-mandate" "the mandate of step 1 of Vergekontroll is not sent to a bank"
    VergeStepTwoMandate "verge-step-two-mandate" "the mandate of step 2 of Vergekontroll is not sent in step 1"
    VergeAsksAboutGuardian "verge-asks-about-guardian" "in Vergekontroll the control object is the ward"
    VergeWithRequester "verge-with-requester" "Vergekontroll has no RequesterID"
    VergeOrganisation "verge-organisation" "Vergekontroll is about persons"
    VergeGoesOnAfterRefusal "verge-goes-on-after-refusal" "after a refused list no other call is made to the bank"
    VergeGuardianInQuery "verge-guardian-in-query" "the guardian's number is not part of a URL"
    VergeCasePerGuardian "verge-case-per-guardian" "two wards of one guardian are two cases"
    KonkursFromTooEarly "konkurs-from-too-early" "in Konkursbehandling fromDate is at most 12 months before the ruling"
    KonkursToYesterday "konkurs-to-yesterday" "in Konkursbehandling toDate is today"
    KonkursOwnerFalse "konkurs-owner-false" "in Konkursbehandling OnlyPrimaryOwner is true"
    KonkursAsksRoles "konkurs-asks-roles" "Konkursbehandling has no Roles"
    KonkursWithRequester "konkurs-with-requester" "Konkursbehandling has no RequesterID"
    KonkursSendsReference "konkurs-sends-reference" "Konkursbehandling has no additional reference"
    KonkursMandateDiffers "konkurs-mandate-differs" "steps 1 and 2 of Konkursbehandling have the same mandate"
    KonkursCompanyAsVat "konkurs-company-as-vat" "a company is asked about by its organisation number"
    KonkursGoesOnAfterRefusal "konkurs-goes-on-after-refusal" "after a refused list no other call is made to the bank"
    KonkursDisabledSkipped "konkurs-disabled-skipped" "a blocked account is asked about like any other"
    KonkursNeedsUndecided "konkurs-needs-undecided" "fields whose delivery is undecided may be missing"
    KonkursRefusesUndecided "konkurs-refuses-undecided" "fields whose delivery is undecided may be there"
    KonkursPeriodInYears "konkurs-period-in-years" "the period of an old bankruptcy is asked for as one"
    KonkursStepOneLastYear "konkurs-step-one-last-year" "steps 1 and 2 of Konkursbehandling have the same period"
    SkattNoRequester "skatt-no-requester" "Skatt-Kontroll sends a RequesterID"
    SkattRequesterPerCall "skatt-requester-per-call" "RequesterID of Skatt-Kontroll is constant for a user"
    SkattRequesterShared "skatt-requester-shared" "RequesterID of Skatt-Kontroll is another for another user"
    SkattRequesterNationalId "skatt-requester-national-id" "RequesterID is no national identity number"
    SkattShortMandate "skatt-short-mandate" "Skatt-Kontroll sends the mandate of the tables of requests"
    SkattElevenYears "skatt-eleven-years" "in Skatt-Kontroll fromDate is at most ten years back"
    SkattIntoFuture "skatt-into-future" "in Skatt-Kontroll toDate is not in the future"
    SkattSendsReference "skatt-sends-reference" "Skatt-Kontroll has no additional reference"
    SkattOwnerFalseUnasked "skatt-owner-false-unasked" "in Skatt-Kontroll others' accounts are asked for only where they are needed"
    SkattStepOneFalse "skatt-step-one-false" "step 1 asks about others' accounts only where step 2 does"
    SkattDataNotDeliveredCalled "skatt-data-not-delivered-called" "in Skatt-Kontroll dataNotDelivered is not called"
    SkattNeedsOwnRole "skatt-needs-own-role" "roles that are filtered do not prevent the other accounts"
    SkattAsksProvider "skatt-asks-provider" "Skatt-Kontroll has no accountServicingProvider"
    SkattCasePerRequester "skatt-case-per-requester" "two cases of one user have numbers of their own"
    UtleggYesterday "utlegg-yesterday" "in FI-Utlegg both dates are today"
    UtleggSplitMidnight "utlegg-split-midnight" "in FI-Utlegg the two dates are one day"
    UtleggOwnerFalse "utlegg-owner-false" "in FI-Utlegg OnlyPrimaryOwner is true"
    UtleggAsksTransactions "utlegg-asks-transactions" "FI-Utlegg has no Transactions"
    UtleggAnAsIm "utlegg-an-as-im" "AN's tokens have the consumer 915429785 and its supplier"
    UtleggImAsAn "utlegg-im-as-an" "IM's tokens have the consumer 974761076 and no supplier"
    UtleggPlainScope "utlegg-plain-scope" "AN's tokens for step 1 have a scope of their own"
    UtleggMixedTokens "utlegg-mixed-tokens" "a case has the tokens of one consumer"
    UtleggProductionAsked "utlegg-production-asked" "a mandate for test is not sent to a bank in production"
    UtleggWithRequester "utlegg-with-requester" "FI-Utlegg has no RequesterID"
    UtleggStepOneYesterday "utlegg-step-one-yesterday" "steps 1 and 2 of FI-Utlegg are about the same day"
    UtleggRefusalFatal "utlegg-refusal-fatal" "one bank's refusal does not prevent the others"
}

impl Defect {
    /// The service that the deviation is about, by the prefix of its profile; none for a deviation in every service.
    pub(super) fn prefix(self) -> Option<String> {
        let word = self.name().split('-').next().unwrap_or_default();
        ["verge", "konkurs", "skatt", "utlegg"]
            .contains(&word)
            .then(|| word.to_uppercase())
    }

    /// The defect of that name.
    ///
    /// # Errors
    /// When there is none.
    pub fn from_name(name: &str) -> Result<Self, UnknownBehaviour> {
        let found = Self::ALL
            .iter()
            .copied()
            .find(|defect| defect.name() == name);
        found.ok_or_else(|| UnknownBehaviour {
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
