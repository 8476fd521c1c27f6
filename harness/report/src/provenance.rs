//! Where the outcomes of a record come from, if not from a run of its own.

use pack::text::Text;
use record::Record;

/// What a reader has to know of a record that was judged again; `None` for the record of a run.
pub(super) fn judged_again(record: &Record) -> Option<Text> {
    let judged = record.judged.as_ref()?;
    let pack = |record: &record::PackRecord| format!("{} {}", record.name, record.version);
    let digest = judged.pack.digest.get(..12).unwrap_or_default();
    Some(Text::new(
        format!(
            "at {} from the evidence of run {} (tool {}, case pack {} {digest}): {} tests judged again, {} keep their outcome",
            judged.at,
            judged.run,
            judged.tool,
            pack(&judged.pack),
            judged.again,
            judged.kept
        ),
        format!(
            "{} ut fra bevisene i kjøring {} (verktøy {}, testpakke {} {digest}): {} tester bedømt på nytt, {} beholder utfallet",
            judged.at,
            judged.run,
            judged.tool,
            pack(&judged.pack),
            judged.again,
            judged.kept
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{html, markdown, terminal};
    use pack::text::Language;
    use record::fixture::record;
    use record::{Basis, JudgedRecord};

    fn judged() -> Record {
        let mut record = record();
        record.judged = Some(JudgedRecord {
            at: record.ended,
            run: "20261101T101500Z-1".into(),
            tool: "0.0.9".into(),
            pack: record.pack.clone(),
            again: 12,
            kept: 3,
        });
        record
    }

    #[test]
    fn a_run_is_not_judged_again() {
        assert_eq!(judged_again(&record()), None);
    }

    #[test]
    fn the_annex_says_why_outcomes_were_kept() {
        let mut judged = judged();
        let why = pack::reason::Reason::new(&pack::reason::OTHER_STIMULUS);
        judged.cases[0].basis = Some(Basis::Kept(why));
        let [judged, run] = [judged, record()].map(|one| markdown::render(&one, Language::Nb));
        assert!(judged.contains("Utfall som er beholdt") && judged.contains("sender noe annet"));
        assert!(!run.contains("Utfall som er beholdt"));
    }

    #[test]
    fn every_report_for_people_says_that_it_was_judged_again() {
        let record = judged();
        let words = "12 tests judged again, 3 keep their outcome";
        let options = terminal::Options::default();
        assert!(
            terminal::render(&record, &options)
                .replace("\n  ", " ")
                .contains("20261101T101500Z-1")
        );
        assert!(markdown::render(&record, Language::En).contains(words));
        let page = html::render(&record, &html::Options::default()).expect("a page");
        assert!(page.contains(words));
    }
}
