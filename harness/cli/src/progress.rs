//! Shows how far a run is: a bar on a terminal, a plain line now and then without one.

use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use engine::event::{Event, Listener};
use judge::verdict::Outcome;
use pack::text::Language;

/// How many plain lines a run prints.
const LINES: usize = 10;

/// A listener that shows progress on standard error.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    language: Language,
    total: AtomicUsize,
    done: AtomicUsize,
    violated: AtomicUsize,
}

impl Progress {
    pub(super) fn new(language: Language) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
            if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} {msg}") {
                bar.set_style(style);
            }
            bar
        });
        Self {
            bar,
            language,
            total: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            violated: AtomicUsize::new(0),
        }
    }

    fn step(&self, outcome: &Outcome) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let violated = match outcome {
            Outcome::Violates => self.violated.fetch_add(1, Ordering::Relaxed) + 1,
            Outcome::Conforms | Outcome::Inconclusive(_) | Outcome::NotApplicable(_) => {
                self.violated.load(Ordering::Relaxed)
            }
        };
        let total = self.total.load(Ordering::Relaxed);
        let found = match self.language {
            Language::En => format!("{violated} violations"),
            Language::Nb => format!("{violated} brudd"),
        };
        match &self.bar {
            Some(bar) => {
                bar.set_position(done as u64);
                bar.set_message(found);
            }
            None if done * LINES / total.max(1) != (done - 1) * LINES / total.max(1) => {
                eprintln!("{done}/{total} {found}");
            }
            None => {}
        }
    }
}

impl Listener for Progress {
    fn notice(&self, event: &Event) {
        match event {
            Event::Started { instances } => {
                self.total.store(*instances, Ordering::Relaxed);
                if let Some(bar) = &self.bar {
                    bar.set_length(*instances as u64);
                }
            }
            Event::Finished { outcome, .. } => self.step(outcome),
            Event::Ended => {
                if let Some(bar) = &self.bar {
                    bar.finish_and_clear();
                }
            }
        }
    }
}
