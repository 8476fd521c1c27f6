//! The overview as a workbook and as CSV.

use std::collections::BTreeSet;

use crate::overview::{BrokenBy, Entry, Overview, Signed, Since};
use crate::scope;
use crate::table::{Cell, Table, csv as table_csv, written};
use crate::words::{Phrase, phrase};
use pack::text::Language;
use rust_xlsxwriter::XlsxError;

/// The table of banks as CSV.
///
/// # Errors
/// Writing to memory fails.
pub fn csv(overview: &Overview, language: Language) -> Result<Vec<u8>, ::csv::Error> {
    table_csv(&banks(overview, language), language)
}

/// All tables as a workbook.
///
/// # Errors
/// A table is larger than a sheet can be.
pub fn workbook(overview: &Overview, language: Language) -> Result<Vec<u8>, XlsxError> {
    let tables = tables(overview, language);
    written(&tables, overview.at.as_second())
}

pub(super) fn tables(overview: &Overview, language: Language) -> Vec<Table> {
    vec![
        banks(overview, language),
        moved(overview, language),
        causes(overview, language),
        broken(overview, language),
        expiry(overview, language),
        missing(overview, language),
        unread(overview, language),
    ]
}

fn table(name: Phrase, headings: &[Phrase], rows: Vec<Vec<Cell>>, language: Language) -> Table {
    Table {
        name: name.say(language),
        headings: headings
            .iter()
            .map(|one| one.say(language).to_owned())
            .collect(),
        rows,
    }
}

pub(super) fn signed(signed: Signed) -> Phrase {
    match signed {
        Signed::Verified => phrase("yes, verified", "ja, bekreftet"),
        Signed::Unchecked => phrase("yes, not checked", "ja, ikke kontrollert"),
        Signed::No => phrase("no", "nei"),
        Signed::Fails => phrase("does not hold", "holder ikke"),
    }
}

fn banks(overview: &Overview, language: Language) -> Table {
    let services: BTreeSet<&str> = overview
        .banks
        .iter()
        .flat_map(|bank| bank.services.keys().map(String::as_str))
        .collect();
    let first = [
        phrase("Bank", "Bank"),
        phrase("Organisation number", "Organisasjonsnummer"),
        phrase("Vendor", "Leverandør"),
        phrase("Build", "Bygg"),
        phrase("Verdict", "Konklusjon"),
        phrase("Scope", "Omfang"),
    ];
    let last = [
        phrase("Broken rules", "Brutte krav"),
        phrase("Worse / better", "Dårligere / bedre"),
        phrase("Mandatory tested", "SKAL-krav testet"),
        phrase("Mandatory that apply", "SKAL-krav som gjelder"),
        phrase("Declared", "Erklært"),
        phrase("Age in days", "Alder i dager"),
        phrase("Signed", "Signert"),
        phrase("Case pack", "Testpakke"),
        phrase("File", "Fil"),
    ];
    let of_service = |id: &&str| match language {
        Language::En => format!("Broken in {id}"),
        Language::Nb => format!("Brutt i {id}"),
    };
    let rows = overview.banks.iter();
    let rows = rows.map(|bank| bank_row(bank, &services, language));
    let mut made = table(phrase("Banks", "Banker"), &first, rows.collect(), language);
    made.headings.extend(services.iter().map(of_service));
    made.headings
        .extend(last.iter().map(|one| one.say(language).to_owned()));
    made
}

fn movement(since: &Since) -> String {
    format!("{} / {}", since.worse.len(), since.better.len())
}

fn bank_row(bank: &Entry, services: &BTreeSet<&str>, language: Language) -> Vec<Cell> {
    let mut row: Vec<Cell> = vec![
        bank.name.as_str().into(),
        bank.orgno.as_str().into(),
        bank.vendor.as_str().into(),
        bank.build.as_deref().unwrap_or_default().into(),
        bank.verdict.text().in_language(language).into(),
        scope::name(bank.scope).say(language).into(),
    ];
    row.extend(services.iter().map(|id| match bank.services.get(*id) {
        Some(broken) => Cell::Number(*broken),
        None => "–".into(),
    }));
    row.extend([
        bank.broken.len().into(),
        bank.since
            .as_ref()
            .map_or_else(String::new, movement)
            .into(),
        bank.tested.into(),
        bank.mandatory.into(),
        bank.deviations.len().into(),
        bank.age_days.to_string().into(),
        signed(bank.signed).say(language).into(),
        bank.pack.as_str().into(),
        bank.file.as_str().into(),
    ]);
    row
}

