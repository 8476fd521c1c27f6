//! How an agency is started: by a person, a command, an HTTP request, or a call in this process.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use mock_agency::behaviour::Behaviour;
use mock_agency::retrieval::{AgencyClient, Banks, Inquiry, RetryPolicy};
use wire::identifiers::PartyId;
use wire::world::LoadedWorld;

use engine::proxy::Proxies;
use judge::agency::scenario_run::Task;
use pack::reason::{AGENCY_NOT_STARTED, AGENCY_SILENT_COMMAND, AGENCY_SILENT_REQUEST, Reason};
use pack::text::Text;
use plan::secret::Secret;

/// How an agency is started.
#[derive(Clone, Debug)]
pub enum Trigger {
    /// The harness says what to do, and waits.
    Person,
    /// A program with its arguments; `{party}` and the like are filled in.
    Command(Vec<String>),
    /// A request; `{party}` and the like are filled in.
    Http {
        /// Method.
        method: String,
        /// Address.
        url: String,
        /// Headers.
        headers: BTreeMap<String, Secret>,
        /// Body.
        body: String,
    },
    /// The mock agency.
    Embedded(MockAgency),
}

/// The mock agency in this process.
#[derive(Clone, Debug)]
pub struct MockAgency {
    /// How it behaves.
    pub behaviour: Behaviour,
    /// Speaks with registers, and with banks without TLS. Shared, for making one reads all of the system's authorities.
    pub http: reqwest::Client,
}

/// Bytes of what a failing command wrote that are looked at.
const LONGEST_COMPLAINT: u64 = 64 * 1024;

/// Pauses of the mock agency, short enough for a quick run.
const QUICK: RetryPolicy = RetryPolicy {
    attempts: 3,
    pause: Duration::from_millis(100),
    longest_pause: Duration::from_secs(5),
};

/// Is filled in with the number of the case.
const CASE: &str = "{case}";
/// Is filled in with the path of the world file.
const WORLD: &str = "{world}";

/// Words that are filled in.
pub const PLACEHOLDERS: [&str; 14] = [
    WORLD,
    "{scenario}",
    "{service}",
    CASE,
    "{party}",
    "{from}",
    "{to}",
    "{only-primary-owner}",
    "{mandate}",
    "{endpoints}",
    "{banks}",
    "{requester}",
    "{guardian}",
    "{consumer}",
];

/// Fills placeholders in.
pub fn filled(template: &str, task: &Task, scenario: &str, world: &Path) -> String {
    let service = wire::profile::service(&task.service);
    let mandate = service
        .and_then(|service| service.mandates.first())
        .map_or("", |mandate| mandate.text.as_str());
    let endpoints: Vec<&str> = task
        .endpoints
        .iter()
        .map(|endpoint| endpoint.name())
        .collect();
    // The agency may run in another folder.
    let world = std::path::absolute(world).unwrap_or_else(|_| world.to_owned());
    let values = [
        world.display().to_string(),
        scenario.to_owned(),
        task.service.clone(),
        task.case.clone().unwrap_or_default(),
        task.party.clone(),
        task.from.to_string(),
        task.to.to_string(),
        task.only_primary_owner.to_string(),
        mandate.to_owned(),
        endpoints.join(","),
        task.banks.join(","),
        task.requester.clone(),
        task.guardian.clone().unwrap_or_default(),
        task.consumer.clone(),
    ];
    PLACEHOLDERS
        .iter()
        .zip(values)
        .fold(template.to_owned(), |text, (name, value)| {
            text.replace(name, &value)
        })
}

/// What a person is to do, in words.
pub fn instruction(task: &Task, world: &Path) -> Text {
    let endpoints: Vec<&str> = task
        .endpoints
        .iter()
        .map(|endpoint| endpoint.name())
        .collect();
    let (endpoints, banks) = (endpoints.join(", "), task.banks.join(", "));
    let Task {
        service,
        party,
        from,
        to,
        requester,
        consumer,
        ..
    } = task;
    let world = world.display();
    let case = task.case.as_deref().unwrap_or_default();
    let owner = if task.only_primary_owner {
        Text::new("own accounts only", "bare egne kontoer")
    } else {
        Text::new("accounts of others too", "også andres kontoer")
    };
    let day = about_the_period(task);
    Text::new(
        format!(
            "Let the agency fetch {party} for {service}, from {from} to {to}{}, {}, as user {requester}, under the number {consumer}.\n\
             This is a new case: {case}.\n\
             Endpoints beside Accounts: {endpoints}. Banks, if step 1 is left out: {banks}. World: {world}\n\
             Waiting for calls. Enter: the agency is done, or the scenario is left out.",
            day.en, owner.en
        ),
        format!(
            "La etaten hente {party} for {service}, fra {from} til {to}{}, {}, som bruker {requester}, under nummeret {consumer}.\n\
             Dette er en ny sak: {case}.\n\
             Endepunkter i tillegg til Accounts: {endpoints}. Banker, om trinn 1 utelates: {banks}. Verden: {world}\n\
             Venter på kall. Enter: etaten er ferdig, eller scenariet utelates.",
            day.nb, owner.nb
        ),
    )
}

