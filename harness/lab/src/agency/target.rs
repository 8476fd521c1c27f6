//! The profile of an agency under test (`agency.toml`): what it does, where the environment stands, and how it is set to
//! work.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use thiserror::Error;

use crate::agency::trigger::{MockAgency, Trigger};
use pack::message::{
    FileMistakes, Message, Mistake, UserError, count_mistakes, without_user_information,
};
use pack::toml_file::{self, Placed};
use plan::keys::{Lacks, Reader, Setting};
use plan::secret::{Secret, Source};

/// Scenarios at the same time, where nothing else is said.
const AT_ONCE: usize = 4;

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
    /// How many scenarios run at the same time, where a program is given the path of the world file.
    pub at_once: usize,
    /// How the agency is started.
    pub trigger: Trigger,
    /// What the profile keeps elsewhere: no output may show it.
    pub secrets: Vec<Secret>,
    /// SHA-256 of the profile, hexadecimal.
    pub digest: String,
}

/// A profile that cannot be used.
#[derive(Debug, Error)]
pub enum AgencyTargetError {
    /// It cannot be read.
    #[error("the profile {path} cannot be read: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why not.
        reason: String,
    },
    /// It has mistakes, each at its place.
    #[error("the agency's profile has {}", count_mistakes(.0))]
    Malformed(Vec<Mistake>),
    /// Something that it keeps elsewhere is not there.
    #[error(transparent)]
    Lacks(#[from] Lacks),
}

impl UserError for AgencyTargetError {
    fn help(&self) -> Option<String> {
        let help = "`dsop-conformance init --role agency` writes a commented profile to start from";
        match self {
            Self::Lacks(lacks) => lacks.help(),
            Self::Unreadable { .. } | Self::Malformed(_) => Some(help.to_owned()),
        }
    }

    fn mistakes(&self) -> &[Mistake] {
        match self {
            Self::Malformed(mistakes) => mistakes,
            Self::Unreadable { .. } | Self::Lacks(_) => &[],
        }
    }

    fn further(&self) -> Vec<Message> {
        match self {
            Self::Lacks(lacks) => lacks.further(),
            Self::Unreadable { .. } | Self::Malformed(_) => Vec::new(),
        }
    }
}

/// The profile of an agency under test.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Profile of an agency")]
struct File {
    /// The agency.
    agency: Entry,
}

/// The agency.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    /// Its name, for the report.
    name: String,
    /// Which build of it is tested, in its owner's own words.
    build: Option<String>,
    /// The services it is tested in; all of them if not said.
    #[serde(default)]
    services: Vec<Placed<String>>,
    /// Folder for the world file and the keys, relative to the profile; kept, so that the agency is configured once.
    state: Option<PathBuf>,
    /// Port of the registers; the banks have the following four. Free ports if not said.
    first_port: Option<u16>,
    /// Whether banks A and B speak HTTPS.
    #[serde(default)]
    tls: bool,
    /// How long a scenario may take.
    time_limit_seconds: Option<u64>,
    /// How long there must be no call before a scenario counts as done.
    quiet_seconds: Option<u64>,
    /// How many scenarios run at the same time, each in a world of its own; a command that is not given the path of
    /// the world file runs one at a time.
    at_once: Option<u8>,
    /// How the agency is set to work; a person does it if not said.
    trigger: Option<Placed<TriggerEntry>>,
}

/// How the agency is set to work: one command or one HTTP request. Names in braces get the values of the task.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TriggerEntry {
    /// A command and its arguments.
    command: Option<Vec<String>>,
    /// An HTTP request.
    http: Option<HttpEntry>,
}

/// An HTTP request that sets the agency to work.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct HttpEntry {
    /// The method.
    #[serde(default = "post")]
    method: String,
    /// The address.
    url: String,
    /// The headers. A value that is secret is written `env:NAME` or `file:PATH`.
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// The body.
    #[serde(default)]
    body: String,
}

