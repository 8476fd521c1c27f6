//! The rows of a sheet that the reader has, filled from a record: the sheets of step C-5 are not public, so whoever has
//! them says in a small file which of our cases each row is about. Pure.

use plan::matches;
use rust_xlsxwriter::XlsxError;
use serde::Deserialize;

use crate::standing::Standing;
use crate::table;
use crate::table::{Cell, Table};
use crate::words::{Phrase, phrase};
use pack::text::Language;
use pack::toml_file::{FileError, read_file};
use record::{CaseRecord, Counts, DeviationRecord, Record};

const UNDECIDED: Phrase = phrase("inconclusive", "ikke avgjort");

/// The rows of a sheet.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// The rows, in their order.
    row: Vec<Row>,
}

/// One row, and the cases that answer it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// The sheet it is in.
    #[serde(default)]
    sheet: String,
    /// Its number or name there.
    #[serde(rename = "row")]
    number: String,
    /// Its words.
    text: String,
    /// Case or instance ids; `*` stands for any text.
    cases: Vec<String>,
}

/// Reads the rows of a sheet from TOML.
///
/// # Errors
/// Every mistake in the file, each at its place.
pub fn rows(file: &str, text: &str) -> Result<Rows, FileError> {
    read_file(file, text)
}

/// The patterns that no case of a record fits.
pub fn strangers<'a>(rows: &'a Rows, record: &Record) -> Vec<&'a str> {
    let patterns = rows.row.iter().flat_map(|row| &row.cases);
    let unknown = patterns.filter(|pattern| !record.cases.iter().any(|case| fits(pattern, case)));
    unknown.map(String::as_str).collect()
}

/// The filled sheet as CSV.
///
/// # Errors
/// Writing to memory fails.
pub fn csv(record: &Record, rows: &Rows, language: Language) -> Result<Vec<u8>, ::csv::Error> {
    table::csv(&filled(record, rows, language), language)
}

/// The filled sheet as a workbook.
///
/// # Errors
/// The table is larger than a sheet can be.
pub fn workbook(record: &Record, rows: &Rows, language: Language) -> Result<Vec<u8>, XlsxError> {
    let filled = filled(record, rows, language);
    table::written(&[filled], record.ended.as_second())
}

fn filled(record: &Record, rows: &Rows, language: Language) -> Table {
    let headings = [
        phrase("Sheet", "Ark"),
        phrase("Row", "Rad"),
        phrase("Text", "Tekst"),
        phrase("State", "Status"),
        phrase("Tests", "Tester"),
        phrase("Conform", "I orden"),
        phrase("Broken", "Brutt"),
        phrase("Inconclusive", "Ikke avgjort"),
        phrase("Not applicable", "Ikke aktuelt"),
        phrase("Cases that deviate", "Testtilfeller med avvik"),
        phrase("Reason", "Begrunnelse"),
        phrase("Until", "Til"),
    ];
    Table {
        name: phrase("C-5 checklist", "C-5 sjekkliste").say(language),
        headings: headings
            .iter()
            .map(|one| one.say(language).to_owned())
            .collect(),
        rows: rows
            .row
            .iter()
            .map(|row| cells(record, row, language))
            .collect(),
    }
}

fn cells(record: &Record, row: &Row, language: Language) -> Vec<Cell> {
    let fitting = |case: &&CaseRecord| row.cases.iter().any(|pattern| fits(pattern, case));
    let cases: Vec<&CaseRecord> = record.cases.iter().filter(fitting).collect();
    let counts = Counts::of(cases.iter().copied());
    let mut broken: Vec<&str> = Vec::new();
    for case in cases.iter().filter(|case| deviates(case)) {
        if broken.last() != Some(&case.case.as_str()) {
            broken.push(&case.case);
        }
    }
    let covers = |one: &&DeviationRecord| {
        let mut cases = cases.iter();
        cases.any(|case| one.instances.contains(&case.id))
    };
    let declared: Vec<&DeviationRecord> = record.deviations.iter().filter(covers).collect();
    let joined = |of: fn(&DeviationRecord) -> &str| {
        let parts: Vec<&str> = declared.iter().map(|one| of(one)).collect();
        parts.join("; ")
    };
    vec![
        row.sheet.as_str().into(),
        row.number.as_str().into(),
        row.text.as_str().into(),
        state(&counts).say(language).into(),
        (counts.instances - counts.not_applicable).into(),
        counts.conforms.into(),
        (counts.violations + counts.declared).into(),
        counts.inconclusive.into(),
        counts.not_applicable.into(),
        broken.join(", ").into(),
        joined(|one| &one.reason).into(),
        joined(|one| &one.expires).into(),
    ]
}

