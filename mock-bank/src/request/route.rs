//! The path of a request.

use wire::messages::Endpoint;

use crate::refusal::{Refusal, Rule, Ruling};

/// The resource that a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Route<'a> {
    pub(crate) endpoint: Endpoint,
    /// The account reference as it is in the path; none for Accounts.
    pub(crate) reference: Option<&'a str>,
}

/// Finds the resource. A path with a trailing or doubled slash is not a resource: paths are compared unchanged.
pub(crate) fn route(path: &str) -> Ruling<Route<'_>> {
    let unknown = || Refusal::from(Rule::PathUnknown);
    let rest = path.strip_prefix("/v2/accounts").ok_or_else(unknown)?;
    if rest.is_empty() {
        return Ok(Route {
            endpoint: Endpoint::Accounts,
            reference: None,
        });
    }
    let mut segments = rest.strip_prefix('/').ok_or_else(unknown)?.split('/');
    let reference = segments
        .next()
        .filter(|text| !text.is_empty())
        .ok_or_else(unknown)?;
    let endpoint = match (segments.next(), segments.next()) {
        (None, _) => Endpoint::AccountDetails,
        (Some("transactions"), None) => Endpoint::Transactions,
        (Some("cards"), None) => Endpoint::Cards,
        (Some("roles"), None) => Endpoint::Roles,
        (Some(_), _) => return Err(unknown()),
    };
    Ok(Route {
        endpoint,
        reference: Some(reference),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_account_list() {
        assert_eq!(route("/v2/accounts").unwrap().endpoint, Endpoint::Accounts);
    }

    #[test]
    fn finds_each_resource_of_an_account() {
        for (path, endpoint) in [
            ("/v2/accounts/a", Endpoint::AccountDetails),
            ("/v2/accounts/a/transactions", Endpoint::Transactions),
            ("/v2/accounts/a/cards", Endpoint::Cards),
            ("/v2/accounts/a/roles", Endpoint::Roles),
        ] {
            assert_eq!(
                route(path).unwrap(),
                Route {
                    endpoint,
                    reference: Some("a")
                }
            );
        }
    }

    #[test]
    fn does_not_find_a_path_that_resembles_a_resource() {
        for path in [
            "/",
            "/v2",
            "/v2/",
            "/accounts",
            "/v1/accounts",
            "/v2/accounts/",
            "/v2//accounts",
            "/v2/accountsx",
            "/v2/accounts//transactions",
            "/v2/accounts/a/",
            "/v2/accounts/a/transactions/",
            "/v2/accounts/a/Cards",
            "/v2/accounts/a/cards/b",
        ] {
            assert_eq!(route(path).unwrap_err().rule, Rule::PathUnknown, "{path}");
        }
    }
}
