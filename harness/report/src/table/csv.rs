//! A table as CSV, for Excel: UTF-8 with a byte order mark, and the list separator of the language (`,` in English,
//! `;` in Norwegian). What Excel would calculate is text: it begins with `'`.

use ::csv::{QuoteStyle, WriterBuilder};

use crate::table::{Cell, Table};
use pack::text::Language;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The bytes of the file.
///
/// # Errors
/// A row has another number of cells than the heading.
pub(crate) fn csv(table: &Table, language: Language) -> Result<Vec<u8>, ::csv::Error> {
    let mut writer = WriterBuilder::new()
        .delimiter(match language {
            Language::En => b',',
            Language::Nb => b';',
        })
        .quote_style(QuoteStyle::Necessary)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(&table.headings)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(text))?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
            format!("'{text}")
        }
        Cell::Text(text) => text.clone(),
    }
}
