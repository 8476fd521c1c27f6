//! Identifiers of people, businesses and institutions: number, type and country against each other.

use wire::identifiers::{NationalId, NationalIdKind, OrganisationNumber, PartyId};

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::schema::leaves::each_member;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::observations;

checks! {
    "identifier-type-fits": Each(Objects::Documents, type_fits), NEEDS_DELIVERED_DATA,
        "the type of an identifier fits the form of its number, and an institution is no person",
        "typen til en identifikator passer til formen på nummeret, og en institusjon er ingen person";
    "identifier-number-valid": Each(Objects::Documents, number_valid), NEEDS_DELIVERED_DATA,
        "a Norwegian identifier has valid check digits",
        "en norsk identifikator har gyldige kontrollsiffer";
    "identifier-country-fits": Each(Objects::Documents, country_fits), NEEDS_DELIVERED_DATA,
        "a person with the country NO has a number in the form of a P number or D-number",
        "en person med landet NO har et nummer på formen til et fødsels- eller D-nummer";
    "numbers-synthetic": Each(Objects::Documents, synthetic), NEEDS_DELIVERED_DATA,
        "numbers of people and businesses in a test environment are synthetic",
        "numre på personer og virksomheter i et testmiljø er syntetiske";
}

observations! {
    /// A number of a person under the type of businesses, or the other way round.
    IDENTIFIER_TYPE_WRONG = "identifier-type-wrong" {
        observed: "the number has {digits} digits and the type {type}", "nummeret har {digits} sifre og typen {type}";
        expected: "nationalIdentityNumber for a person, countryIdentificationCode for a business", "nationalIdentityNumber for en person, countryIdentificationCode for en virksomhet";
    }
    /// An institution as a person.
    INSTITUTION_AS_PERSON = "institution-as-person" {
        observed: "an institution has the type nationalIdentityNumber", "en institusjon har typen nationalIdentityNumber";
        expected: "countryIdentificationCode", "countryIdentificationCode";
    }
    /// Wrong check digits.
    IDENTIFIER_CHECK_DIGITS = "identifier-check-digits" {
        observed: "the number does not have valid check digits", "nummeret har ikke gyldige kontrollsiffer";
        expected: "a number with right check digits", "et nummer med riktige kontrollsiffer";
    }
    /// NO with something else than a Norwegian number.
    IDENTIFIER_COUNTRY_WRONG = "identifier-country-wrong" {
        observed: "a person with the country NO has no Norwegian number", "en person med landet NO har ikke et norsk nummer";
        expected: "eleven digits", "elleve siffer";
    }
    /// A number that may be a real party's.
    NUMBER_NOT_SYNTHETIC = "number-not-synthetic" {
        observed: "a number in a test environment is not synthetic", "et nummer i et testmiljø er ikke syntetisk";
    }
}

const PERSON: &str = "nationalIdentityNumber";
const BUSINESS: &str = "countryIdentificationCode";

/// An identifier with its number.
struct Identifier<'a> {
    number: Place<'a>,
    text: &'a str,
    kind: Option<&'a str>,
    country: Option<&'a str>,
    /// Whether it is that of a servicer or card issuer.
    of_institution: bool,
}

impl Identifier<'_> {
    fn may_be_norwegian(&self) -> bool {
        self.country.is_none_or(|country| country == "NO")
    }

    fn is_digits(&self, count: usize) -> bool {
        self.text.len() == count && self.text.bytes().all(|byte| byte.is_ascii_digit())
    }
}

fn each_identifier(root: &Place<'_>, mut each: impl FnMut(&Identifier<'_>)) {
    each_member(root.view, &mut |member| {
        let of_card = member.name == "cardIssuerIdentifier";
        if member.name != "identifier" && !of_card {
            return;
        }
        let place = member.place();
        let text = |name: &str| place.text(name).filter(|text| !text.is_empty());
        if let (Some(number), Some(value)) = (place.member("value"), text("value")) {
            each(&Identifier {
                number,
                text: value,
                kind: text("type"),
                country: text("countryOfResidence"),
                of_institution: of_card || member.parent() == Some("servicer"),
            });
        }
    });
}

fn type_fits(root: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    each_identifier(root, |identifier| {
        let Some(kind) = identifier.kind.filter(|_| identifier.may_be_norwegian()) else {
            return;
        };
        tally.thing();
        let wrong = (kind == PERSON && identifier.is_digits(9))
            || (kind == BUSINESS && identifier.is_digits(11));
        if identifier.of_institution && kind == PERSON {
            tally.add(identifier.number.breach(&INSTITUTION_AS_PERSON));
        } else if wrong {
            tally.add(
                identifier
                    .number
                    .breach(&IDENTIFIER_TYPE_WRONG)
                    .with("digits", identifier.text.len().to_string())
                    .with("type", kind),
            );
        }
    });
}

