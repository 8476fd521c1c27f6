//! The names by which case files call checks: closed lists, so that a name nobody knows is found when the pack
//! is loaded.

mod retrievals;

use std::sync::{Arc, LazyLock};

use wire::messages::Endpoint;
use wire::profile::FieldRow;

use crate::check::schema::{Aspect, SchemaCheck, Schemas};
use crate::check::{
    AnswerCheck, RetrievalCheck, accounts, consistency, error_message, jwe, layers, schema,
    transactions,
};

/// What checks are made from, built once for a run.
#[derive(Clone, Debug)]
pub struct Tools {
    /// The compiled schemas of the answers.
    pub schemas: Arc<Schemas>,
    /// The rows of the field delivery tables.
    pub rows: Arc<[FieldRow]>,
}

type Make = fn(&Tools) -> Box<dyn RetrievalCheck>;

/// Checks of one answer.
const ANSWER: &[(&str, AnswerCheck)] = &[
    ("accounts-empty-complete", accounts::empty_complete),
    ("accounts-empty-partial", accounts::empty_partial),
    ("transactions-cut", transactions::cut_at_a_day),
    ("consistency-same-data", consistency::same_data),
    ("error-body", schema::error_body),
    ("error-in-clear", error_message::in_clear),
    ("error-message-discreet", error_message::discreet),
    ("answer-uncoded", layers::uncoded),
    ("answer-coded-as-said", layers::coded_as_said),
    ("answer-clear-media-type", layers::clear_media_type),
    ("answer-no-byte-order-mark", layers::no_byte_order_mark),
    ("jwe-unquoted", layers::unquoted),
    ("jwe-no-white-space", layers::no_white_space),
    ("jwe-compact", jwe::compact),
    ("jwe-media-type", jwe::media_type),
    ("jwe-part-lengths", jwe::part_lengths),
    ("jwe-key-management", jwe::key_management),
    ("jwe-no-rsa1-5", jwe::no_rsa1_5),
    ("jwe-content-encryption", jwe::content_encryption),
    ("jwe-decrypts", jwe::decrypts),
    ("jwe-payload", jwe::payload),
    ("jwe-fresh-content-key", jwe::fresh_content_key),
    ("jwe-fresh-vector", jwe::fresh_vector),
    ("jwe-no-compression", jwe::no_compression),
    ("jwe-critical", jwe::critical),
    ("jwe-content-type", jwe::content_type),
    ("jwe-single-recipient", jwe::single_recipient),
    ("jwe-discreet-header", jwe::discreet_header),
];

/// Checks of a retrieval that the runner makes itself, because they are about answers that did not come.
const OF_THE_RUNNER: &[&str] = &["retrieval-complete"];

/// Checks that the runner makes from all exchanges of a run.
const RUN: &[&str] = &["timing", "rate-limit-code", "server-errors"];

/// The endpoints' part of a schema check's name.
const ENDPOINTS: [(&str, Endpoint); 5] = [
    ("accounts", Endpoint::Accounts),
    ("account-details", Endpoint::AccountDetails),
    ("transactions", Endpoint::Transactions),
    ("cards", Endpoint::Cards),
    ("roles", Endpoint::Roles),
];

/// The aspects' part of a schema check's name.
const ASPECTS: [(&str, Aspect); 5] = [
    ("required", Aspect::Required),
    ("types", Aspect::Types),
    ("values", Aspect::Values),
    ("formats", Aspect::Formats),
    ("bounds", Aspect::Bounds),
];

static RETRIEVAL_NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut names: Vec<&'static str> = retrievals::ALL
        .iter()
        .flat_map(|(_, list)| list.iter().map(|(name, _)| *name))
        .collect();
    names.push("schema");
    names.extend(OF_THE_RUNNER);
    for (endpoint, _) in ENDPOINTS {
        names.extend(ASPECTS.map(|(aspect, _)| schema_name(endpoint, aspect)));
    }
    names
});

static ANSWER_NAMES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| ANSWER.iter().map(|(name, _)| *name).collect());

/// `schema-ENDPOINT-ASPECT`, spelled once for the whole life of the program.
fn schema_name(endpoint: &str, aspect: &str) -> &'static str {
    Box::leak(format!("schema-{endpoint}-{aspect}").into_boxed_str())
}

/// A check of a whole retrieval, by name.
pub fn retrieval_check(name: &str, tools: &Tools) -> Option<Box<dyn RetrievalCheck>> {
    let found = retrievals::ALL
        .iter()
        .flat_map(|(_, list)| list.iter())
        .find(|(known, _)| *known == name);
    match found {
        Some((_, make)) => Some(make(tools)),
        None => schema_check(name, tools),
    }
}

