//! What the documents hold: values that are well formed and wrong, and some that look odd and are right.

use crate::change::Change;

/// A change of every part of a kind, in every answer.
macro_rules! each {
    ($name:literal, $weight:expr, $cases:expr, $part:ident, $change:expr) => {
        Change::reply($name, $weight, $cases, |request, answer, proxy| {
            if request.endpoint().is_some() {
                proxy.edit(answer, |document| {
                    crate::edit::$part(document, &mut $change)
                });
            }
        })
    };
}

/// A change of the documents of one endpoint.
macro_rules! whole {
    ($name:literal, $weight:expr, $cases:expr, $endpoint:ident, $change:expr) => {
        Change::reply($name, $weight, $cases, |request, answer, proxy| {
            crate::edit::on(
                request,
                answer,
                proxy,
                wire::messages::Endpoint::$endpoint,
                $change,
            );
        })
    };
}

mod accounts;
mod agreement;
mod answers;
mod balances;
mod cards_and_roles;
mod movements;
mod people;
mod right;
mod transactions;

/// All changes of values.
pub(crate) fn all() -> impl Iterator<Item = &'static Change> {
    [
        accounts::ALL,
        agreement::ALL,
        answers::ALL,
        balances::ALL,
        cards_and_roles::ALL,
        movements::ALL,
        people::ALL,
        right::ALL,
        transactions::ALL,
    ]
    .into_iter()
    .flatten()
}
