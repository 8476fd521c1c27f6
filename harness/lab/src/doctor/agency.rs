//! Looks an agency's profile over: ports, world, and what sets the agency to work.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use wire::keys::KeyStore;

use crate::agency::environment::{Environment, EnvironmentOptions};
use crate::agency::target::AgencyTarget;
use crate::agency::trigger::{PLACEHOLDERS, Trigger};
use crate::doctor::trouble::Trouble;
use crate::doctor::{Diagnosis, Whose};
use engine::proxy::{Proxies, Proxy};
use pack::text::Text;
use plan::secret::Secret;

/// Ports that registers and banks listen on, one after the other.
const PORTS: u16 = 5;
/// Longest wait for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// Looks everything over: starts the environment once, and looks whether the trigger can start the agency, without doing so.
pub async fn examine_agency(target: &AgencyTarget, keys: &KeyStore, seed: u64) -> Vec<Diagnosis> {
    let ports = ports(target);
    let environment = if ports.is_wrong() {
        Diagnosis::skipped(environment_name())
    } else {
        environment(target, keys, seed).await
    };
    let mut diagnoses = vec![ports, environment];
    diagnoses.push(trigger(&target.trigger));
    diagnoses.extend(placeholders(&target.trigger));
    diagnoses.push(times(target));
    diagnoses
}

fn environment_name() -> Text {
    Text::new(
        "registers, banks and world file",
        "registre, banker og verdensfil",
    )
}

async fn environment(target: &AgencyTarget, keys: &KeyStore, seed: u64) -> Diagnosis {
    let what = environment_name();
    let options = EnvironmentOptions {
        seed,
        state: target.state.clone(),
        first_port: target.first_port,
        tls: target.tls,
        ..EnvironmentOptions::default()
    };
    match Environment::start(keys, &options).await {
        Ok(environment) => {
            let world = environment.world_file().display().to_string();
            environment.shutdown().await;
            match target.state {
                Some(_) => Diagnosis::good(what, Text::same(world)),
                None => Diagnosis::note(
                    what,
                    Text::new(
                        "start; the world file is a temporary one",
                        "starter; verdensfilen er midlertidig",
                    ),
                    Text::new(
                        "give `state` a folder if the agency is to be configured before the run",
                        "gi `state` en mappe hvis etaten skal settes opp før kjøringen",
                    ),
                ),
            }
        }
        Err(error) => Diagnosis::fault(
            what,
            Text::same(error.to_string()),
            Whose::Configuration,
            Text::new(
                "`state` is a folder that can be written to; it is made if it is not there, and its parent has to be",
                "`state` er en mappe som kan skrives til; den opprettes om den mangler, men mappen over må finnes",
            ),
        ),
    }
}

fn ports(target: &AgencyTarget) -> Diagnosis {
    let what = Text::new("ports", "porter");
    let Some(first) = target.first_port else {
        return Diagnosis::note(
            what,
            Text::new("other ones in every run", "nye i hver kjøring"),
            Text::new(
                "give `first-port` if the agency does not read the world file each time",
                "gi `first-port` hvis etaten ikke leser verdensfilen hver gang",
            ),
        );
    };
    let Some(last) = first.checked_add(PORTS - 1) else {
        let highest = u16::MAX - PORTS + 1;
        return Diagnosis::fault(
            what,
            Text::new(
                format!("from {first} on there are no {PORTS} ports"),
                format!("fra {first} finnes det ikke {PORTS} porter"),
            ),
            Whose::Configuration,
            Text::new(
                format!("`first-port` is {highest} at the most"),
                format!("`first-port` er høyst {highest}"),
            ),
        );
    };
    let taken: Vec<Text> = (first..=last).filter_map(taken).collect();
    if taken.is_empty() {
        return Diagnosis::good(what, Text::same(format!("{first}–{last}")));
    }
    let named = |pick: fn(&Text) -> &str| taken.iter().map(pick).collect::<Vec<_>>().join(", ");
    Diagnosis::fault(
        what,
        Text::new(
            format!("not to be had: {}", named(|one| &one.en)),
            format!("ikke tilgjengelig: {}", named(|one| &one.nb)),
        ),
        Whose::Configuration,
        Text::new(
            "end what listens there, or write another `first-port`",
            "avslutt det som lytter der, eller skriv en annen `first-port`",
        ),
    )
}

