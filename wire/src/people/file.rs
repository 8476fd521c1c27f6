//! Reads a people file and reports all its mistakes at once, each with line and column.

mod account;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use toml::de::DeTable;

use super::table::{Mistakes, Table};
use super::{Bankruptcy, Day, Guardianship, Party};
use crate::identifiers::{NationalIdKind, PartyId};
use crate::output;
use crate::world::Amount;

/// Why a people file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// It cannot be read.
    #[error("cannot read the people file {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It has mistakes.
    #[error("the people file has {}", Listed(path, mistakes))]
    Mistakes {
        /// The file.
        path: PathBuf,
        /// Line, column and what is wrong there, from top to bottom.
        mistakes: Vec<(usize, usize, String)>,
    },
}

struct Listed<'a>(&'a Path, &'a [(usize, usize, String)]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1.len() {
            1 => formatter.write_str("a mistake:")?,
            many => write!(formatter, "{many} mistakes:")?,
        }
        let path = self.0.display();
        for (line, column, message) in self.1 {
            write!(formatter, "\n{path}:{line}:{column}: {message}")?;
        }
        Ok(())
    }
}

/// Reads a people file. `others` are the numbers of people that the world has anyway.
///
/// # Errors
/// When the file cannot be read, or has mistakes: all of them.
pub fn load(
    path: &Path,
    others: &BTreeSet<String>,
    today: Date,
) -> Result<Vec<Party>, PeopleError> {
    let text = std::fs::read_to_string(path).map_err(|source| PeopleError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    read(&text, others, today).map_err(|mistakes| PeopleError::Mistakes {
        path: path.to_owned(),
        mistakes: mistakes
            .into_iter()
            .map(|(span, message)| {
                let (line, column) = place(&text, span.start);
                (line, column, output::harmless(&message.replace('\n', " ")))
            })
            .collect(),
    })
}

/// Line and column of a byte, both from 1.
fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let last = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, last.chars().count() + 1)
}

pub(super) fn read(
    text: &str,
    others: &BTreeSet<String>,
    today: Date,
) -> Result<Vec<Party>, Vec<(Range<usize>, String)>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        let mut mistakes: Vec<_> = errors
            .iter()
            .map(|error| (error.span().unwrap_or(0..0), error.message().to_owned()))
            .collect();
        mistakes.sort_by_key(|(span, _)| span.start);
        return Err(mistakes);
    }
    let mistakes = Mistakes::default();
    let root = Table::new(table.get_ref(), table.span(), &mistakes);
    let entries = root.tables("people").unwrap_or_default();
    root.finish();
    if entries.is_empty() && !table.get_ref().contains_key("people") {
        root.wrong("people", "nobody is in the file: it has no [[people]]");
    }
    let reading = Reading {
        today,
        others,
        mistakes: &mistakes,
        mentioned: RefCell::default(),
        seen: RefCell::default(),
    };
    let people: Vec<Party> = entries
        .iter()
        .filter_map(|entry| finished(entry, reading.party(entry)))
        .collect();
    reading.check_mentioned(&entries);
    let mistakes = mistakes.sorted();
    if mistakes.is_empty() {
        Ok(people)
    } else {
        Err(mistakes)
    }
}

struct Reading<'r> {
    today: Date,
    others: &'r BTreeSet<String>,
    mistakes: &'r Mistakes,
    /// Numbers of people that entries refer to, with their places.
    mentioned: RefCell<Vec<(PartyId, Range<usize>)>>,
    /// Numbers of people and accounts that were read.
    seen: RefCell<HashSet<String>>,
}

