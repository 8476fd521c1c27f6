//! Judges what a target did: the answers of a bank, the journal of an agency. Every check of both roles, findings,
//! outcomes and the verdict. Pure: no network, no clock, no randomness.

pub mod agency;
pub mod answer;
pub mod check;
pub mod exchange;
pub mod expectation;
pub mod finding;
pub mod open;
pub mod verdict;

use pack::catalogue::CheckNames;

/// The names of all checks, for the loader of cases.
pub fn check_names() -> CheckNames {
    CheckNames {
        answer: check::registry::answer_checks(),
        retrieval: check::registry::retrieval_checks(),
        run: check::registry::run_checks(),
        journal: agency::check::all().map(|check| check.name).collect(),
    }
}
