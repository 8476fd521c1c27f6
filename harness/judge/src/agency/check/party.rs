//! The control object's number: in the right header, and nowhere else.

use pack::catalogue::{To, With};
use wire::identifiers::PartyId;
use wire::messages::{Endpoint, header};
use wire::profile::PartyKind;

use crate::agency::check::checks;
use crate::agency::check::collect::{Collector, Judged, breach, each_judged, no_call, or_nothing};
use crate::agency::journal::Call;
use crate::agency::scenario_run::{JournalView, ScenarioRun, asks_about_an_account, is_on};
use crate::observations;

observations! {
    /// Another number.
    OTHER_NUMBER = "party-other-number" {
        observed: "{header} is not the number of the control object",
            "{header} er ikke kontrollobjektets nummer";
        expected: "{number}", "{number}";
    }
    /// An organisation where only persons are asked about.
    OTHER_KIND = "party-other-kind" {
        observed: "the control object is an organisation, and the service asks about persons only",
            "kontrollobjektet er en organisasjon, og tjenesten spør bare om personer";
        expected: "a national identity number or a D-number", "et fødselsnummer eller D-nummer";
    }
    /// `PartyID` where it is not needed.
    NOT_NEEDED = "party-not-needed" {
        observed: "PartyID is sent in a call about one account", "PartyID er sendt i et kall om én konto";
        expected: "no PartyID", "ingen PartyID";
    }
    /// The number in an address.
    IN_ADDRESS = "party-in-address" {
        observed: "the number of the control object is in the address",
            "kontrollobjektets nummer er i adressen";
        expected: "the number in a header only", "nummeret bare i et hodefelt";
    }
    /// The number in another header.
    IN_HEADER = "party-in-header" {
        observed: "the number of the control object is in the header {header}",
            "kontrollobjektets nummer er i hodefeltet {header}";
        expected: "the number in PartyID or CustomerID only", "nummeret bare i PartyID eller CustomerID";
    }
    /// The number in a body.
    IN_BODY = "party-in-body" {
        observed: "the number of the control object is in the body of a call",
            "kontrollobjektets nummer er i innholdet i et kall";
        expected: "the number in PartyID or CustomerID only", "nummeret bare i PartyID eller CustomerID";
    }
}

checks! {
    "party-kind" = kind(Everything) finds [OTHER_KIND]
        "CustomerID in step 1 and PartyID in Accounts are no organisation’s number, where the service asks about persons only.",
        "CustomerID i trinn 1 og PartyID i Accounts er ikke nummeret til en organisasjon, der tjenesten bare spør om personer.";
    "party" = party(Either, "to", "header") finds [OTHER_NUMBER]
        "The header that the case names is the number of the control object, in Accounts and in customerRelationships.",
        "Hodefeltet som testen navngir, er kontrollobjektets nummer, i Accounts og i customerRelationships.";
    "party-elsewhere" = not_needed(Banks) finds [NOT_NEEDED]
        "Calls about one account have no PartyID.", "Kall om én konto har ingen PartyID.";
    "number-in-address" = in_address(Either, "to") finds [IN_ADDRESS]
        "No path and no query holds the number of the control object.",
        "Ingen sti og ingen spørring inneholder kontrollobjektets nummer.";
    "number-elsewhere" = in_call(Either, "to") finds [IN_HEADER, IN_BODY]
        "No header but PartyID and CustomerID, and no body, holds the number of the control object.",
        "Ingen hodefelt utenom PartyID og CustomerID, og ikke noe innhold, har kontrollobjektets nummer.";
}

fn party(view: &JournalView<'_>, with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let concerned = run.requests(with.to).filter(|call| match with.to {
            To::Bank => is_on(call, Endpoint::Accounts),
            To::Overview => !asks_about_an_account(call),
            To::Maskinporten => false,
        });
        for call in concerned {
            let value = call.header(&with.header);
            let other = value.as_deref() != Some(run.task.party.as_str());
            let found = other.then(|| {
                breach(&OTHER_NUMBER, or_nothing(value))
                    .with("header", &with.header)
                    .with("number", &run.task.party)
                    .at(format!("header:{}", with.header))
            });
            collector.judge(call, found);
        }
    }
    collector.judged(no_call(with.to))
}

fn kind(view: &JournalView<'_>, _with: &With) -> Judged {
    let persons_only = !view.service.party_kinds.contains(&PartyKind::Organisation);
    let lists = view
        .calls(To::Bank)
        .filter(|call| is_on(call, Endpoint::Accounts));
    let calls = view.calls(To::Overview).chain(lists);
    each_judged(calls, no_call(To::Bank), |call| {
        let mut names = [header::PARTY_ID, header::CUSTOMER_ID].into_iter();
        let (name, value) = names.find_map(|name| Some((name, call.header(name)?)))?;
        let organisation = matches!(PartyId::parse(&value), Ok(PartyId::Organisation(_)));
        Some(if persons_only && organisation {
            Err(breach(&OTHER_KIND, value).at(format!("header:{name}")))
        } else {
            Ok(())
        })
    })
}

