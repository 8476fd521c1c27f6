//! The rows of the delivery tables, judged again by the field matrix that a record keeps.

use wire::profile::FieldRow;

use crate::CaseRecord;
use crate::rejudge::walk::Again;
use judge::check::fields::FieldMatrix;
use judge::finding::Kind;
use judge::verdict::Outcome;
use pack::reason::{self, Reason};

/// Judges a row; `matrix` is the record's, by the rows of the pack.
pub(super) fn row(row: &FieldRow, matrix: &FieldMatrix, stored: &CaseRecord) -> Again {
    let judged = matrix.judge(row);
    let breached = judged
        .findings
        .iter()
        .any(|finding| finding.kind == Kind::Breach);
    match &stored.outcome {
        _ if breached => Again::Judged(Outcome::Violates, judged.findings),
        Outcome::Inconclusive(_) => Again::Kept(Reason::new(&reason::FAILED_IN_RUN)),
        Outcome::NotApplicable(_) if judged.things == 0 => {
            Again::Kept(Reason::new(&reason::NOT_APPLICABLE_IN_RUN))
        }
        _ if judged.things == 0 => match judged.missing {
            Some(missing) => Again::Judged(Outcome::NotApplicable(missing), judged.findings),
            None => Again::Kept(Reason::new(&reason::NOTHING_TO_JUDGE)),
        },
        Outcome::Conforms | Outcome::Violates | Outcome::NotApplicable(_) => {
            Again::Judged(Outcome::Conforms, judged.findings)
        }
    }
}
