//! Members that the delivery tables do not name, and members that are null: both are right, and worth knowing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;
use wire::messages::Endpoint;
use wire::profile::FieldRow;

use crate::check::{Grounds, Judged, RetrievalCheck, View, place};
use crate::exchange::ExchangeId;
use crate::finding::Finding;
use pack::text::Text;

/// How deep a document is followed.
const DEPTH: usize = 32;

#[derive(Debug, Default)]
struct Noted {
    documents: u64,
    places: BTreeMap<(Endpoint, String), (u64, String, Option<ExchangeId>)>,
}

impl Noted {
    fn add(&mut self, endpoint: Endpoint, path: String, pointer: String, exchange: ExchangeId) {
        let entry = self
            .places
            .entry((endpoint, path))
            .or_insert((0, pointer, Some(exchange)));
        entry.0 += 1;
    }

    fn judged(self, describe: fn(Endpoint, &str, u64) -> Text) -> Judged {
        if self.documents == 0 {
            return Judged::nothing(Text::new(
                "needs an accepted answer",
                "krever et godtatt svar",
            ));
        }
        let findings = self
            .places
            .into_iter()
            .map(|((endpoint, path), (count, pointer, exchange))| {
                let mut finding = Finding::note(describe(endpoint, &path, count)).at(pointer);
                finding.exchange = exchange;
                finding
            })
            .collect();
        Judged::of(self.documents, findings)
    }
}

/// Notes members that no row of the delivery tables names (semantic versioning lets a minor version add them).
#[derive(Debug)]
pub struct UnknownFields {
    known: BTreeMap<Endpoint, BTreeSet<String>>,
    noted: Noted,
}

impl UnknownFields {
    /// Members are known if any service's table names them, or something below them.
    pub fn new(rows: &Arc<[FieldRow]>) -> Self {
        let mut known: BTreeMap<Endpoint, BTreeSet<String>> = BTreeMap::new();
        for row in rows.iter() {
            let paths = known.entry(row.endpoint).or_default();
            let mut path = row.api_path.as_str();
            paths.insert(path.to_owned());
            while let Some((parent, _)) = path.rsplit_once('.') {
                paths.insert(parent.to_owned());
                path = parent;
            }
        }
        Self {
            known,
            noted: Noted::default(),
        }
    }
}

impl RetrievalCheck for UnknownFields {
    fn see(&mut self, view: &View<'_>, _: &Grounds<'_>) {
        self.noted.documents += 1;
        let known = self.known.get(&view.endpoint);
        let noted = &mut self.noted;
        walk(view.document, "", "", DEPTH, &mut |path, pointer, _| {
            let is_known = known.is_some_and(|known| known.contains(path));
            if !is_known {
                noted.add(
                    view.endpoint,
                    path.to_owned(),
                    pointer.to_owned(),
                    view.exchange.id,
                );
            }
            is_known
        });
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        self.noted.judged(|endpoint, path, count| {
            Text::new(
                format!(
                    "{} has {path}, which the API does not name ({count} times).",
                    endpoint.name()
                ),
                format!(
                    "{} har {path}, som API-et ikke nevner ({count} ganger).",
                    endpoint.name()
                ),
            )
        })
    }
}

/// Notes members that are null instead of absent (the data model allows both).
#[derive(Debug, Default)]
pub struct Nulls {
    noted: Noted,
}

impl RetrievalCheck for Nulls {
    fn see(&mut self, view: &View<'_>, _: &Grounds<'_>) {
        self.noted.documents += 1;
        let noted = &mut self.noted;
        walk(view.document, "", "", DEPTH, &mut |path, pointer, value| {
            if value.is_null() {
                noted.add(
                    view.endpoint,
                    path.to_owned(),
                    pointer.to_owned(),
                    view.exchange.id,
                );
            }
            true
        });
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        self.noted.judged(|endpoint, path, count| {
            Text::new(
                format!("{} has null for {path} ({count} times).", endpoint.name()),
                format!("{} har null i {path} ({count} ganger).", endpoint.name()),
            )
        })
    }
}

/// Calls `look` with the dotted path, the pointer and the value of every member; goes below it if told to.
fn walk(
    value: &Value,
    path: &str,
    pointer: &str,
    depth: usize,
    look: &mut dyn FnMut(&str, &str, &Value) -> bool,
) {
    if depth == 0 {
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                let pointer = format!("{pointer}/{}", place::escape(name));
                if look(&path, &pointer, member) {
                    walk(member, &path, &pointer, depth - 1, look);
                }
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                walk(
                    element,
                    path,
                    &format!("{pointer}/{index}"),
                    depth - 1,
                    look,
                );
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::fixture::{Shown, assert_conforms, judge};

    fn unknown() -> UnknownFields {
        UnknownFields::new(&wire::profile::builtin_fields().to_vec().into())
    }

    #[test]
    fn a_field_the_api_does_not_name_is_a_note() {
        let shown = Shown::accounts(json!({"accounts": [{"iban": {"deep": 1}}, {"iban": null}]}));
        let judged = judge(unknown(), &[shown]);
        assert_conforms(&judged);
        assert_eq!(judged.findings.len(), 1);
        assert!(
            judged.findings[0]
                .observed_text()
                .en
                .contains("accounts.iban"),
            "{judged:?}"
        );
    }

    #[test]
    fn fields_of_the_tables_are_known() {
        let shown = Shown::accounts(json!({
            "responseDetails": {"status": "complete"},
            "accounts": [{"primaryOwner": {"identifier": {"value": "1"}}, "name": "x"}],
            "links": [{"rel": "next", "href": "/x"}]
        }));
        assert!(judge(unknown(), &[shown]).findings.is_empty());
    }

    #[test]
    fn a_null_is_a_note() {
        let shown = Shown::accounts(json!({"accounts": [{"name": null}]}));
        let judged = judge(Nulls::default(), &[shown]);
        assert_conforms(&judged);
        assert_eq!(
            judged.findings[0].pointer.as_deref(),
            Some("/accounts/0/name")
        );
    }
}
