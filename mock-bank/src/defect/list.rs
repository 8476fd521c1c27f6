defects! {
    AcceptsEverything = "accepts-everything", Everything, "Requests are validated at all.";

    PostAccepted = "post-accepted", Transport, "Only GET is answered; any other method is 405 ACC-012.";
    AnyAcceptServed = "any-accept-served", Transport, "An Accept header without an offered media type is 406 ACC-013.";
    ClearTextInProduction = "clear-text-in-production", Transport, "Production never answers in clear.";
    ErrorsAsPlainText = "errors-as-plain-text", Transport, "An error body is JSON with code and message.";
    ErrorTellsAddress = "error-tells-address", Transport, "An error message holds no internal address.";
    UnknownPathIsServerError = "unknown-path-is-server-error", Transport, "An unknown path is 404, not a server error.";

    JweRsa15 = "jwe-rsa1-5", Jwe, "The content key is wrapped with RSA-OAEP.";
    JweCompressed = "jwe-compressed", Jwe, "The answer is not compressed before encryption.";
    JweToWrongKey = "jwe-to-wrong-key", Jwe, "The answer is encrypted to the agency's certificate from CertPub.";
    JweContentTypeJson = "jwe-content-type-json", Jwe, "An encrypted answer has the media type application/jose.";
    ErrorsEncrypted = "errors-encrypted", Jwe, "Errors are answered in clear.";

    TokenNotRequired = "token-not-required", Token, "A request without an access token is refused.";
    TokenSignatureUnchecked = "token-signature-unchecked", Token, "The token's signature is verified with the issuer's key.";
    TokenAlgorithmNone = "token-algorithm-none", Token, "A token without signature (alg none) is refused.";
    TokenPublicKeyAsSecret = "token-public-key-as-secret", Token, "A token signed by HMAC with the public key as secret is refused.";
    TokenIssuerUnchecked = "token-issuer-unchecked", Token, "The token's iss is the configured issuer.";
    TokenAudienceUnchecked = "token-audience-unchecked", Token, "The token's aud is this bank's base URL.";
    TokenExpiryUnchecked = "token-expiry-unchecked", Token, "An expired token is refused.";
    TokenNotBeforeUnchecked = "token-not-before-unchecked", Token, "A token from the future is refused.";
    TokenScopeUnchecked = "token-scope-unchecked", Token, "The token's scope contains bits:kontoinformasjon.";
    TokenScopeBySubstring = "token-scope-by-substring", Token, "The scope is compared as a whole word.";
    TokenConsumerUnchecked = "token-consumer-unchecked", Token, "The token's consumer is the agency of the service.";
    TokenAuthorityUnchecked = "token-authority-unchecked", Token, "The consumer's authority is iso6523-actorid-upis.";

    CorrelationIdOptional = "correlation-id-optional", Headers, "CorrelationID is mandatory.";
    CorrelationIdFree = "correlation-id-free", Headers, "CorrelationID is a UUID.";
    CaseIdOptional = "case-id-optional", Headers, "AccountInfoRequestID is mandatory.";
    CaseIdFree = "case-id-free", Headers, "AccountInfoRequestID is a UUID.";
    RepeatedHeadersTaken = "repeated-headers-taken", Headers, "A parameter occurs once.";
    PartyCheckDigitsUnchecked = "party-check-digits-unchecked", Headers, "PartyID has right check digits.";
    OnlyPrimaryOwnerOptional = "only-primary-owner-optional", Headers, "OnlyPrimaryOwner is mandatory for Accounts.";
    OnlyPrimaryOwnerFree = "only-primary-owner-free", Headers, "OnlyPrimaryOwner is a boolean.";
    RequesterIdOptional = "requester-id-optional", Headers, "RequesterID is mandatory for Politi-Utlevering.";

    MandateUnchecked = "mandate-unchecked", Mandate, "Legal-Mandate is the service's text.";
    MandateComparedEncoded = "mandate-compared-encoded", Mandate, "Legal-Mandate is compared after decoding.";
    MandateTrimmed = "mandate-trimmed", Mandate, "Legal-Mandate is compared as it is, without trimming.";

    PeriodReversedAccepted = "period-reversed-accepted", Period, "fromDate does not lie after toDate.";
    PeriodUnlimited = "period-unlimited", Period, "fromDate lies within the service's limit.";
    PeriodLimitOneDayLate = "period-limit-one-day-late", Period, "The day of the limit itself is inside.";
    PeriodLimitOneDayEarly = "period-limit-one-day-early", Period, "The day before the limit is outside.";
    DateFormsFree = "date-forms-free", Period, "Dates have the form YYYY-MM-DD.";

    ForbiddenEndpointServed = "forbidden-endpoint-served", Endpoint, "An endpoint outside the service is refused with 400 ACC-001.";
    ForbiddenEndpointIs403 = "forbidden-endpoint-is-403", Endpoint, "An endpoint outside the service is refused with 400 ACC-001, not 403.";
    UnknownReferenceIsEmpty = "unknown-reference-is-empty", Endpoint, "An unknown account reference is 404.";

    OrderAnyAlgorithm = "order-any-algorithm", OrderForm, "The order is signed with PS256 only.";
    OrderSignatureUnchecked = "order-signature-unchecked", OrderForm, "The order's signature is verified.";
    OrderTypUnchecked = "order-typ-unchecked", OrderForm, "The order's typ is JWT.";
    OrderHeaderKeyTrusted = "order-header-key-trusted", OrderForm, "A key in the order's own header is never a source of trust.";
    OrderCritIgnored = "order-crit-ignored", OrderForm, "An order with crit is refused.";
    OrderChainUnchecked = "order-chain-unchecked", OrderForm, "The police certificate chains up to the installed root.";
    OrderUnitUnchecked = "order-unit-unchecked", OrderForm, "The certificate's OU is Påtalemyndigheten.";
    OrderCommonNameUnchecked = "order-common-name-unchecked", OrderForm, "The certificate's CN is the one of the environment.";
    OrderDuplicateClaims = "order-duplicate-claims", OrderForm, "An order with a claim twice is refused.";

    OrderVersionUnchecked = "order-version-unchecked", OrderContent, "version is 1.0.0.";
    OrderReasonUnchecked = "order-reason-unchecked", OrderContent, "reason is the text that belongs to the mandate.";
    OrderExpiryUnchecked = "order-expiry-unchecked", OrderContent, "An expired order is refused.";
    OrderApprovalUnchecked = "order-approval-unchecked", OrderContent, "An order approved in the future is refused.";
    OrderNinetyOneDays = "order-91-days", OrderContent, "exp lies at most 90 days after the approval.";
    OrderAccountListUnchecked = "order-account-list-unchecked", OrderContent, "accountList is true.";
    OrderTenYearsUnchecked = "order-ten-years-unchecked", OrderContent, "The order's fromDate lies at most ten years back.";
    OrderPeriodUnchecked = "order-period-unchecked", OrderContent, "The order's fromDate does not lie after its toDate.";
    OrderIdsFree = "order-ids-free", OrderContent, "extraditionOrderID and caseID are UUIDs.";
    OrderDistrictOptional = "order-district-optional", OrderContent, "district is mandatory.";
    OrderApproverOptional = "order-approver-optional", OrderContent, "The approver's id, name and role are mandatory.";
    OrderTimestampFree = "order-timestamp-free", OrderContent, "approvalTimestamp has the form YYYY-MM-DDThh:mm:ssZ.";

    OrderPartyUnmatched = "order-party-unmatched", OrderRequest, "The order's partyID is the request's.";
    OrderMandateUnmatched = "order-mandate-unmatched", OrderRequest, "The order's mandate is the request's.";
    OrderCaseUnmatched = "order-case-unmatched", OrderRequest, "The order's caseID is the request's AccountInfoRequestID.";
    OrderPeriodUnmatched = "order-period-unmatched", OrderRequest, "The request's period lies within the order's.";
    OrderOwnerUnmatched = "order-owner-unmatched", OrderRequest, "An order for owned accounts only takes OnlyPrimaryOwner TRUE only.";
    OrderFlagsIgnored = "order-flags-ignored", OrderRequest, "Only an endpoint that the order says true to is served.";
    OrderCardsFlagIgnored = "order-cards-flag-ignored", OrderRequest, "Cards is served only when the order says true to cards.";
    OrderFlagIs400 = "order-flag-is-400", OrderRequest, "An endpoint that the order says false to is refused with 403 ACC-011.";

    ReferenceTypeUnchecked = "reference-type-unchecked", ReferenceType, "AdditionalReferenceIDType is pol1.";
    ReferenceTakenWhereNone = "reference-taken-where-none", ReferenceType, "A service without additional reference refuses one.";

    AmountAsText = "amount-as-text", Schema, "An amount is a number.";
    StatusInCapitals = "status-in-capitals", Schema, "An enumerated value is written as in the OpenAPI file.";
    FilteredFieldsDelivered = "filtered-fields-delivered", Fields, "What is «Utleveres ikke» is not delivered.";
    AccountNameWithheld = "account-name-withheld", Fields, "account.name is delivered to the police.";

    EmptyListIs404 = "empty-list-is-404", Accounts, "Accounts answers with an empty list where there is no hit.";
    ReferenceIsAccountNumber = "reference-is-account-number", Accounts, "accountReference is not the account number.";
    ReferenceIsBase64 = "reference-is-base64", Accounts, "accountReference is not decodable to the account number.";
    ShieldedListed = "shielded-listed", Accounts, "A shielded person's accounts are not listed.";
    GuarantorListed = "guarantor-listed", Accounts, "A guarantor's account is not listed.";
    CoBorrowerListed = "co-borrower-listed", Accounts, "A co-borrower's loan is not listed.";
    DisposedListedForOwnerOnly = "disposed-listed-for-owner-only", Accounts, "OnlyPrimaryOwner true lists owned accounts only.";
    AccountsOutsidePeriodListed = "accounts-outside-period-listed", Accounts, "Only accounts of the period are listed.";
    PartialWithoutMessage = "partial-without-message", Accounts, "partial comes with a message.";

    ClosedAccountHasBalance = "closed-account-has-balance", Details, "An account closed in the period has no balance.";
    TodaysBalanceForPast = "todays-balance-for-past", Details, "For a past period the balance is the booked one at toDate.";
    OwnerOfToday = "owner-of-today", Details, "primaryOwner is the owner at the end of the period.";
    NegativeAmounts = "negative-amounts", Details, "Amounts are never negative.";

    TransactionsOneDayMore = "transactions-one-day-more", Transactions, "All transactions lie in the period.";
    TransactionsLastDayMissing = "transactions-last-day-missing", Transactions, "The last day of the period is included.";
    NextPageRepeatsItem = "next-page-repeats-item", Transactions, "Pages do not repeat an item.";
    NextLinkAbsolute = "next-link-absolute", Transactions, "The next link is relative.";
    NextLinkNeverEnds = "next-link-never-ends", Transactions, "The last page has no next link.";
    SmallPages = "small-pages", Transactions, "A page has at least 1000 transactions.";

    CardUnmasked = "card-unmasked", Cards, "Card numbers are masked.";
    CardDatesWithDay = "card-dates-with-day", Cards, "Card dates are year and month.";
    RolesOutsidePeriod = "roles-outside-period", Roles, "Roles are those of the period.";
    RoleHolderUnidentified = "role-holder-unidentified", Roles, "A role has the holder's identifier.";

    LivingPersonServed = "living-person-served", Oed, "The control object is dead.";
    DeathWithoutDateServed = "death-without-date-served", Oed, "The date of death is known.";
    OedFreeToDate = "oed-free-to-date", Oed, "toDate is today.";
    OedOrganisationServed = "oed-organisation-served", Oed, "PartyID is a person.";
    OedDisposedServed = "oed-only-primary-owner-false", Oed, "OnlyPrimaryOwner is TRUE only.";
}
