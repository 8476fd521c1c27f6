//! Shows how far a run is: a bar on a terminal, a plain line now and then without one.

use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use engine::event::{Event, Listener};
use engine::runner::for_people;
use judge::verdict::Outcome;
use pack::catalogue::Level;
use pack::text::{Language, Text};
use record::result::CaseResult;

/// How many plain lines a run prints.
const LINES: usize = 10;

/// A listener that shows progress on standard error.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    language: Language,
    began: Instant,
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
            began: Instant::now(),
            total: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            violated: AtomicUsize::new(0),
        }
    }

    /// Counts as the verdict does: broken rules that are mandatory.
    fn step(&self, result: &CaseResult) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let is_broken =
            result.outcome == Outcome::Violates && result.instance.case.level == Level::Must;
        let before = self
            .violated
            .fetch_add(usize::from(is_broken), Ordering::Relaxed);
        let total = self.total.load(Ordering::Relaxed);
        let violated = before + usize::from(is_broken);
        let left = left(self.began.elapsed(), done, total);
        let found = match self.language {
            Language::En => format!("violations of MUST: {violated} · about {} left", left.en),
            Language::Nb => format!("brudd på SKAL: {violated} · om lag {} igjen", left.nb),
        };
        match &self.bar {
            Some(bar) => {
                bar.set_position(done as u64);
                bar.set_message(found);
            }
            None if done * LINES / total.max(1) != (done - 1) * LINES / total.max(1) => {
                wire::output::error_line(&format!("{done}/{total} {found}"));
            }
            None => {}
        }
    }
}

/// How long the rest takes, if it goes on as it did.
fn left(elapsed: Duration, done: usize, total: usize) -> Text {
    let rest = u32::try_from(total.saturating_sub(done)).unwrap_or(u32::MAX);
    let each = elapsed / u32::try_from(done).unwrap_or(u32::MAX).max(1);
    for_people(each.saturating_mul(rest))
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
            Event::Finished { .. } => {}
            Event::Ended => {
                if let Some(bar) = &self.bar {
                    bar.finish_and_clear();
                }
            }
        }
    }

    fn judged(&self, result: &CaseResult) {
        self.step(result);
    }
}
