use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::deviation::Declarations;
use crate::fixture;
use crate::rejudge::*;
use crate::{Basis, CaseRecord, ExchangeRecord, ExchangeReference, Record, Role, blank_case};
use judge::verdict::{Outcome, Verdict};
use pack::catalogue::{Catalogue, PackFiles};
use pack::reason::Reason;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::read(&PackFiles::embedded(builtin::FILES), &judge::check_names())
        .expect("the built-in pack is whole")
});

const REFUSED: &str = "TOKEN-002/politi-utlevering/Accounts";
const HOSTILE: &str = "ROBUSTNESS-001/politi-utlevering/Accounts";
const TALKING: &str = "TRANSPORT-024/politi-utlevering/Accounts";
const TWICE: &str = "CONSISTENCY-011/politi-utlevering/Accounts";

fn exchange(status: u16, document: &Value) -> ExchangeRecord {
    serde_json::from_value(json!({
        "request": {
            "service": "politi-utlevering", "endpoint": "Accounts", "method": "GET",
            "url": "https://bank.example.test/dsop/accounts?fromDate=2026-01-01&toDate=2026-01-31",
            "headers": [["Accept", "application/json"]]
        },
        "response": {
            "status": status, "version": "HTTP/1.1", "headers": [["content-type", "application/json"]],
            "protection": {"form": "clear"}, "document": document, "bodyBytes": 80, "bodyHmac": ""
        },
        "started": "2026-11-22T10:15:01Z", "elapsedMs": 4.25
    }))
    .expect("an exchange")
}

fn accepted() -> ExchangeRecord {
    exchange(200, &json!({"accounts": []}))
}

fn refusal() -> ExchangeRecord {
    exchange(401, &json!({"code": "ACC-010", "message": "no token"}))
}

fn instance_of(id: &str) -> plan::Instance {
    let service = std::sync::Arc::new(
        CATALOGUE
            .service("politi-utlevering")
            .expect("a service")
            .clone(),
    );
    CATALOGUE
        .cases
        .iter()
        .filter(|case| id.starts_with(&case.id.0))
        .flat_map(|case| {
            plan::unfold(
                &std::sync::Arc::new(case.clone()),
                &service,
                &CATALOGUE,
                &BTreeMap::new(),
            )
        })
        .find(|instance| instance.id.0 == id)
        .expect("an instance of the pack")
}

/// A record of one instance, which conformed, with these exchanges.
fn record(id: &str, exchanges: &[(Role, ExchangeRecord)]) -> Record {
    let mut record = fixture::record();
    let instance = instance_of(id);
    let key = |place: usize| format!("x{place:06}");
    let references = exchanges
        .iter()
        .enumerate()
        .map(|(place, (role, _))| ExchangeReference {
            id: key(place),
            role: *role,
        });
    record.cases = vec![CaseRecord {
        exchanges: references.collect(),
        stimulus: Some(instance.case.stimulus()),
        ..blank_case(&instance, &CATALOGUE)
    }];
    record.exchanges = exchanges
        .iter()
        .enumerate()
        .map(|(place, (_, exchange))| (key(place), exchange.clone()))
        .collect();
    record.subject.services.truncate(1);
    record.pack.digest.clone_from(&CATALOGUE.digest);
    record.deviations.clear();
    record
}

fn setting(declarations: &Declarations) -> Setting<'_> {
    Setting {
        catalogue: &CATALOGUE,
        declarations,
        strict: false,
        at: fixture::record().ended,
    }
}

fn again(record: &Record) -> Record {
    rejudge(record, &setting(&Declarations::default())).expect("a bank's record")
}

fn outcome(record: &Record) -> (Outcome, bool) {
    let judged = again(record);
    let case = judged.cases.first().expect("one case");
    (case.outcome.clone(), case.basis == Some(Basis::JudgedAgain))
}

fn kept_because(record: &Record) -> String {
    match &again(record).cases.first().expect("one case").basis {
        Some(Basis::Kept(why)) => why.text().en,
        other => panic!("it was judged again: {other:?}"),
    }
}

fn of_control_and_request(control: ExchangeRecord, request: ExchangeRecord) -> Record {
    record(
        REFUSED,
        &[(Role::Control, control), (Role::Request, request)],
    )
}

#[test]
fn a_refusal_as_it_should_be_conforms_again() {
    let record = of_control_and_request(accepted(), refusal());
    assert_eq!(outcome(&record), (Outcome::Conforms, true));
}

#[test]
fn an_answer_edited_to_acceptance_violates() {
    let record = of_control_and_request(accepted(), accepted());
    assert_eq!(outcome(&record), (Outcome::Violates, true));
}

