//! Each check in both directions, on traffic that is made here.

use std::collections::BTreeMap;

use crate::agency::journal::Register;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use wire::jose::strict::ReadJws;
use wire::messages::{Endpoint, header};
use wire::profile::ServiceProfile;

use crate::agency::check::{Judged, To, With, find};
use crate::agency::journal::tests::call;
use crate::agency::journal::{Beyond, Call, Given, Place};
use crate::agency::sight::{Ask, Ended, Facts, Show, Sight};
use pack::scenario::{BankName, Scenario};
use pack::text::Text;

const POLICE: &str = "politi-utlevering";
const ESTATE: &str = "oppgjor-etter-dodsfall";
const PARTY: &str = "315000000";
const CASE: &str = "3f0c1a52-8c1e-4c0e-9d59-0f6f4c2a1b11";

fn facts() -> Facts {
    Facts {
        issuer: "http://issuer/".into(),
        base_urls: BTreeMap::from([
            (BankName::A, "http://a/v2".into()),
            (BankName::B, "http://b/v2".into()),
        ]),
        overview: "http://overview".into(),
        clients: BTreeMap::from([
            (POLICE.into(), "client".into()),
            (ESTATE.into(), "client".into()),
        ]),
        police_keys: BTreeMap::new(),
    }
}

fn show(calls: Vec<Call>) -> Show {
    let scenario = Scenario {
        id: "x".into(),
        title: Text::same("x"),
        services: None,
        party: Vec::new(),
        number: 0,
        banks: vec![BankName::A, BankName::B],
        endpoints: None,
        token_lifetime: None,
        answers: Vec::new(),
    };
    let today = wire::dates::today();
    Show {
        scenario,
        ask: Ask {
            service: POLICE.into(),
            party: PARTY.into(),
            death: Some(wire::dates::months_before(today, 2)),
            from: wire::dates::years_before(today, 1),
            to: today,
            endpoints: vec![Endpoint::AccountDetails],
            banks: Vec::new(),
        },
        calls,
        beyond: Beyond::default(),
        disturbances: Vec::new(),
        more_disturbances: 0,
        ended: Ended::Done,
    }
}

fn judged_in(service: &str, check: &str, with: &With, shows: &[Vec<Call>]) -> Judged {
    let service: &ServiceProfile = wire::profile::service(service).expect("a service");
    let shows: Vec<Show> = shows.iter().map(|calls| show(calls.clone())).collect();
    let shows: Vec<&Show> = shows.iter().collect();
    let facts = facts();
    find(check).expect("a check")(
        &Sight {
            service,
            stages: &[facts],
            shows: &shows,
        },
        with,
    )
}

fn judged(check: &str, with: &With, calls: Vec<Call>) -> Judged {
    judged_in(POLICE, check, with, &[calls])
}

/// A call to bank A with the given number, seconds after each other.
fn bank(number: u64, below: &str) -> Call {
    Call {
        number,
        received: Timestamp::now()
            + SignedDuration::from_secs(i64::try_from(number).expect("a small number")),
        ..call(Place::Bank(BankName::A), &format!("/v2{below}"))
    }
}

fn with_headers(mut call: Call, headers: &[(&str, &str)]) -> Call {
    call.headers = headers
        .iter()
        .map(|(name, value)| ((*name).into(), value.as_bytes().to_vec()))
        .collect();
    call
}

fn answered(mut call: Call, status: u16, document: Value) -> Call {
    call.given = Some(Given {
        status,
        headers: Vec::new(),
        document: Some(document),
        staged: status != 200,
    });
    call
}

fn jws(header: Value, payload: Value) -> ReadJws {
    ReadJws {
        header,
        payload,
        signing_input: String::new(),
        signature: Vec::new(),
    }
}

fn grant(claims: Value) -> Call {
    let mut grant = call(Place::Register(Register::Maskinporten), "/token");
    grant.token = Some(jws(json!({"alg": "RS256", "kid": "k"}), claims));
    grant.method = "POST".into();
    grant
}

fn with_token(mut call: Call, claims: Value) -> Call {
    call.token = Some(jws(json!({}), claims));
    call
}

fn with_order(mut call: Call, claims: Value) -> Call {
    call.order = Some(jws(
        json!({"alg": "PS256", "typ": "JWT", "kid": "k"}),
        claims,
    ));
    call
}

