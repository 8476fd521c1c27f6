//! Defects that nobody built into the mock bank: a proxy in front of the good bank changes one thing in the traffic,
//! and the catalogue has to find it. Changes that are just as right must not cost a verdict.
//!
//! `cargo test --release -p harness --test unseen` takes the cases that are known to tell, which is half a minute; with
//! `-- --ignored --nocapture` it runs the whole catalogue over every change, which is many minutes, and prints who
//! found what. `UNSEEN=name` picks the changes that have this in their name.

#![expect(
    clippy::semicolon_if_nothing_returned,
    reason = "a table of closures reads better without"
)]

mod bench;
mod change;
mod documents;
mod encryption;
mod harmless;
mod message;
mod proxy;
mod replies;
mod requests;

use bench::{Bench, Seen};
use change::{Change, Weight};
use judge::verdict::Verdict;

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
}

/// Changes that hit some requests, whichever come first or fall on a count: only the traffic of a whole catalogue shows
/// them every time.
const SPARSE: [&str; 3] = [
    "one-in-fifty-fails",
    "limits-without-the-code",
    "account-list-whoever-owns",
];

async fn examine(weight: Weight, whole: bool) -> Vec<Seen> {
    use futures::StreamExt as _;
    let bench = Bench::start().await;
    let only = std::env::var("UNSEEN").ok();
    let asked = changes()
        .filter(|change| change.weight == weight)
        .filter(|change| whole || !SPARSE.contains(&change.name))
        .filter(|change| only.as_ref().is_none_or(|only| change.name.contains(only)));
    futures::stream::iter(asked)
        .map(|change| bench.examine(change, whole))
        .buffered(AT_ONCE)
        .inspect(|seen| println!("{seen}"))
        .collect()
        .await
}

fn missed(seen: &[Seen], is_met: impl Fn(&Seen) -> bool) -> Vec<String> {
    seen.iter()
        .filter(|seen| !is_met(seen))
        .map(ToString::to_string)
        .collect()
}

fn is_non_conformant(seen: &Seen) -> bool {
    seen.verdict == Verdict::NonConformant
}

/// A broken SHOULD is a warning: it is told, and the verdict stays.
fn is_warned_of(seen: &Seen) -> bool {
    seen.verdict == Verdict::Conformant && !seen.found_by.is_empty()
}

fn is_clean(seen: &Seen) -> bool {
    seen.verdict == Verdict::Conformant && seen.found_by.is_empty()
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless it is optimised")]
async fn changes_that_break_a_must_are_found() {
    let seen = examine(Weight::Must, false).await;
    assert_eq!(missed(&seen, is_non_conformant), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless it is optimised")]
async fn changes_that_break_a_should_are_warned_of() {
    let seen = examine(Weight::Should, false).await;
    assert_eq!(missed(&seen, is_warned_of), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless it is optimised")]
async fn changes_that_are_right_cost_nothing() {
    let seen = examine(Weight::Nothing, false).await;
    assert_eq!(missed(&seen, is_clean), [""; 0]);
}

#[test]
fn no_two_changes_share_a_name() {
    let names: std::collections::BTreeSet<_> = changes().map(|change| change.name).collect();
    assert_eq!(names.len(), changes().count());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs the whole catalogue over every change, which takes many minutes"]
async fn the_whole_catalogue_finds_every_change_that_breaks_a_must() {
    let seen = examine(Weight::Must, true).await;
    assert_eq!(missed(&seen, is_non_conformant), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs the whole catalogue over every change, which takes many minutes"]
async fn the_whole_catalogue_warns_of_every_change_that_breaks_a_should() {
    let seen = examine(Weight::Should, true).await;
    assert_eq!(missed(&seen, is_warned_of), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs the whole catalogue over every change, which takes many minutes"]
async fn the_whole_catalogue_has_nothing_against_what_is_right() {
    let seen = examine(Weight::Nothing, true).await;
    assert_eq!(missed(&seen, is_clean), [""; 0]);
}
