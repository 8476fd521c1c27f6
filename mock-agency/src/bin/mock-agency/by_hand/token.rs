//! `mock-agency token`.

use std::path::PathBuf;

use clap::Args;
use mock_agency::by_hand::{Draft, Form, Keys};
use mock_agency::maskinporten_client::{TokenRequest, fetch_token};
use mock_agency::retrieval::{AgencyIdentity, http_client};
use wire::jose::sign::SigningKey;
use wire::messages::scope;
use wire::profile::KFR;
use wire::world::{LoadedWorld, World};

use super::{EditArguments, bank, line, print_draft};
use crate::{DEFAULT_WORLD, Failure};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Id of the service whose agency asks, e.g. politi-utlevering or oppgjor-etter-dodsfall; kfr for the institution
    /// that writes to KFR
    #[arg(long, value_name = "SERVICE")]
    service: String,
    /// The world file
    #[arg(long, value_name = "FILE", default_value = DEFAULT_WORLD)]
    world: PathBuf,
    /// Organisation number of the bank that the token is for [default: the only bank of the world]
    #[arg(long, value_name = "ORGNO")]
    bank: Option<String>,
    /// Base URL that the token is for, in place of a bank's
    #[arg(long, value_name = "URL", conflicts_with = "bank")]
    resource: Option<String>,
    /// A token for the customer overview (step 1)
    #[arg(long, conflicts_with_all = ["bank", "resource"])]
    step_1: bool,
    /// Scope [default: that of the service's step]
    #[arg(long, value_name = "SCOPE")]
    scope: Option<String>,
    /// PEM file of the authority above the registers' certificate, when they are served over TLS
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    #[command(flatten)]
    edits: EditArguments,
}

/// Prints a token from Maskinporten, or what the changes make of it, signed with Maskinporten's own key.
pub(crate) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let edits = arguments.edits.edits(Form::TOKEN)?;
    let world = World::load(&arguments.world).map_err(Failure::configuration)?;
    let agency =
        AgencyIdentity::load(&world, &arguments.service).map_err(Failure::configuration)?;
    let token = arguments.fetch(&world, &agency).await?;
    if edits.is_empty() {
        return line(&token);
    }
    let keys = Keys::new(issuer_key(&world)?);
    print_draft(
        Draft::of(&token, keys).map_err(Failure::configuration)?,
        &edits,
    )
}

impl Arguments {
    async fn fetch(&self, world: &LoadedWorld, agency: &AgencyIdentity) -> Result<String, Failure> {
        let http = http_client(self.ca_file.as_deref()).map_err(Failure::configuration)?;
        let usual = if self.step_1 {
            scope::CUSTOMER_RELATIONSHIP
        } else {
            &agency.service.scope
        };
        let request = TokenRequest {
            token_endpoint: &agency.token_endpoint,
            issuer: &agency.issuer,
            client_id: &agency.client_id,
            key: &agency.client_key,
            key_name: &agency.key_name,
            scope: self.scope.as_deref().unwrap_or(usual),
            resource: Some(self.resource(world)?),
        };
        let token = fetch_token(&http, &request).await;
        let token = token.map_err(|error| Failure::Refused(Some(error.to_string())))?;
        Ok(token.value)
    }

    fn resource<'a>(&'a self, world: &'a LoadedWorld) -> Result<&'a str, Failure> {
        match (&self.resource, self.step_1 || self.service == KFR) {
            (Some(resource), _) => Ok(resource),
            (None, true) => world.world.customer_overview.as_deref().ok_or_else(|| {
                Failure::Configuration("the world has no customer overview".to_owned())
            }),
            (None, false) => Ok(&bank(world, self.bank.as_deref())?.base_url),
        }
    }
}

fn issuer_key(world: &LoadedWorld) -> Result<SigningKey, Failure> {
    let path = world.world.issuer_key.as_ref().ok_or_else(|| {
        Failure::Configuration("the world file does not name Maskinporten's key".to_owned())
    })?;
    signing_key(world, path)
}

/// Reads a private key of the world.
pub(super) fn signing_key(
    world: &LoadedWorld,
    path: &std::path::Path,
) -> Result<SigningKey, Failure> {
    let path = world.resolve(path);
    let failed = |error: &dyn std::fmt::Display| {
        Failure::Configuration(format!("{}: {error}", path.display()))
    };
    let pem = std::fs::read(&path).map_err(|error| failed(&error))?;
    SigningKey::from_pem(&pem).map_err(|error| failed(&error))
}