fn header_named(header: &str) -> With {
    With {
        header: header.into(),
        ..With::default()
    }
}

fn accounts(references: &[&str]) -> Value {
    let list: Vec<Value> = references
        .iter()
        .map(|one| json!({"accountReference": one}))
        .collect();
    json!({"accounts": list})
}

/// Right traffic is kept, wrong traffic is a breach.
fn tells_apart(check: &str, with: &With, right: Vec<Call>, wrong: Vec<Call>) {
    let kept = judged(check, with, right);
    assert!(kept.is_kept(), "{check}: {kept:?}");
    let broken = judged(check, with, wrong);
    assert!(broken.is_breach(), "{check}: {broken:?}");
}

#[test]
fn nothing_is_decided_where_nothing_was_seen() {
    for (name, check) in super::ALL {
        let service = wire::profile::service(POLICE).expect("a service");
        let (facts, nothing) = (facts(), show(Vec::new()));
        let sight = Sight {
            service,
            stages: &[facts],
            shows: &[&nothing],
        };
        assert!(
            !matches!(check(&sight, &With::default()), Judged::Decided { .. }),
            "{name}"
        );
    }
}

#[test]
fn claims_of_a_grant() {
    let plain = With::default();
    let right = json!({"aud": "http://issuer/", "iss": "client", "iat": 100, "exp": 220, "jti": "1", "scope": "bits:kontoinformasjon", "resource": ["http://a/v2"]});
    let but = |name: &str, value: Value| {
        let mut claims = right.clone();
        claims[name] = value;
        vec![grant(claims)]
    };
    tells_apart(
        "grant-audience",
        &plain,
        vec![grant(right.clone())],
        but("aud", json!("http://issuer/token")),
    );
    tells_apart(
        "grant-lifetime",
        &plain,
        vec![grant(right.clone())],
        but("exp", json!(221)),
    );
    tells_apart(
        "grant-client",
        &plain,
        vec![grant(right.clone())],
        but("iss", json!("other")),
    );
    tells_apart(
        "grant-resource",
        &plain,
        vec![grant(right.clone())],
        but("resource", json!(["http://a/v2/"])),
    );
    tells_apart(
        "grant-scope-alone",
        &plain,
        vec![grant(right.clone())],
        but("scope", json!("a b")),
    );
    tells_apart(
        "grant-once",
        &plain,
        vec![grant(right.clone())],
        vec![grant(right.clone()), grant(right)],
    );
}

#[test]
fn form_algorithm_and_key_of_a_grant() {
    let plain = With::default();
    let mut form = grant(json!({}));
    form.headers = vec![(
        "content-type".into(),
        b"application/x-www-form-urlencoded".to_vec(),
    )];
    form.body =
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=x".into();
    let mut other = form.clone();
    other.body = "assertion=x".into();
    tells_apart("grant-form", &plain, vec![form.clone()], vec![other]);
    let mut weak = form.clone();
    weak.token = Some(jws(json!({"alg": "PS256"}), json!({})));
    tells_apart(
        "grant-algorithm",
        &plain,
        vec![form.clone()],
        vec![weak.clone()],
    );
    tells_apart("grant-key", &plain, vec![form.clone()], vec![weak]);
    let refused = answered(form.clone(), 400, json!({"error": "invalid_grant"}));
    tells_apart("grant-accepted", &plain, vec![form], vec![refused]);
}

#[test]
fn tokens_go_where_they_are_for_while_they_are_good() {
    let plain = With::default();
    let now = Timestamp::now().as_second();
    let right = with_token(
        bank(1, "/accounts"),
        json!({"aud": "http://a/v2", "exp": now + 100, "scope": "s"}),
    );
    let other = with_token(
        bank(1, "/accounts"),
        json!({"aud": "http://b/v2", "exp": now - 100, "scope": "t"}),
    );
    tells_apart(
        "token-audience",
        &plain,
        vec![right.clone()],
        vec![other.clone()],
    );
    tells_apart(
        "token-expiry",
        &plain,
        vec![right.clone()],
        vec![other.clone()],
    );
    tells_apart(
        "token-scope",
        &With {
            value: "s".into(),
            ..With::default()
        },
        vec![right],
        vec![other],
    );
}

