//! The profiles of a fleet: one that all have in common, and for each target what it has of its own.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

use crate::Failure;
use pack::toml_file::read_file;

/// A fleet as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FleetEntry {
    /// The profile that all have in common.
    template: PathBuf,
    /// The targets.
    target: Vec<TargetEntry>,
}

/// What a target has of its own.
#[derive(Deserialize)]
struct TargetEntry {
    /// Its folder; the organisation number if not said.
    folder: Option<String>,
    /// Its declared deviations.
    deviations: Option<PathBuf>,
    /// Tables that are put over those of the template.
    #[serde(default)]
    profile: Table,
    /// Everything else is of the table `[bank]`, or `[agency]` of an agency.
    #[serde(flatten)]
    own: Table,
}

/// The profile of one target.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Profile {
    /// Its name.
    pub(super) name: String,
    /// Its organisation number.
    orgno: String,
    /// Its folder, below that of the fleet.
    pub(super) folder: String,
    /// The profile's text; its paths are not relative.
    pub(super) text: String,
    /// Its declared deviations.
    pub(super) deviations: Option<PathBuf>,
}

/// Reads a fleet and the profile that its targets have in common.
pub(super) fn read(file: &Path) -> Result<Vec<Profile>, Failure> {
    let wrong = |path: &Path, why: &dyn std::fmt::Display| {
        Failure::usage_text(format!("{}: {why}", path.display()))
            .help("reports/ci/fleet.toml in the repository is an example")
    };
    let text = fs::read_to_string(file).map_err(|error| wrong(file, &error))?;
    let fleet: FleetEntry = read_toml(file, &text)?;
    let folder = folder_of(file).map_err(|error| wrong(file, &error))?;
    let template = folder.join(&fleet.template);
    let text = fs::read_to_string(&template).map_err(|error| wrong(&template, &error))?;
    let mut common: Table = read_toml(&template, &text)?;
    let base = folder_of(&template).map_err(|error| wrong(&template, &error))?;
    absolute(&mut common, &base);
    let profiles = fleet.target.into_iter().enumerate();
    let profiles: Vec<Profile> = profiles
        .map(|(number, target)| profile(number + 1, target, &common, &folder))
        .collect();
    match not_plain(&profiles) {
        Some(why) => Err(wrong(file, &why)),
        None if profiles.is_empty() => Err(wrong(file, &"it names no target")),
        None => Ok(profiles),
    }
}

fn read_toml<T: DeserializeOwned>(file: &Path, text: &str) -> Result<T, Failure> {
    read_file(&file.display().to_string(), text).map_err(Failure::usage)
}

/// The folder of a file, not relative.
fn folder_of(file: &Path) -> std::io::Result<PathBuf> {
    let file = std::path::absolute(file)?;
    Ok(file.parent().unwrap_or(&file).to_owned())
}

/// The targets as a list of who is expected to report.
pub(super) fn expected(profiles: &[Profile]) -> String {
    let line = |one: &Profile| {
        format!(
            "{};{}\n",
            one.orgno,
            one.name.replace([';', '"', '\n'], " ")
        )
    };
    profiles.iter().map(line).collect()
}

fn profile(number: usize, target: TargetEntry, common: &Table, folder: &Path) -> Profile {
    let mut table = common.clone();
    let mut own = target.profile;
    let subject = if table.get("agency").is_some_and(Value::is_table) {
        "agency"
    } else {
        "bank"
    };
    put_over(
        &mut own,
        Table::from_iter([(subject.to_owned(), Value::Table(target.own))]),
    );
    absolute(&mut own, folder);
    put_over(&mut table, own);
    let of = |name: &str| {
        let subject = table.get(subject).and_then(Value::as_table);
        let value = subject.and_then(|subject| subject.get(name)?.as_str());
        value.map(str::to_owned)
    };
    let orgno = of("orgno").unwrap_or_default();
    let usual = if orgno.is_empty() {
        format!("target-{number}")
    } else {
        orgno.clone()
    };
    let folder_name = target.folder.unwrap_or(usual);
    Profile {
        name: of("name").unwrap_or_else(|| folder_name.clone()),
        orgno,
        folder: folder_name,
        text: table.to_string(),
        deviations: target.deviations.map(|file| folder.join(file)),
    }
}

/// Puts a table over another: tables are joined, everything else is replaced.
fn put_over(under: &mut Table, over: Table) {
    for (name, value) in over {
        match (under.get_mut(&name), value) {
            (Some(Value::Table(under)), Value::Table(over)) => put_over(under, over),
            (_, value) => {
                under.insert(name, value);
            }
        }
    }
}

/// Makes the paths of a profile absolute: it is written into another folder.
fn absolute(table: &mut Table, base: &Path) {
    for (name, value) in table.iter_mut() {
        match value {
            Value::Table(inner) => absolute(inner, base),
            Value::Array(items) => {
                let tables = items.iter_mut().filter_map(Value::as_table_mut);
                tables.for_each(|inner| absolute(inner, base));
            }
            Value::String(path) if path.starts_with("env:") => {}
            Value::String(path) if path.starts_with("file:") => {
                let file = base.join(path.trim_start_matches("file:"));
                *path = format!("file:{}", file.display());
            }
            Value::String(path) if is_path(name) => *path = base.join(&path).display().to_string(),
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_) => {}
        }
    }
}

