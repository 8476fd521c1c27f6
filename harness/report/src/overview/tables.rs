//! The overview as a workbook and as CSV.

use crate::overview::{Entry, Overview, Signed};
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
        broken(overview, language),
        expiry(overview, language),
        missing(overview, language),
        unread(overview, language),
    ]
}

fn table(name: Phrase, headings: &[Phrase], rows: Vec<Vec<Cell>>, language: Language) -> Table {
    Table {
        name: name.say(language),
        headings: headings.iter().map(|one| one.say(language)).collect(),
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
    let headings = [
        phrase("Bank", "Bank"),
        phrase("Organisation number", "Organisasjonsnummer"),
        phrase("Build", "Bygg"),
        phrase("Services (broken rules)", "Tjenester (brutte krav)"),
        phrase("Verdict", "Konklusjon"),
        phrase("Scope", "Omfang"),
        phrase("Mandatory tested", "SKAL-krav testet"),
        phrase("Mandatory that apply", "SKAL-krav som gjelder"),
        phrase("Broken", "Brutt"),
        phrase("Declared", "Erklært"),
        phrase("Age in days", "Alder i dager"),
        phrase("Signed", "Signert"),
        phrase("Case pack", "Testpakke"),
        phrase("File", "Fil"),
    ];
    let rows = overview.banks.iter().map(|bank| bank_row(bank, language));
    table(
        phrase("Banks", "Banker"),
        &headings,
        rows.collect(),
        language,
    )
}

fn bank_row(bank: &Entry, language: Language) -> Vec<Cell> {
    let services = bank.services.iter();
    let services: Vec<String> = services
        .map(|(id, broken)| format!("{id} ({broken})"))
        .collect();
    vec![
        bank.name.as_str().into(),
        bank.orgno.as_str().into(),
        bank.build.as_deref().unwrap_or_default().into(),
        services.join(", ").into(),
        bank.verdict.text().in_language(language).into(),
        bank.scope_name().into(),
        bank.tested.into(),
        bank.mandatory.into(),
        bank.broken.len().into(),
        bank.deviations.len().into(),
        bank.age_days.to_string().into(),
        signed(bank.signed).say(language).into(),
        bank.pack.as_str().into(),
        bank.file.as_str().into(),
    ]
}

fn broken(overview: &Overview, language: Language) -> Table {
    let rows = overview.broken.iter().map(|rule| {
        vec![
            rule.case.as_str().into(),
            rule.title.in_language(language).into(),
            rule.banks.len().into(),
            rule.banks.join(", ").into(),
        ]
    });
    let headings = [
        phrase("Case", "Testtilfelle"),
        phrase("Rule", "Krav"),
        phrase("Number of banks", "Antall banker"),
        phrase("Banks", "Banker"),
    ];
    let name = phrase("Broken rules", "Brutte krav");
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
