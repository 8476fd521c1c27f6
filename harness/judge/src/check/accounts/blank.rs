//! The list is a list even where there is nothing in it.

use serde_json::Value;
use wire::messages::Endpoint;

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::NOTHING;
use crate::observations;

checks! {
    "accounts-list-present": Each(Objects::DocumentsOf(Endpoint::Accounts), present), NEEDS_ANSWER,
        "accounts is a list, blank where there are no accounts",
        "accounts er en liste, tom der det ikke er noen konti";
}

observations! {
    /// No list.
    LIST_ABSENT = "account-list-absent" {
        observed: "accounts is null or left out", "accounts er null eller utelatt";
        expected: "a list, blank where there are no accounts", "en liste, tom der det ikke er noen konti";
    }
}

fn present(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    tally.thing();
    let found = place.value.get("accounts");
    if found.is_none_or(Value::is_null) {
        let received = found.map_or_else(|| NOTHING.to_owned(), Value::to_string);
        tally.add(
            place
                .breach(&LIST_ABSENT)
                .at("/accounts")
                .received(received),
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::Judged;
    use crate::check::each::Each;
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, judge};

    fn of(document: Value) -> Judged {
        let objects = Objects::DocumentsOf(Endpoint::Accounts);
        judge(Each::new(objects, present), &[Shown::accounts(document)])
    }

    #[test]
    fn a_blank_list_conforms() {
        assert_conforms(&of(json!({"accounts": []})));
    }

    #[test]
    fn null_and_nothing_breach() {
        assert_breach(&of(json!({"accounts": null})), &LIST_ABSENT);
        assert_breach(&of(json!({})), &LIST_ABSENT);
    }
}