fn broken(overview: &Overview, language: Language) -> Table {
    let name = phrase("Broken rules", "Brutte krav");
    let heads = (phrase("Case", "Testtilfelle"), phrase("Rule", "Krav"));
    by_most(&overview.broken, name, heads, language)
}

fn causes(overview: &Overview, language: Language) -> Table {
    let name = phrase("Causes", "Årsaker");
    let heads = (
        phrase("Cause", "Årsak"),
        phrase("As the first bank has it", "Slik den første banken har den"),
    );
    by_most(&overview.causes, name, heads, language)
}

fn by_most(all: &[BrokenBy], name: Phrase, heads: (Phrase, Phrase), language: Language) -> Table {
    let rows = all.iter().map(|one| {
        let vendors = one.vendors.iter();
        let vendors: Vec<String> = vendors
            .map(|(name, count)| format!("{name} ({count})"))
            .collect();
        vec![
            one.id.as_str().into(),
            one.title.in_language(language).into(),
            one.banks.len().into(),
            vendors.join(", ").into(),
            one.banks.join(", ").into(),
        ]
    });
    let headings = [
        heads.0,
        heads.1,
        phrase("Number of banks", "Antall banker"),
        phrase("Vendors (banks)", "Leverandører (banker)"),
        phrase("Banks", "Banker"),
    ];
    table(name, &headings, rows.collect(), language)
}

/// What moved at each bank since its report before.
fn moved(overview: &Overview, language: Language) -> Table {
    let moved = overview.banks.iter().filter_map(|bank| {
        let since = bank.since.as_ref()?;
        (!since.worse.is_empty() || !since.better.is_empty()).then_some((bank, since))
    });
    let rows = moved.map(|(bank, since)| {
        vec![
            bank.name.as_str().into(),
            since.ended.to_string().into(),
            since.worse.join(", ").into(),
            since.better.join(", ").into(),
        ]
    });
    let headings = [
        phrase("Bank", "Bank"),
        phrase("Report before (UTC)", "Forrige rapport (UTC)"),
        phrase("Worse: broken now", "Dårligere: brutt nå"),
        phrase("Better: kept now", "Bedre: oppfylt nå"),
    ];
    let name = phrase("Since the last report", "Siden forrige rapport");
    table(name, &headings, rows.collect(), language)
}

fn expiry(overview: &Overview, language: Language) -> Table {
    let rows = overview.deviations.iter().map(|one| {
        vec![
            one.expires.as_str().into(),
            one.bank.as_str().into(),
            one.subject.as_str().into(),
            one.owner.as_str().into(),
        ]
    });
    let headings = [
        phrase("Until", "Til"),
        phrase("Bank", "Bank"),
        phrase("Case or field", "Testtilfelle eller felt"),
        phrase("Responsible", "Ansvarlig"),
    ];
    let name = phrase("Deviations by date", "Avvik etter dato");
    table(name, &headings, rows.collect(), language)
}

fn missing(overview: &Overview, language: Language) -> Table {
    let rows = overview
        .missing
        .iter()
        .map(|one| vec![one.name.as_str().into(), one.orgno.as_str().into()]);
    let headings = [
        phrase("Bank", "Bank"),
        phrase("Organisation number", "Organisasjonsnummer"),
    ];
    let name = phrase("Not reported", "Ikke rapportert");
    table(name, &headings, rows.collect(), language)
}

fn unread(overview: &Overview, language: Language) -> Table {
    let rows = overview
        .unread
        .iter()
        .map(|(file, why)| vec![file.as_str().into(), why.as_str().into()]);
    let headings = [phrase("File", "Fil"), phrase("Reason", "Grunn")];
    let name = phrase("Files not read", "Filer som ikke ble lest");
    table(name, &headings, rows.collect(), language)
}
