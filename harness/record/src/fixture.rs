//! One record, made by hand, with every outcome, level and kind of evidence. All of it is invented.

mod cases;
mod evidence;

use serde_json::{Value, json};

use crate::{Counts, FamilyRecord, Record};

/// The record.
///
/// # Panics
/// If the fixture itself is not a record.
pub fn record() -> Record {
    let mut record: Record = serde_json::from_value(skeleton()).expect("the fixture is a record");
    record.cases = serde_json::from_value(json!(cases::cases())).expect("the fixture has cases");
    record.exchanges =
        serde_json::from_value(evidence::exchanges()).expect("the fixture has exchanges");
    record.counts = Counts::of(&record.cases);
    for case in &record.cases {
        if !record
            .families
            .iter()
            .any(|known| known.family == case.family)
        {
            let counts = Counts::of(
                record
                    .cases
                    .iter()
                    .filter(|other| other.family == case.family),
            );
            record.families.push(FamilyRecord {
                family: case.family.clone(),
                counts,
            });
        }
    }
    record
}

fn skeleton() -> Value {
    json!({
        "format": crate::FORMAT,
        "run": "20261122T101500Z-7",
        "tool": {"name": "dsop-conformance", "version": "0.1.0"},
        "pack": {"name": "dsop", "version": "1.0.0", "digest": "sha256:5b1f".to_owned() + &"0".repeat(60)},
        "subject": {
            "role": "bank", "name": "Eksempelbanken", "orgno": "310000019", "build": "2026.11-rc2",
            "baseUrl": "https://bank.example.test/dsop", "mode": "test", "rightOfDisposal": "alternative-1",
            "services": [
                {"id": "politi-utlevering", "title": {"en": "Police disclosure", "nb": "Politi-Utlevering"}},
                {"id": "oppgjor-etter-dodsfall", "title": {"en": "Settlement after death", "nb": "Oppgjør etter dødsfall"}}
            ],
            "profileDigest": "sha256:9c2e".to_owned() + &"0".repeat(60)
        },
        "settings": {"seed": 7, "strict": false, "jobs": 8, "fullEvidence": false, "selection": []},
        "started": "2026-11-22T10:15:00Z",
        "ended": "2026-11-22T10:15:04.25Z",
        "verdict": "non-conformant",
        "counts": counts(),
        "families": [],
        "cases": {"rules": {}, "tests": []},
        "requirements": requirements(),
        "interpretations": interpretations(),
        "fields": fields(),
        "deviations": deviations(),
        "timing": timing(),
        "exchanges": {"all": {}, "values": []},
    })
}

fn counts() -> Value {
    json!({"instances": 1, "conforms": 1, "violations": 0, "declared": 0, "warnings": 0, "observations": 0,
           "inconclusive": 0, "notApplicable": 0})
}

fn requirements() -> Value {
    let mut violated = counts();
    violated["instances"] = json!(3);
    violated["conforms"] = json!(0);
    violated["violations"] = json!(3);
    json!([
        {"id": "STD-CORRELATION-ID", "level": "MUST", "source": cases::standard(),
         "text": {"en": "A CorrelationID that is no UUID is refused.", "nb": "En CorrelationID som ikke er en UUID, avvises."},
         "counts": violated, "cases": ["HEADERS-003"]},
        {"id": "POL-PRICE", "level": "MAY", "source": cases::police(),
         "text": {"en": "The bank may log the request.", "nb": "Banken kan logge forespørselen."},
         "counts": {"instances": 0, "conforms": 0, "violations": 0, "declared": 0, "warnings": 0, "observations": 0,
                    "inconclusive": 0, "notApplicable": 0}, "cases": [],
         "untestable": {"en": "Happens inside the bank.", "nb": "Skjer inne i banken."}},
        {"id": "STD-ACCOUNTS", "level": "MUST", "source": cases::standard(),
         "text": {"en": "All accounts of the period are listed.", "nb": "Alle konti i perioden listes."},
         "counts": counts(), "cases": ["ACCOUNTS-002"]}
    ])
}

fn interpretations() -> Value {
    json!([
        {"id": "I-03", "title": {"en": "The error code of an order that does not fit", "nb": "Feilkoden for et pålegg som ikke passer"},
         "reading": {"en": "400 ACC-001 is expected; 403 ACC-011 is accepted too.", "nb": "400 ACC-001 ventes; 403 ACC-011 godtas også."},
         "cases": ["ORDER-CONTENT-041"]},
        {"id": "I-05", "title": {"en": "toDate in Politi-Utlevering", "nb": "toDate i Politi-Utlevering"},
         "reading": {"en": "Every date up to today is valid.", "nb": "Alle datoer til og med i dag er gyldige."},
         "setting": "politi-to-date", "choices": ["up-to-today", "today-only"], "default": "up-to-today",
         "setTo": "today-only", "cases": []}
    ])
}

fn fields() -> Value {
    let line = |endpoint: &str,
                path: &str,
                category: &str,
                had: u64,
                had_not: u64,
                verdict: &str| {
        json!({"service": "politi-utlevering", "endpoint": endpoint, "field": path, "apiPath": path,
               "category": category, "answers": 4, "answersWith": if had > 0 { 4 } else { 0 }, "had": had,
               "hadNot": had_not, "firstWith": [],
               "firstWithout": if had_not > 0 { json!([{"pointer": "/accounts/0", "exchange": 5}]) } else { json!([]) },
               "verdict": verdict})
    };
    json!({"rows": [
        line("Accounts", "responseDetails.status", "Teknisk obligatorisk", 4, 0, "conforms"),
        line("Accounts", "accounts.accountReference", "Teknisk obligatorisk", 10, 2, "breach"),
        line("Accounts", "accounts.servicer.name", "Utleveres ikke", 12, 0, "breach"),
        line("Accounts", "accounts.name", "Skal utleveres", 0, 12, "never-delivered"),
        line("Accounts", "accounts.primaryOwner.postalAddress.postCode", "Kan filtreres bort", 12, 0, "observed"),
        line("Cards", "cards.cardIssuer", "Til vurdering", 0, 0, "not-seen")
    ]})
}

fn deviations() -> Value {
    json!([
        {"subject": "TRANSACTIONS-004", "owner": "Betalingsteamet", "reason": "Pages hold 500 until the ledger is replaced | see plan",
         "section": "Dynamisk paginering", "expires": "2027-03-31", "state": "holds",
         "instances": ["TRANSACTIONS-004/politi-utlevering/Transactions"]},
        {"subject": "CARDS-009", "owner": "Kortteamet", "reason": "Masking was wrong", "section": "Kort",
         "expires": "2026-06-30", "state": "expired", "instances": []},
        {"subject": "accounts.name", "owner": "Kontoteamet", "reason": "Not in the ledger", "section": "Kontoliste",
         "expires": "2027-01-31", "state": "not-run", "instances": []}
    ])
}

fn timing() -> Value {
    json!([
        {"service": "politi-utlevering", "endpoint": "Accounts", "count": 60, "p50": 3.2, "p90": 9.5, "p99": 41.0,
         "max": 44.5, "histogram": [[2.0, 10], [4.0, 30], [8.0, 12], [16.0, 6], [32.0, 0], [64.0, 2]]},
        {"service": "oppgjor-etter-dodsfall", "endpoint": "Accounts", "count": 1, "p50": 5.0, "p90": 5.0, "p99": 5.0,
         "max": 5.0, "histogram": [[8.0, 1]]}
    ])
}
