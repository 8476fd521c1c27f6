//! `dsop-conformance doctor`.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use wire::keys::KeyStore;

use super::run::{self, Common};
use super::{Failure, PackArguments};
use crate::agency::target::{AgencyTarget, is_agency_profile};
use crate::catalogue::Catalogue;
use crate::doctor::{Sign, State, examine, examine_agency, exit_code};
use crate::plan::{Filter, plan};
use crate::target::from_file;
use crate::text::Language;

/// Options of `doctor`.
#[derive(Debug, Args)]
pub(super) struct DoctorArguments {
    #[command(flatten)]
    pack: PackArguments,
    /// The profile of the bank or the agency to look over.
    #[arg(long, value_name = "FILE")]
    target: PathBuf,
    #[command(flatten)]
    common: Common,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn doctor(arguments: &DoctorArguments) -> Result<u8, Failure> {
    if is_agency_profile(&arguments.target) {
        return run::runtime()?.block_on(look_at_agency(arguments));
    }
    let catalogue = arguments.pack.read().map_err(Failure::usage)?;
    run::runtime()?.block_on(look(arguments, &Arc::new(catalogue)))
}

async fn look_at_agency(arguments: &DoctorArguments) -> Result<u8, Failure> {
    let target = AgencyTarget::from_file(&arguments.target).map_err(Failure::usage)?;
    let keys =
        KeyStore::user_cache().map_err(|error| Failure::usage(miette::miette!("{error}")))?;
    tell(&examine_agency(&target, &keys, 1).await, arguments)
}

async fn look(arguments: &DoctorArguments, catalogue: &Arc<Catalogue>) -> Result<u8, Failure> {
    let target = Arc::new(from_file(&arguments.target, catalogue).map_err(Failure::usage)?);
    let plan = plan(catalogue, &target, &Filter::default(), false);
    let options = arguments.common.options()?;
    let runner = run::runner(catalogue, &target, options, None)?;
    tell(&examine(&runner, &target, &plan).await, arguments)
}

fn tell(signs: &[Sign], arguments: &DoctorArguments) -> Result<u8, Failure> {
    let text = if arguments.json {
        serde_json::to_string_pretty(signs)
            .map_err(|error| Failure::harness(miette::miette!("{error}")))?
    } else {
        signs
            .iter()
            .map(|sign| line(sign, arguments.common.lang))
            .collect::<Vec<_>>()
            .join("\n")
    };
    super::print_out(&text);
    Ok(exit_code(signs))
}

fn line(sign: &Sign, language: Language) -> String {
    let state = match (sign.state, language) {
        (State::Well, _) => "ok",
        (State::Remark, Language::En) => "note",
        (State::Remark, Language::Nb) => "merk",
        (State::Ill, Language::En) => "WRONG",
        (State::Ill, Language::Nb) => "FEIL",
        (State::Skipped, _) => "-",
    };
    let mut lines = vec![format!(
        "{state:<6} {}: {}",
        sign.what.in_language(language),
        sign.seen.in_language(language)
    )];
    if let Some(whose) = sign.whose {
        let word = match language {
            Language::En => "to mend by",
            Language::Nb => "rettes av",
        };
        lines.push(format!(
            "       {word}: {}",
            whose.text().in_language(language)
        ));
    }
    lines.extend(
        sign.advice
            .as_ref()
            .map(|advice| format!("       {}", advice.in_language(language))),
    );
    lines.join("\n")
}
