//! The readers of bytes that somebody else wrote, by name: what banks, agencies and registers send, and the files that
//! people hand on. Each may be given anything at all, and returns, soon and without a panic; some hold what they read
//! against a property of it. The fuzz targets have the same names, and the seeds in `corpus/NAME` are read by an ordinary
//! test too.

mod answers;
mod files;
mod reports;
mod requests;

/// A reader: whatever the bytes are, it returns.
pub type Reader = fn(&[u8]);

/// All readers, by name.
pub const READERS: &[(&str, Reader)] = &[
    ("agency-profile", files::agency_profile),
    ("answer", answers::answer),
    ("bank-options", files::bank_options),
    ("call", requests::call),
    ("case", files::case),
    ("certificate", answers::certificate),
    ("certpub", requests::certpub),
    ("checklist", files::checklist),
    ("connection", answers::connection),
    ("delivery-table", files::delivery_table),
    ("deviations", files::deviations),
    ("document", answers::document),
    ("encrypted", answers::encrypted),
    ("expected-banks", files::expected_banks),
    ("fleet", files::fleet),
    ("grant", requests::grant),
    ("jose", answers::jose),
    ("json", answers::json),
    ("jwks", requests::jwks),
    ("key", answers::key),
    ("log", reports::log),
    ("order", requests::order),
    ("package", reports::package),
    ("people", files::people),
    ("persons", requests::persons),
    ("profile", files::profile),
    ("record", reports::record),
    ("redaction", reports::redaction),
    ("register-options", files::register_options),
    ("request", requests::request),
    ("scenario", files::scenario),
    ("score", files::score),
    ("service", files::service),
    ("signature", reports::signature),
    ("text", answers::text),
    ("token", requests::token),
    ("world", files::world),
];

/// The reader of that name, found when a target is compiled, so that the target has no other in it.
///
/// # Panics
/// There is none of that name.
pub const fn named(name: &str) -> Reader {
    let mut place = 0;
    while place < READERS.len() {
        let (known, reader) = READERS[place];
        if is_same(known.as_bytes(), name.as_bytes()) {
            return reader;
        }
        place += 1;
    }
    panic!("no reader has the name of the target")
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut place = 0;
    while place < one.len() && place < other.len() {
        if one[place] != other[place] {
            return false;
        }
        place += 1;
    }
    one.len() == other.len()
}