#[test]
fn a_control_edited_to_refusal_decides_nothing() {
    let (outcome, judged) = outcome(&of_control_and_request(refusal(), refusal()));
    let Outcome::Inconclusive(why) = outcome else {
        panic!("decided: {outcome:?}")
    };
    assert!(
        judged
            && why
                .text()
                .en
                .contains("the control, the same request without the change")
    );
}

#[test]
fn an_answer_that_never_came_decides_nothing() {
    let mut request = refusal();
    request.response = None;
    request.cause = Some(judge::exchange::TransportFailure::TimedOut);
    let (outcome, judged) = outcome(&of_control_and_request(accepted(), request));
    assert!(
        judged
            && matches!(outcome, Outcome::Inconclusive(why) if why.text().en.contains("time limit"))
    );
}

#[test]
fn an_exchange_that_is_gone_keeps_the_outcome() {
    let mut record = of_control_and_request(accepted(), refusal());
    record.exchanges.remove("x000001");
    assert!(kept_because(&record).contains("x000001"));
}

#[test]
fn a_request_that_was_never_sent_keeps_the_outcome() {
    let record = record(REFUSED, &[(Role::Control, accepted())]);
    assert!(kept_because(&record).contains("was never sent"));
}

#[test]
fn an_exchange_too_many_keeps_the_outcome() {
    let requests = [
        (Role::Control, accepted()),
        (Role::Request, refusal()),
        (Role::Request, refusal()),
    ];
    assert!(kept_because(&record(REFUSED, &requests)).contains("more exchanges"));
}

#[test]
fn another_stimulus_keeps_the_outcome() {
    let mut record = of_control_and_request(accepted(), accepted());
    record.cases[0].stimulus = Some("0123456789abcdef".into());
    assert!(kept_because(&record).contains("sends something else"));
    assert_eq!(again(&record).cases[0].outcome, Outcome::Conforms);
}

#[test]
fn after_hostile_input_the_valid_request_is_looked_at_again() {
    let hostile = |after: ExchangeRecord| {
        let exchanges = [
            (Role::Control, accepted()),
            (
                Role::Request,
                exchange(400, &json!({"code": "ACC-001", "message": "no"})),
            ),
            (Role::Control, after),
        ];
        outcome(&record(HOSTILE, &exchanges))
    };
    assert_eq!(hostile(accepted()), (Outcome::Conforms, true));
    assert_eq!(hostile(refusal()), (Outcome::Violates, true));
}

fn twice(first: &Value, second: &Value) -> Record {
    let exchanges = [first, second].map(|document| (Role::Request, exchange(200, document)));
    record(TWICE, &exchanges)
}

#[test]
fn documents_that_differ_violate_what_says_they_are_the_same() {
    let account = |currency: &str| json!({"accounts": [{"currency": currency}]});
    assert_eq!(
        outcome(&twice(&account("NOK"), &account("NOK"))),
        (Outcome::Conforms, true)
    );
    assert_eq!(
        outcome(&twice(&account("NOK"), &account("EUR"))),
        (Outcome::Violates, true)
    );
}

#[test]
fn shortened_documents_are_not_compared() {
    let document = json!({"accounts": [{}, {}, {}, "… 4 more"]});
    assert!(kept_because(&twice(&document, &document)).contains("were shortened"));
}

fn discreet(message: &str) -> Record {
    let answer = exchange(400, &json!({"code": "ACC-001", "message": message}));
    record(
        TALKING,
        &[(Role::Control, accepted()), (Role::Request, answer)],
    )
}

#[test]
fn a_redacted_message_is_not_searched_for_what_was_redacted() {
    assert!(kept_because(&discreet("no account of ‹person:0011aabb›")).contains("redacted"));
}

#[test]
fn a_message_that_was_kept_is_searched() {
    assert_eq!(
        outcome(&discreet("no such path")),
        (Outcome::Conforms, true)
    );
    let (outcome, judged) = outcome(&discreet("java.lang.NullPointerException at java.base"));
    assert_eq!((outcome, judged), (Outcome::Violates, true));
}

#[test]
fn the_record_of_an_agency_is_not_judged_again() {
    let mut record = of_control_and_request(accepted(), refusal());
    record.subject.role = crate::SubjectRole::Agency;
    let refused = rejudge(&record, &setting(&Declarations::default()));
    assert_eq!(refused.expect_err("an agency"), RejudgeError::Agency);
}

#[test]
fn a_service_that_the_pack_does_not_have_is_named() {
    let mut record = of_control_and_request(accepted(), refusal());
    record.subject.services[0].id = "other".into();
    let refused = rejudge(&record, &setting(&Declarations::default()));
    assert_eq!(
        refused.expect_err("no such service"),
        RejudgeError::Service("other".into())
    );
}