fn not_needed(view: &JournalView<'_>, _with: &With) -> Judged {
    each_judged(view.calls(To::Bank), no_call(To::Bank), |call| {
        if call.route.is_none() || is_on(call, Endpoint::Accounts) {
            return None;
        }
        Some(match call.header(header::PARTY_ID) {
            None => Ok(()),
            Some(value) => Err(breach(&NOT_NEEDED, value).at("header:PartyID")),
        })
    })
}

/// The calls in which a number is looked for: those of step 1 have the API registry beside them.
fn concerned(run: &ScenarioRun, to: To) -> Vec<&Call> {
    match to {
        To::Overview => run.overview_and_registry().collect(),
        To::Bank | To::Maskinporten => run.requests(to).collect(),
    }
}

/// Whether a text holds a number that is not part of a longer one.
fn holds(text: &str, number: &str) -> bool {
    let digit = |character: Option<char>| character.is_some_and(|one| one.is_ascii_digit());
    text.match_indices(number).any(|(at, found)| {
        !digit(text[..at].chars().next_back()) && !digit(text[at + found.len()..].chars().next())
    })
}

fn in_address(view: &JournalView<'_>, with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        for call in concerned(run, with.to) {
            let found = holds(&call.target(), &run.task.party);
            collector.judge(call, found.then(|| breach(&IN_ADDRESS, call.target())));
        }
    }
    collector.judged(no_call(with.to))
}

fn in_call(view: &JournalView<'_>, with: &With) -> Judged {
    let its_own = |name: &str| {
        [header::PARTY_ID, header::CUSTOMER_ID]
            .iter()
            .any(|own| own.eq_ignore_ascii_case(name))
    };
    let mut collector = Collector::default();
    for run in view.runs {
        let number = &run.task.party;
        for call in concerned(run, with.to) {
            let headers = call.headers.iter();
            let mut others = headers.filter(|(name, _)| !its_own(name));
            let found = others.find_map(|(name, value)| {
                let text = String::from_utf8_lossy(value);
                holds(&text, number).then(|| {
                    breach(&IN_HEADER, text)
                        .with("header", name)
                        .at(format!("header:{name}"))
                })
            });
            let body = String::from_utf8_lossy(&call.body);
            let found = found.or_else(|| {
                holds(&body, number).then(|| breach(&IN_BODY, format!("{} B", call.body.len())))
            });
            collector.judge(call, found);
        }
    }
    collector.judged(no_call(with.to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::check::testing::{PARTY, bank, check, step_one, with_headers};

    fn sent(below: &str, name: &str, value: &str) -> Vec<Call> {
        vec![with_headers(bank(1, below), &[(name, value)])]
    }

    #[test]
    fn accounts_names_the_control_object() {
        check("party")
            .header("PartyID")
            .keeps(sent("/accounts", "PartyID", PARTY))
            .finds(&OTHER_NUMBER, sent("/accounts", "PartyID", "1"))
            .ignores([bank(1, "/accounts/r")]);
    }

    #[test]
    fn account_servicing_provider_has_no_customer() {
        check("party")
            .step_one()
            .header("CustomerID")
            .finds(&OTHER_NUMBER, [step_one("customerRelationships")])
            .ignores([step_one("accountServicingProvider")]);
    }

    #[test]
    fn calls_about_an_account_do_not_name_the_control_object() {
        check("party-elsewhere")
            .keeps([bank(1, "/accounts/r")])
            .finds(&NOT_NEEDED, sent("/accounts/r", "PartyID", PARTY));
    }

    #[test]
    fn addresses_do_not_hold_the_number() {
        check("number-in-address")
            .keeps([bank(1, "/accounts?p=3150000001")])
            .finds(&IN_ADDRESS, [bank(1, "/accounts?p=315000000")]);
    }

    #[test]
    fn an_estate_is_a_person() {
        let asked = |number| sent("/accounts", "PartyID", number);
        check("party-kind").keeps(asked("310000027"));
        check("party-kind")
            .estate()
            .keeps(asked("22919524786"))
            .finds(&OTHER_KIND, asked("310000027"));
    }

    #[test]
    fn other_headers_and_bodies_do_not_hold_the_number() {
        let mut body = bank(1, "/accounts");
        body.body = format!("{{\"partyID\":\"{PARTY}\"}}").into();
        check("number-elsewhere")
            .keeps(sent("/accounts", "partyid", PARTY))
            .keeps(sent("/accounts", "User-Agent", "agency 3150000009"))
            .finds(&IN_HEADER, sent("/accounts", "Referer", "/case/315000000"))
            .finds(&IN_BODY, [body]);
    }
}
