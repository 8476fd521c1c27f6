//! Pages and the links between them.

use std::ops::Range;

use crate::answer::writer::Object;
use crate::defect::{Defect, Defects};
use crate::refusal::{Refusal, Rule, Ruling};
use crate::request::parameters::CURSOR;
use crate::sealing::{Cursor, Sealer};

/// A list that is delivered in pages.
#[derive(Debug, Clone)]
pub(crate) struct PagedList {
    /// Path under the base URL and the parameters of the question, e.g. `/accounts?fromDate=…`.
    pub(crate) address: String,
    /// Tells this list apart from others.
    pub(crate) identity: u64,
    /// Items in the whole list.
    pub(crate) count: u32,
    /// Items in a page.
    pub(crate) size: u32,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    /// The items of the page.
    pub(crate) items: Range<u32>,
    /// Relations and addresses, relative to the base URL.
    pub(crate) links: Vec<(&'static str, String)>,
}

impl PagedList {
    /// The page that the cursor names; without one, the first.
    ///
    /// A cursor that the bank did not create, or created for another list, is refused.
    pub(crate) fn page(
        &self,
        cursor: Option<&str>,
        sealer: &Sealer,
        all_links: bool,
        defects: &Defects,
    ) -> Ruling<Page> {
        let start = match cursor {
            None => 0,
            Some(text) => self.offset(text, sealer, defects)?,
        };
        let after = start.saturating_add(self.size);
        let (start, end) = (start.min(self.count), after.min(self.count));
        let link = |offset: u32| self.link(offset, sealer);
        let mut links = Vec::new();
        if all_links {
            links.push(("self", link(start)?));
            if start > 0 {
                links.push(("prev", link(start.saturating_sub(self.size))?));
            }
            let last = self.count.saturating_sub(1) / self.size * self.size;
            links.push(("last", link(last)?));
        }
        if end < self.count {
            links.push(("next", link(end)?));
        } else if defects.has(Defect::NextLinkNeverEnds) && self.count > 0 {
            links.push(("next", link(start)?));
        } else if defects.has(Defect::PageChainNeverEnds) && self.count > 0 {
            links.push(("next", link(after)?));
        } else if defects.has(Defect::EmptyLastPage) && start < end {
            links.push(("next", link(end)?));
        }
        let repeats = defects.has(Defect::NextPageRepeatsItem) && start > 0;
        let skips = defects.has(Defect::PageSkipsItem) && start > 0 && start < end;
        Ok(Page {
            items: start - u32::from(repeats) + u32::from(skips)..end,
            links,
        })
    }

    fn offset(&self, text: &str, sealer: &Sealer, defects: &Defects) -> Ruling<u32> {
        let is_free = defects.has(Defect::PageChainNeverEnds);
        Cursor::open(text, sealer)
            .filter(|cursor| cursor.list == self.identity)
            .filter(|cursor| is_free || cursor.offset <= self.count)
            .map(|cursor| cursor.offset)
            .ok_or_else(|| Rule::CursorUnknown.into())
    }

    fn link(&self, offset: u32, sealer: &Sealer) -> Ruling<String> {
        let cursor = Cursor {
            offset,
            list: self.identity,
        }
        .seal(sealer)
        .ok_or_else(|| Refusal::from(Rule::AnswerFailed))?;
        Ok(format!("{}&{CURSOR}={cursor}", self.address))
    }
}

/// Writes `links`, where there are any.
pub(crate) fn write_links(o: &mut Object<'_>, links: &[(&'static str, String)]) {
    if links.is_empty() {
        return;
    }
    o.list("links", links, |o, (relation, address)| {
        o.text("rel", relation);
        o.text("href", address);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(count: u32) -> PagedList {
        PagedList {
            address: "/accounts?a=b".to_owned(),
            identity: 5,
            count,
            size: 10,
        }
    }

    fn page(list: &PagedList, cursor: Option<&str>, sealer: &Sealer) -> Ruling<Page> {
        list.page(cursor, sealer, false, &Defects::NONE)
    }

    fn cursor_of(page: &Page) -> Option<String> {
        let (_, address) = page
            .links
            .iter()
            .find(|(relation, _)| *relation == "next")?;
        address
            .split_once("cursor=")
            .map(|(_, cursor)| cursor.to_owned())
    }

    #[test]
    fn the_pages_of_a_list_are_the_list() {
        let sealer = Sealer::random().unwrap();
        let list = list(25);
        let (mut items, mut cursor) = (Vec::new(), None);
        loop {
            let page = page(&list, cursor.as_deref(), &sealer).unwrap();
            items.extend(page.items.clone());
            cursor = cursor_of(&page);
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(items, (0..25).collect::<Vec<_>>());
    }

    #[test]
    fn a_list_of_one_full_page_has_no_next() {
        let sealer = Sealer::random().unwrap();
        assert_eq!(page(&list(10), None, &sealer).unwrap().links, []);
    }

    #[test]
    fn the_next_link_is_relative() {
        let sealer = Sealer::random().unwrap();
        let page = page(&list(11), None, &sealer).unwrap();
        assert!(page.links[0].1.starts_with("/accounts?a=b&cursor="));
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        let sealer = Sealer::random().unwrap();
        let cursor = Cursor {
            offset: 10,
            list: 6,
        }
        .seal(&sealer)
        .unwrap();
        assert_eq!(
            page(&list(25), Some(&cursor), &sealer).unwrap_err().rule,
            Rule::CursorUnknown
        );
    }

    #[test]
    fn a_forged_cursor_is_refused() {
        let sealer = Sealer::random().unwrap();
        assert_eq!(
            page(&list(25), Some("10"), &sealer).unwrap_err().rule,
            Rule::CursorUnknown
        );
    }
}
