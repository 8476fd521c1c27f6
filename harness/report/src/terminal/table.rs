//! The tables of the terminal report.

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle,
};

use crate::terminal::Screen;
use crate::words;
use crate::words::{Phrase, number};
use judge::check::fields::MatrixRow;
use record::{Counts, Record};

/// Columns set apart by space, a line under the heading.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// Counts per family, and their sum.
pub(super) fn families(record: &Record, screen: &Screen<'_>) -> String {
    let mut table = table(
        &[
            words::FAMILY,
            words::ALL,
            words::CONFORM,
            words::VIOLATE,
            words::DECLARED,
            words::WARN,
            words::UNDECIDED,
            words::OBSERVE,
            words::NOT_APPLICABLE,
        ],
        screen,
    );
    for family in &record.families {
        table.add_row(row(&family.family, &family.counts, screen));
    }
    table.add_row(row(words::SUM.say(screen.language), &record.counts, screen));
    align_right(&mut table, 1..9);
    for column in table.column_iter_mut() {
        column.set_padding((0, 1));
    }
    if let Some(names) = table.column_mut(0) {
        names.set_constraint(ColumnConstraint::ContentWidth);
    }
    finish(&table)
}

fn row(name: &str, counts: &Counts, screen: &Screen<'_>) -> Vec<String> {
    let figures = [
        counts.instances,
        counts.conforms,
        counts.violations,
        counts.declared,
        counts.warnings,
        counts.inconclusive,
        counts.observations,
        counts.not_applicable,
    ];
    let figures = figures.map(|value| {
        if value == 0 {
            "·".into()
        } else {
            number(value, screen.language)
        }
    });
    std::iter::once(name.to_owned()).chain(figures).collect()
}

/// The field matrix, one row per field and endpoint.
pub(super) fn fields(record: &Record, screen: &Screen<'_>) -> String {
    let same_table = |one: &MatrixRow, other: &MatrixRow| {
        one.service == other.service && one.endpoint == other.endpoint
    };
    let tables: Vec<String> = record
        .fields
        .rows
        .chunk_by(same_table)
        .filter_map(|rows| endpoint_fields(rows, screen))
        .collect();
    tables.join("\n")
}

fn endpoint_fields(rows: &[MatrixRow], screen: &Screen<'_>) -> Option<String> {
    let first = rows.first()?;
    let mut table = table(
        &[
            words::FIELD,
            words::CATEGORY,
            words::PRESENT_IN,
            words::RESULT,
        ],
        screen,
    );
    for row in rows {
        table.add_row([
            row.api_path.clone(),
            words::category(row.category)
                .say(screen.language)
                .to_owned(),
            format!("{}/{}", row.had, row.had + row.had_not),
            words::row_verdict(row.verdict)
                .say(screen.language)
                .to_owned(),
        ]);
    }
    align_right(&mut table, 2..3);
    if let Some(paths) = table.column_mut(0) {
        paths.set_delimiter('.');
    }
    Some(format!(
        "{} · {}\n{}",
        first.service,
        screen.ink.bold(first.endpoint.name()),
        finish(&table)
    ))
}

fn table(headings: &[Phrase], screen: &Screen<'_>) -> Table {
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(screen.width).unwrap_or(80))
        .force_no_tty()
        .set_header(headings.iter().map(|heading| heading.say(screen.language)));
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table
}

fn align_right(table: &mut Table, columns: std::ops::Range<usize>) {
    for column in table
        .column_iter_mut()
        .skip(columns.start)
        .take(columns.len())
    {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

fn finish(table: &Table) -> String {
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}
