use std::io::{Cursor, Read as _};

use super::*;
use record::fixture::record;

fn lines(kind: Kind, language: Language) -> String {
    let bytes = csv(&table(&record(), kind, language), language).expect("CSV");
    String::from_utf8(bytes).expect("UTF-8")
}

fn member(workbook: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).expect("a ZIP");
    let mut text = String::new();
    archive
        .by_name(name)
        .expect("a member")
        .read_to_string(&mut text)
        .expect("text");
    text
}

#[test]
fn compliance_and_deviations_are_one_table() {
    insta::assert_snapshot!(lines(Kind::Deviations, Language::En));
}

#[test]
fn the_verdict_has_its_scope_and_the_rules_not_tested() {
    insta::assert_snapshot!(lines(Kind::Verdict, Language::Nb));
}

#[test]
fn fields_requirements_and_results_are_listed() {
    let kinds = [Kind::Fields, Kind::Requirements, Kind::Results];
    let text: Vec<String> = kinds
        .map(|kind| lines(kind, Language::En))
        .into_iter()
        .collect();
    insta::assert_snapshot!(text.join("\n"));
}

#[test]
fn every_row_has_a_cell_for_each_heading() {
    for kind in Kind::ALL {
        let table = table(&record(), kind, Language::Nb);
        for row in &table.rows {
            assert_eq!(row.len(), table.headings.len(), "{kind:?}");
        }
    }
}

#[test]
fn a_cell_that_excel_would_calculate_is_text_in_csv() {
    let mut hostile = record();
    for start in ["=", "+", "-", "@", "\t", "\r"] {
        hostile.deviations[0].reason = format!("{start}1+1");
        let table = table(&hostile, Kind::Deviations, Language::En);
        let bytes = csv(&table, Language::En).expect("CSV");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(text.contains(&format!("'{start}1+1")), "{start:?}: {text}");
    }
}

#[test]
fn a_workbook_has_no_formula_and_a_sheet_for_each_table() {
    let mut hostile = record();
    hostile.deviations[0].reason = "=1+1".into();
    let bytes = workbook(&hostile, Language::En).expect("a workbook");
    let names = member(&bytes, "xl/workbook.xml");
    for name in [
        "Verdict",
        "C-5 deviations",
        "Field matrix",
        "Requirements",
        "Results",
    ] {
        assert!(
            names.contains(&format!("name=\"{name}\"")),
            "{name}: {names}"
        );
    }
    let sheet = member(&bytes, "xl/worksheets/sheet2.xml");
    assert!(!sheet.contains("<f>"));
    assert!(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter"));
    assert!(member(&bytes, "xl/sharedStrings.xml").contains("=1+1"));
}

#[test]
fn the_same_record_gives_the_same_workbook() {
    let made = || workbook(&record(), Language::Nb).expect("a workbook");
    assert_eq!(made(), made());
}

#[test]
fn an_agency_has_no_step_of_the_banks() {
    let mut agency = record();
    agency.subject.role = record::SubjectRole::Agency;
    for kind in Kind::ALL {
        for language in [Language::En, Language::Nb] {
            let table = table(&agency, kind, language);
            let text = String::from_utf8(csv(&table, language).expect("CSV")).expect("UTF-8");
            assert!(
                !table.name.contains("C-5") && !text.contains(" C-5") && !text.contains(" D-1")
            );
        }
    }
}
