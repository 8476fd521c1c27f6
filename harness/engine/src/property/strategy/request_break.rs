//! Breaks of the rules about headers and query parameters.

use proptest::prop_oneof;
use proptest::sample::select;
use proptest::strategy::{Just, Strategy as _};
use wire::messages::{Endpoint, header, query};
use wire::profile::OnlyPrimaryOwnerRule;

use crate::property::input::Refusal;
use crate::property::strategy::request::says;
use crate::property::strategy::{PartStrategy, literal, period, text};
use crate::property::{Facts, Part};
use pack::catalogue::{Change, Edit, Level, words};

fn broken(rule: &str, change: Change, refusal: Refusal) -> Part {
    let words = words::change(&change);
    Part::broken(rule, words, vec![change], refusal)
}

/// The breaks of the facts' level.
pub(super) fn all(facts: &Facts) -> Vec<PartStrategy> {
    match facts.level {
        Level::Must => must(facts),
        Level::Should => should(facts),
        Level::May => Vec::new(),
    }
}

fn must(facts: &Facts) -> Vec<PartStrategy> {
    let mut all = vec![missing_header(facts)];
    if facts.service.requester_id_required {
        let change = says(header::REQUESTER_ID, "");
        all.push(
            Just(broken(
                &facts.rule("REQUESTERID"),
                change,
                Refusal::Parameter,
            ))
            .sboxed(),
        );
    }
    if facts.has_order() {
        all.push(missing_order());
    }
    if facts.endpoint == Endpoint::Accounts {
        let missing = Change::Query(query::ONLY_PRIMARY_OWNER.to_owned(), Edit::Remove);
        all.push(Just(broken("API-ONLYPRIMARYOWNER", missing, Refusal::Parameter)).sboxed());
        if facts.service.only_primary_owner == OnlyPrimaryOwnerRule::TrueOnly {
            all.push(only_true(facts));
        }
    }
    all
}

fn missing_header(facts: &Facts) -> PartStrategy {
    let mut headers = vec![
        (header::ACCOUNT_INFO_REQUEST_ID, "API-ACCOUNTINFOREQUESTID"),
        (header::CORRELATION_ID, "API-CORRELATIONID"),
        (header::LEGAL_MANDATE, "API-LEGAL-MANDATE"),
    ];
    if facts.endpoint == Endpoint::Accounts {
        headers.push((header::PARTY_ID, "API-PARTYID"));
    }
    if facts.service.requester_id_required {
        headers.push((header::REQUESTER_ID, "API-BAD-REQUEST"));
    }
    select(headers)
        .no_shrink()
        .prop_map(|(name, rule)| {
            broken(
                rule,
                Change::Header(name.to_owned(), Edit::Remove),
                Refusal::Parameter,
            )
        })
        .sboxed()
}

fn missing_order() -> PartStrategy {
    let name = header::ADDITIONAL_REFERENCE_ID;
    prop_oneof![
        Just(Change::Header(name.to_owned(), Edit::Remove)),
        Just(says(name, ""))
    ]
    .prop_map(|change| broken("POL-REFERENCE", change, Refusal::ParameterOrAccess))
    .sboxed()
}

fn only_true(facts: &Facts) -> PartStrategy {
    let rule = facts.rule("ONLYPRIMARYOWNER");
    select(vec!["false", "FALSE"])
        .prop_map(move |value| {
            let change = Change::Query(
                query::ONLY_PRIMARY_OWNER.to_owned(),
                Edit::Value(literal(value)),
            );
            broken(&rule, change, Refusal::Parameter)
        })
        .sboxed()
}

fn should(facts: &Facts) -> Vec<PartStrategy> {
    let mut all = vec![
        no_identifier(),
        no_day(),
        repeated(),
        foreign_mandate(facts),
    ];
    all.extend(period::breaks(facts));
    if facts.endpoint == Endpoint::Accounts {
        all.push(no_boolean());
    }
    if facts.has_order() {
        all.push(foreign_type());
    }
    all
}

