//! The detection score: the catalogue against the good bank, its right variants, and every defect.

mod assignment;
mod bench;
mod cache;
mod chart;
mod layout;
mod overview;
mod render;
mod score;
mod subject;
mod tally;

pub use assignment::{
    Assignment, AssignmentError, CaseAssignment, DefectEntry, ExemptEntry, MappedCase,
    VariantEntry, schema,
};
pub use bench::{Bench, SelftestError};
pub use cache::{MapCache, map_of_score};
pub use chart::chart;
pub use overview::{OverviewSubject, examine_overview, overview_score};
pub use render::{json, markdown, terminal};
pub use score::{Detection, Role, Score, Sound};
pub use subject::{Examined, Seen, Selection, Subject, Wanted};
pub use tally::{ALL_VARIANTS, tally};
