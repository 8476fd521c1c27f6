//! Whole valid orders.

use proptest::option;
use proptest::prelude::any;
use proptest::strategy::{SBoxedStrategy, Strategy as _};
use serde_json::Value;
use wire::messages::Endpoint;

use crate::property::strategy::{PartStrategy, Source, literal, period, template, text};
use crate::property::{Facts, Input, Part};
use pack::catalogue::{Baseline, Change, JsonTemplate, ValueEdit};
use pack::text::Text;

/// A day in seconds.
pub(super) const DAY: i64 = 86_400;

/// Valid orders: every claim chosen anew within its rules.
pub(super) fn valid(facts: &Facts) -> Source {
    let baseline = facts.baseline();
    let mandates = facts.service.mandates.len().max(1);
    let strategies = [
        begins(),
        times(),
        owner(),
        identifier(),
        flags(facts.endpoint),
        texts(),
    ];
    let all: Vec<SBoxedStrategy<Option<Part>>> = strategies
        .into_iter()
        .map(|one| option::weighted(0.5, one).sboxed())
        .collect();
    let inputs = (0..mandates, all).prop_map(move |(mandate, parts)| {
        let baseline = Baseline {
            mandate,
            ..baseline.clone()
        };
        Input::accepted(baseline, parts.into_iter().flatten().collect())
    });
    Source::Generated(inputs.sboxed())
}

/// A claim with this literal text.
pub(super) fn claims(name: &str, value: impl Into<String>) -> Change {
    Change::OrderClaim(
        name.to_owned(),
        ValueEdit::Value(JsonTemplate::Text(literal(value))),
    )
}

/// A claim with the value of a template.
pub(super) fn claims_template(name: &str, value: &str) -> Change {
    Change::OrderClaim(
        name.to_owned(),
        ValueEdit::Value(JsonTemplate::Text(template(value))),
    )
}

/// A claim with this JSON value.
pub(super) fn claims_value(name: &str, value: impl Into<Value>) -> Change {
    Change::OrderClaim(
        name.to_owned(),
        ValueEdit::Value(JsonTemplate::Plain(value.into())),
    )
}

fn begins() -> PartStrategy {
    (0..=3_000_i32)
        .prop_map(|days| {
            let words = Text::new(
                format!(
                    "its fromDate is {} before the request's",
                    period::day_count(days).en
                ),
                format!(
                    "fromDate i pålegget er {} før forespørselens",
                    period::day_count(days).nb
                ),
            );
            Part::valid(
                "ORD-FROM-DATE",
                words,
                vec![period::orders("fromDate", &format!("{{from-{days}d}}"))],
            )
        })
        .sboxed()
}

/// Approved five minutes to eighty days ago, and valid for ninety days or up to nine days less.
fn times() -> PartStrategy {
    (300..=80 * DAY, 0..=9 * DAY)
        .prop_map(|(age, slack)| {
            let words = Text::new(
                format!("it was approved {age} seconds ago and exp is 90 days less {slack} seconds after that"),
                format!("det ble godkjent for {age} sekunder siden, og exp er 90 dager minus {slack} sekunder etter det"),
            );
            let changes = vec![
                claims_template("approval.approvalTimestamp", &format!("{{now-{age}s|timestamp}}")),
                claims_template("exp", &format!("{{approval+90d-{slack}s}}")),
            ];
            Part::valid("ORD-NINETY-DAYS", words, changes)
        })
        .sboxed()
}

fn owner() -> PartStrategy {
    any::<bool>()
        .prop_map(|value| {
            let words = Text::new(
                format!("onlyPrimaryOwner is {value}"),
                format!("onlyPrimaryOwner er {value}"),
            );
            Part::valid(
                "ORD-ONLY-PRIMARY-OWNER",
                words,
                vec![claims_value("onlyPrimaryOwner", value)],
            )
        })
        .sboxed()
}

fn identifier() -> PartStrategy {
    text::uuid()
        .prop_map(|uuid| {
            let words = Text::new(
                format!("extraditionOrderID is {uuid}"),
                format!("extraditionOrderID er {uuid}"),
            );
            Part::valid(
                "ORD-EXTRADITION-ORDER-ID",
                words,
                vec![claims("extraditionOrderID", uuid)],
            )
        })
        .sboxed()
}

/// The flag of the order that opens an endpoint.
pub(super) fn flag(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Accounts => "accountList",
        Endpoint::AccountDetails => "accountDetails",
        Endpoint::Transactions => "transactions",
        Endpoint::Cards => "cards",
        Endpoint::Roles => "roles",
    }
}

/// The flags of the other endpoints, as they come.
fn flags(endpoint: Endpoint) -> PartStrategy {
    let others: Vec<&'static str> = Endpoint::ALL
        .into_iter()
        .filter(|other| *other != endpoint && *other != Endpoint::Accounts)
        .map(flag)
        .collect();
    proptest::collection::vec(any::<bool>(), others.len())
        .prop_map(move |values| {
            let closed: Vec<&str> = others
                .iter()
                .zip(&values)
                .filter(|(_, open)| !**open)
                .map(|(name, _)| *name)
                .collect();
            let closed_words = if closed.is_empty() {
                "–".to_owned()
            } else {
                closed.join(", ")
            };
            let words = Text::new(
                format!("closed are: {closed_words}"),
                format!("stengt er: {closed_words}"),
            );
            let changes = others
                .iter()
                .zip(values)
                .map(|(name, value)| claims_value(name, value))
                .collect();
            Part::valid("ORD-REQUEST-FLAGS", words, changes)
        })
        .sboxed()
}

fn texts() -> PartStrategy {
    (
        0..=999_u16,
        text::name(30),
        text::word(1, 10),
        text::name(40),
        text::name(20),
    )
        .prop_map(|(district, label, id, name, role)| {
            let words = Text::new(
                format!("the district is {district:03} {label}, the approver {id} {name}, {role}"),
                format!("distriktet er {district:03} {label}, godkjenneren {id} {name}, {role}"),
            );
            let changes = vec![
                claims("district.districtID", format!("{district:03}")),
                claims("district.districtLabel", label),
                claims("approval.approvedByID", id),
                claims("approval.approvedByName", name),
                claims("approval.approvedByRole", role),
            ];
            Part::valid("ORD-APPROVED-BY-NAME", words, changes)
        })
        .sboxed()
}
