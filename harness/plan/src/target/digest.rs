//! The digest by which a record names its target's profile.

use std::fs;
use std::path::Path;

use openssl::sha::{Sha256, sha256};
use wire::world::{BankEntry, PartyEntry};

use crate::target::TargetError;
use pack::hex::hex;

/// SHA-256, hexadecimal: of the profile's text where it stands alone, otherwise of the text and of what the world file
/// says about the bank. The bank's address in the world file is left out, since it changes with every start and stands
/// in the record anyway: shards of one run have the same digest.
pub(super) fn digest(text: &str, bank: Option<&BankEntry>) -> String {
    let Some(bank) = bank else {
        return hex(&sha256(text.as_bytes()));
    };
    let facts = BankEntry {
        base_url: String::new(),
        ca_file: None,
        ..bank.clone()
    };
    hashed(text, &facts)
}

/// The same for a customer overview, of its profile's text and of what the world file says about the customers.
pub(super) fn digest_with(text: &str, customers: Option<Vec<PartyEntry>>) -> String {
    match customers {
        Some(customers) => hashed(text, &customers),
        None => digest(text, None),
    }
}

fn hashed(text: &str, facts: &impl serde::Serialize) -> String {
    let facts = serde_json::to_vec(facts).unwrap_or_default();
    let mut hash = Sha256::new();
    hash.update(&(text.len() as u64).to_be_bytes());
    hash.update(text.as_bytes());
    hash.update(&facts);
    hex(&hash.finish())
}

/// The digest of a profile in a file, a bank's or an agency's, as a run by it has it in its record.
///
/// # Errors
/// The file, or the world file that it names, cannot be read.
pub fn profile_digest(path: &Path) -> Result<String, TargetError> {
    let text = fs::read_to_string(path).map_err(|error| TargetError::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    })?;
    if is_agency_profile(path) {
        return Ok(digest(&text, None));
    }
    if is_overview_profile(path) {
        return super::overview::digest_of(path, &text);
    }
    let bank = super::profile::bank_of_world(path, &text)?;
    Ok(digest(&text, bank.as_ref()))
}

/// Whether a profile is an agency's: it has a table `[agency]`. A bank's has a list `[[agency]]` of those who ask.
pub fn is_agency_profile(path: &Path) -> bool {
    has_table(path, "agency")
}

/// Whether a profile is the customer overview's: it has a table `[overview]`.
pub fn is_overview_profile(path: &Path) -> bool {
    has_table(path, "overview")
}

fn has_table(path: &Path, name: &str) -> bool {
    let table: Option<toml::Table> = fs::read_to_string(path)
        .ok()
        .and_then(|text| toml::from_str(&text).ok());
    table.is_some_and(|table| table.get(name).is_some_and(toml::Value::is_table))
}

#[cfg(test)]
mod tests {
    use wire::world::Mode;

    use super::*;

    #[test]
    fn any_changed_byte_of_a_profile_in_a_file_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("bank.toml");
        let text = "[bank]\nname = \"My bank\" # ours\nbase-url = \"https://bank.example/v2\"\n";
        fs::write(&path, text).expect("the file is written");
        let before = profile_digest(&path).expect("a profile");
        for place in 0..text.len() {
            let mut changed = text.as_bytes().to_vec();
            changed[place] ^= 0x01;
            fs::write(&path, &changed).expect("the file is written");
            assert_ne!(
                profile_digest(&path).ok(),
                Some(before.clone()),
                "byte {place}"
            );
        }
    }

    fn bank(base_url: &str) -> BankEntry {
        BankEntry {
            orgno: "314159265".into(),
            base_url: base_url.into(),
            mode: Mode::Test,
            ca_file: None,
            right_of_disposal: None,
            parties: Vec::new(),
        }
    }

    #[test]
    fn a_profile_alone_has_the_digest_of_its_bytes() {
        assert_eq!(digest("[bank]", None), hex(&sha256(b"[bank]")));
    }

    #[test]
    fn one_changed_byte_changes_it() {
        let bank = bank("http://127.0.0.1:1/v2");
        assert_ne!(
            digest("[bank]", Some(&bank)),
            digest("[bank]\n", Some(&bank))
        );
    }

    #[test]
    fn another_address_in_the_world_does_not() {
        let [one, other] = ["http://127.0.0.1:1/v2", "http://127.0.0.1:2/v2"].map(bank);
        assert_eq!(digest("", Some(&one)), digest("", Some(&other)));
    }

    #[test]
    fn another_fact_in_the_world_does() {
        let one = bank("http://127.0.0.1:1/v2");
        let other = BankEntry {
            mode: Mode::Production,
            ..one.clone()
        };
        assert_ne!(digest("", Some(&one)), digest("", Some(&other)));
    }
}
