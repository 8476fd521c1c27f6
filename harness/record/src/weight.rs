//! What a case guards: the order in which people read findings of the same level.

use serde::{Deserialize, Serialize};

use crate::CaseRecord;
use pack::text::Text;

/// What is at risk where the rule of a case is broken, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Guards {
    /// Somebody gets data without the right to it.
    Access,
    /// Personal data reaches somebody who must not see it.
    PersonalData,
    /// What is delivered is wrong or lacking.
    Content,
    /// What is delivered is right, in another form than agreed.
    Form,
}

/// Requirements that guard something else than their family does.
const REQUIREMENTS: &[(&str, Guards)] = &[
    ("API-ERROR-DISCREET", Guards::PersonalData),
    ("DATA-JWE-DISCREET", Guards::PersonalData),
    ("DATA-CARD-MASK", Guards::PersonalData),
    ("DATA-SHIELDED", Guards::PersonalData),
    ("DATA-FIELD-WITHHELD", Guards::PersonalData),
    ("DATA-REQUESTER-PSEUDONYM", Guards::PersonalData),
    ("OED-FIELD-WITHHELD", Guards::PersonalData),
    ("OED-DEATH", Guards::PersonalData),
    ("OED-EXCESS", Guards::PersonalData),
    ("POL-EXCESS", Guards::PersonalData),
    ("API-ANSWER-ENCRYPTED", Guards::PersonalData),
    ("API-NO-CLEAR-IN-PRODUCTION", Guards::PersonalData),
    ("API-HTTPS", Guards::PersonalData),
    ("API-REFERENCE-SCOPE", Guards::Access),
    ("API-PARTYID", Guards::Access),
    ("OED-PARTYID", Guards::Access),
    ("POL-PARTYID", Guards::Access),
    ("OVW-TOKEN", Guards::Access),
    ("OVW-SCOPE", Guards::Access),
    ("OVW-CONSUMER", Guards::Access),
    ("OVW-MANDATE", Guards::Access),
    ("OVW-PROVIDER-POLICE", Guards::Access),
    ("OVW-ERROR-SILENT", Guards::PersonalData),
];

/// What the cases of a family guard.
const FAMILIES: &[(&str, Guards)] = &[
    ("TOKEN", Guards::Access),
    ("MANDATE", Guards::Access),
    ("ENDPOINT", Guards::Access),
    ("ORDER-FORM", Guards::Access),
    ("ORDER-CONTENT", Guards::Access),
    ("ORDER-REQUEST", Guards::Access),
    ("PERIOD", Guards::Access),
    ("REFERENCE-TYPE", Guards::Access),
    ("PROPERTY", Guards::Access),
    ("OED", Guards::Access),
    ("VERGE", Guards::Access),
    ("KONKURS", Guards::Access),
    ("SKATT", Guards::Access),
    ("UTLEGG", Guards::Access),
    ("AGY-TOKEN", Guards::Access),
    ("AGY-ORDER", Guards::Access),
    ("AGY-MINIMISATION", Guards::PersonalData),
    ("AGY-PERIOD", Guards::Access),
    ("AGY-VERGE", Guards::Access),
    ("AGY-KONKURS", Guards::Access),
    ("AGY-SKATT", Guards::Access),
    ("AGY-UTLEGG", Guards::Access),
    ("ACCOUNTS", Guards::Content),
    ("CARDS", Guards::Content),
    ("CONSISTENCY", Guards::Content),
    ("DETAILS", Guards::Content),
    ("FIELDS", Guards::Content),
    ("ROLES", Guards::Content),
    ("TRANSACTIONS", Guards::Content),
    ("AGY-ANSWERS", Guards::Content),
    ("AGY-FLOW", Guards::Content),
    ("AGY-OVERVIEW", Guards::Content),
    ("OVERVIEW", Guards::Content),
    ("HEADERS", Guards::Form),
    ("JWE", Guards::Form),
    ("ROBUSTNESS", Guards::Form),
    ("SCHEMA", Guards::Form),
    ("TIMING", Guards::Form),
    ("TRANSPORT", Guards::Form),
    ("AGY-HEADERS", Guards::Form),
];

impl Guards {
    /// What a case guards: the gravest of what its requirements say, or else what its family says.
    pub fn of(case: &CaseRecord) -> Self {
        let requirements = case.requirements.iter();
        let named = requirements.filter_map(|id| entry(REQUIREMENTS, id));
        named
            .chain(entry(FAMILIES, &case.family))
            .min()
            .unwrap_or(Self::Form)
    }

    /// For people.
    pub fn text(self) -> Text {
        match self {
            Self::Access => Text::new("access", "tilgang"),
            Self::PersonalData => Text::new("personal data", "personopplysninger"),
            Self::Content => Text::new("content", "innhold"),
            Self::Form => Text::new("form", "form"),
        }
    }
}

fn entry(table: &[(&str, Guards)], name: &str) -> Option<Guards> {
    let found = table.iter().find(|(known, _)| *known == name);
    found.map(|(_, guards)| *guards)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::record;
    use pack::catalogue::{Catalogue, PackFiles};

    fn catalogue() -> Catalogue {
        let files = PackFiles::embedded(builtin::FILES);
        Catalogue::read(&files, &judge::check_names()).expect("the built-in pack")
    }

    #[test]
    fn every_family_of_the_catalogue_is_in_the_table() {
        for case in &catalogue().cases {
            assert!(entry(FAMILIES, &case.family).is_some(), "{}", case.family);
        }
    }

    #[test]
    fn every_requirement_of_the_table_is_in_the_catalogue() {
        let catalogue = catalogue();
        for (id, _) in REQUIREMENTS {
            assert!(catalogue.requirements.contains_key(*id), "{id}");
        }
    }

    #[test]
    fn a_requirement_about_personal_data_outweighs_a_family_about_form() {
        let mut case = record().cases.remove(0);
        assert_eq!(Guards::of(&case), Guards::Form);
        case.requirements.push("API-ERROR-DISCREET".into());
        assert_eq!(Guards::of(&case), Guards::PersonalData);
    }
}
