//! Members that the delivery tables do not name, and members that are null: both are right, and worth knowing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use wire::messages::Endpoint;
use wire::profile::FieldRow;

use crate::check::place::{Step, pointer};
use crate::check::{Grounds, Judged, RetrievalCheck, View, checks};
use crate::exchange::ExchangeId;
use crate::finding::{Finding, Observation};
use crate::observations;

checks! {
    "schema-unknown-fields": Documents(&Endpoint::ALL, |tools| Box::new(UnknownFields::new(&tools.rows))), NEEDS_ANSWER,
        "delivery tables name every member of the answers; others are only noted",
        "utleveringstabellene nevner alle medlemmer i svarene; andre blir bare notert";
    "schema-nulls": Documents(&Endpoint::ALL, |_| Box::<Nulls>::default()), NEEDS_ANSWER,
        "members without a value are absent; those that are null are only noted",
        "medlemmer uten verdi er utelatt; de som er null, blir bare notert";
}

observations! {
    /// A member that no table names.
    UNKNOWN_MEMBER = "unknown-member" {
        observed: "{endpoint} has {member}, which the API does not name", "{endpoint} har {member}, som API-et ikke nevner";
    }
    /// A member that is null.
    NULL_MEMBER = "null-member" {
        observed: "{endpoint} has null for {member}", "{endpoint} har null i {member}";
    }
}

/// How deep a document is followed.
const DEPTH: usize = 32;

#[derive(Debug, Default)]
struct Noted {
    documents: u64,
    places: BTreeMap<(Endpoint, String), (u64, String, ExchangeId)>,
}

impl Noted {
    fn add(&mut self, view: &View<'_>, path: &str, trail: &[Step<'_>]) {
        self.places
            .entry((view.endpoint, path.to_owned()))
            .and_modify(|(also, ..)| *also += 1)
            .or_insert_with(|| (0, pointer(trail), view.exchange.id));
    }

    fn judged(self, what: &Observation) -> Judged {
        let findings = self
            .places
            .into_iter()
            .map(|((endpoint, path), (also, pointer, exchange))| Finding {
                also,
                ..Finding::note(what)
                    .with("endpoint", endpoint)
                    .with("member", path)
                    .at(pointer)
                    .in_exchange(exchange)
            })
            .collect();
        Judged::of(self.documents, findings)
    }
}

/// Notes members that no row of the delivery tables names (semantic versioning lets a minor version add them).
#[derive(Debug)]
struct UnknownFields {
    known: BTreeMap<Endpoint, BTreeSet<String>>,
    noted: Noted,
}

impl UnknownFields {
    /// Members are known if any service's table names them, or something below them.
    fn new(rows: &[FieldRow]) -> Self {
        let mut known: BTreeMap<Endpoint, BTreeSet<String>> = BTreeMap::new();
        for row in rows {
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
        each_member(view, &mut |path, trail, _| {
            let is_known = known.is_some_and(|known| known.contains(path));
            if !is_known {
                noted.add(view, path, trail);
            }
            is_known
        });
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        self.noted.judged(&UNKNOWN_MEMBER)
    }
}

/// Notes members that are null instead of absent (the data model allows both).
#[derive(Debug, Default)]
struct Nulls {
    noted: Noted,
}

impl RetrievalCheck for Nulls {
    fn see(&mut self, view: &View<'_>, _: &Grounds<'_>) {
        self.noted.documents += 1;
        let noted = &mut self.noted;
        each_member(view, &mut |path, trail, value| {
            if value.is_null() {
                noted.add(view, path, trail);
            }
            true
        });
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        self.noted.judged(&NULL_MEMBER)
    }
}

/// Calls `look` with every member of the document.
fn each_member<'a>(view: &View<'a>, look: &mut dyn FnMut(&str, &[Step<'a>], &Value) -> bool) {
    walk(
        view.document,
        &mut String::new(),
        &mut Vec::with_capacity(DEPTH),
        look,
    );
}

/// Calls `look` with the dotted path, the way to and the value of every member; goes below it if told to.
fn walk<'a>(
    value: &'a Value,
    path: &mut String,
    trail: &mut Vec<Step<'a>>,
    look: &mut dyn FnMut(&str, &[Step<'a>], &Value) -> bool,
) {
    if trail.len() == DEPTH {
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let parent = path.len();
                if parent > 0 {
                    path.push('.');
                }
                path.push_str(name);
                trail.push(Step::Member(name));
                if look(path, trail, member) {
                    walk(member, path, trail, look);
                }
                trail.pop();
                path.truncate(parent);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                trail.push(Step::Element(index));
                walk(element, path, trail, look);
                trail.pop();
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
        UnknownFields::new(wire::profile::builtin_fields())
    }

    #[test]
    fn a_field_the_api_does_not_name_is_a_note() {
        let shown = Shown::accounts(json!({"accounts": [{"iban": {"deep": 1}}, {"iban": null}]}));
        let judged = judge(unknown(), &[shown]);
        assert_conforms(&judged);
        assert_eq!(judged.findings.len(), 1);
        assert_eq!(judged.findings[0].id, UNKNOWN_MEMBER.id);
        assert_eq!(judged.findings[0].values["member"], "accounts.iban".into());
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
