//! One person or business has one name.

use std::collections::BTreeMap;

use wire::messages::Endpoint;

use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View, checks};
use crate::observations;

checks! {
    "consistency-names": Documents(&[Endpoint::Accounts, Endpoint::AccountDetails, Endpoint::Roles], |_| Box::<NamedAlike>::default()), NEEDS_REPEATED_NAME,
        "the same identifier has the same name as owner in the list and in the details, and among the roles",
        "samme identifikator har samme navn som eier i listen og i detaljene, og blant rollene";
}

observations! {
    /// Two names for one identifier.
    NAME_DIFFERS = "name-differs" {
        observed: "the same person or business has another name elsewhere", "samme person eller virksomhet har et annet navn et annet sted";
        expected: "{expected}", "{expected}";
    }
}

/// The same identifier has the same name everywhere.
#[derive(Debug, Default)]
struct NamedAlike {
    names: BTreeMap<String, String>,
    tally: Tally,
}

impl NamedAlike {
    fn compare(&mut self, holder: &Place<'_>) {
        let (Some(identifier), Some(name)) = (
            holder.text_at(&["identifier", "value"]),
            holder.member("name"),
        ) else {
            return;
        };
        let Some(text) = name.value.as_str() else {
            return;
        };
        let Some(before) = self.names.get(identifier) else {
            self.names.insert(identifier.to_owned(), text.to_owned());
            return;
        };
        self.tally.thing();
        if before != text {
            self.tally
                .add(name.breach(&NAME_DIFFERS).with("expected", before));
        }
    }
}

impl RetrievalCheck for NamedAlike {
    fn see(&mut self, view: &View<'_>, _: &Grounds<'_>) {
        let root = Place::root(view);
        let holders: Vec<Place<'_>> = match view.endpoint {
            Endpoint::Accounts => root
                .elements("accounts")
                .iter()
                .filter_map(|account| account.member("primaryOwner"))
                .collect(),
            Endpoint::AccountDetails => root
                .path(&["account", "primaryOwner"])
                .into_iter()
                .collect(),
            Endpoint::Roles => root.elements("roles"),
            Endpoint::Transactions | Endpoint::Cards => Vec::new(),
        };
        for holder in &holders {
            self.compare(holder);
        }
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        self.tally.judged()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, assert_nothing, judge};

    fn holder(identifier: &str, name: &str) -> Value {
        json!({"identifier": {"value": identifier}, "name": name})
    }

    fn judged(owner: &Value, role: &Value) -> Judged {
        let shown = [
            Shown::accounts(json!({"accounts": [{"primaryOwner": owner}]})),
            Shown::of(Endpoint::Roles, json!({"roles": [role]})),
        ];
        judge(NamedAlike::default(), &shown)
    }

    #[test]
    fn one_name_everywhere_conforms() {
        assert_conforms(&judged(
            &holder("13867498351", "KARI"),
            &holder("13867498351", "KARI"),
        ));
    }

    #[test]
    fn two_names_for_one_identifier_breach() {
        assert_breach(
            &judged(
                &holder("13867498351", "KARI"),
                &holder("13867498351", "OLA"),
            ),
            &NAME_DIFFERS,
        );
    }

    #[test]
    fn different_people_are_not_compared() {
        assert_nothing(&judged(
            &holder("13867498351", "KARI"),
            &holder("26845099148", "OLA"),
        ));
    }
}
