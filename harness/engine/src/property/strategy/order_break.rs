//! Breaks of the rules about the order, and of its ties to the request.

use proptest::prop_oneof;
use proptest::sample::select;
use proptest::strategy::{Just, Strategy as _};
use serde_json::json;
use wire::identifiers::NationalIdKind;
use wire::messages::Endpoint;

use crate::property::input::Refusal;
use crate::property::strategy::order::{DAY, claims, claims_template, claims_value};
use crate::property::strategy::{PartStrategy, identifier, period, text};
use crate::property::{Facts, Part};
use pack::catalogue::{Change, Level, ValueEdit, words};
use pack::text::Text;

/// A claim and its requirement.
type Claim = (&'static str, &'static str);

const TEXTS: [Claim; 12] = [
    ("extraditionOrderID", "ORD-EXTRADITION-ORDER-ID"),
    ("version", "ORD-VERSION"),
    ("partyID", "ORD-PARTY-ID"),
    ("mandate", "ORD-MANDATE"),
    ("reason", "ORD-REASON"),
    ("district.districtID", "ORD-DISTRICT-ID"),
    ("district.districtLabel", "ORD-DISTRICT-LABEL"),
    ("approval.approvedByID", "ORD-APPROVED-BY-ID"),
    ("approval.approvedByName", "ORD-APPROVED-BY-NAME"),
    ("approval.approvedByRole", "ORD-APPROVED-BY-ROLE"),
    ("approval.approvalTimestamp", "ORD-APPROVAL-TIMESTAMP"),
    ("caseID", "ORD-CASE-ID"),
];
const DATES: [Claim; 2] = [("fromDate", "ORD-FROM-DATE"), ("toDate", "ORD-TO-DATE")];
const FLAGS: [Claim; 6] = [
    ("onlyPrimaryOwner", "ORD-ONLY-PRIMARY-OWNER"),
    ("accountList", "ORD-ACCOUNT-LIST"),
    ("accountDetails", "ORD-ACCOUNT-DETAILS"),
    ("transactions", "ORD-TRANSACTIONS"),
    ("cards", "ORD-CARDS"),
    ("roles", "ORD-ROLES"),
];

fn broken(rule: &str, words: Text, changes: Vec<Change>) -> Part {
    Part::broken(rule, words, changes, Refusal::ParameterOrAccess)
}

/// A break of one claim, described by the change itself.
fn plain(rule: &str, change: Change) -> Part {
    let words = words::change(&change);
    broken(rule, words, vec![change])
}

/// The breaks of the facts' level: the content of an order is verified by recommendation alone.
pub(super) fn all(facts: &Facts) -> Vec<PartStrategy> {
    match facts.level {
        Level::Should => vec![
            missing(),
            texts_of_another_type(),
            flags_of_another_type(),
            expiry_of_another_type(),
            no_identifier(),
            another_version(),
            beyond_ninety_days(),
            beyond_ninety_days(),
            expired(),
            beyond_ten_years(),
            no_day(),
            no_party(),
            spoilt_text(facts),
            foreign_reason(facts),
            no_timestamp(),
            approved_later(),
            reversed_period(),
        ],
        Level::Must | Level::May => Vec::new(),
    }
}

/// Orders that are valid and another request's.
pub(super) fn ties(facts: &Facts) -> Vec<PartStrategy> {
    let mut all = vec![other_case(), outside()];
    if facts.endpoint == Endpoint::Accounts {
        all.push(other_party());
    }
    if facts.service.mandates.len() > 1 {
        all.push(other_mandate(facts));
    }
    all
}

fn missing() -> PartStrategy {
    let mut claims: Vec<Claim> = [TEXTS.as_slice(), &DATES, &FLAGS].concat();
    claims.push(("exp", "ORD-EXP"));
    select(claims)
        .no_shrink()
        .prop_map(|(name, rule)| {
            plain(rule, Change::OrderClaim(name.to_owned(), ValueEdit::Remove))
        })
        .sboxed()
}

