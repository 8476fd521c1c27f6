//! The owner among the roles.

use crate::check::Grounds;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::text::Text;

/// Where the primary owner is among the roles, it has the name it has in the list.
pub fn owner_named_alike(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(owner) = place.view.account.and_then(|account| account.entry.get("primaryOwner")) else { return };
    let owner_text = |names: &[&str]| names.iter().try_fold(owner, |value, name| value.get(name))?.as_str();
    let identifier = owner_text(&["identifier", "value"]);
    if identifier.is_none() || place.text_at(&["identifier", "value"]) != identifier {
        return;
    }
    let (Some(expected), Some(name)) = (owner_text(&["name"]), place.member("name")) else { return };
    tally.thing();
    if name.value.as_str() != Some(expected) {
        tally.add(
            name.breach(Text::new(
                "The primary owner has another name among the roles.",
                "Primær eier har et annet navn blant rollene.",
            ))
            .expected(Text::same(expected)),
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use wire::messages::Endpoint;

    use super::*;
    use crate::check::fixture::{Shown, grounds};
    use crate::check::{AccountInView, View};

    fn judged(role: &Value) -> (bool, usize) {
        let entry = json!({"primaryOwner": {"identifier": {"value": "13867498351"}, "name": "Kari"}});
        let shown = Shown::of(Endpoint::Roles, json!({"roles": [role]}));
        let (party, readings) = (wire::world::PartyEntry::default(), std::collections::BTreeMap::new());
        let mut tally = Tally::default();
        shown.view(|view| {
            let account = AccountInView { entry: &entry, reference: "ref-1", fact: None };
            let view = View { account: Some(account), ..*view };
            for place in Place::root(&view).elements("roles") {
                owner_named_alike(&place, &grounds(&party, &readings), &mut tally);
            }
        });
        (!tally.is_empty(), tally.judged(|| Text::same("needs a role")).findings.len())
    }

    #[test]
    fn the_same_name_conforms() {
        assert_eq!(judged(&json!({"identifier": {"value": "13867498351"}, "name": "Kari"})), (true, 0));
    }

    #[test]
    fn another_name_breaches() {
        assert_eq!(judged(&json!({"identifier": {"value": "13867498351"}, "name": "Ola"})), (true, 1));
    }

    #[test]
    fn other_people_are_not_judged() {
        assert_eq!(judged(&json!({"identifier": {"value": "1"}, "name": "Ola"})), (false, 0));
    }
}
