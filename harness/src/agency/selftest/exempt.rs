//! Cases that no agency can fail, with the reason.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use crate::agency::pack::AgencyPack;
use crate::catalogue::PackFiles;
use crate::selftest::ExemptEntry;
use crate::text::Text;
use crate::told::{Mistake, Told};

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

impl Told for ExemptError {
    fn text(&self) -> Text {
        let nb = match self {
            Self::File(_) => format!("cases/{FILE} har en feil"),
            Self::Unknown(id) => {
                format!("cases/{FILE} navngir {id}, og det finnes ikke noe slikt testtilfelle")
            }
        };
        Text::new(self.to_string(), nb)
    }

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
        let files = PackFiles::builtin();
        let pack = AgencyPack::read(&files).expect("the built-in pack is right");
        assert!(exempt(&files, &pack).is_ok_and(|list| !list.is_empty()));
    }

    #[test]
    fn a_case_that_is_not_there_is_a_mistake() {
        let mut files = PackFiles::builtin();
        let pack = AgencyPack::read(&files).expect("the built-in pack is right");
        let text = "[[exempt]]\ncase = \"AGY-X-001\"\nreason = { en = \"x\", nb = \"x\" }";
        files.files.insert(FILE.into(), text.into());
        assert!(matches!(
            exempt(&files, &pack),
            Err(ExemptError::Unknown(_))
        ));
    }
}