fn texts_of_another_type() -> PartStrategy {
    let claims: Vec<Claim> = [TEXTS.as_slice(), &DATES].concat();
    let values = prop_oneof![
        (1..=99_999_i64).prop_map(|number| json!(number)),
        proptest::bool::ANY.prop_map(|value| json!(value)),
        text::word(1, 5).prop_map(|word| json!([word])),
        text::word(1, 5).prop_map(|word| json!({"value": word})),
    ];
    (select(claims).no_shrink(), values)
        .prop_map(|((name, rule), value)| plain(rule, claims_value(name, value)))
        .sboxed()
}

fn flags_of_another_type() -> PartStrategy {
    let values = prop_oneof![
        Just(json!("true")),
        Just(json!("false")),
        (0..=1_i64).prop_map(|number| json!(number)),
        Just(json!([true])),
        Just(json!({"value": true})),
    ];
    (select(FLAGS.to_vec()).no_shrink(), values)
        .prop_map(|((name, rule), value)| plain(rule, claims_value(name, value)))
        .sboxed()
}

fn expiry_of_another_type() -> PartStrategy {
    let changes = [
        claims_template("exp", "{now+30d|string}"),
        claims_template("exp", "{now+30d|timestamp}"),
        claims_value("exp", true),
        claims_value("exp", json!([4_000_000_000_i64])),
    ];
    select(changes.to_vec())
        .prop_map(|change| plain("ORD-NUMERIC-DATE", change))
        .sboxed()
}

fn no_identifier() -> PartStrategy {
    let names = select(vec![
        ("extraditionOrderID", "ORD-EXTRADITION-ORDER-ID"),
        ("caseID", "ORD-CASE-ID"),
    ]);
    (names.no_shrink(), text::no_uuid())
        .prop_map(|((name, rule), value)| plain(rule, claims(name, value)))
        .sboxed()
}

fn another_version() -> PartStrategy {
    (0..=20_u8, 0..=20_u8, 0..=20_u8)
        .prop_map(|version| match version {
            (1, 0, 0) => "1.0.1".to_owned(),
            (major, minor, patch) => format!("{major}.{minor}.{patch}"),
        })
        .prop_map(|version| plain("ORD-VERSION", claims("version", version)))
        .sboxed()
}

fn seconds(count: i64) -> Text {
    let (days, rest) = (count / DAY, count % DAY);
    match (days, rest) {
        (0, 1) => Text::new("1 second", "1 sekund"),
        (0, rest) => Text::new(format!("{rest} seconds"), format!("{rest} sekunder")),
        (1, 0) => Text::new("1 day", "1 døgn"),
        (days, 0) => Text::new(format!("{days} days"), format!("{days} døgn")),
        (days, rest) => Text::new(
            format!("{days} days and {rest} seconds"),
            format!("{days} døgn og {rest} sekunder"),
        ),
    }
}

fn beyond_ninety_days() -> PartStrategy {
    prop_oneof![3 => 1..=DAY, 1 => 1..=3_650 * DAY]
        .prop_map(|over| {
            let count = seconds(over);
            let words = Text::new(
                format!("exp is {} beyond 90 days", count.en),
                format!("exp er {} utover 90 dager", count.nb),
            );
            let changes = vec![
                claims_template("approval.approvalTimestamp", "{now-3600s|timestamp}"),
                claims_template("exp", &format!("{{approval+90d+{over}s}}")),
            ];
            broken("ORD-NINETY-DAYS", words, changes)
        })
        .sboxed()
}

fn expired() -> PartStrategy {
    (DAY..=30 * DAY)
        .prop_map(|ago| {
            let count = seconds(ago);
            let words = Text::new(
                format!("it expired {} ago", count.en),
                format!("det gikk ut for {} siden", count.nb),
            );
            let changes = vec![
                claims_template("approval.approvalTimestamp", "{now-40d|timestamp}"),
                claims_template("exp", &format!("{{now-{ago}s}}")),
            ];
            broken("ORD-EXPIRED", words, changes)
        })
        .sboxed()
}

