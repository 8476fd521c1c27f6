//! A TOML document as a tree: every key and value with its place.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

/// A value and its place in the file's text, in bytes.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) span: Range<usize>,
    pub(super) kind: Kind,
    /// Whether something was taken out of it that could not be read.
    pub(super) incomplete: bool,
}

/// A key and its place.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) span: Range<usize>,
    pub(super) name: String,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// A text; dates too, as they are written.
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Array(Vec<Node>),
    Table(Vec<(Key, Node)>),
}

impl Node {
    pub(super) fn table(span: Range<usize>, table: DeTable<'_>) -> Self {
        let members = table.into_iter().map(|(key, value)| {
            let key = Key {
                span: key.span(),
                name: key.into_inner().into_owned(),
            };
            (key, Self::value(value.span(), value.into_inner()))
        });
        Self {
            span,
            kind: Kind::Table(members.collect()),
            incomplete: false,
        }
    }

    fn value(span: Range<usize>, value: DeValue<'_>) -> Self {
        let kind = match value {
            DeValue::String(text) => Kind::Text(text.into_owned()),
            DeValue::Integer(number) => {
                match i64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) => Kind::Integer(number),
                    Err(_) => Kind::Text(number.as_str().to_owned()),
                }
            }
            DeValue::Float(number) => match number.as_str().parse() {
                Ok(number) => Kind::Float(number),
                Err(_) => Kind::Text(number.as_str().to_owned()),
            },
            DeValue::Boolean(value) => Kind::Boolean(value),
            DeValue::Datetime(moment) => Kind::Text(moment.to_string()),
            DeValue::Array(items) => Kind::Array(
                items
                    .into_iter()
                    .map(|item| Self::value(item.span(), item.into_inner()))
                    .collect(),
            ),
            DeValue::Table(table) => return Self::table(span, table),
        };
        Self {
            span,
            kind,
            incomplete: false,
        }
    }

    /// Takes out what is at that place, a key with its value, and gives the place of what held it.
    pub(super) fn remove(&mut self, span: &Range<usize>) -> Option<Range<usize>> {
        let holder = match &mut self.kind {
            Kind::Table(members) => {
                let inner = members
                    .iter_mut()
                    .find_map(|(_, member)| member.remove(span));
                inner.or_else(|| {
                    let before = members.len();
                    members.retain(|(key, member)| key.span != *span && member.span != *span);
                    (members.len() < before).then(|| self.span.clone())
                })
            }
            Kind::Array(items) => {
                let inner = items.iter_mut().find_map(|item| item.remove(span));
                inner.or_else(|| {
                    let before = items.len();
                    items.retain(|item| item.span != *span);
                    (items.len() < before).then(|| self.span.clone())
                })
            }
            Kind::Text(_) | Kind::Integer(_) | Kind::Float(_) | Kind::Boolean(_) => None,
        };
        self.incomplete |= holder.is_some();
        holder
    }
}
