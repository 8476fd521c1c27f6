//! Options of `run` about generated cases.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::Failure;
use engine::property::Regressions;
use pack::catalogue::Script;
use plan::{Plan, Planned};
use record::choice::Choice;
use record::result::RunResult;
use record::tried::PropertyOptions;

/// Options about generated cases.
#[derive(Clone, Debug, Args)]
pub(super) struct Properties {
    /// Generated inputs for each property, service and endpoint.
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..))]
    property_cases: u32,
    /// Run the properties and nothing else.
    #[arg(id = "only_properties", long = "only-properties")]
    only: bool,
    /// Send one generated input of this instance again, and nothing else; needs --choice, and --seed as it was. Without it,
    /// new inputs are generated.
    #[arg(long, value_name = "CASE", requires = "choice", conflicts_with_all = ["case", "only_properties"])]
    replay: Option<String>,
    /// Which input is sent, as the report says, e.g. 12, 12.s3cs or valid; with --replay, or --case for one instance. Without it, all.
    #[arg(long, value_name = "CHOICE")]
    choice: Option<Choice>,
    /// Write the counterexamples of this run as ordinary cases, after those the file has; without it, they are not written.
    #[arg(long, value_name = "FILE")]
    save_regressions: Option<PathBuf>,
}

impl Properties {
    /// How the runner tries properties.
    pub(super) fn options(&self, seed: u64) -> PropertyOptions {
        PropertyOptions {
            cases: usize::try_from(self.property_cases).unwrap_or(usize::MAX),
            seed,
            replay: self.choice.clone(),
        }
    }

    /// The options that leave something out, as they were given, for the record.
    pub(super) fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        words.extend(self.only.then(|| "--only-properties".to_owned()));
        words.extend(self.replay.as_ref().map(|case| format!("--replay {case}")));
        words.extend(
            self.choice
                .as_ref()
                .map(|choice| format!("--choice {choice}")),
        );
        words
    }

    /// Takes out of a plan what these options leave out.
    pub(super) fn narrow(&self, plan: &mut Plan) {
        let property =
            |planned: &Planned| matches!(planned.instance.case.script, Script::Property(_));
        if let Some(replay) = &self.replay {
            plan.planned.retain(|planned| {
                property(planned) && planned.instance.id.0.eq_ignore_ascii_case(replay)
            });
        } else if self.only || self.choice.is_some() {
            plan.planned.retain(property);
        }
    }

    /// Writes the counterexamples of a run where that was asked for.
    ///
    /// # Errors
    /// If the file is not one of saved regressions, or cannot be read or written.
    pub(super) fn save(&self, result: &RunResult) -> Result<(), Failure> {
        let Some(file) = &self.save_regressions else {
            return Ok(());
        };
        let found: Vec<&str> = result
            .results
            .iter()
            .filter_map(|one| {
                one.property
                    .as_ref()?
                    .counterexample
                    .as_ref()?
                    .regression
                    .as_deref()
            })
            .collect();
        if found.is_empty() {
            return Ok(());
        }
        let before = if file.exists() {
            read(file)?
        } else {
            String::new()
        };
        let mut regressions = Regressions::continued(&before).ok_or_else(|| {
            Failure::usage_text(format!(
                "{} is not a file of saved regressions",
                file.display()
            ))
            .help("name a new file, or one that --save-regressions wrote")
        })?;
        for body in found {
            regressions.add(body);
        }
        report::write::whole(file, regressions.text().as_bytes())
            .map_err(|error| trouble(file, &error))
    }
}

fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| trouble(file, &error))
}

fn trouble(file: &Path, error: &std::io::Error) -> Failure {
    Failure::usage_text(format!("{}: {error}", file.display()))
}
