//! `mock-agency open`.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use mock_agency::retrieval::{AgencyIdentity, AnswerError, open};
use serde_json::Value;
use wire::world::{LoadedWorld, World};

use super::line;
use crate::{DEFAULT_WORLD, Failure};

#[derive(Args)]
pub(crate) struct Arguments {
    /// File with the body of an answer; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The world file
    #[arg(long, value_name = "FILE", default_value = DEFAULT_WORLD)]
    world: PathBuf,
    /// Id of the service whose agency asked [default: every agency of the world]
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
}

/// Decrypts the answer with the agency's key, or with the key of the first agency that it was encrypted to.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let body = body(&arguments.file)?;
    let world = World::load(&arguments.world).map_err(Failure::configuration)?;
    let document = arguments.open(&world, body.trim_ascii())?;
    line(&format!("{document:#}"))
}

fn body(file: &Path) -> Result<Vec<u8>, Failure> {
    let read = if file == Path::new("-") {
        let mut body = Vec::new();
        std::io::stdin().read_to_end(&mut body).map(|_| body)
    } else {
        std::fs::read(file)
    };
    read.map_err(|error| Failure::Configuration(format!("cannot read {}: {error}", file.display())))
}

impl Arguments {
    fn open(&self, world: &LoadedWorld, body: &[u8]) -> Result<Value, Failure> {
        let of_world = world
            .world
            .agencies
            .iter()
            .map(|agency| agency.service.as_str());
        let services: Vec<&str> = match &self.service {
            Some(service) => vec![service],
            None => of_world.collect(),
        };
        let mut result = Err(AnswerError::Decryption);
        for service in services {
            let agency = AgencyIdentity::load(world, service).map_err(Failure::configuration)?;
            result = open(body, &agency.decryption_key);
            if !matches!(
                result,
                Err(AnswerError::Decryption | AnswerError::Length { .. })
            ) {
                break;
            }
        }
        result
            .map_err(|error| Failure::Refused(Some(format!("the answer was not opened: {error}"))))
    }
}
