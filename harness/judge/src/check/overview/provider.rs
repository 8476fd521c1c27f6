//! accountServicingProvider: the bank of an account.

use serde_json::Value;
use wire::messages::header;
use wire::world::AccountFact;

use super::asked::{listed, orgno};
use super::shape::{is_orgno, is_text};
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::{Finding, NOTHING};
use crate::observations;

checks! {
    "overview-provider-right": Answer(right, Evidence::Documents), NEEDS_NAMED_PROVIDER,
        "organizationID and bankName are there, and the bank is the account's",
        "organizationID og bankName er der, og banken er den kontoen ligger i";
    "overview-provider-spelling": Answer(spelling, Evidence::Documents), NEEDS_NAMED_PROVIDER,
        "organizationID is spelled so", "organizationID er skrevet slik";
    "overview-provider-listed": Answer(is_listed, Evidence::Documents), NEEDS_NAMED_PROVIDER,
        "the account's bank is one of its owner's banks", "kontoens bank er en av eierens banker";
}

observations! {
    /// A member is missing or has another form.
    PROVIDER_MEMBER_WRONG = "overview-provider-member-wrong" {
        observed: "{member} is missing or has another form", "{member} mangler eller har en annen form";
        expected: "{form}", "{form}";
    }
    /// Another bank.
    PROVIDER_DIFFERS = "overview-provider-differs" {
        observed: "the bank is not the one that the profile has for the account", "banken er ikke den profilen har for kontoen";
        expected: "{bank}", "{bank}";
    }
    /// The spelling of 1.1.2.
    OLD_SPELLING = "overview-organization-id-spelling" {
        observed: "organizationId is the spelling of version 1.1.2", "organizationId er skrivemåten i versjon 1.1.2";
        expected: "organizationID", "organizationID";
    }
    /// Not among the owner's banks.
    PROVIDER_NOT_LISTED = "overview-provider-not-listed" {
        observed: "customerRelationships does not name the account's bank for its owner", "customerRelationships har ikke kontoens bank for eieren";
        expected: "a bank that both name", "en bank som begge har";
    }
}

fn right(seen: Seen<'_>, _: &[Seen<'_>], grounds: &Grounds<'_>) -> Judged {
    let Some(document) = document(seen) else {
        return Judged::nothing();
    };
    let wrong = |member: &str, form: &str| {
        let found = document.get(member);
        Finding::breach(&PROVIDER_MEMBER_WRONG)
            .with("member", member)
            .with("form", form)
            .received(found.map_or_else(|| NOTHING.to_owned(), Value::to_string))
            .at(format!("/{member}"))
    };
    let mut findings = Vec::new();
    let older = grounds.readings.get("I-67").and_then(|value| {
        let member = document.get("organizationId");
        member.filter(|_| value == "1.1.2")
    });
    if !is_orgno(document.get("organizationID").or(older)) {
        findings.push(wrong("organizationID", "string, 9 digits"));
    }
    if !is_text(document.get("bankName")) {
        findings.push(wrong("bankName", "string"));
    }
    let declared = asked(seen, grounds).and_then(|account| account.servicer.as_ref());
    let found = orgno(document).or(older.and_then(Value::as_str));
    if let (Some(bank), Some(found)) = (declared, found)
        && bank.orgno != found
    {
        let finding = Finding::breach(&PROVIDER_DIFFERS).with("bank", bank.orgno.as_str());
        findings.push(finding.received(found).at("/organizationID"));
    }
    seen.judged(findings)
}

fn spelling(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let Some(document) = document(seen) else {
        return Judged::nothing();
    };
    let old = document.get("organizationId").is_some() && document.get("organizationID").is_none();
    seen.judged(old.then(|| {
        Finding::breach(&OLD_SPELLING)
            .received("organizationId")
            .at("/organizationId")
    }))
}

fn is_listed(seen: Seen<'_>, earlier: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let banks = earlier.first().and_then(listed);
    let (Some(bank), Some(banks)) = (document(seen).and_then(orgno), banks) else {
        return Judged::nothing();
    };
    let named = banks.iter().any(|entry| orgno(entry) == Some(bank));
    seen.judged((!named).then(|| Finding::breach(&PROVIDER_NOT_LISTED).received(bank)))
}

fn document(seen: Seen<'_>) -> Option<&Value> {
    seen.answer.document().filter(|_| seen.answer.status == 200)
}

/// What the profile says about the account that was asked about.
fn asked<'g>(seen: Seen<'_>, grounds: &Grounds<'g>) -> Option<&'g AccountFact> {
    let mut headers = seen.exchange.request.headers.iter();
    let (_, number) = headers.find(|(name, _)| name.eq_ignore_ascii_case(header::ACCOUNT_ID))?;
    let mut accounts = grounds.party.accounts.iter();
    accounts.find(|account| account.number.as_bytes() == number)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;
    use wire::messages::OverviewEndpoint;

    use super::super::fixture::{FIRST, SECOND, answer, asking, entry};
    use super::*;
    use crate::check::AnswerCheck;
    use crate::check::fixture::{assert_breach, assert_conforms, exchange, grounds, party};

    fn judged(check: AnswerCheck, document: &Value) -> Judged {
        let customer = party(json!({"party_id": "41875299938", "accounts": [{
            "number": "99010000016", "relation": "owner", "type": "salaryAccount", "currency": "NOK",
            "servicer": {"orgno": FIRST}}]}));
        let mut sent = exchange(200, "application/json", b"{}");
        sent.request.endpoint = OverviewEndpoint::AccountServicingProvider.into();
        sent.request.headers = vec![("AccountID".into(), b"99010000016".to_vec())];
        let before = asking("true");
        let list = answer(200, &json!({"banks": [entry(FIRST)]}));
        let readings = BTreeMap::new();
        let answer = answer(200, document);
        let seen = Seen {
            exchange: &sent,
            answer: &answer,
        };
        let earlier = Seen {
            exchange: &before,
            answer: &list,
        };
        check(seen, &[earlier], &grounds(&customer, &readings))
    }

    #[test]
    fn the_accounts_bank_conforms() {
        let bank = json!({"organizationID": FIRST, "bankName": "Banken"});
        for check in [right, spelling, is_listed] {
            assert_conforms(&judged(check, &bank));
        }
    }

    #[test]
    fn another_bank_breaches() {
        let bank = json!({"organizationID": SECOND, "bankName": "Banken"});
        assert_breach(&judged(right, &bank), &PROVIDER_DIFFERS);
        assert_breach(&judged(is_listed, &bank), &PROVIDER_NOT_LISTED);
    }

    #[test]
    fn the_old_spelling_breaches() {
        let bank = json!({"organizationId": FIRST, "bankName": "Banken"});
        assert_breach(&judged(spelling, &bank), &OLD_SPELLING);
    }
}
