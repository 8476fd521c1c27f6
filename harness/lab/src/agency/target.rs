//! The profile of an agency under test (`agency.toml`): what it does, where the environment stands, and how it is set to
//! work.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

use crate::agency::trigger::{MockAgency, Trigger};
use pack::message::{Mistake, UserError};

/// An agency under test.
#[derive(Clone, Debug)]
pub struct AgencyTarget {
    /// Its name, for the report.
    pub name: String,
    /// Which build of it is tested, in its owner's own words.
    pub build: Option<String>,
    /// The services it is tested in.
    pub services: Vec<String>,
    /// Folder for the world file and the keys; kept, so that the agency is configured once.
    pub state: Option<PathBuf>,
    /// Port of the registers; the banks have the following four. Free ports if not said.
    pub first_port: Option<u16>,
    /// Whether banks A and B speak HTTPS.
    pub tls: bool,
    /// How long a scenario may take, in seconds.
    pub time_limit: u64,
    /// How long there must be no call before a scenario counts as done, in seconds.
    pub quiet: u64,
    /// How the agency is started.
    pub trigger: Trigger,
    /// SHA-256 of the profile, hexadecimal.
    pub digest: String,
}

/// A profile that can not be used.
#[derive(Debug, Error)]
pub enum AgencyTargetError {
    /// It can not be read.
    #[error("the profile {path} cannot be read: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why not.
        reason: String,
    },
    /// It is not TOML, or not a profile.
    #[error("the agency's profile has a mistake")]
    Malformed([Mistake; 1]),
}

impl UserError for AgencyTargetError {
    fn mistakes(&self) -> &[Mistake] {
        match self {
            Self::Malformed(mistakes) => mistakes,
            Self::Unreadable { .. } => &[],
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    agency: Entry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    name: String,
    #[serde(default)]
    build: Option<String>,
    #[serde(default)]
    services: Vec<String>,
    #[serde(default)]
    state: Option<PathBuf>,
    #[serde(default)]
    first_port: Option<u16>,
    #[serde(default)]
    tls: bool,
    #[serde(default)]
    time_limit_seconds: Option<u64>,
    #[serde(default)]
    quiet_seconds: Option<u64>,
    #[serde(default)]
    trigger: TriggerEntry,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TriggerEntry {
    #[serde(default)]
    command: Option<Vec<String>>,
    #[serde(default)]
    http: Option<HttpEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct HttpEntry {
    #[serde(default = "post")]
    method: String,
    url: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
}

/// Time limit and quiet time in seconds, where the profile does not say: a person needs more of both.
fn usual_times(trigger: &Trigger) -> (u64, u64) {
    match trigger {
        Trigger::Person => (600, 10),
        Trigger::Command(_) | Trigger::Http { .. } => (60, 2),
        Trigger::Embedded(_) => (60, 0),
    }
}

fn post() -> String {
    "POST".to_owned()
}

impl AgencyTarget {
    /// Reads a profile. Relative paths are taken from its folder.
    ///
    /// # Errors
    /// [`AgencyTargetError`] points into the file.
    pub fn from_file(path: &Path) -> Result<Self, AgencyTargetError> {
        let name = path.display().to_string();
        let text =
            std::fs::read_to_string(path).map_err(|error| AgencyTargetError::Unreadable {
                path: name.clone(),
                reason: error.to_string(),
            })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::read(&name, &text, folder)
    }

    fn read(name: &str, text: &str, folder: &Path) -> Result<Self, AgencyTargetError> {
        let malformed = |mistake: Mistake| AgencyTargetError::Malformed([mistake]);
        let file: File = toml::from_str(text).map_err(|error| {
            malformed(Mistake::from_toml(name, text, &error).help("`dsop-conformance init --role agency` writes a commented profile to start from".to_owned()))
        })?;
        let entry = file.agency;
        let known: Vec<&str> = wire::profile::builtin_services()
            .iter()
            .filter(|service| service.asked_for)
            .map(|service| service.id.as_str())
            .collect();
        if let Some(unknown) = entry
            .services
            .iter()
            .find(|service| !known.contains(&service.as_str()))
        {
            let at = text.find(unknown.as_str()).unwrap_or_default();
            let message = format!("there is no service {unknown:?}");
            let help = format!("an agency is tested in {}", known.join(" and "));
            let place = at..at + unknown.len();
            return Err(malformed(
                Mistake::new(name, text, place, message).help(help),
            ));
        }
        let trigger = match (entry.trigger.command, entry.trigger.http) {
            (Some(words), None) if !words.is_empty() => Trigger::Command(words),
            (None, Some(http)) => Trigger::Http {
                method: http.method,
                url: http.url,
                headers: http.headers,
                body: http.body,
            },
            (None, None) => Trigger::Person,
            (Some(_), _) => {
                let at = text.find("trigger").unwrap_or_default();
                let message = "a trigger is one command or one HTTP request".to_owned();
                return Err(malformed(Mistake::new(name, text, at..at + 7, message)));
            }
        };
        let services = if entry.services.is_empty() {
            known.into_iter().map(str::to_owned).collect()
        } else {
            entry.services
        };
        let digest = openssl::sha::sha256(text.as_bytes());
        let digest = digest
            .iter()
            .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        let (limit, quiet) = usual_times(&trigger);
        Ok(Self {
            name: entry.name,
            build: entry.build,
            services,
            state: entry.state.map(|state| folder.join(state)),
            first_port: entry.first_port,
            tls: entry.tls,
            time_limit: entry.time_limit_seconds.unwrap_or(limit),
            quiet: entry.quiet_seconds.unwrap_or(quiet),
            trigger,
            digest,
        })
    }

    /// The mock agency in this process.
    pub fn embedded(agency: MockAgency) -> Self {
        let asked_for = wire::profile::builtin_services()
            .iter()
            .filter(|service| service.asked_for);
        Self {
            name: "mock-agency (embedded)".to_owned(),
            build: None,
            services: asked_for.map(|service| service.id.clone()).collect(),
            state: None,
            first_port: None,
            tls: false,
            time_limit: 60,
            quiet: 0,
            trigger: Trigger::Embedded(agency),
            digest: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<AgencyTarget, AgencyTargetError> {
        AgencyTarget::read("agency.toml", text, Path::new("/folder"))
    }

    #[test]
    fn a_person_sets_the_agency_to_work_unless_told_otherwise() {
        let target = read("[agency]\nname = \"x\"").expect("a profile");
        assert!(matches!(target.trigger, Trigger::Person));
        assert_eq!(target.services.len(), 2);
    }

    #[test]
    fn reads_a_command_and_a_state_folder_beside_the_file() {
        let target = read("[agency]\nname = \"x\"\nstate = \"world\"\n[agency.trigger]\ncommand = [\"a\", \"{party}\"]").expect("a profile");
        assert!(matches!(target.trigger, Trigger::Command(words) if words.len() == 2));
        assert_eq!(target.state, Some(PathBuf::from("/folder/world")));
    }

    #[test]
    fn points_at_a_service_that_does_not_exist() {
        let error =
            read("[agency]\nname = \"x\"\nservices = [\"politi\"]").expect_err("no service");
        assert_eq!(error.mistakes()[0].position(), (3, 14));
    }

    #[test]
    fn refuses_two_triggers() {
        assert!(read("[agency]\nname = \"x\"\n[agency.trigger]\ncommand = [\"a\"]\nhttp = { url = \"http://127.0.0.1/\" }").is_err());
    }
}
