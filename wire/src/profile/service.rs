use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::mandate;
use crate::messages::{Endpoint, OverviewEndpoint};

/// What a DSOP service fixes: who asks, with which mandate, where, for which period.
/// Source: the service's «Løsningsbeskrivelse», see [`ServiceProfile::source`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceProfile {
    /// Stable name, e.g. `politi-utlevering`; the key into the field delivery tables.
    pub id: String,
    /// Whether it is one of the two services that are tested unless others are named.
    pub asked_for: bool,
    /// Prefix of the service's own case ids, e.g. `POL`.
    pub prefix: String,
    /// The service's name.
    pub title: LocalText,
    /// The data consumer.
    pub agency: Agency,
    /// The scope an access token must have.
    pub scope: String,
    /// The least version of the Control API, e.g. `V2.0`.
    pub minimum_api_version: String,
    /// The endpoints the service may call.
    pub endpoints: Vec<Endpoint>,
    /// The texts of which `Legal-Mandate` must be one.
    pub mandates: Vec<Mandate>,
    /// What the control object may be.
    pub party_kinds: Vec<PartyKind>,
    /// Which values `OnlyPrimaryOwner` may have.
    pub only_primary_owner: OnlyPrimaryOwnerRule,
    /// The `AdditionalReferenceIDType` that must be sent; none where the service has no reference.
    pub additional_reference_type: Option<String>,
    /// Whether `RequesterID` must be present.
    pub requester_id_required: bool,
    /// Which accounts that the control object only disposes of are listed where `OnlyPrimaryOwner` is false.
    #[serde(default)]
    pub disposed_accounts: DisposedAccounts,
    /// What the bank must check besides the request itself.
    pub further_check: FurtherCheck,
    /// The period that may be asked for.
    pub period: PeriodRule,
    /// Step 1 of the service.
    pub overview: Overview,
    /// The document that the profile restates.
    pub source: Source,
}

impl ServiceProfile {
    /// Whether the service may call the endpoint.
    pub fn has_endpoint(&self, endpoint: Endpoint) -> bool {
        self.endpoints.contains(&endpoint)
    }

    /// The agency's organisation number that is used where one has to be chosen: the first.
    #[expect(
        clippy::missing_panics_doc,
        reason = "a profile without number is refused when read"
    )]
    pub fn orgno(&self) -> &str {
        self.agency
            .orgnos
            .first()
            .expect("a profile without organisation number is refused when read")
    }

    /// The scope of step 1 for a consumer.
    pub fn overview_scope(&self, consumer: &str) -> &str {
        self.overview.consumer_scopes.get(consumer).map_or(
            crate::messages::scope::CUSTOMER_RELATIONSHIP,
            String::as_str,
        )
    }

    /// The scope of an endpoint of step 1 for a consumer.
    pub fn scope_at(&self, endpoint: OverviewEndpoint, consumer: &str) -> &str {
        match endpoint {
            OverviewEndpoint::CustomerRelationships => self.overview_scope(consumer),
            OverviewEndpoint::AccountServicingProvider => {
                crate::messages::scope::CUSTOMER_RELATIONSHIP_ACCOUNT
            }
        }
    }

    /// The supplier that fetches tokens for this consumer.
    pub fn supplier_of(&self, consumer: &str) -> Option<&str> {
        let supplier = self.agency.supplier.as_ref()?;
        (supplier.consumer == consumer).then_some(supplier.orgno.as_str())
    }

    /// The mandates of step 1: its own where the service has such, else those of step 2.
    pub fn overview_mandates(&self) -> &[Mandate] {
        if self.overview.mandates.is_empty() {
            &self.mandates
        } else {
            &self.overview.mandates
        }
    }
}

/// A text in the two languages of the reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalText {
    /// English.
    pub en: String,
    /// Norwegian Bokmål.
    pub nb: String,
}

/// A data consumer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// Its name.
    pub name: String,
    /// The organisation numbers it may appear as; the first is the one used where one has to be chosen.
    pub orgnos: Vec<String>,
    /// Who fetches tokens for one of the numbers, where the service is delegated. Access follows the consumer, never
    /// the supplier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<Supplier>,
}

/// Who fetches tokens for a consumer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supplier {
    /// The supplier's organisation number.
    pub orgno: String,
    /// The consumer that it fetches for.
    pub consumer: String,
}

/// One text of the `Legal-Mandate` header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mandate {
    /// The text as it is in an order.
    pub text: String,
    /// The text as the header carries it; made from the text where the documents print none.
    #[serde(default)]
    pub encoded: String,
    /// The reason that must stand in an order with this mandate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether it is valid in test only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub test_only: bool,
}

/// What a control object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyKind {
    /// A person, by fødselsnummer or D-number.
    Person,
    /// A business, by organisation number.
    Organisation,
}

/// Which values `OnlyPrimaryOwner` may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnlyPrimaryOwnerRule {
    /// True or false.
    Either,
    /// Only true.
    TrueOnly,
}

