//! Which case is meant to find each defect of the mock agency.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use mock_agency::behaviour::Defect;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    defect: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    case: String,
}

static CASES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let text = include_str!("../../../../../cases/selftest/agency-defects.toml");
    let file: File = toml::from_str(text).expect("the built-in file is right");
    file.defect
        .into_iter()
        .map(|entry| (entry.name, entry.case))
        .collect()
});

/// The case that is meant to find a defect.
///
/// # Panics
/// For a defect without an entry in the built-in file; a test sees to it that there is none.
pub fn intended(defect: Defect) -> &'static str {
    CASES
        .get(defect.name())
        .expect("every defect has an entry in cases/selftest/agency-defects.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_defect_has_one_entry_and_every_entry_a_defect() {
        for defect in Defect::ALL {
            assert!(intended(*defect).starts_with("AGY-"), "{}", defect.name());
        }
        assert_eq!(CASES.len(), Defect::ALL.len());
    }
}
