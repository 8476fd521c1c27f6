//! The primary owner, against the roles of the account.

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::observations;

checks! {
    "owner-against-roles": Each(Objects::Roles, same_number), NEEDS_ROLES,
        "a role holder with the name of the primary owner has the primary owner's number",
        "en rolleinnehaver med navnet til primær eier har nummeret til primær eier";
}

observations! {
    /// The owner's name with another number.
    OWNER_OTHER_NUMBER = "owner-among-roles-other-number" {
        observed: "a role holder has the name of the primary owner and another number", "en rolleinnehaver har navnet til primær eier og et annet nummer";
        expected: "{expected}", "{expected}";
    }
}

fn same_number(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let owner = place
        .view
        .account
        .and_then(|account| account.entry.get("primaryOwner"));
    let owner_name = owner.and_then(|owner| owner.get("name")?.as_str());
    let owner_number = owner.and_then(|owner| owner.get("identifier")?.get("value")?.as_str());
    let (Some(owner_name), Some(owner_number), Some(name), Some(number)) = (
        owner_name,
        owner_number,
        place.text("name"),
        place.path(&["identifier", "value"]),
    ) else {
        return;
    };
    tally.thing();
    if name == owner_name && number.value.as_str() != Some(owner_number) {
        tally.add(
            number
                .breach(&OWNER_OTHER_NUMBER)
                .with("expected", owner_number),
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wire::messages::Endpoint;

    use super::*;
    use crate::check::Judged;
    use crate::check::each::Each;
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, judge};

    fn of(name: &str, number: &str) -> Judged {
        let role = json!({"name": name, "identifier": {"value": number}});
        let owner = json!({"name": "Kari Nordmann", "identifier": {"value": "13867498351"}});
        judge(
            Each::new(Objects::Roles, same_number),
            &[Shown::of(Endpoint::Roles, json!({"roles": [role]})).owned_by(owner)],
        )
    }

    #[test]
    fn the_owner_with_the_same_number_and_somebody_else_conform() {
        assert_conforms(&of("Kari Nordmann", "13867498351"));
        assert_conforms(&of("Ola Nordmann", "26845099148"));
    }

    #[test]
    fn the_owner_with_another_number_breaches() {
        assert_breach(&of("Kari Nordmann", "26845099148"), &OWNER_OTHER_NUMBER);
    }
}
