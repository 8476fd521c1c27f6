//! Compliance and deviations, as step C-5 asks for them. The sheets of DSOP forvaltning are not public: this one has
//! our own subjects, the families of cases, and then a row for each deviation.

use crate::group::groups;
use crate::standing::Standing;
use crate::table::{Cell, Content, Source};
use crate::words;
use crate::words::{Phrase, phrase};
use judge::check::fields::{MatrixRow, RowVerdict};
use record::{DeviationRecord, FamilyRecord};

const COMPLIANCE: Phrase = phrase("compliance", "etterlevelse");
const DEVIATION: Phrase = phrase("declared deviation", "erklært avvik");
const UNDECLARED: Phrase = phrase("deviation, not declared", "avvik, ikke erklært");

impl Source<'_> {
    pub(super) fn deviations(&self) -> Content {
        let headings = vec![
            phrase("Kind", "Type"),
            phrase("Case or field", "Testtilfelle eller felt"),
            phrase("What it is about", "Hva det gjelder"),
            words::SERVICE,
            words::ENDPOINT,
            words::CATEGORY,
            phrase("Delivered", "Utlevert"),
            phrase("Reason", "Begrunnelse"),
            phrase("Section", "Avsnitt"),
            phrase("Responsible", "Ansvarlig"),
            phrase("Until", "Til"),
            phrase("State", "Status"),
            phrase("Tests", "Tester"),
        ];
        let record = self.record;
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        rows.extend(record.families.iter().map(|one| self.family(one)));
        rows.extend(record.deviations.iter().map(|one| self.declared(one)));
        rows.extend(self.broken_rules());
        rows.extend(self.missing_fields());
        (headings, rows)
    }

    fn family(&self, one: &FamilyRecord) -> Vec<Cell> {
        let counts = &one.counts;
        let tested = counts.instances - counts.not_applicable;
        let state = if counts.violations > 0 {
            phrase("deviation", "avvik")
        } else if counts.inconclusive > 0 {
            phrase("inconclusive", "ikke avgjort")
        } else if tested > 0 {
            phrase("complies", "etterleves")
        } else {
            phrase("not tested", "ikke testet")
        };
        let title = self.record.about(&one.family);
        let title = title.map_or_else(|| "".into(), |title| self.text(title));
        self.row(COMPLIANCE, one.family.as_str(), title)
            .with(11, self.say(state))
            .with(12, tested.into())
            .cells
    }

    fn declared(&self, one: &DeviationRecord) -> Vec<Cell> {
        let field = self.record.fields.rows.iter().find(|row| {
            row.api_path == one.subject
                && one.service.as_ref().is_none_or(|id| *id == row.service)
                && one
                    .endpoint
                    .as_deref()
                    .is_none_or(|name| name == row.endpoint.name())
        });
        let case = self
            .record
            .cases
            .iter()
            .find(|case| case.case == one.subject);
        let title = case.map_or_else(|| "".into(), |case| self.text(&case.title));
        let row = self
            .row(DEVIATION, one.subject.as_str(), title)
            .with(7, one.reason.as_str().into())
            .with(8, one.section.as_str().into())
            .with(9, one.owner.as_str().into())
            .with(10, one.expires.as_str().into())
            .with(11, self.say(words::deviation_state(one.state)))
            .with(12, one.instances.len().into());
        let row = match &one.service {
            Some(service) => row.with(3, self.service(service)),
            None => row,
        };
        let row = match &one.endpoint {
            Some(endpoint) => row.with(4, endpoint.as_str().into()),
            None => row,
        };
        match field {
            Some(field) => self.about_field(row, field).cells,
            None => row.cells,
        }
    }

    /// Mandatory rules that are broken and not declared.
    fn broken_rules(&self) -> Vec<Vec<Cell>> {
        let groups = groups(self.record, Standing::Violation);
        let broken = groups.iter().filter(|group| group.case.field.is_none());
        broken
            .map(|group| {
                let case = group.case;
                let source = case.sources.first().map(pack::catalogue::Source::line);
                self.row(UNDECLARED, case.case.as_str(), self.text(&case.title))
                    .with(8, source.unwrap_or_default().into())
                    .with(12, group.instances.len().into())
                    .cells
            })
            .collect()
    }

    /// Fields that were not delivered as the delivery tables say, or never, and are not declared.
    fn missing_fields(&self) -> Vec<Vec<Cell>> {
        let declared = |row: &MatrixRow| {
            let deviations = &self.record.deviations;
            deviations.iter().any(|one| one.subject == row.api_path)
        };
        let rows = self.record.fields.rows.iter().filter(|row| {
            let missing = match row.verdict {
                RowVerdict::NeverDelivered | RowVerdict::Breach => true,
                RowVerdict::NotSeen | RowVerdict::Conforms | RowVerdict::Observed => false,
            };
            missing && !declared(row)
        });
        rows.map(|field| {
            let row = self.row(UNDECLARED, field.api_path.as_str(), "".into());
            self.about_field(row, field)
                .with(3, self.service(&field.service))
                .with(4, field.endpoint.name().into())
                .with(11, self.say(words::row_verdict(field.verdict)))
                .cells
        })
        .collect()
    }

    fn about_field(&self, row: Row, field: &MatrixRow) -> Row {
        row.with(5, self.say(words::category(field.category))).with(
            6,
            format!("{} / {}", field.had, field.had + field.had_not).into(),
        )
    }

    fn row(&self, kind: Phrase, subject: &str, about: Cell) -> Row {
        let mut cells = vec![self.say(kind), subject.into(), about];
        cells.resize(13, "".into());
        Row { cells }
    }
}

/// A row whose cells are set by their column.
struct Row {
    cells: Vec<Cell>,
}

impl Row {
    fn with(mut self, column: usize, cell: Cell) -> Self {
        self.cells[column] = cell;
        self
    }
}
