//! KFR: what an institution finds after it has written, and `CorrelationID`.

use serde_json::Value;
use wire::messages::header;

use super::asked::{listed, orgno, place};
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::exchange::Exchange;
use crate::finding::{Finding, NOTHING};
use crate::observations;

checks! {
    "kfr-own-bank-found": Answer(found, Evidence::Documents), NEEDS_BANK_LIST,
        "the institution finds itself, and no other bank, among the banks of its customer",
        "institusjonen finner seg selv, og ingen annen bank, blant kundens banker";
    "kfr-own-bank-not-found": Answer(not_found, Evidence::Documents), NEEDS_BANK_LIST,
        "the institution does not find itself among the banks of who is not its customer",
        "institusjonen finner ikke seg selv blant bankene til den som ikke er kunde der";
    "kfr-own-bank-not-active": Answer(not_active, Evidence::Documents), NEEDS_BATCH_READ_IN,
        "activeAccount is false: KFR knows no accounts", "activeAccount er false: KFR kjenner ingen kontoer";
    "kfr-read-in": Answer(read_in, Evidence::Documents), NEEDS_BATCH_READ_IN,
        "the register has what was written", "registeret har det som ble skrevet";
    "kfr-bank-named": Answer(named, Evidence::Documents), NEEDS_WRITTEN_CUSTOMER,
        "step 1 names the institution that wrote the customer", "trinn 1 har institusjonen som skrev kunden";
    "kfr-correlation-returned": Answer(correlated, Evidence::Kept), NEEDS_WRITTEN_CUSTOMER,
        "CorrelationID comes back in the answer", "CorrelationID kommer tilbake i svaret";
}

observations! {
    /// The own bank is missing.
    OWN_BANK_MISSING = "kfr-own-bank-missing" {
        observed: "the institution is not among the banks of its customer", "institusjonen er ikke blant bankene til kunden sin";
        expected: "{bank}", "{bank}";
    }
    /// Another bank is named.
    OTHER_BANK_NAMED = "kfr-other-bank-named" {
        observed: "the answer names another bank than the institution's own", "svaret har en annen bank enn institusjonens egen";
        expected: "{bank}", "{bank}";
    }
    /// The own bank is named.
    OWN_BANK_NAMED = "kfr-own-bank-named" {
        observed: "the answer names the institution, and nobody is its customer in that period", "svaret har institusjonen, og det er ingen kunde der i den perioden";
        expected: "no entry", "ingen oppføring";
    }
    /// An account is active.
    ACTIVE_IN_KFR = "kfr-active" {
        observed: "activeAccount is true for a bank in KFR", "activeAccount er true for en bank i KFR";
        expected: "false", "false";
    }
    /// Step 1 does not name it.
    NOT_NAMED = "kfr-not-named" {
        observed: "step 1 does not name the institution that wrote the customer", "trinn 1 har ikke institusjonen som skrev kunden";
        expected: "{bank}", "{bank}";
    }
    /// `CorrelationID` is lost.
    CORRELATION_LOST = "kfr-correlation-lost" {
        observed: "the answer does not carry the request's CorrelationID", "svaret har ikke forespørselens CorrelationID";
        expected: "CorrelationID of the request", "CorrelationID fra forespørselen";
    }
}

/// The institution in the path of a request.
fn institution(exchange: &Exchange) -> Option<&str> {
    let (_, rest) = exchange.request.url.split_once("/financialInstitutions/")?;
    rest.split('/').next()
}

fn found(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let (Some(own), Some(listed)) = (institution(seen.exchange), listed(&seen)) else {
        return Judged::nothing();
    };
    let is_own = |entry: &&Value| orgno(entry) == Some(own);
    let missing = !listed.iter().any(|entry| is_own(&entry));
    let missing = missing.then(|| {
        let finding = Finding::breach(&OWN_BANK_MISSING).with("bank", own);
        finding.received(NOTHING).at("/banks")
    });
    let others = listed
        .iter()
        .enumerate()
        .filter(|(_, entry)| !is_own(entry));
    let others = others.map(|(index, entry)| {
        Finding::breach(&OTHER_BANK_NAMED)
            .with("bank", own)
            .received(orgno(entry).unwrap_or(NOTHING))
            .at(place(index, "organizationID"))
    });
    seen.judged(missing.into_iter().chain(others))
}

fn not_found(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let (Some(own), Some(listed)) = (institution(seen.exchange), listed(&seen)) else {
        return Judged::nothing();
    };
    let index = listed.iter().position(|entry| orgno(entry) == Some(own));
    seen.judged(index.map(|index| {
        let at = place(index, "organizationID");
        Finding::breach(&OWN_BANK_NAMED).received(own).at(at)
    }))
}

fn not_active(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let Some(listed) = listed(&seen).filter(|listed| !listed.is_empty()) else {
        return Judged::nothing();
    };
    let active = listed
        .iter()
        .position(|entry| entry["activeAccount"] == true);
    seen.judged(active.map(|index| {
        let at = place(index, "activeAccount");
        Finding::breach(&ACTIVE_IN_KFR).received("true").at(at)
    }))
}

