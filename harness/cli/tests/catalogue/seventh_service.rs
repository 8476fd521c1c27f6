//! A service that nobody knows is added to a copy of the pack, as files alone: it is loaded, planned and run.

use std::sync::Arc;
use std::time::Duration;

use engine::event::Silent;
use engine::runner::{RunOptions, Runner};
use engine::stimulus::Attacker;
use jiff::{Timestamp, ToSpan};
use judge::check::Tools;
use judge::check::schema::Schemas;
use judge::verdict::Outcome;
use lab::embedded::EmbeddedRegisters;
use mock_agency::OverviewBehaviour;
use plan::target::Target;
use plan::{Filter, plan};
use wire::keys::KeyStore;
use wire::pki::{Authority, Subject, Validity};

use super::*;

const ID: &str = "tilsyn-kontroll";

const SERVICE: &str = r#"
id = "tilsyn-kontroll"
asked_for = false
prefix = "TILSYN"
title = { en = "Supervision", nb = "Tilsynskontroll" }
agency = { name = "Tilsynet", orgnos = ["310000019"] }
scope = "bits:kontoinformasjon"
minimum_api_version = "V2.0"
endpoints = ["Accounts", "Roles"]
party_kinds = ["person"]
only_primary_owner = "true-only"
requester_id_required = false
further_check = "none"
source = { title = "Løsningsbeskrivelse for Tilsynskontroll", version = "1.0", date = "2026-01-01" }
period = { from = { rule = "years-before-today", years = 2 }, to = { rule = "today" } }
mandates = [{ text = "Tilsynsloven § 7" }]
overview = { endpoints = ["customerRelationships"] }
"#;

const DOCUMENT: &str = r#"
[[document]]
id = "tilsyn"
title = "Løsningsbeskrivelse for Tilsynskontroll"
publisher = "Tilsynet"
kind = "service"
versions = [{ version = "1.0", date = "2026-01-01" }]
headings = ["Datavalidering"]
"#;

fn requirement(id: &str) -> String {
    format!(
        r#"
[source.validation]
document = "Løsningsbeskrivelse for Tilsynskontroll"
section = "Datavalidering"
version = "1.0"
date = "2026-01-01"

[[requirement]]
id = "{id}"
level = "MUST"
source = "validation"
text = {{ en = "A rule of the service's own.", nb = "En regel for tjenesten selv." }}
"#
    )
}

fn case(family: &str, requirement: &str, expect: &str) -> String {
    format!(
        r#"
family = "{family}"

[[case]]
id = "{family}-001"
title = {{ en = "A case of its own", nb = "En egen test" }}
why = {{ en = "It has a rule of its own.", nb = "Den har en egen regel." }}
level = "MUST"
requirements = ["{requirement}"]
services = ["tilsyn-kontroll"]
expect = {expect}
"#
    )
}

/// The pack with the service: new files, and a document more in the list of documents.
fn pack() -> PackFiles {
    let mut pack = PackFiles::embedded(builtin::FILES);
    let mut add = |name: &str, text: String| pack.files.insert(name.into(), text);
    add("services/tilsyn-kontroll.toml", SERVICE.into());
    add("requirements/tilsyn.toml", requirement("TILSYN-RULE"));
    let own = case("TILSYN", "TILSYN-RULE", "{ accepted = true }");
    add("bank/tilsyn.toml", own);
    let open = r#"{ accepted = true, or-refused = ["400 *", "403 *"] }"#;
    let own = case("OVERVIEW-TILSYN", "OVW-ANSWER", open);
    add("overview/tilsyn.toml", own);
    if let Some(documents) = pack.files.get_mut("documents.toml") {
        documents.push_str(DOCUMENT);
    }
    pack
}

static WITH_SEVENTH: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    let read = Catalogue::read(&pack(), &judge::check_names());
    Arc::new(read.unwrap_or_else(|error| panic!("{}", told(error))))
});

