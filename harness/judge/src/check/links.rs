//! Paging: the chain of `next` links (technical specification, `Link`; data model, paging).

use std::collections::{BTreeMap, BTreeSet};

use pack::reason::Reason;
use wire::messages::Endpoint;

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Check, Grounds, Judged, RetrievalCheck, View, checks};
use crate::exchange::ExchangeId;
use crate::finding::Finding;
use crate::observations;

checks! {
    "accounts-links-relative": Each(Objects::DocumentsOf(Endpoint::Accounts), relative), NEEDS_PAGES,
        "every link of Accounts is relative and works when it is appended to the base URL",
        "alle lenker i Accounts er relative og virker når de føyes til basisadressen";
    "transactions-links-relative": Each(Objects::DocumentsOf(Endpoint::Transactions), relative), NEEDS_PAGES,
        "every link of Transactions is relative and works when it is appended to the base URL",
        "alle lenker i Transactions er relative og virker når de føyes til basisadressen";
    "accounts-next-chain": Documents(&[Endpoint::Accounts], |_| Box::new(NextChain::new(Endpoint::Accounts))), NEEDS_ANSWER,
        "a page of Accounts has at most one link to the next, none leads back, and the chain ends",
        "en side av Accounts har høyst én lenke til den neste, ingen fører tilbake, og kjeden tar slutt";
    "transactions-next-chain": Documents(&[Endpoint::Transactions], |_| Box::new(NextChain::new(Endpoint::Transactions))), NEEDS_ANSWER,
        "a page of Transactions has at most one link to the next, none leads back, and the chain ends",
        "en side av Transactions har høyst én lenke til den neste, ingen fører tilbake, og kjeden tar slutt";
}

observations! {
    /// An absolute link.
    LINK_ABSOLUTE = "link-absolute" {
        observed: "the link is absolute", "lenken er absolutt";
        expected: "a path that begins with /accounts", "en sti som begynner med /accounts";
    }
    /// A link that does not fit the base URL.
    LINK_NOT_APPENDABLE = "link-not-appendable" {
        observed: "the link does not work when it is appended to the base URL", "lenken virker ikke når den føyes til basisadressen";
        expected: "a path that begins with /accounts", "en sti som begynner med /accounts";
    }
    /// More than one next page.
    NEXT_LINKS = "several-next-links" {
        observed: "the page has more than one link to the next page", "siden har mer enn én lenke til neste side";
        expected: "at most one link with rel next", "høyst én lenke med rel next";
    }
    /// A chain that is not followed to its end.
    CHAIN_WITHOUT_END = "next-chain-without-end" {
        observed: "the chain of pages does not end", "kjeden av sider tar ikke slutt";
        expected: "a last page without a link to a next one", "en siste side uten lenke til en neste";
    }
    /// A link to somebody else.
    LEADS_AWAY = "next-link-leads-away" {
        observed: "the link to the next page leads away from the base URL, and is not followed", "lenken til neste side fører bort fra basisadressen, og følges ikke";
        expected: "a page below the base URL", "en side under basisadressen";
    }
    /// A chain that leads back.
    CHAIN_LEADS_BACK = "next-link-leads-back" {
        observed: "the link leads back to a page that the chain came from", "lenken fører tilbake til en side som kjeden kom fra";
        expected: "a page that has not been visited", "en side som ikke er besøkt";
    }
}

/// What a check of the chain of an endpoint says of one that is not followed to its end, and why it is not. `None` for a
/// check of anything else.
pub fn without_end(
    check: &Check,
    endpoint: Endpoint,
    exchange: ExchangeId,
    why: &Reason,
) -> Option<Judged> {
    let name = match endpoint {
        Endpoint::Accounts => "accounts-next-chain",
        Endpoint::Transactions => "transactions-next-chain",
        Endpoint::AccountDetails | Endpoint::Cards | Endpoint::Roles => return None,
    };
    (check.name == name).then(|| {
        let finding = Finding::breach(&CHAIN_WITHOUT_END)
            .received(why.text().en)
            .at("/links")
            .in_exchange(exchange);
        Judged::of(1, vec![finding])
    })
}