fn fits(pattern: &str, case: &CaseRecord) -> bool {
    matches(pattern, &case.case) || matches(pattern, &case.id)
}

fn deviates(case: &CaseRecord) -> bool {
    match Standing::of(case) {
        Standing::Violation | Standing::Declared => true,
        Standing::Warning
        | Standing::Inconclusive
        | Standing::Observation
        | Standing::NotApplicable
        | Standing::Conforms => false,
    }
}

/// What a row of the sheet is answered with. One test that is not decided leaves the row open.
fn state(counts: &Counts) -> Phrase {
    if counts.violations > 0 {
        phrase("deviation, not declared", "avvik, ikke erklært")
    } else if counts.inconclusive > 0 {
        UNDECIDED
    } else if counts.declared > 0 {
        phrase("declared deviation", "erklært avvik")
    } else if counts.conforms + counts.warnings + counts.observations > 0 {
        phrase("complies", "etterleves")
    } else {
        phrase("not tested", "ikke testet")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::fixture::record;

    const ROWS: &str = r#"
        [[row]]
        sheet = "Integration tests"
        row = "3"
        text = "=Invalid headers are refused"
        cases = ["HEADERS-*"]
        [[row]]
        row = "4"
        text = "Accounts"
        cases = ["ACCOUNTS-002"]
        [[row]]
        row = "5"
        text = "Nothing of ours"
        cases = ["SOMETHING-001"]
    "#;

    fn made(language: Language) -> Table {
        filled(&record(), &rows("rows.toml", ROWS).expect("rows"), language)
    }

    fn text(cell: &Cell) -> String {
        match cell {
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
        }
    }

    #[test]
    fn a_row_has_the_state_and_counts_of_its_cases() {
        let rows = made(Language::En).rows;
        let shown: Vec<String> = rows[0].iter().map(text).collect();
        let of = record();
        let cases = of
            .cases
            .iter()
            .filter(|case| case.case.starts_with("HEADERS-"));
        let counts = Counts::of(cases);
        assert_eq!(shown[3], "deviation, not declared");
        assert_eq!(shown[6], (counts.violations + counts.declared).to_string());
        assert!(shown[9].contains("HEADERS-003"));
    }

    #[test]
    fn a_row_without_a_case_is_not_tested_and_its_pattern_is_named() {
        assert_eq!(made(Language::Nb).rows[2][3], "ikke testet".into());
        let rows = rows("rows.toml", ROWS).expect("rows");
        assert_eq!(strangers(&rows, &record()), ["SOMETHING-001"]);
    }

    #[test]
    fn words_that_look_like_a_formula_are_text() {
        let bytes = csv(
            &record(),
            &rows("rows.toml", ROWS).expect("rows"),
            Language::En,
        )
        .expect("CSV");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(text.contains("'=Invalid headers"), "{text}");
        assert!(
            workbook(
                &record(),
                &rows("rows.toml", ROWS).expect("rows"),
                Language::En
            )
            .is_ok()
        );
    }

    #[test]
    fn a_file_with_another_member_is_refused() {
        assert!(
            rows(
                "rows.toml",
                "[[row]]\nrow = \"1\"\ntext = \"x\"\ncase = [\"A\"]\n"
            )
            .is_err()
        );
    }

    #[test]
    fn an_undecided_test_leaves_a_declared_row_open() {
        let counts = Counts {
            declared: 1,
            inconclusive: 1,
            ..Counts::default()
        };
        assert_eq!(state(&counts), UNDECIDED);
        let kept = Counts {
            conforms: 1,
            ..Counts::default()
        };
        assert_eq!(state(&kept).en, "complies");
    }
}