#[test]
fn tokens_travel_as_bearer_in_the_header() {
    let plain = With::default();
    let right = with_headers(bank(1, "/accounts"), &[("authorization", "Bearer x")]);
    let other = with_headers(
        bank(1, "/accounts?access_token=eyJ"),
        &[("authorization", "Token x")],
    );
    tells_apart(
        "token-bearer",
        &plain,
        vec![right.clone()],
        vec![other.clone()],
    );
    tells_apart("token-place", &plain, vec![right], vec![other]);
}

#[test]
fn a_refused_token_is_replaced() {
    let refused = answered(
        with_headers(bank(1, "/accounts/r"), &[("authorization", "Bearer x")]),
        401,
        json!({}),
    );
    let anew = with_headers(bank(2, "/accounts/r"), &[("authorization", "Bearer y")]);
    let same = with_headers(bank(2, "/accounts/r"), &[("authorization", "Bearer x")]);
    tells_apart(
        "token-replaced",
        &With::default(),
        vec![refused.clone(), anew],
        vec![refused, same],
    );
}

#[test]
fn one_token_for_one_use() {
    let one = grant(json!({"scope": "s", "resource": ["r"], "jti": "1"}));
    let other = grant(json!({"scope": "s", "resource": ["q"], "jti": "2"}));
    tells_apart(
        "token-economy",
        &With::default(),
        vec![one.clone(), other],
        vec![one.clone(), one],
    );
}

#[test]
fn headers_of_every_call() {
    let (plain, case) = (
        With::default(),
        header_named(header::ACCOUNT_INFO_REQUEST_ID),
    );
    let right = with_headers(
        bank(1, "/accounts"),
        &[
            (header::ACCOUNT_INFO_REQUEST_ID, CASE),
            ("accept", "application/jose"),
        ],
    );
    let wrong = with_headers(
        bank(1, "/accounts"),
        &[
            (header::ACCOUNT_INFO_REQUEST_ID, "sak-1"),
            (header::ACCOUNT_INFO_REQUEST_ID, "æ"),
            ("accept", "application/json"),
        ],
    );
    for check in ["headers-once", "headers-ascii", "accept"] {
        tells_apart(check, &plain, vec![right.clone()], vec![wrong.clone()]);
    }
    tells_apart("header-uuid", &case, vec![right.clone()], vec![wrong]);
    tells_apart(
        "header-present",
        &case,
        vec![right.clone()],
        vec![bank(1, "/accounts")],
    );
    tells_apart(
        "header-absent",
        &case,
        vec![bank(1, "/accounts")],
        vec![right.clone()],
    );
    let value = With {
        value: CASE.into(),
        ..case
    };
    tells_apart(
        "header-value",
        &value,
        vec![right],
        vec![bank(1, "/accounts")],
    );
}

#[test]
fn method_and_paths() {
    let plain = With::default();
    let mut post = bank(1, "/accounts");
    post.method = "POST".into();
    tells_apart("method", &plain, vec![bank(1, "/accounts")], vec![post]);
    tells_apart(
        "known-path",
        &plain,
        vec![bank(1, "/accounts/r")],
        vec![bank(1, "/accounts/r/loans")],
    );
    tells_apart(
        "base-url",
        &plain,
        vec![bank(1, "/accounts")],
        vec![bank(1, "//accounts")],
    );
    tells_apart(
        "number-in-address",
        &plain,
        vec![bank(1, "/accounts")],
        vec![bank(1, "/accounts?p=315000000")],
    );
}

#[test]
fn the_party_is_named_in_accounts_alone() {
    let named =
        |number, below, value| with_headers(bank(number, below), &[(header::PARTY_ID, value)]);
    tells_apart(
        "party",
        &header_named(header::PARTY_ID),
        vec![named(1, "/accounts", PARTY)],
        vec![named(1, "/accounts", "1")],
    );
    tells_apart(
        "party-elsewhere",
        &With::default(),
        vec![bank(1, "/accounts/r")],
        vec![named(1, "/accounts/r", PARTY)],
    );
}

#[test]
fn the_mandate_is_the_services_encoded_once() {
    let mandate = &wire::profile::service(POLICE).expect("a service").mandates[0];
    let sent = |value: &str| {
        vec![with_headers(
            bank(1, "/accounts"),
            &[(header::LEGAL_MANDATE, value)],
        )]
    };
    let plain = With::default();
    tells_apart(
        "mandate-text",
        &plain,
        sent(&mandate.encoded),
        sent("Arveloven%20%C2%A7%2092"),
    );
    tells_apart(
        "mandate-encoding",
        &plain,
        sent(&mandate.encoded),
        sent(&mandate.text),
    );
    tells_apart(
        "mandate-encoding",
        &plain,
        sent(&mandate.encoded),
        sent(&mandate.encoded.replace('%', "%25")),
    );
}

