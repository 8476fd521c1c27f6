use std::collections::{BTreeSet, HashSet};

use jiff::civil::{Date, date};
use serde_json::Value;

use super::*;
use crate::people::file::read;

const TODAY: Date = date(2026, 11, 27);
const EXAMPLE: &str = include_str!("../../../mock-agency/people.example.toml");
const SCHEMA: &str = include_str!("../../../mock-agency/people.schema.json");
/// A person with an account of which a test says more.
const ONE: &str =
    "[[people]]\nnumber = '17858012120'\nname = 'X'\n[[people.accounts]]\ntype = 'salaryAccount'\n";

fn parse(text: &str) -> Result<Vec<Party>, Vec<(usize, String)>> {
    read(text, &BTreeSet::new(), TODAY).map_err(|mistakes| {
        let line = |at: usize| text[..at].matches('\n').count() + 1;
        mistakes
            .into_iter()
            .map(|(span, what)| (line(span.start), what))
            .collect()
    })
}

/// The lines of the mistakes of a file.
fn lines(text: &str) -> Vec<usize> {
    parse(text)
        .unwrap_err()
        .into_iter()
        .map(|(line, _)| line)
        .collect()
}

/// The only mistake of a file.
fn mistake(text: &str) -> String {
    let mut all = parse(text).unwrap_err();
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0).1
}

fn numbered(number: &str) -> String {
    format!("[[people]]\nname = 'X'\nnumber = '{number}'\n")
}

#[test]
fn the_example_is_read() {
    let people = parse(EXAMPLE).unwrap();
    assert_eq!(people.len(), 5);
    assert_eq!(
        persons(&people, TODAY)[1].date_of_death,
        Some(date(2026, 9, 27))
    );
    assert_eq!(notices(&people, TODAY)[0].ruling, date(2026, 7, 27));
}

#[test]
fn the_world_file_passes_people_on_as_they_were_read() {
    let people = parse(EXAMPLE).unwrap();
    let text = serde_json::to_string(&people).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Party>>(&text).unwrap(), people);
}

#[test]
fn synthetic_numbers_of_tenor_and_nav_and_organisations_are_accepted() {
    for number in ["17858012120", "09477504563", "49877504610", "311444018"] {
        assert!(parse(&numbered(number)).is_ok(), "{number}");
    }
}

#[test]
fn a_number_that_may_be_somebody_s_is_refused_and_not_repeated() {
    for number in ["09077504580", "911444003"] {
        let message = mistake(&numbered(number));
        assert!(
            message.starts_with("this may be the number of somebody real"),
            "{message}"
        );
        assert!(!message.contains(number), "{message}");
    }
}

#[test]
fn a_number_of_another_series_is_refused_with_the_forms_that_there_are() {
    let message = mistake(&numbered("09727504548"));
    assert!(
        message.contains("no date of birth") && message.contains("+ 80 (Tenor)"),
        "{message}"
    );
}

#[test]
fn all_mistakes_are_found_at_once_each_on_its_line() {
    let text = "[[people]]\nnumber = '17858012121'\nnaem = 'X'\ndate-of-death = 'soon'\n[[people.accounts]]\ntype = 'salary'\nbalance = 5.5\n\
                [[people.accounts.booked]]\ndate = 'in 2 days'\namount = '0'\n[[people.accounts.roles]]\nparty = '09877504546'\n";
    assert_eq!(lines(text), [1, 2, 3, 4, 6, 7, 9, 10, 12]);
}

#[test]
fn a_number_without_quotes_is_a_mistake_that_does_not_repeat_it() {
    let text = "[[people]]\nname = 'X'\nnumber = 17858012120\n";
    assert_eq!(mistake(text), "number: a text belongs here, in quotes");
}

#[test]
fn faults_of_syntax_have_their_lines_too() {
    assert_eq!(lines("[[people]]\nnumber = \nname = ]\n"), [2, 3]);
}

#[test]
fn an_unknown_key_comes_with_those_that_are_possible() {
    let message = mistake(&format!("{ONE}balanse = '5'\n"));
    assert!(
        message.starts_with("there is no key balanse here") && message.contains("balance"),
        "{message}"
    );
}

#[test]
fn a_number_that_the_population_has_is_refused() {
    let others = BTreeSet::from(["17858012120".to_owned()]);
    assert!(
        read(ONE, &others, TODAY).unwrap_err()[0]
            .1
            .contains("another --seed")
    );
}