/// What the period is counted from, or whom it is about beside the control object.
fn about_the_period(task: &Task) -> Text {
    if let Some(day) = task.death {
        return Text::new(format!(" (died {day})"), format!(" (død {day})"));
    }
    if let Some(day) = task.bankruptcy {
        return Text::new(
            format!(" (bankruptcy opened {day})"),
            format!(" (konkurs åpnet {day})"),
        );
    }
    match &task.guardian {
        Some(number) => Text::new(format!(", guardian {number}"), format!(", verge {number}")),
        None => Text::default(),
    }
}

impl Trigger {
    /// Whether the agency is given the number of each case.
    pub(super) fn gives_case(&self) -> bool {
        match self {
            Self::Person | Self::Embedded(_) => true,
            Self::Command(_) | Self::Http { .. } => self.names(CASE),
        }
    }

    /// Whether the agency is given the path of the world file each time.
    pub(super) fn gives_world(&self) -> bool {
        self.names(WORLD)
    }

    /// Whether no call comes any more once the agency is done: a program has ended then, a service has not.
    pub(super) fn ends_with_its_calls(&self) -> bool {
        match self {
            Self::Command(_) | Self::Embedded(_) => true,
            Self::Person | Self::Http { .. } => false,
        }
    }

    fn names(&self, placeholder: &str) -> bool {
        match self {
            Self::Person | Self::Embedded(_) => false,
            Self::Command(words) => words.iter().any(|word| word.contains(placeholder)),
            Self::Http {
                url, headers, body, ..
            } => {
                let headers = headers.values().map(Secret::expose);
                let mut texts = headers.chain([url.as_str(), body]);
                texts.any(|text| text.contains(placeholder))
            }
        }
    }

    /// Starts the agency and, where that can be seen, waits until it is done. Where the trigger failed, what explains
    /// the silence is given back, should there be no call.
    ///
    /// # Errors
    /// Why it could not be started.
    pub async fn start(
        &self,
        task: &Task,
        scenario: &str,
        (world_file, world): (&Path, &LoadedWorld),
    ) -> Result<Option<Reason>, Reason> {
        let fill = |template: &str| filled(template, task, scenario, world_file);
        match self {
            Self::Person => Ok(None),
            Self::Command(words) => {
                command(&words.iter().map(|word| fill(word)).collect::<Vec<_>>()).await
            }
            Self::Http {
                method,
                url,
                headers,
                body,
            } => {
                let headers: Vec<(String, String)> = headers
                    .iter()
                    .map(|(name, value)| (name.clone(), fill(value.expose())))
                    .collect();
                request(method, &fill(url), &headers, fill(body)).await
            }
            Self::Embedded(agency) => embedded(agency, task, world.clone()).await.map(|()| None),
        }
    }
}

/// The exit code decides nothing: an agency may well call a refusal a failure.
async fn command(words: &[String]) -> Result<Option<Reason>, Reason> {
    let Some((program, arguments)) = words.split_first() else {
        return Ok(None);
    };
    let failed_to_run = |error: &std::io::Error| failed(&format!("{program}: {error}"));
    let mut complaints = tempfile::tempfile().map_err(|error| failed_to_run(&error))?;
    let stderr = complaints
        .try_clone()
        .map_err(|error| failed_to_run(&error))?;
    let started = std::process::Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(stderr)
        .spawn();
    let mut child = Child(started.map_err(|error| failed_to_run(&error))?);
    loop {
        match child.0.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(None),
            Ok(Some(status)) => return Ok(Some(complaint(program, status, &mut complaints))),
            Ok(None) => tokio::time::sleep(Duration::from_millis(5)).await,
            Err(error) => return Err(failed_to_run(&error)),
        }
    }
}

