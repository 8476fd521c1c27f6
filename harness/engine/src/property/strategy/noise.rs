//! Noise: input that no agency sends and every bank meets.

use proptest::collection::vec;
use proptest::prop_oneof;
use proptest::sample::select;
use proptest::strategy::{Just, SBoxedStrategy, Strategy as _};
use serde_json::json;
use wire::messages::{Endpoint, header, query};

use crate::property::strategy::order::claims_value;
use crate::property::strategy::request::says;
use crate::property::strategy::{Source, literal, text};
use crate::property::{Facts, Input, Part};
use pack::catalogue::{Change, Edit, Expectation, words};

/// Valid requests with one to four pieces of noise.
pub(super) fn noise(facts: &Facts) -> Source {
    let baseline = facts.baseline();
    let parts = vec(change(facts), 1..=4).prop_map(move |changes| {
        let parts = changes
            .into_iter()
            .map(|change| Part::valid("API-ERROR-TECHNICAL", words::change(&change), vec![change]));
        Input {
            expectation: Expectation::Survives,
            ..Input::accepted(baseline.clone(), parts.collect())
        }
    });
    Source::Generated(parts.sboxed())
}

fn change(facts: &Facts) -> SBoxedStrategy<Change> {
    let usual = prop_oneof![
        3 => header_text(),
        1 => header_bytes(),
        3 => query_text(),
        2 => query_raw(),
        1 => unknown_header(),
    ];
    let path = if facts.endpoint == Endpoint::Accounts {
        Just(literal("/accounts")).sboxed()
    } else {
        path()
    };
    let path = path.prop_map(Change::Path);
    if facts.has_order() {
        return prop_oneof![6 => usual, 1 => path, 2 => order_payload(), 2 => order_claim(), 1 => order_text()].sboxed();
    }
    prop_oneof![6 => usual, 1 => path].sboxed()
}

fn header_names() -> SBoxedStrategy<&'static str> {
    select(vec![
        header::CORRELATION_ID,
        header::ACCOUNT_INFO_REQUEST_ID,
        header::LEGAL_MANDATE,
        header::PARTY_ID,
        header::REQUESTER_ID,
        header::ADDITIONAL_REFERENCE_ID_TYPE,
        "Authorization",
        "Accept",
        "Accept-Language",
        "User-Agent",
    ])
    .no_shrink()
    .sboxed()
}

/// Fragments that careless programs trip over.
fn fragments() -> SBoxedStrategy<String> {
    let known = select(vec![
        "' OR '1'='1",
        "../",
        "%00",
        "%",
        "%zz",
        "%C0%AF",
        "${jndi:ldap://127.0.0.1:9/a}",
        "<script>",
        "\u{202e}",
        "{{7*7}}",
        "null",
        "-1",
        "9999999999999999999999",
        "1e999",
        "NaN",
        "true",
        "\\",
        "\"",
        "[]",
        "{}",
        "%F0%9F%92%A9",
        "a\u{30a}",
        "0x10",
        "2024-02-30",
        "+1000000000-01-01",
        "\u{fffd}",
    ])
    .prop_map(str::to_owned);
    let letters = vec(proptest::char::range(' ', '~'), 0..30)
        .prop_map(|letters| letters.into_iter().collect());
    let long = (1..=3_000_usize).prop_map(|length| "9".repeat(length));
    prop_oneof![4 => known, 4 => letters, 1 => long].sboxed()
}

fn join() -> SBoxedStrategy<String> {
    vec(fragments(), 1..=3)
        .prop_map(|pieces| pieces.concat())
        .sboxed()
}

fn header_text() -> SBoxedStrategy<Change> {
    // Characters outside ASCII have a strategy of their own: they need bytes.
    let ascii = join().prop_map(|text| {
        text.chars()
            .filter(|letter| (' '..='~').contains(letter))
            .collect::<String>()
    });
    (header_names(), ascii)
        .prop_map(|(name, value)| says(name, value))
        .sboxed()
}

/// Any bytes but those that end a header.
fn header_bytes() -> SBoxedStrategy<Change> {
    let byte = prop_oneof![0x80..=0xff_u8, 0x01..=0x09_u8, 0x0e..=0x7f_u8];
    (header_names(), vec(byte, 1..30))
        .prop_map(|(name, bytes)| Change::Header(name.to_owned(), Edit::Bytes(bytes)))
        .sboxed()
}

fn unknown_header() -> SBoxedStrategy<Change> {
    (text::word(1, 40), (0..=4_000_usize))
        .prop_map(|(name, length)| says(&format!("X-{name}"), "a".repeat(length)))
        .sboxed()
}

fn query_names() -> SBoxedStrategy<String> {
    prop_oneof![
        3 => select(vec![query::FROM_DATE, query::TO_DATE, query::ONLY_PRIMARY_OWNER]).prop_map(str::to_owned),
        1 => text::word(1, 12),
    ]
    .no_shrink()
    .sboxed()
}

fn query_text() -> SBoxedStrategy<Change> {
    (query_names(), join())
        .prop_map(|(name, value)| Change::Query(name, Edit::Value(literal(value))))
        .sboxed()
}

/// Broken percent-encodings and separators, sent as they stand.
fn query_raw() -> SBoxedStrategy<Change> {
    let pieces = select(vec![
        "%",
        "%2",
        "%zz",
        "%00",
        "&",
        "=",
        ";",
        "%C0%AF",
        "%FF",
        "+",
        "&fromDate=",
        "a",
    ]);
    (query_names(), vec(pieces, 1..6))
        .prop_map(|(name, pieces)| Change::Query(name, Edit::Raw(literal(pieces.concat()))))
        .sboxed()
}

fn path() -> SBoxedStrategy<pack::catalogue::Template> {
    join()
        .prop_map(|text| {
            literal(format!(
                "/accounts/{}",
                crate::stimulus::encode_component(&text)
            ))
        })
        .sboxed()
}

fn order_payload() -> SBoxedStrategy<Change> {
    prop_oneof![
        join(),
        (1..=200_usize).prop_map(|depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth))),
        join().prop_map(|text| json!({"partyID": text}).to_string()),
    ]
    .prop_map(|payload| Change::OrderPayload(literal(payload)))
    .sboxed()
}

fn order_claim() -> SBoxedStrategy<Change> {
    let names = select(vec![
        "exp",
        "partyID",
        "mandate",
        "fromDate",
        "district",
        "approval",
        "approval.approvalTimestamp",
        "caseID",
    ]);
    let values = prop_oneof![
        join().prop_map(|text| json!(text)),
        proptest::num::i64::ANY.prop_map(|number| json!(number)),
        Just(json!([])),
        Just(json!({})),
        Just(json!(true)),
    ];
    (names.no_shrink(), values)
        .prop_map(|(name, value)| claims_value(name, value))
        .sboxed()
}

/// Text in place of the order.
fn order_text() -> SBoxedStrategy<Change> {
    let dots = vec(text::word(0, 30), 1..7).prop_map(|words| words.join("."));
    dots.prop_map(|text| says(header::ADDITIONAL_REFERENCE_ID, text))
        .sboxed()
}
