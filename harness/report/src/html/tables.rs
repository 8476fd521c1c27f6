//! The tables of the page.

use crate::coverage::{State, state};
use crate::html::both::Both;
use crate::html::cases::{SourceView, service_title};
use crate::words;
use crate::words::{counted, number};
use judge::check::fields::{MatrixRow, RowVerdict};
use pack::catalogue::Level;
use pack::text::{Language, Text};
use record::{Counts, DeviationRecord, InterpretationRecord, Record, RequirementRecord};

/// A name and its counts.
#[derive(Debug)]
pub(super) struct CountRow {
    pub(super) name: Both,
    /// What the name stands for.
    pub(super) gloss: Option<Both>,
    pub(super) total: bool,
    /// All, violations, declared, warnings, undecided, observations, conforming, not applicable; `None` for none.
    pub(super) cells: Vec<(&'static str, Option<Both>)>,
}

/// Counts per family and their sum.
pub(super) fn families(record: &Record) -> Vec<CountRow> {
    let sum = row(&words::SUM.text(), &record.counts, true);
    let families = record.families.iter().map(|one| CountRow {
        gloss: record.about(&one.family).map(Both::of),
        ..row(&Text::same(&one.family), &one.counts, false)
    });
    families.chain([sum]).collect()
}

/// Counts per level.
pub(super) fn levels(record: &Record) -> Vec<CountRow> {
    [Level::Must, Level::Should, Level::May]
        .map(|level| {
            let counts = Counts::of(record.cases.iter().filter(|case| case.level == level));
            row(&words::level(level).text(), &counts, false)
        })
        .into()
}

fn row(name: &Text, counts: &Counts, total: bool) -> CountRow {
    let cell = |key, value: usize| {
        let shown = Text::new(number(value, Language::En), number(value, Language::Nb));
        (key, (value > 0).then(|| Both::of(&shown)))
    };
    CountRow {
        name: Both::of(name),
        gloss: None,
        total,
        cells: vec![
            cell("all", counts.instances),
            cell("violation", counts.violations),
            cell("declared", counts.declared),
            cell("warning", counts.warnings),
            cell("inconclusive", counts.inconclusive),
            cell("observation", counts.observations),
            cell("conforms", counts.conforms),
            cell("not-applicable", counts.not_applicable),
        ],
    }
}

/// The delivery table of an endpoint.
#[derive(Debug)]
pub(super) struct FieldTable<'a> {
    pub(super) service: Both,
    pub(super) endpoint: &'static str,
    pub(super) breaches: usize,
    pub(super) never: usize,
    pub(super) rows: Vec<FieldView<'a>>,
}

/// A row of it.
#[derive(Debug)]
pub(super) struct FieldView<'a> {
    pub(super) row: &'a MatrixRow,
    pub(super) category: Both,
    pub(super) result: Both,
    pub(super) class: &'static str,
    pub(super) places: u64,
    pub(super) pointer: Option<&'a str>,
}

/// The field matrix, endpoint by endpoint.
pub(super) fn fields(record: &Record) -> Vec<FieldTable<'_>> {
    let same = |one: &MatrixRow, other: &MatrixRow| {
        one.service == other.service && one.endpoint == other.endpoint
    };
    record
        .fields
        .rows
        .chunk_by(same)
        .filter_map(|rows| {
            let first = rows.first()?;
            let with = |verdict| rows.iter().filter(|row| row.verdict == verdict).count();
            Some(FieldTable {
                service: Both::of(&service_title(record, &first.service)),
                endpoint: first.endpoint.name(),
                breaches: with(RowVerdict::Breach),
                never: with(RowVerdict::NeverDelivered),
                rows: rows.iter().map(field).collect(),
            })
        })
        .collect()
}

fn field(row: &MatrixRow) -> FieldView<'_> {
    let (class, pointer) = match row.verdict {
        RowVerdict::Breach => (
            "violation",
            row.first_without.first().or(row.first_with.first()),
        ),
        RowVerdict::NeverDelivered => ("warning", None),
        RowVerdict::Observed => ("observation", row.first_with.first()),
        RowVerdict::Conforms => ("conforms", None),
        RowVerdict::NotSeen => ("not-applicable", None),
    };
    FieldView {
        row,
        category: Both::of(&words::category(row.category).text()),
        result: Both::of(&words::row_verdict(row.verdict).text()),
        class,
        places: row.had + row.had_not,
        pointer: pointer.map(|place| place.pointer.as_str()),
    }
}

/// Requirement coverage.
#[derive(Debug)]
pub(super) struct Coverage<'a> {
    /// How many requirements stand how.
    pub(super) summary: Vec<(&'static str, Both)>,
    pub(super) rows: Vec<RequirementRow<'a>>,
}

/// A requirement.
#[derive(Debug)]
pub(super) struct RequirementRow<'a> {
    pub(super) requirement: &'a RequirementRecord,
    pub(super) level: Both,
    pub(super) text: Both,
    pub(super) source: SourceView,
    pub(super) class: &'static str,
    pub(super) state: Both,
    pub(super) reason: Option<Both>,
}

/// The requirements and what became of them.
pub(super) fn requirements(record: &Record) -> Coverage<'_> {
    let summary = State::ALL
        .into_iter()
        .filter_map(|wanted| {
            let count = record
                .requirements
                .iter()
                .filter(|requirement| state(requirement) == wanted)
                .count();
            let words = counted(count, wanted.phrase(), wanted.phrase());
            (count > 0).then(|| (wanted.key(), Both::of(&words)))
        })
        .collect();
    let rows = record
        .requirements
        .iter()
        .map(|requirement| RequirementRow {
            requirement,
            level: Both::of(&words::level(requirement.level).text()),
            text: Both::of(&requirement.text),
            source: SourceView::of(&requirement.source),
            class: state(requirement).key(),
            state: Both::of(&state(requirement).phrase().text()),
            reason: requirement.untestable.as_ref().map(Both::of),
        })
        .collect();
    Coverage { summary, rows }
}

/// A declared deviation.
#[derive(Debug)]
pub(super) struct DeviationRow<'a> {
    pub(super) deviation: &'a DeviationRecord,
    pub(super) state: Both,
    pub(super) sound: bool,
}

/// The declared deviations.
pub(super) fn deviations(record: &Record) -> Vec<DeviationRow<'_>> {
    record
        .deviations
        .iter()
        .map(|deviation| DeviationRow {
            deviation,
            state: Both::of(&words::deviation_state(deviation.state).text()),
            sound: deviation.state.is_sound(),
        })
        .collect()
}

/// An interpretation.
#[derive(Debug)]
pub(super) struct InterpretationRow<'a> {
    pub(super) record: &'a InterpretationRecord,
    pub(super) title: Both,
    pub(super) reading: Both,
}

/// The interpretations the run rests on.
pub(super) fn interpretations(record: &Record) -> Vec<InterpretationRow<'_>> {
    record
        .interpretations
        .iter()
        .map(|record| InterpretationRow {
            record,
            title: Both::of(&record.interpretation.title),
            reading: Both::of(&record.interpretation.reading),
        })
        .collect()
}
