//! Breaks of the rules about the access token.

use proptest::prop_oneof;
use proptest::sample::select;
use proptest::strategy::{Just, Strategy as _};
use serde_json::json;

use crate::property::input::Refusal;
use crate::property::strategy::request::says;
use crate::property::strategy::{PartStrategy, identifier, template, text};
use crate::property::{Facts, Part};
use pack::catalogue::{
    Change, Edit, JsonTemplate, Level, Part as JwsPart, TokenSigner, ValueEdit, words,
};

/// An hour: more than any leeway of clocks (I-35).
const HOUR: i64 = 3_600;

fn broken(rule: &str, change: Change, refusal: Refusal) -> Part {
    let words = words::change(&change);
    Part::broken(rule, words, vec![change], refusal)
}

fn claim(name: &str, value: JsonTemplate) -> Change {
    Change::TokenClaim(name.to_owned(), ValueEdit::Value(value))
}

fn moment(name: &str, value: &str) -> Change {
    claim(name, JsonTemplate::Text(template(value)))
}

fn plain(name: &str, value: &str) -> Change {
    claim(name, JsonTemplate::Plain(json!(value)))
}

/// The breaks of the facts' level.
pub(super) fn all(facts: &Facts) -> Vec<PartStrategy> {
    match (facts.level, facts.minting) {
        (Level::Must, false) => vec![without(), garbage(), spoilt()],
        (Level::Must, true) => {
            vec![
                without(),
                garbage(),
                spoilt(),
                expired(),
                too_early(),
                elsewhere(),
                another_scope(),
            ]
        }
        (Level::Should, true) => vec![just_expired(), another_consumer()],
        (Level::Should, false) | (Level::May, _) => Vec::new(),
    }
}

fn without() -> PartStrategy {
    let change = Change::Header("Authorization".to_owned(), Edit::Remove);
    Just(broken(
        "TRUST-TOKEN-REQUIRED",
        change,
        Refusal::Unauthenticated,
    ))
    .sboxed()
}

fn garbage() -> PartStrategy {
    prop_oneof![
        text::word(1, 40).prop_map(|word| format!("Bearer {word}")),
        (text::word(1, 40), text::word(1, 40), text::word(1, 40))
            .prop_map(|(a, b, c)| format!("Bearer {a}.{b}.{c}")),
        text::word(1, 20).prop_map(|word| format!("Basic {word}")),
    ]
    .prop_map(|value| {
        broken(
            "TRUST-BEARER",
            says("Authorization", value),
            Refusal::Unauthenticated,
        )
    })
    .sboxed()
}

fn spoilt() -> PartStrategy {
    select(vec![
        Change::TokenTamper(JwsPart::Signature),
        Change::TokenTamper(JwsPart::Payload),
        Change::TokenSigner(TokenSigner::Attacker),
        Change::TokenSigner(TokenSigner::None),
    ])
    .no_shrink()
    .prop_map(|change| broken("TRUST-TOKEN-SIGNATURE", change, Refusal::Unauthenticated))
    .sboxed()
}

fn expired() -> PartStrategy {
    prop_oneof![HOUR..=10 * HOUR, HOUR..=50_000 * HOUR]
        .prop_map(|ago| {
            broken(
                "TRUST-TOKEN-TIME",
                moment("exp", &format!("{{now-{ago}s}}")),
                Refusal::Unauthenticated,
            )
        })
        .sboxed()
}

/// Past the leeway of a minute, and within the hour.
fn just_expired() -> PartStrategy {
    (65..HOUR)
        .prop_map(|ago| {
            broken(
                "TRUST-TOKEN-TIME",
                moment("exp", &format!("{{now-{ago}s}}")),
                Refusal::Unauthenticated,
            )
        })
        .sboxed()
}

fn too_early() -> PartStrategy {
    (HOUR..=50_000 * HOUR)
        .prop_map(|later| {
            broken(
                "TRUST-TOKEN-TIME",
                moment("nbf", &format!("{{now+{later}s}}")),
                Refusal::Unauthenticated,
            )
        })
        .sboxed()
}

fn elsewhere() -> PartStrategy {
    let claims = select(vec![
        ("aud", "TRUST-TOKEN-AUDIENCE"),
        ("iss", "TRUST-TOKEN-ISSUER"),
    ])
    .no_shrink();
    (claims, text::word(1, 20))
        .prop_map(|((name, rule), word)| {
            broken(
                rule,
                plain(name, &format!("https://{word}.invalid/v2")),
                Refusal::Unauthenticated,
            )
        })
        .sboxed()
}

fn another_scope() -> PartStrategy {
    proptest::collection::vec(text::word(1, 12), 1..=3)
        .prop_map(|words| {
            words
                .iter()
                .map(|word| format!("bits:x{word}"))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .prop_map(|scope| {
            broken(
                "TRUST-TOKEN-SCOPE",
                plain("scope", &scope),
                Refusal::Unauthorised,
            )
        })
        .sboxed()
}

fn another_consumer() -> PartStrategy {
    identifier::organisation()
        .prop_map(|number| {
            broken(
                "TRUST-TOKEN-CONSUMER",
                plain("consumer.ID", &wire::identifiers::iso6523(&number)),
                Refusal::Unauthorised,
            )
        })
        .sboxed()
}
