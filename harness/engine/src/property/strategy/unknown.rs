//! Things the API does not have: headers, query parameters, claims.

use proptest::collection::vec;
use proptest::prop_oneof;
use proptest::strategy::{SBoxedStrategy, Strategy as _};
use serde_json::{Value, json};

use crate::property::strategy::order::claims_value;
use crate::property::strategy::request::says;
use crate::property::strategy::{Source, literal, text};
use crate::property::{Facts, Input, Part};
use pack::catalogue::{Change, Edit, JsonTemplate, ValueEdit, words};

fn inputs(facts: &Facts, rule: &'static str, changes: SBoxedStrategy<Change>) -> Source {
    let baseline = facts.baseline();
    let parts = vec(changes, 1..=4).prop_map(move |changes| {
        let parts = changes
            .into_iter()
            .map(|change| Part::valid(rule, words::change(&change), vec![change]));
        Input::accepted(baseline.clone(), parts.collect())
    });
    Source::Generated(parts.sboxed())
}

/// JSON without null, two levels deep at the most.
fn json() -> SBoxedStrategy<Value> {
    let leaf = prop_oneof![
        proptest::bool::ANY.prop_map(|value| json!(value)),
        proptest::num::i32::ANY.prop_map(|number| json!(number)),
        text::name(20).prop_map(|name| json!(name)),
    ]
    .sboxed();
    prop_oneof![
        leaf.clone(),
        nested(prop_oneof![leaf.clone(), nested(leaf)].sboxed())
    ]
    .sboxed()
}

fn nested(inner: SBoxedStrategy<Value>) -> SBoxedStrategy<Value> {
    prop_oneof![
        vec(inner.clone(), 0..3).prop_map(|items| json!(items)),
        vec((text::word(1, 6), inner), 0..3)
            .prop_map(|members| Value::Object(members.into_iter().collect())),
    ]
    .sboxed()
}

/// Unknown claims in the order.
pub(super) fn order_claims(facts: &Facts) -> Source {
    let changes = (text::word(1, 12), json())
        .prop_map(|(name, value)| claims_value(&format!("x-{name}"), value));
    inputs(facts, "ORD-UNKNOWN-CLAIM", changes.sboxed())
}

/// Unknown headers, and unknown claims in the token where the run can issue tokens.
pub(super) fn headers(facts: &Facts) -> Source {
    let visible = vec(proptest::char::range('!', '~'), 0..40)
        .prop_map(|letters| letters.into_iter().collect::<String>());
    let header = (text::word(1, 12), visible)
        .prop_map(|(name, value)| says(&format!("X-Unknown-{name}"), value))
        .sboxed();
    if !facts.minting {
        return inputs(facts, "API-TOLERANT", header);
    }
    let claim = (text::word(1, 12), text::word(0, 20)).prop_map(|(name, value)| {
        Change::TokenClaim(
            format!("x-{name}"),
            ValueEdit::Value(JsonTemplate::Plain(json!(value))),
        )
    });
    inputs(
        facts,
        "API-TOLERANT",
        prop_oneof![2 => header, 1 => claim].sboxed(),
    )
}

/// Unknown query parameters.
pub(super) fn queries(facts: &Facts) -> Source {
    let changes = (text::word(1, 12), text::name(20))
        .prop_map(|(name, value)| Change::Query(format!("x{name}"), Edit::Value(literal(value))));
    inputs(facts, "API-TOLERANT", changes.sboxed())
}
