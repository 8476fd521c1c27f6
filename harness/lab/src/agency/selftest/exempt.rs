//! Cases that no agency can fail, with the reason.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use crate::selftest::ExemptEntry;
use pack::agency::AgencyPack;
use pack::catalogue::PackFiles;
use pack::message::{Mistake, UserError};

const FILE: &str = "selftest/agency-exempt.toml";

/// Why the list can not be used.
#[derive(Debug, Error)]
pub enum ExemptError {
    /// It is not TOML of the right form.
    #[error("cases/{FILE} has a mistake")]
    File([Mistake; 1]),
    /// It names a case that is not there.
    #[error("cases/{FILE} names {0}, and there is no such case")]
    Unknown(String),
}

impl UserError for ExemptError {
    fn mistakes(&self) -> &[Mistake] {
        match self {
            Self::File(mistakes) => mistakes,
            Self::Unknown(_) => &[],
        }
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    exempt: Vec<ExemptEntry>,
}

/// The cases of a pack that no defect can exercise; empty if the pack has none.
///
/// # Errors
/// [`ExemptError`] says what is wrong with it.
pub fn exempt(
    files: &PackFiles,
    pack: &AgencyPack,
) -> Result<BTreeMap<String, ExemptEntry>, ExemptError> {
    let Some(text) = files.files.get(FILE) else {
        return Ok(BTreeMap::new());
    };
    let file: File = toml::from_str(text)
        .map_err(|error| ExemptError::File([Mistake::from_toml(FILE, text, &error)]))?;
    match file
        .exempt
        .iter()
        .find(|one| pack.case(&one.case).is_none())
    {
        Some(unknown) => Err(ExemptError::Unknown(unknown.case.clone())),
        None => Ok(file
            .exempt
            .into_iter()
            .map(|one| (one.case.clone(), one))
            .collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_list_names_cases_that_are_there() {
        let files = PackFiles::embedded(builtin::FILES);
        let pack =
            AgencyPack::read(&files, &judge::check_names()).expect("the built-in pack is right");
        assert!(exempt(&files, &pack).is_ok_and(|list| !list.is_empty()));
    }

    #[test]
    fn a_case_that_is_not_there_is_a_mistake() {
        let mut files = PackFiles::embedded(builtin::FILES);
        let pack =
            AgencyPack::read(&files, &judge::check_names()).expect("the built-in pack is right");
        let text = "[[exempt]]\ncase = \"AGY-X-001\"\nreason = { en = \"x\", nb = \"x\" }";
        files.files.insert(FILE.into(), text.into());
        assert!(matches!(
            exempt(&files, &pack),
            Err(ExemptError::Unknown(_))
        ));
    }
}
