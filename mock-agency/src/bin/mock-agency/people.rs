//! People of a developer's own: reading the people file, and `mock-agency init-people`.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use wire::output;
use wire::people::Party;
use wire::population;

use super::Failure;

const EXAMPLE: &str = include_str!("../../../people.example.toml");
const SCHEMA: &str = include_str!("../../../people.schema.json");
/// What the example's first line names.
const SCHEMA_FILE: &str = "people.schema.json";

#[derive(Args)]
pub(super) struct Arguments {
    /// Where to write it
    #[arg(value_name = "FILE", default_value = "people.toml")]
    file: PathBuf,
}

/// Writes an example that can be served at once. A file that is there stays as it is.
pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let file = &arguments.file;
    let schema = file.with_file_name(SCHEMA_FILE);
    write_new(file, EXAMPLE)?;
    std::fs::write(&schema, SCHEMA).map_err(|error| {
        Failure::Configuration(format!("cannot write {}: {error}", schema.display()))
    })?;
    output::line(&format!(
        "{} and {} are written",
        file.display(),
        schema.display()
    ));
    output::line(&format!(
        "next: mock-agency serve --people {}",
        file.display()
    ));
    Ok(())
}

fn write_new(file: &Path, text: &str) -> Result<(), Failure> {
    let opened = OpenOptions::new().write(true).create_new(true).open(file);
    opened
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| {
            Failure::Configuration(format!("cannot write {}: {error}", file.display()))
        })
}

/// Reads a people file for registers with this seed.
pub(super) fn load(file: &Path, seed: u64) -> Result<Vec<Party>, Failure> {
    let today = wire::dates::today();
    let population = population::population(seed, today);
    let numbers = population.into_iter().map(|one| one.id.to_string());
    let customers = population::customers(seed, today);
    let others: BTreeSet<String> = numbers
        .chain(customers.into_iter().map(|one| one.party_id))
        .collect();
    wire::people::load(file, &others, today).map_err(Failure::configuration)
}
