//! Following `next`: to the end, as it is, and nowhere else.

use std::collections::{HashMap, HashSet};

use pack::catalogue::{To, With};
use pack::reason::NO_NEXT_LINK;

use crate::agency::check::checks;
use crate::agency::check::collect::{Collector, Judged, NOTHING, breach, no_call, unseen};
use crate::agency::journal::{Call, Place};
use crate::agency::route::{percent_decoded, query};
use crate::agency::scenario_run::{JournalView, ScenarioRun};
use crate::observations;

/// Fetches of one page after which a loop counts as followed without end.
const MOST_FETCHES: usize = 3;

observations! {
    /// The next page was left out.
    NOT_FOLLOWED = "next-not-followed" {
        observed: "the next page of an answer was not fetched", "neste side av et svar ble ikke hentet";
        expected: "a call to {next}", "et kall til {next}";
    }
    /// The address was changed.
    CHANGED = "next-changed" {
        observed: "the address of the next page was changed", "adressen til neste side ble endret";
        expected: "{next}", "{next}";
    }
    /// A page was fetched twice.
    TWICE = "page-fetched-twice" {
        observed: "a delivered page was fetched again", "en utlevert side ble hentet på nytt";
        expected: "every page once", "hver side én gang";
    }
    /// A loop was not left.
    LOOP = "next-loop-not-left" {
        observed: "a page that names itself as the next was fetched {count} times",
            "en side som oppgir seg selv som neste, ble hentet {count} ganger";
        expected: "at most 3 fetches of a page", "høyst 3 hentinger av en side";
    }
    /// An absolute address was called.
    ABSOLUTE = "next-absolute-followed" {
        observed: "a next with an absolute address was followed", "en next med absolutt adresse ble fulgt";
        expected: "no call: next is a relative address", "ingen kall: next er en relativ adresse";
    }
    /// Another host was called.
    OTHER_HOST = "other-host-called" {
        observed: "a link or redirect to another host was followed", "en lenke eller omdirigering til en annen vert ble fulgt";
        expected: "calls to the bank only", "bare kall til banken";
    }
}

checks! {
    "pages-followed" = followed(Banks) finds [NOT_FOLLOWED]
        "Every relative next of a delivered answer is called.", "Hver relative next i et utlevert svar kalles.";
    "pages-as-given" = as_given(Banks) finds [CHANGED]
        "The call for a next page has the address of next after the base URL, percent-encoding aside.",
        "Kallet til neste side har adressen i next etter basis-URL-en, bortsett fra prosentkoding.";
    "pages-once" = once(Banks) finds [TWICE]
        "No address that was answered with 200 is called again in the scenario.",
        "Ingen adresse som er besvart med 200, kalles igjen i scenariet.";
    "loop-left" = loop_left(Banks) finds [LOOP]
        "A page with a next is fetched at most 3 times.", "En side med next hentes høyst 3 ganger.";
    "absolute-left" = absolute_left(Banks) finds [ABSOLUTE]
        "A next with a scheme and a host is not called.", "En next med skjema og vert kalles ikke.";
    "not-elsewhere" = not_elsewhere(Everything) finds [OTHER_HOST]
        "The other host that links and redirects lead to gets no call.",
        "Den andre verten som lenker og omdirigeringer fører til, får ingen kall.";
}

/// The address in the `next` of a delivered answer.
fn next_of(call: &Call) -> Option<&str> {
    let links = call.delivered()?["links"].as_array()?;
    let next = links.iter().find(|link| link["rel"] == "next")?;
    next["href"].as_str()
}

fn is_absolute(href: &str) -> bool {
    href.contains("://")
}

/// Every answer with a `next`.
fn linked(run: &ScenarioRun) -> impl Iterator<Item = (&Call, &str)> {
    run.bank_calls()
        .filter_map(|call| Some((call, next_of(call)?)))
}

fn relative(run: &ScenarioRun) -> impl Iterator<Item = (&Call, &str)> {
    linked(run).filter(|(_, href)| !is_absolute(href))
}

/// Whether a call is one for the page of a link: as it is, or with the query in another order or encoding.
fn is_for(call: &Call, href: &str) -> bool {
    let (path, asked) = href.split_once('?').unwrap_or((href, ""));
    let sent = call.parameters();
    call.path == below_base(path) && query(asked).iter().all(|pair| sent.contains(pair))
}

/// The path of an address that is relative to the base URL.
fn below_base(href: &str) -> String {
    format!("/v2/{}", href.trim_start_matches('/'))
}

/// Whether a call has the absolute `next` of an earlier answer after the base URL: what the documents say of relative
/// ones, so the bank is at fault.
pub(super) fn appends_absolute_next(run: &ScenarioRun, call: &Call) -> bool {
    let called = percent_decoded(&call.target());
    linked(run)
        .filter(|(earlier, href)| earlier.bank() == call.bank() && is_absolute(href))
        .filter(|(earlier, _)| earlier.number < call.number)
        .map(|(_, href)| percent_decoded(href))
        .any(|href| called == format!("/v2/{href}") || called == format!("/v2{href}"))
}