impl Reading<'_> {
    fn party(&self, table: &Table<'_>) -> Option<Party> {
        let number = table.required::<String>("number").and_then(|text| {
            let number = self.synthetic(&text, table.place("number"))?;
            if self.others.contains(&text) {
                table.wrong("number", "the synthetic people of this seed have this number already; choose another number or another --seed");
            }
            self.once(&text, table, "number");
            Some(number)
        });
        let name = self.named(table, "name", table.required("name"));
        let date_of_death = self.past(table, "date-of-death");
        let party = Party {
            deceased: table.or_default("deceased") || date_of_death.is_some(),
            date_of_death,
            address: table.or_default("address"),
            more_by_hand: table.or_default("more-by-hand"),
            guardianships: each(table, "guardianships", |entry| self.guardianship(entry)),
            bankruptcies: each(table, "bankruptcies", |entry| self.bankruptcy(entry)),
            accounts: self.accounts(table, number.as_ref()),
            number: number?,
            name: name?,
        };
        self.check_organisation(table, &party);
        Some(party)
    }

    /// What only people have.
    fn check_organisation(&self, table: &Table<'_>, party: &Party) {
        if matches!(party.number, PartyId::Person(_)) {
            return;
        }
        for (key, set) in [
            ("deceased", party.deceased),
            ("guardianships", !party.guardianships.is_empty()),
            (
                "address",
                party.address != crate::population::AddressProtection::None,
            ),
        ] {
            if set {
                self.mistakes
                    .add(table.place(key), format!("an organisation has no {key}"));
            }
        }
    }

    fn guardianship(&self, table: &Table<'_>) -> Option<Guardianship> {
        let guardian = self.mention(table, "guardian");
        if matches!(guardian, Some(PartyId::Organisation(_))) {
            table.wrong("guardian", "a guardian is a person");
        }
        let kind = table.or_default("kind");
        let daily_banking = table.optional("daily-banking").unwrap_or(true);
        let from = self.day(table, "from", table.required("from"));
        let to = self.day(table, "to", table.optional("to"));
        let from = from?;
        self.in_order(table, "to", from, to);
        Some(Guardianship {
            guardian,
            kind,
            from,
            to,
            daily_banking,
        })
    }

    fn bankruptcy(&self, table: &Table<'_>) -> Option<Bankruptcy> {
        let kind = table.required("type");
        table.required::<String>("ruling")?;
        let ruling = self.past(table, "ruling")?;
        Some(Bankruptcy {
            kind: kind?,
            ruling,
        })
    }

    /// A number that no real person or organisation has.
    fn synthetic(&self, text: &str, place: Range<usize>) -> Option<PartyId> {
        let hint = "a synthetic number of a person has its month + 80 (Tenor) or + 40 (NAV), one of an organisation begins with 2 or 3";
        let number = match PartyId::parse(text) {
            Ok(number) => number,
            Err(error) => {
                self.mistakes
                    .add(place, format!("the number {error}; {hint}"));
                return None;
            }
        };
        let of_nav = matches!(&number, PartyId::Person(id) if id.kind() == NationalIdKind::H);
        if number.is_synthetic() || of_nav {
            return Some(number);
        }
        self.mistakes.add(
            place,
            format!(
                "this may be the number of somebody real, who has no place in test data; {hint}"
            ),
        );
        None
    }

    /// The number of somebody of the file.
    fn mention(&self, table: &Table<'_>, key: &'static str) -> Option<PartyId> {
        let text = table.optional::<String>(key)?;
        self.mentioned(&text, table.place(key))
    }

    fn mentioned(&self, text: &str, place: Range<usize>) -> Option<PartyId> {
        let number = self.synthetic(text, place.clone())?;
        self.mentioned.borrow_mut().push((number.clone(), place));
        Some(number)
    }

    fn parties(&self, table: &Table<'_>, key: &'static str) -> Vec<PartyId> {
        let texts = table.list::<String>(key);
        texts
            .into_iter()
            .filter_map(|(text, place)| self.mentioned(&text, place))
            .collect()
    }

    fn check_mentioned(&self, entries: &[Table<'_>]) {
        let known: HashSet<String> = entries.iter().filter_map(Table::number).collect();
        for (number, place) in self.mentioned.borrow().iter() {
            if !known.contains(number.as_str()) {
                self.mistakes.add(
                    place.clone(),
                    "nobody in this file has this number; add the person with [[people]]",
                );
            }
        }
    }

    /// Reports a number that was read before.
    fn once(&self, number: &str, table: &Table<'_>, key: &str) {
        if !self.seen.borrow_mut().insert(number.to_owned()) {
            table.wrong(key, "this number is in the file twice");
        }
    }

    fn named(&self, table: &Table<'_>, key: &str, text: Option<String>) -> Option<String> {
        if text
            .as_deref()
            .is_some_and(|text| text.trim().is_empty() || text.len() > 200)
        {
            self.mistakes.add(
                table.place(key),
                format!("{key} has between 1 and 200 letters"),
            );
        }
        text
    }

    fn day(&self, table: &Table<'_>, key: &str, day: Option<Day>) -> Option<Day> {
        let year = day?.on(self.today).year();
        if !(1900..=2200).contains(&year) {
            self.mistakes
                .add(table.place(key), "the day is not between 1900 and 2200");
        }
        day
    }

    /// A day that is not after today.
    fn past(&self, table: &Table<'_>, key: &'static str) -> Option<Day> {
        let day = self.day(table, key, table.optional(key))?;
        if day.on(self.today) > self.today {
            self.mistakes
                .add(table.place(key), format!("{key} is not after today"));
        }
        Some(day)
    }

    fn in_order(&self, table: &Table<'_>, key: &str, from: Day, to: Option<Day>) {
        if to.is_some_and(|to| to.on(self.today) < from.on(self.today)) {
            self.mistakes.add(
                table.place(key),
                format!("{key} is before the first day, {}", from.on(self.today)),
            );
        }
    }

    fn amount(&self, table: &Table<'_>, key: &'static str) -> Option<Amount> {
        self.exact(table, key, table.optional(key))
    }

    fn exact(&self, table: &Table<'_>, key: &str, amount: Option<Amount>) -> Option<Amount> {
        if amount.is_some_and(|amount| amount.ten_thousandths() % 100 != 0) {
            self.mistakes
                .add(table.place(key), "an amount has two decimals at most");
        }
        amount
    }
}

fn each<T>(table: &Table<'_>, key: &'static str, read: impl Fn(&Table<'_>) -> Option<T>) -> Vec<T> {
    let entries = table.tables(key).unwrap_or_default();
    entries
        .iter()
        .filter_map(|entry| finished(entry, read(entry)))
        .collect()
}

fn finished<T>(table: &Table<'_>, read: T) -> T {
    table.finish();
    read
}
