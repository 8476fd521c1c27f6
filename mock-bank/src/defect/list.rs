//! Every defect: its name, its part of the API, and the rule that it breaks in English and Norwegian.

use super::Area;

macro_rules! defects {
    ($($variant:ident = $name:literal, $area:ident, $rule:literal, $nb:literal;)*) => {
        /// One defect to enable. The name on the command line is `name()`, the rule that it breaks is `rule()`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Defect { $(#[doc = concat!("`", $name, "`")] $variant,)* }

        impl Defect {
            /// Every defect there is, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name on the command line.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The rule that it breaks, in words.
            pub fn rule(self) -> &'static str {
                match self { $(Self::$variant => $rule,)* }
            }

            /// The same in Norwegian Bokmål.
            pub fn rule_in_norwegian(self) -> &'static str {
                match self { $(Self::$variant => $nb,)* }
            }

            /// The part of the API that it is in.
            pub fn area(self) -> Area {
                match self { $(Self::$variant => Area::$area,)* }
            }

            /// The same as `area()`, for callers that still use the older name.
            pub fn family(self) -> Area {
                self.area()
            }
        }
    };
}

defects! {
    AcceptsEverything = "accepts-everything", Everything, "Requests are validated at all.",
        "Forespørsler kontrolleres i det hele tatt.";

    PostAccepted = "post-accepted", Transport, "Only GET is answered; any other method is 405 ACC-012.",
        "Bare GET besvares; alle andre metoder gir 405 ACC-012.";
    AnyAcceptServed = "any-accept-served", Transport, "An Accept header without an offered media type is 406 ACC-013.",
        "En Accept uten en medietype som tilbys, gir 406 ACC-013.";
    ClearTextInProduction = "clear-text-in-production", Transport, "Production never answers in clear.",
        "Produksjon svarer aldri i klartekst.";
    ErrorsAsPlainText = "errors-as-plain-text", Transport, "An error body is JSON with code and message.",
        "En feilmelding er JSON med code og message.";
    ErrorTellsAddress = "error-tells-address", Transport, "An error message contains no internal address.",
        "En feilmelding inneholder ingen intern adresse.";
    UnknownPathIsServerError = "unknown-path-is-server-error", Transport, "An unknown path is 404, not a server error.",
        "En ukjent sti gir 404, ikke en serverfeil.";

    JweRsa15 = "jwe-rsa1-5", Jwe, "The content key is wrapped with RSA-OAEP.",
        "Innholdsnøkkelen pakkes inn med RSA-OAEP.";
    JweCompressed = "jwe-compressed", Jwe, "The answer is not compressed before encryption.",
        "Svaret komprimeres ikke før kryptering.";
    JweToWrongKey = "jwe-to-wrong-key", Jwe, "The answer is encrypted to the agency's certificate from CertPub.",
        "Svaret krypteres til etatens sertifikat fra CertPub.";
    JweContentTypeJson = "jwe-content-type-json", Jwe, "An encrypted answer has the media type application/jose.",
        "Et kryptert svar har medietypen application/jose.";
    ErrorsEncrypted = "errors-encrypted", Jwe, "Errors are answered in clear.",
        "Feil besvares i klartekst.";

    TokenNotRequired = "token-not-required", Token, "A request without an access token is refused.",
        "En forespørsel uten tilgangstoken avvises.";
    TokenSignatureUnchecked = "token-signature-unchecked", Token, "The token's signature is verified with the issuer's key.",
        "Tokenets signatur kontrolleres med utstederens nøkkel.";
    TokenAlgorithmNone = "token-algorithm-none", Token, "A token without signature (alg none) is refused.",
        "Et token uten signatur (alg none) avvises.";
    TokenPublicKeyAsSecret = "token-public-key-as-secret", Token, "A token signed by HMAC with the public key as secret is refused.",
        "Et token signert med HMAC og den offentlige nøkkelen som hemmelighet avvises.";
    TokenIssuerUnchecked = "token-issuer-unchecked", Token, "The token's iss is the configured issuer.",
        "Tokenets iss er utstederen som er satt opp.";
    TokenAudienceUnchecked = "token-audience-unchecked", Token, "The token's aud is this bank's base URL.",
        "Tokenets aud er denne bankens base-URL.";
    TokenExpiryUnchecked = "token-expiry-unchecked", Token, "An expired token is refused.",
        "Et utløpt token avvises.";
    TokenNotBeforeUnchecked = "token-not-before-unchecked", Token, "A token from the future is refused.",
        "Et token fra fremtiden avvises.";
    TokenScopeUnchecked = "token-scope-unchecked", Token, "The token's scope contains bits:kontoinformasjon.",
        "Tokenets scope inneholder bits:kontoinformasjon.";
    TokenScopeBySubstring = "token-scope-by-substring", Token, "The scope is compared as a whole word.",
        "Scope sammenlignes som et helt ord.";
    TokenConsumerUnchecked = "token-consumer-unchecked", Token, "The token's consumer is the agency of the service.",
        "Tokenets consumer er tjenestens etat.";
    TokenAuthorityUnchecked = "token-authority-unchecked", Token, "The consumer's authority is iso6523-actorid-upis.",
        "authority i consumer er iso6523-actorid-upis.";

    CorrelationIdOptional = "correlation-id-optional", Headers, "CorrelationID is mandatory.",
        "CorrelationID er obligatorisk.";
    CorrelationIdFree = "correlation-id-free", Headers, "CorrelationID is a UUID.",
        "CorrelationID er en UUID.";
    CaseIdOptional = "case-id-optional", Headers, "AccountInfoRequestID is mandatory.",
        "AccountInfoRequestID er obligatorisk.";
    CaseIdFree = "case-id-free", Headers, "AccountInfoRequestID is a UUID.",
        "AccountInfoRequestID er en UUID.";
    RepeatedHeadersTaken = "repeated-headers-taken", Headers, "A parameter occurs once.",
        "En parameter står én gang.";
    OnlyPrimaryOwnerOptional = "only-primary-owner-optional", Headers, "OnlyPrimaryOwner is mandatory for Accounts.",
        "OnlyPrimaryOwner er obligatorisk for Accounts.";
    OnlyPrimaryOwnerFree = "only-primary-owner-free", Headers, "OnlyPrimaryOwner is a boolean.",
        "OnlyPrimaryOwner er en sannhetsverdi.";
    RequesterIdOptional = "requester-id-optional", Headers, "RequesterID is mandatory for Politi-Utlevering.",
        "RequesterID er obligatorisk for Politi-Utlevering.";

    MandateUnchecked = "mandate-unchecked", Mandate, "Legal-Mandate is the service's text.",
        "Legal-Mandate er tjenestens tekst.";
    MandateComparedEncoded = "compares-mandates-without-decoding", Mandate, "Legal-Mandate is compared after decoding.",
        "Legal-Mandate sammenlignes etter dekoding.";

    PeriodReversedAccepted = "period-reversed-accepted", Period, "fromDate is not after toDate.",
        "fromDate ligger ikke etter toDate.";
    PeriodUnlimited = "period-unlimited", Period, "fromDate is within the service's limit.",
        "fromDate ligger innenfor tjenestens grense.";
    PeriodLimitOneDayLate = "period-limit-one-day-late", Period, "The day of the limit itself is inside.",
        "Selve grensedagen er innenfor.";
    PeriodLimitOneDayEarly = "period-limit-one-day-early", Period, "The day before the limit is outside.",
        "Dagen før grensen er utenfor.";
    DateFormsFree = "date-forms-free", Period, "Dates have the form YYYY-MM-DD.",
        "Datoer har formen ÅÅÅÅ-MM-DD.";

    ForbiddenEndpointServed = "forbidden-endpoint-served", Endpoint, "An endpoint outside the service is refused with 400 ACC-001.",
        "Et endepunkt utenfor tjenesten avvises med 400 ACC-001.";
    ForbiddenEndpointIs403 = "forbidden-endpoint-is-403", Endpoint, "An endpoint outside the service is refused with 400 ACC-001, not 403.",
        "Et endepunkt utenfor tjenesten avvises med 400 ACC-001, ikke 403.";

    OrderAnyAlgorithm = "order-any-algorithm", OrderForm, "The order is signed with PS256 only.",
        "Utleveringspålegget signeres bare med PS256.";
    OrderSignatureUnchecked = "order-signature-unchecked", OrderForm, "The order's signature is verified.",
        "Utleveringspåleggets signatur kontrolleres.";
    OrderTypUnchecked = "order-typ-unchecked", OrderForm, "The order's typ is JWT.",
        "Utleveringspåleggets typ er JWT.";
    OrderHeaderKeyTrusted = "order-header-key-trusted", OrderForm, "A key in the order's own header is never a source of trust.",
        "En nøkkel i utleveringspåleggets eget hode er aldri en kilde til tillit.";
    OrderCritIgnored = "order-crit-ignored", OrderForm, "An order with crit is refused.",
        "Et utleveringspålegg med crit avvises.";
    OrderChainUnchecked = "order-chain-unchecked", OrderForm, "The police certificate chains up to the installed root.",
        "Politiets sertifikat leder til den installerte roten.";
    OrderUnitUnchecked = "order-unit-unchecked", OrderForm, "The certificate's OU is Påtalemyndigheten.",
        "Sertifikatets OU er Påtalemyndigheten.";
    OrderCommonNameUnchecked = "order-common-name-unchecked", OrderForm, "The certificate's CN is the one of the environment.",
        "Sertifikatets CN er miljøets.";
    OrderDuplicateClaims = "order-duplicate-claims", OrderForm, "An order with a claim twice is refused.",
        "Et utleveringspålegg med et felt to ganger avvises.";

    OrderVersionUnchecked = "order-version-unchecked", OrderContent, "version is 1.0.0.",
        "version er 1.0.0.";
    OrderReasonUnchecked = "order-reason-unchecked", OrderContent, "reason is the text that belongs to the mandate.",
        "reason er teksten som hører til hjemmelen.";
    OrderExpiryUnchecked = "order-expiry-unchecked", OrderContent, "An expired order is refused.",
        "Et utløpt utleveringspålegg avvises.";
    OrderApprovalUnchecked = "order-approval-unchecked", OrderContent, "An order approved in the future is refused.",
        "Et utleveringspålegg som er godkjent i fremtiden, avvises.";
    OrderNinetyOneDays = "takes-91-days", OrderContent, "exp is at most 90 days after the approval.",
        "exp ligger høyst 90 dager etter godkjenningen.";
    OrderAccountListUnchecked = "order-account-list-unchecked", OrderContent, "accountList is true.",
        "accountList er true.";
    OrderTenYearsUnchecked = "order-ten-years-unchecked", OrderContent, "The order's fromDate is at most ten years back.",
        "Utleveringspåleggets fromDate ligger høyst ti år tilbake.";
    OrderPeriodUnchecked = "order-period-unchecked", OrderContent, "The order's fromDate is not after its toDate.",
        "Utleveringspåleggets fromDate ligger ikke etter toDate.";
    OrderIdsFree = "order-ids-free", OrderContent, "extraditionOrderID and caseID are UUIDs.",
        "extraditionOrderID og caseID er UUID-er.";
    OrderDistrictOptional = "order-district-optional", OrderContent, "district is mandatory.",
        "district er obligatorisk.";
    OrderApproverOptional = "order-approver-optional", OrderContent, "The approver's id, name and role are mandatory.",
        "Id, navn og rolle for den som har godkjent, er obligatoriske.";
    OrderTimestampFree = "order-timestamp-free", OrderContent, "approvalTimestamp has the form YYYY-MM-DDThh:mm:ssZ.",
        "approvalTimestamp har formen ÅÅÅÅ-MM-DDTtt:mm:ssZ.";

    OrderPartyUnmatched = "order-party-unmatched", OrderRequest, "The order's partyID is the request's.",
        "Utleveringspåleggets partyID er forespørselens.";
    OrderMandateUnmatched = "order-mandate-unmatched", OrderRequest, "The order's mandate is the request's.",
        "Utleveringspåleggets hjemmel er forespørselens.";
    OrderCaseUnmatched = "order-case-unmatched", OrderRequest, "The order's caseID is the request's AccountInfoRequestID.",
        "Utleveringspåleggets caseID er forespørselens AccountInfoRequestID.";
    OrderPeriodUnmatched = "order-period-unmatched", OrderRequest, "The request's period is within the order's.",
        "Forespørselens periode ligger innenfor utleveringspåleggets.";
    OrderOwnerUnmatched = "order-owner-unmatched", OrderRequest, "An order for owned accounts only covers OnlyPrimaryOwner TRUE only.",
        "Et utleveringspålegg om bare eide konti tar bare OnlyPrimaryOwner TRUE.";
    OrderFlagsIgnored = "order-flags-ignored", OrderRequest, "Only an endpoint whose flag in the order is true is served.",
        "Bare et endepunkt som utleveringspålegget sier true til, besvares.";
    OrderCardsFlagIgnored = "order-cards-flag-ignored", OrderRequest, "Cards is served only when the order's cards is true.",
        "Cards besvares bare når utleveringspålegget sier true til cards.";
    OrderFlagIs400 = "order-flag-is-400", OrderRequest, "An endpoint whose flag in the order is false is refused with 403 ACC-011.",
        "Et endepunkt som utleveringspålegget sier false til, avvises med 403 ACC-011.";

    ReferenceTypeUnchecked = "reference-type-unchecked", ReferenceType, "AdditionalReferenceIDType is pol1.",
        "AdditionalReferenceIDType er pol1.";

    AmountAsText = "amount-as-text", Schema, "An amount is a number.",
        "Et beløp er et tall.";
    StatusInCapitals = "status-in-capitals", Schema, "An enumerated value is written as in the OpenAPI file.",
        "En verdi fra en liste skrives som i OpenAPI-filen.";
    FilteredFieldsDelivered = "filtered-fields-delivered", Fields, "What is «Utleveres ikke» is not delivered.",
        "Det som er «Utleveres ikke», utleveres ikke.";
    AccountNameWithheld = "account-name-withheld", Fields, "account.name is delivered to the police.",
        "account.name utleveres til politiet.";

    EmptyListIs404 = "empty-list-is-404", Accounts, "Accounts answers with an empty list where there is no hit.",
        "Accounts svarer med en tom liste når det ikke er treff.";
    ReferenceIsAccountNumber = "reference-is-account-number", Accounts, "accountReference is not the account number.",
        "accountReference er ikke kontonummeret.";
    ReferenceIsBase64 = "reference-is-base64", Accounts, "accountReference is not decodable to the account number.",
        "accountReference kan ikke dekodes til kontonummeret.";
    ShieldedListed = "shielded-listed", Accounts, "A shielded person's accounts are not listed.",
        "En skjermet persons konti står ikke på listen.";
    GuarantorListed = "guarantor-listed", Accounts, "A guarantor's account is not listed.",
        "En kausjonists konto står ikke på listen.";
    CoBorrowerListed = "co-borrower-listed", Accounts, "A co-borrower's loan is not listed.",
        "En medlåntakers lån står ikke på listen.";
    DisposedListedForOwnerOnly = "disposed-listed-for-owner-only", Accounts, "OnlyPrimaryOwner true lists owned accounts only.",
        "OnlyPrimaryOwner true gir bare eide konti.";
    AccountsOutsidePeriodListed = "accounts-outside-period-listed", Accounts, "Only accounts of the period are listed.",
        "Bare konti i perioden står på listen.";
    PartialWithoutMessage = "partial-without-message", Accounts, "partial comes with a message.",
        "partial kommer med en melding.";

    ClosedAccountHasBalance = "closed-account-has-balance", Details, "An account closed in the period has no balance.",
        "En konto som er avsluttet i perioden, har ingen saldo.";
    TodaysBalanceForPast = "todays-balance-for-past", Details, "For a past period the balance is the booked one at toDate.",
        "For en tidligere periode er saldoen den bokførte ved toDate.";
    OwnerOfToday = "owner-of-today", Details, "primaryOwner is the owner at the end of the period.",
        "primaryOwner er eieren ved periodens slutt.";
    NegativeAmounts = "negative-amounts", Details, "Amounts are never negative.",
        "Beløp er aldri negative.";

    TransactionsOneDayMore = "transactions-one-day-more", Transactions, "All transactions are in the period.",
        "Alle transaksjoner ligger i perioden.";
    TransactionsLastDayMissing = "transactions-last-day-missing", Transactions, "The last day of the period is included.",
        "Den siste dagen i perioden er med.";
    NextPageRepeatsItem = "next-page-repeats-item", Transactions, "Pages do not repeat an item.",
        "Sider gjentar ikke et element.";
    NextLinkAbsolute = "next-link-absolute", Transactions, "The next link is relative.",
        "Lenken next er relativ.";
    NextLinkNeverEnds = "next-link-never-ends", Transactions, "The last page has no next link.",
        "Den siste siden har ingen next.";
    SmallPages = "small-pages", Transactions, "A page has at least 1000 transactions.",
        "En side har minst 1000 transaksjoner.";

    CardUnmasked = "card-unmasked", Cards, "Card numbers are masked.",
        "Kortnumre er maskert.";
    CardDatesWithDay = "card-dates-with-day", Cards, "Card dates are year and month.",
        "Kortdatoer er år og måned.";
    RolesOutsidePeriod = "roles-outside-period", Roles, "Roles are those of the period.",
        "Roller er de i perioden.";
    RoleHolderUnidentified = "role-holder-unidentified", Roles, "A role has the holder's identifier.",
        "En rolle har rolleinnehaverens identifikator.";

    LivingPersonServed = "living-person-served", Oed, "The control object is dead.",
        "Kontrollobjektet er dødt.";
    OedFreeToDate = "oed-free-to-date", Oed, "toDate is today.",
        "toDate er i dag.";
    OedOrganisationServed = "oed-organisation-served", Oed, "PartyID is a person.",
        "PartyID er en person.";
    OedDisposedServed = "oed-only-primary-owner-false", Oed, "OnlyPrimaryOwner is TRUE only.",
        "OnlyPrimaryOwner er bare TRUE.";

    RefusalsAreServerErrors = "refusals-are-server-errors", Everything, "A wrong request is the caller's fault: 4xx, not 500.",
        "En gal forespørsel er avsenderens feil: 4xx, ikke 500.";
    MethodUnchecked = "method-unchecked", Transport, "Any method but GET is 405 ACC-012.",
        "Enhver annen metode enn GET gir 405 ACC-012.";
    AnyPathServed = "any-path-served", Transport, "Only the five resources of the API are served.",
        "Bare de fem ressursene i API-et besvares.";
    AuthorizationSchemeFree = "authorization-scheme-free", Token, "The Authorization scheme is Bearer.",
        "Ordningen i Authorization er Bearer.";
    AuthorizationTwice = "authorization-twice", Token, "Authorization occurs once.",
        "Authorization står én gang.";
    TokenFormUnchecked = "token-form-unchecked", Token, "A token is a JWS in compact form.",
        "Et token er en JWS i kompakt form.";
    TokenKidUnchecked = "token-kid-unchecked", Token, "The token's kid names a key of the issuer.",
        "Tokenets kid navngir en av utstederens nøkler.";
    TokenExtensionsIgnored = "token-extensions-ignored", Token, "A token with crit is refused.",
        "Et token med crit avvises.";
    TokenAnyAlgorithm = "token-any-algorithm", Token, "The token is signed with RS256.",
        "Tokenet er signert med RS256.";
    TokenExpiryOptional = "token-expiry-optional", Token, "The token says when it expires.",
        "Tokenet sier når det utløper.";
    TokenConsumerOptional = "token-consumer-optional", Token, "The token names its consumer.",
        "Tokenet navngir sin consumer.";
    TokenConsumerIdFree = "token-consumer-id-free", Token, "consumer.ID is 0192: and an organisation number.",
        "consumer.ID er 0192: og et organisasjonsnummer.";
    EmptyHeadersTaken = "empty-headers-taken", Headers, "A mandatory header is not empty.",
        "En obligatorisk header er ikke tom.";
    EmptyParametersTaken = "empty-parameters-taken", Headers, "A mandatory query parameter is not empty.",
        "En obligatorisk parameter er ikke tom.";
    NonAsciiHeadersTaken = "non-ascii-headers-taken", Headers, "Headers are ASCII text.",
        "Headere er tekst i ASCII.";
    PartyIdOptional = "party-id-optional", Headers, "PartyID is mandatory for Accounts.",
        "PartyID er obligatorisk for Accounts.";
    MandateOptional = "mandate-optional", Mandate, "Legal-Mandate is mandatory.",
        "Legal-Mandate er obligatorisk.";
    MandateEncodingUnchecked = "mandate-encoding-unchecked", Mandate, "Legal-Mandate is percent-encoded UTF-8.",
        "Legal-Mandate er prosentkodet UTF-8.";
    AnyMandateOfAnybody = "any-mandate-of-anybody", Mandate, "The mandate is one of the consumer's service.",
        "Hjemmelen er en av dem som hører til tjenesten.";
    DatesUnchecked = "dates-unchecked", Period, "A date that cannot be read is refused.",
        "En dato som ikke kan leses, avvises.";
    UnknownReferenceServed = "unknown-reference-served", Endpoint, "An unknown account reference is 404.",
        "En ukjent kontoreferanse gir 404.";
    WithheldAccountServed = "withheld-account-served", Endpoint, "dataNotDelivered is no account reference.",
        "dataNotDelivered er ingen kontoreferanse.";
    OrderOptional = "order-optional", ReferenceType, "Politi-Utlevering asks with an extradition order.",
        "Politi-Utlevering spør med et utleveringspålegg.";
    ReferenceTypeOptional = "reference-type-optional", ReferenceType, "AdditionalReferenceIDType is mandatory.",
        "AdditionalReferenceIDType er obligatorisk.";
    OrderReadUnsigned = "order-form-unchecked", OrderForm, "The order is a JWS in compact form.",
        "Utleveringspålegget er en JWS i kompakt form.";
    OrderAlgorithmUnchecked = "order-algorithm-unchecked", OrderForm, "An order in any other alg than PS256 is refused.",
        "Et utleveringspålegg med annen alg enn PS256 avvises.";
    OrderKidUnchecked = "order-kid-unchecked", OrderForm, "The order's kid names a key of the police.",
        "Utleveringspåleggets kid navngir en av politiets nøkler.";
    OrderForeignMembersIgnored = "order-foreign-members-ignored", OrderForm, "An order that brings a key of its own is refused.",
        "Et utleveringspålegg som har en egen nøkkel med seg, avvises.";
    OrderCertificateOfAnotherKey = "order-certificate-of-another-key", OrderForm, "The key of the key set is the certificate's.",
        "Nøkkelen i nøkkelsettet er sertifikatets.";
    OrderKeyTimeUnchecked = "order-key-time-unchecked", OrderForm, "The key of the key set is used within its time.",
        "Nøkkelen i nøkkelsettet brukes innenfor sin tid.";
    OrderPartyIdUnchecked = "order-party-id-unchecked", OrderContent, "The order's partyID is an identity number or an organisation number.",
        "Utleveringspåleggets partyID er et fødselsnummer, d-nummer eller organisasjonsnummer.";
    OrderMandateUnchecked = "order-mandate-unchecked", OrderContent, "The order's mandate is one of the service's texts.",
        "Utleveringspåleggets hjemmel er en av tjenestens tekster.";
    OrderFromDateFree = "order-from-date-free", OrderContent, "The order's fromDate is a date.",
        "Utleveringspåleggets fromDate er en dato.";
    OrderToDateFree = "order-to-date-free", OrderContent, "The order's toDate is a date.",
        "Utleveringspåleggets toDate er en dato.";
    OrderOwnerFlagFree = "order-owner-flag-free", OrderContent, "The order's onlyPrimaryOwner is true or false.",
        "Utleveringspåleggets onlyPrimaryOwner er true eller false.";
    OrderAccountListFree = "order-account-list-free", OrderContent, "The order's accountList is a boolean.",
        "Utleveringspåleggets accountList er en sannhetsverdi.";
    OrderDetailsFlagFree = "order-details-flag-free", OrderContent, "The order's accountDetails is true or false.",
        "Utleveringspåleggets accountDetails er true eller false.";
    OrderTransactionsFlagFree = "order-transactions-flag-free", OrderContent, "The order's transactions is true or false.",
        "Utleveringspåleggets transactions er true eller false.";
    OrderCardsFlagFree = "order-cards-flag-free", OrderContent, "The order's cards is true or false.",
        "Utleveringspåleggets cards er true eller false.";
    OrderRolesFlagFree = "order-roles-flag-free", OrderContent, "The order's roles is true or false.",
        "Utleveringspåleggets roles er true eller false.";
    OrderIdOptional = "order-id-unchecked", OrderContent, "The order has an extraditionOrderID.",
        "Utleveringspålegget har en extraditionOrderID.";
    OrderCaseIdFree = "order-case-id-unchecked", OrderContent, "The order's caseID is a UUID.",
        "Utleveringspåleggets caseID er en UUID.";
    OrderApprovalOptional = "order-approval-unchecked-form", OrderContent, "The order says when it was approved.",
        "Utleveringspålegget sier når det ble godkjent.";
    OrderExpiryOptional = "order-expiry-optional", OrderContent, "The order says when it expires.",
        "Utleveringspålegget sier når det utløper.";
    OrderExpiresBeforeApproval = "order-expires-before-approval", OrderContent, "An order does not expire before it is approved.",
        "Et utleveringspålegg utløper ikke før det er godkjent.";
    OrderTransactionsFlagIgnored = "order-transactions-flag-ignored", OrderRequest, "Transactions is served only when the order's transactions is true.",
        "Transactions besvares bare når utleveringspålegget sier true til transactions.";
    OrderDetailsFlagIgnored = "order-details-flag-ignored", OrderRequest, "AccountDetails is served only when the order's accountDetails is true.",
        "AccountDetails besvares bare når utleveringspålegget sier true til accountDetails.";
    OrderRolesFlagIgnored = "order-roles-flag-ignored", OrderRequest, "Roles is served only when the order's roles is true.",
        "Roles besvares bare når utleveringspålegget sier true til roles.";

    CapitalUuidsRefused = "capital-uuids-refused", Headers, "A UUID may be written in capital letters.",
        "En UUID kan skrives med store bokstaver.";
    NilUuidFails = "nil-uuid-fails", Headers, "The nil UUID is refused or accepted.",
        "Null-UUID-en avvises eller godtas.";
    OtherUuidVersionsFail = "other-uuid-versions-fail", Headers, "A UUID of any version is refused or accepted.",
        "En UUID av enhver versjon avvises eller godtas.";
    CorrelationIdOfTheCaseFails = "correlation-id-of-the-case-fails", Headers, "A CorrelationID that was used before is refused or accepted.",
        "En CorrelationID som er brukt før, avvises eller godtas.";
    SyntheticPeopleRefused = "synthetic-people-refused", Headers, "Synthetic identity numbers are accepted in test.",
        "Syntetiske fødselsnumre godtas i test.";
    DNumbersRefused = "d-numbers-refused", Headers, "D-numbers are accepted.",
        "D-numre godtas.";
    OrganisationsRefused = "organisations-refused", Headers, "The police may ask about organisations.",
        "Politiet kan spørre om virksomheter.";
    OnlyPrimaryOwnerTrueRefused = "only-primary-owner-true-refused", Headers, "OnlyPrimaryOwner may be true.",
        "OnlyPrimaryOwner kan være true.";
    OnlyPrimaryOwnerFalseRefused = "only-primary-owner-false-refused", Headers, "OnlyPrimaryOwner may be false for the police.",
        "OnlyPrimaryOwner kan være false for politiet.";
    CapitalBooleansRefused = "capital-booleans-refused", Headers, "OnlyPrimaryOwner may be written TRUE and FALSE.",
        "OnlyPrimaryOwner kan skrives TRUE og FALSE.";
    SmallOnlyPrimaryOwnerFails = "small-only-primary-owner-fails", Headers, "onlyPrimaryOwner is refused or accepted.",
        "onlyPrimaryOwner avvises eller godtas.";
    RequesterPseudonymRefused = "requester-pseudonym-refused", Headers, "RequesterID may be a pseudonym.",
        "RequesterID kan være et pseudonym.";
    NeedlessRequesterIdFails = "needless-requester-id-fails", Headers, "A RequesterID that the service does not have is overlooked or refused.",
        "En RequesterID som tjenesten ikke har, ses bort fra eller avvises.";
    UnknownHeaderRefused = "unknown-header-refused", Headers, "A header that the API does not have does not matter.",
        "En header som API-et ikke har, spiller ingen rolle.";
    UnknownParameterFails = "unknown-parameter-fails", Headers, "A query parameter that the API does not have does not matter.",
        "En parameter som API-et ikke har, spiller ingen rolle.";
    NeedlessPartyIdRefused = "needless-party-id-refused", Headers, "PartyID does not matter where the endpoint has none.",
        "PartyID spiller ingen rolle der endepunktet ikke har den.";
    LookupExpressionsFail = "lookup-expressions-fail", Robustness, "No header value is executed.",
        "Ingen verdi i en header utføres.";
    OversizedHeadsFail = "oversized-heads-fail", Robustness, "Oversized headers are refused without a fault of the bank's own.",
        "For store headere avvises på ordentlig vis.";
    OldHttpFails = "old-http-fails", Robustness, "HTTP/1.0 is answered without a fault of the bank's own.",
        "HTTP/1.0 besvares på ordentlig vis.";
    ConcurrentRequestsFail = "concurrent-requests-fail", Robustness, "Concurrent requests are answered like single ones.",
        "Samtidige forespørsler besvares som enkeltvise.";
    CriminalCasesRefused = "criminal-cases-refused", Mandate, "The police may ask in criminal cases.",
        "Politiet kan spørre i straffesaker.";
    MissingPersonsRefused = "missing-persons-refused", Mandate, "The police may ask about missing persons.",
        "Politiet kan spørre om savnede personer.";
    EstatesRefused = "estates-refused", Mandate, "Digdir may ask for the settlement of estates.",
        "Digdir kan spørre for oppgjør etter dødsfall.";
    UnencodedMandateFails = "unencoded-mandate-fails", Mandate, "A mandate with spaces is refused or accepted.",
        "En hjemmel med mellomrom avvises eller godtas.";
    OneDayRefused = "one-day-refused", Period, "A period may be a single day.",
        "En periode kan være en enkelt dag.";
    PastPeriodsRefused = "past-periods-refused", Period, "The police may ask for a period that is over.",
        "Politiet kan spørre om en periode som er over.";
    FutureToDateFails = "future-to-date-fails", Period, "A toDate in the future is refused or accepted.",
        "En toDate i fremtiden avvises eller godtas.";
    WrongOn29February = "wrong-on-29-february", Period, "29 February of a leap year is a date.",
        "29. februar i et skuddår er en dato.";
    OnePeriodPerCase = "one-period-per-case", Period, "Each request has its own period.",
        "Hver forespørsel har sin egen periode.";
    SmallBearerRefused = "small-bearer-refused", Token, "The scheme Bearer is read case-insensitively.",
        "Ordningen Bearer leses uten hensyn til store og små bokstaver.";
    TokenNearExpiryRefused = "token-near-expiry-refused", Token, "A token is good until it expires.",
        "Et token er godt til det utløper.";
    TokenNotBeforeRefused = "token-not-before-refused", Token, "A token whose nbf has passed is good.",
        "Et token der nbf er passert, er godt.";
    TokenAudienceListRefused = "token-audience-list-refused", Token, "aud may be a list that holds the bank.",
        "aud kan være en liste som inneholder banken.";
    TokenSeveralScopesRefused = "token-several-scopes-refused", Token, "scope may hold others beside bits:kontoinformasjon.",
        "scope kan ha andre ved siden av bits:kontoinformasjon.";
    TokenSupplierRefused = "token-supplier-refused", Token, "A supplier may act for the consumer.",
        "En leverandør kan handle for consumer.";
    TokenUnknownClaimRefused = "token-unknown-claim-refused", Token, "A claim that the bank does not know does not matter.",
        "Et felt banken ikke kjenner, spiller ingen rolle.";
    TokenClientPinned = "token-client-pinned", Token, "The client of a consumer may change.",
        "Klienten til en consumer kan skifte.";
    TokenUsedOnce = "token-used-once", Token, "A token serves several requests.",
        "Et token tjener flere forespørsler.";
    TokenBoundToCase = "token-bound-to-case", Token, "A case may go on with a new token.",
        "En sak kan fortsette med et nytt token.";
    ReferenceBoundToToken = "reference-bound-to-token", Endpoint, "An account reference is good for the whole case.",
        "En kontoreferanse er god for hele saken.";
    ReferenceUsedOnce = "reference-used-once", Endpoint, "An account reference serves all endpoints.",
        "En kontoreferanse tjener alle endepunkter.";
    ReferenceOfOtherCaseFails = "reference-of-other-case-fails", Endpoint, "A reference of another case is refused or answered.",
        "En referanse fra en annen sak avvises eller besvares.";
    RepeatRefused = "repeat-refused", Transport, "The same request may be sent again.",
        "Den samme forespørselen kan sendes på nytt.";
    EndpointsInOrderOnly = "endpoints-in-order-only", Transport, "After Accounts the endpoints may be asked in any order.",
        "Etter Accounts kan endepunktene spørres i hvilken som helst rekkefølge.";
    AcceptByEquality = "accept-by-equality", Transport, "Accept is read as a list of ranges.",
        "Accept leses som en liste av medietyper med jokertegn.";
    AcceptMandatory = "accept-mandatory", Transport, "A request without Accept gets its answer.",
        "En forespørsel uten Accept får sitt svar.";
    ClearTextFails = "clear-text-fails", Transport, "A request for clear text is fulfilled or refused.",
        "Et ønske om klartekst oppfylles eller avvises.";
    OrderCapitalUuidsRefused = "order-capital-uuids-refused", OrderContent, "UUIDs of the order may be written in capital letters.",
        "UUID-er i utleveringspålegget kan skrives med store bokstaver.";
    OrderNilUuidFails = "order-nil-uuid-fails", OrderContent, "The nil UUID in the order is refused or accepted.",
        "Null-UUID-en i utleveringspålegget avvises eller godtas.";
    OrderUuidVersion4Only = "order-uuid-version-4-only", OrderContent, "UUIDs of the order may be of any version.",
        "UUID-er i utleveringspålegget kan være av enhver versjon.";
    OrderOfOneDayRefused = "order-of-one-day-refused", OrderContent, "An order may be about a single day.",
        "Et utleveringspålegg kan gjelde en enkelt dag.";
    OrderAheadFails = "order-ahead-fails", OrderContent, "An order whose toDate is in the future is accepted or refused.",
        "Et utleveringspålegg der toDate ligger frem i tid, godtas eller avvises.";
    OrderNearExpiryRefused = "order-near-expiry-refused", OrderContent, "An order is good until it expires.",
        "Et utleveringspålegg er godt til det utløper.";
    OrderNinetyDaysRefused = "order-ninety-days-refused", OrderContent, "An order may last exactly 90 days.",
        "Et utleveringspålegg kan vare nøyaktig 90 dager.";
    OldOrdersRefused = "old-orders-refused", OrderContent, "An order is good for 90 days after its approval.",
        "Et utleveringspålegg er godt i 90 dager etter godkjenningen.";
    FreshOrdersRefused = "fresh-orders-refused", OrderContent, "An order is good as soon as it is approved.",
        "Et utleveringspålegg er godt så snart det er godkjent.";
    OrderUnknownClaimRefused = "order-unknown-claim-refused", OrderContent, "A claim that the order page does not name does not matter.",
        "Et felt som siden om utleveringspålegget ikke nevner, spiller ingen rolle.";
    OrderUnknownMemberRefused = "order-unknown-member-refused", OrderContent, "An unknown member of approval does not matter.",
        "Et ukjent medlem av approval spiller ingen rolle.";
    OrderNamesAsciiOnly = "order-names-ascii-only", OrderContent, "Names in the order are Unicode.",
        "Navn i utleveringspålegget er Unicode.";
    OrderForOwnerRefused = "order-for-owner-refused", OrderContent, "onlyPrimaryOwner of the order may be true.",
        "onlyPrimaryOwner i utleveringspålegget kan være true.";
    OrderForAllRefused = "order-for-all-refused", OrderRequest, "onlyPrimaryOwner of the order may be false where the request's is.",
        "onlyPrimaryOwner i utleveringspålegget kan være false der forespørselens er det.";
    OrderOwnerEqual = "order-owner-must-equal", OrderRequest, "An order for all accounts covers a request for owned ones.",
        "Et utleveringspålegg om alle konti dekker en forespørsel om de eide.";
    OrderWhitespaceRefused = "order-whitespace-refused", OrderForm, "The order's JSON may be written in any way.",
        "JSON i utleveringspålegget kan skrives på enhver måte.";
    OrderUnknownHeaderRefused = "order-unknown-header-refused", OrderForm, "A header member without meaning to the bank does not matter.",
        "Et felt i hodet uten betydning for banken spiller ingen rolle.";
    OrderCertificatePinned = "order-certificate-pinned", OrderForm, "Any certificate of the prosecuting authority that chains up is good.",
        "Ethvert sertifikat for påtalemyndigheten som leder til roten, er godt.";
    OrderUsedOnce = "order-used-once", OrderRequest, "An order may be sent with several requests.",
        "Et utleveringspålegg kan sendes med flere forespørsler.";
    OrderForOneEndpoint = "order-for-one-endpoint", OrderRequest, "One order serves all endpoints whose flags are true.",
        "Ett utleveringspålegg tjener alle endepunktene det sier true til.";
    OrderBoundToToken = "order-bound-to-token", OrderRequest, "An order is good with any token of the police.",
        "Et utleveringspålegg er godt med ethvert av politiets token.";
    SecondOrderFails = "second-order-fails", OrderRequest, "A second order in a case is accepted or refused.",
        "Et nytt utleveringspålegg i samme sak godtas eller avvises.";
    OrderTwoYearsAtLeast = "order-two-years-at-least", OrderRequest, "An order may be about any period.",
        "Et utleveringspålegg kan gjelde enhver periode.";
    OrderOutlastsRequest = "order-may-not-outlast-request", OrderRequest, "An order may reach further than the request.",
        "Et utleveringspålegg kan rekke lenger enn forespørselen.";
    OrderFlagsAllOrNothing = "order-flags-all-or-nothing", OrderRequest, "An order may open one endpoint alone.",
        "Et utleveringspålegg kan åpne ett endepunkt alene.";

    ResponseDetailsLeftOut = "response-details-left-out", Schema, "Every answer has its required fields.",
        "Hvert svar har sine obligatoriske felter.";
    StatusIsNumber = "status-is-number", Schema, "Values have the JSON types of the API.",
        "Verdier har JSON-typene i API-et.";
    NorwegianDates = "norwegian-dates", Schema, "Dates are written as the API says.",
        "Datoer skrives slik API-et sier.";
    EndlessNames = "endless-names", Schema, "Names keep the length of the API.",
        "Navn holder seg til lengden i API-et.";
    UnknownValues = "unknown-values", Schema, "Enumerated values are those of the API.",
        "Verdier fra lister er de som står i API-et.";
    RequiredNumberLeftOut = "required-number-left-out", Schema, "accountIdentifier is required.",
        "accountIdentifier er obligatorisk.";
    ServicerValueLeftOut = "servicer-value-left-out", Fields, "The servicer is delivered with its value.",
        "servicer utleveres med sin verdi.";
    NullLists = "null-items", Schema, "A list contains objects.",
        "En liste inneholder objekter.";
    FirstAccountLeftOut = "first-account-left-out", Accounts, "Every account owned in the period is listed.",
        "Hver konto som er eid i perioden, står på listen.";
    LastAccountLeftOut = "last-account-left-out", Accounts, "All accounts of an owner of several are listed.",
        "Alle konti til den som eier flere, står på listen.";
    ClosedAccountsLeftOut = "closed-accounts-left-out", Accounts, "An account closed within the period is listed.",
        "En konto som er avsluttet i perioden, står på listen.";
    OwnerIsSomebodyElse = "owner-is-somebody-else", Accounts, "primaryOwner is the account's owner.",
        "primaryOwner er kontoens eier.";
    OneReferenceForAll = "one-reference-for-all", Accounts, "Every account has a reference of its own.",
        "Hver konto har sin egen referanse.";
    ReferenceWithSlash = "reference-with-slash", Accounts, "A reference fits into a path.",
        "En referanse passer i en sti.";
    WithheldMisspelt = "withheld-misspelt", Accounts, "dataNotDelivered is spelt so.",
        "dataNotDelivered skrives slik.";
    NumbersWithDots = "numbers-with-dots", Accounts, "Account numbers are digits.",
        "Kontonumre er siffer.";
    AccountListedTwice = "account-listed-twice", Accounts, "No account is listed twice.",
        "Ingen konto står to ganger på listen.";
    TypeIsOther = "type-is-other", Accounts, "type is the kind of account.",
        "type er kontoens slag.";
    CurrencyAlwaysNok = "currency-always-nok", Accounts, "currency is the account's.",
        "currency er kontoens.";
    WithheldShowsReference = "withheld-listed-without-mark", Accounts, "An account that nothing is delivered for is listed as dataNotDelivered.",
        "En konto som ingenting utleveres om, står på listen som dataNotDelivered.";
    AlwaysComplete = "always-complete", Accounts, "By alternative 1 the list is partial where there is more.",
        "Ved alternativ 1 sier listen at det finnes mer.";
    EmptyIsPartial = "empty-is-partial", Accounts, "An empty list is complete where there is nothing.",
        "En tom liste er fullstendig der det ikke finnes noe.";
    DataOfChance = "data-of-chance", Consistency, "The same request gives the same data.",
        "Den samme forespørselen gir de samme dataene.";
    DetailsOfOtherNumber = "details-of-other-number", Consistency, "Details are about the account asked for.",
        "Detaljene gjelder kontoen det spørres om.";
    DetailsOfOtherReference = "details-of-other-reference", Consistency, "Details carry the reference asked with.",
        "Detaljene har referansen det spørres med.";
    DetailsOfOtherOwner = "details-of-other-owner", Consistency, "List and details name one owner.",
        "Liste og detaljer navngir samme eier.";
    DetailsInOtherCurrency = "details-in-other-currency", Consistency, "List and details have one currency.",
        "Liste og detaljer har samme valuta.";
    DetailsOfOtherType = "details-of-other-type", Consistency, "List and details have one type.",
        "Liste og detaljer har samme type.";
    DetailsOfOtherServicer = "details-of-other-servicer", Consistency, "List and details name one institution.",
        "Liste og detaljer navngir samme institusjon.";
    TransactionsInDollars = "transactions-in-dollars", Consistency, "A transaction is in the account's currency.",
        "En transaksjon er i kontoens valuta.";
    TransactionCardsUnknown = "transaction-cards-unknown", Consistency, "The card of a transaction is one of the account's.",
        "Kortet i en transaksjon er ett av kontoens.";
    NamesDiffer = "names-differ", Consistency, "A person has one name everywhere.",
        "En person har samme navn overalt.";
    RoleNamesDiffer = "role-names-differ", Consistency, "A role holder has one name everywhere.",
        "En rolleinnehaver har samme navn overalt.";
    DetailsWithoutAccount = "details-without-account", Details, "A complete answer contains the account.",
        "Et fullstendig svar inneholder kontoen.";
    BookedBalanceLeftOut = "booked-balance-left-out", Details, "An open account has its booked balance.",
        "En åpen konto har sin bokførte saldo.";
    AvailableBalanceLeftOut = "available-balance-left-out", Details, "An open account has its available balance today.",
        "En åpen konto har sin disponible saldo i dag.";
    BalanceOfTomorrow = "balance-of-tomorrow", Details, "No balance is from the future.",
        "Ingen saldo er fra fremtiden.";
    BalanceWithoutDirection = "balance-without-direction", Details, "A balance says whether it is credit or debit.",
        "En saldo sier om den er kredit eller debet.";
    CreditLineWithoutCurrency = "credit-line-without-currency", Details, "A credit line has its amount and currency.",
        "En kredittlinje har beløp og valuta.";
    CreditLineLeftOut = "credit-line-left-out", Details, "An account with a credit line says whether it is included.",
        "En konto med kredittlinje sier om den er regnet med.";
    BalanceTwice = "balance-twice", Details, "An account has one balance of each kind.",
        "En konto har én saldo av hvert slag.";
    BalancesInKroner = "balances-in-kroner", Details, "A balance is in the account's currency.",
        "En saldo er i kontoens valuta.";
    StartOneDayLate = "start-one-day-late", Details, "startDate is the account's.",
        "startDate er kontoens.";
    EndBeforeStart = "end-before-start", Details, "endDate is not before startDate.",
        "endDate ligger ikke før startDate.";
    OpenedAfterPeriod = "opened-after-period", Details, "The account existed in the period.",
        "Kontoen fantes i perioden.";
    FirstTransactionLeftOut = "first-transaction-left-out", Transactions, "All transactions of the period are delivered.",
        "Alle transaksjoner i perioden utleveres.";
    BookedNeverDelivered = "booked-never-delivered", Transactions, "Booked transactions have the status booked.",
        "Bokførte transaksjoner har statusen booked.";
    BookedAsReserved = "booked-left-out", Transactions, "Booked transactions are delivered.",
        "Bokførte transaksjoner utleveres.";
    TransactionWithoutDirection = "transaction-without-direction", Transactions, "A transaction says whether it is credit or debit.",
        "En transaksjon sier om den er kredit eller debet.";
    OneTransactionIdentifier = "one-transaction-identifier", Transactions, "Transactions have identifiers of their own.",
        "Transaksjoner har hver sin identifikator.";
    PagesInDisorder = "pages-in-disorder", Transactions, "Pages follow the calendar.",
        "Sidene følger kalenderen.";
    OnePageOnly = "one-page-only", Transactions, "A big account comes on several pages.",
        "En stor konto kommer på flere sider.";
    EmptyPages = "empty-second-page", Transactions, "No page but the first is empty.",
        "Ingen annen side enn den første er tom.";
    ExchangeWithoutRate = "exchange-without-rate", Transactions, "A currency exchange is delivered in full.",
        "En valutaveksling oppgis fullt ut.";
    TransactionsBeforeOpening = "transactions-before-opening", Transactions, "Transactions are within the time that the account is open.",
        "Transaksjoner ligger innenfor kontoens levetid.";
    TransactionTwice = "transaction-twice", Transactions, "No transaction is delivered twice.",
        "Ingen transaksjon utleveres to ganger.";
    EmptyTransactionsPartial = "empty-lists-are-partial", Transactions, "An empty list is complete where there is nothing.",
        "En tom liste er fullstendig der det ikke finnes noe.";
    TimesWithoutZone = "times-without-zone", Schema, "Date-times say which zone they are in.",
        "Tidspunkter sier hvilken tidssone de er i.";
    CardVersionZero = "card-version-zero", Cards, "A card's version is 1 to 9.",
        "Et korts versjon er 1 til 9.";
    CardExpiresFirst = "card-expires-first", Cards, "A card does not expire before it begins.",
        "Et kort utløper ikke før det begynner å gjelde.";
    CardListedTwice = "card-listed-twice", Cards, "No card is listed twice.",
        "Ingen kort står to ganger på listen.";
    CardLeftOut = "card-left-out", Cards, "All cards of the account are listed.",
        "Alle kontoens kort står på listen.";
    RoleEndsFirst = "role-ends-first", Roles, "A role does not end before it begins.",
        "En rolle slutter ikke før den begynner.";
    RoleListedTwice = "role-listed-twice", Roles, "No role is listed twice.",
        "Ingen rolle står to ganger på listen.";
    RoleLeftOut = "role-left-out", Roles, "All roles of the account are listed.",
        "Alle kontoens roller står på listen.";
    RoleNumberWrong = "role-number-wrong", Roles, "A role holder has a valid number.",
        "En rolleinnehaver har et riktig nummer.";
    PayloadIsList = "payload-is-a-list", Jwe, "Inside the encryption is a JSON object.",
        "Inne i krypteringen er et JSON-objekt.";

    JweJson = "jwe-json", Jwe, "An answer is a JWE in compact serialization.",
        "Et svar er en JWE i kompakt form.";
    JweSeveralRecipients = "jwe-several-recipients", Jwe, "The answer is encrypted to one recipient.",
        "Svaret er kryptert til én mottaker.";
    JweUnknownContent = "jwe-unknown-content-encryption", Jwe, "The content is encrypted with an algorithm of the list.",
        "Innholdet er kryptert med en algoritme fra listen.";
    JweShortVector = "jwe-short-vector", Jwe, "The initialization vector has the length of its algorithm.",
        "Initialiseringsvektoren har lengden til sin algoritme.";
    JweContentTypeText = "jwe-cty-text", Jwe, "The header gives the content no other type than JSON.",
        "Hodet gir ikke innholdet en annen type enn JSON.";
    JweCritical = "jwe-critical", Jwe, "The header marks no extension as critical.",
        "Hodet merker ingen utvidelse som kritisk.";
    JweTellsParty = "jwe-header-tells-party", Jwe, "The readable header contains nothing about the control object.",
        "Det lesbare hodet inneholder ingenting om kontrollobjektet.";
    JweSameKey = "jwe-same-content-key", Jwe, "Every answer has a content key of its own.",
        "Hvert svar har sin egen innholdsnøkkel.";
    JweSameVector = "jwe-same-vector", Jwe, "Every answer has an initialization vector of its own.",
        "Hvert svar har sin egen initialiseringsvektor.";
    JweClear = "encrypts-nothing", Jwe, "An answer is encrypted where application/jose is accepted.",
        "Et svar er kryptert der application/jose godtas.";
    WildcardIsClear = "wildcard-is-clear", Transport, "Clear text is for whoever names application/json, in test.",
        "Klartekst er for den som navngir application/json, i test.";
    ImpatientServer = "impatient-server", Robustness, "A slow client gets its answer.",
        "En langsom klient får sitt svar.";
    RateLimitCode = "rate-limit-is-400", Robustness, "A bank that limits the rate says so with 429 ACC-022.",
        "En bank som begrenser antallet forespørsler, sier det med 429 ACC-022.";
    SlowAnswers = "slow-answers", Everything, "Answers come within the time the bank gives itself.",
        "Svar kommer innen tiden banken gir seg selv.";
    FailsEvery200th = "fails-every-200th-request", Everything, "Every valid request is answered.",
        "Hver gyldig forespørsel besvares.";
    ErrorsWithoutCode = "errors-without-code", Transport, "An error body has code and message.",
        "En feilmelding har code og message.";
    ErrorCodeUnknown = "error-code-unknown", Transport, "The code is one of the API.",
        "Koden er en av dem i API-et.";
    ErrorEchoesToken = "error-echoes-token", Transport, "An error message does not repeat the token.",
        "En feilmelding gjentar ikke tokenet.";
    AnsweredAs201 = "answered-as-201", Transport, "A document is answered with 200.",
        "Et dokument besvares med 200.";
    LimitTooShort = "period-limit-too-short", Period, "The whole of the service's limit may be asked for.",
        "Hele tjenestens grense kan bes om.";
    LimitMonthLong = "period-limit-a-month-long", Period, "More than the service's limit is refused.",
        "Mer enn tjenestens grense avvises.";
    OrderHundredDays = "order-hundred-days", OrderContent, "An order of more than 90 days is refused.",
        "Et utleveringspålegg på mer enn 90 dager avvises.";
    DisposedLeftOut = "disposed-left-out", Accounts, "By alternative 2 disposed accounts are listed.",
        "Ved alternativ 2 står konti med disposisjonsrett på listen.";
    DisposedNotAnswered = "disposed-not-answered", Accounts, "By alternative 2 the endpoints answer for disposed accounts.",
        "Ved alternativ 2 svarer endepunktene for konti med disposisjonsrett.";
    SecondPageFails = "second-page-fails", Transactions, "Every page of a big account is answered.",
        "Hver side av en stor konto besvares.";
    DetailsFail = "details-fail", Consistency, "The endpoints answer for every listed account.",
        "Endepunktene svarer for hver konto på listen.";
    PageSkipsItem = "next-page-skips-item", Transactions, "Pages do not leave out an item.",
        "Sider utelater ikke et element.";
    OtherPartysReferenceFails = "other-partys-reference-fails", Endpoint, "Another party's reference is refused or answered.",
        "En annen parts referanse avvises eller besvares.";
    TokenWithoutSlashFails = "token-other-spelling-fails", Token, "Another spelling of iss or aud is refused without a fault of the bank's own.",
        "En annen skrivemåte av iss eller aud avvises på ordentlig vis.";
    HeaderNamesByCase = "header-names-by-case", Headers, "Header names are read case-insensitively.",
        "Navn på headere leses uten hensyn til store og små bokstaver.";
    BareLineFeedsFail = "bare-line-feeds-fail", Robustness, "A request with bare line feeds is answered without a fault of the bank's own.",
        "En forespørsel med linjeskift uten vognretur besvares på ordentlig vis.";

    NextLinkWithoutSlash = "next-link-without-slash", Transactions, "A link works when it is appended to the base URL.",
        "En lenke virker når den settes etter base-URL-en.";
    AnyPublishedKey = "order-any-published-key", OrderForm, "The order is verified with the key that kid names.",
        "Utleveringspålegget kontrolleres med nøkkelen som kid navngir.";
    CertificateKept = "certificate-kept", Jwe, "A certificate that was replaced in CertPub is used.",
        "Et sertifikat som er byttet ut i CertPub, tas i bruk.";
    SmallHeaderNamesFail = "small-header-names-fail", Headers, "Header names may be written in small letters.",
        "Navn på headere kan skrives med små bokstaver.";
    SmallPartyIdFails = "small-party-id-fails", Headers, "The name PartyID may be written in small letters.",
        "Navnet PartyID kan skrives med små bokstaver.";
    ControlCharactersBreakOff = "control-characters-break-off", Robustness, "A header with control characters is answered without a fault of the bank's own.",
        "En header med styretegn besvares på ordentlig vis.";
    MemberTwice = "member-twice", Schema, "No object of an answer has a member twice.",
        "Ingen objekter i et svar har et medlem to ganger.";
    SaidToBeGzip = "said-to-be-gzip", Transport, "Content-Encoding says how the body is coded.",
        "Content-Encoding sier hvordan innholdet er kodet.";

    CountryThreeLetters = "country-three-letters", Schema, "countryOfResidence and country are ISO 3166-1 alpha-2.",
        "countryOfResidence og country er ISO 3166-1 alpha-2.";
    CountrySmallLetters = "country-small-letters", Schema, "countryOfResidence and country are in capital letters.",
        "countryOfResidence og country er med store bokstaver.";
    CurrencyFourLetters = "currency-four-letters", Schema, "A currency is three letters of ISO 4217.",
        "En valuta er tre bokstaver i ISO 4217.";
    CurrencySmallLetters = "currency-small-letters", Schema, "A currency is in capital letters.",
        "En valuta er med store bokstaver.";
    AccountNumberIsNumber = "account-number-is-number", Schema, "accountIdentifier is a text.",
        "accountIdentifier er en tekst.";
    OrganisationAsPerson = "organisation-as-person", Schema, "The number of an organisation has the type countryIdentificationCode.",
        "Nummeret til en virksomhet har typen countryIdentificationCode.";
    PersonAsOrganisation = "person-as-organisation", Schema, "The number of a person has the type nationalIdentityNumber.",
        "Nummeret til en person har typen nationalIdentityNumber.";
    ServicerAsPerson = "servicer-as-person", Schema, "The servicer is an organisation.",
        "servicer er en virksomhet.";
    ServicerOfOtherBank = "servicer-of-other-bank", Accounts, "servicer is the bank itself, in every answer.",
        "servicer er banken selv, i hvert svar.";
    StatusAlwaysEnabled = "status-always-enabled", Accounts, "A closed account has the status deleted, a blocked one disabled.",
        "En avsluttet konto har statusen deleted, en sperret disabled.";
    StatusAlwaysDeleted = "status-always-deleted", Accounts, "An open account has the status enabled or disabled.",
        "En åpen konto har statusen enabled eller disabled.";
    BlockedAccountEnabled = "blocked-account-enabled", Accounts, "An account that is blocked by a bankruptcy has the status disabled.",
        "En konto som er sperret på grunn av konkurs, har statusen disabled.";
    OwnerEndDateAlways = "owner-end-date-always", Accounts, "primaryOwner has no endDate while it is the owner.",
        "primaryOwner har ingen endDate så lenge den er eier.";
    OwnerAfterSale = "owner-after-sale", Accounts, "primaryOwner is limited to the time in which the requested party had a role: not who took over later.",
        "primaryOwner er begrenset til tiden parten hadde en rolle: ikke den som overtok senere.";
    OwnerAtPeriodStart = "owner-at-period-start", Accounts, "primaryOwner is the owner at the end of the period, not at its start.",
        "primaryOwner er eieren ved periodens slutt, ikke ved dens start.";
    OwnerMaySeeOnly = "owner-may-see-only", Accounts, "primaryOwner's permission is the owner's.",
        "permission hos primaryOwner er eierens.";
    PermissionsExchanged = "permissions-exchanged", Roles, "permission is the holder's.",
        "permission er rolleinnehaverens.";
    TypeIsOtherEverywhere = "type-is-other-everywhere", Accounts, "type is the kind of account, in every answer.",
        "type er kontoens slag, i hvert svar.";
    CurrencyNokEverywhere = "currency-nok-everywhere", Accounts, "currency is the account's, in every answer.",
        "currency er kontoens, i hvert svar.";
    AccountNumberDigitsExchanged = "account-number-digits-exchanged", Accounts, "accountIdentifier is the account's number, in every answer.",
        "accountIdentifier er kontoens nummer, i hvert svar.";
    NamesHidden = "names-hidden", Accounts, "The name of an owner or role holder is its own.",
        "Navnet på en eier eller rolleinnehaver er dens eget.";
    MessageIsDash = "message-is-dash", Accounts, "The message of a partial answer gives the reason.",
        "Meldingen i et delvis svar gir grunnen.";
    PartialInCapitals = "partial-in-capitals", Schema, "partial is written in small letters.",
        "partial skrives med små bokstaver.";
    AccountsAlwaysPartial = "accounts-always-partial", Accounts, "The account list is partial only where something must be got by hand.",
        "Kontolisten er delvis bare der noe må innhentes manuelt.";
    AccountsNull = "accounts-null", Accounts, "Without hits accounts is a blank list, not null.",
        "Uten treff er accounts en tom liste, ikke null.";
    AccountsLeftOut = "accounts-left-out", Accounts, "Without hits accounts is a blank list, not left out.",
        "Uten treff er accounts en tom liste, ikke utelatt.";
    ClosedOnFromDateMissing = "closed-on-from-date-missing", Accounts, "An account that was closed on fromDate is listed: both days are included.",
        "En konto som ble avsluttet på fromDate, står på listen: begge dager er med.";
    OpenedOnToDateMissing = "opened-on-to-date-missing", Accounts, "An account that was opened on toDate is listed: both days are included.",
        "En konto som ble åpnet på toDate, står på listen: begge dager er med.";
    BalanceTimesHundred = "balance-times-hundred", Details, "A balance is in the currency's main unit, not in hundredths.",
        "En saldo er i valutaens hovedenhet, ikke i hundredeler.";
    BalanceSignFlipped = "balance-sign-flipped", Details, "A balance's creditDebitIndicator is its sign.",
        "creditDebitIndicator er saldoens fortegn.";
    BookedPlusThousand = "booked-plus-thousand", Details, "The booked balance is what is booked.",
        "Den bokførte saldoen er det som er bokført.";
    ConstantBalance = "constant-balance", Details, "The balance of a past day is that day's.",
        "Saldoen for en tidligere dag er den dagens.";
    BalanceOfDayBefore = "balance-of-day-before", Details, "The balance includes the transactions of toDate.",
        "Saldoen regner med transaksjonene på toDate.";
    BalanceOfPeriodStart = "balance-of-period-start", Details, "The balance is the one at the end of the period, not at its start.",
        "Saldoen er den ved periodens slutt, ikke ved dens start.";
    BalanceAlwaysCredit = "balance-always-credit", Details, "A debt is a debit balance.",
        "En gjeld er en saldo i debet.";
    BalanceOfOtherAccount = "balance-of-other-account", Details, "A balance is the account's own.",
        "En saldo er kontoens egen.";
    BalanceInWholeUnits = "balance-in-whole-units", Details, "A balance is not rounded.",
        "En saldo er ikke avrundet.";
    BalanceTypesExchanged = "balance-types-exchanged", Details, "The type of a balance is its own.",
        "Typen til en saldo er dens egen.";
    AvailableAboveBooked = "available-above-booked", Details, "The available balance is the booked one less what is reserved.",
        "Disponibel saldo er den bokførte minus det som er reservert.";
    AvailableIsBooked = "available-is-booked", Details, "What is reserved is not available.",
        "Det som er reservert, er ikke disponibelt.";
    BalanceWeekOld = "balance-week-old", Details, "Today's balance is today's, not a week old.",
        "Saldoen i dag er dagens, ikke en uke gammel.";
    PastBalanceOfNow = "past-balance-registered-now", Details, "The balance of a past day is not registered after that day.",
        "Saldoen for en tidligere dag er ikke registrert etter den dagen.";
    CreditLineInBalance = "credit-line-in-balance", Details, "The balance does not include the credit line where creditLineIncluded is false.",
        "Saldoen omfatter ikke kredittlinjen når creditLineIncluded er false.";
    CreditLineWithoutAmount = "credit-line-without-amount", Details, "A credit line that is included has an amount.",
        "En kredittlinje som er regnet med, har et beløp.";
    CreditLineDoubled = "credit-line-doubled", Details, "creditLineAmount is the account's credit line.",
        "creditLineAmount er kontoens kredittlinje.";
    ClosedHasZeroBalance = "closed-account-has-zero-balance", Details, "An account closed in the period has no balance, not one of zero.",
        "En konto som er avsluttet i perioden, har ingen saldo, heller ikke null kroner.";
    EndDateAlways = "end-date-always", Details, "An open account has no endDate.",
        "En åpen konto har ingen endDate.";
    EndDateOfFirstClosing = "end-date-of-first-closing", Details, "An account that was opened again has no endDate.",
        "En konto som er åpnet igjen, har ingen endDate.";
    StartOfFirstOpening = "start-date-of-first-opening", Details, "startDate is that of the last time the account was opened.",
        "startDate er den siste gangen kontoen ble åpnet.";
    StartIsFromDate = "start-date-is-from-date", Details, "startDate is the account's, not the period's.",
        "startDate er kontoens, ikke periodens.";
    EndIsStart = "end-date-is-start-date", Details, "endDate comes after startDate.",
        "endDate kommer etter startDate.";
    EndInFuture = "end-date-in-future", Details, "endDate of a closed account is not in the future.",
        "endDate for en avsluttet konto er ikke i fremtiden.";
    OwnerStartIsAccountStart = "owner-start-is-account-start", Details, "primaryOwner's startDate is the start of the ownership.",
        "startDate hos primaryOwner er da eierskapet begynte.";
    DetailsAlwaysPartial = "details-always-partial", Details, "Account details contain the account where nothing must be got by hand.",
        "Kontodetaljer inneholder kontoen der ingenting må innhentes manuelt.";
    DetailsPartialWithoutMessage = "details-partial-without-message", Details, "Account details that are partial say why.",
        "Kontodetaljer som er delvise, sier hvorfor.";
    DetailsStatusDiffers = "details-status-differs", Consistency, "List and details have one status.",
        "Liste og detaljer har samme status.";
    ServicerNameDiffers = "servicer-name-differs", Consistency, "An institution has one name everywhere.",
        "En institusjon har samme navn overalt.";
    CreditDebitSwapped = "credit-debit-swapped", Transactions, "creditDebitIndicator is credit for money to the account and debit for money from it.",
        "creditDebitIndicator er credit for penger til kontoen og debit for penger fra den.";
    AlwaysCredit = "transactions-always-credit", Transactions, "Money from the account is debit.",
        "Penger fra kontoen er debit.";
    TransactionsTimesHundred = "transactions-times-hundred", Transactions, "An amount is in the currency's main unit, not in hundredths.",
        "Et beløp er i valutaens hovedenhet, ikke i hundredeler.";
    TransactionsInWholeUnits = "transactions-in-whole-units", Transactions, "Amounts are not rounded.",
        "Beløp er ikke avrundet.";
    OneInTenDropped = "one-in-ten-dropped", Transactions, "All transactions of the period are delivered.",
        "Alle transaksjoner i perioden utleveres.";
    FirstDayMissing = "first-day-missing", Transactions, "Transactions of fromDate are delivered: both days are included.",
        "Transaksjoner på fromDate utleveres: begge dager er med.";
    HundredAtMost = "hundred-transactions-at-most", Transactions, "All transactions of the period are delivered, not the first hundred.",
        "Alle transaksjoner i perioden utleveres, ikke de første hundre.";
    TransactionsOfOtherAccount = "transactions-of-other-account", Transactions, "Transactions are the account's own.",
        "Transaksjoner er kontoens egne.";
    IdentifierPerAccount = "transaction-identifier-per-account", Transactions, "transactionIdentifier is unique within the bank.",
        "transactionIdentifier er unik i banken.";
    IdentifierEachTime = "transaction-identifier-each-time", Consistency, "A transaction keeps its identifier.",
        "En transaksjon beholder sin identifikator.";
    DebtorCreditorExchanged = "debtor-creditor-exchanged", Transactions, "The type of a counterparty is its role in the transaction.",
        "Typen til en motpart er dens rolle i transaksjonen.";
    CounterpartyIsOwnAccount = "counterparty-is-own-account", Transactions, "A counterparty has an account of its own.",
        "En motpart har sin egen konto.";
    ExchangeRateInverted = "exchange-rate-inverted", Transactions, "exchangeRate is the price of the foreign currency.",
        "exchangeRate er prisen på den utenlandske valutaen.";
    ExchangeRateZero = "exchange-rate-zero", Transactions, "exchangeRate is not zero.",
        "exchangeRate er ikke null.";
    ExchangeToForeign = "exchange-currencies-foreign", Transactions, "One currency of an exchange is the account's.",
        "En av valutaene i en veksling er kontoens.";
    ReversalAlways = "reversal-always", Transactions, "reversalIndicator is true for corrections only.",
        "reversalIndicator er true bare for rettelser.";
    BookedAsInfo = "booked-as-info", Transactions, "A booked transaction has the status booked.",
        "En bokført transaksjon har statusen booked.";
    BookedTomorrow = "booked-tomorrow", Transactions, "No booked transaction is from the future.",
        "Ingen bokført transaksjon er fra fremtiden.";
    BookingDateLate = "booking-date-a-month-late", Transactions, "bookingDate is when it was booked.",
        "bookingDate er da den ble bokført.";
    MerchantInFreeText = "merchant-in-free-text", Transactions, "What has a field of its own is not in a free text.",
        "Det som har et eget felt, står ikke i en fritekst.";
    TransactionCardsClear = "transaction-cards-clear", Cards, "Card numbers in transactions are masked.",
        "Kortnumre i transaksjoner er maskert.";
    TransactionCardsDiffer = "transaction-cards-differ", Consistency, "A card has one holder and one expiry everywhere.",
        "Et kort har samme innehaver og utløp overalt.";
    TransactionsNull = "transactions-null", Transactions, "Without hits transactions is a blank list, not null.",
        "Uten treff er transactions en tom liste, ikke null.";
    TransactionsAlwaysPartial = "transactions-always-partial", Transactions, "Transactions are delivered where nothing must be got by hand.",
        "Transaksjoner utleveres der ingenting må innhentes manuelt.";
    TransactionsPartialWithoutMessage = "transactions-partial-without-message", Transactions, "Transactions that are partial say why.",
        "Transaksjoner som er delvise, sier hvorfor.";
    PageChainNeverEnds = "page-chain-never-ends", Transactions, "A chain of pages ends.",
        "En kjede av sider tar slutt.";
    EmptyLastPage = "empty-last-page", Transactions, "A page after which nothing comes has no next link.",
        "En side som ingenting kommer etter, har ingen next.";
    TwoNextLinks = "two-next-links", Transactions, "A page has one next link.",
        "En side har én next.";
    NextLinkToOtherHost = "next-link-to-other-host", Transactions, "A link leads to the bank.",
        "En lenke leder til banken.";
    NoCards = "no-cards", Cards, "The cards of an account are delivered.",
        "Kortene til en konto utleveres.";
    FirstCardOnly = "first-card-only", Cards, "All cards of an account are delivered.",
        "Alle kort til en konto utleveres.";
    CardsAlwaysPartial = "cards-always-partial", Cards, "Cards are delivered where nothing must be got by hand.",
        "Kort utleveres der ingenting må innhentes manuelt.";
    CardsNull = "cards-null", Cards, "Without hits paymentCards is a blank list, not null.",
        "Uten treff er paymentCards en tom liste, ikke null.";
    AllCardsExpired = "all-cards-expired", Cards, "expiryDate is the card's.",
        "expiryDate er kortets.";
    CardTypesExchanged = "card-types-exchanged", Cards, "type is the kind of card.",
        "type er kortets slag.";
    CardsAlwaysActive = "cards-always-active", Cards, "A blocked card has the status blocked.",
        "Et sperret kort har statusen blocked.";
    CardHoldersExchanged = "card-holder-is-owner", Cards, "holderName is the card holder's.",
        "holderName er kortholderens.";
    CardShowsEight = "card-shows-eight", Cards, "At most the first six and last four digits of a card are shown.",
        "Høyst de seks første og fire siste sifrene i et kortnummer vises.";
    CardMaskedByStars = "card-masked-by-stars", Cards, "A card number is masked with X.",
        "Et kortnummer maskeres med X.";
    CardIssuerOther = "card-issuer-other", Cards, "cardIssuerIdentifier is the issuer's.",
        "cardIssuerIdentifier er utstederens.";
    ExpiredCardsLeftOut = "expired-cards-left-out", Cards, "A card that expired within the period is delivered.",
        "Et kort som utløp i perioden, utleveres.";
    NoRoles = "no-roles", Roles, "The roles of an account are delivered.",
        "Rollene til en konto utleveres.";
    FirstRoleOnly = "first-role-only", Roles, "All roles of an account are delivered.",
        "Alle roller til en konto utleveres.";
    RolesAlwaysPartial = "roles-always-partial", Roles, "Roles are delivered where nothing must be got by hand.",
        "Roller utleveres der ingenting må innhentes manuelt.";
    RolesNull = "roles-null", Roles, "Without hits roles is a blank list, not null.",
        "Uten treff er roles en tom liste, ikke null.";
    RoleEndDateAlways = "role-end-date-always", Roles, "A role that goes on has no endDate.",
        "En rolle som varer ved, har ingen endDate.";
    RoleEndDateNever = "role-end-date-never", Roles, "A role that has ended has its endDate.",
        "En rolle som er slutt, har sin endDate.";
    RoleStartYearLate = "role-start-year-late", Roles, "startDate is when the holder got the role.",
        "startDate er da rollen begynte.";
    RoleOfOwner = "role-holder-is-owner", Roles, "The identifier of a role is its holder's.",
        "Identifikatoren til en rolle er rolleinnehaverens.";
    AllMessagesError = "all-messages-error", Transport, "An error message says what was wrong.",
        "En feilmelding sier hva som var galt.";
    ErrorNamesOtherParameter = "error-names-other-parameter", Transport, "An error message names the parameter that was wrong.",
        "En feilmelding nevner parameteren som var gal.";
    ErrorRepeatsParty = "error-repeats-party", Transport, "An error message does not repeat the control object's number.",
        "En feilmelding gjentar ikke kontrollobjektets nummer.";
    ErrorRepeatsOrder = "error-repeats-order", Transport, "An error message does not repeat the extradition order.",
        "En feilmelding gjentar ikke utleveringspålegget.";
    ErrorMessageEmpty = "error-message-empty", Transport, "An error message is not empty.",
        "En feilmelding er ikke tom.";
    ErrorMessageNull = "error-message-null", Transport, "An error message is a text.",
        "En feilmelding er en tekst.";
    ErrorsAsHtml = "errors-as-html", Transport, "An error body is JSON, not HTML.",
        "En feilmelding er JSON, ikke HTML.";
    AlwaysGzip = "always-gzip", Transport, "A body is not compressed where Accept-Encoding asks for identity.",
        "Et svar er ikke komprimert når Accept-Encoding ber om identity.";
    TenYearsOf365Days = "ten-years-of-365-days", Period, "Ten years are counted by the calendar, not as 3,650 days.",
        "Ti år telles etter kalenderen, ikke som 3650 dager.";
    JweQuoted = "jwe-quoted", Jwe, "A JWE is not put between quotation marks.",
        "En JWE er ikke satt i anførselstegn.";
    JweLineBreakAfter = "jwe-line-break-after", Jwe, "There is no white space around a JWE.",
        "Det er ikke mellomrom eller linjeskift rundt en JWE.";
    ByteOrderMarkFirst = "byte-order-mark-first", Transport, "A body does not begin with a byte order mark.",
        "Innholdet begynner ikke med et byterekkefølgemerke.";
    ClearAsText = "clear-as-text", Transport, "A document in clear has the media type application/json.",
        "Et dokument i klartekst har medietypen application/json.";

    ClearTextRefused = "clear-text-refused", Transport, "In test, Accept: application/json gives the document in clear.",
        "I test gir Accept: application/json dokumentet i klartekst.";
    RateLimitOtherCode = "rate-limit-with-other-code", Robustness, "An answer 429 has the code ACC-022.",
        "Et svar 429 har koden ACC-022.";
    CardsPartialWithoutMessage = "cards-partial-without-message", Cards, "A partial answer about cards has a message.",
        "Et svar om kort som er partial, har en melding.";
    RolesPartialWithoutMessage = "roles-partial-without-message", Roles, "A partial answer about roles has a message.",
        "Et svar om roller som er partial, har en melding.";
    TransactionsDroppedAsPartial = "transactions-dropped-as-partial", Transactions, "A partial answer has every transaction that is available online.",
        "Et svar som er partial, har alle transaksjoner som er tilgjengelige online.";
    CardsDroppedAsPartial = "cards-dropped-as-partial", Cards, "A partial answer has every card that is available online.",
        "Et svar som er partial, har alle kort som er tilgjengelige online.";
    RolesDroppedAsPartial = "roles-dropped-as-partial", Roles, "A partial answer has every role that is available online.",
        "Et svar som er partial, har alle roller som er tilgjengelige online.";
    CardIssuerAsPerson = "card-issuer-as-person", Cards, "A card issuer is a business.",
        "En kortutsteder er en virksomhet.";
    DetailsOwnerStartDiffers = "details-owner-start-differs", Consistency, "primaryOwner.startDate is the same in list and details.",
        "primaryOwner.startDate er den samme i liste og detaljer.";
    TransactionChangesWithPeriod = "transaction-changes-with-period", Consistency, "A transaction has the same content whatever the period.",
        "En transaksjon har samme innhold uansett periode.";
    LongPeriodsLoseAccounts = "long-periods-lose-accounts", Consistency, "The list of a period has the accounts of its parts.",
        "Listen for en periode har kontiene i delene.";
    OrdersRefused = "orders-refused", OrderForm, "A valid order is accepted.",
        "Et gyldig utleveringspålegg godtas.";
    ServicerNumberInvalid = "servicer-number-invalid", Schema, "An organisation number has valid check digits.",
        "Et organisasjonsnummer har gyldige kontrollsiffer.";
    PersonNumbersMasked = "person-numbers-masked", Schema, "A person in Norway is identified by a whole P number or D-number.",
        "En person i Norge er identifisert med hele fødsels- eller D-nummeret.";
    TransactionAmountsNegative = "transaction-amounts-negative", Transactions, "The amount of a transaction is never negative.",
        "Beløpet i en transaksjon er aldri negativt.";
    BookingDateLeftOut = "booking-date-left-out", Transactions, "A booked transaction has a bookingDate.",
        "En bokført transaksjon har en bookingDate.";
    ServicersMixed = "servicers-mixed", Accounts, "servicer is the same in every element of a list.",
        "servicer er den samme i alle elementer i en liste.";
    LaterPagesPartial = "later-pages-partial", Transactions, "All pages of a list have the same status.",
        "Alle sider av en liste har samme status.";
    RegisteredAfterBooking = "registered-after-booking", Transactions, "registered is when the payer acted, not after the booking.",
        "registered er da betaleren handlet, ikke etter bokføringen.";
    ReferenceTypesRepeated = "reference-types-repeated", Transactions, "A transaction has one value of each reference type.",
        "En transaksjon har én verdi av hver referansetype.";

    GuardianshipUnchecked = "guardianship-unchecked", Verge, "The bank verifies in the population register that the guardian is the ward's.",
        "Banken verifiserer i Folkeregisteret at vergen er vergehaverens.";
    AnyGuardianshipWillDo = "any-guardianship-will-do", Verge, "The guardian in the register is the one that the request names.",
        "Vergen i registeret er den forespørselen oppgir.";
    GuardianTaskUnchecked = "guardian-task-unchecked", Verge, "The guardian has the task representasjonDagligbank.",
        "Vergen har oppgaven representasjonDagligbank.";
    GuardianTaskMustBeAlone = "guardian-task-must-be-alone", Verge, "A guardian who has other tasks as well is accepted.",
        "En verge som også har andre oppgaver, godtas.";
    GuardianshipHistoryIgnored = "guardianship-history-ignored", Verge, "A guardianship that was in force last year and has ended is accepted.",
        "Et vergemål som gjaldt i siste kalenderår og har tatt slutt, godtas.";
    GuardianshipStartUnchecked = "guardianship-start-unchecked", Verge, "A guardianship that began after the period is refused.",
        "Et vergemål som begynte etter perioden, avvises.";
    GuardianshipEndUnchecked = "guardianship-end-unchecked", Verge, "A guardianship that ended before the period is refused.",
        "Et vergemål som tok slutt før perioden, avvises.";
    DataOutsideGuardianship = "data-outside-guardianship", Verge, "Nothing is delivered from outside the time of the guardianship.",
        "Ingenting utleveres fra utenfor tiden vergemålet varte.";
    GuardianOptional = "guardian-optional", Verge, "A request without a guardian is refused.",
        "En forespørsel uten verge avvises.";
    GuardianFormUnchecked = "guardian-form-unchecked", Verge, "The guardian's number is one of a person.",
        "Vergens nummer er et personnummer.";
    SrfUnchecked = "srf-unchecked", Verge, "AdditionalReferenceIDType is srf.",
        "AdditionalReferenceIDType er srf.";
    UndisposedAccountsListed = "undisposed-accounts-listed", Verge, "Only accounts that the guardian disposes of are listed.",
        "Bare konti vergen disponerer, listes.";
    UnownedAccountsListed = "unowned-accounts-listed", Verge, "Only accounts that the ward owns are listed.",
        "Bare konti vergehaveren eier, listes.";
    GuardiansOwnAccountsListed = "guardians-own-accounts-listed", Verge, "The guardian's own accounts are not listed.",
        "Vergens egne konti listes ikke.";
    GuardiansMixed = "guardians-mixed", Verge, "Each of two guardians gets the accounts that this guardian disposes of.",
        "Hver av to verger får kontiene denne vergen disponerer.";
    GuardianCheckedAtAccountsOnly = "guardian-checked-at-accounts-only", Verge, "Every endpoint verifies the guardian.",
        "Alle endepunkter verifiserer vergen.";
    ThisYearAccepted = "this-year-accepted", Verge, "A period after the last calendar year is refused.",
        "En periode etter siste kalenderår avvises.";
    YearBeforeAccepted = "year-before-accepted", Verge, "A period before the last calendar year is refused.",
        "En periode før siste kalenderår avvises.";
    WholeYearOnly = "whole-year-only", Verge, "A part of the last calendar year is accepted.",
        "En del av siste kalenderår godtas.";
    GuardianDNumberRefused = "guardian-d-number-refused", Verge, "A guardian may have a D-number.",
        "En verge kan ha D-nummer.";
    GuardianMissingFromRoles = "guardian-missing-from-roles", Verge, "The guardian is among the roles.",
        "Vergen er blant rollene.";
    StepOneMandateTaken = "step-one-mandate-taken", Verge, "The mandate of step 1 gives no access in step 2.",
        "Lovhjemmelen for trinn 1 gir ikke tilgang i trinn 2.";

    SolventServed = "solvent-served", Konkurs, "Somebody who is not bankrupt is refused.",
        "En som ikke er konkurs, avvises.";
    AnnulledServed = "annulled-served", Konkurs, "A debtor whose bankruptcy was annulled is refused.",
        "En skyldner med slettet konkurs avvises.";
    ReversedServed = "reversed-served", Konkurs, "A debtor whose bankruptcy was reversed is refused.",
        "En skyldner med opphevet konkurs avvises.";
    FirstNoticeCounts = "first-notice-counts", Konkurs, "The period is counted from the newest opening.",
        "Perioden regnes fra den nyeste åpningen.";
    LimitFromToday = "limit-from-today", Konkurs, "The period is counted from the bankruptcy order, not from today.",
        "Perioden regnes fra kjennelsen, ikke fra i dag.";
    LimitFromRegistration = "limit-from-registration", Konkurs, "The period is counted from the bankruptcy order, not from its registration.",
        "Perioden regnes fra kjennelsen, ikke fra registreringen.";
    LimitFourMonths = "limit-four-months", Konkurs, "The period may begin up to 12 months before the bankruptcy order.",
        "Perioden kan begynne inntil 12 måneder før kjennelsen.";
    LimitThirteenMonths = "limit-thirteen-months", Konkurs, "A period that begins more than 12 months before the bankruptcy order is refused.",
        "En periode som begynner mer enn 12 måneder før kjennelsen, avvises.";
    BlockedShownEnabled = "blocked-shown-enabled", Konkurs, "An account blocked because of a bankruptcy has the status disabled.",
        "En konto sperret på grunn av konkurs har statusen disabled.";
    BlockedShownDeleted = "blocked-shown-deleted", Konkurs, "An account blocked because of a bankruptcy is not shown as deleted.",
        "En konto sperret på grunn av konkurs vises ikke som deleted.";
    BlockedAccountsLeftOut = "blocked-accounts-left-out", Konkurs, "Accounts blocked because of a bankruptcy are listed.",
        "Konti sperret på grunn av konkurs listes.";
    BankruptPersonsRefused = "bankrupt-persons-refused", Konkurs, "A debtor may be a person.",
        "En skyldner kan være en person.";
    BankruptCompaniesRefused = "bankrupt-companies-refused", Konkurs, "A debtor may be a business.",
        "En skyldner kan være en virksomhet.";
    BankruptDNumbersRefused = "bankrupt-d-numbers-refused", Konkurs, "A debtor may have a D-number.",
        "En skyldner kan ha D-nummer.";
    KonkursFreeToDate = "konkurs-free-to-date", Konkurs, "toDate is the day of the request.",
        "toDate er dagen for forespørselen.";
    ManagerCountsAsDebtor = "manager-counts-as-debtor", Konkurs, "The manager of a bankrupt business is not the debtor.",
        "Lederen av en virksomhet som er konkurs, er ikke skyldneren.";

    SkattRequesterOptional = "skatt-requester-optional", Skatt, "RequesterID is demanded where the service demands it.",
        "RequesterID kreves der tjenesten krever den.";
    SkattRequesterAtAccountsOnly = "skatt-requester-at-accounts-only", Skatt, "RequesterID is demanded at every endpoint.",
        "RequesterID kreves på alle endepunkter.";
    SkattRequesterPinned = "skatt-requester-pinned", Skatt, "A case may have several case workers.",
        "En sak kan ha flere saksbehandlere.";
    SkattNineYears = "skatt-nine-years", Skatt, "Ten years may be asked for.",
        "Det kan spørres om ti år.";
    SkattTodayOnly = "skatt-today-only", Skatt, "toDate may be before today.",
        "toDate kan være før i dag.";
    SkattOwnRoleFiltered = "skatt-own-role-filtered", Skatt, "The control object's own role on a disposed account is delivered.",
        "Kontrollobjektets egen rolle på en disponert konto utleveres.";
    SkattOwnCardFiltered = "skatt-own-card-filtered", Skatt, "The control object's own card on a disposed account is delivered.",
        "Kontrollobjektets eget kort på en disponert konto utleveres.";
    SkattOwnerRolesFiltered = "skatt-owner-roles-filtered", Skatt, "All roles of an owned account are delivered.",
        "Alle roller på en eid konto utleveres.";
    SkattAlternativeOne = "skatt-alternative-one", Skatt, "Disposed accounts are listed, not left out with partial.",
        "Disponerte konti listes, og utelates ikke med partial.";
    SkattFalseMeansTrue = "skatt-false-means-true", Skatt, "With OnlyPrimaryOwner false disposed accounts are listed.",
        "Med OnlyPrimaryOwner false listes disponerte konti.";
    SkattTrueMeansFalse = "skatt-true-means-false", Skatt, "With OnlyPrimaryOwner true disposed accounts are not listed.",
        "Med OnlyPrimaryOwner true listes ikke disponerte konti.";
    SkattShortMandateOnly = "skatt-short-mandate-only", Skatt, "The mandate with § 10-14 is accepted.",
        "Lovhjemmelen med § 10-14 godtas.";
    SkattV1MandateTaken = "skatt-v1-mandate-taken", Skatt, "The mandate of version 1 is refused.",
        "Lovhjemmelen i versjon 1 avvises.";
    SkattCompaniesRefused = "skatt-companies-refused", Skatt, "A business may be asked about.",
        "Det kan spørres om en virksomhet.";
    OrderDemandedOfAll = "order-demanded-of-all", Skatt, "A service without an extradition order is answered without one.",
        "En tjeneste uten utleveringspålegg besvares uten et.";

    NumberDecidesService = "number-decides-service", Utlegg, "Consumer and mandate together name the service.",
        "Konsument og lovhjemmel angir tjenesten sammen.";
    SupplierDecides = "supplier-decides", Utlegg, "The consumer of a token decides, never its supplier.",
        "Konsumenten i et token avgjør, aldri leverandøren.";
    SupplierDemanded = "supplier-demanded", Utlegg, "A token of the consumer without a supplier is accepted.",
        "Et token fra konsumenten uten leverandør godtas.";
    SupplierRefused = "supplier-refused", Utlegg, "A token with a supplier is accepted.",
        "Et token med leverandør godtas.";
    DigdirListNumberRefused = "digdir-list-number-refused", Token, "Both numbers of Digdir are accepted.",
        "Begge numrene til Digdir godtas.";
    SecondConsumerRefused = "im-refused", Utlegg, "Both consumers of the service are accepted.",
        "Begge konsumentene i tjenesten godtas.";
    UtleggAnyPeriod = "utlegg-any-period", Utlegg, "A period other than today is refused.",
        "En annen periode enn i dag avvises.";
    UtleggFromFree = "utlegg-from-free", Utlegg, "A fromDate before today is refused.",
        "En fromDate før i dag avvises.";
    UtleggToFree = "utlegg-to-free", Utlegg, "A toDate after today is refused.",
        "En toDate etter i dag avvises.";
    TestMandateInProduction = "test-mandate-in-production", Utlegg, "A mandate for test gives no access in production.",
        "En lovhjemmel for test gir ikke tilgang i produksjon.";
    OpenedTodayLeftOut = "opened-today-left-out", Utlegg, "An account opened today is listed.",
        "En konto åpnet i dag listes.";
    EncryptsToSupplier = "encrypts-to-supplier", Utlegg, "The answer is encrypted for the consumer.",
        "Svaret krypteres for konsumenten.";
}
