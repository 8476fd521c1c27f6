//! `mock-agency fetch`.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};
use jiff::civil::Date;
use mock_agency::behaviour::{Behaviour, Defect, Variant};
use mock_agency::retrieval::{
    AgencyClient, AgencyClientError, AgencyIdentity, Banks, Inquiry, Retrieval, RetryPolicy,
    date_of_death, default_period, http_client,
};
use wire::identifiers::PartyId;
use wire::messages::Endpoint;
use wire::profile::FromRule;
use wire::world::{BankEntry, LoadedWorld, World};

use super::{Failure, print};

#[derive(Args)]
pub(super) struct Arguments {
    /// Id of the service, e.g. politi-utlevering or oppgjor-etter-dodsfall
    #[arg(long, value_name = "SERVICE")]
    service: String,
    /// Fødselsnummer, D-number or organisation number of the control object
    #[arg(long, value_name = "ID")]
    party: String,
    /// The world file
    #[arg(long, value_name = "FILE")]
    world: PathBuf,
    /// Organisation number of the bank to ask, without step 1 [default: the banks that step 1 names]
    #[arg(long, value_name = "ORGNO")]
    bank: Option<String>,
    /// First day of the period [default: a year ago, or the day of death]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    from: Option<Date>,
    /// Last day of the period [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    to: Option<Date>,
    /// Ask only for accounts that the party owns, or also for others
    #[arg(long, value_name = "BOOL", default_value_t = true, action = ArgAction::Set, num_args = 0..=1, default_missing_value = "true")]
    only_primary_owner: bool,
    /// Endpoints beside Accounts, separated by commas [default: all that the service has]
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = endpoint)]
    endpoints: Option<Vec<Endpoint>>,
    /// Which of the service's mandates, counted from 0
    #[arg(long, value_name = "N", default_value_t = 0)]
    mandate: usize,
    /// Who asks at the agency
    #[arg(long, value_name = "ID", default_value = "saksbehandler-1")]
    requester: String,
    /// Additional reference of a service that has one but no order, e.g. the guardian's number
    #[arg(long, value_name = "ID")]
    reference: Option<String>,
    /// Ask the banks of the world directly, without step 1
    #[arg(long)]
    direct: bool,
    /// Behave with one defect; `mock-agency --list-defects` prints them
    #[arg(long, value_name = "NAME")]
    defect: Option<String>,
    /// Behave with one variant; `mock-agency --list-defects` prints them
    #[arg(long, value_name = "NAME", conflicts_with = "defect")]
    variant: Option<String>,
    /// PEM file of the authority above the registers' certificate, when they are served over TLS
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// Output format
    #[arg(long, default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Json,
    Table,
}

fn date(text: &str) -> Result<Date, String> {
    wire::dates::parse_iso(text).map_err(|error| error.to_string())
}

fn endpoint(text: &str) -> Result<Endpoint, String> {
    Endpoint::from_name(text)
        .filter(|endpoint| endpoint.needs_account_reference())
        .ok_or_else(|| {
            let names: Vec<&str> = Endpoint::ALL
                .into_iter()
                .filter(|one| one.needs_account_reference())
                .map(Endpoint::name)
                .collect();
            format!("no such endpoint; there are {}", names.join(", "))
        })
}

/// Retrieves and prints; a refusal anywhere makes the result 1, after everything else has been printed.
pub(super) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let world = World::load(&arguments.world).map_err(Failure::configuration)?;
    let behaviour = arguments.behaviour()?;
    let client = AgencyClient::new(
        world.clone(),
        &arguments.service,
        arguments.ca_file.as_deref(),
        RetryPolicy::default(),
        behaviour,
    )
    .map_err(Failure::configuration)?;
    let banks = arguments.banks(&world, client.is_direct())?;
    let http = http_client(arguments.ca_file.as_deref()).map_err(Failure::configuration)?;
    let (inquiry, death) = arguments.inquiry(client.identity(), &world, &http).await?;
    let retrievals = client
        .run(inquiry, death, &banks)
        .await
        .map_err(|error| match error {
            AgencyClientError::StepOne(error) => Failure::Refused(Some(error.to_string())),
            error @ (AgencyClientError::Identity(_) | AgencyClientError::Inquiry(_)) => {
                Failure::configuration(error)
            }
        })?;
    match arguments.format {
        Format::Json => print::json(&retrievals).map_err(Failure::configuration)?,
        Format::Table => print::table(&retrievals),
    }
    report(&retrievals)
}