#[test]
fn identifiers_that_stay_and_identifiers_that_change() {
    let with = header_named("X");
    let sent = |number, value| with_headers(bank(number, "/accounts"), &[("X", value)]);
    tells_apart(
        "same-through-case",
        &with,
        vec![sent(1, "a"), sent(2, "a")],
        vec![sent(1, "a"), sent(2, "b")],
    );
    tells_apart(
        "same-for-user",
        &with,
        vec![sent(1, "a"), sent(2, "a")],
        vec![sent(1, "a"), sent(2, "b")],
    );
    tells_apart(
        "different-each-call",
        &with,
        vec![sent(1, "a"), sent(2, "b")],
        vec![sent(1, "a"), sent(2, "A")],
    );
    let apart = judged_in(
        POLICE,
        "differs-between-cases",
        &with,
        &[vec![sent(1, "a")], vec![sent(2, "b")]],
    );
    let alike = judged_in(
        POLICE,
        "differs-between-cases",
        &with,
        &[vec![sent(1, "a")], vec![sent(2, "a")]],
    );
    assert!(apart.is_kept() && alike.is_breach());
}

#[test]
fn period_and_owner() {
    let today = wire::dates::today();
    let asked = |from: jiff::civil::Date, to: jiff::civil::Date| {
        vec![bank(
            0,
            &format!("/accounts?fromDate={from}&toDate={to}&OnlyPrimaryOwner=true"),
        )]
    };
    let (year, long) = (
        wire::dates::years_before(today, 1),
        wire::dates::years_before(today, 11),
    );
    let plain = With::default();
    tells_apart(
        "period-form",
        &plain,
        asked(year, today),
        vec![bank(0, "/accounts?fromDate=01.01.2026&toDate=2026-02-01")],
    );
    tells_apart(
        "period-order",
        &plain,
        asked(year, today),
        asked(today, year),
    );
    tells_apart(
        "period-limit",
        &plain,
        asked(year, today),
        asked(long, today),
    );
    tells_apart(
        "asked-period",
        &plain,
        asked(year, today),
        asked(long, today),
    );
    tells_apart(
        "period-end",
        &plain,
        asked(year, today),
        asked(year, today.tomorrow().expect("a day")),
    );
    tells_apart(
        "period-same",
        &plain,
        asked(year, today),
        [asked(year, today), asked(today, today)].concat(),
    );
    tells_apart(
        "owner-present",
        &plain,
        asked(year, today),
        vec![bank(0, "/accounts")],
    );
    for (check, value) in [
        ("owner-spelling", "1"),
        ("owner-true", "false"),
        ("asked-owner", "FALSE"),
    ] {
        tells_apart(
            check,
            &plain,
            asked(year, today),
            vec![bank(0, &format!("/accounts?OnlyPrimaryOwner={value}"))],
        );
    }
    tells_apart(
        "query-once",
        &plain,
        asked(year, today),
        vec![bank(0, "/accounts?toDate=1&toDate=1")],
    );
}

#[test]
fn an_estate_ends_today_and_has_no_cards() {
    let today = wire::dates::today();
    let until =
        |to: jiff::civil::Date| vec![bank(0, &format!("/accounts?fromDate={to}&toDate={to}"))];
    let yesterday = today.yesterday().expect("a day");
    assert!(judged_in(ESTATE, "period-end", &With::default(), &[until(today)]).is_kept());
    assert!(judged_in(ESTATE, "period-end", &With::default(), &[until(yesterday)]).is_breach());
    assert!(
        judged_in(
            ESTATE,
            "service-endpoints",
            &With::default(),
            &[vec![bank(1, "/accounts/r")]]
        )
        .is_kept()
    );
    assert!(
        judged_in(
            ESTATE,
            "service-endpoints",
            &With::default(),
            &[vec![bank(1, "/accounts/r/cards")]]
        )
        .is_breach()
    );
}

