//! Paging: the chain of `next` links (technical specification, `Link`; data model, paging).

use std::collections::{BTreeMap, BTreeSet};

use wire::messages::Endpoint;

use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View};
use crate::finding::Finding;
use pack::text::Text;

fn is_paged(endpoint: Endpoint) -> bool {
    matches!(endpoint, Endpoint::Accounts | Endpoint::Transactions)
}

/// Every link is relative and works when it is appended to the base URL.
pub fn relative(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    if !is_paged(place.view.endpoint) {
        return;
    }
    for link in place.elements("links") {
        let Some(href) = link.member("href") else {
            continue;
        };
        let Some(text) = href.value.as_str() else {
            continue;
        };
        tally.thing();
        let what = if text.contains("://") || text.starts_with("//") {
            Text::new("The link is absolute.", "Lenken er absolutt.")
        } else if !text.starts_with("/accounts") {
            Text::new(
                "The link does not work when it is appended to the base URL.",
                "Lenken virker ikke når den føyes til basisadressen.",
            )
        } else {
            continue;
        };
        tally.add(href.breach(what).expected(Text::new(
            "a path that begins with /accounts",
            "en sti som begynner med /accounts",
        )));
    }
}

/// At most one `next` on a page, and none that leads back.
#[derive(Debug)]
pub struct NextChain {
    endpoint: Endpoint,
    followed: BTreeMap<String, BTreeSet<String>>,
    tally: Tally,
}

impl NextChain {
    /// The chains of an endpoint.
    pub fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            followed: BTreeMap::new(),
            tally: Tally::default(),
        }
    }
}

impl RetrievalCheck for NextChain {
    fn see(&mut self, view: &View<'_>, _: &Grounds<'_>) {
        if view.endpoint != self.endpoint {
            return;
        }
        self.tally.thing();
        let next: Vec<Place<'_>> = Place::root(view)
            .elements("links")
            .into_iter()
            .filter(|link| link.text("rel") == Some("next"))
            .collect();
        if let Some(second) = next.get(1) {
            self.tally.add(second.breach(Text::new(
                "The page has more than one link to the next.",
                "Siden har mer enn én lenke til den neste.",
            )));
        }
        let account = view
            .account
            .map(|account| account.reference.to_owned())
            .unwrap_or_default();
        for link in &next {
            let href = link.text("href").unwrap_or_default();
            if !self
                .followed
                .entry(account.clone())
                .or_default()
                .insert(href.to_owned())
            {
                self.tally.add(
                    Finding::breach(Text::new(
                        "The chain of pages leads back to a page it came from.",
                        "Kjeden av sider fører tilbake til en side den kom fra.",
                    ))
                    .received(href)
                    .at(link.pointer.clone())
                    .in_exchange(view.exchange.id),
                );
            }
        }
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        let name = self.endpoint.name();
        self.tally.judged(|| {
            Text::new(
                format!("needs an accepted answer of {name}"),
                format!("krever et godtatt svar fra {name}"),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::each::{Each, Objects};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, assert_nothing, judge};

    fn page(number: usize, last: bool, hrefs: &[&str]) -> Shown {
        let links: Vec<_> = hrefs
            .iter()
            .map(|href| json!({"rel": "next", "href": href}))
            .collect();
        Shown::transactions(json!({"transactions": [], "links": links})).page(number, last)
    }

    fn links(href: &str) -> Judged {
        let check = Each::new(&[Objects::Documents], relative, || {
            Text::same("needs a link")
        });
        judge(check, &[page(1, false, &[href])])
    }

    #[test]
    fn a_relative_link_conforms() {
        assert_conforms(&links("/accounts/ref-1/transactions?page=2"));
    }

    #[test]
    fn an_absolute_link_breaches() {
        for href in [
            "https://bank.example/v2/accounts?page=2",
            "//bank.example/accounts",
        ] {
            assert_breach(&links(href), "absolute");
        }
    }

    #[test]
    fn a_link_that_repeats_the_base_path_breaches() {
        assert_breach(&links("/v2/accounts?page=2"), "appended");
    }

    #[test]
    fn no_link_is_nothing_to_judge() {
        let check = Each::new(&[Objects::Documents], relative, || {
            Text::same("needs a link")
        });
        assert_nothing(&judge(check, &[page(1, true, &[])]));
    }

    #[test]
    fn a_chain_that_ends_conforms() {
        let pages = [page(1, false, &["/accounts/r?p=2"]), page(2, true, &[])];
        assert_conforms(&judge(NextChain::new(Endpoint::Transactions), &pages));
    }

    #[test]
    fn a_chain_that_leads_back_breaches() {
        let pages = [
            page(1, false, &["/accounts/r?p=2"]),
            page(2, false, &["/accounts/r?p=2"]),
        ];
        assert_breach(
            &judge(NextChain::new(Endpoint::Transactions), &pages),
            "leads back",
        );
    }

    #[test]
    fn two_next_links_breach() {
        assert_breach(
            &judge(
                NextChain::new(Endpoint::Transactions),
                &[page(1, false, &["/a", "/b"])],
            ),
            "more than one",
        );
    }
}
