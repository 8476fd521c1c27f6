//! What a scenario makes of a bank's document.

use serde_json::{Value, json};
use wire::messages::DATA_NOT_DELIVERED;
use wire::profile::{Category, FieldRow, builtin_fields};

use pack::scenario::DocumentChange;

/// Lists that come in pages.
const LISTS: [&str; 2] = ["accounts", "transactions"];

/// Changes a document that is right so far into another right one.
pub(super) fn change(document: &mut Value, change: DocumentChange) {
    match change {
        DocumentChange::UnknownFields => {
            document["serverBuild"] = json!("2026.11");
            for_each_item(document, &mut |item| {
                item["colour"] = json!({"hue": 17, "names": ["blå", "grønn"]});
            });
        }
        DocumentChange::Nulls => {
            document["links"] = Value::Null;
            for_each_item(document, &mut |item| item["name"] = Value::Null);
        }
        DocumentChange::Partial => {
            let message = "Deler av svaret hentes manuelt og ettersendes.";
            document["responseDetails"] = json!({"status": "partial", "message": message});
        }
        DocumentChange::DataNotDelivered => {
            if let Some(first) = document
                .get_mut("accounts")
                .and_then(|accounts| accounts.get_mut(0))
            {
                first["accountReference"] = json!(DATA_NOT_DELIVERED);
            }
        }
        DocumentChange::EmptyList => {
            for list in LISTS {
                if let Some(items) = document.get_mut(list).and_then(Value::as_array_mut) {
                    items.clear();
                }
            }
        }
        DocumentChange::Unfiltered => {
            let transactions = document
                .get_mut("transactions")
                .and_then(Value::as_array_mut);
            for transaction in transactions.into_iter().flatten() {
                let parties = transaction
                    .get_mut("counterParties")
                    .and_then(Value::as_array_mut);
                for party in parties
                    .into_iter()
                    .flatten()
                    .filter(|party| party.is_object())
                {
                    party["accountIdentifier"] = json!("12345678903");
                    party["postalAddress"] =
                        json!({"postCode": "0150", "townName": "OSLO", "country": "NO"});
                }
            }
        }
        DocumentChange::UndecidedMissing => {
            undecided().for_each(|row| remove(document, &row.api_path));
        }
        DocumentChange::UndecidedPresent => {
            for_each_item(document, &mut |item| {
                let (kind, currency) = (json!("CACC"), json!("NOK"));
                for (name, value) in [("type", kind), ("currency", currency)] {
                    if item["status"].is_string() && item[name].is_null() {
                        item[name] = value;
                    }
                }
            });
        }
        DocumentChange::RolesFiltered => {
            if let Some(roles) = document.get_mut("roles").and_then(Value::as_array_mut) {
                roles.clear();
            }
        }
        DocumentChange::OtherData => {
            if let Some(accounts) = document.get_mut("accounts").and_then(Value::as_array_mut)
                && accounts.len() > 1
            {
                accounts.remove(0);
            }
        }
    }
}

/// The rows of Konkursbehandling whose delivery is undecided.
fn undecided() -> impl Iterator<Item = &'static FieldRow> {
    let of_service = |row: &&FieldRow| row.service == "konkursbehandling";
    builtin_fields()
        .iter()
        .filter(of_service)
        .filter(|row| row.category == Category::UnderConsideration)
}

/// Removes what a document has at a path such as `accounts.servicer.name`, in every item of its lists.
fn remove(value: &mut Value, path: &str) {
    if let Some(items) = value.as_array_mut() {
        for item in items {
            remove(item, path);
        }
        return;
    }
    let Some(members) = value.as_object_mut() else {
        return;
    };
    match path.split_once('.') {
        None => drop(members.remove(path)),
        Some((name, rest)) => {
            if let Some(inner) = members.get_mut(name) {
                remove(inner, rest);
            }
        }
    }
}

fn for_each_item(document: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    let Some(members) = document.as_object_mut() else {
        return;
    };
    for member in members.values_mut() {
        if let Some(items) = member.as_array_mut() {
            items
                .iter_mut()
                .filter(|item| item.is_object())
                .for_each(&mut *change);
        }
    }
}

/// Cuts the document's list to one of several pages, with a link to the next unless it is the last.
pub(super) fn page(
    document: &mut Value,
    pages: usize,
    number: usize,
    address: &dyn Fn(usize) -> String,
) {
    for list in LISTS {
        if let Some(items) = document.get_mut(list).and_then(Value::as_array_mut) {
            let size = items.len().div_ceil(pages.max(1)).max(1);
            let start = (size * number.saturating_sub(1)).min(items.len());
            let end = (start + size).min(items.len());
            *items = items[start..end].to_vec();
        }
    }
    if number < pages {
        link(document, &address(number + 1));
    } else if let Some(members) = document.as_object_mut() {
        members.remove("links");
    }
}

/// Sets the link to the next page.
pub(super) fn link(document: &mut Value, href: &str) {
    document["links"] = json!([{"rel": "next", "href": href}]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_neither_repeat_nor_lose_an_item() {
        let mut items = Vec::new();
        for number in 1..=3 {
            let mut document = json!({"transactions": [1, 2, 3, 4, 5]});
            page(&mut document, 3, number, &|page| format!("/p{page}"));
            items.extend(document["transactions"].as_array().expect("a list").clone());
            assert_eq!(document.get("links").is_some(), number < 3);
        }
        assert_eq!(items, [1, 2, 3, 4, 5]);
    }

    #[test]
    fn the_first_reference_says_that_nothing_is_delivered() {
        let mut document =
            json!({"accounts": [{"accountReference": "a"}, {"accountReference": "b"}]});
        change(&mut document, DocumentChange::DataNotDelivered);
        assert_eq!(
            document["accounts"][0]["accountReference"],
            DATA_NOT_DELIVERED
        );
        assert_eq!(document["accounts"][1]["accountReference"], "b");
    }

    #[test]
    fn undecided_fields_are_removed_or_added() {
        let decided = json!({"accounts": [{"accountReference": "a", "status": "disabled"}]});
        let mut document = decided.clone();
        change(&mut document, DocumentChange::UndecidedPresent);
        assert_eq!(document["accounts"][0]["type"], "CACC");
        change(&mut document, DocumentChange::UndecidedMissing);
        assert_eq!(document, decided);
    }

    #[test]
    fn an_emptied_list_is_still_a_list() {
        let mut document = json!({"accounts": [{"accountReference": "a"}]});
        change(&mut document, DocumentChange::EmptyList);
        assert_eq!(document, json!({"accounts": []}));
    }

    #[test]
    fn a_document_without_a_list_is_left_alone() {
        let mut document = json!({"responseDetails": {"status": "complete"}});
        change(&mut document, DocumentChange::DataNotDelivered);
        change(&mut document, DocumentChange::OtherData);
        assert_eq!(document, json!({"responseDetails": {"status": "complete"}}));
    }
}
