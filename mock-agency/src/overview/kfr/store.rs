//! What institutions have written, kept in a file to which each change is appended.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use wire::world::{CustomerRegister, Ownership, RelationshipFact};

use super::name_of;

/// A relationship of an institution and a customer, as the last change left it. One that ends before it begins is erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Written {
    institution: String,
    customer: String,
    from: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<Date>,
    /// Until then it is not read in.
    #[serde(skip)]
    not_before: Option<Instant>,
}

/// What is to become of a relationship.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) institution: String,
    pub(super) customer: String,
    /// It begins on that day, unless there is one that goes on.
    pub(super) from: Option<Date>,
    /// The one that goes on ends on that day.
    pub(super) to: Option<Date>,
    /// It is read in then.
    pub(super) not_before: Option<Instant>,
}

/// The relationships by customer, and their file.
#[derive(Debug)]
pub(super) struct Store {
    file: PathBuf,
    customers: BTreeMap<String, Vec<Written>>,
}

impl Store {
    /// What the file has; a file that is not there yet has nothing.
    ///
    /// # Errors
    /// A file that cannot be read, or has a line that is no change.
    pub(super) fn open(file: &Path) -> io::Result<Self> {
        let text = match std::fs::read_to_string(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            read => read?,
        };
        let mut store = Self {
            file: file.to_owned(),
            customers: BTreeMap::new(),
        };
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        for line in text[..whole].lines() {
            store.put(serde_json::from_str(line)?);
        }
        // A process that was killed while it wrote has confirmed nothing of the last line.
        if whole < text.len() {
            OpenOptions::new()
                .write(true)
                .open(file)?
                .set_len(whole as u64)?;
        }
        Ok(store)
    }

    /// The relationships of a customer. Those that a directory declares count as far as nothing was written about them.
    pub(super) fn of_customer(
        &self,
        customer: &str,
        declared: &[RelationshipFact],
    ) -> Vec<RelationshipFact> {
        let written = self.customers.get(customer).map_or(&[][..], Vec::as_slice);
        let now = Instant::now();
        let others = declared.iter().filter(|fact| {
            let same = |one: &Written| one.institution == fact.orgno && one.from == fact.from;
            fact.register == CustomerRegister::Kar || !written.iter().any(same)
        });
        let read = written.iter().filter(|one| {
            let erased = one.to.is_some_and(|to| to < one.from);
            !erased && one.not_before.is_none_or(|at| at <= now)
        });
        others.cloned().chain(read.map(Written::fact)).collect()
    }

    /// Carries out changes of one institution, the first for each customer, and says how many relationships became others
    /// than before.
    ///
    /// # Errors
    /// They could not be kept; then none counts.
    pub(super) fn write<'d>(
        &mut self,
        changes: &[Change],
        declared: impl Fn(&str) -> &'d [RelationshipFact],
    ) -> io::Result<usize> {
        let mut lines = Vec::new();
        let mut seen = BTreeSet::new();
        let written: Vec<Written> = changes
            .iter()
            .filter(|change| seen.insert(&change.customer))
            .filter_map(|change| {
                let declared = declared(&change.customer);
                let all = self.of_customer(&change.customer, declared);
                let open = all.iter().find(|one| {
                    let kfr = one.register == CustomerRegister::Kfr;
                    kfr && one.orgno == change.institution && one.to.is_none()
                });
                let from = match (open, change.from) {
                    (None, Some(from)) => from,
                    (Some(open), None) => open.from,
                    (Some(_), Some(_)) | (None, None) => return None,
                };
                Some(Written {
                    institution: change.institution.clone(),
                    customer: change.customer.clone(),
                    from,
                    to: change.to,
                    not_before: change.not_before,
                })
            })
            .collect();
        for one in &written {
            serde_json::to_writer(&mut lines, one)?;
            lines.push(b'\n');
        }
        if !written.is_empty() {
            append(&mut opened(&self.file)?, &lines)?;
        }
        let count = written.len();
        for one in written {
            self.put(one);
        }
        Ok(count)
    }

    fn put(&mut self, written: Written) {
        let known = self.customers.entry(written.customer.clone()).or_default();
        let same =
            |one: &&mut Written| one.institution == written.institution && one.from == written.from;
        match known.iter_mut().find(same) {
            Some(one) => *one = written,
            None => known.push(written),
        }
    }
}

impl Written {
    /// KFR knows customers and no accounts.
    fn fact(&self) -> RelationshipFact {
        RelationshipFact {
            orgno: self.institution.clone(),
            name: name_of(&self.institution).map(str::to_owned),
            register: CustomerRegister::Kfr,
            from: self.from,
            to: self.to,
            ownership: Ownership::Unknown,
            active: false,
        }
    }
}

/// Appends all of the lines, or leaves the file as it was.
fn append(file: &mut File, lines: &[u8]) -> io::Result<()> {
    let before = file.metadata()?.len();
    let written = file.write_all(lines);
    if written.is_err() {
        file.set_len(before)?;
    }
    written
}

/// The file, for the owner alone where the system has such permissions.
fn opened(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 27);

    fn change(from: Option<Date>, to: Option<Date>) -> Change {
        Change {
            institution: "310000035".to_owned(),
            customer: "41875299938".to_owned(),
            from,
            to,
            not_before: None,
        }
    }

    #[test]
    fn what_was_written_is_there_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("kfr.jsonl");
        let mut store = Store::open(&file).unwrap();
        let written = store.write(&[change(Some(TODAY), None)], |_| &[]).unwrap();
        let again = store.write(&[change(Some(TODAY), None)], |_| &[]).unwrap();
        assert_eq!((written, again), (1, 0));
        let store = Store::open(&file).unwrap();
        assert_eq!(store.of_customer("41875299938", &[]).len(), 1);
    }

    #[test]
    fn a_line_that_was_not_written_to_its_end_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("kfr.jsonl");
        let mut store = Store::open(&file).unwrap();
        store.write(&[change(Some(TODAY), None)], |_| &[]).unwrap();
        let whole = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, format!("{whole}{{\"instit")).unwrap();
        let store = Store::open(&file).unwrap();
        assert_eq!(store.of_customer("41875299938", &[]).len(), 1);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), whole);
    }

    #[test]
    fn a_customer_who_is_removed_keeps_the_days_before() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("kfr.jsonl")).unwrap();
        let began = date(2020, 1, 1);
        store.write(&[change(Some(began), None)], |_| &[]).unwrap();
        let yesterday = TODAY.yesterday().unwrap();
        store
            .write(&[change(None, Some(yesterday))], |_| &[])
            .unwrap();
        let known = store.of_customer("41875299938", &[]);
        assert_eq!((known[0].from, known[0].to), (began, Some(yesterday)));
    }

    #[test]
    fn a_customer_of_one_day_who_is_removed_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("kfr.jsonl")).unwrap();
        store.write(&[change(Some(TODAY), None)], |_| &[]).unwrap();
        let yesterday = TODAY.yesterday().unwrap();
        store
            .write(&[change(None, Some(yesterday))], |_| &[])
            .unwrap();
        assert!(store.of_customer("41875299938", &[]).is_empty());
    }
}
