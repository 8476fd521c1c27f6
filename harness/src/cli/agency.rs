//! The part of `run` that concerns an agency as target.

use std::io::Write as _;
use std::path::Path;

use wire::keys::KeyStore;

use super::Failure;
use crate::agency::pack::AgencyPack;
use crate::agency::selftest::{self, Row};
use crate::agency::sight::Show;
use crate::agency::target::AgencyTarget;
use crate::agency::{Options, RunError, run};
use crate::catalogue::{Catalogue, PackFiles};
use crate::deviation::Declarations;
use crate::plan::Filter;
use crate::record::{Record, SettingsRecord};
use crate::text::Language;

/// What `run` was told that concerns an agency.
pub(super) struct Setting {
    pub(super) filter: Filter,
    pub(super) settings: SettingsRecord,
    pub(super) language: Language,
    pub(super) quiet: bool,
    pub(super) redaction_key: [u8; 32],
    pub(super) run: String,
}

/// Runs against an agency and gives the record.
pub(super) async fn judge(
    (catalogue, files): (&Catalogue, &PackFiles),
    target: &AgencyTarget,
    declarations: &Declarations,
    setting: Setting,
) -> Result<Record, Failure> {
    let pack = AgencyPack::read(files).map_err(Failure::usage)?;
    let keys =
        KeyStore::user_cache().map_err(|error| Failure::usage(miette::miette!("{error}")))?;
    let quiet = setting.quiet;
    let progress = move |number: usize, of: usize, show: &Show| {
        if !quiet {
            let calls = show.calls.len();
            // A reader that has gone away is no fault.
            let _ = writeln!(
                std::io::stderr(),
                "[{number}/{of}] {} {} ({calls})",
                show.ask.service,
                show.scenario.id
            );
        }
    };
    let options = Options {
        run: setting.run,
        settings: setting.settings,
        filter: setting.filter,
        language: setting.language,
        redaction_key: setting.redaction_key,
        progress: &progress,
    };
    run((catalogue, &pack), target, declarations, &keys, &options)
        .await
        .map_err(|error| match error {
            error @ (RunError::Stage(_) | RunError::World(_) | RunError::Nothing) => {
                Failure::usage(error)
            }
        })
}

/// Runs the agency's defects and variants, prints the matrix, and gives 0 for a full score.
pub(super) async fn selftest(
    files: &PackFiles,
    jobs: u16,
    json: Option<&Path>,
) -> Result<u8, Failure> {
    let pack = AgencyPack::read(files).map_err(Failure::usage)?;
    let keys =
        KeyStore::user_cache().map_err(|error| Failure::usage(miette::miette!("{error}")))?;
    let rows = selftest::selftest(&pack, &keys, 1, usize::from(jobs))
        .await
        .map_err(Failure::harness)?;
    if let Some(path) = json {
        let text = serde_json::to_string_pretty(&rows)
            .map_err(|error| Failure::harness(miette::miette!("{error}")))?;
        std::fs::write(path, text)
            .map_err(|error| Failure::usage(miette::miette!("{}: {error}", path.display())))?;
    }
    super::print_out(&matrix(&rows));
    Ok(u8::from(rows.iter().any(|row| !row.right)))
}

fn matrix(rows: &[Row]) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(["name", "kind", "meant to be found by", "right", "found by"]);
    for row in rows {
        let intended = row.intended.clone().unwrap_or_else(|| "none".to_owned());
        let right = if row.right { "yes" } else { "NO" };
        table.add_row([
            row.name.clone(),
            row.kind.to_owned(),
            intended,
            right.to_owned(),
            row.found_by.join(" "),
        ]);
    }
    let count = |kind: &str| rows.iter().filter(|row| row.kind == kind).count();
    let right = |kind: &str| {
        rows.iter()
            .filter(|row| row.kind == kind && row.right)
            .count()
    };
    format!(
        "{table}\n{} of {} defects found by the intended case; {} of {} variants without a false alarm",
        right("defect"),
        count("defect"),
        right("variant"),
        count("variant")
    )
}
