//! The chain of pages of one list, and why it is not followed further.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;
use wire::messages::Endpoint;

use pack::reason::{self, Reason};

/// No list is followed further than this many pages.
pub(super) const MOST_PAGES: usize = 500;

/// Why a chain of pages is not followed to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endless {
    /// There are more pages than are followed.
    TooManyPages,
    /// A link leads to a page that was there before.
    Repeated,
    /// A page without an entry links to a further one.
    EmptyPage,
    /// A page has no entry that was not there before, and links to a further one.
    NothingNew,
}

impl Endless {
    /// Why, by id.
    pub(super) fn reason(self) -> Reason {
        match self {
            Self::TooManyPages => Reason::new(&reason::TOO_MANY_PAGES).with("count", MOST_PAGES),
            Self::Repeated => Reason::new(&reason::PAGE_REPEATED),
            Self::EmptyPage => Reason::new(&reason::EMPTY_PAGE_WITH_NEXT),
            Self::NothingNew => Reason::new(&reason::NOTHING_NEW_WITH_NEXT),
        }
    }
}

/// What a chain has shown so far. Of the entries only digests are held.
#[derive(Debug)]
pub(super) struct Chain {
    endpoint: Endpoint,
    pages: usize,
    followed: HashSet<String>,
    entries: HashSet<u64>,
}

impl Chain {
    pub(super) fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            pages: 0,
            followed: HashSet::new(),
            entries: HashSet::new(),
        }
    }

    /// Adds a page that links to a next one.
    ///
    /// # Errors
    /// [`Endless`] if the link is not followed.
    pub(super) fn link(&mut self, page: &Value, next: &str) -> Result<(), Endless> {
        self.pages += 1;
        let entries = self.list_of(page);
        let new = entries
            .iter()
            .filter(|entry| self.entries.insert(digest(entry)))
            .count();
        match (entries.len(), new) {
            (0, _) => return Err(Endless::EmptyPage),
            (_, 0) => return Err(Endless::NothingNew),
            (_, _) => {}
        }
        if !self.followed.insert(next.to_owned()) {
            return Err(Endless::Repeated);
        }
        if self.pages >= MOST_PAGES {
            return Err(Endless::TooManyPages);
        }
        Ok(())
    }

    fn list_of<'p>(&self, page: &'p Value) -> &'p [Value] {
        let name = match self.endpoint {
            Endpoint::Accounts => "accounts",
            Endpoint::Transactions => "transactions",
            Endpoint::Cards => "paymentCards",
            Endpoint::Roles => "roles",
            Endpoint::AccountDetails => "account",
        };
        page.get(name)
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice)
    }
}

fn digest(entry: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    entry.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn page(number: usize) -> Value {
        json!({"transactions": [{"transactionIdentifier": number}]})
    }

    fn chain() -> Chain {
        Chain::new(Endpoint::Transactions)
    }

    #[test]
    fn pages_that_add_entries_are_followed() {
        let mut chain = chain();
        for number in 0..100 {
            assert_eq!(chain.link(&page(number), &format!("/{number}")), Ok(()));
        }
    }

    #[test]
    fn a_chain_of_five_hundred_pages_is_not_followed_further() {
        let mut chain = chain();
        let mut linked =
            (0..=MOST_PAGES).map(|number| chain.link(&page(number), &format!("/{number}")));
        let stopped = linked.position(|result| result == Err(Endless::TooManyPages));
        assert_eq!(stopped, Some(MOST_PAGES - 1));
    }

    #[test]
    fn a_cursor_that_repeats_is_not_followed() {
        let mut chain = chain();
        assert_eq!(chain.link(&page(1), "/a"), Ok(()));
        assert_eq!(chain.link(&page(2), "/a"), Err(Endless::Repeated));
    }

    #[test]
    fn an_empty_page_with_a_link_is_not_followed() {
        let empty = json!({"transactions": []});
        assert_eq!(chain().link(&empty, "/a"), Err(Endless::EmptyPage));
    }

    #[test]
    fn a_page_that_adds_nothing_is_not_followed() {
        let mut chain = chain();
        assert_eq!(chain.link(&page(1), "/a"), Ok(()));
        assert_eq!(chain.link(&page(1), "/b"), Err(Endless::NothingNew));
    }
}