/// The instances of a case for the service.
fn ids(case: &str) -> Vec<String> {
    let catalogue = &*WITH_SEVENTH;
    let case = Arc::new(catalogue.case(case).expect("the case").clone());
    let service = Arc::new(catalogue.service(ID).expect("the service").clone());
    let instances = unfold(&case, &service, catalogue, &BTreeMap::new());
    instances.into_iter().map(|one| one.id.0).collect()
}

#[test]
fn the_cases_for_all_services_unfold_over_its_endpoints() {
    assert_eq!(
        ids("TOKEN-002"),
        [
            "TOKEN-002/tilsyn-kontroll/Accounts",
            "TOKEN-002/tilsyn-kontroll/Roles"
        ]
    );
    assert_eq!(
        ids("OVERVIEW-014"),
        ["OVERVIEW-014/tilsyn-kontroll/customerRelationships"]
    );
}

#[test]
fn the_cases_of_other_services_do_not_unfold_over_it() {
    for case in ["OED-001", "VERGE-001", "ORDER-FORM-001", "OVERVIEW-071"] {
        assert_eq!(ids(case), [""; 0], "{case}");
    }
}

#[test]
fn its_own_case_is_planned_at_its_endpoints_alone() {
    assert_eq!(
        ids("TILSYN-001"),
        [
            "TILSYN-001/tilsyn-kontroll/Accounts",
            "TILSYN-001/tilsyn-kontroll/Roles"
        ]
    );
}

#[test]
fn its_step_one_is_run_with_its_mandate() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let sent = runtime.block_on(run_own_case());
    let mandate = sent
        .iter()
        .find(|(name, _)| name == wire::messages::header::LEGAL_MANDATE);
    assert_eq!(
        mandate.map(|(_, value)| value.as_str()),
        Some("Tilsynsloven%20%C2%A7%207")
    );
}

/// Runs the service's own case of step 1 against the mock overview, which does not know the service, and gives the
/// headers that were sent.
async fn run_own_case() -> Vec<(String, String)> {
    let keys = KeyStore::user_cache().expect("a key cache");
    let registers = EmbeddedRegisters::start(keys.clone(), 1, false)
        .await
        .expect("registers");
    let mut target: Target = registers
        .overview(OverviewBehaviour::default())
        .expect("the overview");
    let police = target.agencies["politi-utlevering"].clone();
    target.agencies.insert(ID.into(), police);
    target.services = vec![ID.into()];
    let target = Arc::new(target);
    let filter = Filter {
        cases: vec!["OVERVIEW-TILSYN-*".into()],
        ..Filter::default()
    };
    let planned = plan(&WITH_SEVENTH, &target, &filter, true);
    let runner = Runner::new(
        Arc::clone(&WITH_SEVENTH),
        target,
        options(),
        attacker(&keys),
        tools(),
        None,
    )
    .expect("a runner");
    let result = Arc::new(runner).run(&Arc::new(planned), &Silent).await;
    registers.shutdown().await;
    let [only] = result.results.as_slice() else {
        panic!("{:?}", result.results);
    };
    assert_eq!(only.outcome, Outcome::Conforms);
    only.evidence[0].2.request.headers.clone()
}

fn options() -> RunOptions {
    RunOptions {
        jobs: 1,
        timeout: Duration::from_secs(30),
        retries: 0,
        rate: None,
        fail_fast: false,
        redaction_key: [0; 32],
        full_evidence: true,
        properties: record::tried::PropertyOptions::default(),
    }
}

fn tools() -> Tools {
    Tools {
        schemas: Arc::new(Schemas::compile(&WITH_SEVENTH.schemas).expect("schemas")),
        rows: WITH_SEVENTH.fields.clone().into(),
        recommended_rows: Arc::new(WITH_SEVENTH.recommended_rows()),
    }
}

fn attacker(keys: &KeyStore) -> Attacker {
    let key = keys.rsa("attacker").expect("a key");
    let validity = Validity {
        not_before: Timestamp::now() - 1.hour(),
        not_after: Timestamp::now() + 1.hour(),
    };
    let root = Authority::root(&Subject::named("Attacker"), validity, key.clone());
    Attacker {
        key: wire::jose::sign::SigningKey::from_pkey(key),
        certificate: root.expect("a certificate").certificate,
    }
}
