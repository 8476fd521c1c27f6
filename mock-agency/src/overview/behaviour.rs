//! How the customer overview behaves: as the documents ask for, with one defect, or in another way that is right too.

macro_rules! behaviours {
    ($(#[doc = $doc:literal])* $kind:ident: $($name:ident $word:literal $text:literal)*) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $kind {
            $(#[doc = concat!($text, ".")] $name,)*
        }

        impl $kind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its name on the command line.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// What it does.
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The one of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}

behaviours! {
    /// One deviation of the customer overview from one rule.
    OverviewDefect:
    ScopeByPrefix "scope-by-prefix" "Accepts every scope that begins with the right one"
    ScopeOfWriting "scope-of-writing" "Accepts the scope of the banks' write API"
    ScopeOfAccounts "scope-of-accounts" "Accepts the scope of accountServicingProvider on customerRelationships"
    ScopeOfCustomers "scope-of-customers" "Accepts the scope of customerRelationships on accountServicingProvider"
    ScopeOfBanks "scope-of-banks" "Accepts the scope of the banks' API"
    OwnScopeRefused "own-scope-refused" "Knows no scope that a consumer has of its own"
    FirstScopeOnly "first-scope-only" "Reads only the first scope of a token"
    ExpiredTaken "expired-taken" "Accepts tokens that have expired"
    IssuerUnchecked "issuer-unchecked" "Accepts tokens of another issuer"
    SignatureUnchecked "signature-unchecked" "Does not check the signature of tokens"
    AudienceUnchecked "audience-unchecked" "Accepts tokens for another audience"
    TokenUnchecked "token-unchecked" "Answers without a token"
    SupplierDecides "supplier-decides" "Reads the supplier of a token in place of the consumer"
    ConsumerUnchecked "consumer-unchecked" "Answers consumers that have no service"
    PoliceOnlyUnchecked "police-only-unchecked" "Lets every agency with the scope ask about accounts"
    OwnershipOnlyWithTrue "ownership-only-with-true" "Leaves ownershipType out where onlyPrimaryOwner is false"
    OwnershipOnlyWithFalse "ownership-only-with-false" "Leaves ownershipType out where onlyPrimaryOwner is true"
    NothingFiltered "nothing-filtered" "Names banks where nothing is owned though onlyPrimaryOwner is true"
    AlwaysFiltered "always-filtered" "Leaves banks where nothing is owned out though onlyPrimaryOwner is false"
    FilteredByDefault "filtered-by-default" "Takes onlyPrimaryOwner as true where it is not sent"
    DisponentsAreOwners "disponents-are-owners" "Calls everybody primaryOwner"
    UnknownAsNotOwner "unknown-as-not-owner" "Calls a missing history notPrimaryOwner"
    CapitalsAreFalse "capitals-are-false" "Takes TRUE in capital letters as false"
    OwnerFlagUnchecked "owner-flag-unchecked" "Takes every other value of onlyPrimaryOwner as false"
    ActiveInKfr "active-in-kfr" "Says that accounts of banks in KFR are active"
    ActiveInThePast "active-in-the-past" "Says that accounts are active where the period ends before today"
    ActiveForDisponents "active-for-disponents" "Says that accounts that are only disposed of are active"
    ActiveWhenClosed "active-when-closed" "Says that closed accounts are active"
    NeverActive "never-active" "Never says that an account is active"
    ActiveLeftOut "active-left-out" "Leaves activeAccount out where it is false"
    EndedKept "ended-kept" "Names banks whose relationship ended before the period"
    PresentOnly "present-only" "Names only banks whose relationship lasts"
    BegunLaterKept "begun-later-kept" "Names banks whose relationship began after the period"
    FirstDayLost "first-day-lost" "Leaves out relationships that ended on the first day of the period"
    LastDayLost "last-day-lost" "Leaves out relationships that began on the last day of the period"
    OneBankOnly "one-bank-only" "Names the first bank alone"
    NobodyNotFound "nobody-not-found" "Answers 404 where nobody knows the customer"
    BanksLeftOut "banks-left-out" "Leaves banks out where the list is empty"
    ShieldedHidden "shielded-hidden" "Names no bank of shielded persons"
    BothRegistersTwice "both-registers-twice" "Names a bank twice that is in both registers"
    OrganisationsRefused "organisations-refused" "Refuses organisations as customers"
    DNumbersRefused "d-numbers-refused" "Refuses D-numbers"
    OneDayRefused "one-day-refused" "Refuses a period of one day"
    TenYearsRefused "ten-years-refused" "Refuses a period of the whole ten years"
    CustomerUnchecked "customer-unchecked" "Answers an empty list to what is no customer's number"
    CustomerOfQuery "customer-of-query" "Takes CustomerID from the query too"
    FirstCustomerTaken "first-customer-taken" "Takes the first of two CustomerIDs"
    CorrelationUnchecked "correlation-unchecked" "Does not look at CorrelationID"
    CaseUnchecked "case-unchecked" "Does not look at AccountInfoRequestID"
    MandateUnchecked "mandate-unchecked" "Does not look at the mandate"
    MandateOfAnyService "mandate-of-any-service" "Accepts the mandate of another service"
    MandateOfStepTwo "mandate-of-step-two" "Accepts the mandate of step 2"
    MissingPeriodIsToday "missing-period-is-today" "Takes a missing date as today"
    NorwegianDates "norwegian-dates" "Accepts dates as DD.MM.YYYY"
    ReversedAnswered "reversed-answered" "Answers a period that ends before it begins"
    LimitsUnchecked "limits-unchecked" "Accepts periods that no service may ask for"
    PeriodAsCustomer "period-as-customer" "Refuses a wrong period with ERR-002"
    ModElevenChecked "mod-eleven-checked" "Refuses account numbers with a wrong check digit"
    AccountUnchecked "account-unchecked" "Takes what is no account number as an unknown account"
    AnyBankForUnknown "any-bank-for-unknown" "Names a bank for an account that nobody knows"
    OldSpelling "old-spelling" "Spells organizationId as before"
    OtherProvider "other-provider" "Names another bank than the account's"
    OtherBodyForRelationships "other-body-for-relationships" "Answers 401 of customerRelationships with the other endpoint's body"
    OtherBodyForProvider "other-body-for-provider" "Answers 401 of accountServicingProvider with the general body"
    KarTroubleAsInternal "kar-trouble-as-internal" "Answers 500 where KAR is silent"
    PartialListWithoutKar "partial-list-without-kar" "Names the banks of KFR alone where KAR is silent"
    ErrorsWithoutTimestamp "errors-without-timestamp" "Leaves timestamp out of errors"
    ErrorsWithoutMessage "errors-without-message" "Leaves errorMessage out of errors"
    NumberRepeated "number-repeated" "Repeats the customer's number in errors"
    TokenRepeated "token-repeated" "Repeats the access token in errors"
    OtherMethodsAnswered "other-methods-answered" "Answers other methods than GET"
    AcceptIgnored "accept-ignored" "Answers what Accept asks for as text"
    OrgnoAsNumber "orgno-as-number" "Writes organizationID as a JSON number"
    NameLeftOut "name-left-out" "Leaves bankName out"
    OtherOwnershipWord "other-ownership-word" "Writes ownershipType in capital letters"
    OrderChanges "banks-come-and-go" "Leaves out a bank on every second answer"
    KfrTokenUnchecked "kfr-token-unchecked" "Lets everybody write to KFR without a token"
    KfrScopeUnchecked "kfr-scope-unchecked" "Lets tokens with another scope write to KFR"
    KfrInstitutionUnchecked "kfr-institution-unchecked" "Lets an institution write for another"
    KfrInstitutionFormUnchecked "kfr-institution-form-unchecked" "Takes what is no organisation number as the caller's own"
    KfrOwnBankUnchecked "kfr-own-bank-unchecked" "Tells an institution whether somebody is another one's customer"
    KfrOwnBankActive "kfr-own-bank-active" "Says that an account of an institution in KFR is active"
    KfrAddedAsKnown "kfr-added-as-known" "Answers 200 to a customer who is new in KFR"
    KfrAlwaysCreated "kfr-always-created" "Answers 201 to a customer who is in KFR already"
    KfrHiddenInStepOne "kfr-hidden-in-step-one" "Does not name institutions that wrote to KFR in step 1"
    KfrDeletedAsOk "kfr-deleted-as-ok" "Answers 200 to a deletion in KFR"
    KfrNothingDeleted "kfr-nothing-deleted" "Answers 204 to a deletion of what is not in KFR"
    KfrDeletionIgnored "kfr-deletion-ignored" "Answers 204 to deletions in KFR and deletes nothing"
    KfrOrganisationsRefused "kfr-organisations-refused" "Takes no organisations into KFR"
    KfrTypeUnchecked "kfr-type-unchecked" "Takes every type of relationship into KFR"
    KfrCustomerUnchecked "kfr-customer-unchecked" "Takes what is no customer's number into KFR"
    KfrCorrelationUnchecked "kfr-correlation-unchecked" "Writes to KFR without looking at CorrelationID"
    KfrCorrelationLost "kfr-correlation-lost" "KFR does not give CorrelationID back"
    KfrCorrelationLostOnErrors "kfr-correlation-lost-on-errors" "KFR gives CorrelationID back on success alone"
    KfrErrorsWithoutTimestamp "kfr-errors-without-timestamp" "Leaves timestamp out of errors of KFR"
    KfrBatchDatesRefused "kfr-batch-dates-refused" "Refuses batches with dates"
    KfrBatchDatesIgnored "kfr-batch-dates-ignored" "Takes every relationship of a batch as one from today on"
    KfrBatchBeginsEarlier "kfr-batch-begins-earlier" "Takes a relationship of a batch without a date as one from a year ago on"
    KfrNorwegianDates "kfr-norwegian-dates" "Accepts dates in a batch as DD.MM.YYYY"
    KfrBatchNumbersUnchecked "kfr-batch-numbers-unchecked" "Takes every number in a batch"
    KfrBatchTypeUnchecked "kfr-batch-type-unchecked" "Takes every type of relationship in a batch"
    KfrBatchPartsUnchecked "kfr-batch-parts-unchecked" "Takes a batch that lacks a part"
    KfrBatchUnlimited "kfr-batch-unlimited" "Takes batches of more than 10 MB"
    KfrBatchLost "kfr-batch-lost" "Answers 201 to batches and stores nothing"
}

behaviours! {
    /// Behaviour that differs from the usual one and is right.
    OverviewVariant:
    TokensForbidden "tokens-forbidden" "Refuses invalid tokens with 403 ERR-001"
    MoreFields "more-fields" "Adds fields of its own to answers"
    UnknownAccountNotFound "unknown-account-not-found" "Answers 404 for accounts that nobody knows"
    RegisterLimitsUnchecked "register-limits-unchecked" "Does not check what only a register of persons could tell"
    OwnerFlagFree "owner-flag-free" "Lets every service choose onlyPrimaryOwner and the kind of customer"
    LimitsForbidden "limits-forbidden" "Refuses what a service may not ask for with 403 ERR-001"
    OwnershipAlways "ownership-always" "Writes ownershipType also where onlyPrimaryOwner was not sent"
    AnyMediaType "any-media-type" "Answers JSON whatever Accept asks for"
    CheckDigitUnchecked "check-digit-unchecked" "Answers an empty list to a number with a wrong check digit"
    ClosedAccountsUnknown "closed-accounts-unknown" "Does not know accounts that are closed"
    OlderVersion "older-version" "Answers as version 1.1.2: no header but CustomerID is needed, a missing date is today, onlyPrimaryOwner is unknown"
    BanksReversed "banks-reversed" "Names the banks in another order"
    KfrBatchReadLater "kfr-batch-read-later" "Reads batches in after a while"
    KfrHistoryErased "kfr-history-erased" "Forgets what was before a deletion in KFR"
    KfrScopeUnauthenticated "kfr-scope-unauthenticated" "Refuses tokens without the scope of writing with 401"
    KfrCustomerAsRequest "kfr-customer-as-request" "Refuses what is no customer's number with KFR-004"
    KfrQuotedBoundaryRefused "kfr-quoted-boundary-refused" "Refuses a boundary in quotes"
}

/// How the customer overview behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OverviewBehaviour {
    /// What is wrong with it.
    pub defect: Option<OverviewDefect>,
    /// What differs and is right.
    pub variant: Option<OverviewVariant>,
    /// Whether KAR gives no answer.
    pub kar_is_silent: bool,
    /// Whether what a service may ask for is left to the agencies.
    pub limits_are_free: bool,
}

impl OverviewBehaviour {
    /// Whether it has this defect.
    pub fn has(self, defect: OverviewDefect) -> bool {
        self.defect == Some(defect)
    }

    /// Whether it has this variant.
    pub fn is(self, variant: OverviewVariant) -> bool {
        self.variant == Some(variant)
    }

    /// As the documents ask for, but for this.
    pub fn with_defect(defect: OverviewDefect) -> Self {
        Self {
            defect: Some(defect),
            ..Self::default()
        }
    }

    /// In this other way.
    pub fn with_variant(variant: OverviewVariant) -> Self {
        Self {
            variant: Some(variant),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_behaviour_has_a_name_of_its_own() {
        let defects = OverviewDefect::ALL.iter().map(|one| one.name());
        let names: BTreeSet<_> = defects
            .chain(OverviewVariant::ALL.iter().map(|one| one.name()))
            .collect();
        assert_eq!(
            names.len(),
            OverviewDefect::ALL.len() + OverviewVariant::ALL.len()
        );
    }

    #[test]
    fn a_behaviour_is_found_by_its_name() {
        for defect in OverviewDefect::ALL {
            assert_eq!(OverviewDefect::from_name(defect.name()), Some(*defect));
        }
    }
}