const DECLARED: &str = "[[deviation]]\ncase = 'TOKEN-002'\nowner = 'Core'\nreason = 'old'\nsection = '1'\nexpires = '2026-11-22'";

#[test]
fn a_declaration_in_time_when_the_run_ended_covers_what_is_found_again() {
    let record = of_control_and_request(accepted(), accepted());
    let declarations =
        Declarations::parse("deviations.toml", DECLARED, &CATALOGUE).expect("declarations");
    let judged = rejudge(&record, &setting(&declarations)).expect("a bank's record");
    assert_eq!(judged.verdict, Verdict::ConformantWithDeclaredDeviations);
    let own = Declarations::of_record(&judged).expect("declarations with dates");
    let twice = rejudge(&judged, &setting(&own)).expect("a bank's record");
    assert_eq!(twice.verdict, Verdict::ConformantWithDeclaredDeviations);
}

#[test]
fn a_declaration_that_had_expired_then_covers_nothing() {
    let record = of_control_and_request(accepted(), accepted());
    let expired = DECLARED.replace("2026-11-22", "2026-11-21");
    let declarations =
        Declarations::parse("deviations.toml", &expired, &CATALOGUE).expect("declarations");
    let judged = rejudge(&record, &setting(&declarations)).expect("a bank's record");
    assert_eq!(judged.verdict, Verdict::NonConformant);
}

#[test]
fn a_broken_recommendation_weighs_as_a_must_where_asked_for() {
    let mut record = of_control_and_request(accepted(), accepted());
    let mut catalogue = CATALOGUE.clone();
    for case in &mut catalogue.cases {
        case.level = pack::catalogue::Level::Should;
    }
    record.pack.digest = catalogue.digest.clone();
    let declarations = Declarations::default();
    let verdict = |strict| {
        let setting = Setting {
            catalogue: &catalogue,
            strict,
            ..setting(&declarations)
        };
        rejudge(&record, &setting).expect("a bank's record").verdict
    };
    assert_eq!(
        [verdict(false), verdict(true)],
        [Verdict::Conformant, Verdict::NonConformant]
    );
}

#[test]
fn what_is_new_in_another_pack_is_not_decided() {
    let mut record = of_control_and_request(accepted(), refusal());
    record.pack.digest = "another".into();
    let judged = again(&record);
    let new = judged.cases.iter().filter(|case| case.id != REFUSED);
    assert!(new.clone().count() > 100);
    assert!(new.clone().all(|case| matches!(&case.outcome, Outcome::Inconclusive(why) if why.text().en.contains("new in this pack"))));
}

#[test]
fn what_another_pack_has_is_left_out_where_only_part_was_run() {
    let mut record = of_control_and_request(accepted(), refusal());
    record.pack.digest = "another".into();
    record.settings.selection = vec!["--case TOKEN-002".into()];
    assert_eq!(again(&record).cases.len(), 1);
}

#[test]
fn a_row_of_the_delivery_tables_is_judged_by_the_matrix() {
    let mut record = of_control_and_request(accepted(), refusal());
    let row = CATALOGUE
        .fields
        .iter()
        .find(|row| {
            row.service == "politi-utlevering"
                && row.category == wire::profile::Category::TechnicallyMandatory
                && row.endpoint == wire::messages::Endpoint::Accounts
        })
        .expect("a mandatory field");
    let case = CATALOGUE
        .cases
        .iter()
        .find(|case| case.family == "FIELDS" && case.level == pack::catalogue::Level::Must)
        .expect("a case of fields");
    let id = format!("{}/politi-utlevering/Accounts/{}", case.id, row.api_path);
    record.cases = vec![blank_case(&instance_of(&id), &CATALOGUE)];
    record.fields =
        judge::check::fields::FieldMatrix::new(&CATALOGUE.fields, &["politi-utlevering"]);
    let seen = record
        .fields
        .rows
        .iter_mut()
        .find(|seen| seen.endpoint == row.endpoint && seen.api_path == row.api_path)
        .expect("the row");
    (seen.answers, seen.had) = (2, 2);
    assert_eq!(outcome(&record), (Outcome::Conforms, true));
    for seen in &mut record.fields.rows {
        seen.had_not = 1;
    }
    assert_eq!(outcome(&record), (Outcome::Violates, true));
}

#[test]
fn the_tally_tells_why_outcomes_were_kept() {
    let mut record = of_control_and_request(accepted(), refusal());
    record.exchanges.clear();
    let counted = tally(&again(&record));
    assert_eq!(counted.again, 0);
    assert_eq!(
        counted.kept.iter().map(|(_, count)| count).sum::<usize>(),
        1
    );
    assert_ne!(counted.kept[0].0, Reason::new(&pack::reason::NOT_RUN));
}