/// The port and why it cannot be listened on, if so.
fn taken(port: u16) -> Option<Text> {
    let why = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).err()?;
    Some(Text::same(format!("{port} ({why})")))
}

fn trigger(trigger: &Trigger) -> Diagnosis {
    let what = Text::new("trigger", "utløser");
    match trigger {
        Trigger::Person => Diagnosis::good(
            what,
            Text::new(
                "a person: the run says what is to be done, and waits",
                "en person: kjøringen sier hva som skal gjøres, og venter",
            ),
        ),
        Trigger::Command(words) => command(what, words.first().map_or("", String::as_str)),
        Trigger::Http { url, .. } => http(what, url),
        Trigger::Embedded(_) => Diagnosis::good(what, Text::new("the mock agency", "mock-etaten")),
    }
}

fn command(what: Text, program: &str) -> Diagnosis {
    let Some(path) = found(program) else {
        return Diagnosis::fault(
            what,
            Text::new(
                format!("there is no program {program}"),
                format!("det finnes ikke noe program {program}"),
            ),
            Whose::Configuration,
            Text::new(
                "write the whole path, or put the program's folder into PATH",
                "skriv hele stien, eller ta programmets mappe med i PATH",
            ),
        );
    };
    let shown = path.display();
    if is_executable(&path) {
        return Diagnosis::good(what, Text::same(shown.to_string()));
    }
    Diagnosis::fault(
        what,
        Text::new(
            format!("{shown} is no program that may be started"),
            format!("{shown} er ikke et program som kan startes"),
        ),
        Whose::Configuration,
        Text::new(
            "make it executable (`chmod +x`), or name the interpreter before it",
            "gjør den kjørbar (`chmod +x`), eller skriv tolken foran den",
        ),
    )
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata()
        .is_ok_and(|metadata| metadata.permissions().mode() & 0o111 != 0)
}

/// Where a program is: as a path, or in one of the folders of PATH.
fn found(program: &str) -> Option<PathBuf> {
    if program.contains('/') {
        return Some(PathBuf::from(program)).filter(|path| path.is_file());
    }
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file() && is_executable(path))
}

fn http(what: Text, url: &str) -> Diagnosis {
    match connect(url) {
        Ok((address, route)) => Diagnosis::good(
            what,
            Text::new(
                format!("{address} accepts connections; proxy: {}", route.en),
                format!("{address} tar imot forbindelser; proxy: {}", route.nb),
            ),
        ),
        Err(trouble) => Diagnosis::no_answer(
            what,
            url,
            &trouble,
            Whose::Agency,
            Text::new(
                "start the agency's system, and see that the address is right",
                "start etatens system, og se til at adressen stemmer",
            ),
        ),
    }
}

/// Connects to whatever a request to the URL is sent to: the agency, or a proxy before it.
fn connect(url: &str) -> Result<(SocketAddr, Text), Trouble> {
    let proxies = Proxies::of_environment();
    let proxies = proxies.map_err(|error| Trouble::Other(Text::same(error.to_string())))?;
    let route = proxies.route(url);
    // A placeholder in the path is no part of an address.
    let url =
        reqwest::Url::parse(url).map_err(|error| Trouble::Other(Text::same(error.to_string())))?;
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    let straight = (host.trim_matches(['[', ']']), port);
    let near = route.proxy().map_or(straight, Proxy::place);
    let addresses = near.to_socket_addrs().map_err(|_| Trouble::NoAddress)?;
    let mut last = Trouble::NoAddress;
    for address in addresses {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(_connection) => return Ok((address, route.text())),
            Err(error) => last = Trouble::of_connection(&error),
        }
    }
    Err(last)
}

