//! The tables that people keep in Excel: verdict and scope, compliance and deviations (step C-5), field matrix,
//! requirements, results. Each is made once from the record, in one language, and written as CSV or as a sheet.

mod csv;
mod deviations;
mod rows;
mod workbook;

pub(super) use self::csv::csv;
pub(super) use workbook::{workbook, written};

use crate::words::{Phrase, phrase};
use pack::text::{Language, Text};
use record::Record;

/// Which table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The verdict, its scope, and what was tested.
    Verdict,
    /// Compliance by subject, and every deviation, declared or not.
    Deviations,
    /// The field matrix.
    Fields,
    /// What became of each requirement.
    Requirements,
    /// Every test.
    Results,
}

impl Kind {
    /// All, in the order of the workbook.
    pub const ALL: [Self; 5] = [
        Self::Verdict,
        Self::Deviations,
        Self::Fields,
        Self::Requirements,
        Self::Results,
    ];

    /// The file's name as CSV.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Verdict => "verdict.csv",
            Self::Deviations => "deviations.csv",
            Self::Fields => "fields.csv",
            Self::Requirements => "requirements.csv",
            Self::Results => "results.csv",
        }
    }

    /// The name of the sheet. An agency has no step C-5.
    fn sheet(self, is_bank: bool) -> Phrase {
        match self {
            Self::Verdict => phrase("Verdict", "Konklusjon"),
            Self::Deviations if is_bank => phrase("C-5 deviations", "C-5 avvik"),
            Self::Deviations => phrase("Deviations", "Avvik"),
            Self::Fields => phrase("Field matrix", "Feltmatrise"),
            Self::Requirements => phrase("Requirements", "Krav"),
            Self::Results => phrase("Results", "Resultater"),
        }
    }
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Text(String),
    Number(usize),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

/// A table in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// Name of the sheet.
    pub(super) name: &'static str,
    /// One heading a column.
    pub(super) headings: Vec<String>,
    /// As many cells a row as there are headings.
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A table of a record.
pub(super) fn table(record: &Record, kind: Kind, language: Language) -> Table {
    let of = Source { record, language };
    let (headings, rows) = match kind {
        Kind::Verdict => of.verdict(),
        Kind::Deviations => of.deviations(),
        Kind::Fields => of.fields(),
        Kind::Requirements => of.requirements(),
        Kind::Results => of.results(),
    };
    Table {
        name: kind.sheet(record.subject.bank().is_some()).say(language),
        headings: headings
            .iter()
            .map(|heading| heading.say(language).to_owned())
            .collect(),
        rows,
    }
}

/// The rows of the verdict's table, and the declared deviations, as pairs of what and value.
pub(super) fn facts(record: &Record, language: Language) -> Vec<(String, String)> {
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
    };
    let verdict = table(record, Kind::Verdict, language).rows.into_iter();
    let pairs = verdict.filter_map(|row| Some((text(row.first()?), text(row.get(1)?))));
    let deviations = record.deviations.iter().map(|one| {
        let state = crate::words::deviation_state(one.state).say(language);
        let until = phrase("until", "til").say(language);
        let value = format!("{}, {until} {} ({state})", one.subject, one.expires);
        (phrase("Deviation", "Avvik").say(language).to_owned(), value)
    });
    pairs
        .chain(deviations)
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

type Content = (Vec<Phrase>, Vec<Vec<Cell>>);

/// A record and the language that its tables are in.
struct Source<'a> {
    record: &'a Record,
    language: Language,
}

impl Source<'_> {
    fn text(&self, text: &Text) -> Cell {
        text.in_language(self.language).into()
    }

    fn say(&self, phrase: Phrase) -> Cell {
        phrase.say(self.language).into()
    }

    fn service(&self, id: &str) -> Cell {
        let services = &self.record.subject.services;
        let known = services.iter().find(|service| service.id == id);
        known.map_or_else(|| id.into(), |service| self.text(&service.title))
    }
}

#[cfg(test)]
mod tests;
