//! `mock-agency fetch`.

use clap::{Args, ValueEnum};
use mock_agency::behaviour::{Behaviour, Defect, Variant};
use mock_agency::retrieval::{AgencyClient, AgencyClientError, Banks, Retrieval, RetryPolicy};
use wire::output;
use wire::world::{BankEntry, LoadedWorld};

use super::case::CaseArguments;
use super::{Failure, print};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    /// Organisation number of the bank to ask, without step 1 [default: the banks that step 1 names]
    #[arg(long, value_name = "ORGNO")]
    bank: Option<String>,
    /// Ask the banks of the world directly, without step 1
    #[arg(long)]
    direct: bool,
    #[command(flatten)]
    behaviour: BehaviourArguments,
    /// Output format
    #[arg(long, default_value = "table")]
    format: Format,
}

/// How the client deviates from its usual behaviour.
#[derive(Args)]
pub(super) struct BehaviourArguments {
    /// Behave with one defect; `mock-agency --list-defects` prints them
    #[arg(long, value_name = "NAME")]
    defect: Option<String>,
    /// Behave with one variant; `mock-agency --list-defects` prints them
    #[arg(long, value_name = "NAME", conflicts_with = "defect")]
    variant: Option<String>,
}

impl BehaviourArguments {
    /// The behaviour of that name.
    pub(super) fn behaviour(&self) -> Result<Behaviour, Failure> {
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
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Json,
    Table,
}

/// Retrieves and prints; a refusal anywhere makes the result 1, after everything else has been printed.
pub(super) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let behaviour = arguments.behaviour.behaviour()?;
    let setting = arguments.case.setting()?;
    let consumer = arguments.case.consumer.as_deref();
    let client = AgencyClient::with_client(
        setting.world.clone(),
        (&arguments.case.service, consumer),
        setting.http.clone(),
        RetryPolicy::default(),
        behaviour,
    )
    .map_err(Failure::configuration)?;
    let banks = arguments.banks(&setting.world, client.is_direct())?;
    let (inquiry, death) = setting.inquiry(&arguments.case).await?;
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
        Format::Json => print::json(&retrievals),
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
            let bank = &retrieval.bank;
            let line = format!("mock-agency: bank {bank} {endpoint}{account}: {problem}");
            output::error_line(&line);
        }
    }
    if retrievals.iter().all(Retrieval::is_complete) {
        Ok(())
    } else {
        Err(Failure::Refused(None))
    }
}

impl Arguments {
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
                self.case.world.display()
            )));
        }
        Ok(Banks::Direct(orgnos))
    }
}