#[test]
fn the_order_of_calls_and_the_references() {
    let plain = With::default();
    let list = answered(
        bank(1, "/accounts"),
        200,
        accounts(&["r", "dataNotDelivered"]),
    );
    tells_apart(
        "accounts-first",
        &plain,
        vec![list.clone(), bank(2, "/accounts/r")],
        vec![bank(1, "/accounts/r")],
    );
    tells_apart(
        "references",
        &plain,
        vec![list.clone(), bank(2, "/accounts/r")],
        vec![list.clone(), bank(2, "/accounts/12345678901")],
    );
    tells_apart(
        "data-not-delivered",
        &plain,
        vec![list.clone()],
        vec![list.clone(), bank(2, "/accounts/dataNotDelivered")],
    );
    tells_apart(
        "every-account",
        &plain,
        vec![list.clone(), bank(2, "/accounts/r")],
        vec![list.clone()],
    );
    tells_apart(
        "carries-on",
        &plain,
        vec![list.clone(), bank(2, "/accounts/r")],
        vec![list.clone()],
    );
    tells_apart(
        "asked-endpoints",
        &plain,
        vec![list.clone(), bank(2, "/accounts/r")],
        vec![list, bank(2, "/accounts/r/cards")],
    );
}

#[test]
fn step_one() {
    let overview = |answer| {
        answered(
            call(
                Place::Register(Register::CustomerOverview),
                "/customers/customerRelationships",
            ),
            200,
            answer,
        )
    };
    let named = overview(json!({"banks": [{"organizationID": BankName::A.orgno()}]}));
    let plain = With::default();
    let to_b = Call {
        place: Place::Bank(BankName::B),
        ..bank(2, "/accounts")
    };
    tells_apart(
        "banks-of-answer",
        &plain,
        vec![named.clone(), bank(1, "/accounts")],
        vec![named.clone(), to_b.clone()],
    );
    tells_apart(
        "every-bank",
        &plain,
        vec![bank(1, "/accounts"), to_b.clone()],
        vec![bank(1, "/accounts")],
    );
    tells_apart(
        "other-banks",
        &plain,
        vec![bank(1, "/accounts"), to_b],
        vec![bank(1, "/accounts")],
    );
    let refused = answered(named.clone(), 400, json!({}));
    tells_apart(
        "overview-request",
        &plain,
        vec![named.clone()],
        vec![refused],
    );
    let case = |call: Call, value| with_headers(call, &[(header::ACCOUNT_INFO_REQUEST_ID, value)]);
    tells_apart(
        "case-of-step-one",
        &plain,
        vec![case(named.clone(), "a"), case(bank(1, "/accounts"), "a")],
        vec![case(named, "a"), case(bank(1, "/accounts"), "b")],
    );
    let provider = call(
        Place::Register(Register::CustomerOverview),
        "/customers/accountServicingProvider",
    );
    assert!(
        judged_in(
            ESTATE,
            "overview-endpoint",
            &plain,
            &[vec![provider.clone()]]
        )
        .is_breach()
    );
    assert!(judged_in(POLICE, "overview-endpoint", &plain, &[vec![provider]]).is_kept());
}

fn order() -> Value {
    let now = Timestamp::now();
    let service = wire::profile::service(POLICE).expect("a service");
    let today = wire::dates::today();
    json!({
        "extraditionOrderID": CASE, "version": "1.0.0", "partyID": PARTY, "mandate": service.mandates[0].text,
        "reason": service.mandates[0].reason, "fromDate": wire::dates::years_before(today, 1), "toDate": today,
        "onlyPrimaryOwner": true, "accountList": true, "accountDetails": true, "transactions": false, "cards": false, "roles": false,
        "district": {"districtID": "1", "districtLabel": "x"},
        "approval": {"approvedByID": "1", "approvedByName": "x", "approvedByRole": "x", "approvalTimestamp": now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()},
        "caseID": CASE, "exp": now.as_second() + 86_400,
    })
}

