//! Following `links` from page to page (OpenAPI file, Link): relative addresses that are appended to the base URL.

use std::collections::HashSet;

use reqwest::Url;
use serde_json::Value;

use crate::behaviour::{Behaviour, Defect};

/// Longest `href` (OpenAPI file, Link).
const LONGEST_HREF: usize = 500;
/// Most pages that are fetched of one list.
const MOST_PAGES: usize = 10_000;

/// Pages after which even a client that does not notice a loop gives up.
const LONGEST_LOOP: usize = 60;

/// Why a `next` was not followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PagingError {
    /// It leads elsewhere than under the bank's base URL.
    #[error("the link to the next page is not relative to the bank's base URL")]
    NotRelative,
    /// It is empty, too long, or has characters that no address has.
    #[error("the link to the next page is not an address")]
    Malformed,
    /// The page was fetched before.
    #[error("the link to the next page leads back to a page that was fetched before")]
    Loop,
    /// There is no end to the pages.
    #[error("there are more than {MOST_PAGES} pages")]
    Endless,
}

/// The pages of one list that were visited.
pub(crate) struct PageChain {
    base_url: String,
    behaviour: Behaviour,
    visited: HashSet<String>,
    steps: usize,
}

impl PageChain {
    /// Begins at `first`, a page under `base_url`.
    pub(crate) fn new(base_url: &str, first: &Url, behaviour: Behaviour) -> Self {
        Self {
            base_url: base_url.trim_end_matches('/').to_owned(),
            behaviour,
            visited: HashSet::from([first.to_string()]),
            steps: 0,
        }
    }

    /// The page after this document, if there is one.
    pub(crate) fn next(&mut self, document: &Value) -> Result<Option<Url>, PagingError> {
        let Some(href) = next_href(document) else {
            return Ok(None);
        };
        if self.behaviour.has(Defect::FirstPageOnly) {
            return Ok(None);
        }
        if let Some(elsewhere) = self.elsewhere(href) {
            return Ok(Some(elsewhere));
        }
        let has_defect = self.behaviour.has(Defect::NextDecoded);
        let decoded = has_defect.then(|| wire::mandate::decode(href).ok());
        let decoded = decoded.flatten();
        let mut url = self.resolve(decoded.as_deref().unwrap_or(href))?;
        if self.behaviour.has(Defect::NextRebuilt) {
            url.query_pairs_mut().append_pair("limit", "100");
        }
        let loops = self.behaviour.has(Defect::LoopFollowed);
        self.steps += 1;
        let followed_on = loops && self.steps < LONGEST_LOOP;
        if !(self.visited.insert(url.to_string()) || followed_on) {
            return Err(PagingError::Loop);
        }
        if self.visited.len() > MOST_PAGES {
            return Err(PagingError::Endless);
        }
        Ok(Some(url))
    }

    /// Where a client goes that follows a link anywhere.
    fn elsewhere(&self, href: &str) -> Option<Url> {
        let absolute = Url::parse(href).ok()?;
        let own = href.starts_with(&self.base_url);
        let followed = self.behaviour.has(Defect::OtherHostFollowed)
            || (own && self.behaviour.has(Defect::AbsoluteFollowed));
        followed.then_some(absolute)
    }

    fn resolve(&self, href: &str) -> Result<Url, PagingError> {
        if href.is_empty()
            || href.len() > LONGEST_HREF
            || !href.bytes().all(|byte| byte.is_ascii_graphic())
        {
            return Err(PagingError::Malformed);
        }
        if href.starts_with("//") || href.contains(['\\', '#']) || has_scheme(href) {
            return Err(PagingError::NotRelative);
        }
        let under = format!("{}/", self.base_url);
        let base = Url::parse(&under).map_err(|_unusable| PagingError::Malformed)?;
        let url = Url::parse(&format!("{under}{}", href.trim_start_matches('/')))
            .map_err(|_unusable| PagingError::Malformed)?;
        // Url::parse has removed dot segments, so a path that leaves the base URL is visible here.
        let stays = url.origin() == base.origin() && url.path().starts_with(base.path());
        if stays {
            Ok(url)
        } else {
            Err(PagingError::NotRelative)
        }
    }
}

