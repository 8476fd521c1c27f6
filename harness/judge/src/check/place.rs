//! A value in an answer together with where it stands, so that findings can point to it.

use std::borrow::Cow;

use serde_json::Value;
use smallvec::SmallVec;
use wire::world::AccountFact;

use crate::check::declared::is_number;
use crate::check::{Grounds, View};
use crate::finding::{Finding, Observation};

/// One step from a document's root towards a value.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// Into a member of an object.
    Member(&'a str),
    /// Into an element of an array.
    Element(usize),
}

/// The JSON pointer (RFC 6901) of a way through a document.
pub fn pointer(trail: &[Step<'_>]) -> String {
    let mut pointer = String::new();
    for step in trail {
        pointer.push('/');
        match step {
            Step::Member(name) => pointer.push_str(&escape(name)),
            Step::Element(index) => pointer.push_str(&index.to_string()),
        }
    }
    pointer
}

/// A value of a document, with the way to it and the document it stands in. Its pointer is written only where
/// somebody points at it: a page has many thousand values.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// The document it stands in.
    pub view: &'a View<'a>,
    /// The value.
    pub value: &'a Value,
    trail: SmallVec<[Step<'a>; 6]>,
}

impl<'a> Place<'a> {
    /// The root of a document.
    pub fn root(view: &'a View<'a>) -> Self {
        Self {
            view,
            value: view.document,
            trail: SmallVec::new(),
        }
    }

    /// A value of the document at the end of a way.
    pub fn at(view: &'a View<'a>, trail: &[Step<'a>], value: &'a Value) -> Self {
        Self {
            view,
            value,
            trail: SmallVec::from_slice(trail),
        }
    }

    /// JSON pointer (RFC 6901) from the document's root.
    pub fn pointer(&self) -> String {
        pointer(&self.trail)
    }

    fn below(&self, step: Step<'a>, value: &'a Value) -> Self {
        let mut trail = SmallVec::from_slice(&self.trail);
        trail.push(step);
        Self {
            view: self.view,
            value,
            trail,
        }
    }

    /// A member that is there and is not null.
    pub fn member(&self, name: &str) -> Option<Self> {
        let (name, value) = self.value.as_object()?.get_key_value(name)?;
        (!value.is_null()).then(|| self.below(Step::Member(name), value))
    }

    /// A value further down, by member names.
    pub fn path(&self, names: &[&str]) -> Option<Self> {
        names
            .iter()
            .try_fold(self.clone(), |place, name| place.member(name))
    }

    /// The elements of a member that is an array; none if it is anything else.
    pub fn elements(&self, name: &str) -> Vec<Self> {
        let Some(member) = self.member(name) else {
            return Vec::new();
        };
        let Some(array) = member.value.as_array() else {
            return Vec::new();
        };
        array
            .iter()
            .enumerate()
            .map(|(index, value)| member.below(Step::Element(index), value))
            .collect()
    }

    /// What is declared about the account that stands here: of the account details by what was asked for, of an
    /// element of the list by its number.
    pub fn declared<'g>(&self, grounds: &'g Grounds<'_>) -> Option<&'g AccountFact> {
        let number = match self.view.account {
            Some(account) => account.fact.map(|fact| fact.number.as_str()),
            None => self.text("accountIdentifier"),
        }?;
        let mut facts = grounds.party.accounts.iter();
        facts.find(|fact| is_number(fact, number))
    }

    /// The text of a member, if it is one.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.value.get(name)?.as_str()
    }

    /// The text of a value further down.
    pub fn text_at(&self, names: &[&str]) -> Option<&'a str> {
        names
            .iter()
            .try_fold(self.value, |value, name| value.get(name))?
            .as_str()
    }

    /// A breach that points here and shows what stands here.
    pub fn breach(&self, what: &Observation) -> Finding {
        self.pointed(Finding::breach(what))
    }

    /// A note that points here and shows what stands here.
    pub fn note(&self, what: &Observation) -> Finding {
        self.pointed(Finding::note(what))
    }

    fn pointed(&self, finding: Finding) -> Finding {
        let finding = finding
            .at(self.pointer())
            .in_exchange(self.view.exchange.id);
        match self.value {
            Value::Array(_) | Value::Object(_) => finding,
            Value::String(text) => finding.received(text.clone()),
            other => finding.received(other.to_string()),
        }
    }
}

/// A reference token of a JSON pointer.
pub fn escape(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) {
        name.replace('~', "~0").replace('/', "~1").into()
    } else {
        name.into()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::fixture::Shown;

    #[test]
    fn a_null_member_is_not_there() {
        let shown = Shown::accounts(json!({"accounts": null}));
        shown.view(|view| assert!(Place::root(view).member("accounts").is_none()));
    }

    #[test]
    fn elements_of_something_that_is_no_array_are_none() {
        let shown = Shown::accounts(json!({"accounts": {"0": "odd"}}));
        shown.view(|view| assert!(Place::root(view).elements("accounts").is_empty()));
    }

    #[test]
    fn a_pointer_escapes_what_json_pointers_escape() {
        let shown = Shown::accounts(json!({"a/b": {"~": 1}}));
        shown.view(|view| {
            let place = Place::root(view)
                .path(&["a/b", "~"])
                .expect("both are there");
            assert_eq!(place.pointer(), "/a~1b/~0");
        });
    }
}