/// Prints on the error stream what was not delivered.
fn report(retrievals: &[Retrieval]) -> Result<(), Failure> {
    for retrieval in retrievals {
        for (account, endpoint, problem) in retrieval.problems() {
            let account = account
                .map(|reference| format!(" {reference}"))
                .unwrap_or_default();
            eprintln!(
                "mock-agency: bank {} {endpoint}{account}: {problem}",
                retrieval.bank
            );
        }
    }
    if retrievals.iter().all(Retrieval::is_complete) {
        Ok(())
    } else {
        Err(Failure::Refused(None))
    }
}

impl Arguments {
    fn behaviour(&self) -> Result<Behaviour, Failure> {
        match (&self.defect, &self.variant) {
            (Some(name), _) => Defect::from_name(name)
                .map(Behaviour::with_defect)
                .map_err(Failure::configuration),
            (None, Some(name)) => Variant::from_name(name)
                .map(Behaviour::with_variant)
                .map_err(Failure::configuration),
            (None, None) => Ok(Behaviour::default()),
        }
    }

    /// Step 1 unless it is to be left out; a bank that is named, or all of the world.
    fn banks(&self, world: &LoadedWorld, direct: bool) -> Result<Banks, Failure> {
        if self.bank.is_none() && !self.direct && !direct && world.world.customer_overview.is_some()
        {
            return Ok(Banks::StepOne);
        }
        let wanted =
            |entry: &&BankEntry| self.bank.as_ref().is_none_or(|orgno| *orgno == entry.orgno);
        let orgnos: Vec<String> = world
            .world
            .banks
            .iter()
            .filter(wanted)
            .map(|entry| entry.orgno.clone())
            .collect();
        if orgnos.is_empty() {
            let what = match &self.bank {
                Some(orgno) => format!("no bank {orgno}"),
                None => "no bank; one joins it by mock-bank serve --world".to_owned(),
            };
            return Err(Failure::Configuration(format!(
                "{}: the world has {what}",
                self.world.display()
            )));
        }
        Ok(Banks::Direct(orgnos))
    }

    async fn inquiry(
        &self,
        identity: &AgencyIdentity,
        world: &LoadedWorld,
        http: &reqwest::Client,
    ) -> Result<(Inquiry, Option<Date>), Failure> {
        let party = PartyId::parse(&self.party)
            .map_err(|error| Failure::Configuration(format!("--party {}: {error}", self.party)))?;
        let (period, death) = self.period(identity, world, http).await?;
        let mut inquiry = Inquiry::new(identity.service, party, period);
        inquiry.only_primary_owner = self.only_primary_owner;
        inquiry.mandate = self.mandate;
        inquiry.requester.clone_from(&self.requester);
        inquiry.reference.clone_from(&self.reference);
        if let Some(endpoints) = &self.endpoints {
            inquiry
                .endpoints
                .retain(|endpoint| endpoints.contains(endpoint));
        }
        inquiry
            .check(identity.service)
            .map_err(Failure::configuration)?;
        Ok((inquiry, death))
    }

    /// The given period, and for the rest what the service usually asks; the registry is asked only when needed.
    async fn period(
        &self,
        identity: &AgencyIdentity,
        world: &LoadedWorld,
        http: &reqwest::Client,
    ) -> Result<((Date, Date), Option<Date>), Failure> {
        let service = identity.service;
        let death = match (self.from, service.period.from) {
            (Some(from), _) => Some(from),
            (None, FromRule::MonthsBeforeDeath { .. }) => {
                let registry = &world.world.person_registry;
                let death = date_of_death(http, registry, &self.party).await;
                death.map_err(|error| Failure::Refused(Some(error.to_string())))?
            }
            (None, _) => None,
        };
        if let (Some(from), Some(to)) = (self.from, self.to) {
            return Ok(((from, to), None));
        }
        let today = wire::dates::today();
        let (from, to) = match (default_period(service, today, death), self.from) {
            (Ok(period), _) => period,
            (Err(_), Some(from)) => (from, today),
            (Err(error), None) => {
                return Err(Failure::Configuration(format!(
                    "{error} (--from YYYY-MM-DD)"
                )));
            }
        };
        Ok(((self.from.unwrap_or(from), self.to.unwrap_or(to)), death))
    }
}
