//! The tables as one workbook. The same record gives the same bytes.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use crate::table::{Cell, Kind, Table, table};
use pack::text::Language;
use record::Record;

/// No cell of Excel holds more.
const LONGEST: usize = 32_000;
/// The height of a line, in points.
const HEIGHT: u32 = 15;
/// No row of Excel is higher than 409 points.
const MOST_LINES: u32 = 27;
/// Columns are at least and at most this wide, in characters.
const WIDTHS: (usize, usize) = (8, 60);

/// The bytes of the file.
///
/// # Errors
/// A table is larger than a sheet can be.
pub(crate) fn workbook(record: &Record, language: Language) -> Result<Vec<u8>, XlsxError> {
    let tables: Vec<Table> = Kind::ALL
        .into_iter()
        .map(|kind| table(record, kind, language))
        .collect();
    written(&tables, record.ended.as_second())
}

/// A workbook of these tables with this date (seconds since 1970).
///
/// # Errors
/// A table is larger than a sheet can be.
pub(crate) fn written(tables: &[Table], at: i64) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_timestamp(at)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    for table in tables {
        fill(workbook.add_worksheet(), table)?;
    }
    workbook.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold().set_text_wrap();
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name(table.name)?;
    for (column, name) in (0..).zip(&table.headings) {
        sheet.write_string_with_format(0, column, name.as_str(), &heading)?;
    }
    let widths: Vec<u32> = (0..table.headings.len())
        .map(|column| width(table, column))
        .collect();
    for (number, row) in (1..).zip(&table.rows) {
        let lines = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| lines(cell, *width));
        // Without a height of its own, LibreOffice prints the second line of a cell over the next row.
        if let Some(most) = lines.max().filter(|most| *most > 1) {
            sheet.set_row_height(number, HEIGHT * most.min(MOST_LINES))?;
        }
        for (column, cell) in (0..).zip(row) {
            match cell {
                Cell::Text(words) if words.is_empty() => continue,
                Cell::Text(words) => {
                    sheet.write_string_with_format(number, column, short(words), &text)?
                }
                #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
                Cell::Number(count) => {
                    sheet.write_number_with_format(number, column, *count as f64, &text)?
                }
            };
        }
    }
    for (column, width) in (0..).zip(widths) {
        sheet.set_column_width(column, width)?;
    }
    let last = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let right = u16::try_from(table.headings.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, last, right)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

fn short(words: &str) -> String {
    words.chars().take(LONGEST).collect()
}

/// How many lines a cell takes in a column of this width; words that do not fit leave some of each line empty.
fn lines(cell: &Cell, width: u32) -> u32 {
    let Cell::Text(text) = cell else { return 1 };
    let of_one = |line: &str| {
        let letters = u32::try_from(line.chars().count()).unwrap_or(u32::MAX);
        (letters.saturating_mul(11) / 10).div_ceil(width).max(1)
    };
    text.lines().map(of_one).sum::<u32>().max(1)
}

fn width(table: &Table, column: usize) -> u32 {
    let cells = table.rows.iter().filter_map(|row| row.get(column));
    let longest = cells
        .map(|cell| match cell {
            Cell::Text(text) => text.chars().count(),
            Cell::Number(number) => number.to_string().len(),
        })
        .chain([table.headings[column].chars().count() + 3])
        .max()
        .unwrap_or_default();
    u32::try_from(longest.clamp(WIDTHS.0, WIDTHS.1) + 1).unwrap_or(u32::MAX)
}