fn relative(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    for link in place.elements("links") {
        let Some(href) = link.member("href") else {
            continue;
        };
        let Some(text) = href.value.as_str() else {
            continue;
        };
        tally.thing();
        if text.contains("://") || text.starts_with("//") {
            tally.add(href.breach(&LINK_ABSOLUTE));
        } else if !text.starts_with("/accounts") {
            tally.add(href.breach(&LINK_NOT_APPENDABLE));
        }
    }
}

/// Whether a link has a host of its own that is not the API's; case does not count in scheme and host.
fn leads_away(href: &str, base_url: &str) -> bool {
    let base = base_url.trim_end_matches('/');
    let below = href
        .split_at_checked(base.len())
        .is_some_and(|(begin, rest)| {
            begin.eq_ignore_ascii_case(base) && (rest.is_empty() || rest.starts_with(['/', '?']))
        });
    href.starts_with("//") || (href.contains("://") && !below)
}

/// At most one `next` on a page, and none that leads back.
#[derive(Debug)]
struct NextChain {
    endpoint: Endpoint,
    followed: BTreeMap<String, BTreeSet<String>>,
    tally: Tally,
}

impl NextChain {
    /// The chains of an endpoint.
    fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            followed: BTreeMap::new(),
            tally: Tally::default(),
        }
    }
}

impl RetrievalCheck for NextChain {
    fn see(&mut self, view: &View<'_>, grounds: &Grounds<'_>) {
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
            self.tally
                .add(second.breach(&NEXT_LINKS).received(next.len().to_string()));
        }
        let account = view
            .account
            .map(|account| account.reference.to_owned())
            .unwrap_or_default();
        for link in &next {
            let href = link.text("href").unwrap_or_default();
            if leads_away(href, grounds.base_url) {
                self.tally.add(link.breach(&LEADS_AWAY).received(href));
            }
            let followed = self.followed.entry(account.clone()).or_default();
            if !followed.insert(href.to_owned()) {
                self.tally.add(
                    Finding::breach(&CHAIN_LEADS_BACK)
                        .received(href)
                        .at(link.pointer())
                        .in_exchange(view.exchange.id),
                );
            }
        }
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        self.tally.judged()
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
        let check = Each::new(Objects::Documents, relative);
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
            assert_breach(&links(href), &LINK_ABSOLUTE);
        }
    }

    #[test]
    fn a_link_that_repeats_the_base_path_breaches() {
        assert_breach(&links("/v2/accounts?page=2"), &LINK_NOT_APPENDABLE);
    }

    #[test]
    fn no_link_is_nothing_to_judge() {
        let check = Each::new(Objects::Documents, relative);
        assert_nothing(&judge(check, &[page(1, true, &[])]));
    }

    #[test]
    fn a_chain_that_ends_conforms() {
        let pages = [page(1, false, &["/accounts/r?p=2"]), page(2, true, &[])];
        assert_conforms(&judge(NextChain::new(Endpoint::Transactions), &pages));
    }

    #[test]
    fn a_next_link_to_another_host_breaches() {
        let chain = |href| {
            judge(
                NextChain::new(Endpoint::Transactions),
                &[page(1, false, &[href])],
            )
        };
        assert_breach(&chain("https://other.example/v2/accounts?p=2"), &LEADS_AWAY);
        assert_breach(&chain("https://bank.example/v2.other/a?p=2"), &LEADS_AWAY);
        assert_conforms(&chain("https://Bank.example/v2/accounts?p=2"));
        assert_conforms(&chain("https://bank.example/v2/accounts?p=2"));
    }

    #[test]
    fn a_chain_that_leads_back_breaches() {
        let pages = [
            page(1, false, &["/accounts/r?p=2"]),
            page(2, false, &["/accounts/r?p=2"]),
        ];
        assert_breach(
            &judge(NextChain::new(Endpoint::Transactions), &pages),
            &CHAIN_LEADS_BACK,
        );
    }

    #[test]
    fn two_next_links_breach() {
        assert_breach(
            &judge(
                NextChain::new(Endpoint::Transactions),
                &[page(1, false, &["/a", "/b"])],
            ),
            &NEXT_LINKS,
        );
    }
}
