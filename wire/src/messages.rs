//! The names of the DSOP Control API V2.0: endpoints, headers, queries, scopes and error codes, as the `OpenAPI`
//! file spells them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One of the bank's five endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Endpoint {
    /// Kontoliste, `listAccounts`.
    Accounts,
    /// Kontodetaljer, `showAccountById`.
    AccountDetails,
    /// Transaksjoner, `listTransactions`.
    Transactions,
    /// Kort, `listCards`.
    Cards,
    /// Roller, `listRoles`.
    Roles,
}

impl Endpoint {
    /// All five, in the order the documents list them.
    pub const ALL: [Self; 5] = [
        Self::Accounts,
        Self::AccountDetails,
        Self::Transactions,
        Self::Cards,
        Self::Roles,
    ];

    /// The name used in profiles, cases and the world file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accounts => "Accounts",
            Self::AccountDetails => "AccountDetails",
            Self::Transactions => "Transactions",
            Self::Cards => "Cards",
            Self::Roles => "Roles",
        }
    }

    /// The endpoint of that name, see [`Endpoint::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|endpoint| endpoint.name() == name)
    }

    /// The path under the bank's base URL, with `{accountReference}` where one is needed.
    pub fn path_template(self) -> &'static str {
        match self {
            Self::Accounts => "/accounts",
            Self::AccountDetails => "/accounts/{accountReference}",
            Self::Transactions => "/accounts/{accountReference}/transactions",
            Self::Cards => "/accounts/{accountReference}/cards",
            Self::Roles => "/accounts/{accountReference}/roles",
        }
    }

    /// The path under the bank's base URL for a reference, which is put in as it stands. Accounts ignores it.
    pub fn path(self, account_reference: &str) -> String {
        self.path_template()
            .replace("{accountReference}", account_reference)
    }

    /// Whether the path names an account.
    pub fn needs_account_reference(self) -> bool {
        self != Self::Accounts
    }

    /// The `operationId` of the `OpenAPI` file.
    pub fn operation_id(self) -> &'static str {
        match self {
            Self::Accounts => "listAccounts",
            Self::AccountDetails => "showAccountById",
            Self::Transactions => "listTransactions",
            Self::Cards => "listCards",
            Self::Roles => "listRoles",
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// An endpoint of the customer overview («Oversikt over kundeforhold», step 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OverviewEndpoint {
    /// Which banks has this customer been with?
    CustomerRelationships,
    /// Which bank holds this account?
    AccountServicingProvider,
}

impl OverviewEndpoint {
    /// Both.
    pub const ALL: [Self; 2] = [Self::CustomerRelationships, Self::AccountServicingProvider];

    /// The name that documents, profiles and cases have for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::CustomerRelationships => "customerRelationships",
            Self::AccountServicingProvider => "accountServicingProvider",
        }
    }

    /// The path under the overview's base URL.
    pub fn path(self) -> &'static str {
        match self {
            Self::CustomerRelationships => "/customers/customerRelationships",
            Self::AccountServicingProvider => "/customers/accountServicingProvider",
        }
    }
}

/// An operation of KFR, the register in which institutions that are not in KAR write their customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KfrOperation {
    /// Adds a customer.
    Add,
    /// Removes a customer.
    Remove,
    /// Adds a file of customers.
    Batch,
    /// Is somebody the institution's own customer?
    Own,
}

impl KfrOperation {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Add, Self::Remove, Self::Batch, Self::Own];

    /// Its `operationId`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Add => "addCustomerDSOPGW",
            Self::Remove => "deleteCustomerDSOPGW",
            Self::Batch => "addCustomerDSOPGWByFile",
            Self::Own => "getCustomerRelationForOwnBank",
        }
    }

    /// Its HTTP method.
    pub fn method(self) -> &'static str {
        match self {
            Self::Add | Self::Batch => "POST",
            Self::Remove => "DELETE",
            Self::Own => "GET",
        }
    }

    /// Whether the register is another one afterwards.
    pub fn writes(self) -> bool {
        self != Self::Own
    }

    /// The path under the overview's base URL for an institution.
    pub fn path(self, institution: &str) -> String {
        let below = match self {
            Self::Add | Self::Remove => "relationshipType/DSOPBANK",
            Self::Batch => "batch",
            Self::Own => "",
        };
        format!("/customers/financialInstitutions/{institution}/{below}")
    }
}