fn followed(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        for (call, href) in relative(run) {
            let next = run.bank_calls().any(|later| {
                later.bank() == call.bank()
                    && later.received >= call.received
                    && is_for(later, href)
            });
            let found = (!next).then(|| breach(&NOT_FOLLOWED, NOTHING).with("next", href));
            collector.judge(call, found);
        }
    }
    collector.judged(unseen(&NO_NEXT_LINK))
}

fn as_given(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        for (call, href) in relative(run) {
            let exact = below_base(href);
            let pages = run
                .bank_calls()
                .filter(|later| later.bank() == call.bank() && is_for(later, href));
            for page in pages {
                let changed = percent_decoded(&page.target()) != percent_decoded(&exact);
                let found = changed.then(|| breach(&CHANGED, page.target()).with("next", &exact));
                collector.judge(page, found);
            }
        }
    }
    collector.judged(unseen(&NO_NEXT_LINK))
}

/// No delivered page is fetched twice.
pub(super) fn once(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let mut seen = HashSet::new();
        let delivered = run
            .bank_calls()
            .filter(|call| call.route.is_some() && call.status() == Some(200));
        for call in delivered {
            let again = !seen.insert((call.bank(), call.target()));
            collector.judge(call, again.then(|| breach(&TWICE, call.target())));
        }
    }
    collector.judged(no_call(To::Bank))
}

fn loop_left(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let mut counts: HashMap<_, usize> = HashMap::new();
        for (call, _) in relative(run) {
            let count = counts.entry((call.bank(), call.target())).or_default();
            *count += 1;
            let count = *count;
            let found =
                (count > MOST_FETCHES).then(|| breach(&LOOP, call.target()).with("count", count));
            collector.judge(call, found);
        }
    }
    collector.judged(unseen(&NO_NEXT_LINK))
}

fn absolute_left(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        for (call, href) in linked(run).filter(|(_, href)| is_absolute(href)) {
            collector.look(call);
            let followed = run.bank_calls().find(|later| {
                later.number > call.number
                    && later.bank() == call.bank()
                    && href.ends_with(&later.target())
            });
            if let Some(followed) = followed {
                collector.breach(followed, breach(&ABSOLUTE, href));
            }
        }
    }
    collector.judged(unseen(&NO_NEXT_LINK))
}

fn not_elsewhere(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for call in view.runs.iter().flat_map(|run| run.calls.iter()) {
        match call.place {
            Place::Bank(_) => collector.look(call),
            Place::OtherHost => {
                let called = view.facts(call).url_called(call);
                collector.judge(call, Some(breach(&OTHER_HOST, called)));
            }
            Place::Register(_) | Place::Unknown => {}
        }
    }
    collector.judged(no_call(To::Bank))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::agency::check::testing::{answered, bank, check};
    use crate::agency::journal::tests::call;

    fn with_next(number: u64, below: &str, href: &str) -> Call {
        let document = json!({"links": [{"rel": "next", "href": href}]});
        answered(bank(number, below), 200, document)
    }

    fn first() -> Call {
        with_next(1, "/accounts?a=1", "/accounts?a=1&side=2")
    }

    fn second() -> Call {
        answered(bank(2, "/accounts?a=1&side=2"), 200, json!({}))
    }

    #[test]
    fn next_is_followed() {
        check("pages-followed")
            .keeps([first(), second()])
            .finds(&NOT_FOLLOWED, [first()]);
    }

    #[test]
    fn next_is_used_as_it_is() {
        let changed = answered(bank(2, "/accounts?a=1&side=2&limit=9"), 200, json!({}));
        check("pages-as-given")
            .keeps([first(), second()])
            .finds(&CHANGED, [first(), changed]);
    }

    #[test]
    fn no_page_is_fetched_twice() {
        check("pages-once")
            .keeps([first(), second()])
            .finds(&TWICE, [first(), first()]);
    }

    #[test]
    fn a_loop_is_left() {
        let looped = |times| -> Vec<Call> {
            (0..times)
                .map(|number| with_next(number, "/accounts?a=1", "/accounts?a=1"))
                .collect()
        };
        check("loop-left").keeps(looped(3)).finds(&LOOP, looped(4));
    }

    #[test]
    fn an_absolute_next_is_not_followed() {
        let link = with_next(1, "/accounts", "http://a/v2/accounts?side=2");
        check("absolute-left")
            .keeps([link.clone(), bank(2, "/accounts/r")])
            .finds(&ABSOLUTE, [link, bank(2, "/accounts?side=2")]);
    }

    #[test]
    fn another_host_gets_no_call() {
        check("not-elsewhere")
            .keeps([first()])
            .finds(&OTHER_HOST, [call(Place::OtherHost, "/v2/accounts")]);
    }
}
