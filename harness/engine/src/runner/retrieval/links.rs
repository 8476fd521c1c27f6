//! Links between the pages of a list.

use pack::catalogue::{Change, Template};

/// The `href` of the link to the next page.
pub(in crate::runner) fn follow(document: &serde_json::Value) -> Option<String> {
    let links = document.get("links")?.as_array()?;
    let next = links
        .iter()
        .find(|link| link.get("rel").and_then(serde_json::Value::as_str) == Some("next"))?;
    next.get("href")?.as_str().map(str::to_owned)
}

/// Whether a link stays below the base URL: no scheme, no host, no way up.
pub(in crate::runner) fn is_relative(href: &str) -> bool {
    !href.contains("://")
        && !href.starts_with("//")
        && !href.contains("..")
        && !href.contains(['\\', '\r', '\n', ' '])
}

/// The changes that ask for a following page: its path, and no query of our own.
pub(in crate::runner) fn next_page(href: &str) -> Vec<Change> {
    let path = if href.starts_with('/') {
        href.to_owned()
    } else {
        format!("/{href}")
    };
    let literal = Template {
        pieces: vec![pack::catalogue::Piece::Literal(path)],
    };
    let names = [
        wire::messages::query::FROM_DATE,
        wire::messages::query::TO_DATE,
        wire::messages::query::ONLY_PRIMARY_OWNER,
    ];
    let mut changes = vec![Change::Path(literal)];
    changes.extend(names.map(|name| Change::Query(name.to_owned(), pack::catalogue::Edit::Remove)));
    changes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn follows_only_the_link_called_next() {
        let document =
            json!({"links": [{"rel": "self", "href": "/a"}, {"rel": "next", "href": "/b"}]});
        assert_eq!(follow(&document).as_deref(), Some("/b"));
        assert_eq!(
            follow(&json!({"links": [{"rel": "self", "href": "/a"}]})),
            None
        );
    }

    #[test]
    fn a_link_to_another_host_is_not_relative() {
        for href in [
            "https://evil.example/accounts",
            "//evil.example/accounts",
            "/accounts/../admin",
        ] {
            assert!(!is_relative(href), "{href}");
        }
        assert!(is_relative("/accounts/x/transactions?cursor=2"));
    }
}