/// The endpoints whose documents a check of a retrieval looks at: what it is not shown, it says nothing about.
pub fn reach(name: &str) -> &'static [Endpoint] {
    let listed = retrievals::ALL
        .iter()
        .find(|(_, list)| list.iter().any(|(known, _)| *known == name));
    let schema = || {
        let rest = name.strip_prefix("schema-")?;
        let (_, endpoint) = ENDPOINTS.iter().find(|(prefix, _)| {
            rest.strip_prefix(prefix)
                .is_some_and(|rest| rest.starts_with('-'))
        })?;
        Some(std::slice::from_ref(endpoint))
    };
    match listed {
        Some((endpoints, _)) => endpoints,
        None => schema().unwrap_or(&Endpoint::ALL),
    }
}

/// `schema` looks at every endpoint in every aspect, `schema-ENDPOINT-ASPECT` at one of each.
fn schema_check(name: &str, tools: &Tools) -> Option<Box<dyn RetrievalCheck>> {
    let make = |endpoint, aspect| -> Box<dyn RetrievalCheck> {
        Box::new(SchemaCheck::new(
            endpoint,
            aspect,
            Arc::clone(&tools.schemas),
            Arc::clone(&tools.rows),
        ))
    };
    if name == "schema" {
        return Some(make(None, Aspect::All));
    }
    let rest = name.strip_prefix("schema-")?;
    ENDPOINTS.iter().find_map(|(prefix, endpoint)| {
        let aspect = rest.strip_prefix(prefix)?.strip_prefix('-')?;
        let (_, aspect) = ASPECTS.iter().find(|(known, _)| *known == aspect)?;
        Some(make(Some(*endpoint), *aspect))
    })
}

/// A check of one answer, by name.
pub fn answer_check(name: &str) -> Option<AnswerCheck> {
    ANSWER
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, check)| *check)
}

/// The names a case's `judge` may have.
pub fn retrieval_checks() -> &'static [&'static str] {
    &RETRIEVAL_NAMES
}

/// The names a case's `checks` may have.
pub fn answer_checks() -> &'static [&'static str] {
    &ANSWER_NAMES
}

/// The names of checks that are made from all exchanges of a run.
pub fn run_checks() -> &'static [&'static str] {
    RUN
}

/// All names, in no particular order.
pub fn names() -> Vec<&'static str> {
    [retrieval_checks(), answer_checks(), run_checks()].concat()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::json;

    use super::*;

    fn tools() -> Tools {
        let schemas: BTreeMap<_, _> = [
            "accounts",
            "account-details",
            "transactions",
            "cards",
            "roles",
            "error",
        ]
        .into_iter()
        .map(|name| (name.to_owned(), json!({})))
        .collect();
        Tools {
            schemas: Arc::new(Schemas::compile(&schemas).expect("empty schemas compile")),
            rows: wire::profile::builtin_fields().to_vec().into(),
        }
    }

    #[test]
    fn every_name_of_a_retrieval_check_makes_one() {
        let tools = tools();
        for name in retrieval_checks()
            .iter()
            .filter(|name| !OF_THE_RUNNER.contains(name))
        {
            assert!(retrieval_check(name, &tools).is_some(), "{name}");
        }
    }

    #[test]
    fn every_name_of_an_answer_check_makes_one() {
        for name in answer_checks() {
            assert!(answer_check(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_check_reaches_the_endpoints_of_its_family() {
        assert_eq!(reach("roles-in-period"), [Endpoint::Roles]);
        assert_eq!(
            reach("cards-masked-in-transactions"),
            [Endpoint::Transactions]
        );
        assert_eq!(
            reach("schema-account-details-types"),
            [Endpoint::AccountDetails]
        );
    }

    #[test]
    fn a_check_of_the_whole_reaches_every_endpoint() {
        for name in [
            "schema",
            "fields",
            "consistency-owner",
            "retrieval-complete",
        ] {
            assert_eq!(reach(name), Endpoint::ALL, "{name}");
        }
    }

    #[test]
    fn no_name_is_given_twice() {
        let names = names();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    }

    #[test]
    fn an_unknown_name_makes_nothing() {
        for name in [
            "schema-",
            "schema-accounts",
            "schema-accounts-colours",
            "jwe",
            "",
        ] {
            assert!(retrieval_check(name, &tools()).is_none(), "{name}");
            assert!(answer_check(name).is_none(), "{name}");
        }
    }
}
