//! The reference that stands for an account in the other endpoints.

use std::collections::BTreeMap;

use wire::messages::DATA_NOT_DELIVERED;

use crate::check::Grounds;
use crate::check::account_list::List;
use crate::check::accounts::digests::betrays;
use crate::check::tally::Tally;
use pack::text::Text;

/// The reference is not the account number and cannot simply be turned into it.
pub fn opaque(list: &List, _: &Grounds<'_>, tally: &mut Tally) {
    for entry in list
        .entries
        .iter()
        .filter(|entry| !entry.is_not_delivered())
    {
        let (Some(reference), Some(number)) = (entry.reference.as_deref(), entry.number.as_deref())
        else {
            continue;
        };
        tally.thing();
        if let Some(how) = betrays(reference, number) {
            tally.add(
                entry
                    .breach(
                        "/accountReference",
                        Text::new(
                            format!("The reference gives the account number away: {}.", how.en),
                            format!("Referansen røper kontonummeret: {}.", how.nb),
                        ),
                    )
                    .received(reference),
            );
        }
    }
}

/// No two accounts have the same reference.
pub fn unique(list: &List, _: &Grounds<'_>, tally: &mut Tally) {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for entry in list
        .entries
        .iter()
        .filter(|entry| !entry.is_not_delivered())
    {
        let Some(reference) = entry.reference.as_deref() else {
            continue;
        };
        tally.thing();
        let number = entry.number.as_deref().unwrap_or_default();
        if let Some(other) = first.insert(reference, number)
            && other != number
        {
            tally.add(
                entry
                    .breach(
                        "/accountReference",
                        Text::new(
                            "Two accounts have the same reference.",
                            "To konti har samme referanse.",
                        ),
                    )
                    .received(reference),
            );
        }
    }
}

/// A reference that means `dataNotDelivered` is spelled exactly so, and every other one fits into a path.
pub fn spelling(list: &List, _: &Grounds<'_>, tally: &mut Tally) {
    for entry in &list.entries {
        let Some(reference) = entry.reference.as_deref() else {
            continue;
        };
        tally.thing();
        let letters: String = reference
            .chars()
            .filter(|character| character.is_alphanumeric())
            .collect();
        let nearly =
            letters.eq_ignore_ascii_case(DATA_NOT_DELIVERED) && reference != DATA_NOT_DELIVERED;
        let fits = !reference.is_empty()
            && reference
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:@".contains(&byte));
        let what = match (nearly, fits) {
            (true, _) => Text::new(
                "The reference is nearly dataNotDelivered, and an agency would ask with it.",
                "Referansen er nesten dataNotDelivered, og en etat vil spørre med den.",
            ),
            (false, false) => Text::new(
                "The reference does not fit into a path as it stands.",
                "Referansen kan ikke stå i en sti som den er.",
            ),
            (false, true) => continue,
        };
        tally.add(entry.breach("/accountReference", what).received(reference));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::Judged;
    use crate::check::account_list::ListRule;
    use crate::check::accounts::fixture::{NUMBER, declaring, judged, list};
    use crate::check::fixture::{assert_breach, assert_conforms, assert_nothing};

    fn of(rule: ListRule, reference: &str) -> Judged {
        let shown = list(
            "complete",
            &json!([{"accountIdentifier": NUMBER, "accountReference": reference}]),
        );
        judged(rule, &shown, &declaring(&[], &[]))
    }

    #[test]
    fn a_random_reference_is_opaque() {
        assert_conforms(&of(opaque, "3f0c8a52-7f0e-4b8e-9d43-4e0c5f3f8f11"));
    }

    #[test]
    fn the_account_number_is_not_opaque() {
        assert_breach(&of(opaque, NUMBER), "away");
    }

    #[test]
    fn data_not_delivered_is_no_reference() {
        assert_nothing(&of(opaque, "dataNotDelivered"));
        assert_nothing(&of(unique, "dataNotDelivered"));
    }

    #[test]
    fn one_reference_for_two_accounts_breaches() {
        let shown = list(
            "complete",
            &json!([
                {"accountIdentifier": "1", "accountReference": "a"}, {"accountIdentifier": "2", "accountReference": "a"}
            ]),
        );
        assert_breach(
            &judged(unique, &shown, &declaring(&[], &[])),
            "same reference",
        );
    }

    #[test]
    fn a_reference_for_each_account_conforms() {
        assert_conforms(&of(unique, "a"));
    }

    #[test]
    fn other_spellings_of_data_not_delivered_breach() {
        for reference in [
            "DataNotDelivered",
            "data-not-delivered",
            "DATA_NOT_DELIVERED",
        ] {
            assert_breach(&of(spelling, reference), "nearly");
        }
    }

    #[test]
    fn a_reference_with_a_slash_breaches() {
        assert_breach(&of(spelling, "abc/def"), "path");
    }

    #[test]
    fn ordinary_references_are_spelled_right() {
        for reference in ["dataNotDelivered", "abc-1_2.3~", "%C3%A5"] {
            assert_conforms(&of(spelling, reference));
        }
    }
}
