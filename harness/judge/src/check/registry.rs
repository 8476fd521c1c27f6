//! All checks, family by family, found by the names that case files have for them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::check::{
    Check, Input, accounts, amount, cards, consistency, counted, details, error_message, fields,
    guardian, jwe, layers, links, list_present, overview, partial, requests, response, roles, run,
    schema, standing, transactions, transport,
};
use crate::finding::Observation;

/// Modules of checks. A new module is listed in its family, a new family here.
const FAMILIES: &[&[&[Check]]] = &[
    accounts::FAMILY,
    cards::FAMILY,
    consistency::FAMILY,
    details::FAMILY,
    error_message::FAMILY,
    jwe::FAMILY,
    overview::FAMILY,
    partial::FAMILY,
    roles::FAMILY,
    schema::FAMILY,
    transactions::FAMILY,
    &[
        amount::CHECKS,
        counted::CHECKS,
        fields::CHECKS,
        guardian::CHECKS,
        layers::CHECKS,
        links::CHECKS,
        list_present::CHECKS,
        requests::CHECKS,
        response::CHECKS,
        run::CHECKS,
        standing::CHECKS,
        transport::CHECKS,
    ],
];

static BY_NAME: LazyLock<BTreeMap<&'static str, &'static Check>> =
    LazyLock::new(|| all().map(|check| (check.name, check)).collect());

fn modules() -> impl Iterator<Item = &'static [Check]> {
    FAMILIES.iter().flat_map(|family| family.iter().copied())
}

/// All checks.
pub fn all() -> impl Iterator<Item = &'static Check> {
    modules().flatten()
}

/// The check of that name.
pub fn check(name: &str) -> Option<&'static Check> {
    BY_NAME.get(name).copied()
}

/// What the checks can observe, module by module. The aspects of the schemas share a module.
pub(crate) fn observations() -> impl Iterator<Item = &'static [Observation]> {
    let mut all: Vec<_> = modules()
        .filter_map(|module| module.first().map(|check| check.observations))
        .collect();
    all.dedup();
    all.into_iter()
}

fn names(wanted: fn(Input) -> bool) -> Vec<&'static str> {
    all()
        .filter(|check| wanted(check.input))
        .map(|check| check.name)
        .collect()
}

/// The names a case's `judge` may have.
pub fn retrieval_checks() -> Vec<&'static str> {
    names(|input| match input {
        Input::Each(..) | Input::List(_) | Input::Documents(..) | Input::Requests(_) => true,
        Input::Answer(..) | Input::RateLimits(_) | Input::ServerErrors(_) | Input::Timing(_) => {
            false
        }
    })
}

/// The names a case's `checks` may have.
pub fn answer_checks() -> Vec<&'static str> {
    names(|input| matches!(input, Input::Answer(..)))
}

/// The names of checks that are made from all exchanges of a run.
pub fn run_checks() -> Vec<&'static str> {
    names(|input| {
        matches!(
            input,
            Input::RateLimits(_) | Input::ServerErrors(_) | Input::Timing(_)
        )
    })
}

#[cfg(test)]
mod tests {
    use wire::messages::Endpoint;

    use super::*;

    fn endpoints(name: &str) -> &'static [Endpoint] {
        check(name).expect("a check").endpoints()
    }

    #[test]
    fn a_check_looks_at_the_endpoints_of_its_objects() {
        assert_eq!(endpoints("roles-in-period"), [Endpoint::Roles]);
        assert_eq!(
            endpoints("cards-masked-in-transactions"),
            [Endpoint::Transactions]
        );
        assert_eq!(
            endpoints("schema-account-details-types"),
            [Endpoint::AccountDetails]
        );
        assert_eq!(
            endpoints("consistency-transaction-cards"),
            [Endpoint::Transactions, Endpoint::Cards]
        );
    }

    #[test]
    fn a_check_of_the_whole_looks_at_every_endpoint() {
        for name in ["schema", "fields", "retrieval-complete"] {
            assert_eq!(endpoints(name), Endpoint::ALL, "{name}");
        }
    }

    #[test]
    fn no_name_is_given_twice() {
        assert_eq!(BY_NAME.len(), all().count());
    }

    #[test]
    fn every_check_is_called_by_one_kind_of_case() {
        let called = [retrieval_checks(), answer_checks(), run_checks()].concat();
        assert_eq!(called.len(), all().count());
    }

    #[test]
    fn an_unknown_name_is_no_check() {
        for name in [
            "schema-",
            "schema-accounts",
            "schema-accounts-colours",
            "jwe",
            "",
        ] {
            assert!(check(name).is_none(), "{name}");
        }
    }

    #[test]
    fn what_a_check_verifies_continues_a_sentence_in_both_languages() {
        for check in all() {
            for text in [check.verifies.en, check.verifies.nb] {
                assert!(!text.is_empty() && !text.ends_with('.'), "{}", check.name);
            }
        }
    }
}
