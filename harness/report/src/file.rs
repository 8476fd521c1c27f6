//! The record in its file: JSON, compressed by gzip. Each rule, test, exchange and value has a line of its own, so that
//! `zgrep` finds what `zcat … | jq` takes apart.

mod lines;

use std::fs;
use std::io::{self, Read as _, Write};
use std::path::Path;

use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use serde::Serialize as _;
use thiserror::Error;

use crate::json;
use lines::Lines;
use record::Record;

/// The record's name within the run's folder.
pub const RECORD: &str = "report.json.gz";
/// Its name there where somebody has decompressed it.
const PLAIN: &str = "report.json";
/// What a file compressed by gzip begins with.
const MARK: [u8; 2] = [0x1f, 0x8b];
/// No record is longer than this, decompressed.
const LONGEST: u64 = 256 << 20;

/// Why there is no record in a file.
#[derive(Debug, Error)]
pub enum FileError {
    /// The file cannot be read or decompressed.
    #[error(transparent)]
    File(#[from] io::Error),
    /// Its text is no record.
    #[error(transparent)]
    Record(#[from] json::ReadError),
}

/// The name of the record in the folder of a run.
pub fn name_in(folder: &Path) -> &'static str {
    if !folder.join(RECORD).exists() && folder.join(PLAIN).exists() {
        PLAIN
    } else {
        RECORD
    }
}

/// The text of a record, decompressed if it is compressed.
///
/// # Errors
/// The file cannot be read, is damaged, or is longer than any record.
pub fn text(path: &Path) -> io::Result<Vec<u8>> {
    let bytes = fs::read(path)?;
    if !bytes.starts_with(&MARK) {
        return Ok(bytes);
    }
    let mut text = Vec::new();
    let mut plain = GzDecoder::new(bytes.as_slice()).take(LONGEST + 1);
    plain.read_to_end(&mut text)?;
    if text.len() as u64 > LONGEST {
        return Err(io::Error::other("it is longer than any record"));
    }
    Ok(text)
}

/// Reads a record from its file, compressed or not.
///
/// # Errors
/// [`FileError`].
pub fn read(path: &Path) -> Result<Record, FileError> {
    Ok(json::read(&text(path)?)?)
}

/// Writes a record. The same record gives the same bytes.
///
/// # Errors
/// The writer fails, or the record holds something that JSON cannot say.
pub fn write(record: &Record, to: impl Write) -> io::Result<()> {
    let mut compressed = GzBuilder::new().write(to, Compression::best());
    let mut serializer = serde_json::Serializer::with_formatter(&mut compressed, Lines::default());
    record.serialize(&mut serializer)?;
    compressed.write_all(b"\n")?;
    compressed.finish()?.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::fixture::record;

    fn written() -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&record(), &mut bytes).expect("written to memory");
        bytes
    }

    fn in_file<T>(bytes: &[u8], read: impl FnOnce(&Path) -> T) -> T {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(RECORD);
        fs::write(&path, bytes).expect("a file");
        read(&path)
    }

    #[test]
    fn a_record_comes_back_as_it_was_written() {
        let back = in_file(&written(), read).expect("a record");
        let json = |record| serde_json::to_value(record).expect("JSON");
        assert_eq!(json(back), json(record()));
    }

    #[test]
    fn the_same_record_gives_the_same_bytes() {
        assert_eq!(written(), written());
    }

    #[test]
    fn a_decompressed_record_is_read_too() {
        let plain = in_file(&written(), text).expect("a text");
        assert_eq!(in_file(&plain, read).expect("a record").run, record().run);
    }

    #[test]
    fn every_test_has_a_line_of_its_own() {
        let plain = in_file(&written(), text).expect("a text");
        let plain = String::from_utf8(plain).expect("text");
        for case in record().cases {
            let start = format!("{{\"id\":\"{}\"", case.id);
            let mut lines = plain.lines();
            assert!(lines.any(|line| line.trim_start().starts_with(&start)));
        }
    }

    #[test]
    fn a_damaged_file_is_refused() {
        let mut bytes = written();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x20;
        assert!(in_file(&bytes, text).is_err() || in_file(&bytes, read).is_err());
        assert!(in_file(&bytes[..middle], read).is_err());
    }
}
