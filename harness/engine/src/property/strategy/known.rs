//! Breaks that the catalogue has written down: each refusal of one request is one more rule to break together
//! with others.

use proptest::strategy::{Just, Strategy as _};

use crate::property::strategy::PartStrategy;
use crate::property::{Facts, Part};
use pack::catalogue::{
    Base, Baseline, Case, Change, Edit, Endpoints, Expectation, JsonTemplate, PartySelector, Piece,
    Script, Step, Template, ValueEdit, words,
};
use pack::text::Text;

/// The single refusals of the catalogue at the facts' level; about the order alone, or about all the rest.
pub(super) fn breaks(facts: &Facts, cases: &[Case], about_the_order: bool) -> Vec<PartStrategy> {
    cases
        .iter()
        .filter(|case| applies(case, facts))
        .filter_map(|case| match &case.script {
            Script::Request(step) => part(case, step, facts, about_the_order),
            Script::Steps(_)
            | Script::Retrieval(_)
            | Script::WholeRun(_)
            | Script::Property(_)
            | Script::Journal(_) => None,
        })
        .map(|part| Just(part).sboxed())
        .collect()
}

fn applies(case: &Case, facts: &Facts) -> bool {
    let endpoint = match &case.endpoints {
        Endpoints::OfTheService => true,
        Endpoints::OutsideTheService | Endpoints::OfOverview(_) | Endpoints::OfKfr(_) => false,
        Endpoints::Only(only) => only.contains(&facts.endpoint),
    };
    endpoint
        && case.written_level == facts.level
        && case
            .services
            .as_ref()
            .is_none_or(|services| services.contains(&facts.service.id))
        && case.party == PartySelector::Usual
        && case.account.is_none()
        && case.baseline == Baseline::default()
        && case.needs.iter().all(|need| facts.abilities.contains(need))
}

fn part(case: &Case, step: &Step, facts: &Facts, about_the_order: bool) -> Option<Part> {
    let Expectation::Refused { expected, also } = &step.expectation else {
        return None;
    };
    let order_alone = step.changes.iter().all(is_about_the_order);
    let usable = !step.changes.is_empty()
        && step.changes.iter().all(is_combinable)
        && (order_alone == about_the_order)
        && (facts.has_order() || !step.changes.iter().any(is_about_the_order));
    usable.then(|| Part {
        rule: case.requirements.first().cloned().unwrap_or_default(),
        words: in_words(&step.changes),
        changes: step.changes.clone(),
        expected: expected.clone(),
        also: also.clone(),
    })
}

fn in_words(changes: &[Change]) -> Text {
    let all: Vec<Text> = changes.iter().map(words::change).collect();
    let join =
        |and: &str, one: fn(&Text) -> &str| all.iter().map(one).collect::<Vec<_>>().join(and);
    Text::new(
        join(", with ", |text| &text.en),
        join(", med ", |text| &text.nb),
    )
}

fn is_about_the_order(change: &Change) -> bool {
    match change {
        Change::OrderClaim(..)
        | Change::OrderHeader(..)
        | Change::OrderAlgorithm(_)
        | Change::OrderCertificate(_)
        | Change::OrderSigner(_)
        | Change::OrderAttacker
        | Change::OrderEmbed(_)
        | Change::OrderTamper(_)
        | Change::OrderForm(_) => true,
        Change::Header(..)
        | Change::Query(..)
        | Change::Method(_)
        | Change::Path(_)
        | Change::Agency(_)
        | Change::TokenClaim(..)
        | Change::TokenHeader(..)
        | Change::TokenSigner(_)
        | Change::TokenTamper(_)
        | Change::TokenForm(_)
        | Change::OrderPayload(_)
        | Change::Part(..)
        | Change::Send(_)
        | Change::Reference(_)
        | Change::RotateCertificate
        | Change::KarSilent => false,
    }
}

/// Whole payloads, ways of sending and references replace more than one rule; other parties may be missing.
fn is_combinable(change: &Change) -> bool {
    match change {
        Change::OrderPayload(_)
        | Change::Path(_)
        | Change::Part(..)
        | Change::Send(_)
        | Change::Reference(_)
        | Change::RotateCertificate
        | Change::KarSilent => false,
        Change::Header(_, edit) | Change::Query(_, edit) => match edit {
            Edit::Rename(_) => false,
            Edit::Remove | Edit::Bytes(_) => true,
            Edit::Value(template)
            | Edit::Twice(template)
            | Edit::Append(template)
            | Edit::Raw(template) => is_plain(template),
        },
        // The order's times have generators of their own, which tell a break by how far it is beyond its limit.
        Change::OrderClaim(name, ValueEdit::Value(_))
            if name == "exp" || name == "approval.approvalTimestamp" =>
        {
            false
        }
        Change::TokenClaim(_, edit)
        | Change::TokenHeader(_, edit)
        | Change::OrderClaim(_, edit)
        | Change::OrderHeader(_, edit) => match edit {
            ValueEdit::Value(JsonTemplate::Text(template)) => is_plain(template),
            ValueEdit::Remove | ValueEdit::Value(_) => true,
        },
        Change::Method(method) => method != "HEAD",
        Change::Agency(_)
        | Change::TokenSigner(_)
        | Change::TokenTamper(_)
        | Change::TokenForm(_)
        | Change::OrderAlgorithm(_)
        | Change::OrderCertificate(_)
        | Change::OrderSigner(_)
        | Change::OrderAttacker
        | Change::OrderEmbed(_)
        | Change::OrderTamper(_)
        | Change::OrderForm(_) => true,
    }
}

fn is_plain(template: &Template) -> bool {
    !template.pieces.iter().any(|piece| {
        matches!(
            piece,
            Piece::Expression {
                base: Base::Party(Some(_)),
                ..
            }
        )
    })
}
