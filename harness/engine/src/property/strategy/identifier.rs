//! Numbers of people and businesses that nobody real has.

use jiff::ToSpan as _;
use jiff::civil::date;
use proptest::prelude::any;
use proptest::prop_oneof;
use proptest::strategy::{Just, SBoxedStrategy, Strategy as _};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use wire::identifiers::{NationalId, NationalIdKind, OrganisationNumber};
use wire::messages::header;

use crate::property::strategy::Source;
use crate::property::strategy::order::claims;
use crate::property::strategy::request::says;
use crate::property::{Facts, Input, Part};
use pack::text::Text;

/// A synthetic organisation number, which no shrinking changes.
pub(super) fn organisation() -> SBoxedStrategy<String> {
    any::<u64>()
        .no_shrink()
        .prop_map(|seed| {
            OrganisationNumber::synthetic(&mut ChaCha8Rng::seed_from_u64(seed))
                .as_str()
                .to_owned()
        })
        .sboxed()
}

/// A synthetic number of a person born on any day, leap days too; shrinking leads to the first day.
pub(super) fn person(kind: NationalIdKind) -> SBoxedStrategy<String> {
    let days = prop_oneof![3 => 0..=27_000_i32, 1 => Just(21_974_i32)];
    (days, any::<u64>().no_shrink())
        .prop_map(move |(days, seed)| {
            let birth = date(1940, 1, 1).saturating_add(days.days());
            NationalId::synthetic(&mut ChaCha8Rng::seed_from_u64(seed), birth, kind)
                .as_str()
                .to_owned()
        })
        .sboxed()
}

/// Numbers of every kind, the same in request and order.
pub(super) fn accepted(facts: &Facts) -> Source {
    let baseline = facts.baseline();
    let numbers = prop_oneof![
        person(NationalIdKind::Birth).prop_map(|number| (
            "a national identity number",
            "et fødselsnummer",
            number
        )),
        person(NationalIdKind::D).prop_map(|number| ("a D-number", "et D-nummer", number)),
        organisation().prop_map(|number| (
            "an organisation number",
            "et organisasjonsnummer",
            number
        )),
    ];
    let inputs = numbers.prop_map(move |(en, nb, number)| {
        let words = Text::new(
            format!("PartyID is {en}, {number}"),
            format!("PartyID er {nb}, {number}"),
        );
        let changes = vec![
            says(header::PARTY_ID, number.clone()),
            claims("partyID", number),
        ];
        Input::accepted(
            baseline.clone(),
            vec![Part::valid("POL-PARTYID", words, changes)],
        )
    });
    Source::Generated(inputs.sboxed())
}
