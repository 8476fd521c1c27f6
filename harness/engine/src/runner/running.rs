//! The pieces of a plan that are being carried out, each a task of its own.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::task::{Id, JoinError, JoinSet};

use crate::interruption::Interruption;
use crate::runner::pieces::Piece;
use crate::runner::{Done, Runner, interrupted};
use pack::reason::{self, Reason};
use plan::Plan;

/// Pieces that were begun and have not ended.
#[derive(Default)]
pub(super) struct Running {
    tasks: JoinSet<Done>,
    pieces: HashMap<Id, Arc<Piece>>,
}

impl Running {
    pub(super) fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Begins a piece.
    pub(super) fn begin(&mut self, runner: &Arc<Runner>, plan: &Arc<Plan>, piece: Piece) {
        let piece = Arc::new(piece);
        let task = Arc::clone(runner).perform(Arc::clone(plan), Arc::clone(&piece));
        let id = self.tasks.spawn(task).id();
        self.pieces.insert(id, piece);
    }

    /// The next piece that ends; `None` if none is left. An interruption cuts off all of them.
    pub(super) async fn next(&mut self, plan: &Plan, interruption: &Interruption) -> Option<Done> {
        let ended = tokio::select! {
            biased;
            ended = self.tasks.join_next_with_id() => ended?,
            () = interruption.asked() => {
                self.tasks.abort_all();
                self.tasks.join_next_with_id().await?
            }
        };
        match ended {
            Ok((id, done)) => {
                self.pieces.remove(&id);
                Some(done)
            }
            Err(ended) => Some(self.cut_off(plan, ended)),
        }
    }

    /// A fault of the harness ends the run as if there were no task between.
    fn cut_off(&mut self, plan: &Plan, ended: JoinError) -> Done {
        let piece = self.pieces.remove(&ended.id());
        if let Ok(panic) = ended.try_into_panic() {
            std::panic::resume_unwind(panic);
        }
        let piece = piece.expect("every task was begun here");
        match &*piece {
            Piece::Single(index) => {
                Done::Single(*index, Box::new(interrupted(&plan.planned[*index])))
            }
            Piece::Group(group) => {
                let why = Reason::new(&reason::INTERRUPTED);
                Done::Group(Box::new(group.cut_off(why)))
            }
        }
    }
}
