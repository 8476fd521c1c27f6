//! The part of `run` that concerns an agency as target.

use std::io::Write as _;

use wire::keys::KeyStore;

use super::Failure;
use crate::agency::pack::AgencyPack;
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
    let keys = KeyStore::user_cache().map_err(|error| Failure::usage(miette::miette!("{error}")))?;
    let quiet = setting.quiet;
    let progress = move |number: usize, of: usize, show: &Show| {
        if !quiet {
            let calls = show.calls.len();
            // A reader that has gone away is no fault.
            let _ = writeln!(std::io::stderr(), "[{number}/{of}] {} {} ({calls})", show.ask.service, show.scenario.id);
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
    run((catalogue, &pack), target, declarations, &keys, &options).await.map_err(|error| match error {
        error @ (RunError::Stage(_) | RunError::World(_) | RunError::Nothing) => Failure::usage(error),
    })
}
