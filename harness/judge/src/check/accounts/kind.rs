//! Number, type and currency of an account, against what is declared and against each other.

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::observations;

checks! {
    "accounts-declared-kind": Each(Objects::AnyAccount, declared), NEEDS_DECLARED_ACCOUNT,
        "number, type and currency are those of the declared account",
        "nummer, type og valuta er de som er oppgitt for kontoen";
    "account-type-plausible": Each(Objects::AnyAccount, plausible), NEEDS_DELIVERED_ACCOUNT,
        "the type of the account fits its owner, currency and balances",
        "kontoens type passer til eier, valuta og saldoer";
}

observations! {
    /// Another type, currency or spelling of the number than declared.
    KIND_DIFFERS = "listed-kind-differs" {
        observed: "{member} is not what the profile declares for the account", "{member} er ikke det profilen oppgir for kontoen";
        expected: "{expected}", "{expected}";
    }
    /// The number in another form than declared; a report shows both under one placeholder.
    NUMBER_IN_GROUPS = "account-number-in-groups" {
        observed: "the account number has other signs between its digits than the profile has", "kontonummeret har andre tegn mellom sifrene enn profilen har";
        expected: "the number as the profile has it, which is digits alone", "nummeret slik profilen har det, som er bare siffer";
    }
    /// A currency account in kroner.
    CURRENCY_ACCOUNT_IN_NOK = "currency-account-in-nok" {
        observed: "a currencyAccount is in NOK", "en currencyAccount er i NOK";
    }
    /// A salary account of a business.
    SALARY_OF_BUSINESS = "salary-account-of-business" {
        observed: "a salaryAccount is owned by a business", "en salaryAccount eies av en virksomhet";
    }
    /// A business account of a person.
    BUSINESS_OF_PERSON = "business-account-of-person" {
        observed: "an account for businesses is owned by a person", "en konto for virksomheter eies av en person";
    }
    /// A balance of an account without.
    BALANCE_OF_NONE = "account-without-balance-has-balance" {
        observed: "an accountWithoutBalance has a balance", "en accountWithoutBalance har en saldo";
    }
}

fn declared(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(fact) = place.declared(grounds) else {
        return;
    };
    if let Some(number) = place.member("accountIdentifier") {
        tally.thing();
        if number.value.as_str() != Some(&fact.number) {
            tally.add(number.breach(&NUMBER_IN_GROUPS));
        }
    }
    for (member, declared) in [("type", &fact.account_type), ("currency", &fact.currency)] {
        let Some(found) = place.member(member) else {
            continue;
        };
        tally.thing();
        if found.value.as_str() != Some(declared) {
            tally.add(
                found
                    .breach(&KIND_DIFFERS)
                    .with("member", member)
                    .with("expected", declared),
            );
        }
    }
}

fn plausible(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(kind) = place.member("type") else {
        return;
    };
    let owner = place.text_at(&["primaryOwner", "identifier", "value"]);
    let digits = owner.map_or(0, str::len);
    let odd = match kind.value.as_str() {
        Some("currencyAccount") if place.text("currency") == Some("NOK") => {
            Some(&CURRENCY_ACCOUNT_IN_NOK)
        }
        Some("salaryAccount") if digits == 9 => Some(&SALARY_OF_BUSINESS),
        Some("businessAccount" | "taxDeductionAccount") if digits == 11 => {
            Some(&BUSINESS_OF_PERSON)
        }
        Some("accountWithoutBalance") if !place.elements("balances").is_empty() => {
            Some(&BALANCE_OF_NONE)
        }
        Some(_) | None => None,
    };
    tally.thing();
    if let Some(odd) = odd {
        tally.add(kind.note(odd));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::accounts::fixture::each;
    use crate::check::fixture::{assert_breach, assert_conforms, assert_nothing};

    #[test]
    fn the_declared_type_and_currency_conform() {
        let right = json!({"type": "salaryAccount", "currency": "NOK"});
        assert_conforms(&each(declared, &right, &json!({}), |_| {}));
    }

    #[test]
    fn another_currency_or_type_breaches() {
        for wrong in [json!({"currency": "EUR"}), json!({"type": "otherAccount"})] {
            assert_breach(&each(declared, &wrong, &json!({}), |_| {}), &KIND_DIFFERS);
        }
    }

    #[test]
    fn a_number_that_is_written_in_groups_breaches() {
        let written = json!({"accountIdentifier": "8601.11.17947", "currency": "NOK"});
        let judged = each(declared, &written, &json!({}), |_| {});
        assert_breach(&judged, &NUMBER_IN_GROUPS);
        assert_eq!(judged.findings.len(), 1);
    }

    #[test]
    fn an_account_that_is_not_declared_is_not_compared() {
        let other = json!({"number": "1"});
        assert_nothing(&each(declared, &json!({"currency": "EUR"}), &other, |_| {}));
    }

    fn odd(account: &Value) -> usize {
        each(plausible, account, &json!({}), |_| {}).findings.len()
    }

    #[test]
    fn a_type_that_fits_is_not_noted() {
        assert_eq!(
            odd(&json!({"type": "currencyAccount", "currency": "EUR"})),
            0
        );
    }

    #[test]
    fn types_that_contradict_owner_currency_or_balance_are_noted() {
        let owned = |kind: &str, owner: &str| json!({"type": kind, "primaryOwner": {"identifier": {"value": owner}}});
        for account in [
            json!({"type": "currencyAccount", "currency": "NOK"}),
            owned("salaryAccount", "310000014"),
            owned("taxDeductionAccount", "13867498351"),
            json!({"type": "accountWithoutBalance", "balances": [{"amount": 1}]}),
        ] {
            assert_eq!(odd(&account), 1, "{account}");
        }
    }
}