/// Which accounts that the control object only disposes of are listed where `OnlyPrimaryOwner` is false.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DisposedAccounts {
    /// None; the service asks with true only.
    #[default]
    Never,
    /// All of them, or none and an answer that is `partial`: the bank chooses.
    BanksChoice,
    /// All of them.
    All,
}

/// What the bank must check besides the request itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FurtherCheck {
    /// Nothing.
    None,
    /// The extradition order in `AdditionalReferenceID`, and the request against it.
    ExtraditionOrder,
    /// That the control object is dead.
    Deceased,
    /// That the guardian in `AdditionalReferenceID` is the control object's.
    Guardianship,
    /// That the control object's bankruptcy has been opened.
    Bankruptcy,
}

/// The period a service may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodRule {
    /// Rule of `fromDate`.
    pub from: FromRule,
    /// Rule of `toDate`.
    pub to: ToRule,
}

/// Rule of `fromDate`. The boundary day itself is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "kebab-case", deny_unknown_fields)]
pub enum FromRule {
    /// At most so many years before today.
    YearsBeforeToday {
        /// How many.
        years: i16,
    },
    /// At most so many months before the control object's date of death.
    MonthsBeforeDeath {
        /// How many.
        months: i32,
    },
    /// At most so many months before the date of the bankruptcy order.
    MonthsBeforeBankruptcy {
        /// How many.
        months: i32,
    },
    /// 1 January of the last calendar year.
    FirstDayOfLastYear,
    /// Today.
    Today,
}

/// Rule of `toDate`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ToRule {
    /// The same day as `fromDate` or later.
    NotBeforeFrom,
    /// Today.
    Today,
    /// 31 December of the last calendar year.
    LastDayOfLastYear,
}

/// Step 1 of a service: the customer overview.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overview {
    /// Its endpoints.
    pub endpoints: Vec<OverviewEndpoint>,
    /// The scope of a consumer that has one of its own; the others have `bits:kundeforhold`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub consumer_scopes: BTreeMap<String, String>,
    /// Its mandates where they differ from those of step 2; see [`ServiceProfile::overview_mandates`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mandates: Vec<Mandate>,
}

/// The document a profile restates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Its date; none for a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

/// Why a text is no service profile.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// No TOML, or not a profile's; the message shows the place in the text.
    #[error("{0}")]
    Form(#[from] toml::de::Error),
    /// A list that must not be empty, by its name.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// An encoded mandate that does not decode to its text.
    #[error("the encoded form of the mandate {text:?} decodes to something else")]
    Encoding {
        /// The mandate's text.
        text: String,
    },
}

/// Reads one service profile from TOML.
///
/// # Errors
/// TOML that is no profile, empty lists, an encoded mandate that is not its text.
pub fn parse_service(toml_text: &str) -> Result<ServiceProfile, ProfileError> {
    completed(toml::from_str(toml_text)?)
}

/// A profile with everything that its file may leave out: mandates as the header carries them.
///
/// # Errors
/// Empty lists, an encoded mandate that is not its text.
pub fn completed(mut profile: ServiceProfile) -> Result<ServiceProfile, ProfileError> {
    for (name, empty) in [
        ("agency.orgnos", profile.agency.orgnos.is_empty()),
        ("endpoints", profile.endpoints.is_empty()),
        ("mandates", profile.mandates.is_empty()),
        ("party_kinds", profile.party_kinds.is_empty()),
    ] {
        if empty {
            return Err(ProfileError::Empty(name));
        }
    }
    profile
        .mandates
        .iter_mut()
        .chain(&mut profile.overview.mandates)
        .try_for_each(complete)?;
    Ok(profile)
}

fn complete(mandate: &mut Mandate) -> Result<(), ProfileError> {
    if mandate.encoded.is_empty() {
        mandate.encoded = mandate::encode(&mandate.text);
    }
    if mandate::decode(&mandate.encoded).as_ref() != Ok(&mandate.text) {
        return Err(ProfileError::Encoding {
            text: mandate.text.clone(),
        });
    }
    Ok(())
}

include!(concat!(env!("OUT_DIR"), "/services.rs"));

static SERVICES: LazyLock<Vec<ServiceProfile>> = LazyLock::new(|| {
    let mut services: Vec<ServiceProfile> = PROFILES
        .iter()
        .map(|text| parse_service(text).expect("a test reads every built-in profile"))
        .collect();
    sort_services(&mut services);
    services
});

/// The services of the case pack, the asked-for ones first.
pub fn builtin_services() -> &'static [ServiceProfile] {
    &SERVICES
}

/// The order in which services are listed everywhere: the asked-for ones first.
pub fn sort_services(services: &mut [ServiceProfile]) {
    services.sort_by(|left, right| {
        let asked_for = right.asked_for.cmp(&left.asked_for);
        asked_for.then(right.id.cmp(&left.id))
    });
}

/// The built-in service of that id.
pub fn service(id: &str) -> Option<&'static ServiceProfile> {
    builtin_services().iter().find(|profile| profile.id == id)
}
