//! Defects that nobody built into the mock bank: a proxy in front of the good bank changes one thing in the traffic,
//! and the catalogue has to find it. Changes that are just as right must not cost a verdict.
//!
//! `cargo test --release -p harness --test unseen` runs the cases that can tell, for few parties, which takes minutes; with
//! `-- --ignored --nocapture` it runs the whole catalogue over every change, which takes hours, and prints which case found
//! what. `UNSEEN` picks the changes that have one of these texts in their name, `UNSEEN_SERVICES` the services, and
//! `UNSEEN_CASES` the cases of the whole catalogue, each separated by commas.

#![expect(
    clippy::semicolon_if_nothing_returned,
    reason = "a table of closures reads better without"
)]

mod bench;
mod change;
mod documents;
mod edit;
mod encryption;
mod harmless;
mod message;
mod proxy;
mod replies;
mod requests;
mod values;

use bench::{Bench, Seen};
use change::{Change, Profile, Weight};
use judge::verdict::Verdict;
use pack::catalogue::Level;

/// Changes examined at the same time.
const AT_ONCE: usize = 4;

fn changes() -> impl Iterator<Item = &'static Change> {
    [
        requests::ALL,
        replies::ALL,
        documents::ALL,
        encryption::ALL,
        harmless::ALL,
    ]
    .into_iter()
    .flatten()
    .chain(values::all())
}

/// Changes that hit some requests, whichever come first or fall on a count, or the data of one party: only the traffic of a
/// whole catalogue shows them every time.
const SPARSE: [&str; 4] = [
    "blocked-cards-called-active",
    "one-in-fifty-fails",
    "limits-without-the-code",
    "account-list-whoever-owns",
];

const PROFILES: [Profile; 3] = [Profile::Full, Profile::Mid, Profile::Mini];

async fn examine(weight: Weight, whole: bool) -> Vec<Seen> {
    use futures::StreamExt as _;
    let bench = Bench::start().await;
    let only = bench::chosen("UNSEEN");
    let asked = changes()
        .filter(|change| whole || !SPARSE.contains(&change.name))
        .filter(|change| only.is_empty() || only.iter().any(|part| change.name.contains(part)))
        .flat_map(|change| PROFILES.map(|profile| (change, profile)))
        .filter(|(change, profile)| change.weight_with(*profile) == Some(weight));
    futures::stream::iter(asked)
        .map(|(change, profile)| bench.examine(change, profile, whole))
        .buffered(AT_ONCE)
        .inspect(|seen| println!("{seen}"))
        .collect()
        .await
}

async fn missed(weight: Weight, whole: bool) -> Vec<String> {
    let seen = examine(weight, whole).await;
    let is_met = is_met(weight);
    seen.iter()
        .filter(|seen| !is_met(seen))
        .map(ToString::to_string)
        .collect()
}

fn is_non_conformant(seen: &Seen) -> bool {
    seen.verdict == Verdict::NonConformant && seen.is_found_as(Level::Must)
}

/// A broken SHOULD is a warning: the verdict stays.
fn is_warned_of(seen: &Seen) -> bool {
    seen.verdict == Verdict::Conformant && seen.is_found_as(Level::Should)
}

/// An observation breaks nothing.
fn is_observed(seen: &Seen) -> bool {
    is_clean(seen) && seen.is_observed()
}

fn is_clean(seen: &Seen) -> bool {
    seen.verdict == Verdict::Conformant && seen.found_by.is_empty()
}

/// One change of every weight, which can be seen with two parties.
const SAMPLE: [&str; 4] = [
    "owner-is-another-person",
    "servicer-is-a-person",
    "country-that-is-none",
    "registered-with-an-offset-of-two-digits",
];

fn is_met(weight: Weight) -> fn(&Seen) -> bool {
    match weight {
        Weight::Must => is_non_conformant,
        Weight::Should => is_warned_of,
        Weight::Observed => is_observed,
        Weight::Nothing => is_clean,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_change_of_every_weight_is_judged_rightly_with_two_parties() {
    let bench = Bench::start().await;
    for change in changes().filter(|change| SAMPLE.contains(&change.name)) {
        let weight = change.weight_with(Profile::Mini).expect("a weight");
        let seen = bench.examine(change, Profile::Mini, false).await;
        assert!(is_met(weight)(&seen), "{seen}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless it is optimised")]
async fn changes_that_break_a_must_are_found() {
    assert_eq!(missed(Weight::Must, false).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless it is optimised")]
async fn changes_that_break_a_should_are_warned_of() {
    assert_eq!(missed(Weight::Should, false).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless it is optimised")]
async fn changes_that_are_right_cost_nothing() {
    assert_eq!(missed(Weight::Nothing, false).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless it is optimised")]
async fn changes_that_are_odd_are_observed() {
    assert_eq!(missed(Weight::Observed, false).await, [""; 0]);
}

#[test]
fn no_two_changes_share_a_name() {
    let names: std::collections::BTreeSet<_> = changes().map(|change| change.name).collect();
    assert_eq!(names.len(), changes().count());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs the whole catalogue over every change, which takes many minutes"]
async fn the_whole_catalogue_finds_every_change_that_breaks_a_must() {
    assert_eq!(missed(Weight::Must, true).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs the whole catalogue over every change, which takes many minutes"]
async fn the_whole_catalogue_warns_of_every_change_that_breaks_a_should() {
    assert_eq!(missed(Weight::Should, true).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs the whole catalogue over every change, which takes many minutes"]
async fn the_whole_catalogue_has_nothing_against_what_is_right() {
    assert_eq!(missed(Weight::Nothing, true).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs the whole catalogue over every change, which takes many minutes"]
async fn the_whole_catalogue_observes_every_change_that_is_odd() {
    assert_eq!(missed(Weight::Observed, true).await, [""; 0]);
}
