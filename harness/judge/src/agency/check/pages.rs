//! Following `next`: to the end, as it stands, and nowhere else.

use std::collections::{HashMap, HashSet};

use crate::agency::check::With;
use crate::agency::check::tally::{Judged, Tally, breach, no_bank_call};
use crate::agency::journal::{Call, Place};
use crate::agency::scenario_run::{JournalView, ScenarioRun};
use pack::text::Text;

/// Fetches of one page after which a loop counts as not left.
const PATIENCE: usize = 3;

/// The address that an answer's `next` names, relative to the base URL.
fn next_of(call: &Call) -> Option<&str> {
    let document = call
        .given
        .as_ref()
        .filter(|given| given.status == 200)?
        .document
        .as_ref()?;
    document["links"]
        .as_array()?
        .iter()
        .find(|link| link["rel"] == "next")?["href"]
        .as_str()
}

/// Whether a call is one for the page of a link: as it stands, or with the query in another order or encoding.
fn is_for(call: &Call, href: &str) -> bool {
    let (path, query) = href.split_once('?').unwrap_or((href, ""));
    let mut wanted = crate::agency::route::query(query);
    let mut asked = call.parameters();
    wanted.sort();
    asked.sort();
    call.path == format!("/v2/{}", path.trim_start_matches('/'))
        && wanted.iter().all(|pair| asked.contains(pair))
}

fn linked(run: &ScenarioRun) -> impl Iterator<Item = (&Call, &str)> {
    run.bank_calls()
        .filter_map(|call| Some((call, next_of(call)?)))
        .filter(|(_, href)| !href.contains("://"))
}

fn no_link() -> Judged {
    Judged::Unseen(Text::new(
        "the agency fetched no answer with a next page",
        "etaten hentet ingen svar med en neste side",
    ))
}

/// Every next is followed.
pub(super) fn followed(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        for (call, href) in linked(run) {
            tally.look(call);
            let next = run.bank_calls().any(|later| {
                later.bank() == call.bank()
                    && later.received >= call.received
                    && is_for(later, href)
            });
            if !next {
                tally.breach(
                    call,
                    breach(
                        "the next page was not fetched",
                        "neste side ble ikke hentet",
                    )
                    .wants(
                        "a call to the address in next",
                        "et kall til adressen i next",
                    )
                    .received(href),
                );
            }
        }
    }
    tally.judged(no_link())
}

/// A next is called with the address that it has.
pub(super) fn as_given(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        for (call, href) in linked(run) {
            let exact = format!("/v2/{}", href.trim_start_matches('/'));
            let pages: Vec<&Call> = run
                .bank_calls()
                .filter(|later| later.bank() == call.bank() && is_for(later, href))
                .collect();
            for page in pages {
                tally.look(page);
                let decoded = |text: &str| crate::agency::route::percent_decoded(text);
                if decoded(&page.target()) != decoded(&exact) {
                    tally.breach(
                        page,
                        breach(
                            "the address of the next page was changed",
                            "adressen til neste side ble endret",
                        )
                        .wants("the address of next, unchanged", "adressen i next, uendret")
                        .received(page.target()),
                    );
                }
            }
        }
    }
    tally.judged(no_link())
}

/// No page is fetched twice.
pub(super) fn once(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        let mut seen = HashSet::new();
        let delivered = run
            .bank_calls()
            .filter(|call| call.route.is_some() && call.status() == Some(200));
        for call in delivered {
            tally.look(call);
            if !seen.insert((call.bank(), call.target())) {
                tally.breach(
                    call,
                    breach("a page was fetched again", "en side ble hentet på nytt")
                        .wants("every page once", "hver side én gang")
                        .received(call.path.clone()),
                );
            }
        }
    }
    tally.judged(no_bank_call())
}

/// A page that names itself as the next is not fetched for ever.
pub(super) fn loop_left(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for (call, _) in linked(run) {
            tally.look(call);
            let count = counts
                .entry(format!("{:?} {}", call.bank(), call.target()))
                .or_default();
            *count += 1;
            if *count > PATIENCE {
                tally.breach(
                    call,
                    breach(
                        "a loop of pages was not left",
                        "en løkke av sider ble ikke forlatt",
                    )
                    .wants(
                        "an end when a page comes back",
                        "slutt når en side kommer igjen",
                    )
                    .received(call.path.clone()),
                );
            }
        }
    }
    tally.judged(no_link())
}

/// A next with a whole address is not followed, even where it leads back to the bank.
pub(super) fn absolute_left(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        let absolute = run
            .bank_calls()
            .filter_map(|call| Some((call, next_of(call)?)))
            .filter(|(_, href)| href.contains("://"));
        for (call, href) in absolute {
            tally.look(call);
            let followed = run.bank_calls().find(|later| {
                later.number > call.number
                    && later.bank() == call.bank()
                    && href.ends_with(&later.target())
            });
            if let Some(followed) = followed {
                tally.breach(
                    followed,
                    breach(
                        "a next with a whole address was followed",
                        "en next med full adresse ble fulgt",
                    )
                    .wants(
                        "no call: next is a relative address",
                        "ingen kall: next er en relativ adresse",
                    )
                    .received(href),
                );
            }
        }
    }
    tally.judged(no_link())
}

/// Nothing goes to another host.
pub(super) fn not_elsewhere(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        for call in &run.calls {
            match call.place {
                Place::Bank(_) => tally.look(call),
                Place::OtherHost => {
                    tally.look(call);
                    tally.breach(
                        call,
                        breach(
                            "a link to another host was followed",
                            "en lenke til en annen vert ble fulgt",
                        )
                        .wants("calls to the bank only", "kall bare til banken")
                        .received(call.path.clone()),
                    );
                }
                Place::Register(_) | Place::Unknown => {}
            }
        }
    }
    tally.judged(no_bank_call())
}