/// What a request is sent to: an endpoint of a bank, of the customer overview, or an operation of KFR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    /// Of a bank.
    Bank(Endpoint),
    /// Of the customer overview.
    Overview(OverviewEndpoint),
    /// Of KFR.
    Kfr(KfrOperation),
}

impl Operation {
    /// The name used in profiles, cases and records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bank(endpoint) => endpoint.name(),
            Self::Overview(endpoint) => endpoint.name(),
            Self::Kfr(operation) => operation.name(),
        }
    }

    /// The operation of that name, see [`Operation::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        let overview = OverviewEndpoint::ALL.into_iter();
        let overview = overview.map(Self::Overview);
        let bank = Endpoint::ALL.into_iter().map(Self::Bank);
        let kfr = KfrOperation::ALL.into_iter().map(Self::Kfr);
        let mut all = bank.chain(overview).chain(kfr);
        all.find(|one| one.name() == name)
    }

    /// The endpoint, if it is a bank's.
    pub fn of_bank(self) -> Option<Endpoint> {
        match self {
            Self::Bank(endpoint) => Some(endpoint),
            Self::Overview(_) | Self::Kfr(_) => None,
        }
    }

    /// The endpoint, if it is the customer overview's.
    pub fn of_overview(self) -> Option<OverviewEndpoint> {
        match self {
            Self::Overview(endpoint) => Some(endpoint),
            Self::Bank(_) | Self::Kfr(_) => None,
        }
    }

    /// The operation, if it is KFR's.
    pub fn of_kfr(self) -> Option<KfrOperation> {
        match self {
            Self::Kfr(operation) => Some(operation),
            Self::Bank(_) | Self::Overview(_) => None,
        }
    }

    /// The HTTP method of a valid request.
    pub fn method(self) -> &'static str {
        self.of_kfr().map_or("GET", KfrOperation::method)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl From<Endpoint> for Operation {
    fn from(endpoint: Endpoint) -> Self {
        Self::Bank(endpoint)
    }
}

impl From<OverviewEndpoint> for Operation {
    fn from(endpoint: OverviewEndpoint) -> Self {
        Self::Overview(endpoint)
    }
}

impl PartialEq<Endpoint> for Operation {
    fn eq(&self, endpoint: &Endpoint) -> bool {
        self.of_bank() == Some(*endpoint)
    }
}

/// Request headers of the Control API and of the customer overview.
pub mod header {
    /// The agency's case, a UUID, the same in every call of a case.
    pub const ACCOUNT_INFO_REQUEST_ID: &str = "AccountInfoRequestID";
    /// A UUID of its own for each technical request.
    pub const CORRELATION_ID: &str = "CorrelationID";
    /// The service's mandate, percent-encoded UTF-8 (see [`crate::mandate`]).
    pub const LEGAL_MANDATE: &str = "Legal-Mandate";
    /// The control object; Accounts only.
    pub const PARTY_ID: &str = "PartyID";
    /// A further reference, e.g. the extradition order.
    pub const ADDITIONAL_REFERENCE_ID: &str = "AdditionalReferenceID";
    /// What the further reference is: `pol1` or `srf`.
    pub const ADDITIONAL_REFERENCE_ID_TYPE: &str = "AdditionalReferenceIDType";
    /// Who asks at the agency.
    pub const REQUESTER_ID: &str = "RequesterID";
    /// The customer overview's control object.
    pub const CUSTOMER_ID: &str = "CustomerID";
    /// The customer overview's account number.
    pub const ACCOUNT_ID: &str = "AccountID";
}

/// Query parameters of the Control API.
pub mod query {
    /// Whether only accounts that the control object owns are asked for; Accounts only.
    pub const ONLY_PRIMARY_OWNER: &str = "OnlyPrimaryOwner";
    /// First day of the period, included.
    pub const FROM_DATE: &str = "fromDate";
    /// Last day of the period, included.
    pub const TO_DATE: &str = "toDate";
    /// The customer overview's spelling of `OnlyPrimaryOwner`.
    pub const ONLY_PRIMARY_OWNER_OF_OVERVIEW: &str = "onlyPrimaryOwner";
}

