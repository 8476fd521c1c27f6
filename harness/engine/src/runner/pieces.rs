//! The pieces of a plan that may be carried out side by side, in the order in which they are begun.

use std::collections::VecDeque;

use crate::runner::retrieval;
use crate::runner::retrieval::Group;
use crate::runner::{changes_registers, is_retrieval};
use plan::Plan;

/// Retrievals at the same time: each holds a page of a thousand transactions in several forms.
const RETRIEVALS_AT_ONCE: usize = 4;

/// A piece of a plan.
pub(super) enum Piece {
    /// The instance at this place.
    Single(usize),
    /// A retrieval that serves several instances.
    Group(Box<Group>),
}

/// The pieces not yet begun. Retrievals take longest, so they are begun as soon as they may.
pub(super) struct Pieces {
    groups: VecDeque<Group>,
    singles: VecDeque<usize>,
    retrieving: usize,
}

impl Pieces {
    /// All pieces of a plan but the instances that change registers: those go last, one after the other.
    pub(super) fn of(plan: &Plan) -> Self {
        let singles = plan
            .planned
            .iter()
            .enumerate()
            .filter(|(_, planned)| !is_retrieval(planned) && !changes_registers(planned));
        Self {
            groups: retrieval::group(plan).into(),
            singles: singles.map(|(index, _)| index).collect(),
            retrieving: 0,
        }
    }

    /// The next piece that may be begun now.
    pub(super) fn next(&mut self) -> Option<Piece> {
        if self.retrieving < RETRIEVALS_AT_ONCE
            && let Some(group) = self.groups.pop_front()
        {
            self.retrieving += 1;
            return Some(Piece::Group(Box::new(group)));
        }
        self.singles.pop_front().map(Piece::Single)
    }

    /// A retrieval has ended.
    pub(super) fn retrieved(&mut self) {
        self.retrieving -= 1;
    }
}
