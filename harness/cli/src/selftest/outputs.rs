//! Where a score goes: the terminal and files.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::{Failure, course, print_out};
use lab::selftest;
use lab::selftest::{Role, Score};
use pack::text::Language;

/// Options about the files that a score is written into.
#[derive(Debug, Args)]
pub(crate) struct Outputs {
    /// Write the score as JSON; without it, it is printed alone.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the score as Markdown; without it, it is printed alone.
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Write the score as bank.json, bank.md and bank.nb.md into this folder, or as agency.json and so on; without
    /// it, none are written.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Outputs {
    /// Prints the matrix, and writes the files that were asked for.
    pub(crate) fn hand_out(&self, score: &Score, language: Language) -> Result<(), Failure> {
        print_out(&selftest::terminal(score, language));
        let json = || selftest::json(score).map_err(Failure::harness);
        if let Some(file) = &self.json {
            write(file, &json()?)?;
        }
        if let Some(folder) = &self.out {
            let name = match score.role {
                Role::Bank => "bank",
                Role::Agency => "agency",
                Role::Overview => "overview",
            };
            course::make_folder(folder)?;
            write(&folder.join(format!("{name}.json")), &json()?)?;
            for (ending, language) in [("md", Language::En), ("nb.md", Language::Nb)] {
                let page = selftest::markdown(score, language);
                write(&folder.join(format!("{name}.{ending}")), &page)?;
            }
        }
        if let Some(file) = &self.markdown {
            write(file, &selftest::markdown(score, language))?;
        }
        Ok(())
    }
}

pub(super) fn write(file: &Path, text: &str) -> Result<(), Failure> {
    report::write::whole(file, text.as_bytes()).map_err(|error| {
        Failure::usage_text(format!("{} cannot be written: {error}", file.display()))
    })
}