/// Words in braces that look like placeholders and are none.
fn placeholders(trigger: &Trigger) -> Option<Diagnosis> {
    let templates: Vec<&str> = match trigger {
        Trigger::Command(words) => words.iter().map(String::as_str).collect(),
        Trigger::Http {
            url, headers, body, ..
        } => headers
            .values()
            .map(Secret::expose)
            .chain([url.as_str(), body])
            .collect(),
        Trigger::Person | Trigger::Embedded(_) => return None,
    };
    let unknown: Vec<&str> = templates
        .iter()
        .flat_map(|template| unknown_words(template))
        .collect();
    if unknown.is_empty() {
        return None;
    }
    let known = PLACEHOLDERS.join(" ");
    Some(Diagnosis::note(
        Text::new("placeholders", "plassholdere"),
        Text::new(
            format!("{} stay as they are", unknown.join(" ")),
            format!("{} blir stående", unknown.join(" ")),
        ),
        Text::new(
            format!("there are: {known}"),
            format!("det finnes: {known}"),
        ),
    ))
}

fn unknown_words(template: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for (start, _) in template.match_indices('{') {
        let Some(end) = template[start..].find('}') else {
            continue;
        };
        let word = &template[start..=start + end];
        let name = &word[1..word.len() - 1];
        let looks_like_one = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte == b'_');
        if looks_like_one && !PLACEHOLDERS.contains(&word) {
            words.push(word);
        }
    }
    words
}

fn times(target: &AgencyTarget) -> Diagnosis {
    let (limit, quiet) = (target.time_limit, target.quiet);
    let what = Text::new("times", "tider");
    let seen = Text::new(
        format!("{limit} s for a scenario; over after {quiet} s without a call"),
        format!("{limit} s per scenario; over etter {quiet} s uten kall"),
    );
    if quiet < limit {
        return Diagnosis::good(what, seen);
    }
    Diagnosis::fault(
        what,
        seen,
        Whose::Configuration,
        Text::new(
            "make `quiet-seconds` shorter than `time-limit-seconds`",
            "la `quiet-seconds` være kortere enn `time-limit-seconds`",
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::doctor::State;

    fn command_of(words: &[&str]) -> Trigger {
        Trigger::Command(words.iter().map(|word| (*word).to_owned()).collect())
    }

    fn http_to(url: String) -> Trigger {
        Trigger::Http {
            method: "POST".into(),
            url,
            headers: BTreeMap::new(),
            body: String::new(),
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_for_the_configuration_to_fix() {
        let diagnosis = trigger(&command_of(&["/no/such/program"]));
        assert_eq!(
            (diagnosis.state, diagnosis.whose),
            (State::Fault, Some(Whose::Configuration))
        );
    }

    #[test]
    fn a_program_is_found_in_the_path() {
        assert_eq!(trigger(&command_of(&["sh"])).state, State::Good);
    }

    #[test]
    fn tells_a_listening_address_from_a_silent_one() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!(
            "http://{}/{{party}}",
            listener.local_addr().expect("an address")
        );
        assert_eq!(trigger(&http_to(url.clone())).state, State::Good);
        drop(listener);
        let silent = trigger(&http_to(url));
        assert_eq!(
            (silent.state, silent.whose),
            (State::Unreached, Some(Whose::Agency))
        );
    }

    #[test]
    fn a_file_that_may_not_be_started_is_no_program() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let diagnosis = trigger(&command_of(&[file.path().to_str().expect("a path")]));
        assert_eq!(
            (diagnosis.state, diagnosis.whose),
            (State::Fault, Some(Whose::Configuration))
        );
    }

    fn ports_from(first_port: Option<u16>) -> Diagnosis {
        let mut target = AgencyTarget::embedded(crate::agency::trigger::MockAgency {
            behaviour: mock_agency::behaviour::Behaviour::default(),
            http: reqwest::Client::new(),
        });
        target.first_port = first_port;
        ports(&target)
    }

    #[test]
    fn a_port_that_is_taken_is_named() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let diagnosis = ports_from(Some(port));
        assert_eq!(diagnosis.state, State::Fault);
        assert!(
            diagnosis.seen.en.contains(&port.to_string()),
            "{}",
            diagnosis.seen.en
        );
    }

    #[test]
    fn five_ports_need_room() {
        assert_eq!(ports_from(Some(65_533)).state, State::Fault);
    }

    #[test]
    fn points_out_a_placeholder_that_does_not_exist() {
        let diagnosis = placeholders(&command_of(&["x", "{party}", "{pary}"])).expect("a remark");
        assert!(diagnosis.seen.en.contains("{pary}"));
        assert_eq!(
            placeholders(&command_of(&["x", "{party}", "{\"a\": 1}"])),
            None
        );
    }
}