fn number_valid(root: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    each_identifier(root, |identifier| {
        let valid = match (identifier.is_digits(9), identifier.is_digits(11)) {
            (true, _) => OrganisationNumber::parse(identifier.text).is_ok(),
            (_, true) => NationalId::parse(identifier.text).is_ok(),
            (false, false) => return,
        };
        if !identifier.may_be_norwegian() {
            return;
        }
        tally.thing();
        if !valid {
            tally.add(identifier.number.breach(&IDENTIFIER_CHECK_DIGITS));
        }
    });
}

fn country_fits(root: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    each_identifier(root, |identifier| {
        if identifier.country != Some("NO") || identifier.kind != Some(PERSON) {
            return;
        }
        tally.thing();
        // Nine digits are a business under a wrong type, which is a rule of its own.
        if !identifier.is_digits(11) && !identifier.is_digits(9) {
            tally.add(identifier.number.breach(&IDENTIFIER_COUNTRY_WRONG));
        }
    });
}

fn synthetic(root: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    each_identifier(root, |identifier| {
        let Ok(party) = PartyId::parse(identifier.text) else {
            return;
        };
        if identifier.of_institution || !identifier.may_be_norwegian() {
            return;
        }
        tally.thing();
        let other_series = matches!(&party, PartyId::Person(id) if id.kind() == NationalIdKind::H);
        if !party.is_synthetic() && !other_series {
            tally.add(identifier.number.note(&NUMBER_NOT_SYNTHETIC));
        }
    });
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Rule};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, assert_nothing, judge};

    const NUMBER: &str = "13867498073";

    fn of(rule: Rule, identifier: &Value) -> Judged {
        let document = json!({"accounts": [{"primaryOwner": {"identifier": identifier}}]});
        judge(
            Each::new(Objects::Documents, rule),
            &[Shown::accounts(document)],
        )
    }

    #[test]
    fn a_type_that_fits_its_number_conforms_and_another_breaches() {
        let of = |number: &str, kind: &str| of(type_fits, &json!({"value": number, "type": kind}));
        assert_conforms(&of(NUMBER, PERSON));
        assert_conforms(&of("310000014", BUSINESS));
        assert_breach(&of(NUMBER, BUSINESS), &IDENTIFIER_TYPE_WRONG);
        assert_breach(&of("310000014", PERSON), &IDENTIFIER_TYPE_WRONG);
    }

    #[test]
    fn an_institution_is_no_person() {
        let document = json!({"accounts": [{"servicer": {"identifier": {"value": "310000014", "type": PERSON}}}]});
        let judged = judge(
            Each::new(Objects::Documents, type_fits),
            &[Shown::accounts(document)],
        );
        assert_breach(&judged, &INSTITUTION_AS_PERSON);
    }

    #[test]
    fn identifiers_of_other_countries_are_not_judged() {
        let foreign = json!({"value": "123456789", "type": PERSON, "countryOfResidence": "SE"});
        for rule in [type_fits, number_valid, country_fits, synthetic] {
            assert_nothing(&of(rule, &foreign));
        }
    }

    #[test]
    fn an_identifier_without_a_number_is_not_judged() {
        assert_nothing(&of(number_valid, &json!({"value": null, "type": null})));
    }

    #[test]
    fn wrong_check_digits_breach() {
        assert_conforms(&of(number_valid, &json!({"value": NUMBER})));
        assert_breach(
            &of(number_valid, &json!({"value": "13867498074"})),
            &IDENTIFIER_CHECK_DIGITS,
        );
    }

    #[test]
    fn a_norwegian_person_has_a_norwegian_number() {
        let of = |number: &str| {
            let identifier = json!({"value": number, "type": PERSON, "countryOfResidence": "NO"});
            of(country_fits, &identifier)
        };
        assert_conforms(&of(NUMBER));
        assert_breach(&of("AB-123"), &IDENTIFIER_COUNTRY_WRONG);
    }

    #[test]
    fn a_number_that_may_be_real_is_noted() {
        let notes = |number: &str| of(synthetic, &json!({"value": number})).findings.len();
        assert_eq!(notes(NUMBER), 0);
        assert_eq!(notes("974720760"), 1);
    }
}
