//! What was delivered to an agency that it must delete, for its own declaration.

use crate::markdown::Annex;
use crate::markdown::cell::{cell, table};
use judge::finding::Kind;
use record::CaseRecord;

/// The requirement that deletion is about.
const DELETION: &str = "AGR-DELETE";

impl Annex<'_> {
    /// The fields, by service; nothing for a bank, and where nothing of the kind was delivered.
    pub(super) fn deletion(&self) -> String {
        let about = |case: &&CaseRecord| case.requirements.iter().any(|id| id == DELETION);
        let mut rows = Vec::new();
        for case in self.record.cases.iter().filter(about) {
            let notes = case
                .findings
                .iter()
                .filter(|finding| finding.kind == Kind::Note);
            rows.extend(
                notes
                    .filter_map(|note| note.received.as_deref())
                    .map(|field| vec![self.service(&case.service), cell(field)]),
            );
        }
        if rows.is_empty() {
            return String::new();
        }
        let text = self.say(
            "The banks delivered these fields, and could have filtered them out. The agency has no need of them and deletes \
             them; that can not be seen from outside, so the agency declares it.",
            "Bankene utleverte disse feltene, og kunne ha filtrert dem bort. Etaten trenger dem ikke og sletter dem; det kan \
             ikke ses utenfra, så etaten erklærer det.",
        );
        let header = [self.say("Service", "Tjeneste"), self.say("Field", "Felt")];
        self.section(
            (
                "Delivered, to be deleted by the agency",
                "Utlevert, skal slettes av etaten",
            ),
            &format!("{text}\n\n{}", table(&header, &rows)),
        )
    }
}
