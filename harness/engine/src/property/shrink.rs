//! Shrinking: from an input that fails to a smaller one that still does, one request at a time.
//!
//! proptest's value trees are walked by their moves alone, so that the way to an input can be written down and
//! gone again; no tree outlives a step, because trees cannot cross threads and requests may.

use std::collections::HashMap;
use std::time::Duration;

use crate::property::{Input, Seed, Source};
use record::choice::{Choice, Move};

/// What shrinking may cost.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Requests at the most.
    pub requests: usize,
    /// Time at the most.
    pub time: Duration,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            requests: 250,
            time: Duration::from_secs(10),
        }
    }
}

/// The search for a smaller input. Ask for [`Shrinking::candidate`], send it, and tell what came of it.
#[derive(Debug)]
pub struct Shrinking<'a> {
    source: &'a Source,
    seed: Seed,
    index: usize,
    moves: Vec<Move>,
    fails: bool,
    least: (Vec<Move>, Input),
    known: HashMap<String, bool>,
    sent: usize,
}

impl<'a> Shrinking<'a> {
    /// Starts from the input number `index`, which fails.
    pub fn from_failing(source: &'a Source, seed: Seed, index: usize, failing: Input) -> Self {
        let known = HashMap::from([(failing.canonical(), true)]);
        Self {
            source,
            seed,
            index,
            moves: Vec::new(),
            fails: true,
            least: (Vec::new(), failing),
            known,
            sent: 0,
        }
    }

    /// The next input to send; `None` when there is nothing smaller.
    pub fn candidate(&mut self) -> Option<Input> {
        loop {
            let next = if self.fails {
                Move::Simplify
            } else {
                Move::Complicate
            };
            let input = self.source.after(self.seed, &self.moves, next)?;
            self.moves.push(next);
            if let Some(fails) = self.known.get(&input.canonical()) {
                self.take(*fails, input);
            } else {
                self.sent += 1;
                return Some(input);
            }
        }
    }

    /// Tells whether the candidate fails as well.
    pub fn tell(&mut self, candidate: Input, fails: bool) {
        self.known.insert(candidate.canonical(), fails);
        self.take(fails, candidate);
    }

    fn take(&mut self, fails: bool, input: Input) {
        self.fails = fails;
        if fails {
            self.least = (self.moves.clone(), input);
        }
    }

    /// The least failing input so far, and its name.
    pub fn least(&self) -> (Choice, &Input) {
        (
            Choice::Generated {
                index: self.index,
                moves: self.least.0.clone(),
            },
            &self.least.1,
        )
    }

    /// How many candidates there were to send.
    pub fn sent(&self) -> usize {
        self.sent
    }
}
