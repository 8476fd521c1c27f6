//! What an agency sends, and what registers answer.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::date;
use judge::agency::check;
use judge::agency::journal::{Call, MoreCalls, Place, Register, assertion_of, order_of, token_of};
use judge::agency::route::Route;
use judge::agency::scenario_run::{Ended, EnvironmentFacts, JournalView, ScenarioRun, Task};
use pack::catalogue::With;
use pack::scenario::{BankName, Scenario};
use pack::text::Text;
use wire::messages::Endpoint;
use wire::profile::ServiceProfile;

/// A request as it is written: the line with method and target, headers, an empty line, the body.
fn request_in(bytes: &[u8]) -> Option<(http::request::Parts, &[u8])> {
    let end = bytes.windows(2).position(|two| two == b"\n\n");
    let (head, body) = bytes.split_at(end.unwrap_or(bytes.len()));
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = std::str::from_utf8(lines.next()?).ok()?;
    let (method, target) = first.split_once(' ')?;
    let mut request = http::Request::builder().method(method).uri(target);
    for line in lines {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let (name, value) = line.split_at(colon);
        request = request.header(name, value[1..].trim_ascii());
    }
    let (parts, ()) = request.body(()).ok()?.into_parts();
    Some((parts, body.get(2..).unwrap_or_default()))
}

/// A request to the mock bank.
pub(super) fn request(bytes: &[u8]) {
    if let Some((head, _)) = request_in(bytes) {
        mock_bank::foreign::request(&head);
    }
}

/// A call of an agency, to a bank and to registers, judged by every check of journals.
pub(super) fn call(bytes: &[u8]) {
    let Some((head, body)) = request_in(bytes) else {
        return;
    };
    let place = match head.uri.path() {
        "/token" => Place::Register(Register::Maskinporten),
        path if path.starts_with("/customers/") => Place::Register(Register::CustomerOverview),
        _ => Place::Bank(BankName::A),
    };
    let headers: Vec<(String, Vec<u8>)> = head
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
        .collect();
    let call = Call {
        environment: 0,
        number: 1,
        place,
        received: Timestamp::UNIX_EPOCH,
        took: Duration::ZERO,
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        route: head.uri.path().strip_prefix("/v2").and_then(Route::of),
        token: token_of(&headers).or_else(|| assertion_of(body)),
        order: order_of(&headers),
        headers,
        body: Bytes::copy_from_slice(body),
        given: None,
        warnings: Vec::new(),
    };
    let service = wire::profile::service("politi-utlevering").expect("a service");
    let run = scenario_run(service, call);
    let view = JournalView {
        service,
        environments: &[facts()],
        runs: &[&run],
    };
    for check in check::all() {
        let _ = check.judge(&view, &With::default());
    }
}

fn facts() -> EnvironmentFacts {
    EnvironmentFacts {
        issuer: "http://issuer/".into(),
        base_urls: BTreeMap::from([(BankName::A, "http://a/v2".into())]),
        overview: "http://overview".into(),
        other_host: "http://other".into(),
        clients: BTreeMap::new(),
        police_keys: BTreeMap::new(),
    }
}

fn scenario_run(service: &ServiceProfile, call: Call) -> ScenarioRun {
    let scenario = Scenario {
        id: "x".into(),
        title: Text::same("x"),
        banks: vec![BankName::A],
        ..Scenario::default()
    };
    let task = Task {
        service: service.id.clone(),
        case: None,
        party: "315000000".into(),
        death: None,
        bankruptcy: None,
        guardian: None,
        guardianship: None,
        consumer: "915429785".into(),
        requester: "x".into(),
        only_primary_owner: true,
        from: date(2025, 11, 22),
        to: date(2026, 11, 22),
        endpoints: Endpoint::ALL.to_vec(),
        banks: Vec::new(),
    };
    ScenarioRun {
        scenario,
        task,
        calls: vec![call],
        more_calls: MoreCalls::default(),
        unreadable: Vec::new(),
        more_unreadable: 0,
        ended: Ended::Done,
    }
}

/// An extradition order.
pub(super) fn order(bytes: &[u8]) {
    mock_bank::foreign::order(&signed(bytes));
}

/// An access token.
pub(super) fn token(bytes: &[u8]) {
    mock_bank::foreign::token(&signed(bytes));
}

/// A compact JWS: the bytes themselves, or header and payload as two lines of JSON, which mutations get further with.
fn signed(bytes: &[u8]) -> String {
    match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => wire::jose::sign::assemble_jws(&bytes[..end], &bytes[end + 1..], b"signature"),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// A request for a token, and the answer to one.
pub(super) fn grant(bytes: &[u8]) {
    mock_agency::foreign::grant(bytes);
    let _ = assertion_of(bytes);
    let _ = engine::tokens::token_in(200, bytes);
}

/// Key sets.
pub(super) fn jwks(bytes: &[u8]) {
    mock_bank::foreign::key_sets(bytes);
    let _ = lab::doctor::certificates_in(bytes);
}

/// Answers of `CertPub`.
pub(super) fn certpub(bytes: &[u8]) {
    mock_bank::foreign::certificates(bytes);
    let _ = lab::doctor::certificates_in(bytes);
}

/// Answers of the registers of persons and of bankruptcies, and pages with links.
pub(super) fn persons(bytes: &[u8]) {
    mock_bank::foreign::persons(bytes);
    if let Ok(page) = wire::jose::strict::json(bytes) {
        mock_agency::foreign::links(&page);
    }
}