fn no_identifier() -> PartStrategy {
    let headers = vec![
        (header::CORRELATION_ID, Refusal::Parameter),
        (header::ACCOUNT_INFO_REQUEST_ID, Refusal::ParameterOrAccess),
    ];
    (select(headers).no_shrink(), text::no_uuid())
        .prop_map(|((name, refusal), value)| {
            broken("API-PARAMETER-TYPE", says(name, value), refusal)
        })
        .sboxed()
}

fn no_day() -> PartStrategy {
    let forms = select(vec![
        "DD.MM.YYYY",
        "MM/DD/YYYY",
        "YYYYMMDD",
        "YY-MM-DD",
        "YYYY-MM",
        "YYYY/MM/DD",
    ]);
    let names = || select(vec![query::FROM_DATE, query::TO_DATE]).no_shrink();
    let written = (names(), forms).prop_map(|(name, form)| {
        let base = if name == query::FROM_DATE {
            "from"
        } else {
            "to"
        };
        period::asks(name, &format!("{{{base}|format:{form}}}"))
    });
    let impossible = (names(), text::no_date())
        .prop_map(|(name, day)| Change::Query(name.to_owned(), Edit::Value(literal(day))));
    let words = (names(), text::word(1, 12)).prop_map(|(name, word)| {
        Change::Query(name.to_owned(), Edit::Value(literal(format!("x{word}"))))
    });
    prop_oneof![impossible, written, words]
        .prop_map(|change| broken("API-PARAMETER-TYPE", change, Refusal::Parameter))
        .sboxed()
}

fn repeated() -> PartStrategy {
    text::uuid()
        .prop_map(|uuid| {
            let change = Change::Header(
                header::CORRELATION_ID.to_owned(),
                Edit::Twice(literal(uuid)),
            );
            broken("API-PARAMETER-ONCE", change, Refusal::Parameter)
        })
        .sboxed()
}

/// A mandate that no service has: the service's own with one letter changed for another, or no letters at all.
fn foreign_mandate(facts: &Facts) -> PartStrategy {
    let text = facts
        .service
        .mandates
        .first()
        .map(|mandate| mandate.text.clone())
        .unwrap_or_default();
    let letters: Vec<usize> = text
        .char_indices()
        .filter(|(_, letter)| letter.is_ascii_lowercase())
        .map(|(at, _)| at)
        .collect();
    let spoilt =
        select(if letters.is_empty() { vec![0] } else { letters }).prop_map(move |place| {
            let other: String = text
                .char_indices()
                .map(|(at, letter)| match (at == place, letter) {
                    (true, 'x') => 'y',
                    (true, _) => 'x',
                    (false, letter) => letter,
                })
                .collect();
            wire::mandate::encode(&other)
        });
    let own_words = text::name(40).prop_map(|name| wire::mandate::encode(&name));
    prop_oneof![spoilt, own_words]
        .prop_map(|value| {
            broken(
                "API-LEGAL-MANDATE-VALIDATED",
                says(header::LEGAL_MANDATE, value),
                Refusal::ParameterOrAccess,
            )
        })
        .sboxed()
}

fn no_boolean() -> PartStrategy {
    prop_oneof![
        select(vec!["1", "0", "yes", "no", "ja", "nei"]).prop_map(str::to_owned),
        text::word(6, 12)
    ]
    .prop_map(|value| {
        let change = Change::Query(
            query::ONLY_PRIMARY_OWNER.to_owned(),
            Edit::Value(literal(value)),
        );
        broken("API-PARAMETER-TYPE", change, Refusal::Parameter)
    })
    .sboxed()
}

fn foreign_type() -> PartStrategy {
    let name = header::ADDITIONAL_REFERENCE_ID_TYPE;
    prop_oneof![
        Just(says(name, "srf")),
        Just(Change::Header(name.to_owned(), Edit::Remove)),
        text::word(5, 12).prop_map(move |word| says(name, word)),
    ]
    .prop_map(|change| broken("POL-REFERENCE-TYPE", change, Refusal::ParameterOrAccess))
    .sboxed()
}