/// Maskinporten scopes.
pub mod scope {
    /// The bank's five endpoints.
    pub const ACCOUNT_INFORMATION: &str = "bits:kontoinformasjon";
    /// Step 1, customerRelationships.
    pub const CUSTOMER_RELATIONSHIP: &str = "bits:kundeforhold";
    /// Step 1, accountServicingProvider.
    pub const CUSTOMER_RELATIONSHIP_ACCOUNT: &str = "bits:kundeforhold.konto";
    /// KFR, where financial institutions write and read their own customers.
    pub const CUSTOMER_RELATIONSHIP_WRITE: &str = "bits:kundeforhold.write";
}

/// Media types of the answers.
pub mod media_type {
    /// The encrypted answer, JWE compact serialization.
    pub const JOSE: &str = "application/jose";
    /// Errors, and in a test environment the answer in clear.
    pub const JSON: &str = "application/json";
}

/// Types of the additional reference.
pub mod reference_type {
    /// The police's extradition order.
    pub const EXTRADITION_ORDER: &str = "pol1";
    /// The guardian's number in Vergekontroll.
    pub const GUARDIAN: &str = "srf";
}

/// Error codes of the Control API.
pub mod code {
    /// 400: invalid parameters, or an endpoint outside the service.
    pub const INVALID_PARAMETERS: &str = "ACC-001";
    /// 404: nothing known for the account reference.
    pub const NOT_FOUND: &str = "ACC-002";
    /// 404: nothing known for the account reference.
    pub const NO_DATA: &str = "ACC-003";
    /// 401: authentication missing or unusable.
    pub const NOT_AUTHENTICATED: &str = "ACC-010";
    /// 403: not authorised for this.
    pub const NOT_AUTHORISED: &str = "ACC-011";
    /// 405: another method than GET.
    pub const METHOD_NOT_ALLOWED: &str = "ACC-012";
    /// 406: a media type that is not offered.
    pub const NOT_ACCEPTABLE: &str = "ACC-013";
    /// 429: too many requests.
    pub const TOO_MANY_REQUESTS: &str = "ACC-022";
    /// 500: technical error at the bank.
    pub const TECHNICAL_ERROR: &str = "ACC-100";
    /// 500: technical error at the bank.
    pub const INTERNAL_ERROR: &str = "ACC-500";
}

/// The account reference of an account that the other endpoints deliver nothing for.
pub const DATA_NOT_DELIVERED: &str = "dataNotDelivered";

/// The process under which `CertPub` publishes the agencies' encryption certificates for the Control API.
pub const CERTIFICATE_PROCESS: &str = "urn:fdc:bits.no:2018:dsop:account:1.0";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_found_by_its_name() {
        for endpoint in Endpoint::ALL {
            assert_eq!(Endpoint::from_name(endpoint.name()), Some(endpoint));
        }
    }

    #[test]
    fn an_unknown_name_is_no_endpoint() {
        assert_eq!(Endpoint::from_name("accounts"), None);
    }

    #[test]
    fn serde_and_name_agree() {
        for endpoint in Endpoint::ALL {
            assert_eq!(serde_json::to_value(endpoint).unwrap(), endpoint.name());
        }
    }

    #[test]
    fn every_operation_is_found_by_its_name() {
        let overview = OverviewEndpoint::ALL.map(Operation::Overview);
        for operation in Endpoint::ALL
            .map(Operation::Bank)
            .into_iter()
            .chain(overview)
            .chain(KfrOperation::ALL.map(Operation::Kfr))
        {
            assert_eq!(Operation::from_name(operation.name()), Some(operation));
        }
    }

    #[test]
    fn a_path_names_its_account() {
        assert_eq!(Endpoint::Cards.path("a1"), "/accounts/a1/cards");
    }

    #[test]
    fn the_account_list_names_no_account() {
        assert_eq!(Endpoint::Accounts.path("a1"), "/accounts");
    }
}
