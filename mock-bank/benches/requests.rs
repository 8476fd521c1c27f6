//! Requests per second of the bank on one core, over HTTP/1.1 with one connection kept open:
//! divan's time per iteration is the time of one request, client and server together.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark may stop where it cannot go on"
)]

#[path = "../tests/api/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the tests use more of it")]
mod support;

use divan::Bencher;
use support::{Ask, Setup, setup};
use tokio::runtime::{Builder, Runtime};
use wire::population::PopulationRole as Role;

fn main() {
    divan::main();
}

fn one_core() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// The same request again and again, token and order made once.
fn repeat(bencher: Bencher, status: u16, make: impl AsyncFnOnce(&Setup) -> Ask) {
    let runtime = one_core();
    let (setup, request) = runtime.block_on(async {
        let setup = setup().await;
        let request = setup.agency.prepare(&make(&setup).await);
        (setup, request)
    });
    bencher.bench_local(|| {
        runtime.block_on(async {
            let request = request.try_clone().unwrap();
            let response = setup.agency.client.execute(request).await.unwrap();
            assert_eq!(response.status(), status);
            response.bytes().await.unwrap()
        })
    });
}

#[divan::bench]
fn account_list_in_clear(bencher: Bencher) {
    repeat(bencher, 200, async |setup| {
        setup
            .agency
            .police(setup.agency.person(Role::Owner).id.as_str())
    });
}

#[divan::bench]
fn account_list_encrypted(bencher: Bencher) {
    repeat(bencher, 200, async |setup| {
        setup
            .agency
            .police(setup.agency.person(Role::Owner).id.as_str())
            .without("Accept")
    });
}

#[divan::bench]
fn a_thousand_transactions_encrypted(bencher: Bencher) {
    repeat(bencher, 200, async |setup| {
        let ask = setup
            .agency
            .police(setup.agency.person(Role::ManyTransactions).id.as_str());
        let reference = setup.agency.references(&ask).await.remove(0);
        setup
            .agency
            .account(&ask, &reference, "/transactions")
            .without("Accept")
    });
}

#[divan::bench]
fn an_expired_token(bencher: Bencher) {
    repeat(bencher, 401, async |setup| {
        let party = setup.agency.person(Role::Owner).id.clone();
        setup.agency.police(party.as_str()).token("exp", 1.into())
    });
}
