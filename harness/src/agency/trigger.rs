//! How an agency is set to work: by a person, a command, an HTTP request, or a call in this process.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use mock_agency::conduct::Conduct;
use mock_agency::retrieval::{Banks, Inquiry, Mission, RetryPolicy};
use wire::identifiers::PartyId;
use wire::world::World;

use super::sight::Ask;
use crate::text::Text;

/// How an agency is set to work.
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
        headers: BTreeMap<String, String>,
        /// Body.
        body: String,
    },
    /// The mock agency.
    Embedded(Conduct),
}

/// Who asks at the agency, in every scenario: one user.
pub const REQUESTER: &str = "saksbehandler-1";

/// Pauses of the mock agency, short enough for a quick run.
const QUICK: RetryPolicy = RetryPolicy {
    attempts: 3,
    pause: Duration::from_millis(150),
    longest_pause: Duration::from_secs(5),
};

/// Fills placeholders in.
pub fn filled(template: &str, ask: &Ask, scenario: &str, world: &Path) -> String {
    let service = wire::profile::service(&ask.service);
    let mandate = service
        .and_then(|service| service.mandates.first())
        .map_or("", |mandate| mandate.text.as_str());
    let endpoints: Vec<&str> = ask
        .endpoints
        .iter()
        .map(|endpoint| endpoint.name())
        .collect();
    let values = [
        ("{world}", world.display().to_string()),
        ("{scenario}", scenario.to_owned()),
        ("{service}", ask.service.clone()),
        ("{party}", ask.party.clone()),
        ("{from}", ask.from.to_string()),
        ("{to}", ask.to.to_string()),
        ("{only-primary-owner}", "true".to_owned()),
        ("{mandate}", mandate.to_owned()),
        ("{endpoints}", endpoints.join(",")),
        ("{banks}", ask.banks.join(",")),
        ("{requester}", REQUESTER.to_owned()),
    ];
    values
        .iter()
        .fold(template.to_owned(), |text, (name, value)| {
            text.replace(name, value)
        })
}

/// What a person is to do, in words.
pub fn instruction(ask: &Ask, world: &Path) -> Text {
    let endpoints: Vec<&str> = ask
        .endpoints
        .iter()
        .map(|endpoint| endpoint.name())
        .collect();
    let (endpoints, banks) = (endpoints.join(", "), ask.banks.join(", "));
    let Ask {
        service,
        party,
        from,
        to,
        ..
    } = ask;
    let world = world.display();
    Text::new(
        format!(
            "Let the agency fetch {party} for {service}, from {from} to {to}, own accounts only, as user {REQUESTER}.\n\
             Endpoints beside Accounts: {endpoints}. Banks, if step 1 is left out: {banks}. World: {world}"
        ),
        format!(
            "La etaten hente {party} for {service}, fra {from} til {to}, bare egne kontoer, som bruker {REQUESTER}.\n\
             Endepunkter i tillegg til Accounts: {endpoints}. Banker, om trinn 1 utelates: {banks}. Verden: {world}"
        ),
    )
}

impl Trigger {
    /// Sets the agency to work and, where that can be seen, waits until it is done.
    ///
    /// # Errors
    /// Why it could not be set to work, in words.
    pub async fn pull(&self, ask: &Ask, scenario: &str, world: &Path) -> Result<(), Text> {
        let fill = |template: &str| filled(template, ask, scenario, world);
        match self {
            Self::Person => Ok(()),
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
                    .map(|(name, value)| (name.clone(), fill(value)))
                    .collect();
                request(method, &fill(url), &headers, fill(body)).await
            }
            Self::Embedded(conduct) => embedded(*conduct, ask, world).await,
        }
    }
}

/// The exit code says nothing: an agency may well call a refusal a failure.
async fn command(words: &[String]) -> Result<(), Text> {
    let Some((program, arguments)) = words.split_first() else {
        return Ok(());
    };
    let started = std::process::Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut child = Child(started.map_err(|error| failed(&format!("{program}: {error}")))?);
    loop {
        match child.0.try_wait() {
            Ok(Some(_status)) => return Ok(()),
            Ok(None) => tokio::time::sleep(Duration::from_millis(20)).await,
            Err(error) => return Err(failed(&format!("{program}: {error}"))),
        }
    }
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
) -> Result<(), Text> {
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .map_err(|error| failed(&error.to_string()))?;
    let method = reqwest::Method::from_bytes(method.as_bytes())
        .map_err(|error| failed(&error.to_string()))?;
    let mut request = client.request(method, url).body(body);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    request
        .send()
        .await
        .map(drop)
        .map_err(|error| failed(&error.to_string()))
}

async fn embedded(conduct: Conduct, ask: &Ask, world: &Path) -> Result<(), Text> {
    let loaded = World::load(world).map_err(|error| failed(&error.to_string()))?;
    let mission = Mission::new(loaded, &ask.service, None, QUICK, conduct)
        .map_err(|error| failed(&error.to_string()))?;
    let party = PartyId::parse(&ask.party).map_err(|error| failed(&error.to_string()))?;
    let mut inquiry = Inquiry::new(mission.identity().service, party, (ask.from, ask.to));
    inquiry
        .endpoints
        .retain(|endpoint| ask.endpoints.contains(endpoint));
    REQUESTER.clone_into(&mut inquiry.requester);
    let banks = if mission.is_direct() {
        Banks::Direct(ask.banks.clone())
    } else {
        Banks::StepOne
    };
    // What the agency makes of refusals is its own affair; the journal says what it did.
    let _ = mission.run(inquiry, ask.death, &banks).await;
    Ok(())
}

fn failed(why: &str) -> Text {
    Text::new(
        format!("the agency could not be set to work: {why}"),
        format!("etaten kunne ikke settes i arbeid: {why}"),
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use wire::messages::Endpoint;

    use super::*;

    fn ask() -> Ask {
        Ask {
            service: "politi-utlevering".into(),
            party: "315000000".into(),
            death: None,
            from: date(2026, 1, 1),
            to: date(2026, 2, 1),
            endpoints: vec![Endpoint::Cards, Endpoint::Roles],
            banks: vec!["310000027".into()],
        }
    }

    #[test]
    fn fills_every_placeholder_in() {
        let text = filled(
            "{service} {party} {from} {to} {endpoints} {banks} {only-primary-owner}",
            &ask(),
            "s",
            Path::new("w"),
        );
        assert_eq!(
            text,
            "politi-utlevering 315000000 2026-01-01 2026-02-01 Cards,Roles 310000027 true"
        );
    }

    #[test]
    fn leaves_other_braces_as_they_are() {
        assert_eq!(
            filled("{\"a\": {b}}", &ask(), "s", Path::new("w")),
            "{\"a\": {b}}"
        );
    }

    #[tokio::test]
    async fn says_which_program_is_not_there() {
        let trigger = Trigger::Command(vec!["/no/such/program".into()]);
        let why = trigger
            .pull(&ask(), "s", Path::new("w"))
            .await
            .expect_err("no program");
        assert!(why.en.contains("/no/such/program"));
    }

    #[tokio::test]
    async fn the_exit_code_of_a_command_says_nothing() {
        let trigger = Trigger::Command(vec!["false".into()]);
        assert_eq!(trigger.pull(&ask(), "s", Path::new("w")).await, Ok(()));
    }
}
