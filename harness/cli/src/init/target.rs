//! What `init` writes about the target: from options, or asked for in a terminal.

use std::io::{IsTerminal as _, Write as _};

use clap::Args;
use wire::identifiers::{OrganisationNumber, PartyId};

use crate::Failure;
use crate::init::RegistersChoice;
use crate::run::RoleChoice;
use pack::text::{Language, Text};

/// What is known of the target.
#[derive(Debug, Args)]
pub(super) struct TargetArguments {
    /// Name of the bank or the customer overview, for reports. Without it, a terminal asks, or the profile has an example.
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Its organisation number. Without it, the same.
    #[arg(long, value_name = "NUMBER")]
    orgno: Option<String>,
    /// Its base URL: scheme, host and path. Without it, the same.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Number of a synthetic test person or business of the bank; may be given several times.
    #[arg(long = "party", value_name = "NUMBER")]
    parties: Vec<String>,
}

/// What the profile says of the target; what is `None` stays as the example has it.
pub(super) struct Described {
    name: Option<String>,
    orgno: Option<String>,
    base_url: Option<String>,
    parties: Vec<String>,
}

impl TargetArguments {
    pub(super) fn is_anything_given(&self) -> bool {
        self.name.is_some()
            || self.orgno.is_some()
            || self.base_url.is_some()
            || !self.parties.is_empty()
    }

    /// Refuses what no profile may have.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let orgno = self.orgno.as_deref().map_or(Ok(()), check_orgno);
        let base_url = self.base_url.as_deref().map_or(Ok(()), check_base_url);
        let parties = self.parties.iter().try_for_each(|party| check_party(party));
        orgno
            .and(base_url)
            .and(parties)
            .map_err(Failure::usage_text)
    }

    /// With what is asked for in a terminal.
    pub(super) fn completed(&self, role: RoleChoice, questions: &mut Questions) -> Described {
        let mut asked = |given: &Option<String>, question: Text, check: Check| {
            given.clone().or_else(|| questions.ask(&question, check))
        };
        let base_url = asked(
            &self.base_url,
            Text::new(
                "Base URL of the target, e.g. https://bank.example/v2",
                "Base-URL til det som testes, f.eks. https://bank.example/v2",
            ),
            check_base_url,
        );
        let orgno = asked(
            &self.orgno,
            Text::new("Its organisation number", "Organisasjonsnummeret"),
            check_orgno,
        );
        let name = asked(
            &self.name,
            Text::new("Its name, for reports", "Navnet, til rapportene"),
            |_| Ok(()),
        );
        let mut parties = self.parties.clone();
        let question = Text::new(
            "Number of a synthetic test person (Enter: no more)",
            "Nummeret til en syntetisk testperson (Enter: ingen flere)",
        );
        if parties.is_empty() && role == RoleChoice::Bank {
            parties.extend(std::iter::from_fn(|| questions.ask(&question, check_party)));
        }
        Described {
            name,
            orgno,
            base_url,
            parties,
        }
    }
}

type Check = fn(&str) -> Result<(), String>;

fn check_orgno(text: &str) -> Result<(), String> {
    OrganisationNumber::parse(text)
        .map(drop)
        .map_err(|error| format!("{text} is not an organisation number: {error}"))
}

fn check_base_url(text: &str) -> Result<(), String> {
    let url = reqwest::Url::parse(text).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.query().is_none());
    match url {
        Some(url) if url.username().is_empty() && url.password().is_none() => Ok(()),
        Some(_) => Err("the base URL holds a user or password: leave it out".to_owned()),
        None => Err("the base URL has scheme, host and path, e.g. https://bank.example/v2".into()),
    }
}

fn check_party(text: &str) -> Result<(), String> {
    match PartyId::parse(text) {
        Ok(PartyId::Person(person)) if !person.is_synthetic() => {
            Err("that may be the number of a real person: name synthetic test people".to_owned())
        }
        Ok(_) => Ok(()),
        Err(error) => Err(format!(
            "that is not the number of a person or business: {error}"
        )),
    }
}

impl Described {
    /// A template with what is known in place of its examples.
    pub(super) fn put_into(&self, template: &str) -> String {
        let known = [
            ("name", &self.name),
            ("orgno", &self.orgno),
            ("base-url", &self.base_url),
        ];
        let mut lines: Vec<String> = template.lines().map(str::to_owned).collect();
        for (setting, value) in known {
            let begins = |line: &&mut String| {
                let line = line.strip_prefix("# ").unwrap_or(line);
                line.starts_with(&format!("{setting} = "))
            };
            if let (Some(value), Some(line)) = (value, lines.iter_mut().find(begins)) {
                *line = format!("{setting} = {}", toml::Value::String(value.clone()));
            }
        }
        lines.join("\n") + "\n"
    }

    /// The test people, before the examples.
    pub(super) fn people(&self, template: &str) -> String {
        let examples = template.find("# [[").unwrap_or(template.len());
        let (comments, examples) = template.split_at(examples);
        let party = |number: &String| {
            format!("[[party]]\nparty_id = \"{number}\"\ntraits = [\"owner\"]\n\n")
        };
        let own: Vec<String> = self.parties.iter().map(party).collect();
        [comments, &own.concat(), examples].concat()
    }
}

/// Asks a person, if there is one at a terminal.
pub(super) struct Questions {
    language: Language,
    is_there: bool,
}

impl Questions {
    pub(super) fn new(language: Language) -> Self {
        let is_there = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        Self { language, is_there }
    }

    /// Where the registers are; one's own unless somebody says otherwise.
    pub(super) fn registers(&mut self) -> RegistersChoice {
        let question = Text::new(
            "Where are the registers? own: you run them with `mock-agency serve`, no keys needed; test: the real test environment [own]",
            "Hvor er registrene? own: dere kjører dem med `mock-agency serve`, uten nøkler; test: det virkelige testmiljøet [own]",
        );
        let check = |text: &str| match text {
            "own" | "test" => Ok(()),
            _ => Err("own / test".to_owned()),
        };
        match self.ask(&question, check).as_deref() {
            Some("test") => RegistersChoice::Test,
            Some(_) | None => RegistersChoice::Own,
        }
    }

    /// An answer that passes; `None` for an empty one, or where nobody is there.
    fn ask(&mut self, question: &Text, check: Check) -> Option<String> {
        while self.is_there {
            let mut line = String::new();
            // Without a reader there is no answer either.
            let _ = write!(
                std::io::stderr(),
                "{}: ",
                question.in_language(self.language)
            );
            self.is_there = std::io::stdin()
                .read_line(&mut line)
                .is_ok_and(|read| read > 0);
            let answer = line.trim();
            if answer.is_empty() {
                return None;
            }
            match check(answer) {
                Ok(()) => return Some(answer.to_owned()),
                Err(why) => {
                    let _ = writeln!(std::io::stderr(), "{why}");
                }
            }
        }
        None
    }
}