/// How a command failed: its exit code, and the last line that it wrote.
fn complaint(program: &str, status: std::process::ExitStatus, complaints: &mut File) -> Reason {
    let mut written = Vec::new();
    // What cannot be read is not said.
    let _ = complaints
        .seek(SeekFrom::Start(0))
        .and_then(|_| complaints.take(LONGEST_COMPLAINT).read_to_end(&mut written));
    let written = String::from_utf8_lossy(&written);
    let last = written.lines().rfind(|line| !line.trim().is_empty());
    let last: String = last
        .unwrap_or_default()
        .chars()
        .filter(|character| !character.is_control())
        .collect();
    let colon = if last.is_empty() { "" } else { ": " };
    Reason::new(&AGENCY_SILENT_COMMAND)
        .with("program", program)
        .with("status", status.to_string())
        .with("detail", format!("{colon}{last}"))
}

/// A process that does not outlive the wait for it.
struct Child(std::process::Child);

impl Drop for Child {
    fn drop(&mut self) {
        // Both fail only for a process that has ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn request(
    method: &str,
    url: &str,
    headers: &[(String, String)],
    body: String,
) -> Result<Option<Reason>, Reason> {
    let proxies = Proxies::of_environment().map_err(|error| failed(&error.to_string()))?;
    // The task goes to the address of the profile and to no other.
    let client = proxies
        .apply(reqwest::Client::builder())
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| failed(&error.to_string()))?;
    let method = reqwest::Method::from_bytes(method.as_bytes())
        .map_err(|error| failed(&error.to_string()))?;
    let mut request = client.request(method, url).body(body);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let answer = request
        .send()
        .await
        .map_err(|error| failed(&causes(&error)))?;
    let status = answer.status();
    // 303 is an answer to the request; any other redirection says that it was made to the wrong address.
    let elsewhere = status.is_redirection() && status != reqwest::StatusCode::SEE_OTHER;
    let disapproved = elsewhere || status.is_client_error() || status.is_server_error();
    Ok(disapproved.then(|| {
        Reason::new(&AGENCY_SILENT_REQUEST)
            .with("url", url)
            .with("status", status.to_string())
    }))
}

/// An error with what lies behind it.
fn causes(error: &dyn std::error::Error) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    let words: Vec<String> = chain.map(ToString::to_string).collect();
    words.join(": ")
}

async fn embedded(agency: &MockAgency, task: &Task, world: LoadedWorld) -> Result<(), Reason> {
    let http = agency.http.clone();
    let identity = (task.service.as_str(), Some(task.consumer.as_str()));
    let client = AgencyClient::with_client(world, identity, http, QUICK, agency.behaviour)
        .map_err(|error| failed(&error.to_string()))?;
    let party = PartyId::parse(&task.party).map_err(|error| failed(&error.to_string()))?;
    let mut inquiry = Inquiry::new(client.identity().service, party, (task.from, task.to));
    inquiry
        .endpoints
        .retain(|endpoint| task.endpoints.contains(endpoint));
    inquiry.requester.clone_from(&task.requester);
    inquiry.reference.clone_from(&task.guardian);
    inquiry.only_primary_owner = task.only_primary_owner;
    let banks = if client.is_direct() {
        Banks::Direct(task.banks.clone())
    } else {
        Banks::StepOne
    };
    // What the agency makes of refusals is its own affair; the journal says what it did.
    let _ = client.run(inquiry, task.death, &banks).await;
    Ok(())
}

