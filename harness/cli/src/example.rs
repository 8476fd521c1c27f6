//! `dsop-conformance report example`: one report of every kind, the same on every machine and day.

use std::path::Path;

use clap::Parser;

use crate::Failure;
use crate::run;
use crate::run::RunArguments;
use pack::catalogue::{Catalogue, PackFiles};
use pack::text::Language;
use record::Record;
use record::deviation::Declarations;
use report::{Reproduce, diff, example, write};

/// What the bank of the examples has declared.
const DECLARED: &str = include_str!("../../../reports/example/deviations.toml");

/// The bank before it was corrected.
const FAULTY: [&str; 5] = [
    "token-expiry-unchecked",
    "order-signature-unchecked",
    "card-unmasked",
    "error-echoes-token",
    "empty-headers-taken",
];
/// The same bank later: some corrected, one new.
const LATER: [&str; 3] = [
    "card-unmasked",
    "error-echoes-token",
    "forbidden-endpoint-is-403",
];

/// Cases of every outcome whose answers do not depend on the day.
const CASES: [&str; 10] = [
    "TOKEN-002/*/Accounts",
    "TOKEN-028/*/Accounts",
    "HEADERS-00*/politi-utlevering/Accounts",
    "ORDER-FORM-037/*/Accounts",
    "ORDER-FORM-037/*/Cards",
    "ENDPOINT-001",
    "CARDS-001",
    "CARDS-003",
    "TRANSPORT-00*/politi-utlevering/Cards",
    "FIELDS-*/politi-utlevering/Cards/*",
];

const REPRODUCE: Reproduce<'static> = Reproduce {
    prefix: "dsop-conformance run --target bank.toml",
};

#[derive(Debug, Parser)]
struct Words {
    #[command(flatten)]
    run: RunArguments,
}

/// Writes the examples; the exit code says nothing about the bank, which is faulty on purpose.
pub(super) fn example(out: &Path) -> Result<u8, Failure> {
    let before = bank(&FAULTY, "before")?;
    let after = bank(&LATER, "after")?;
    // As text, so that a change of it can be read.
    let is_text = |format: &write::Format| *format != write::Format::Json;
    let formats: Vec<_> = write::Format::ALL.into_iter().filter(is_text).collect();
    let options = write::Options {
        reproduce: REPRODUCE,
        ..write::Options::default()
    };
    write::write(&before, out, &formats, &options).map_err(Failure::usage)?;
    let text = report::json::render(&before).map_err(Failure::harness)?;
    put(out, "report.json", &text)?;
    let annex = report::markdown::render(&before, Language::Nb);
    put(out, "report.nb.md", &annex)?;
    for (language, code) in [(Language::En, "en"), (Language::Nb, "nb")] {
        let terminal = report::terminal::Options {
            language,
            matrix: true,
            reproduce: REPRODUCE,
            ..report::terminal::Options::default()
        };
        put(
            out,
            &format!("terminal.{code}.txt"),
            &report::terminal::render(&before, &terminal),
        )?;
        let moved = diff::render(&diff::diff(&before, &after), diff::Options { language });
        put(out, &format!("diff.{code}.txt"), &moved)?;
    }
    Ok(0)
}

fn bank(defects: &[&str], name: &str) -> Result<Record, Failure> {
    let defects = defects.iter().flat_map(|defect| ["--defect", defect]);
    let cases = CASES.iter().flat_map(|case| ["--case", case]);
    let words = ["run", "--quiet", "--jobs", "1"].into_iter();
    let arguments =
        Words::try_parse_from(words.chain(defects).chain(cases)).map_err(Failure::harness_error)?;
    let files = PackFiles::embedded(builtin::FILES);
    let catalogue = Catalogue::read(&files, &judge::check_names()).map_err(Failure::usage)?;
    let declared = Declarations::parse("deviations.toml", DECLARED, &catalogue);
    let declared = declared.map_err(Failure::usage)?;
    let mut record = run::record(&arguments.run, &declared)?;
    record.subject.name = "Eksempelbanken".into();
    example::settled(record, name).map_err(Failure::harness)
}

fn put(folder: &Path, name: &str, text: &str) -> Result<(), Failure> {
    let path = folder.join(name);
    write::whole(&path, text.as_bytes())
        .map_err(|error| Failure::usage_text(format!("cannot write {}: {error}", path.display())))
}