fn next_href(document: &Value) -> Option<&str> {
    let links = document["links"].as_array()?;
    links.iter().find(|link| link["rel"] == "next")?["href"].as_str()
}

/// Whether a colon comes before anything that ends a scheme (RFC 3986 4.2).
fn has_scheme(href: &str) -> bool {
    href.split(['/', '?'])
        .next()
        .is_some_and(|first| first.contains(':'))
}

/// Puts the next page's items behind those that are there; `partial` on any page holds for the whole.
pub(super) fn append(whole: &mut Value, page: &mut Value) {
    for list in ["accounts", "transactions"] {
        if let (Some(Value::Array(items)), Some(Value::Array(more))) =
            (whole.get_mut(list), page.get_mut(list))
        {
            items.append(more);
        }
    }
    let is_partial = |document: &Value| document["responseDetails"]["status"] == "partial";
    if is_partial(page) && !is_partial(whole) {
        let details = page["responseDetails"].take();
        if let Some(document) = whole.as_object_mut() {
            document.insert("responseDetails".to_owned(), details);
        }
    }
}

/// Removes the links from a list that was put together: they led to its parts.
pub(super) fn forget_links(whole: &mut Value) {
    if let Some(document) = whole.as_object_mut() {
        document.remove("links");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BASE: &str = "http://127.0.0.1:8443/bank/v2";

    fn chain() -> PageChain {
        PageChain::new(
            BASE,
            &Url::parse(&format!("{BASE}/accounts?page=1")).unwrap(),
            Behaviour::default(),
        )
    }

    fn next(href: &str) -> Result<Option<Url>, PagingError> {
        chain()
            .next(&json!({"links": [{"rel": "self", "href": "x"}, {"rel": "next", "href": href}]}))
    }

    #[test]
    fn appends_the_link_to_the_base_url() {
        let url = next("/accounts/1/transactions?page=2").unwrap().unwrap();
        assert_eq!(
            url.as_str(),
            "http://127.0.0.1:8443/bank/v2/accounts/1/transactions?page=2"
        );
    }

    #[test]
    fn accepts_a_link_without_a_leading_slash() {
        assert_eq!(
            next("accounts?page=2").unwrap().unwrap().path(),
            "/bank/v2/accounts"
        );
    }

    #[test]
    fn ends_where_there_is_no_next() {
        for document in [
            json!({}),
            json!({"links": null}),
            json!({"links": [{"rel": "self", "href": "/a"}]}),
        ] {
            assert_eq!(chain().next(&document), Ok(None));
        }
    }

    #[test]
    fn does_not_follow_a_link_to_another_host() {
        for href in [
            "https://attacker.example/v2",
            "//attacker.example/v2",
            "http:attacker.example",
            "\\\\attacker",
        ] {
            assert_eq!(next(href), Err(PagingError::NotRelative), "{href}");
        }
    }

    #[test]
    fn does_not_climb_out_of_the_base_url() {
        for href in ["/../../admin", "../v1/accounts", "/%2e%2e/v1"] {
            assert_eq!(next(href), Err(PagingError::NotRelative), "{href}");
        }
    }

    #[test]
    fn accepts_a_colon_in_the_query() {
        assert!(next("/accounts?after=12:30").is_ok());
    }

    #[test]
    fn refuses_an_empty_link_and_one_with_a_line_break() {
        for href in ["", "/a\r\nX: 1", &"/a".repeat(300)] {
            assert_eq!(next(href), Err(PagingError::Malformed));
        }
    }

    #[test]
    fn stops_at_a_page_that_was_fetched_before() {
        assert_eq!(next("/accounts?page=1"), Err(PagingError::Loop));
    }

    #[test]
    fn puts_pages_together_and_keeps_what_is_partial() {
        let mut whole =
            json!({"responseDetails": {"status": "complete"}, "accounts": [1], "links": []});
        append(
            &mut whole,
            &mut json!({"responseDetails": {"status": "partial", "message": "m"}, "accounts": [2]}),
        );
        forget_links(&mut whole);
        assert_eq!(
            whole,
            json!({"responseDetails": {"status": "partial", "message": "m"}, "accounts": [1, 2]})
        );
    }
}
