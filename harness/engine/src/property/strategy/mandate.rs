//! Encodings of the mandate: any character may be percent-encoded, in either case of the digits (I-18).

use proptest::collection::vec;
use proptest::strategy::Strategy as _;
use wire::messages::header;

use crate::property::strategy::Source;
use crate::property::strategy::request::says;
use crate::property::{Facts, Input, Part};
use pack::catalogue::Baseline;
use pack::text::Text;

/// The mandates of the service, encoded in equivalent ways.
pub(super) fn encodings(facts: &Facts) -> Option<Source> {
    let mandates: Vec<String> = facts
        .service
        .mandates
        .iter()
        .map(|mandate| mandate.text.clone())
        .collect();
    let longest = mandates
        .iter()
        .map(String::len)
        .max()
        .filter(|longest| *longest > 0)?;
    let baseline = facts.baseline();
    let inputs = (
        0..mandates.len(),
        vec(0..longest, 0..=6),
        proptest::bool::weighted(0.3),
    )
        .prop_map(move |(mandate, places, small)| {
            let baseline = Baseline {
                mandate,
                ..baseline.clone()
            };
            let text = mandates
                .get(mandate)
                .map(String::as_str)
                .unwrap_or_default();
            Input::accepted(
                baseline,
                spelled(text, &places, small).into_iter().collect(),
            )
        });
    Some(Source::Generated(inputs.sboxed()))
}

fn spelled(text: &str, places: &[usize], small: bool) -> Option<Part> {
    let usual = wire::mandate::encode(text);
    let mut more: Vec<char> = Vec::new();
    let mut encoded = String::new();
    for (place, byte) in text.bytes().enumerate() {
        let plain = char::from(byte);
        let as_usual = wire::mandate::encode(&plain.to_string()) == plain.to_string();
        let here = places.contains(&place) && byte.is_ascii() && as_usual;
        if here {
            more.push(plain);
        }
        if here || !byte.is_ascii() || !as_usual {
            let escape = format!("%{byte:02X}");
            encoded.push_str(&if small { escape.to_lowercase() } else { escape });
        } else {
            encoded.push(plain);
        }
    }
    (encoded != usual).then(|| {
        Part::valid(
            "DATA-MANDATE-ENCODED",
            in_words(&more, small),
            vec![says(header::LEGAL_MANDATE, encoded)],
        )
    })
}

fn in_words(more: &[char], small: bool) -> Text {
    let letters: Vec<String> = more.iter().map(|letter| format!("«{letter}»")).collect();
    let letters = letters.join(" ");
    match (more.is_empty(), small) {
        (true, _) => Text::new(
            "the mandate's escapes have small hexadecimal digits",
            "lovhjemmelen er kodet med små heksadesimale sifre",
        ),
        (false, false) => Text::new(
            format!("the mandate has {letters} percent-encoded too"),
            format!("lovhjemmelen har også {letters} prosentkodet"),
        ),
        (false, true) => Text::new(
            format!("the mandate has {letters} percent-encoded too, and small hexadecimal digits"),
            format!("lovhjemmelen har også {letters} prosentkodet, med små heksadesimale sifre"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pack::catalogue::{Change, Edit, Piece};

    #[test]
    fn every_spelling_decodes_to_the_mandate() {
        let text = "Straffeprosessloven §210 (3) første punktum";
        for places in [vec![0], vec![1, 3, 24], (0..text.len()).collect()] {
            for small in [false, true] {
                let part = spelled(text, &places, small).expect("another spelling");
                let Some(Change::Header(_, Edit::Value(value))) = part.changes.first() else {
                    panic!("a header")
                };
                let [Piece::Literal(encoded)] = value.pieces.as_slice() else {
                    panic!("a literal")
                };
                assert_eq!(wire::mandate::decode(encoded).as_deref(), Ok(text));
            }
        }
    }

    #[test]
    fn the_usual_spelling_is_nothing_unusual() {
        assert_eq!(spelled("Straffeprosessloven §210", &[], false), None);
    }
}
