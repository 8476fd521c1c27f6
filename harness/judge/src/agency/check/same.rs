//! Identifiers that stay the same, and identifiers that must not.

use std::collections::{BTreeSet, HashMap};

use wire::messages::header;

use crate::agency::check::tally::{Judged, Tally, breach, no_bank_call, no_step_one};
use crate::agency::check::{To, With, calls};
use crate::agency::journal::Call;
use crate::agency::scenario_run::JournalView;
use pack::text::Text;

fn not_the_same(name: &str, first: &str, value: String) -> crate::finding::Finding {
    breach(
        format!("{name} changes within the case"),
        format!("{name} endrer seg innenfor saken"),
    )
    .wants(first, first)
    .received(value)
    .at(format!("header:{name}"))
}

/// A header is the same in every call to every bank of a case.
pub(super) fn through_case(view: &JournalView<'_>, with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        let mut first: Option<String> = None;
        for call in run.bank_calls() {
            let Some(value) = call.header(&with.header) else {
                continue;
            };
            tally.look(call);
            let known = first.get_or_insert_with(|| value.clone());
            if *known != value {
                tally.breach(call, not_the_same(&with.header, known, value));
            }
        }
    }
    tally.judged(no_bank_call())
}

/// A header differs from one case to the next.
pub(super) fn between_cases(view: &JournalView<'_>, with: &With) -> Judged {
    let (mut tally, mut cases) = (Tally::default(), HashMap::new());
    for run in view.runs {
        let values: BTreeSet<String> = run
            .bank_calls()
            .filter_map(|call| call.header(&with.header))
            .collect();
        let Some(call) = run.bank_calls().next().filter(|_| !values.is_empty()) else {
            continue;
        };
        tally.look(call);
        for value in values {
            if let Some(earlier) = cases.insert(value.to_lowercase(), &run.scenario.id) {
                let name = &with.header;
                let what = breach(
                    format!("{name} was used in an earlier case too ({earlier})"),
                    format!("{name} ble brukt i en tidligere sak også ({earlier})"),
                )
                .wants(
                    "a value that no earlier case had",
                    "en verdi som ingen tidligere sak hadde",
                );
                tally.breach(call, what.received(value).at(format!("header:{name}")));
            }
        }
    }
    tally.judged(no_bank_call())
}

/// A header is the same in all cases: one user sets them all off.
pub(super) fn for_user(view: &JournalView<'_>, with: &With) -> Judged {
    let (mut tally, mut first) = (Tally::default(), None);
    for call in calls(view, To::Bank) {
        let Some(value) = call.header(&with.header) else {
            continue;
        };
        tally.look(call);
        let known = first.get_or_insert_with(|| value.clone());
        if *known != value {
            let name = &with.header;
            let what = breach(
                format!("{name} changes though the user is the same"),
                format!("{name} endrer seg selv om brukeren er den samme"),
            )
            .wants(
                "the value of the user's first call",
                "verdien i brukerens første kall",
            );
            tally.breach(call, what.received(value).at(format!("header:{name}")));
        }
    }
    tally.judged(no_bank_call())
}

/// A header is another in every call.
pub(super) fn each_call(view: &JournalView<'_>, with: &With) -> Judged {
    let (mut tally, mut seen) = (Tally::default(), BTreeSet::new());
    for call in calls(view, To::Overview).chain(calls(view, To::Bank)) {
        let Some(value) = call.header(&with.header) else {
            continue;
        };
        tally.look(call);
        if !seen.insert(value.to_lowercase()) {
            let name = &with.header;
            tally.breach(
                call,
                breach(
                    format!("{name} was used before"),
                    format!("{name} er brukt før"),
                )
                .wants(
                    "a value that no earlier call had",
                    "en verdi som ingen tidligere kall hadde",
                )
                .received(value)
                .at(format!("header:{name}")),
            );
        }
    }
    tally.judged(no_bank_call())
}

/// Step 1 and step 2 of a case have the same `AccountInfoRequestID`.
pub(super) fn case_of_step_one(view: &JournalView<'_>, _with: &With) -> Judged {
    // A UUID is the same in capitals (RFC 9562 4).
    let case = |call: &Call| Some(call.header(header::ACCOUNT_INFO_REQUEST_ID)?.to_lowercase());
    let mut tally = Tally::default();
    for run in view.runs {
        let of_banks: BTreeSet<String> = run.bank_calls().filter_map(case).collect();
        if of_banks.is_empty() {
            continue;
        }
        for call in run
            .overview_calls()
            .filter(|call| call.status() == Some(200))
        {
            let Some(value) = case(call) else { continue };
            tally.look(call);
            if !of_banks.contains(&value) {
                tally.breach(
                    call,
                    breach(
                        "steps 1 and 2 have different case numbers",
                        "trinn 1 og trinn 2 har ulike saksnumre",
                    )
                    .wants(
                        "the AccountInfoRequestID of step 2",
                        "AccountInfoRequestID i trinn 2",
                    )
                    .received(value),
                );
            }
        }
    }
    tally.judged(match no_step_one() {
        Judged::NotApplicable(_) => Judged::NotApplicable(Text::new(
            "no case with both steps was seen",
            "ingen sak med begge trinn ble sett",
        )),
        other => other,
    })
}
