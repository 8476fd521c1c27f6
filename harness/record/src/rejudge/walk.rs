//! The steps of a case, walked again along the exchanges that its record names.

use std::collections::BTreeMap;

use jiff::civil::Date;
use wire::dates::parse_iso;
use wire::world::PartyEntry;

use crate::rejudge::need::obstacle;
use crate::rejudge::restore::{Restored, restore};
use crate::{BankRecord, CaseRecord, ExchangeRecord, Mode, Record, RightOfDisposal, Role};
use judge::check::{Grounds, Seen};
use judge::expectation::{
    Halt, accepted_control, conclude, judge_answer, no_longer_served, refused, unaccepted_list,
};
use judge::finding::{Finding, Kind};
use judge::verdict::Outcome;
use pack::catalogue::{Expectation, Step};
use pack::reason::{self, Reason};
use plan::Instance;

/// What became of an instance that was judged again.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Again {
    /// The evidence was enough.
    Judged(Outcome, Vec<Finding>),
    /// It was not.
    Kept(Reason),
}

/// Why the walk ended early.
enum Stop {
    /// As a run would have ended.
    Halt(Halt),
    /// The record does not have what comes next.
    Missing(Reason),
}

struct Walk<'a> {
    record: &'a Record,
    rest: std::slice::Iter<'a, crate::ExchangeReference>,
    findings: Vec<Finding>,
    seen: Vec<Restored>,
    obstacle: Option<Reason>,
    grounds: Grounds<'a>,
}

/// Judges the steps of an instance again.
pub(super) fn walk(
    instance: &Instance,
    steps: &[Step],
    stored: &CaseRecord,
    (record, bank): (&Record, &BankRecord),
    readings: &BTreeMap<String, String>,
) -> Again {
    let party = PartyEntry::default();
    let (from, to) = period(stored, record);
    let mut walk = Walk {
        record,
        rest: stored.exchanges.iter(),
        findings: Vec::new(),
        seen: Vec::new(),
        obstacle: None,
        grounds: Grounds {
            service: &instance.service,
            party: &party,
            from,
            to,
            only_primary_owner: false,
            today: wire::dates::date_at(record.started),
            production: bank.mode == Mode::Production,
            alternative_2: bank.right_of_disposal == RightOfDisposal::Alternative2,
            base_url: &bank.base_url,
            readings,
        },
    };
    let ended = steps.iter().try_for_each(|step| walk.step(step)).err();
    walk.end(ended)
}

/// The period of the first request that names one; checks that are made again read it off the requests themselves.
fn period(stored: &CaseRecord, record: &Record) -> (Date, Date) {
    let mut urls = stored
        .exchanges
        .iter()
        .filter_map(|one| record.exchanges.get(&one.id))
        .map(|exchange| exchange.request.url.as_str());
    let date = |url: &str, name: &str| {
        let value = url
            .split(['?', '&'])
            .find_map(|pair| pair.strip_prefix(name))?;
        parse_iso(value.strip_prefix('=')?).ok()
    };
    let day = wire::dates::date_at(record.started);
    urls.find_map(|url| Some((date(url, "fromDate")?, date(url, "toDate")?)))
        .unwrap_or((day, day))
}

impl Walk<'_> {
    fn step(&mut self, step: &Step) -> Result<(), Stop> {
        self.valid_requests()?;
        for _ in 0..step.requests() {
            self.answer(step)?;
        }
        if step.expectation == Expectation::Survives {
            self.still_served()?;
        }
        Ok(())
    }

    /// The account list and the controls that stand before the next request of the case.
    fn valid_requests(&mut self) -> Result<(), Stop> {
        while let Some(next) = self.rest.as_slice().first() {
            if matches!(next.role, Role::Request | Role::Retrieval) {
                return Ok(());
            }
            self.rest.next();
            let restored = self.restore(&next.id)?;
            let refused = self.refused(&restored);
            if next.role == Role::Control {
                accepted_control(refused.as_ref()).map_err(Stop::Halt)?;
            } else if let Some(why) = refused {
                return Err(Stop::Halt(unaccepted_list(&why)));
            }
        }
        Ok(())
    }

    fn answer(&mut self, step: &Step) -> Result<(), Stop> {
        let next = self.rest.next().filter(|next| next.role == Role::Request);
        let next = next.ok_or_else(|| Stop::Missing(not_sent()))?;
        let restored = self.restore(&next.id)?;
        let mut judged_by = step.clone();
        judged_by.checks.retain(|check| {
            let obstacle = obstacle(check, &restored, &self.seen);
            let free = obstacle.is_none();
            self.obstacle = self.obstacle.take().or(obstacle);
            free
        });
        let earlier: Vec<Seen<'_>> = self
            .seen
            .iter()
            .filter_map(|one| {
                Some(Seen {
                    exchange: &one.exchange,
                    answer: one.answer.as_ref()?,
                })
            })
            .collect();
        let judged = judge_answer(
            &judged_by,
            (&restored.exchange, restored.answer.as_ref()),
            &earlier,
            &self.grounds,
            &mut self.findings,
        );
        drop(earlier);
        self.seen.push(restored);
        judged.map_err(Stop::Halt)
    }

    fn still_served(&mut self) -> Result<(), Stop> {
        let next = self.rest.next().filter(|next| next.role == Role::Control);
        let next = next.ok_or_else(|| Stop::Missing(not_sent()))?;
        let restored = self.restore(&next.id)?;
        if let Some(why) = self.refused(&restored) {
            self.findings
                .push(no_longer_served(&why, restored.exchange.id));
        }
        Ok(())
    }

    fn restore(&self, key: &str) -> Result<Restored, Stop> {
        let record: Option<&ExchangeRecord> = self.record.exchanges.get(key);
        record
            .and_then(|record| restore(key, record))
            .ok_or_else(|| {
                Stop::Missing(Reason::new(&reason::EXCHANGE_MISSING).with("exchange", key))
            })
    }

    fn refused(&self, restored: &Restored) -> Option<Reason> {
        refused(
            &restored.exchange,
            restored.answer.as_ref(),
            self.grounds.production,
        )
    }

    fn end(self, ended: Option<Stop>) -> Again {
        let breached = self
            .findings
            .iter()
            .any(|finding| finding.kind == Kind::Breach);
        let left_over = ended.is_none() && self.rest.len() > 0;
        let halted = match ended {
            Some(Stop::Missing(why)) if !breached => return Again::Kept(why),
            Some(Stop::Halt(halt)) => Some(halt),
            Some(Stop::Missing(_)) | None => None,
        };
        match self.obstacle {
            Some(why) if !breached => Again::Kept(why),
            None if left_over => Again::Kept(Reason::new(&reason::TOO_MANY_EXCHANGES)),
            Some(_) | None => Again::Judged(conclude(&self.findings, halted), self.findings),
        }
    }
}

fn not_sent() -> Reason {
    Reason::new(&reason::NEVER_SENT)
}
