//! Settings that still are as `init` writes them.

use crate::doctor::{Diagnosis, Whose};
use pack::text::Text;
use plan::target::Target;

/// The client id and the test person of the written profile.
const NOBODY: [&str; 3] = [
    "00000000-0000-0000-0000-000000000000",
    "your-client-id",
    "deres-client-id",
];
const NO_PARTY: &str = "00000000000";

/// Each setting that still holds the example, in the order of what to do first.
pub(super) fn left(target: &Target) -> Vec<Diagnosis> {
    let mut left = Vec::new();
    if is_example(&target.base_url) {
        left.push(("base-url".to_owned(), target.base_url.clone()));
    }
    if is_example(&target.issuer.token_endpoint) {
        let endpoint = target.issuer.token_endpoint.clone();
        left.push(("token-endpoint".to_owned(), endpoint));
    }
    for (service, agency) in &target.agencies {
        if NOBODY.contains(&agency.client_id.as_str()) {
            left.push((format!("{service}: client-id"), agency.client_id.clone()));
        }
    }
    if target
        .parties
        .iter()
        .any(|party| party.party_id == NO_PARTY)
    {
        left.push(("[[party]]".to_owned(), NO_PARTY.to_owned()));
    }
    left.into_iter().map(diagnosis).collect()
}

fn diagnosis((setting, value): (String, String)) -> Diagnosis {
    Diagnosis::fault(
        Text::same(setting),
        Text::new(
            format!("{value} is the example that `init` writes"),
            format!("{value} er eksempelet som `init` skriver"),
        ),
        Whose::Configuration,
        Text::new("write your own", "skriv deres egen verdi"),
    )
}

/// Whether the host of a URL is in the domain for examples (RFC 2606, 2).
fn is_example(url: &str) -> bool {
    let uri: Option<http::Uri> = url.parse().ok();
    let host = uri.as_ref().and_then(http::Uri::host);
    host.is_some_and(|host| host.ends_with(".example"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::testing::target;

    #[test]
    fn every_setting_that_is_left_as_it_was_written_is_named() {
        let mut target = target();
        for agency in target.agencies.values_mut() {
            agency.client_id = NOBODY[0].to_owned();
        }
        let named: Vec<String> = left(&target)
            .iter()
            .map(|one| one.what.en.clone())
            .collect();
        assert_eq!(
            named,
            ["base-url", "token-endpoint", "politi-utlevering: client-id"]
        );
    }
}
