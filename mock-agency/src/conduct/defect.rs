//! The mistakes that the client can be told to make.

use super::UnknownConduct;

macro_rules! defects {
    ($($variant:ident $name:literal $case:literal $rule:literal $nb:literal)*) => {
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

            /// The same in Norwegian Bokmål.
            pub fn rule_in_norwegian(self) -> &'static str {
                match self { $(Self::$variant => $nb,)* }
            }
        }
    };
}

defects! {
    GrantAsJson "grant-as-json" "AGY-TOKEN-001" "a grant is a form with grant_type and assertion"
        "en forespørsel om token er et skjema med grant_type og assertion"
    GrantByPs256 "grant-by-ps256" "AGY-TOKEN-002" "an assertion is signed by RS256, RS384 or RS512"
        "en assertion signeres med RS256, RS384 eller RS512"
    GrantWithoutKeyName "grant-without-key-name" "AGY-TOKEN-003" "an assertion names its key by x5c or kid"
        "en assertion navngir nøkkelen sin med x5c eller kid"
    GrantForTokenEndpoint "grant-for-token-endpoint" "AGY-TOKEN-004" "aud of an assertion is the issuer"
        "aud i en assertion er utstederen"
    GrantOfFiveMinutes "grant-of-five-minutes" "AGY-TOKEN-005" "an assertion lives at most 120 seconds"
        "en assertion varer høyst 120 sekunder"
    GrantRepeatsJti "grant-repeats-jti" "AGY-TOKEN-006" "a grant is used once"
        "en assertion brukes én gang"
    GrantOfOtherClient "grant-of-other-client" "AGY-TOKEN-007" "iss of an assertion is the agency's own client"
        "iss i en assertion er etatens egen klient"
    GrantWithoutResource "grant-without-resource" "AGY-TOKEN-008" "a token is asked for with the bank's base URL as resource"
        "et token bes om med bankens base-URL som resource"
    GrantResourceWithSlash "grant-resource-with-slash" "AGY-TOKEN-008" "the resource is the base URL exactly as registered"
        "resource er base-URL-en nøyaktig slik den er registrert"
    GrantScopeOfStepOne "grant-scope-of-step-one" "AGY-TOKEN-009" "a bank gets tokens with bits:kontoinformasjon"
        "en bank får token med bits:kontoinformasjon"
    OverviewScopeOfStepTwo "overview-scope-of-step-two" "AGY-TOKEN-010" "the overview gets tokens with bits:kundeforhold"
        "oversikten får token med bits:kundeforhold"
    TokenSharedByBanks "token-shared-by-banks" "AGY-TOKEN-011" "a token for one bank is not sent to another"
        "et token til én bank sendes ikke til en annen"
    TokenKeptTooLong "token-kept-too-long" "AGY-TOKEN-012" "an expired token is not sent"
        "et utløpt token sendes ikke"
    TokenWithoutBearer "token-without-bearer" "AGY-TOKEN-013" "a token goes as Bearer in Authorization"
        "et token sendes som Bearer i Authorization"
    TokenInQuery "token-in-query" "AGY-TOKEN-014" "a token is not part of an address"
        "et token er ikke del av en adresse"
    RefusedTokenAgain "refused-token-again" "AGY-TOKEN-015" "a refused token is replaced"
        "et avvist token byttes ut"
    TokenForEveryCall "token-for-every-call" "AGY-TOKEN-016" "a token serves several requests"
        "et token tjener flere forespørsler"
    TokenReplacedForEver "token-replaced-for-ever" "AGY-TOKEN-019" "a token that is always refused is not replaced for ever"
        "et token som alltid avvises, byttes ikke ut i det uendelige"
    GrantForEveryScope "grant-for-every-scope" "AGY-TOKEN-018" "a token has the scopes that are needed and no more"
        "et token har de scopene som trengs, og ikke flere"
    OverviewCustomerPadded "overview-customer-padded" "AGY-OVERVIEW-002" "CustomerID is the control object's number"
        "CustomerID er kontrollobjektets nummer"
    OverviewWithoutCorrelation "overview-without-correlation" "AGY-OVERVIEW-003" "step 1 has a CorrelationID"
        "trinn 1 har en CorrelationID"
    OverviewWithoutCase "overview-without-case" "AGY-OVERVIEW-004" "step 1 has an AccountInfoRequestID"
        "trinn 1 har en AccountInfoRequestID"
    OverviewWithoutMandate "overview-without-mandate" "AGY-OVERVIEW-005" "step 1 has a Legal-Mandate"
        "trinn 1 har en Legal-Mandate"
    OverviewWithoutPeriod "overview-without-period" "AGY-OVERVIEW-006" "step 1 has a period"
        "trinn 1 har en periode"
    ProviderAskedForEstate "provider-asked-for-estate" "AGY-OVERVIEW-007" "an estate is looked up by customerRelationships alone"
        "et dødsbo slås bare opp med customerRelationships"
    NoCustomerAskedAnyway "no-customer-asked-anyway" "AGY-OVERVIEW-011" "no bank is asked when the answer names none"
        "ingen bank spørres når svaret ikke nevner noen"
    EveryBankAsked "every-bank-asked" "AGY-OVERVIEW-008" "only the banks of the overview's answer are asked"
        "bare bankene i svaret fra oversikten spørres"
    BaseUrlWithSlash "base-url-with-slash" "AGY-OVERVIEW-009" "the registered base URL is used as it stands"
        "den registrerte base-URL-en brukes som den står"
    OverviewOfOtherCase "overview-of-other-case" "AGY-OVERVIEW-010" "steps 1 and 2 of a case have one AccountInfoRequestID"
        "trinn 1 og 2 i en sak har samme AccountInfoRequestID"
    FirstBankOnly "first-bank-only" "AGY-OVERVIEW-012" "every bank of the overview's answer is asked"
        "alle bankene i svaret fra oversikten spørres"
    OverviewNumberInQuery "overview-number-in-query" "AGY-OVERVIEW-013" "the number of a person is not part of an address"
        "en persons nummer er ikke del av en adresse"
    PostInsteadOfGet "post-instead-of-get" "AGY-HEADERS-001" "every call is a GET"
        "hvert kall er en GET"
    CaseMissing "case-missing" "AGY-HEADERS-002" "every call has an AccountInfoRequestID"
        "hvert kall har en AccountInfoRequestID"
    CaseNoUuid "case-no-uuid" "AGY-HEADERS-002" "AccountInfoRequestID is a UUID"
        "AccountInfoRequestID er en UUID"
    CasePerCall "case-per-call" "AGY-HEADERS-003" "AccountInfoRequestID is the same through the case"
        "AccountInfoRequestID er den samme gjennom hele saken"
    CaseForEver "case-for-ever" "AGY-HEADERS-004" "each case has an AccountInfoRequestID of its own"
        "hver sak har sin egen AccountInfoRequestID"
    CorrelationMissing "correlation-missing" "AGY-HEADERS-005" "every call has a CorrelationID"
        "hvert kall har en CorrelationID"
    CorrelationNoUuid "correlation-no-uuid" "AGY-HEADERS-005" "CorrelationID is a UUID"
        "CorrelationID er en UUID"
    CorrelationPerCase "correlation-per-case" "AGY-HEADERS-006" "each call has a CorrelationID of its own"
        "hvert kall har sin egen CorrelationID"
    MandateNotEncoded "mandate-not-encoded" "AGY-HEADERS-007" "Legal-Mandate is percent-encoded"
        "Legal-Mandate er prosentkodet"
    MandateEncodedTwice "mandate-encoded-twice" "AGY-HEADERS-007" "Legal-Mandate is encoded once"
        "Legal-Mandate er kodet én gang"
    MandateMisspelt "mandate-misspelt" "AGY-HEADERS-008" "Legal-Mandate is the service's own text"
        "Legal-Mandate er tjenestens egen tekst"
    CasePerBank "case-per-bank" "AGY-HEADERS-003" "AccountInfoRequestID is the same at every bank of the case"
        "AccountInfoRequestID er den samme hos alle bankene i saken"
    MandateChanges "mandate-changes" "AGY-HEADERS-009" "the mandate is the same through the case"
        "hjemmelen er den samme gjennom hele saken"
    PartyWithSpace "party-with-space" "AGY-HEADERS-010" "PartyID is the control object's number"
        "PartyID er kontrollobjektets nummer"
    PartyEverywhere "party-everywhere" "AGY-HEADERS-011" "PartyID is for Accounts alone"
        "PartyID er bare for Accounts"
    RequesterMissing "requester-missing" "AGY-HEADERS-012" "the police send a RequesterID"
        "politiet sender en RequesterID"
    RequesterAtRandom "requester-at-random" "AGY-HEADERS-013" "RequesterID is constant for a user"
        "RequesterID er fast for en bruker"
    RequesterForEstate "requester-for-estate" "AGY-HEADERS-014" "a service without RequesterID sends none"
        "en tjeneste uten RequesterID sender ingen"
    ReferenceTypeOther "reference-type-other" "AGY-HEADERS-015" "AdditionalReferenceIDType is pol1"
        "AdditionalReferenceIDType er pol1"
    OrderMissing "order-missing" "AGY-HEADERS-016" "every police call carries the order"
        "hvert kall fra politiet har utleveringspålegget med"
    ReferenceForEstate "reference-for-estate" "AGY-HEADERS-017" "a service without additional reference sends none"
        "en tjeneste uten tilleggsreferanse sender ingen"
    CorrelationTwice "correlation-twice" "AGY-HEADERS-018" "each header comes once"
        "hver header står én gang"
    AcceptsJsonOnly "accepts-json-only" "AGY-HEADERS-019" "the agency takes application/jose"
        "etaten tar imot application/jose"
    NumberInQuery "number-in-query" "AGY-HEADERS-020" "the number of a person is not part of an address"
        "en persons nummer er ikke del av en adresse"
    ToDateMissing "to-date-missing" "AGY-PERIOD-001" "every call has both dates"
        "hvert kall har begge datoene"
    DateNorwegian "date-norwegian" "AGY-PERIOD-001" "dates are YYYY-MM-DD"
        "datoer skrives ÅÅÅÅ-MM-DD"
    PeriodReversed "period-reversed" "AGY-PERIOD-002" "a period does not end before it begins"
        "en periode slutter ikke før den begynner"
    PeriodTooLong "period-too-long" "AGY-PERIOD-003" "the period begins within the service's limit"
        "perioden begynner innenfor tjenestens grense"
    EstateUntilYesterday "estate-until-yesterday" "AGY-PERIOD-004" "an estate is asked about until today"
        "et dødsbo spørres det om til og med i dag"
    PeriodChanges "period-changes" "AGY-PERIOD-005" "the period is the same through the case"
        "perioden er den samme gjennom hele saken"
    PeriodIntoFuture "period-into-future" "AGY-PERIOD-010" "the period does not reach into the future"
        "perioden går ikke inn i fremtiden"
    OwnerFlagMissing "owner-flag-missing" "AGY-PERIOD-006" "Accounts has OnlyPrimaryOwner"
        "Accounts har OnlyPrimaryOwner"
    OwnerFlagAsNumber "owner-flag-as-number" "AGY-PERIOD-007" "OnlyPrimaryOwner is true or false"
        "OnlyPrimaryOwner er true eller false"
    OwnerFlagFalse "owner-flag-false" "AGY-PERIOD-008" "an estate is asked about with OnlyPrimaryOwner true"
        "et dødsbo spørres det om med OnlyPrimaryOwner true"
    FromDateTwice "from-date-twice" "AGY-PERIOD-009" "each query parameter comes once"
        "hver parameter står én gang"
    DetailsFirst "details-first" "AGY-FLOW-001" "Accounts comes before the other endpoints"
        "Accounts kommer før de andre endepunktene"
    ReferenceFromNumber "reference-from-number" "AGY-FLOW-002" "account references come from the answer to Accounts"
        "kontoreferanser kommer fra svaret på Accounts"
    DataNotDeliveredCalled "data-not-delivered-called" "AGY-FLOW-003" "dataNotDelivered is not called"
        "dataNotDelivered kalles ikke"
    CardsForEstate "cards-for-estate" "AGY-FLOW-004" "no endpoint outside the service is called"
        "ingen endepunkter utenfor tjenesten kalles"
    PathUnknown "path-unknown" "AGY-FLOW-005" "only the paths of the API are called"
        "bare stiene i API-et kalles"
    ShieldedAskedAnyway "shielded-asked-anyway" "AGY-FLOW-007" "after an empty list nothing more is called"
        "etter en tom liste kalles ingenting mer"
    RequestBroken "request-broken" "AGY-FLOW-008" "every request is HTTP"
        "hver forespørsel er HTTP"
    LastAccountSkipped "last-account-skipped" "AGY-FLOW-006" "every account is asked about"
        "det spørres om hver konto"
    OrderPadded "order-padded" "AGY-ORDER-001" "an order is a compact JWS, base64url without padding"
        "et utleveringspålegg er en kompakt JWS, base64url uten utfylling"
    OrderByRs256 "order-by-rs256" "AGY-ORDER-002" "an order is signed by PS256"
        "et utleveringspålegg signeres med PS256"
    OrderWithoutTyp "order-without-typ" "AGY-ORDER-003" "typ of an order is JWT"
        "typ i et utleveringspålegg er JWT"
    OrderKidUnknown "order-kid-unknown" "AGY-ORDER-004" "kid of an order names a key of the police's JWKS"
        "kid i et utleveringspålegg navngir en nøkkel i politiets nøkkelsett"
    OrderSignatureBroken "order-signature-broken" "AGY-ORDER-005" "an order's signature is that of its key"
        "signaturen på et utleveringspålegg er nøkkelens egen"
    OrderCertificateExpired "order-certificate-expired" "AGY-ORDER-006" "an order's certificate is valid"
        "sertifikatet til et utleveringspålegg er gyldig"
    OrderEmbedsKey "order-embeds-key" "AGY-ORDER-007" "an order brings no key of its own"
        "et utleveringspålegg har ingen egen nøkkel med seg"
    OrderWithoutDistrict "order-without-district" "AGY-ORDER-008" "an order has all its claims"
        "et utleveringspålegg har alle sine felter"
    OrderVersionOther "order-version-other" "AGY-ORDER-009" "version of an order is 1.0.0"
        "version i et utleveringspålegg er 1.0.0"
    OrderIdNoUuid "order-id-no-uuid" "AGY-ORDER-010" "extraditionOrderID and caseID are UUIDs"
        "extraditionOrderID og caseID er UUID-er"
    OrderOfOtherParty "order-of-other-party" "AGY-ORDER-011" "partyID of the order is the control object"
        "partyID i utleveringspålegget er kontrollobjektet"
    OrderMandateOther "order-mandate-other" "AGY-ORDER-012" "mandate of the order is that of the request"
        "hjemmelen i utleveringspålegget er forespørselens"
    OrderReasonOther "order-reason-other" "AGY-ORDER-013" "reason of an order is that of its mandate"
        "reason i et utleveringspålegg er den som hører til hjemmelen"
    OrderOfElevenYears "order-of-eleven-years" "AGY-ORDER-014" "an order goes ten years back at most"
        "et utleveringspålegg går høyst ti år tilbake"
    RequestBeyondOrder "request-beyond-order" "AGY-ORDER-015" "a request's period lies within the order's"
        "perioden i en forespørsel ligger innenfor utleveringspåleggets"
    OwnerBeyondOrder "owner-beyond-order" "AGY-ORDER-016" "OnlyPrimaryOwner keeps to the order"
        "OnlyPrimaryOwner holder seg til utleveringspålegget"
    OrderWithoutAccountList "order-without-account-list" "AGY-ORDER-017" "accountList of an order is true"
        "accountList i et utleveringspålegg er true"
    OrderFlagsIgnored "order-flags-ignored" "AGY-ORDER-018" "an endpoint is called only where the order says so"
        "et endepunkt kalles bare der utleveringspålegget sier det"
    OrderOfOtherCase "order-of-other-case" "AGY-ORDER-019" "caseID of the order is the AccountInfoRequestID"
        "caseID i utleveringspålegget er AccountInfoRequestID"
    OrderOfAHundredDays "order-of-a-hundred-days" "AGY-ORDER-020" "an order lives 90 days at most"
        "et utleveringspålegg varer høyst 90 dager"
    OrderExpired "order-expired" "AGY-ORDER-021" "an order is sent while it is valid"
        "et utleveringspålegg sendes mens det er gyldig"
    OrderApprovedWithOffset "order-approved-with-offset" "AGY-ORDER-022" "approvalTimestamp ends in Z"
        "approvalTimestamp slutter på Z"
    OrderPerCall "order-per-call" "AGY-ORDER-023" "the order is the same through the case"
        "utleveringspålegget er det samme gjennom hele saken"
    OrderIdForEver "order-id-for-ever" "AGY-ORDER-024" "each control object's order has an id of its own"
        "utleveringspålegget for hvert kontrollobjekt har sin egen id"
    FirstPageOnly "first-page-only" "AGY-ANSWERS-001" "next is followed to the end"
        "next følges helt til slutten"
    NextRebuilt "next-rebuilt" "AGY-ANSWERS-002" "next is used as it stands"
        "next brukes som den står"
    PageFetchedTwice "page-fetched-twice" "AGY-ANSWERS-003" "a page is fetched once"
        "en side hentes én gang"
    OtherHostFollowed "other-host-followed" "AGY-ANSWERS-004" "a next to another host is not followed"
        "en next til en annen vert følges ikke"
    LoopFollowed "loop-followed" "AGY-ANSWERS-005" "a loop of next is left"
        "en next som går i ring, forlates"
    UnknownFieldFatal "unknown-field-fatal" "AGY-ANSWERS-006" "unknown fields are ignored"
        "ukjente felter ses bort fra"
    NullFatal "null-fatal" "AGY-ANSWERS-007" "null stands for a missing value"
        "null står for en verdi som mangler"
    PartialFatal "partial-fatal" "AGY-ANSWERS-008" "what a partial answer has is used"
        "det et ufullstendig svar inneholder, brukes"
    NeverRetries "never-retries" "AGY-ANSWERS-009" "a technical error is tried again"
        "en teknisk feil prøves på nytt"
    RetryAfterIgnored "retry-after-ignored" "AGY-ANSWERS-010" "Retry-After is kept"
        "Retry-After overholdes"
    RetriesAtOnce "retries-at-once" "AGY-ANSWERS-012" "a pause comes before another attempt"
        "det går en pause før neste forsøk"
    RetriesTooOften "retries-too-often" "AGY-ANSWERS-011" "attempts are bounded"
        "antallet forsøk er begrenset"
    RefusalRepeated "refusal-repeated" "AGY-ANSWERS-013" "a refused request is not repeated unchanged"
        "en avvist forespørsel gjentas ikke uendret"
    ForbiddenRepeated "forbidden-repeated" "AGY-ANSWERS-014" "a request refused with 403 is not repeated unchanged"
        "en forespørsel avvist med 403 gjentas ikke uendret"
    UnknownRepeated "unknown-repeated" "AGY-ANSWERS-015" "a request refused with 404 is not repeated unchanged"
        "en forespørsel avvist med 404 gjentas ikke uendret"
    MethodRepeated "method-repeated" "AGY-ANSWERS-016" "a request refused with 405 is not repeated unchanged"
        "en forespørsel avvist med 405 gjentas ikke uendret"
    MediaTypeRepeated "media-type-repeated" "AGY-ANSWERS-017" "a request refused with 406 is not repeated unchanged"
        "en forespørsel avvist med 406 gjentas ikke uendret"
    EmptyListFatal "empty-list-fatal" "AGY-ANSWERS-024" "an empty list does not lose the other banks"
        "en tom liste går ikke ut over de andre bankene"
    AbsoluteFollowed "absolute-followed" "AGY-ANSWERS-025" "only a relative next is followed"
        "bare en relativ next følges"
    RateLimitFatal "rate-limit-fatal" "AGY-ANSWERS-026" "a call refused with 429 is made again"
        "et kall avvist med 429 gjøres på nytt"
    RateLimitHammered "rate-limit-hammered" "AGY-ANSWERS-027" "attempts at a call refused with 429 are bounded"
        "antallet forsøk på et kall avvist med 429 er begrenset"
    BrokenListFatal "broken-list-fatal" "AGY-ANSWERS-028" "a list that can not be opened does not lose the other banks"
        "en liste som ikke kan åpnes, går ikke ut over de andre bankene"
    FailingAccountFatal "failing-account-fatal" "AGY-ANSWERS-018" "one failing account does not lose the others"
        "én konto som feiler, går ikke ut over de andre"
    FailingBankFatal "failing-bank-fatal" "AGY-ANSWERS-019" "one failing bank does not lose the others"
        "én bank som feiler, går ikke ut over de andre"
    Impatient "impatient" "AGY-ANSWERS-020" "a slow answer is waited for"
        "et sent svar ventes det på"
    BrokenAnswerFatal "broken-answer-fatal" "AGY-ANSWERS-021" "an answer that can not be opened does not lose the others"
        "et svar som ikke kan åpnes, går ikke ut over de andre"
    AnyCertificateTrusted "any-certificate-trusted" "AGY-ANSWERS-022" "a bank's certificate is validated"
        "bankens sertifikat kontrolleres"
    RedirectFollowed "redirect-followed" "AGY-ANSWERS-023" "a redirect is not followed with the token"
        "en omdirigering følges ikke med tokenet"
    CardsUnasked "cards-unasked" "AGY-MINIMISATION-001" "only what the task needs is asked for"
        "bare det oppgaven trenger, bes det om"
    OwnerFalseUnasked "owner-false-unasked" "AGY-MINIMISATION-002" "others' accounts are asked for only where they are needed"
        "andres konti bes det bare om der de trengs"
    TenYearsUnasked "ten-years-unasked" "AGY-MINIMISATION-003" "the period is no longer than the task needs"
        "perioden er ikke lengre enn oppgaven trenger"
    OrderOfEverything "order-of-everything" "AGY-MINIMISATION-004" "an order gives no more access than the task needs"
        "et utleveringspålegg gir ikke mer tilgang enn oppgaven trenger"
    EverythingTwice "everything-twice" "AGY-MINIMISATION-005" "nothing is fetched twice"
        "ingenting hentes to ganger"
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
