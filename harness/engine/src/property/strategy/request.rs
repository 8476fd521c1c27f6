//! Whole valid requests.

use proptest::option;
use proptest::prelude::any;
use proptest::strategy::{Just, SBoxedStrategy, Strategy as _};
use wire::messages::{Endpoint, header, query};
use wire::profile::OnlyPrimaryOwnerRule;

use crate::property::strategy::{PartStrategy, Source, literal, period, text};
use crate::property::{Facts, Input, Part};
use pack::catalogue::{Baseline, Change, Edit};
use pack::text::Text;

/// Valid requests: the party, the mandate and every parameter chosen anew within its rules.
pub(super) fn valid(facts: &Facts) -> Source {
    let baseline = facts.baseline();
    let parties = facts.parties.len().max(1);
    let mandates = facts.service.mandates.len().max(1);
    let inputs =
        (0..parties, 0..mandates, parts(facts)).prop_map(move |(party, mandate, parts)| {
            let baseline = Baseline {
                mandate,
                ..baseline.clone()
            };
            Input {
                party,
                ..Input::accepted(baseline, parts)
            }
        });
    Source::Generated(inputs.sboxed())
}

fn parts(facts: &Facts) -> SBoxedStrategy<Vec<Part>> {
    let strategies = [
        period::surely_inside(facts),
        facts.clear.then(encrypted),
        owner(facts),
        Some(correlation()),
        facts.service.requester_id_required.then(requester),
    ];
    let all: Vec<SBoxedStrategy<Option<Part>>> = strategies
        .into_iter()
        .flatten()
        .map(|one| option::weighted(0.6, one).sboxed())
        .collect();
    all.prop_map(|parts| parts.into_iter().flatten().collect())
        .sboxed()
}

/// A header with this literal value.
pub(super) fn says(name: &str, value: impl Into<String>) -> Change {
    Change::Header(name.to_owned(), Edit::Value(literal(value)))
}

fn encrypted() -> PartStrategy {
    let words = Text::new(
        "an encrypted answer is asked for",
        "det bes om et kryptert svar",
    );
    Just(Part::valid(
        "API-MEDIA-TYPES",
        words,
        vec![says("Accept", "application/jose")],
    ))
    .sboxed()
}

fn owner(facts: &Facts) -> Option<PartStrategy> {
    let may_be_false = facts.service.only_primary_owner == OnlyPrimaryOwnerRule::Either;
    (facts.endpoint == Endpoint::Accounts && may_be_false).then(|| {
        any::<bool>()
            .prop_map(|value| {
                let words = Text::new(
                    format!("OnlyPrimaryOwner is {value}"),
                    format!("OnlyPrimaryOwner er {value}"),
                );
                let change = Change::Query(
                    query::ONLY_PRIMARY_OWNER.to_owned(),
                    Edit::Value(literal(value.to_string())),
                );
                Part::valid("POL-ONLYPRIMARYOWNER", words, vec![change])
            })
            .sboxed()
    })
}

fn correlation() -> PartStrategy {
    text::uuid()
        .prop_map(|uuid| {
            let words = Text::new(
                format!("CorrelationID is {uuid}"),
                format!("CorrelationID er {uuid}"),
            );
            Part::valid(
                "API-CORRELATIONID",
                words,
                vec![says(header::CORRELATION_ID, uuid)],
            )
        })
        .sboxed()
}

fn requester() -> PartStrategy {
    text::word(1, 20)
        .prop_map(|user| {
            let words = Text::new(
                format!("RequesterID is {user}"),
                format!("RequesterID er {user}"),
            );
            Part::valid(
                "POL-REQUESTERID",
                words,
                vec![says(header::REQUESTER_ID, user)],
            )
        })
        .sboxed()
}
