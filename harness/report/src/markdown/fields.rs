//! The field matrix, and the fields that no answer had.

use std::fmt::Write as _;

use crate::markdown::Annex;
use crate::markdown::cell::{code, table};
use crate::words;
use judge::check::fields::{MatrixRow, RowVerdict};

impl Annex<'_> {
    /// Fields to be delivered that no answer had: what a bank has to declare or to correct.
    pub(super) fn never_seen(&self) -> String {
        let rows: Vec<Vec<String>> = self
            .record
            .fields
            .rows
            .iter()
            .filter(|row| row.verdict == RowVerdict::NeverDelivered)
            .map(|row| {
                vec![
                    self.service(&row.service),
                    row.endpoint.name().to_owned(),
                    code(&row.api_path),
                    row.had_not.to_string(),
                ]
            })
            .collect();
        let headings = [
            words::SERVICE.say(self.language),
            words::ENDPOINT.say(self.language),
            words::FIELD.say(self.language),
            self.say("Objects without it", "Objekter uten feltet"),
        ];
        self.table_section(
            (
                "To be delivered, and never received",
                "Skal utleveres, men aldri mottatt",
            ),
            &headings,
            &rows,
        )
    }

    /// The whole matrix.
    pub(super) fn matrix(&self) -> String {
        let same = |one: &MatrixRow, other: &MatrixRow| {
            one.service == other.service && one.endpoint == other.endpoint
        };
        let mut body = String::new();
        for rows in self.record.fields.rows.chunk_by(same) {
            let Some(first) = rows.first() else { continue };
            let _ = write!(
                body,
                "### {} · {}\n\n",
                self.service(&first.service),
                first.endpoint.name()
            );
            let cells: Vec<Vec<String>> = rows.iter().map(|row| self.matrix_row(row)).collect();
            let headings = [
                words::FIELD.say(self.language),
                words::CATEGORY.say(self.language),
                self.say("Answers with it", "Svar med feltet"),
                self.say("Objects with it", "Objekter med feltet"),
                words::RESULT.say(self.language),
            ];
            let _ = writeln!(body, "{}", table(&headings, &cells));
        }
        if body.is_empty() {
            String::new()
        } else {
            self.section(("Field matrix", "Feltmatrise"), body.trim_end_matches('\n')) + "\n"
        }
    }

    fn matrix_row(&self, row: &MatrixRow) -> Vec<String> {
        vec![
            code(&row.api_path),
            words::category(row.category).say(self.language).to_owned(),
            format!("{} / {}", row.answers_with, row.answers),
            format!("{} / {}", row.had, row.had + row.had_not),
            words::row_verdict(row.verdict)
                .say(self.language)
                .to_owned(),
        ]
    }
}
