//! Pieces of text: names, words, identifiers that are none.

use proptest::collection::vec;
use proptest::strategy::{SBoxedStrategy, Strategy as _};
use uuid::Uuid;

/// Letters that names in Norway are written with.
const LETTERS: &[char] = &[
    'a', 'e', 'i', 'o', 'n', 'r', 's', 't', 'k', 'l', 'A', 'K', 'N', 'O', 'æ', 'ø', 'å', 'Æ', 'Ø',
    'Å', 'é', 'ü', 'š', 'đ', 'á', '-', ' ', '\'', '.',
];

/// A name of one to `longest` characters that begins with a letter.
pub(super) fn name(longest: usize) -> SBoxedStrategy<String> {
    vec(proptest::sample::select(LETTERS), 0..longest)
        .prop_map(|letters| format!("N{}", letters.into_iter().collect::<String>()))
        .sboxed()
}

/// Small letters and digits, `shortest` to `longest` of them.
pub(super) fn word(shortest: usize, longest: usize) -> SBoxedStrategy<String> {
    const CHARACTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    vec(0..CHARACTERS.len(), shortest..=longest)
        .prop_map(|places| {
            places
                .into_iter()
                .map(|place| char::from(CHARACTERS[place]))
                .collect()
        })
        .sboxed()
}

/// A random UUID (RFC 9562, version 4), which no shrinking changes.
pub(super) fn uuid() -> SBoxedStrategy<String> {
    proptest::num::u128::ANY
        .no_shrink()
        .prop_map(|number| {
            uuid::Builder::from_random_bytes(number.to_be_bytes())
                .into_uuid()
                .to_string()
        })
        .sboxed()
}

/// Text that is no UUID in any spelling: a word, or a UUID with a character too few or one that is no hexadecimal
/// digit.
pub(super) fn no_uuid() -> SBoxedStrategy<String> {
    let short = (uuid(), 0..36_usize).prop_map(|(uuid, place)| {
        uuid.char_indices()
            .filter(|(at, _)| *at != place)
            .map(|(_, character)| character)
            .collect::<String>()
    });
    let spoilt =
        (uuid(), 0..36_usize, proptest::char::range('g', 'z')).prop_map(|(uuid, place, letter)| {
            uuid.char_indices()
                .map(|(at, character)| if at == place { letter } else { character })
                .collect::<String>()
        });
    proptest::prop_oneof![word(1, 20), short, spoilt]
        .prop_map(|text| {
            if Uuid::parse_str(&text).is_ok() {
                "no-uuid".to_owned()
            } else {
                text
            }
        })
        .sboxed()
}

/// Dates that no calendar has.
pub(super) fn no_date() -> SBoxedStrategy<String> {
    let years = 2017..=2025_i16;
    proptest::prop_oneof![
        years.clone().prop_map(|year| format!("{year}-02-30")),
        years
            .clone()
            .prop_map(|year| format!("{}-02-29", if year % 4 == 0 { year + 1 } else { year })),
        (years.clone(), proptest::sample::select(vec![4, 6, 9, 11]))
            .prop_map(|(year, month)| format!("{year}-{month:02}-31")),
        (years.clone(), 13..=99_u8).prop_map(|(year, month)| format!("{year}-{month}-01")),
        (years, 32..=99_u8).prop_map(|(year, day)| format!("{year}-01-{day}")),
    ]
    .sboxed()
}

#[cfg(test)]
mod tests {
    use proptest::strategy::ValueTree as _;

    use super::*;
    use crate::property::Seed;

    fn many(strategy: &SBoxedStrategy<String>) -> Vec<String> {
        (0..300)
            .map(|index| {
                let mut runner = Seed::derive(1, "text", index).runner();
                strategy
                    .new_tree(&mut runner)
                    .expect("nothing is rejected")
                    .current()
            })
            .collect()
    }

    #[test]
    fn no_uuid_is_never_one() {
        for text in many(&no_uuid()) {
            assert!(Uuid::parse_str(&text).is_err(), "{text}");
        }
    }

    #[test]
    fn no_date_is_never_one() {
        for text in many(&no_date()) {
            assert!(wire::dates::parse_iso(&text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_uuid_is_of_version_four() {
        for text in many(&uuid()) {
            assert_eq!(Uuid::parse_str(&text).expect("a UUID").get_version_num(), 4);
        }
    }
}
