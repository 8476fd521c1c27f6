//! Following a path of the delivery tables through a document.

use serde_json::Value;

use crate::check::place::Step;

/// Calls `each` for every object that the field of a dotted path may stand in, with the way to the field and the
/// field's value if the object has the member. Arrays on the way are followed element by element; whatever is no
/// object has no fields. No text is made on the way: a page has many thousand fields, and few are pointed at.
pub(super) fn each_place<'a>(
    document: &'a Value,
    path: &'a str,
    mut each: impl FnMut(&[Step<'a>], Option<&'a Value>),
) {
    let names: Vec<&str> = path.split('.').collect();
    walk(
        document,
        &names,
        &mut Vec::with_capacity(names.len() * 2),
        &mut each,
    );
}

fn walk<'a>(
    value: &'a Value,
    names: &[&'a str],
    trail: &mut Vec<Step<'a>>,
    each: &mut impl FnMut(&[Step<'a>], Option<&'a Value>),
) {
    match value {
        Value::Object(members) => {
            let Some((name, rest)) = names.split_first() else {
                return;
            };
            trail.push(Step::Member(name));
            match (rest.is_empty(), members.get(*name)) {
                (true, field) => each(trail, field),
                (false, Some(inner)) => walk(inner, rest, trail, each),
                (false, None) => {}
            }
            trail.pop();
        }
        Value::Array(elements) => {
            for (index, element) in elements
                .iter()
                .enumerate()
                .filter(|(_, element)| element.is_object())
            {
                trail.push(Step::Element(index));
                walk(element, names, trail, each);
                trail.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether a field is there, not null and no empty array.
pub(super) fn is_delivered(field: Option<&Value>) -> bool {
    match field {
        None | Some(Value::Null) => false,
        Some(Value::Array(elements)) => !elements.is_empty(),
        Some(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::place::pointer;

    fn places(document: &Value, path: &str) -> Vec<(String, bool)> {
        let mut found = Vec::new();
        each_place(document, path, |trail, field| {
            found.push((pointer(trail), is_delivered(field)));
        });
        found
    }

    #[test]
    fn finds_a_field_in_every_element_of_nested_arrays() {
        let document =
            json!({"transactions": [{"references": [{"type": "a"}, {}]}, {"references": []}, {}]});
        assert_eq!(
            places(&document, "transactions.references.type"),
            [
                ("/transactions/0/references/0/type".to_owned(), true),
                ("/transactions/0/references/1/type".to_owned(), false)
            ]
        );
    }

    #[test]
    fn an_empty_array_is_no_value() {
        let document = json!({"postalAddress": {"addressLines": []}});
        assert_eq!(
            places(&document, "postalAddress.addressLines"),
            [("/postalAddress/addressLines".to_owned(), false)]
        );
    }

    #[test]
    fn whatever_is_no_object_has_no_fields() {
        assert!(places(&json!({"accounts": "none"}), "accounts.type").is_empty());
    }
}