/// Whether a member of a profile is a path, by its name.
fn is_path(name: &str) -> bool {
    ["-key", "-file", "-chain", "-certificate"]
        .iter()
        .any(|end| name.ends_with(end))
        || ["world", "state"].contains(&name)
}

/// Why the folders cannot be used: each is one plain name, and no two are the same.
fn not_plain(profiles: &[Profile]) -> Option<String> {
    let mut known = BTreeSet::from(["overview"]);
    profiles.iter().find_map(|one| {
        let name = one.folder.as_str();
        let plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':']);
        if !plain {
            return Some(format!("{name:?} is not the name of a folder"));
        }
        (!known.insert(name)).then(|| format!("the folder {name} is there twice, or taken"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = r#"
        [bank]
        name = "Platform"
        mode = "test"
        ca-file = "ca.pem"
        [[agency]]
        service = "politi-utlevering"
        client-key = "/keys/client.key"
        order-kid = "order-1"
    "#;

    fn fleet(targets: &str) -> Result<Vec<Profile>, Failure> {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("platform")).expect("a folder");
        fs::write(folder.path().join("platform/bank.toml"), TEMPLATE).expect("a profile");
        let file = folder.path().join("fleet.toml");
        let text = format!("template = \"platform/bank.toml\"\n{targets}");
        fs::write(&file, text).expect("a fleet");
        let mut profiles = read(&file)?;
        let base = folder.path().display().to_string();
        for one in &mut profiles {
            one.text = one.text.replace(&base, "/base");
        }
        Ok(profiles)
    }

    fn table(profile: &Profile) -> Table {
        toml::from_str(&profile.text).expect("TOML")
    }

    #[test]
    fn what_a_target_says_is_put_over_the_template_and_the_rest_stays() {
        let targets = "[[target]]\nname = \"Bank 1\"\norgno = \"310000019\"\nprofile.limits = { response-time-ms = 900 }\n";
        let profiles = fleet(targets).expect("a fleet");
        let made = table(&profiles[0]);
        assert_eq!(made["bank"]["name"].as_str(), Some("Bank 1"));
        assert_eq!(made["bank"]["mode"].as_str(), Some("test"));
        assert_eq!(made["limits"]["response-time-ms"].as_integer(), Some(900));
        assert_eq!(
            (profiles[0].folder.as_str(), profiles[0].name.as_str()),
            ("310000019", "Bank 1")
        );
    }

    #[test]
    fn relative_paths_are_those_of_the_file_that_names_them() {
        let targets = "[[target]]\nclient-key = \"one.key\"\ndeviations = \"one.toml\"\n[[target]]\nfolder = \"two\"\n";
        let profiles = fleet(targets).expect("a fleet");
        let (one, two) = (table(&profiles[0]), table(&profiles[1]));
        assert_eq!(one["bank"]["client-key"].as_str(), Some("/base/one.key"));
        assert_eq!(
            two["bank"]["ca-file"].as_str(),
            Some("/base/platform/ca.pem")
        );
        let agency = &two["agency"][0];
        assert_eq!(agency["client-key"].as_str(), Some("/keys/client.key"));
        assert_eq!(agency["order-kid"].as_str(), Some("order-1"));
        assert!(
            profiles[0]
                .deviations
                .as_ref()
                .is_some_and(|file| file.ends_with("one.toml"))
        );
        assert_eq!(profiles[0].folder, "target-1");
    }

    #[test]
    fn two_targets_with_one_folder_and_a_folder_elsewhere_are_refused() {
        for targets in [
            "[[target]]\norgno = \"1\"\n[[target]]\norgno = \"1\"\n",
            "[[target]]\nfolder = \"../x\"\n",
            "[[target]]\nfolder = \"overview\"\n",
            "target = []\n",
        ] {
            assert!(fleet(targets).is_err(), "{targets}");
        }
    }

    #[test]
    fn all_mistakes_of_a_fleet_are_told_at_once() {
        let targets = "tims = 1\n[[target]]\nfolder = 7\n[[target]]\ndeviations = true\n";
        let told = fleet(targets).expect_err("three mistakes").render();
        for part in ["3 mistakes", "tims", "folder", "deviations"] {
            assert!(told.contains(part), "{part}: {told}");
        }
    }

    #[test]
    fn every_path_of_a_written_profile_is_known_as_one() {
        let paths = [
            "world",
            "ca-file",
            "client-certificate",
            "client-key",
            "issuer-key",
            "client-chain",
            "decryption-key",
            "order-key",
            "state",
        ];
        assert!(paths.iter().all(|name| is_path(name)));
        assert!(!is_path("order-kid") && !is_path("base-url") && !is_path("name"));
    }

    #[test]
    fn the_expected_banks_are_those_of_the_fleet() {
        let targets = "[[target]]\nname = \"Bank; 1\"\norgno = \"310000019\"\n";
        let profiles = fleet(targets).expect("a fleet");
        assert_eq!(expected(&profiles), "310000019;Bank  1\n");
    }
}
