//! The form of an answer of customerRelationships: the list, and the types and values of its entries.

use serde_json::Value;
use wire::identifiers::OrganisationNumber;

use super::asked::{listed, place};
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::{Finding, NOTHING};
use crate::observations;

checks! {
    "overview-list-present": Answer(present, Evidence::Documents), NEEDS_BANK_LIST,
        "the answer has a list of banks, also an empty one", "svaret har en liste over banker, også en tom";
    "overview-shape": Answer(shape, Evidence::Documents), NEEDS_BANK_LIST,
        "every entry has the members of the data model, with their types and values",
        "hver oppføring har medlemmene i datamodellen, med riktige typer og verdier";
}

observations! {
    /// No list.
    LIST_MISSING = "overview-list-missing" {
        observed: "the answer has no list banks", "svaret har ingen liste banks";
        expected: "an array, empty where there is nothing to name", "en liste, tom der det ikke er noe å nevne";
    }
    /// A member of the wrong form.
    MEMBER_WRONG = "overview-member-wrong" {
        observed: "{member} is missing or has another form", "{member} mangler eller har en annen form";
        expected: "{form}", "{form}";
    }
}

fn present(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    if seen.answer.document().is_none() {
        return Judged::nothing();
    }
    let missing = listed(&seen).is_none();
    seen.judged(missing.then(|| {
        Finding::breach(&LIST_MISSING)
            .received(NOTHING)
            .at("/banks")
    }))
}

/// Endpoint customerRelationships V.2.0, output parameters.
fn shape(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let Some(listed) = listed(&seen) else {
        return Judged::nothing();
    };
    let entries = listed.iter().enumerate();
    seen.judged(entries.flat_map(|(index, entry)| {
        let rules = RULES
            .iter()
            .filter(move |rule| !(rule.fits)(entry.get(rule.member)));
        rules.map(move |rule| {
            let found = entry.get(rule.member);
            Finding::breach(&MEMBER_WRONG)
                .with("member", rule.member)
                .with("form", rule.form)
                .received(found.map_or_else(|| NOTHING.to_owned(), Value::to_string))
                .at(place(index, rule.member))
        })
    }))
}

struct MemberRule {
    member: &'static str,
    form: &'static str,
    fits: fn(Option<&Value>) -> bool,
}

const RULES: &[MemberRule] = &[
    MemberRule {
        member: "organizationID",
        form: "string, 9 digits",
        fits: |value| is_orgno(value),
    },
    MemberRule {
        member: "bankName",
        form: "string",
        fits: |value| is_text(value),
    },
    MemberRule {
        member: "activeAccount",
        form: "boolean",
        fits: |value| value.is_some_and(Value::is_boolean),
    },
    MemberRule {
        member: "ownershipType",
        form: "primaryOwner, notPrimaryOwner, unknown",
        fits: |value| match value {
            None | Some(Value::Null) => true,
            Some(value) => ["primaryOwner", "notPrimaryOwner", "unknown"]
                .iter()
                .any(|word| value == word),
        },
    },
];

/// Whether a member is an organisation number as text.
pub(super) fn is_orgno(value: Option<&Value>) -> bool {
    let text = value.and_then(Value::as_str);
    text.is_some_and(|text| OrganisationNumber::parse(text).is_ok())
}

/// Whether a member is a text that is not empty.
pub(super) fn is_text(value: Option<&Value>) -> bool {
    let text = value.and_then(Value::as_str);
    text.is_some_and(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{FIRST, asking, customer, entry, judged};
    use super::*;
    use crate::check::fixture::{assert_breach, assert_conforms};

    fn with(member: &str, value: Value) -> Judged {
        let mut entry = entry(FIRST);
        entry[member] = value;
        let answer = json!({ "banks": [entry] });
        judged(shape, &customer(&[]), &asking("true"), &answer)
    }

    #[test]
    fn the_members_of_the_data_model_conform() {
        assert_conforms(&with("more", json!("of its own")));
        assert_conforms(&with("ownershipType", json!("unknown")));
    }

    #[test]
    fn another_type_or_value_of_a_member_breaches() {
        for (member, value) in [
            ("organizationID", json!(310_000_019)),
            ("organizationID", json!("31000001")),
            ("bankName", json!("")),
            ("activeAccount", json!(null)),
            ("activeAccount", json!("true")),
            ("ownershipType", json!("PRIMARYOWNER")),
        ] {
            assert_breach(&with(member, value), &MEMBER_WRONG);
        }
    }

    #[test]
    fn an_answer_without_a_list_breaches() {
        let judged = judged(present, &customer(&[]), &asking("true"), &json!({}));
        assert_breach(&judged, &LIST_MISSING);
    }
}
