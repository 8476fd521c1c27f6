//! `dsop-conformance doctor`.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use wire::keys::KeyStore;

use crate::run;
use crate::sending::Common;
use crate::{Failure, PackArguments, Printed, sending};
use lab::agency::target::{AgencyTarget, AgencyTargetError};
use lab::doctor::{
    Diagnosis, State, conclusion, examine, examine_agency, examine_overview, exit_code, lacking,
};
use pack::catalogue::{Catalogue, Role};
use pack::text::Language;
use pack::visible::{visible_json, visible_lines};
use plan::target::{TargetError, from_file, is_agency_profile};
use plan::{Filter, plan};
use report::terminal::wrap::wrap;

/// Options of `doctor`.
#[derive(Debug, Args)]
pub(super) struct DoctorArguments {
    #[command(flatten)]
    pack: PackArguments,
    /// The profile of the bank or the agency to check.
    #[arg(long, value_name = "FILE")]
    target: PathBuf,
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    printed: Printed,
}

pub(super) fn doctor(arguments: &DoctorArguments) -> Result<u8, Failure> {
    if is_agency_profile(&arguments.target) {
        return sending::runtime()?.block_on(check_agency(arguments));
    }
    let catalogue = arguments.pack.read().map_err(Failure::usage)?;
    sending::runtime()?.block_on(check(arguments, &Arc::new(catalogue)))
}

async fn check_agency(arguments: &DoctorArguments) -> Result<u8, Failure> {
    let target = match AgencyTarget::from_file(&arguments.target) {
        Ok(target) => target,
        Err(AgencyTargetError::Lacks(lacks)) => return report(&lacking(&lacks), arguments),
        Err(error) => return Err(Failure::usage(error)),
    };
    let keys = KeyStore::user_cache().map_err(Failure::usage)?;
    report(&examine_agency(&target, &keys, 1).await, arguments)
}

async fn check(arguments: &DoctorArguments, catalogue: &Arc<Catalogue>) -> Result<u8, Failure> {
    let target = match from_file(&arguments.target, catalogue) {
        Ok(target) => Arc::new(target),
        Err(TargetError::Lacks(lacks)) => return report(&lacking(&lacks), arguments),
        Err(error) => return Err(Failure::usage(error)),
    };
    let plan = plan(catalogue, &target, &Filter::default(), false);
    let options = arguments.common.options()?;
    let runner = sending::runner(catalogue, &target, options, None)?;
    let diagnoses = match target.role {
        Role::Bank | Role::Agency => examine(&runner, &target, &plan).await,
        Role::Overview => {
            let services = plan::services(catalogue, &target);
            examine_overview(&runner, &target, &plan, &services).await
        }
    };
    report(&diagnoses, arguments)
}

fn report(diagnoses: &[Diagnosis], arguments: &DoctorArguments) -> Result<u8, Failure> {
    let language = arguments.common.lang;
    let text = if arguments.printed.is_json() {
        visible_json(&serde_json::to_string_pretty(diagnoses).map_err(Failure::harness)?)
    } else {
        let width = run::terminal_width().clamp(40, 110);
        let mut lines: Vec<String> = diagnoses
            .iter()
            .map(|diagnosis| block(diagnosis, language, width))
            .collect();
        let conclusion = conclusion(diagnoses);
        lines.push(format!("\n{}", conclusion.in_language(language)));
        visible_lines(&lines.join("\n"))
    };
    super::print_out(&text);
    Ok(exit_code(diagnoses))
}

/// Columns before what is said of a diagnosis.
const INDENT: usize = 7;

fn block(diagnosis: &Diagnosis, language: Language, width: usize) -> String {
    let mut lines = vec![format!(
        "{}: {}",
        diagnosis.what.in_language(language),
        diagnosis.seen.in_language(language)
    )];
    if let Some(whose) = diagnosis.whose {
        let word = match language {
            Language::En => "fix in",
            Language::Nb => "rettes i",
        };
        lines.push(format!("{word}: {}", whose.text().in_language(language)));
    }
    if let Some(advice) = &diagnosis.advice {
        lines.extend(advice.in_language(language).lines().map(str::to_owned));
    }
    if let Some(cause) = &diagnosis.cause {
        let word = match language {
            Language::En => "cause",
            Language::Nb => "årsak",
        };
        lines.push(format!("{word}: {cause}"));
    }
    let lines = lines
        .iter()
        .flat_map(|line| wrap(line, width.saturating_sub(INDENT)));
    let mut block = String::new();
    for (at, line) in lines.enumerate() {
        // Writing into memory does not fail.
        let _ = if at == 0 {
            write!(block, "{:<INDENT$}{line}", state_word(diagnosis, language))
        } else {
            write!(block, "\n{:INDENT$}{line}", "")
        };
    }
    block
}

fn state_word(diagnosis: &Diagnosis, language: Language) -> &'static str {
    match (diagnosis.state, language) {
        (State::Good, _) => "ok",
        (State::Note, Language::En) => "note",
        (State::Note, Language::Nb) => "merk",
        (State::Fault | State::Unreached, Language::En) => "WRONG",
        (State::Fault | State::Unreached, Language::Nb) => "FEIL",
        (State::Skipped, _) => "-",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lab::doctor::Whose;
    use pack::text::Text;

    fn diagnosis() -> Diagnosis {
        Diagnosis {
            what: Text::new("clocks", "klokker"),
            state: State::Fault,
            seen: Text::new("a minute apart", "et minutt fra hverandre"),
            whose: Some(Whose::Bank),
            advice: Some(Text::new("set them by NTP", "still dem etter NTP")),
            cause: None,
        }
    }

    #[test]
    fn a_diagnosis_says_what_it_is_who_must_fix_it_and_how() {
        assert_eq!(
            block(&diagnosis(), Language::En, 80),
            "WRONG  clocks: a minute apart\n       fix in: the bank\n       set them by NTP"
        );
    }

    #[test]
    fn a_diagnosis_ends_with_the_id_of_its_cause() {
        let found = Diagnosis {
            cause: Some("refusals-status".into()),
            ..diagnosis()
        };
        let said = block(&found, Language::En, 80);
        assert!(said.ends_with("cause: refusals-status"), "{said}");
    }

    #[test]
    fn a_diagnosis_speaks_norwegian_in_narrow_columns() {
        assert_eq!(
            block(&diagnosis(), Language::Nb, 30),
            "FEIL   klokker: et minutt fra\n       hverandre\n       rettes i: banken\n       still dem etter NTP"
        );
    }
}