#[test]
fn the_content_of_an_order() {
    let but = |pointer: &str, value: Value| {
        let mut claims = order();
        if let Some(place) = claims.pointer_mut(pointer) {
            *place = value;
        }
        vec![with_order(bank(0, "/accounts"), claims)]
    };
    let right = || vec![with_order(bank(0, "/accounts"), order())];
    let plain = With::default();
    tells_apart(
        "order-claims",
        &plain,
        right(),
        but("/district/districtID", Value::Null),
    );
    let version = With {
        header: "version".into(),
        value: "1.0.0".into(),
        ..With::default()
    };
    tells_apart(
        "order-value",
        &version,
        right(),
        but("/version", json!("2")),
    );
    tells_apart("order-uuid", &plain, right(), but("/caseID", json!("1")));
    tells_apart("order-party", &plain, right(), but("/partyID", json!("1")));
    tells_apart("order-reason", &plain, right(), but("/reason", json!("x")));
    tells_apart(
        "order-period",
        &plain,
        right(),
        but("/fromDate", json!("2001-01-01")),
    );
    tells_apart(
        "order-account-list",
        &plain,
        right(),
        but("/accountList", json!(false)),
    );
    tells_apart(
        "order-life",
        &plain,
        right(),
        but("/exp", json!(Timestamp::now().as_second() + 91 * 86_400)),
    );
    tells_apart(
        "order-in-time",
        &plain,
        right(),
        but("/exp", json!(Timestamp::now().as_second() - 60)),
    );
    tells_apart(
        "order-timestamp",
        &plain,
        right(),
        but(
            "/approval/approvalTimestamp",
            json!("2026-01-01T00:00:00+01:00"),
        ),
    );
    tells_apart("asked-order", &plain, right(), but("/cards", json!(true)));
    let other = || {
        vec![
            with_order(bank(0, "/accounts"), order()),
            with_order(
                bank(1, "/accounts"),
                but("/extraditionOrderID", json!("x"))[0]
                    .order
                    .clone()
                    .expect("an order")
                    .payload,
            ),
        ]
    };
    tells_apart("order-same", &plain, right(), other());
}

#[test]
fn the_header_of_an_order() {
    let algorithm = With {
        header: "alg".into(),
        value: "PS256".into(),
        ..With::default()
    };
    let right = with_order(bank(1, "/accounts"), order());
    let mut wrong = right.clone();
    wrong.order = Some(jws(json!({"alg": "RS256", "jwk": {}}), order()));
    tells_apart(
        "order-member",
        &algorithm,
        vec![right.clone()],
        vec![wrong.clone()],
    );
    tells_apart(
        "order-own-keys",
        &With::default(),
        vec![right.clone()],
        vec![wrong],
    );
    let unknown = judged("order-kid", &With::default(), vec![right.clone()]);
    assert!(unknown.is_breach());
    let readable = with_headers(right.clone(), &[(header::ADDITIONAL_REFERENCE_ID, "x")]);
    let unreadable = with_headers(
        bank(1, "/accounts"),
        &[(header::ADDITIONAL_REFERENCE_ID, "x")],
    );
    tells_apart(
        "order-form",
        &With::default(),
        vec![readable],
        vec![unreadable],
    );
}

#[test]
fn a_request_keeps_to_its_order() {
    let today = wire::dates::today();
    let (year, long) = (
        wire::dates::years_before(today, 1),
        wire::dates::years_before(today, 2),
    );
    let asked = |below: String| vec![with_order(bank(1, &below), order())];
    let plain = With::default();
    tells_apart(
        "order-flags",
        &plain,
        asked("/accounts/r".into()),
        asked("/accounts/r/cards".into()),
    );
    let period = |from| {
        asked(format!(
            "/accounts?fromDate={from}&toDate={today}&OnlyPrimaryOwner={}",
            from == year
        ))
    };
    tells_apart("order-covers-period", &plain, period(year), period(long));
    tells_apart("order-covers-owner", &plain, period(year), period(long));
    let case = |value| {
        vec![with_headers(
            with_order(bank(1, "/accounts"), order()),
            &[(header::ACCOUNT_INFO_REQUEST_ID, value)],
        )]
    };
    tells_apart("order-case", &plain, case(CASE), case("other"));
    let mandates = &wire::profile::service(POLICE).expect("a service").mandates;
    let mandate = |number: usize| {
        vec![with_headers(
            with_order(bank(1, "/accounts"), order()),
            &[(header::LEGAL_MANDATE, &mandates[number].encoded)],
        )]
    };
    tells_apart("order-mandate", &plain, mandate(0), mandate(1));
}

