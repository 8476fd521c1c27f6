//! Writes down what is known after each scenario: its calls into the journal, and the cases that need no other scenario
//! into the log.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::sync::{Mutex, PoisonError};

use crate::agency::journal_file;
use crate::agency::run::{Chosen, Options, Planned, RunError, judge};
use judge::agency::journal::Call;
use judge::agency::scenario_run::{Ended, EnvironmentFacts, ScenarioRun};
use pack::catalogue::Catalogue;
use record::agency;
use record::redact::Redactor;

/// What a run against an agency keeps as it goes on.
pub(super) struct Kept<'a> {
    chosen: &'a [Chosen<'a>],
    catalogue: &'a Catalogue,
    options: &'a Options<'a>,
    facts: &'a [EnvironmentFacts],
    redactor: &'a Redactor,
    journal: Option<Mutex<BufWriter<File>>>,
    /// How many scenarios each of the chosen cases still needs.
    waits: Mutex<Vec<usize>>,
}

impl<'a> Kept<'a> {
    /// Begins the journal.
    ///
    /// # Errors
    /// [`RunError::Journal`] when the file cannot be created.
    pub(super) fn new(
        plan: &[Planned],
        chosen: &'a [Chosen<'a>],
        (catalogue, options): (&'a Catalogue, &'a Options<'a>),
        facts: &'a [EnvironmentFacts],
        redactor: &'a Redactor,
    ) -> Result<Self, RunError> {
        let waits = chosen.iter().map(|(case, service)| {
            let needed =
                |(scenario, of): &&Planned| of.id == service.id && case.watches(&scenario.id);
            plan.iter().filter(needed).count()
        });
        Ok(Self {
            chosen,
            catalogue,
            options,
            facts,
            redactor,
            journal: journal(options)?,
            waits: Mutex::new(waits.collect()),
        })
    }

    /// A scenario is over, the last of these.
    pub(super) fn after(&self, runs: &[ScenarioRun]) {
        let Some(last) = runs.last() else { return };
        self.write(|out| {
            let one = std::slice::from_ref(last);
            journal_file::write(out, one, self.facts, self.redactor)
        });
        if matches!(last.ended, Ended::Stopped | Ended::Interrupted) {
            return;
        }
        let mut waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
        for ((case, service), left) in self.chosen.iter().zip(waits.iter_mut()) {
            if service.id == last.task.service && case.watches(&last.scenario.id) {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    self.log(&(case, service), runs);
                }
            }
        }
    }

    /// A call of a scenario came when the next one was on.
    pub(super) fn late(&self, run: &ScenarioRun, call: &Call) {
        self.write(|out| journal_file::call(out, run, call, self.facts, self.redactor));
    }

    fn write(&self, write: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>) {
        let Some(journal) = &self.journal else { return };
        let mut out = journal.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = write(&mut out).and_then(|()| out.flush()) {
            self.options.log.fail(error);
        }
    }

    fn log(&self, (case, service): &Chosen<'_>, runs: &[ScenarioRun]) {
        let instance = judge(case, service, runs, self.facts);
        let case = agency::case_record(&instance, self.catalogue, self.redactor);
        let one = std::slice::from_ref(&case);
        for (key, exchange) in agency::exchanges(one, runs, self.facts, self.redactor) {
            self.options.log.exchange(key, &exchange);
        }
        self.options.log.case(&case);
    }
}

fn journal(options: &Options<'_>) -> Result<Option<Mutex<BufWriter<File>>>, RunError> {
    let Some(path) = options.journal else {
        return Ok(None);
    };
    let opened = match options.earlier {
        Some(_) => File::options().append(true).create(true).open(path),
        None => File::create(path),
    };
    match opened {
        Ok(file) => Ok(Some(Mutex::new(BufWriter::new(file)))),
        Err(source) => Err(RunError::Journal {
            path: path.to_owned(),
            source,
        }),
    }
}
