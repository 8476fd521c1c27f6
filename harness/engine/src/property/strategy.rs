//! Generators: for each property, the inputs it is tried with.

mod breaks;
mod day;
mod flags;
mod identifier;
mod known;
mod mandate;
mod noise;
mod order;
mod order_break;
mod period;
mod place;
mod request;
mod request_break;
mod text;
mod token_break;
mod unknown;

use proptest::strategy::{SBoxedStrategy, Strategy, ValueTree as _};

use crate::property::{Facts, Input, Part, Seed};
use pack::catalogue::{Baseline, Case, Template};
use pack::property::PropertyName;
use record::choice::{Choice, Move};

/// A generator of one unusual thing.
pub(super) type PartStrategy = SBoxedStrategy<Part>;

/// Where a property's inputs come from.
#[derive(Debug)]
pub enum Source {
    /// A finite table: all of it is tried, in order, the plainest first.
    Table(Vec<Input>),
    /// A generator.
    Generated(SBoxedStrategy<Input>),
}

impl Source {
    /// How many inputs there are where `cases` are asked for.
    pub fn len(&self, cases: usize) -> usize {
        match self {
            Self::Table(inputs) => inputs.len(),
            Self::Generated(_) => cases,
        }
    }

    /// The input a choice names, if it names one. `seed` is that of the choice's number.
    pub fn input(&self, seed: Seed, choice: &Choice, valid: &Baseline) -> Option<Input> {
        match (self, choice) {
            (_, Choice::Valid) => Some(Input::valid(valid.clone())),
            (Self::Table(inputs), Choice::Generated { index, .. }) => inputs.get(*index).cloned(),
            (Self::Generated(_), Choice::Generated { moves, .. }) => self.walked(seed, moves),
        }
    }

    /// The input reached by one more move; `None` if that move leads nowhere.
    pub(super) fn after(&self, seed: Seed, moves: &[Move], next: Move) -> Option<Input> {
        let Self::Generated(strategy) = self else {
            return None;
        };
        let mut tree = strategy.new_tree(&mut seed.runner()).ok()?;
        for one in moves {
            step(&mut tree, *one);
        }
        step(&mut tree, next).then(|| tree.current())
    }

    fn walked(&self, seed: Seed, moves: &[Move]) -> Option<Input> {
        let Self::Generated(strategy) = self else {
            return None;
        };
        let mut tree = strategy.new_tree(&mut seed.runner()).ok()?;
        moves
            .iter()
            .all(|one| step(&mut tree, *one))
            .then(|| tree.current())
    }
}

fn step(tree: &mut impl proptest::strategy::ValueTree<Value = Input>, one: Move) -> bool {
    match one {
        Move::Simplify => tree.simplify(),
        Move::Complicate => tree.complicate(),
    }
}

/// The inputs of a property for an instance; `None` if the property says nothing about it. `cases` is the
/// catalogue: single breaks that it knows are combined with generated ones.
pub fn source(property: PropertyName, facts: &Facts, cases: &[Case]) -> Option<Source> {
    let for_order = facts.has_order();
    match property {
        PropertyName::ValidRequestsAccepted
        | PropertyName::RepeatsAgree
        | PropertyName::AnswersKeepForm => Some(request::valid(facts)),
        PropertyName::ValidOrdersAccepted => for_order.then(|| order::valid(facts)),
        PropertyName::BrokenRequestsRefused => {
            breaks::combined(facts, request_breaks(facts, cases))
        }
        PropertyName::BrokenOrdersRefused => for_order
            .then(|| order_breaks(facts, cases))
            .and_then(|all| breaks::combined(facts, all)),
        PropertyName::OrderTiesRefused => for_order
            .then(|| order_break::ties(facts))
            .and_then(|all| breaks::combined(facts, all)),
        PropertyName::PeriodsInsideAccepted => Some(period::inside(facts)),
        PropertyName::PeriodsOutsideRefused => Some(period::outside(facts)),
        PropertyName::OrderPeriodsInsideAccepted => for_order.then(|| period::inside_order(facts)),
        PropertyName::OrderPeriodsOutsideRefused => for_order.then(|| period::outside_order(facts)),
        PropertyName::FlagsAsOrdered => for_order.then(|| flags::of_endpoint(facts)),
        PropertyName::OwnerAsOrdered => for_order.then(|| flags::of_owner(facts)),
        PropertyName::MandateEncodingsAccepted => mandate::encodings(facts),
        PropertyName::IdentifiersAccepted => for_order.then(|| identifier::accepted(facts)),
        PropertyName::UnknownOrderClaimsIgnored => for_order.then(|| unknown::order_claims(facts)),
        PropertyName::UnknownHeadersIgnored => Some(unknown::headers(facts)),
        PropertyName::UnknownQueriesIgnored => Some(unknown::queries(facts)),
        PropertyName::NoiseSurvived => Some(noise::noise(facts)),
        PropertyName::PagesJoin => period::pieces(facts),
    }
}

fn request_breaks(facts: &Facts, cases: &[Case]) -> Vec<PartStrategy> {
    let generated = [request_break::all(facts), token_break::all(facts)].concat();
    breaks::with_known(generated, known::breaks(facts, cases, false))
}

fn order_breaks(facts: &Facts, cases: &[Case]) -> Vec<PartStrategy> {
    breaks::with_known(order_break::all(facts), known::breaks(facts, cases, true))
}

impl Facts {
    /// The valid request that generated inputs start from: clear answers where the target gives them.
    pub fn baseline(&self) -> Baseline {
        let accept = self.clear.then(|| "application/json".to_owned());
        Baseline {
            accept,
            ..Baseline::default()
        }
    }
}

/// A template from text that this module wrote itself.
fn template(text: &str) -> Template {
    Template::parse(text).expect("generators write well-formed templates")
}

/// Literal text, whatever braces it holds.
fn literal(text: impl Into<String>) -> Template {
    Template {
        pieces: vec![pack::catalogue::Piece::Literal(text.into())],
    }
}