/// The JSON Schema of an agency's profile.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(File)
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
        let mut found = Vec::new();
        let shown = without_user_information(text);
        let file = toml_file::read(name, &shown, &mut found);
        let known = wire::profile::builtin_services()
            .iter()
            .map(|service| service.id.as_str());
        let mut mistakes = FileMistakes::new(name, &shown, &mut found);
        mistakes.refuse_user_information(text);
        let Some(File { agency: entry }) = file else {
            return Err(AgencyTargetError::Malformed(found));
        };
        for service in &entry.services {
            mistakes.is_known("service for agencies called", service, known.clone());
        }
        let mut reader = Reader::default();
        let trigger = match entry.trigger {
            None => Trigger::Person,
            Some(Placed { value, span, .. }) => match (value.command, value.http) {
                (Some(words), None) if !words.is_empty() => Trigger::Command(words),
                (None, Some(http)) => Trigger::Http {
                    method: http.method,
                    url: http.url,
                    headers: headers(http.headers, folder, &mut reader),
                    body: http.body,
                },
                (None, None) => Trigger::Person,
                (Some(_), _) => {
                    mistakes.at(&span, "a trigger is one command or one HTTP request");
                    Trigger::Person
                }
            },
        };
        if !found.is_empty() {
            return Err(AgencyTargetError::Malformed(found));
        }
        let secrets = reader.finish()?;
        let services = match entry.services.as_slice() {
            [] => known.map(str::to_owned).collect(),
            some => some.iter().map(|service| service.value.clone()).collect(),
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
            at_once: entry.at_once.map_or(AT_ONCE, usize::from),
            trigger,
            secrets,
            digest,
        })
    }

    /// The mock agency in this process.
    pub fn embedded(agency: MockAgency) -> Self {
        let services = wire::profile::builtin_services().iter();
        Self {
            name: "mock-agency (embedded)".to_owned(),
            build: None,
            services: services.map(|service| service.id.clone()).collect(),
            state: None,
            first_port: None,
            tls: false,
            time_limit: 60,
            quiet: 0,
            at_once: 1,
            trigger: Trigger::Embedded(agency),
            secrets: Vec::new(),
            digest: String::new(),
        }
    }
}

/// The headers, with the values that are kept elsewhere.
fn headers(
    written: BTreeMap<String, String>,
    folder: &Path,
    reader: &mut Reader,
) -> BTreeMap<String, Secret> {
    let mut headers = BTreeMap::new();
    for (name, value) in written {
        let read = match Source::of(&value) {
            Some(source) => {
                let setting = Setting::new((&name, "[agency.trigger]"), Path::new(""), folder);
                reader.secret(&setting, source)
            }
            None => Some(Secret::new(value)),
        };
        headers.extend(read.map(|value| (name, value)));
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_that_is_kept_elsewhere_is_read_and_remembered_as_a_secret() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("token"), "Bearer abc\n").expect("a file");
        let text = "[agency]\nname = \"x\"\n[agency.trigger]\nhttp = { url = \"http://127.0.0.1/\", headers = { authorization = \"file:token\" } }";
        let target = AgencyTarget::read("agency.toml", text, folder.path()).expect("a profile");
        assert_eq!(target.secrets, [Secret::new("Bearer abc")]);
        assert!(!format!("{target:?}").contains("abc"));
        let missing = read(text).expect_err("no file");
        assert!(missing.to_string().contains("token"), "{missing}");
    }

    fn read(text: &str) -> Result<AgencyTarget, AgencyTargetError> {
        AgencyTarget::read("agency.toml", text, Path::new("/folder"))
    }

    #[test]
    fn a_person_sets_the_agency_to_work_unless_told_otherwise() {
        let target = read("[agency]\nname = \"x\"").expect("a profile");
        assert!(matches!(target.trigger, Trigger::Person));
        assert_eq!(target.services.len(), 6);
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
        assert_eq!(error.mistakes()[0].position(), (3, 13));
    }

    #[test]
    fn refuses_two_triggers() {
        assert!(read("[agency]\nname = \"x\"\n[agency.trigger]\ncommand = [\"a\"]\nhttp = { url = \"http://127.0.0.1/\" }").is_err());
    }
}
