//! Every member of a document, wherever it stands.

use serde_json::Value;

use crate::check::place::{Place, escape};

/// How deep a document is followed.
const DEPTH: usize = 16;

/// Calls `each` with the name and the place of every member that is not null, and of the members below it.
pub(super) fn each_member<'a>(place: &Place<'a>, each: &mut dyn FnMut(&str, &Place<'a>)) {
    descend(place, DEPTH, each);
}

fn descend<'a>(place: &Place<'a>, depth: usize, each: &mut dyn FnMut(&str, &Place<'a>)) {
    if depth == 0 {
        return;
    }
    let below = |pointer: String, value: &'a Value| Place {
        view: place.view,
        pointer,
        value,
    };
    match place.value {
        Value::Object(members) => {
            for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
                let member = below(format!("{}/{}", place.pointer, escape(name)), value);
                each(name, &member);
                descend(&member, depth - 1, each);
            }
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                descend(
                    &below(format!("{}/{index}", place.pointer), value),
                    depth - 1,
                    each,
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
    use crate::check::fixture::Shown;

    #[test]
    fn members_at_every_depth_are_found_and_null_ones_are_not() {
        let shown = Shown::accounts(json!({"a": [{"b": {"c": 1}}, {"d": null}]}));
        let mut found = Vec::new();
        shown.view(|view| {
            each_member(&Place::root(view), &mut |name, place| {
                found.push(format!("{name} {}", place.pointer));
            });
        });
        assert_eq!(found, ["a /a", "b /a/0/b", "c /a/0/b/c"]);
    }
}