#[test]
fn pages() {
    let plain = With::default();
    let linked = |number, below: &str, href: &str| {
        answered(
            bank(number, below),
            200,
            json!({"links": [{"rel": "next", "href": href}]}),
        )
    };
    let first = linked(1, "/accounts?a=1", "/accounts?a=1&side=2");
    let second = answered(bank(2, "/accounts?a=1&side=2"), 200, json!({}));
    let changed = answered(bank(2, "/accounts?a=1&side=2&limit=9"), 200, json!({}));
    tells_apart(
        "pages-followed",
        &plain,
        vec![first.clone(), second.clone()],
        vec![first.clone()],
    );
    tells_apart(
        "pages-as-given",
        &plain,
        vec![first.clone(), second.clone()],
        vec![first.clone(), changed],
    );
    tells_apart(
        "pages-once",
        &plain,
        vec![first.clone(), second.clone()],
        vec![first.clone(), first.clone()],
    );
    tells_apart(
        "asked-once",
        &plain,
        vec![first.clone(), second],
        vec![first.clone(), first.clone()],
    );
    let looped: Vec<Call> = (1..6)
        .map(|number| linked(number, "/accounts?a=1", "/accounts?a=1"))
        .collect();
    tells_apart("loop-left", &plain, vec![first.clone()], looped);
    let elsewhere = call(Place::Elsewhere, "/v2/accounts");
    tells_apart(
        "not-elsewhere",
        &plain,
        vec![first.clone()],
        vec![first, elsewhere],
    );
}

#[test]
fn refusals_and_errors() {
    let with = |number| With {
        number,
        ..With::default()
    };
    let failed = |number, status| answered(bank(number, "/accounts/r"), status, json!({}));
    let fine = |number| answered(bank(number, "/accounts/r"), 200, json!({}));
    tells_apart(
        "retried",
        &with(500),
        vec![failed(1, 500), fine(2)],
        vec![failed(1, 500)],
    );
    let mut at_once = fine(2);
    at_once.received = failed(1, 500).received;
    tells_apart(
        "pause",
        &with(500),
        vec![failed(1, 500), fine(2)],
        vec![failed(1, 500), at_once],
    );
    tells_apart(
        "bounded",
        &with(500),
        vec![failed(1, 500)],
        (1..15).map(|number| failed(number, 500)).collect(),
    );
    tells_apart(
        "not-repeated",
        &with(403),
        vec![failed(1, 403)],
        vec![failed(1, 403), failed(2, 403)],
    );
}

#[test]
fn slowness_and_strangers() {
    let mut slow = bank(1, "/accounts/r");
    slow.took = std::time::Duration::from_secs(2);
    let mut left = slow.clone();
    left.given = None;
    tells_apart("waited", &With::default(), vec![slow], vec![left]);
    let stranger = Call {
        place: Place::Bank(BankName::C),
        ..bank(2, "/accounts")
    };
    tells_apart(
        "nothing-sent",
        &With::default(),
        vec![bank(1, "/accounts")],
        vec![stranger],
    );
}

#[test]
fn one_failing_account_does_not_lose_the_others() {
    let list = answered(bank(1, "/accounts"), 200, accounts(&["r", "s"]));
    let failing = answered(bank(2, "/accounts/r"), 500, json!({}));
    tells_apart(
        "other-accounts",
        &With::default(),
        vec![list.clone(), failing.clone(), bank(3, "/accounts/s")],
        vec![list, failing],
    );
}

#[test]
fn what_is_to_be_deleted_is_listed_and_breaks_nothing() {
    let row = wire::profile::builtin_fields().iter().find(|row| {
        row.service == ESTATE && row.category == wire::profile::Category::MayBeFiltered
    });
    let name = row
        .map(|row| {
            row.api_path
                .rsplit('.')
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .expect("a row");
    let document =
        json!({"transactions": [{name: "x"}], "accounts": [{"servicer": {"name": "x"}}]});
    let judged = judged_in(
        ESTATE,
        "to-delete",
        &With::default(),
        &[vec![answered(
            bank(1, "/accounts/r/transactions"),
            200,
            document,
        )]],
    );
    assert!(!judged.is_breach(), "{judged:?}");
}

#[test]
fn a_case_may_be_about_step_one() {
    let with = With {
        to: To::Overview,
        ..header_named(header::CORRELATION_ID)
    };
    assert!(matches!(
        judged("header-uuid", &with, vec![bank(1, "/accounts")]),
        Judged::NotApplicable(_)
    ));
}
