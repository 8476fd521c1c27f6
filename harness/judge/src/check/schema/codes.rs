//! Countries and currencies as whole codes of their lists, and amounts with the decimals of their currency.

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::schema::iso;
use crate::check::schema::leaves::each_member;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::observations;

checks! {
    "country-form": Each(Objects::Documents, country_form), NEEDS_DELIVERED_DATA,
        "a country is exactly two capital letters",
        "et land er nøyaktig to store bokstaver";
    "currency-form": Each(Objects::Documents, currency_form), NEEDS_DELIVERED_DATA,
        "a currency is exactly three capital letters",
        "en valuta er nøyaktig tre store bokstaver";
    "codes-assigned": Each(Objects::Documents, assigned), NEEDS_DELIVERED_DATA,
        "countries and currencies are codes that ISO 3166-1 and ISO 4217 list",
        "land og valutaer er koder som står i ISO 3166-1 og ISO 4217";
    "amount-decimals": Each(Objects::Documents, decimals), NEEDS_DELIVERED_DATA,
        "an amount has no more decimals than its currency",
        "et beløp ikke har flere desimaler enn valutaen";
}

observations! {
    /// A country in another form.
    COUNTRY_FORM = "country-form" {
        observed: "the country is not two capital letters", "landet er ikke to store bokstaver";
        expected: "two letters, ISO 3166-1 alpha-2, e.g. NO", "to bokstaver, ISO 3166-1 alpha-2, f.eks. NO";
    }
    /// A currency in another form.
    CURRENCY_FORM = "currency-form" {
        observed: "the currency is not three capital letters", "valutaen er ikke tre store bokstaver";
        expected: "three letters, ISO 4217, e.g. NOK", "tre bokstaver, ISO 4217, f.eks. NOK";
    }
    /// A code that is not in its list.
    CODE_UNASSIGNED = "code-unassigned" {
        observed: "the code is not in the list of {standard}", "koden står ikke i listen i {standard}";
    }
    /// More decimals than the currency has.
    TOO_MANY_DECIMALS = "amount-decimals" {
        observed: "the amount has {found} decimals, and {currency} has {most}", "beløpet har {found} desimaler, og {currency} har {most}";
    }
}

const COUNTRIES: [&str; 2] = ["countryOfResidence", "country"];
const CURRENCIES: [&str; 5] = [
    "currency",
    "creditLineCurrency",
    "sourceCurrency",
    "targetCurrency",
    "unitCurrency",
];

/// Amounts, and the member that says in which currency they are.
const AMOUNTS: [(&str, &str); 2] = [
    ("amount", "currency"),
    ("creditLineAmount", "creditLineCurrency"),
];

fn each_code(root: &Place<'_>, names: &[&str], mut each: impl FnMut(&Place<'_>, &str)) {
    each_member(root.view, &mut |member| {
        if let Some(text) = member.value.as_str()
            && names.contains(&member.name)
        {
            each(&member.place(), text);
        }
    });
}

fn is_letters(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn country_form(root: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    each_code(root, &COUNTRIES, |place, text| {
        tally.thing();
        if !is_letters(text, 2) {
            tally.add(place.breach(&COUNTRY_FORM));
        }
    });
}

fn currency_form(root: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    each_code(root, &CURRENCIES, |place, text| {
        tally.thing();
        if !is_letters(text, 3) {
            tally.add(place.breach(&CURRENCY_FORM));
        }
    });
}

fn assigned(root: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let lists = [
        (&COUNTRIES[..], 2, iso::COUNTRIES, "ISO 3166-1"),
        (&CURRENCIES[..], 3, iso::CURRENCIES, "ISO 4217"),
    ];
    for (names, letters, list, standard) in lists {
        each_code(root, names, |place, text| {
            if !is_letters(text, letters) {
                return;
            }
            tally.thing();
            if !iso::lists(list, text) {
                tally.add(place.note(&CODE_UNASSIGNED).with("standard", standard));
            }
        });
    }
}

fn decimals(root: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let mut look = |holder: &Place<'_>| {
        for (member, currency) in AMOUNTS {
            let (Some(amount), Some(currency)) = (holder.member(member), holder.text(currency))
            else {
                continue;
            };
            let Some(number) = amount.value.as_number().map(ToString::to_string) else {
                continue;
            };
            tally.thing();
            let written = number.split_once('.').map_or("", |(_, decimals)| decimals);
            let found = written.trim_end_matches('0').len();
            let most = iso::decimals(currency);
            if found > most {
                tally.add(
                    amount
                        .note(&TOO_MANY_DECIMALS)
                        .with("found", found.to_string())
                        .with("most", most.to_string())
                        .with("currency", currency),
                );
            }
        }
    };
    for element in root.elements("transactions") {
        look(&element);
    }
    let account = root.member("account");
    for balance in account
        .iter()
        .flat_map(|account| account.elements("balances"))
    {
        look(&balance);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Rule};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, assert_nothing, judge};

    fn of(rule: Rule, transaction: &Value) -> Judged {
        judge(
            Each::new(Objects::Documents, rule),
            &[Shown::transactions(json!({"transactions": [transaction]}))],
        )
    }

    #[test]
    fn a_country_is_two_letters_and_no_more() {
        let of = |code: &str| {
            let party = json!({"counterParties": [{"postalAddress": {"country": code}}]});
            of(country_form, &party)
        };
        assert_conforms(&of("NO"));
        for code in ["NOR", "no", "N", "Norge"] {
            assert_breach(&of(code), &COUNTRY_FORM);
        }
    }

    #[test]
    fn a_currency_is_three_letters_and_no_more() {
        let of = |code: &str| {
            of(
                currency_form,
                &json!({"currencyExchange": {"unitCurrency": code}}),
            )
        };
        assert_conforms(&of("NOK"));
        for code in ["NOKK", "nok", "kr"] {
            assert_breach(&of(code), &CURRENCY_FORM);
        }
    }

    #[test]
    fn a_document_without_codes_is_not_judged() {
        assert_nothing(&of(currency_form, &json!({"currency": null})));
    }

    #[test]
    fn a_code_that_no_list_has_is_noted() {
        let notes = |code: &str| of(assigned, &json!({"currency": code})).findings.len();
        assert_eq!(notes("NOK"), 0);
        assert_eq!(notes("NOX"), 1);
    }

    #[test]
    fn more_decimals_than_the_currency_has_are_noted() {
        let notes = |amount: f64, currency: &str| {
            let transaction = json!({"amount": amount, "currency": currency});
            of(decimals, &transaction).findings.len()
        };
        assert_eq!(notes(557.12, "NOK"), 0);
        assert_eq!(notes(557.123, "NOK"), 1);
        assert_eq!(notes(557.5, "JPY"), 1);
        assert_eq!(notes(557.125, "KWD"), 0);
    }
}