fn beyond_ten_years() -> PartStrategy {
    period::beyond()
        .prop_map(|days| {
            let count = period::day_count(days);
            let words = Text::new(
                format!("its fromDate is {} more than ten years back", count.en),
                format!("fromDate i pålegget er {} mer enn ti år tilbake", count.nb),
            );
            broken(
                "ORD-TEN-YEARS",
                words,
                vec![period::orders(
                    "fromDate",
                    &format!("{{today-10y-{days}d}}"),
                )],
            )
        })
        .sboxed()
}

fn no_day() -> PartStrategy {
    let form = select(DATES.to_vec()).no_shrink().prop_map(|(name, rule)| {
        let base = if name == "fromDate" {
            "order.from"
        } else {
            "order.to"
        };
        plain(
            rule,
            claims_template(name, &format!("{{{base}|format:DD.MM.YYYY}}")),
        )
    });
    let impossible = (select(DATES.to_vec()).no_shrink(), text::no_date())
        .prop_map(|((name, rule), day)| plain(rule, claims(name, day)));
    prop_oneof![impossible, form].sboxed()
}

/// Neither nine nor eleven digits.
fn no_party() -> PartStrategy {
    let digits = prop_oneof![1..=8_usize, Just(10_usize), 12..=20_usize];
    let number = (digits, 0..=9_u8).prop_map(|(length, digit)| digit.to_string().repeat(length));
    let letters = proptest::collection::vec(proptest::char::range('a', 'z'), 11)
        .prop_map(|letters| letters.into_iter().collect::<String>());
    prop_oneof![number, letters]
        .prop_map(|value| plain("ORD-PARTY-ID", claims("partyID", value)))
        .sboxed()
}

/// The reason or mandate without one of its characters.
fn spoilt_text(facts: &Facts) -> PartStrategy {
    let mandate = facts.service.mandates.first();
    let text = mandate
        .map(|mandate| mandate.text.clone())
        .unwrap_or_default();
    let reason = mandate
        .and_then(|mandate| mandate.reason.clone())
        .unwrap_or_default();
    let spoil = |rule: &'static str, name: &'static str, whole: String| {
        let places: Vec<usize> = whole
            .char_indices()
            .filter(|(_, letter)| *letter != ' ')
            .map(|(at, _)| at)
            .collect();
        select(places).prop_map(move |place| {
            let short: String = whole
                .char_indices()
                .filter(|(at, _)| *at != place)
                .map(|(_, letter)| letter)
                .collect();
            let words = Text::new(
                format!("its {name} lacks a character: {short}"),
                format!("{name} i pålegget mangler et tegn: {short}"),
            );
            broken(rule, words, vec![claims(name, short)])
        })
    };
    prop_oneof![
        spoil("ORD-REASON", "reason", reason),
        spoil("ORD-MANDATE", "mandate", text)
    ]
    .sboxed()
}

/// The reason of the other mandate, or a text of the prosecutor's own.
fn foreign_reason(facts: &Facts) -> PartStrategy {
    let other = facts
        .service
        .mandates
        .get(1)
        .and_then(|mandate| mandate.reason.clone())
        .unwrap_or_default();
    prop_oneof![Just(other), text::name(40)]
        .prop_map(|reason| plain("ORD-MANDATE-REASON", claims("reason", reason)))
        .sboxed()
}

