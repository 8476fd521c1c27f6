//! The reference that stands for an account in the other endpoints.

use std::collections::{BTreeMap, BTreeSet};

use wire::messages::DATA_NOT_DELIVERED;

use crate::check::account_list::{Entry, List};
use crate::check::accounts::digests::betrays;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::observations;

checks! {
    "accounts-reference-opaque": List(opaque), NEEDS_LISTED_ACCOUNT,
        "the reference is not the account number and cannot simply be turned into it",
        "referansen ikke er kontonummeret og ikke uten videre kan gjøres om til det";
    "accounts-reference-not-number": List(not_number), NEEDS_LISTED_ACCOUNT,
        "the reference is not an account number",
        "referansen er ikke et kontonummer";
    "accounts-reference-unique": List(unique), NEEDS_LISTED_ACCOUNT,
        "no two accounts have the same reference",
        "ingen to konti har samme referanse";
    "accounts-reference-spelling": List(spelling), NEEDS_LISTED_ACCOUNT,
        "a reference that means dataNotDelivered is spelled exactly so, and every other one fits into a path",
        "en referanse som betyr dataNotDelivered, er skrevet nøyaktig slik, og alle andre kan stå i en sti";
}

observations! {
    /// A reference that gives the number away.
    REFERENCE_REVEALS_NUMBER = "reference-reveals-number" {
        observed: "the reference reveals the account number: {how}", "referansen røper kontonummeret: {how}";
        expected: "a reference that says nothing about the account number", "en referanse som ikke sier noe om kontonummeret";
    }
    /// A reference that is a number.
    REFERENCE_IS_NUMBER = "reference-is-number" {
        observed: "the reference is the number of an account", "referansen er nummeret til en konto";
        expected: "a reference that is not the account number", "en referanse som ikke er kontonummeret";
    }
    /// One reference for two accounts.
    REFERENCE_SHARED = "reference-shared" {
        observed: "two accounts have the same reference", "to konti har samme referanse";
        expected: "a reference of its own for each account", "en egen referanse for hver konto";
    }
    /// Nearly `dataNotDelivered`.
    REFERENCE_MISSPELLED = "reference-misspelled" {
        observed: "the reference is nearly dataNotDelivered, so that an agency would ask with it", "referansen er nesten dataNotDelivered, så en etat vil spørre med den";
        expected: "dataNotDelivered", "dataNotDelivered";
    }
    /// Does not fit into a path.
    REFERENCE_NOT_A_PATH = "reference-not-a-path" {
        observed: "the reference cannot be a segment of a path as it is", "referansen kan ikke være en del av en sti slik den er";
        expected: "only characters that a path may have (RFC 3986, 3.3)", "bare tegn som kan stå i en sti (RFC 3986, 3.3)";
    }
}

/// Entries whose reference is used in the other endpoints.
fn delivered(list: &List) -> impl Iterator<Item = &Entry> {
    list.entries
        .iter()
        .filter(|entry| !entry.is_not_delivered())
}

fn opaque(list: &List, _: &Grounds<'_>, tally: &mut Tally) {
    for entry in delivered(list) {
        let (Some(reference), Some(number)) = (entry.reference.as_deref(), entry.number.as_deref())
        else {
            continue;
        };
        tally.thing();
        if let Some(how) = betrays(reference, number) {
            tally.add(
                entry
                    .breach("/accountReference", &REFERENCE_REVEALS_NUMBER)
                    .with("how", how)
                    .received(reference),
            );
        }
    }
}

fn not_number(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    let declared = grounds.party.accounts.iter().map(|fact| &fact.number);
    let listed = list
        .entries
        .iter()
        .filter_map(|entry| entry.number.as_ref());
    let numbers: BTreeSet<String> = listed.chain(declared).map(|text| plain(text)).collect();
    for entry in delivered(list) {
        let Some(reference) = entry.reference.as_deref() else {
            continue;
        };
        tally.thing();
        if numbers.contains(&plain(reference)) {
            tally.add(
                entry
                    .breach("/accountReference", &REFERENCE_IS_NUMBER)
                    .received(reference),
            );
        }
    }
}

/// Without dots and spaces, in small letters.
fn plain(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|character| !matches!(character, '.' | ' '));
    kept.collect::<String>().to_lowercase()
}

fn unique(list: &List, _: &Grounds<'_>, tally: &mut Tally) {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for entry in delivered(list) {
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
                    .breach("/accountReference", &REFERENCE_SHARED)
                    .received(reference),
            );
        }
    }
}

fn spelling(list: &List, _: &Grounds<'_>, tally: &mut Tally) {
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
            (true, _) => &REFERENCE_MISSPELLED,
            (false, false) => &REFERENCE_NOT_A_PATH,
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
        assert_breach(&of(opaque, NUMBER), &REFERENCE_REVEALS_NUMBER);
    }

    #[test]
    fn an_account_number_is_no_reference() {
        assert_conforms(&of(not_number, "3f0c8a52-7f0e-4b8e-9d43-4e0c5f3f8f11"));
        for number in [NUMBER, "8601.11.17947"] {
            assert_breach(&of(not_number, number), &REFERENCE_IS_NUMBER);
        }
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
            &REFERENCE_SHARED,
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
            assert_breach(&of(spelling, reference), &REFERENCE_MISSPELLED);
        }
    }

    #[test]
    fn a_reference_with_a_slash_breaches() {
        assert_breach(&of(spelling, "abc/def"), &REFERENCE_NOT_A_PATH);
    }

    #[test]
    fn ordinary_references_are_spelled_right() {
        for reference in ["dataNotDelivered", "abc-1_2.3~", "%C3%A5"] {
            assert_conforms(&of(spelling, reference));
        }
    }
}
