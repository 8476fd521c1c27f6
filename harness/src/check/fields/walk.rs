//! Following a path of the delivery tables through a document.

use serde_json::Value;

use super::super::place::escape;

/// An object that a field of the tables may stand in.
#[derive(Debug)]
pub(super) struct Parent<'a> {
    /// JSON pointer of the field, whether it is there or not.
    pub(super) pointer: String,
    /// The field's value, if the object has the member.
    pub(super) field: Option<&'a Value>,
}

impl Parent<'_> {
    /// Whether the field is there, not null and no empty array.
    pub(super) fn has_field(&self) -> bool {
        match self.field {
            None | Some(Value::Null) => false,
            Some(Value::Array(elements)) => !elements.is_empty(),
            Some(_) => true,
        }
    }
}

/// Every object that the field of a dotted path may stand in. Arrays on the way are followed element by
/// element; whatever is no object has no fields.
pub(super) fn parents<'a>(document: &'a Value, path: &str) -> Vec<Parent<'a>> {
    let mut found = vec![(String::new(), document)];
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        let objects = found.into_iter().flat_map(|(pointer, value)| objects(pointer, value));
        if names.peek().is_none() {
            return objects
                .map(|(pointer, object)| Parent {
                    pointer: format!("{pointer}/{}", escape(name)),
                    field: object.get(name),
                })
                .collect();
        }
        found = objects
            .filter_map(|(pointer, object)| Some((format!("{pointer}/{}", escape(name)), object.get(name)?)))
            .collect();
    }
    Vec::new()
}

fn objects(pointer: String, value: &Value) -> Vec<(String, &Value)> {
    match value {
        Value::Object(_) => vec![(pointer, value)],
        Value::Array(elements) => elements
            .iter()
            .enumerate()
            .filter(|(_, element)| element.is_object())
            .map(|(index, element)| (format!("{pointer}/{index}"), element))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn finds_a_field_in_every_element_of_nested_arrays() {
        let document = json!({"transactions": [{"references": [{"type": "a"}, {}]}, {"references": []}, {}]});
        let found = parents(&document, "transactions.references.type");
        let places: Vec<_> = found.iter().map(|parent| (parent.pointer.as_str(), parent.has_field())).collect();
        assert_eq!(places, [("/transactions/0/references/0/type", true), ("/transactions/0/references/1/type", false)]);
    }

    #[test]
    fn an_empty_array_is_no_value() {
        let document = json!({"postalAddress": {"addressLines": []}});
        assert!(!parents(&document, "postalAddress.addressLines")[0].has_field());
    }
}