fn no_timestamp() -> PartStrategy {
    let written = prop_oneof![
        (0..=59_u8).prop_map(|minute| format!("2026-01-05T25:{minute:02}:00Z")),
        (0..=59_u8).prop_map(|second| format!("2026-01-05T10:61:{second:02}Z")),
        (1..=28_u8).prop_map(|day| format!("2026-01-{day:02}")),
        (0..=23_u8).prop_map(|hour| format!("2026-01-05T{hour:02}:00:00")),
        text::name(12),
    ];
    written
        .prop_map(|value| {
            plain(
                "ORD-APPROVAL-TIMESTAMP",
                claims("approval.approvalTimestamp", value),
            )
        })
        .sboxed()
}

fn approved_later() -> PartStrategy {
    (600..=30 * DAY)
        .prop_map(|later| {
            let count = seconds(later);
            let words = Text::new(
                format!("it is approved {} from now", count.en),
                format!("det er godkjent {} fram i tid", count.nb),
            );
            let changes = vec![
                claims_template(
                    "approval.approvalTimestamp",
                    &format!("{{now+{later}s|timestamp}}"),
                ),
                claims_template("exp", "{now+40d}"),
            ];
            broken("ORD-NOW-BETWEEN", words, changes)
        })
        .sboxed()
}

fn reversed_period() -> PartStrategy {
    period::beyond()
        .prop_map(|days| {
            let count = period::day_count(days);
            let words = Text::new(
                format!("its toDate is {} before its fromDate", count.en),
                format!("toDate i pålegget er {} før fromDate", count.nb),
            );
            let changes = vec![
                period::orders("fromDate", "{today}"),
                period::orders("toDate", &format!("{{today-{days}d}}")),
            ];
            broken("ORD-REQUEST-PERIOD", words, changes)
        })
        .sboxed()
}

fn other_case() -> PartStrategy {
    text::uuid()
        .prop_map(|uuid| {
            let words = Text::new(
                format!("its caseID is another, {uuid}"),
                format!("caseID i pålegget er en annen, {uuid}"),
            );
            broken("ORD-REQUEST-CASE", words, vec![claims("caseID", uuid)])
        })
        .sboxed()
}

fn other_party() -> PartStrategy {
    prop_oneof![person_number(), identifier::organisation()]
        .prop_map(|number| {
            let words = Text::new(
                format!("its partyID is another, {number}"),
                format!("partyID i pålegget er en annen, {number}"),
            );
            broken("ORD-REQUEST-PARTY", words, vec![claims("partyID", number)])
        })
        .sboxed()
}

fn person_number() -> proptest::strategy::SBoxedStrategy<String> {
    prop_oneof![
        identifier::person(NationalIdKind::Birth),
        identifier::person(NationalIdKind::D)
    ]
    .sboxed()
}

fn other_mandate(facts: &Facts) -> PartStrategy {
    let reason = facts
        .service
        .mandates
        .get(1)
        .and_then(|mandate| mandate.reason.clone())
        .unwrap_or_default();
    let words = Text::new(
        "its mandate is the other one",
        "lovhjemmelen i pålegget er den andre",
    );
    let changes = vec![
        claims_template("mandate", "{mandate:1}"),
        claims("reason", reason),
    ];
    Just(broken("ORD-REQUEST-MANDATE", words, changes)).sboxed()
}

/// An order whose period ends before the request's, or begins after it began.
fn outside() -> PartStrategy {
    (1..=300_i32, proptest::bool::ANY)
        .prop_map(|(days, at_end)| {
            let count = period::day_count(days);
            let (words, change) = if at_end {
                (
                    Text::new(
                        format!("it ends {} before the request's period does", count.en),
                        format!("det slutter {} før forespørselens periode", count.nb),
                    ),
                    period::orders("toDate", &format!("{{to-{days}d}}")),
                )
            } else {
                (
                    Text::new(
                        format!("it begins {} after the request's period does", count.en),
                        format!("det begynner {} etter forespørselens periode", count.nb),
                    ),
                    period::orders("fromDate", &format!("{{from+{days}d}}")),
                )
            };
            broken("ORD-REQUEST-PERIOD", words, vec![change])
        })
        .sboxed()
}