fn failed(why: &str) -> Reason {
    Reason::new(&AGENCY_NOT_STARTED).with("why", why)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use wire::messages::Endpoint;

    use super::*;

    fn task() -> Task {
        Task {
            service: "politi-utlevering".into(),
            case: Some("17".into()),
            party: "315000000".into(),
            death: None,
            bankruptcy: None,
            guardian: Some("22919524786".into()),
            guardianship: None,
            consumer: "915429785".into(),
            requester: "saksbehandler-1".into(),
            only_primary_owner: true,
            from: date(2026, 1, 1),
            to: date(2026, 2, 1),
            endpoints: vec![Endpoint::Cards, Endpoint::Roles],
            banks: vec!["310000027".into()],
        }
    }

    #[test]
    fn fills_every_placeholder_in() {
        let text = filled(
            "{service} {case} {party} {from} {to} {endpoints} {banks} {only-primary-owner} {guardian} {consumer}",
            &task(),
            "s",
            Path::new("w"),
        );
        assert_eq!(
            text,
            "politi-utlevering 17 315000000 2026-01-01 2026-02-01 Cards,Roles 310000027 true 22919524786 915429785"
        );
    }

    #[test]
    fn the_world_file_is_named_with_its_whole_path() {
        let said = filled("{world}", &task(), "s", Path::new("w"));
        assert!(Path::new(&said).is_absolute() && said.ends_with("/w"));
    }

    #[test]
    fn a_command_or_a_request_gives_the_case_where_it_has_a_place_for_it() {
        assert!(shell("fetch {case}").gives_case() && !shell("fetch {party}").gives_case());
        assert!(http("http://a/{case}".into()).gives_case());
        assert!(!http("http://a/".into()).gives_case() && Trigger::Person.gives_case());
    }

    #[test]
    fn leaves_other_braces_as_they_are() {
        assert_eq!(
            filled("{\"a\": {b}}", &task(), "s", Path::new("w")),
            "{\"a\": {b}}"
        );
    }

    async fn start(trigger: &Trigger) -> Result<Option<Reason>, Reason> {
        let folder = std::path::PathBuf::from("/w");
        let world = LoadedWorld {
            world: serde_json::from_value(serde_json::json!({
                "issuer": "http://127.0.0.1/", "token_endpoint": "http://127.0.0.1/token",
                "jwks_uri": "http://127.0.0.1/jwk", "police_jwks_uri": "http://127.0.0.1/jwks",
                "order_root": "root.pem", "certpub_locator": "http://127.0.0.1/",
                "person_registry": "http://127.0.0.1/", "agencies": [],
            }))
            .expect("a world"),
            folder,
        };
        trigger.start(&task(), "s", (Path::new("w"), &world)).await
    }

    fn shell(script: &str) -> Trigger {
        Trigger::Command(vec!["sh".into(), "-c".into(), script.into()])
    }

    fn http(url: String) -> Trigger {
        Trigger::Http {
            method: "POST".into(),
            url,
            headers: BTreeMap::from([("x-case".into(), Secret::new("{scenario}"))]),
            body: "{party}".into(),
        }
    }

    /// Answers one request with a status, and gives what was asked.
    async fn answer_once(status: &'static str) -> (String, tokio::task::JoinHandle<String>) {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        let served = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a caller");
            let mut request = Vec::new();
            while !request.ends_with(b"315000000") {
                let mut part = [0; 1024];
                let read = stream.read(&mut part).await.expect("a request");
                request.extend_from_slice(&part[..read]);
            }
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
            stream
                .write_all(answer.as_bytes())
                .await
                .expect("an answer");
            String::from_utf8_lossy(&request).into_owned()
        });
        (format!("http://{address}/{{service}}"), served)
    }

    #[tokio::test]
    async fn says_which_program_is_not_there() {
        let why = start(&Trigger::Command(vec!["/no/such/program".into()])).await;
        assert!(
            why.expect_err("no program")
                .text()
                .en
                .contains("/no/such/program")
        );
    }

    #[tokio::test]
    async fn a_command_that_succeeds_is_not_remarked_upon() {
        assert_eq!(start(&shell("exit 0")).await, Ok(None));
    }

    #[tokio::test]
    async fn a_failing_command_is_no_failure_but_its_last_words_are_kept() {
        let said = start(&shell("echo one >&2; echo no key >&2; exit 3")).await;
        let said = said.expect("it ran").expect("a remark").text().en;
        assert!(
            said.contains("exit status: 3") && said.ends_with(": no key"),
            "{said}"
        );
    }

    #[tokio::test]
    async fn a_request_carries_what_is_filled_in() {
        let (url, served) = answer_once("202 Accepted").await;
        assert_eq!(start(&http(url)).await, Ok(None));
        let request = served.await.expect("a request");
        assert!(
            request.starts_with("POST /politi-utlevering HTTP/1.1"),
            "{request}"
        );
        assert!(
            request.contains("x-case: s") && request.ends_with("315000000"),
            "{request}"
        );
    }

    #[tokio::test]
    async fn a_request_is_made_to_the_address_of_the_profile_alone() {
        for (status, remarked) in [("307 Temporary Redirect", true), ("303 See Other", false)] {
            let (url, served) = answer_once(status).await;
            let said = start(&http(url)).await.expect("it was answered");
            assert_eq!(said.is_some(), remarked, "{status}");
            served.await.expect("a request");
        }
    }

    #[tokio::test]
    async fn a_request_that_is_refused_is_remarked_upon() {
        let (url, served) = answer_once("404 Not Found").await;
        let said = start(&http(url)).await.expect("it was answered");
        assert!(said.expect("a remark").text().en.contains("404"));
        served.await.expect("a request");
    }

    #[tokio::test]
    async fn says_that_nobody_listens() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        drop(listener);
        let why = start(&http(url.clone())).await.expect_err("nobody listens");
        let why = why.text().en;
        assert!(why.contains(&url), "{why}");
    }
}
