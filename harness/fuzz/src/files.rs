//! Files that people write: cases, profiles, options, tables.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use lab::agency::target::AgencyTarget;
use miette::{GraphicalReportHandler, GraphicalTheme};
use pack::catalogue::{Catalogue, CatalogueError, PackFiles};
use pack::message::Message;
use record::deviation::Declarations;
use wire::world::World;

use super::reports::harmless;

/// The catalogue of the repository.
pub(super) static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let files = PackFiles::embedded(builtin::FILES);
    Catalogue::read(&files, &judge::check_names()).expect("the built-in pack is right")
});

/// Hands on the path of a file with these bytes.
pub(super) fn in_file<T>(name: &str, bytes: &[u8], read: impl FnOnce(&Path) -> T) -> T {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a temporary file");
    read(&path)
}

/// A message as it is printed: what stands in the file does nothing to a terminal.
fn shown(error: impl Into<Message>) {
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
    harmless(&error.into().render(&handler));
}

fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// The built-in pack without its cases and scenarios, and with one file of requirements.
static REST: LazyLock<PackFiles> = LazyLock::new(|| {
    let mut files = PackFiles::embedded(builtin::FILES);
    files.files.retain(|name, _| {
        let of_rules = ["services/", "fields/", "schemas/"]
            .iter()
            .any(|one| name.starts_with(one));
        of_rules
            || [
                "pack.toml",
                "interpretations.toml",
                "requirements/jose.toml",
            ]
            .contains(&&**name)
    });
    files
});

/// A file of a pack, read with the rest of it; what is wrong is told with its place.
fn of_pack(name: &str, bytes: &[u8]) {
    let mut files = REST.clone();
    files.files.insert(name.into(), text(bytes).into_owned());
    if let Err(CatalogueError::Mistakes(mistakes)) = Catalogue::read(&files, &judge::check_names())
    {
        assert!(!mistakes.is_empty());
        shown(CatalogueError::Mistakes(mistakes));
    }
}

/// Cases.
pub(super) fn case(bytes: &[u8]) {
    of_pack("bank/fuzzed.toml", bytes);
}

/// Scenarios of agencies.
pub(super) fn scenario(bytes: &[u8]) {
    of_pack("agency/scenarios/fuzzed.toml", bytes);
}

/// A service.
pub(super) fn service(bytes: &[u8]) {
    let _ = wire::profile::parse_service(&text(bytes));
    of_pack("services/fuzzed.toml", bytes);
}

/// A field delivery table.
pub(super) fn delivery_table(bytes: &[u8]) {
    let _ = wire::profile::parse_fields(&text(bytes));
}

/// Profiles of banks and of the customer overview.
pub(super) fn profile(bytes: &[u8]) {
    in_file("bank.toml", bytes, |path| {
        if let Err(error) = plan::target::from_file(path, &CATALOGUE) {
            shown(error);
        }
        let _ = plan::target::profile_digest(path);
        let _ = report::profile::shown(&text(bytes));
    });
}

/// Profiles of agencies.
pub(super) fn agency_profile(bytes: &[u8]) {
    in_file("agency.toml", bytes, |path| {
        if let Err(error) = AgencyTarget::from_file(path) {
            shown(error);
        }
    });
}

/// Declared deviations.
pub(super) fn deviations(bytes: &[u8]) {
    if let Err(error) = Declarations::parse("deviations.toml", &text(bytes), &CATALOGUE) {
        shown(error);
    }
}

/// Options of the mock bank.
pub(super) fn bank_options(bytes: &[u8]) {
    mock_bank::foreign::options(&text(bytes));
}

/// Options of the registers.
pub(super) fn register_options(bytes: &[u8]) {
    in_file("options.toml", bytes, |path| {
        let _ = mock_agency::Options::load(path).map_err(|error| error.to_string());
    });
}

/// People of somebody's own: all that is generated from what was read can be listed.
pub(super) fn people(bytes: &[u8]) {
    const TODAY: jiff::civil::Date = jiff::civil::date(2026, 6, 30);
    in_file("people.toml", bytes, |path| {
        match wire::people::load(path, &BTreeSet::new(), TODAY) {
            Ok(people) => {
                let _ = wire::people::persons(&people, TODAY);
                let _ = wire::people::notices(&people, TODAY);
            }
            Err(error) => harmless(&error.to_string()),
        }
    });
}

/// The world file, with the people of banks: what was read is written and read again.
pub(super) fn world(bytes: &[u8]) {
    in_file("world.json", bytes, |path| {
        if let Ok(loaded) = World::load(path) {
            loaded.world.save(path).expect("a world is written");
            World::load(path).expect("a written world is read");
        }
    });
}

/// The targets of a fleet; the same text is the profile that they have in common.
pub(super) fn fleet(bytes: &[u8]) {
    in_file("fleet.toml", bytes, |path| {
        let _ = harness::targets_of_fleet(path);
    });
}

/// The banks that are expected to report.
pub(super) fn expected_banks(bytes: &[u8]) {
    let _ = report::overview::expected(&text(bytes));
}

/// The rows of a checklist.
pub(super) fn checklist(bytes: &[u8]) {
    let _ = report::checklist::rows("rows.toml", &text(bytes));
}

/// The kept score of a self-test.
pub(super) fn score(bytes: &[u8]) {
    let _ = lab::selftest::map_of_score(bytes);
}
