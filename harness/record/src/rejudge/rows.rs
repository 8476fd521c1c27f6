//! The rows of the delivery tables, judged again by the field matrix that a record keeps.

use wire::profile::FieldRow;

use crate::CaseRecord;
use crate::rejudge::walk::Again;
use judge::check::fields::FieldMatrix;
use judge::finding::Kind;
use judge::verdict::Outcome;
use pack::text::Text;

/// Judges a row; `matrix` is the record's, by the rows of the pack.
pub(super) fn row(row: &FieldRow, matrix: &FieldMatrix, stored: &CaseRecord) -> Again {
    let judged = matrix.judge(row);
    let breached = judged
        .findings
        .iter()
        .any(|finding| finding.kind == Kind::Breach);
    match &stored.outcome {
        _ if breached => Again::Judged(Outcome::Violates, judged.findings),
        Outcome::Inconclusive(_) => Again::Kept(Text::new(
            "part of the retrieval failed in the run",
            "en del av innhentingen feilet i kjøringen",
        )),
        Outcome::NotApplicable(_) if judged.things == 0 => Again::Kept(Text::new(
            "it was not applicable, by the target's profile and what the answers held",
            "den var ikke aktuell, etter målets profil og det svarene inneholdt",
        )),
        _ if judged.things == 0 => match judged.missing {
            Some(missing) => Again::Judged(Outcome::NotApplicable(missing), judged.findings),
            None => Again::Kept(Text::new("nothing to judge", "ingenting å bedømme")),
        },
        Outcome::Conforms | Outcome::Violates | Outcome::NotApplicable(_) => {
            Again::Judged(Outcome::Conforms, judged.findings)
        }
    }
}
