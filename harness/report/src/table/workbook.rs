//! The tables as one workbook. The same record gives the same bytes.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use crate::table::{Cell, Kind, Table, table};
use pack::text::Language;
use record::Record;

/// No cell of Excel holds more.
const LONGEST: usize = 32_000;
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
    for (number, row) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(row) {
            match cell {
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
    for (column, place) in (0..).zip(0..table.headings.len()) {
        sheet.set_column_width(column, width(table, place))?;
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
