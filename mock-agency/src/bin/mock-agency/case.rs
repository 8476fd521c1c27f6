//! The arguments that say what a case is about, shared by the commands that need one.

use std::path::PathBuf;

use clap::{ArgAction, Args};
use jiff::civil::Date;
use mock_agency::retrieval::{AgencyIdentity, Inquiry, date_of_death, default_period, http_client};
use wire::identifiers::PartyId;
use wire::messages::Endpoint;
use wire::population::Person;
use wire::profile::{FromRule, FurtherCheck};
use wire::world::{LoadedWorld, PartyEntry, World};

use super::{DEFAULT_WORLD, Failure};

#[derive(Args)]
pub(super) struct CaseArguments {
    /// Id of the service, e.g. politi-utlevering or oppgjor-etter-dodsfall
    #[arg(long, value_name = "SERVICE")]
    pub(super) service: String,
    /// Fødselsnummer, D-number or organisation number of the control object
    #[arg(long, value_name = "ID")]
    pub(super) party: String,
    /// The world file
    #[arg(long, value_name = "FILE", default_value = DEFAULT_WORLD)]
    pub(super) world: PathBuf,
    /// First day of the period [default: a year ago, or the day of death or of the bankruptcy order]
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
    /// UUID of the case [default: a new one]
    #[arg(long, value_name = "UUID")]
    case: Option<uuid::Uuid>,
    /// Additional reference of a service that has one but no order, e.g. the guardian's number [default: a guardian
    /// that the world file names]
    #[arg(long, value_name = "ID", alias = "guardian")]
    reference: Option<String>,
    /// Organisation number that the agency asks under, where the service has several
    #[arg(long, value_name = "ORGNO")]
    pub(super) consumer: Option<String>,
    /// PEM file of the authority above the registers' certificate, when they are served over TLS
    #[arg(long, value_name = "FILE")]
    pub(super) ca_file: Option<PathBuf>,
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

/// The world and the agency of a case.
pub(super) struct Setting {
    pub(super) world: LoadedWorld,
    pub(super) agency: AgencyIdentity,
    pub(super) http: reqwest::Client,
}

impl CaseArguments {
    /// Reads the world and the agency.
    pub(super) fn setting(&self) -> Result<Setting, Failure> {
        let world = World::load(&self.world).map_err(Failure::configuration)?;
        let agency = AgencyIdentity::load_as(&world, &self.service, self.consumer.as_deref())
            .map_err(Failure::configuration)?;
        let http = http_client(self.ca_file.as_deref()).map_err(Failure::configuration)?;
        Ok(Setting {
            world,
            agency,
            http,
        })
    }
}

impl Setting {
    /// What is asked, checked against the service, and the date of death where the registry was asked for it.
    pub(super) async fn inquiry(
        &self,
        arguments: &CaseArguments,
    ) -> Result<(Inquiry, Option<Date>), Failure> {
        let party = PartyId::parse(&arguments.party).map_err(|error| {
            Failure::Configuration(format!("--party {}: {error}", arguments.party))
        })?;
        let (period, death) = self.period(arguments).await?;
        let service = self.agency.service;
        let mut inquiry = Inquiry::new(service, party, period);
        inquiry.only_primary_owner = arguments.only_primary_owner;
        inquiry.mandate = arguments.mandate;
        inquiry.requester.clone_from(&arguments.requester);
        inquiry.reference = arguments.reference.clone().or_else(|| {
            let is_guarded = service.further_check == FurtherCheck::Guardianship;
            self.guardian(&inquiry.party, period).filter(|_| is_guarded)
        });
        inquiry.case = arguments.case.unwrap_or(inquiry.case);
        if let Some(endpoints) = &arguments.endpoints {
            inquiry
                .endpoints
                .retain(|endpoint| endpoints.contains(endpoint));
        }
        inquiry.check(service).map_err(Failure::configuration)?;
        Ok((inquiry, death))
    }

    /// What a bank of the world declares of the party.
    fn declared(&self, party: &str) -> Option<&PartyEntry> {
        let banks = self.world.world.banks.iter();
        banks
            .flat_map(|bank| &bank.parties)
            .find(|one| one.party_id == party)
    }

    /// The party as the people file has it.
    fn own(&self, party: &str) -> Option<Person> {
        let people = wire::people::persons(&self.world.world.people, wire::dates::today());
        people.into_iter().find(|one| one.id.as_str() == party)
    }

    /// A guardian of the party in the period.
    fn guardian(&self, party: &PartyId, (from, to): (Date, Date)) -> Option<String> {
        let declared = self.declared(party.as_str());
        let declared = declared.and_then(|one| one.guardians(from, to).first().copied());
        declared.map(str::to_owned).or_else(|| {
            let own = self.own(party.as_str())?;
            let mut entries = own.guardianships.iter();
            let guardian =
                entries.find_map(|one| one.guardian.clone().filter(|_| one.is_in_force(to)));
            Some(guardian?.to_string())
        })
    }

    /// The day of the party's bankruptcy order.
    fn bankruptcy(&self, party: &str) -> Option<Date> {
        let declared = self.declared(party).and_then(PartyEntry::bankrupt_since);
        declared.or_else(|| self.own(party)?.bankruptcy)
    }

    /// The given period, and for the rest what the service usually asks; the registry is asked only when needed.
    async fn period(
        &self,
        arguments: &CaseArguments,
    ) -> Result<((Date, Date), Option<Date>), Failure> {
        let service = self.agency.service;
        let death = match (arguments.from, service.period.from) {
            (Some(from), _) => Some(from),
            (None, FromRule::MonthsBeforeDeath { .. }) => {
                let registry = &self.world.world.person_registry;
                let death = date_of_death(&self.http, registry, &arguments.party).await;
                death.map_err(|error| Failure::Refused(Some(error.to_string())))?
            }
            (None, _) => None,
        };
        if let (Some(from), Some(to)) = (arguments.from, arguments.to) {
            return Ok(((from, to), None));
        }
        let today = wire::dates::today();
        let is_bankruptcy = matches!(service.period.from, FromRule::MonthsBeforeBankruptcy { .. });
        let bankruptcy = || self.bankruptcy(&arguments.party).filter(|_| is_bankruptcy);
        let since = death.or_else(bankruptcy);
        let (from, to) = match (default_period(service, today, since), arguments.from) {
            (Ok(period), _) => period,
            (Err(_), Some(from)) => (from, today),
            (Err(error), None) => {
                return Err(Failure::Configuration(format!(
                    "{error} (--from YYYY-MM-DD)"
                )));
            }
        };
        Ok((
            (arguments.from.unwrap_or(from), arguments.to.unwrap_or(to)),
            death,
        ))
    }
}
