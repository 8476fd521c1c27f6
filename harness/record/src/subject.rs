//! What was tested: a bank, an agency or the customer overview, each with what only its role has.

use serde::{Deserialize, Serialize};

use pack::text::Text;

/// What was tested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    /// Its role, and what only that role has.
    #[serde(flatten)]
    pub role: SubjectRole,
    /// Name.
    pub name: String,
    /// Organisation number.
    pub orgno: String,
    /// Which build of it was tested, in its owner's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// The services.
    pub services: Vec<ServiceRecord>,
    /// SHA-256 of the profile.
    pub profile_digest: String,
}

/// The role of what was tested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "role")]
pub enum SubjectRole {
    /// A bank.
    Bank(BankRecord),
    /// An agency.
    Agency,
    /// The customer overview (step 1).
    Overview(OverviewRecord),
}

/// What only the customer overview has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OverviewRecord {
    /// Base URL.
    pub base_url: String,
}

/// What only a bank has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BankRecord {
    /// Base URL.
    pub base_url: String,
    /// Whose platform it runs on, where its profile says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// The mode that it runs in.
    pub mode: Mode,
    /// How it delivers right of disposal.
    pub right_of_disposal: RightOfDisposal,
}

/// The mode that a bank runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Test.
    Test,
    /// Production.
    Production,
}

/// How a bank delivers right of disposal (Politi-Utlevering).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RightOfDisposal {
    /// Alternative 1.
    #[serde(rename = "alternative-1")]
    Alternative1,
    /// Alternative 2.
    #[serde(rename = "alternative-2")]
    Alternative2,
}

/// A service of what was tested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceRecord {
    /// Id.
    pub id: String,
    /// Title.
    pub title: Text,
}

impl Subject {
    /// What only a bank has, if it is one.
    pub fn bank(&self) -> Option<&BankRecord> {
        match &self.role {
            SubjectRole::Bank(bank) => Some(bank),
            SubjectRole::Agency | SubjectRole::Overview(_) => None,
        }
    }

    /// What tells it from others: the base URL of a bank or of the customer overview, the name of an agency.
    pub fn address(&self) -> &str {
        match &self.role {
            SubjectRole::Bank(bank) => &bank.base_url,
            SubjectRole::Overview(overview) => &overview.base_url,
            SubjectRole::Agency => &self.name,
        }
    }
}

impl SubjectRole {
    /// Its name in files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Bank(_) => "bank",
            Self::Agency => "agency",
            Self::Overview(_) => "overview",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn subject(role: SubjectRole) -> Value {
        let subject = Subject {
            role,
            name: "Kontoen".into(),
            orgno: "310000019".into(),
            build: None,
            services: Vec::new(),
            profile_digest: "sha256:0".into(),
        };
        let value = serde_json::to_value(&subject).expect("it is JSON");
        let back: Subject = serde_json::from_value(value.clone()).expect("a subject");
        assert_eq!(back, subject);
        value
    }

    #[test]
    fn an_agency_has_nothing_of_a_bank() {
        assert_eq!(
            subject(SubjectRole::Agency),
            json!({"role": "agency", "name": "Kontoen", "orgno": "310000019", "services": [], "profileDigest": "sha256:0"})
        );
    }

    #[test]
    fn a_bank_has_its_address_and_how_it_is_set_up() {
        let value = subject(SubjectRole::Bank(BankRecord {
            base_url: "https://bank.example.test".into(),
            vendor: None,
            mode: Mode::Production,
            right_of_disposal: RightOfDisposal::Alternative2,
        }));
        assert_eq!(
            [
                &value["role"],
                &value["baseUrl"],
                &value["mode"],
                &value["rightOfDisposal"]
            ],
            [
                "bank",
                "https://bank.example.test",
                "production",
                "alternative-2"
            ]
        );
    }
}
