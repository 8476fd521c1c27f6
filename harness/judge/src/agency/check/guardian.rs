//! The guardian of Vergekontroll: in its header, and nowhere else.

use pack::catalogue::{To, With};
use wire::messages::header;

use crate::agency::check::checks;
use crate::agency::check::collect::{Collector, Judged, breach, each_judged, no_call, or_nothing};
use crate::agency::check::period::period_of;
use crate::agency::scenario_run::JournalView;
use crate::observations;

observations! {
    /// Another number.
    OTHER = "guardian-other" {
        observed: "AdditionalReferenceID is not the guardian of the task",
            "AdditionalReferenceID er ikke vergen i oppgaven";
        expected: "the guardian’s number, 11 digits: {number}", "vergens nummer, 11 sifre: {number}";
    }
    /// The guardian as control object.
    AS_PARTY = "guardian-as-party" {
        observed: "{header} is the guardian and not the ward", "{header} er vergen og ikke vergehaveren";
        expected: "{number}", "{number}";
    }
    /// The number in an address.
    IN_ADDRESS = "guardian-in-address" {
        observed: "the guardian’s number is in an address", "vergens nummer er i en adresse";
        expected: "the number in AdditionalReferenceID only", "nummeret bare i AdditionalReferenceID";
    }
    /// Days without guardianship.
    OUTSIDE = "period-outside-guardianship" {
        observed: "the period has days without the guardianship", "perioden har dager uten vergemålet";
        expected: "{from} to {to}, or less", "{from} til {to}, eller kortere";
    }
}

checks! {
    "guardian" = named(Banks) finds [OTHER]
        "AdditionalReferenceID is the number of the guardian that the task names, in every call.",
        "AdditionalReferenceID er nummeret til vergen oppgaven navngir, i alle kall.";
    "guardian-not-party" = not_party(Everything) finds [AS_PARTY]
        "Neither PartyID nor CustomerID is the guardian’s number.", "Verken PartyID eller CustomerID er vergens nummer.";
    "guardian-in-address" = in_address(Everything) finds [IN_ADDRESS]
        "No path and no query of step 1 or 2 holds the guardian’s number.",
        "Ingen sti og ingen spørring i trinn 1 eller 2 inneholder vergens nummer.";
    "period-in-guardianship" = in_guardianship(Banks) finds [OUTSIDE]
        "Both dates lie within the guardianship of the task.", "Begge datoer ligger innenfor vergemålet i oppgaven.";
}

fn named(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let Some(guardian) = &run.task.guardian else {
            continue;
        };
        for call in run.bank_calls() {
            let value = call.header(header::ADDITIONAL_REFERENCE_ID);
            let other = value.as_ref() != Some(guardian);
            let found = other.then(|| {
                breach(&OTHER, or_nothing(value))
                    .with("number", guardian)
                    .at("header:AdditionalReferenceID")
            });
            collector.judge(call, found);
        }
    }
    collector.judged(no_call(To::Bank))
}

fn not_party(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        for call in run.overview_calls().chain(run.bank_calls()) {
            let numbers = [header::PARTY_ID, header::CUSTOMER_ID];
            let mut sent = numbers
                .iter()
                .filter_map(|name| Some((*name, call.header(name)?)));
            let guardian = sent.find(|(_, number)| Some(number) == run.task.guardian.as_ref());
            let found = guardian.map(|(header, number)| {
                breach(&AS_PARTY, number)
                    .with("header", header)
                    .with("number", &run.task.party)
                    .at(format!("header:{header}"))
            });
            collector.judge(call, found);
        }
    }
    collector.judged(no_call(To::Bank))
}

fn in_address(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let guardian = run.task.guardian.as_deref().unwrap_or_default();
        for call in run.overview_and_registry().chain(run.bank_calls()) {
            let holds = !guardian.is_empty() && call.target().contains(guardian);
            collector.judge(call, holds.then(|| breach(&IN_ADDRESS, call.target())));
        }
    }
    collector.judged(no_call(To::Bank))
}

fn in_guardianship(view: &JournalView<'_>, _with: &With) -> Judged {
    let runs = view.runs.iter().flat_map(|run| {
        let guardianship = run.task.guardianship;
        run.bank_calls().map(move |call| (call, guardianship))
    });
    let calls: Vec<_> = runs.collect();
    each_judged(
        calls.iter().map(|(call, _)| *call),
        no_call(To::Bank),
        |call| {
            let (_, guardianship) = calls.iter().find(|(one, _)| one.number == call.number)?;
            let (first, last) = (*guardianship)?;
            let (from, to) = period_of(call)?;
            let outside = from < first || last.is_some_and(|last| to > last);
            Some(if outside {
                let last = last.map_or_else(|| "…".to_owned(), |last| last.to_string());
                Err(breach(&OUTSIDE, format!("{from}/{to}"))
                    .with("from", first)
                    .with("to", last))
            } else {
                Ok(())
            })
        },
    )
}

#[cfg(test)]
mod tests {
    use wire::dates::{today, years_before};

    use super::*;
    use crate::agency::check::testing::{GUARDIAN, PARTY, bank, check, with_headers};
    use crate::agency::journal::Call;

    fn sent(header: &str, number: &str) -> [Call; 1] {
        [with_headers(bank(1, "/accounts"), &[(header, number)])]
    }

    #[test]
    fn the_guardian_is_the_one_of_the_task() {
        check("guardian")
            .keeps(sent("AdditionalReferenceID", GUARDIAN))
            .finds(&OTHER, sent("AdditionalReferenceID", PARTY))
            .finds(&OTHER, [bank(1, "/accounts")]);
    }

    #[test]
    fn the_guardian_is_not_the_control_object() {
        check("guardian-not-party")
            .keeps(sent("PartyID", PARTY))
            .finds(&AS_PARTY, sent("PartyID", GUARDIAN));
    }

    #[test]
    fn the_guardians_number_is_in_no_address() {
        check("guardian-in-address")
            .keeps([bank(1, "/accounts")])
            .finds(&IN_ADDRESS, [bank(1, "/accounts?guardian=22919524786")]);
    }

    #[test]
    fn the_period_lies_within_the_guardianship() {
        let asked = |years| {
            let from = years_before(today(), years);
            [bank(
                1,
                &format!("/accounts?fromDate={from}&toDate={}", today()),
            )]
        };
        check("period-in-guardianship")
            .keeps(asked(3))
            .finds(&OUTSIDE, asked(4));
    }
}
