//! Every member of a document, wherever it stands.

use serde_json::Value;

use crate::check::View;
use crate::check::place::{Place, Step};

/// How deep a document is followed.
const DEPTH: usize = 16;

/// A member of an object in a document.
pub(super) struct Member<'t, 'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Its value.
    pub(super) value: &'a Value,
    view: &'a View<'a>,
    trail: &'t [Step<'a>],
}

impl<'a> Member<'_, 'a> {
    /// Its value with the place where it stands.
    pub(super) fn place(&self) -> Place<'a> {
        Place::at(self.view, self.trail, self.value)
    }

    /// The name of the object that it stands in, if that has one.
    pub(super) fn parent(&self) -> Option<&'a str> {
        match self.trail {
            [.., Step::Member(parent), Step::Member(_)] => Some(parent),
            _ => None,
        }
    }
}

/// Calls `each` with every member of the document that is not null.
pub(super) fn each_member<'a>(view: &'a View<'a>, each: &mut dyn FnMut(&Member<'_, 'a>)) {
    descend(view, view.document, &mut Vec::with_capacity(DEPTH), each);
}

fn descend<'a>(
    view: &'a View<'a>,
    value: &'a Value,
    trail: &mut Vec<Step<'a>>,
    each: &mut dyn FnMut(&Member<'_, 'a>),
) {
    if trail.len() == DEPTH {
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
                trail.push(Step::Member(name));
                each(&Member {
                    name,
                    value,
                    view,
                    trail,
                });
                descend(view, value, trail, each);
                trail.pop();
            }
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                trail.push(Step::Element(index));
                descend(view, value, trail, each);
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
    use crate::check::fixture::Shown;

    #[test]
    fn members_at_every_depth_are_found_and_null_ones_are_not() {
        let shown = Shown::accounts(json!({"a": [{"b": {"c": 1}}, {"d": null}]}));
        let mut found = Vec::new();
        shown.view(|view| {
            each_member(view, &mut |member| {
                found.push(format!("{} {}", member.name, member.place().pointer()));
            });
        });
        assert_eq!(found, ["a /a", "b /a/0/b", "c /a/0/b/c"]);
    }
}