/// That a batch is read in is a matter of time: where it is not, nothing can be said of what was in it.
fn read_in(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    match listed(&seen) {
        Some(listed) if !listed.is_empty() => seen.judged(None),
        Some(_) | None => Judged::nothing(),
    }
}

fn named(seen: Seen<'_>, earlier: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let own = earlier.iter().find_map(|one| institution(one.exchange));
    let (Some(own), Some(listed)) = (own, listed(&seen)) else {
        return Judged::nothing();
    };
    let named = listed.iter().any(|entry| orgno(entry) == Some(own));
    seen.judged((!named).then(|| {
        let finding = Finding::breach(&NOT_NAMED).with("bank", own);
        finding.received(NOTHING).at("/banks")
    }))
}

/// On every answer of what writes, errors included; without a `CorrelationID` there is none to return.
fn correlated(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let mut sent = seen.exchange.request.headers.iter();
    let sent = sent.find(|(name, _)| name.eq_ignore_ascii_case(header::CORRELATION_ID));
    let (Some((_, sent)), Ok(received)) = (sent, &seen.exchange.outcome) else {
        return Judged::nothing();
    };
    let returned = received.header(header::CORRELATION_ID);
    let same = returned.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(sent));
    seen.judged((!same).then(|| {
        Finding::breach(&CORRELATION_LOST)
            .received(returned.unwrap_or(NOTHING))
            .at("header:CorrelationID")
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;
    use wire::messages::KfrOperation;
    use wire::world::PartyEntry;

    use super::super::fixture::{FIRST, SECOND, answer, asking, entry};
    use super::*;
    use crate::check::AnswerCheck;
    use crate::check::fixture::{
        assert_breach, assert_conforms, assert_nothing, exchange, grounds,
    };

    fn sent() -> Exchange {
        let mut sent = exchange(200, "application/json", b"{}");
        sent.request.endpoint = wire::messages::Operation::Kfr(KfrOperation::Own);
        let path = KfrOperation::Own.path(FIRST);
        sent.request.url = format!("https://overview.example{path}");
        sent.request.headers = vec![("CorrelationID".into(), b"a-1".to_vec())];
        sent
    }

    fn judged(check: AnswerCheck, exchange: &Exchange, document: &Value) -> Judged {
        let (customer, readings) = (PartyEntry::default(), BTreeMap::new());
        let (answer, sent) = (answer(200, document), sent());
        let earlier = [Seen {
            exchange: &sent,
            answer: &answer,
        }];
        let seen = Seen {
            exchange,
            answer: &answer,
        };
        check(seen, &earlier, &grounds(&customer, &readings))
    }

    #[test]
    fn the_own_bank_alone_is_found() {
        assert_conforms(&judged(found, &sent(), &json!({"banks": [entry(FIRST)]})));
        let none = json!({"banks": []});
        assert_breach(&judged(found, &sent(), &none), &OWN_BANK_MISSING);
        let two = json!({"banks": [entry(FIRST), entry(SECOND)]});
        assert_breach(&judged(found, &sent(), &two), &OTHER_BANK_NAMED);
    }

    #[test]
    fn who_is_no_customer_is_not_found() {
        assert_conforms(&judged(not_found, &sent(), &json!({"banks": []})));
        let named = json!({"banks": [entry(FIRST)]});
        assert_breach(&judged(not_found, &sent(), &named), &OWN_BANK_NAMED);
    }

    #[test]
    fn nothing_is_said_of_a_batch_that_is_not_read_in() {
        assert_nothing(&judged(read_in, &sent(), &json!({"banks": []})));
        assert_conforms(&judged(read_in, &sent(), &json!({"banks": [entry(FIRST)]})));
    }

    #[test]
    fn an_active_account_in_kfr_breaches() {
        let active = json!({"banks": [entry(FIRST)]});
        assert_breach(&judged(not_active, &sent(), &active), &ACTIVE_IN_KFR);
    }

    #[test]
    fn step_1_names_the_institution_that_wrote() {
        let step_1 = asking("true");
        let banks = json!({"banks": [entry(FIRST)]});
        assert_conforms(&judged(named, &step_1, &banks));
        let others = json!({"banks": [entry(SECOND)]});
        assert_breach(&judged(named, &step_1, &others), &NOT_NAMED);
    }

    #[test]
    fn the_correlation_id_comes_back_in_any_case_of_its_letters() {
        let with = |value: Option<&str>| {
            let mut sent = sent();
            if let (Ok(received), Some(value)) = (&mut sent.outcome, value) {
                let value = value.as_bytes().to_vec();
                received.headers.push(("correlationid".into(), value));
            }
            judged(correlated, &sent, &json!({}))
        };
        assert_conforms(&with(Some("A-1")));
        assert_breach(&with(Some("a-2")), &CORRELATION_LOST);
        assert_breach(&with(None), &CORRELATION_LOST);
    }
}
