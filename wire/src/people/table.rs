//! A table of a TOML file, read key by key: what is wrong is kept with its place, and reading goes on.

use std::cell::RefCell;
use std::ops::Range;

use serde::Deserialize;
use serde::de::value::Error;
use serde::de::{Error as _, IntoDeserializer};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What is wrong, each with its place in bytes.
#[derive(Default)]
pub(super) struct Mistakes(RefCell<Vec<(Range<usize>, String)>>);

impl Mistakes {
    pub(super) fn add(&self, span: Range<usize>, message: impl Into<String>) {
        self.0.borrow_mut().push((span, message.into()));
    }

    /// From top to bottom.
    pub(super) fn sorted(self) -> Vec<(Range<usize>, String)> {
        let mut all = self.0.into_inner();
        all.sort_by_key(|(span, _)| span.start);
        all
    }
}

/// A table, and which of its keys were asked for.
pub(super) struct Table<'t> {
    keys: &'t DeTable<'t>,
    span: Range<usize>,
    mistakes: &'t Mistakes,
    known: RefCell<Vec<&'static str>>,
}

impl<'t> Table<'t> {
    pub(super) fn new(keys: &'t DeTable<'t>, span: Range<usize>, mistakes: &'t Mistakes) -> Self {
        Self {
            keys,
            span,
            mistakes,
            known: RefCell::default(),
        }
    }

    fn value(&self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.known.borrow_mut().push(key);
        let mut members = self.keys.iter();
        let found = members.find(|(name, _)| name.get_ref().as_ref() == key)?;
        Some(found.1)
    }

    /// Where the key's value is written; the table's own place where it is not.
    pub(super) fn place(&self, key: &str) -> Range<usize> {
        let mut members = self.keys.iter();
        let found = members.find(|(name, _)| name.get_ref().as_ref() == key);
        found.map_or(self.span.clone(), |(_, value)| value.span())
    }

    /// Reports what is wrong with a key's value.
    pub(super) fn wrong(&self, key: &str, message: impl Into<String>) {
        self.mistakes.add(self.place(key), message);
    }

    /// The value of a key that may be left out.
    pub(super) fn optional<T: for<'d> Deserialize<'d>>(&self, key: &'static str) -> Option<T> {
        let value = self.value(key)?;
        match scalar(value.get_ref()) {
            Ok(read) => Some(read),
            Err(message) => {
                self.mistakes.add(value.span(), format!("{key}: {message}"));
                None
            }
        }
    }

    /// The value of a key that may be left out, and then has its default value.
    pub(super) fn or_default<T: for<'d> Deserialize<'d> + Default>(&self, key: &'static str) -> T {
        self.optional(key).unwrap_or_default()
    }

    /// The value of a key that must be there.
    pub(super) fn required<T: for<'d> Deserialize<'d>>(&self, key: &'static str) -> Option<T> {
        if !self
            .keys
            .iter()
            .any(|(name, _)| name.get_ref().as_ref() == key)
        {
            let message = format!("the key {key} is missing");
            self.mistakes.add(self.span.clone(), message);
        }
        self.optional(key)
    }

    /// The items of a list, each with its place; none where the key is left out.
    pub(super) fn list<T: for<'d> Deserialize<'d>>(
        &self,
        key: &'static str,
    ) -> Vec<(T, Range<usize>)> {
        let mut read = Vec::new();
        for item in self.items(key).unwrap_or_default() {
            match scalar(item.get_ref()) {
                Ok(value) => read.push((value, item.span())),
                Err(error) => self.mistakes.add(item.span(), error.to_string()),
            }
        }
        read
    }

    /// The table of a key.
    pub(super) fn table(&self, key: &'static str) -> Option<Self> {
        self.as_table(self.value(key)?)
    }

    /// The tables of a list; nothing where the key is left out.
    pub(super) fn tables(&self, key: &'static str) -> Option<Vec<Self>> {
        let items = self.items(key)?;
        Some(
            items
                .iter()
                .filter_map(|item| self.as_table(item))
                .collect(),
        )
    }

    fn items(&self, key: &'static str) -> Option<&'t [Spanned<DeValue<'t>>]> {
        let value = self.value(key)?;
        if let DeValue::Array(items) = value.get_ref() {
            return Some(items);
        }
        self.mistakes.add(
            value.span(),
            format!("{key} is a list: [[{key}]] tables, or {key} = […]"),
        );
        None
    }

    fn as_table(&self, value: &'t Spanned<DeValue<'t>>) -> Option<Self> {
        if let DeValue::Table(table) = value.get_ref() {
            return Some(Self::new(table, value.span(), self.mistakes));
        }
        self.mistakes
            .add(value.span(), "a table of keys and values belongs here");
        None
    }

    /// The number of the party that the table is about, as it is written.
    pub(super) fn number(&self) -> Option<String> {
        let text = self.keys.get("number")?.get_ref().as_str()?;
        Some(text.to_owned())
    }

    /// Reports the keys that nobody asked for.
    pub(super) fn finish(&self) {
        let known = self.known.borrow();
        for (key, _) in self.keys {
            if !known.contains(&key.get_ref().as_ref()) {
                let message = format!(
                    "there is no key {} here; possible are {}",
                    key.get_ref(),
                    known.join(", ")
                );
                self.mistakes.add(key.span(), message);
            }
        }
    }
}

/// A single value: text, day, number or truth value.
fn scalar<T: for<'d> Deserialize<'d>>(value: &DeValue<'_>) -> Result<T, Error> {
    match value {
        DeValue::String(text) => T::deserialize(text.as_ref().into_deserializer()),
        DeValue::Datetime(moment) => T::deserialize(moment.to_string().into_deserializer()),
        DeValue::Boolean(value) => T::deserialize(value.into_deserializer()),
        DeValue::Integer(number) => {
            let number = i64::from_str_radix(number.as_str(), number.radix());
            let number = number.map_err(|_| Error::custom("the number is too large"))?;
            T::deserialize(number.into_deserializer()).map_err(|error: Error| {
                if error.to_string().contains("expected a string") {
                    Error::custom("a text belongs here, in quotes")
                } else {
                    error
                }
            })
        }
        DeValue::Float(_) => Err(Error::custom(
            "a number with decimals is written as a text, so that it is exact: \"1204.50\"",
        )),
        DeValue::Array(_) | DeValue::Table(_) => Err(Error::custom("a single value belongs here")),
    }
}