#[test]
fn a_number_is_in_the_file_once() {
    assert_eq!(
        mistake(
            &[ONE, ONE]
                .concat()
                .replace("[[people.accounts]]\ntype = 'salaryAccount'\n", "")
        ),
        "this number is in the file twice"
    );
}

#[test]
fn an_organisation_does_not_die() {
    assert_eq!(
        mistake(&format!("{}deceased = true\n", numbered("311444018"))),
        "an organisation has no deceased"
    );
}

#[test]
fn transactions_lie_within_the_time_that_the_account_is_open() {
    let open = format!("{ONE}opened = '1 year ago'\n");
    assert!(
        mistake(&format!(
            "{open}transactions = {{ count = 50, years = 2 }}\n"
        ))
        .contains("opened later")
    );
    let booked = "booked = [{ date = '13 months ago', amount = '1' }]\n";
    assert!(mistake(&format!("{open}{booked}")).contains("not on 2025-10-27"));
}

#[test]
fn salaries_come_on_their_day_or_the_last_of_a_shorter_month() {
    let one = Transactions {
        count: 300,
        years: 1,
        salary_day: Some(30),
        salary: Amount::from_hundredths(1),
    };
    let days = one.salary_days(TODAY);
    assert_eq!(days.len(), 12);
    assert_eq!((days[0], days[3]), (date(2025, 11, 30), date(2026, 2, 28)));
}

#[test]
fn more_salaries_than_transactions_are_a_mistake() {
    let text = format!("{ONE}transactions = {{ count = 5, years = 1, salary-day = 1 }}\n");
    assert_eq!(mistake(&text), "12 salaries are more than count");
}

#[test]
fn an_account_without_a_number_has_the_same_one_whenever_the_file_is_read() {
    assert_eq!(
        parse(ONE).unwrap()[0].accounts[0].number,
        parse(ONE).unwrap()[0].accounts[0].number
    );
}

#[test]
fn days_are_relative_to_today() {
    for (text, day) in [
        ("today", TODAY),
        ("yesterday", date(2026, 11, 26)),
        ("1 year ago", date(2025, 11, 27)),
        ("3 weeks ago", date(2026, 11, 6)),
        ("in 3 months", date(2027, 2, 27)),
        ("2026-02-28", date(2026, 2, 28)),
    ] {
        assert_eq!(text.parse::<Day>().unwrap().on(TODAY), day, "{text}");
    }
    for text in [
        "soon",
        "3 months",
        "-3 days ago",
        "2026-02-29",
        "1000 years ago",
        "",
    ] {
        assert!(text.parse::<Day>().is_err(), "{text}");
    }
}

fn valid(text: &str) -> bool {
    let file: Value = toml::from_str(text).unwrap();
    let schema = serde_json::from_str(SCHEMA).unwrap();
    jsonschema::validator_for(&schema).unwrap().is_valid(&file)
}

#[test]
fn the_schema_accepts_the_example() {
    assert!(valid(EXAMPLE));
}

/// The keys of the schema's tables, by what they describe, and the ones that reading an empty table offers.
#[test]
fn the_schema_knows_the_keys_that_are_read_and_no_other() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let account = "accounts = [{ type = 'salaryAccount'";
    for (table, text) in [
        ("party", "? = 1".to_owned()),
        (
            "guardianship",
            "guardianships = [{ from = 'today', ? = 1 }]".to_owned(),
        ),
        (
            "bankruptcy",
            "bankruptcies = [{ type = 'aapning', ruling = 'today', ? = 1 }]".to_owned(),
        ),
        ("account", format!("{account}, ? = 1 }}]")),
        (
            "transactions",
            format!("{account}, transactions = {{ count = 1, ? = 1 }} }}]"),
        ),
        (
            "booking",
            format!("{account}, booked = [{{ date = 'today', amount = '1', ? = 1 }}] }}]"),
        ),
        (
            "card",
            format!("{account}, cards = [{{ from = 'today', to = 'today', ? = 1 }}] }}]"),
        ),
        (
            "role",
            format!("{account}, roles = [{{ party = '17858012120', ? = 1 }}] }}]"),
        ),
    ] {
        let message = mistake(&format!(
            "{}{}\n",
            numbered("17858012120"),
            text.replace('?', "unknown")
        ));
        let (_, offered) = message.split_once("possible are ").unwrap();
        let offered: HashSet<&str> = offered.split(", ").collect();
        let keys = schema["$defs"][table]["properties"].as_object().unwrap();
        assert_eq!(
            offered,
            keys.keys().map(String::as_str).collect(),
            "{table}"
        );
    }
}
